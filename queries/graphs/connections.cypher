// Connections: how two actors hang together, as a graph
//
// Question: By which offices, agreements and statements are two actors connected, on the shortest ways?
//
// Parameters:
//   one (text, ''): name, alias or id of an actor; '' for the one that documents mention most
//   other (text, ''): name, alias or id of another actor; '' for the one of all others that documents mention most
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 25): most ways to draw

WITH '' AS one, '' AS other, 'default' AS graph
MATCH (a:Entity:Actor {graph: graph})
USING INDEX SEEK a:Entity(graph, id)
WHERE a.id IS NOT NULL
  AND any(form IN ['', a.id, a.name] + coalesce(a.aliases, []) WHERE toLower(form) = toLower(one))
OPTIONAL MATCH (a)<-[m:MENTIONS]-(:Document)
WITH other, graph, a, sum(m.count) AS mentions ORDER BY mentions DESC, a.id LIMIT 1
MATCH (b:Entity:Actor {graph: graph})
USING INDEX SEEK b:Entity(graph, id)
WHERE b.id IS NOT NULL
  AND b.id <> a.id AND any(form IN ['', b.id, b.name] + coalesce(b.aliases, []) WHERE toLower(form) = toLower(other))
OPTIONAL MATCH (b)<-[m:MENTIONS]-(:Document)
WITH a, b, sum(m.count) AS mentions ORDER BY mentions DESC, b.id LIMIT 1
OPTIONAL MATCH p = allShortestPaths((a)-[:AFFILIATED_WITH|PARTY_TO|MEDIATED|SIGNED|WITNESSED|GUARANTEED*..4]-(b))
WITH a, b, collect(p) AS agreements
OPTIONAL MATCH p = allShortestPaths((a)-[:MADE|ADDRESSED_TO|TARGETS|DISPUTES*..4]-(b))
WITH agreements, collect(p) AS statements
UNWIND agreements + statements AS way
RETURN way
ORDER BY length(way), [n IN nodes(way) | n.id]
LIMIT 25
