// Connections: how two actors are connected
//
// Question: Through which affiliations, agreements and statements are two actors connected, the shortest ways of each kind first?
//
// Parameters:
//   one (text, ''): name, alias or id of an actor; '' for the one that the documents mention most
//   other (text, ''): name, alias or id of another actor; '' for the one mentioned most beside the first
//   hops (integer, 4): most relations on a way, at most 4
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 50): most rows to give
//
// Where several actors bear a name, the one that the documents mention most is taken; its id names any of them.
//
// Columns:
//   through: what the way is made of: affiliations, agreements (and affiliations), or statements
//   hops: number of relations on the way
//   way: the way, relations with their direction, statements by their act
//   times: how many ways read the same (several statements of one kind, several agreements of one name)
//   example: what was said in the first of these statements, in the words of the text; null where the way has no statement

WITH '' AS one, '' AS other, 4 AS hops, 'default' AS graph
MATCH (a:Entity:Actor {graph: graph})
USING INDEX SEEK a:Entity(graph, id)
WHERE a.id IS NOT NULL
  AND any(form IN ['', a.id, a.name] + coalesce(a.aliases, []) WHERE toLower(form) = toLower(one))
OPTIONAL MATCH (a)<-[m:MENTIONS]-(:Document)
WITH other, hops, graph, a, sum(m.count) AS mentions ORDER BY mentions DESC, a.id LIMIT 1
MATCH (b:Entity:Actor {graph: graph})
USING INDEX SEEK b:Entity(graph, id)
WHERE b.id IS NOT NULL
  AND b.id <> a.id AND any(form IN ['', b.id, b.name] + coalesce(b.aliases, []) WHERE toLower(form) = toLower(other))
OPTIONAL MATCH (b)<-[m:MENTIONS]-(:Document)
WITH hops, a, b, sum(m.count) AS mentions ORDER BY mentions DESC, b.id LIMIT 1
OPTIONAL MATCH p = allShortestPaths((a)-[:AFFILIATED_WITH*..4]-(b))
WITH hops, a, b, collect(p) AS affiliations
OPTIONAL MATCH p = allShortestPaths((a)-[:AFFILIATED_WITH|PARTY_TO|MEDIATED|SIGNED|WITNESSED|GUARANTEED*..4]-(b))
WITH hops, a, b, affiliations, collect(p) AS agreements
OPTIONAL MATCH p = allShortestPaths((a)-[:MADE|ADDRESSED_TO|TARGETS|DISPUTES*..4]-(b))
WITH hops, affiliations, agreements, collect(p) AS statements
UNWIND [['affiliations', affiliations], ['agreements', [p IN agreements WHERE NOT p IN affiliations]], ['statements', statements]] AS found
UNWIND found[1] AS p
WITH hops, found[0] AS through, p
WHERE length(p) <= hops
WITH through, length(p) AS hops, nodes(p) AS ns, relationships(p) AS rs
WITH through, hops, [n IN ns WHERE n:Statement] AS said,
  reduce(way = ns[0].name, i IN range(0, hops - 1) | way
    + CASE WHEN startNode(rs[i]) = ns[i] THEN ' -' + type(rs[i]) + '-> ' ELSE ' <-' + type(rs[i]) + '- ' END
    + coalesce(ns[i + 1].name, '(' + ns[i + 1].act + ')')) AS way
WITH through, hops, way, said ORDER BY said[0].date, said[0].id
WITH through, hops, way, count(*) AS times, head(collect(said[0].content)) AS example
RETURN through, hops, way, times, example
ORDER BY through, hops, way
LIMIT 50
