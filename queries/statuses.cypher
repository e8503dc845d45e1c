// Statuses: what became of an agreement, as each document tells
//
// Question: What do documents report to have become of an agreement, when, and in which sentence?
// Reports that contradict each other stand side by side: the graph gives no verdict.
//
// Parameters:
//   agreement (text, ''): name, alias or id of the agreement; '' for any
//   status (in_force|violated|collapsed|extended|ended, ''): what became of it; '' for anything
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 200): most rows to give
//
// Columns:
//   agreement: name of the agreement
//   agreed: when that was agreed, as precise as the text; null where no document dates it
//   status: in_force, violated, collapsed, extended or ended
//   date: when that happened, as precise as the text; null where the sentence does not tell it (such rows come last)
//   sentence: the sentence that reports it
//   document: title of its document, or its source where it has no title
//   published: when the document was published; null where it has no date

WITH '' AS agreement, '' AS status, 'default' AS graph
MATCH (a:Agreement {graph: graph})-[:HAS_STATUS_REPORT]->(r:StatusReport)
USING INDEX SEEK a:Agreement(graph, id)
WHERE a.id IS NOT NULL
  AND status IN ['', r.status]
  AND any(form IN ['', a.id, a.name] + coalesce(a.aliases, []) WHERE toLower(form) = toLower(agreement))
MATCH (r)-[:EVIDENCED_BY]->(p:Passage)-[:PART_OF]->(d:Document)
RETURN a.name AS agreement, a.date AS agreed, r.status AS status, r.date AS date, p.text AS sentence,
  coalesce(d.title, d.source) AS document, d.published AS published
ORDER BY agreed, a.id, date, published, d.id, p.start, r.id, p.id
LIMIT 200
