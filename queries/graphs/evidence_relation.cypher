// Evidence of a relation: the sentences that tell it, as a graph
//
// Question: Which sentences of which documents tell of a relation between two things?
//
// Parameters:
//   one (text, ''): name, alias or id of one end; '' for any
//   other (text, ''): name, alias or id of the other end; '' for any
//   relation (AFFILIATED_WITH|PARTY_TO|MEDIATED|SIGNED|WITNESSED|GUARANTEED|SIGNED_AT|LOCATED_IN, ''): its type; '' for any
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 20): most sentences to draw, once for each relation they tell

WITH '' AS one, '' AS other, '' AS relation, 'default' AS graph
MATCH (x:Entity|Agreement {graph: graph})-[r:AFFILIATED_WITH|PARTY_TO|MEDIATED|SIGNED|WITNESSED|GUARANTEED|SIGNED_AT|LOCATED_IN]->(y)
USING INDEX SEEK x:Entity(graph, id)
USING INDEX SEEK x:Agreement(graph, id)
WHERE x.id IS NOT NULL
  AND relation IN ['', type(r)]
WITH one, other, x, r, y, ['', x.id, x.name] + coalesce(x.aliases, []) AS xs, ['', y.id, y.name] + coalesce(y.aliases, []) AS ys
WHERE (any(form IN xs WHERE toLower(form) = toLower(one)) AND any(form IN ys WHERE toLower(form) = toLower(other)))
  OR (any(form IN xs WHERE toLower(form) = toLower(other)) AND any(form IN ys WHERE toLower(form) = toLower(one)))
UNWIND r.passages AS passage
MATCH told = (p:Passage {graph: x.graph, id: passage})-[:PART_OF]->(d:Document)
OPTIONAL MATCH named = (d)-[:MENTIONS]->(x)
RETURN x, r, y, told, named
ORDER BY size(r.documents) DESC, x.id, type(r), y.id, d.id, p.start, p.id
LIMIT 20
