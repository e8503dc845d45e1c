// Evidence of a relation: the sentences behind it
//
// Question: Which relations hold between two named things, and which sentences tell them?
//
// Parameters:
//   one (text, ''): name, alias or id of either end; '' for any
//   other (text, ''): name, alias or id of the other end; '' for any
//   relation (AFFILIATED_WITH|PARTY_TO|MEDIATED|SIGNED|WITNESSED|GUARANTEED|SIGNED_AT|LOCATED_IN, ''): its type; '' for any
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 200): most rows to give
//
// Columns:
//   subject: name of the thing that the relation starts from
//   relation: its type
//   object: name of the thing that it leads to
//   role: the office, as written; null where the relation is no affiliation or tells no role
//   confidence: how sure the rule is that read it, from 0 to 1; null where nothing is known of it
//   sentence: a sentence that tells it; null where no passage of it is in the graph (a gazetteer told it)
//   document: title of its document, or its source where it has no title; null where the sentence is
//   published: when the document was published; null where it has no date
//   start: where the sentence starts, in characters of the document's text; null where the sentence is
//   end: where it ends, exclusive; null where the sentence is

WITH '' AS one, '' AS other, '' AS relation, 'default' AS graph
MATCH (x:Entity|Agreement {graph: graph})-[r:AFFILIATED_WITH|PARTY_TO|MEDIATED|SIGNED|WITNESSED|GUARANTEED|SIGNED_AT|LOCATED_IN]->(y)
USING INDEX SEEK x:Entity(graph, id)
USING INDEX SEEK x:Agreement(graph, id)
WHERE x.id IS NOT NULL
  AND relation IN ['', type(r)]
WITH one, other, x, r, y, ['', x.id, x.name] + coalesce(x.aliases, []) AS xs, ['', y.id, y.name] + coalesce(y.aliases, []) AS ys
WHERE (any(form IN xs WHERE toLower(form) = toLower(one)) AND any(form IN ys WHERE toLower(form) = toLower(other)))
  OR (any(form IN xs WHERE toLower(form) = toLower(other)) AND any(form IN ys WHERE toLower(form) = toLower(one)))
WITH x, r, y ORDER BY x.name, x.id, type(r), y.name, y.id
UNWIND CASE WHEN size(r.passages) > 0 THEN r.passages ELSE [null] END AS passage
OPTIONAL MATCH (p:Passage {graph: x.graph, id: passage})-[:PART_OF]->(d:Document)
RETURN x.name AS subject, type(r) AS relation, y.name AS object, r.role AS role, r.confidence AS confidence,
  p.text AS sentence, coalesce(d.title, d.source) AS document, d.published AS published, p.start AS start, p.end AS end
ORDER BY subject, x.id, relation, object, y.id, published, d.id, start, p.id
LIMIT 200
