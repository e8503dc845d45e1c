// Evidence of an agreement: the sentences behind it
//
// Question: Which sentences tell of an agreement, of those who had a part in it, its place, its provisions and what became of it?
//
// Parameters:
//   agreement (text, ''): name, alias or id of the agreement; '' for any
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 200): most rows to give
//
// Columns:
//   agreement: name of the agreement
//   date: when it was agreed, as precise as the text; null where no document dates it
//   tells: the relation that the sentence tells, such as PARTY_TO or HAS_PROVISION; EVIDENCED_BY where it tells of the agreement itself
//   who: name of the actor or place, words of the provision, or the status reported; null where it tells of the agreement itself
//   confidence: how sure the rule is that read it, from 0 to 1; null where nothing is known of it
//   sentence: the sentence
//   document: title of its document, or its source where it has no title
//   published: when the document was published; null where it has no date
//   start: where the sentence starts, in characters of the document's text
//   end: where it ends, exclusive

WITH '' AS agreement, 'default' AS graph
MATCH (a:Agreement {graph: graph})
  -[r:EVIDENCED_BY|PARTY_TO|MEDIATED|SIGNED|WITNESSED|GUARANTEED|SIGNED_AT|HAS_PROVISION|HAS_STATUS_REPORT]-(x)
USING INDEX SEEK a:Agreement(graph, id)
WHERE a.id IS NOT NULL
  AND any(form IN ['', a.id, a.name] + coalesce(a.aliases, []) WHERE toLower(form) = toLower(agreement))
UNWIND CASE type(r) WHEN 'EVIDENCED_BY' THEN [x.id] ELSE r.passages END AS passage
MATCH (p:Passage {graph: a.graph, id: passage})-[:PART_OF]->(d:Document)
RETURN a.name AS agreement, a.date AS date, type(r) AS tells,
  CASE type(r) WHEN 'EVIDENCED_BY' THEN null ELSE coalesce(x.name, x.text, x.status) END AS who,
  CASE type(r) WHEN 'EVIDENCED_BY' THEN a.confidence ELSE r.confidence END AS confidence,
  p.text AS sentence, coalesce(d.title, d.source) AS document, d.published AS published, p.start AS start, p.end AS end
ORDER BY date, a.id, tells, who, x.id, published, d.id, start, p.id
LIMIT 200
