// Durations: how long each agreement lasted
//
// Question: When did each agreement begin and end, by what the documents tell, and how many days lie between?
// Nothing is guessed: days are counted only between two days that documents tell. A report dated before the beginning is left out, and where
// two tell the same, one on 2020-10 and the other on 2020-10-12, the more precise counts.
//
// Parameters:
//   agreement (text, ''): name, alias or id of the agreement; '' for any
//   kind (Ceasefire|PeaceAgreement|Agreement, 'Agreement'): class of the agreement; Agreement for all of them
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 100): most rows to give
//
// Columns:
//   agreement: name of the agreement
//   kind: its most specific class
//   began: when it came into force, else when it was agreed, as precise as the text; null where no document tells either
//   ended: the first date at which a document reports its collapse or end; null where no document tells one
//   days: number of days from the one to the other; null where either is not told to the day
//   status: collapsed or ended, as that report tells; null where no document tells an end with its date
//   sentence: the first sentence that reports that end, from the earliest document; null where none does
//   document: title of its document, or its source where it has no title; null where the sentence is
//   reports: all dated reports of its collapse or end, each its date and its status; they may contradict each other

WITH '' AS agreement, 'Agreement' AS kind, 'default' AS graph
MATCH (a:Agreement {graph: graph})
USING INDEX SEEK a:Agreement(graph, id)
WHERE a.id IS NOT NULL
  AND kind IN labels(a)
  AND any(form IN ['', a.id, a.name] + coalesce(a.aliases, []) WHERE toLower(form) = toLower(agreement))
WITH a, coalesce(a.effective, a.date) AS began
OPTIONAL MATCH (a)-[:HAS_STATUS_REPORT]->(r:StatusReport)
WHERE r.status IN ['collapsed', 'ended'] AND r.date IS NOT NULL
OPTIONAL MATCH (r)-[:EVIDENCED_BY]->(p:Passage)-[:PART_OF]->(d:Document)
WITH a, began, r, p, d ORDER BY r.date, d.published, d.id, p.start, r.id, p.id
WITH a, began, collect({date: r.date, status: r.status, sentence: p.text, document: coalesce(d.title, d.source)}) AS rs
WITH a, began, [r IN rs WHERE r.date IS NOT NULL] AS rs
WITH a, began, rs, [r IN rs WHERE (began IS NULL OR left(r.date, size(began)) >= left(began, size(r.date)))
  AND NOT any(o IN rs WHERE o.status = r.status AND o.date <> r.date AND o.date STARTS WITH r.date)][0] AS first
RETURN a.name AS agreement, [c IN ['Ceasefire', 'PeaceAgreement', 'Agreement'] WHERE c IN labels(a)][0] AS kind, began, first.date AS ended,
  CASE WHEN size(began) >= 10 AND size(first.date) >= 10
    THEN duration.inDays(date(left(began, 10)), date(left(first.date, 10))).days END AS days,
  first.status AS status, first.sentence AS sentence, first.document AS document, [r IN rs | r.date + ' ' + r.status] AS reports
ORDER BY began, a.id
LIMIT 100
