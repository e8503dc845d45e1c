// Statements: who said what to and about whom, as a graph
//
// Question: What did somebody say, to whom, of whom, and about what?
//
// Parameters:
//   speaker (text, ''): name, alias or id of the speaker; '' for the one who made most statements
//   act (announce|claim|deny|accuse|condemn|urge|warn|promise|praise|concern, ''): what the speaker did in saying it; '' for any
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 30): most relations to draw

WITH '' AS speaker, '' AS act, 'default' AS graph
MATCH (a:Entity:Actor {graph: graph})-[m:MADE]->(:Statement)
USING INDEX SEEK a:Entity(graph, id)
WHERE a.id IS NOT NULL
  AND any(form IN ['', a.id, a.name] + coalesce(a.aliases, []) WHERE toLower(form) = toLower(speaker))
WITH speaker, act, a, count(m) AS made ORDER BY made DESC, a.id
WITH speaker, act, collect(a) AS found
UNWIND CASE speaker WHEN '' THEN found[0..1] ELSE found END AS a
MATCH made = (a)-[:MADE]->(s:Statement)
WHERE act IN ['', s.act]
OPTIONAL MATCH of = (s)-[r:ADDRESSED_TO|TARGETS|ABOUT]->(x:Entity|Agreement)
RETURN made, of
ORDER BY s.date, s.id, type(r), x.id
LIMIT 30
