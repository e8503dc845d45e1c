// Accusations: who accused whom, as a graph
//
// Question: Who accused whom, in which statements?
//
// Parameters:
//   accuser (text, ''): name, alias or id of the speaker; '' for any, and for unnamed sources
//   accused (text, ''): name, alias or id of the accused; '' for any, and for accusations that name nobody
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 20): most accusations to draw

WITH '' AS accuser, '' AS accused, 'default' AS graph
MATCH (s:Statement {act: 'accuse', graph: graph})
USING INDEX SEEK s:Statement(graph, id)
WHERE s.id IS NOT NULL
OPTIONAL MATCH made = (s)<-[:MADE]-(a:Actor)
OPTIONAL MATCH against = (s)-[:TARGETS]->(b:Actor)
WITH accuser, accused, s, a, b, made, against
WHERE any(form IN ['', a.id, a.name] + coalesce(a.aliases, []) WHERE toLower(form) = toLower(accuser))
  AND any(form IN ['', b.id, b.name] + coalesce(b.aliases, []) WHERE toLower(form) = toLower(accused))
RETURN s, made, against
ORDER BY s.date, s.id, a.id, b.id
LIMIT 20
