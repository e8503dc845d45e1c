// Disputes: claims and who disputes them, as a graph
//
// Question: Which statements dispute which, and who made them?
//
// Parameters:
//   name (text, ''): name, alias or id of either speaker; '' for any, and for unnamed sources
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 15): most disputes to draw

WITH '' AS name, 'default' AS graph
MATCH dispute = (s:Statement {graph: graph})<-[:DISPUTES]-(t:Statement)
USING INDEX SEEK s:Statement(graph, id)
WHERE s.id IS NOT NULL
OPTIONAL MATCH claimed = (s)<-[:MADE]-(a:Actor)
OPTIONAL MATCH answered = (t)<-[:MADE]-(b:Actor)
WITH name, s, t, a, b, dispute, claimed, answered
WHERE any(form IN ['', a.id, a.name, b.id, b.name] + coalesce(a.aliases, []) + coalesce(b.aliases, []) WHERE toLower(form) = toLower(name))
RETURN dispute, claimed, answered
ORDER BY s.date, s.id, t.id, a.id, b.id
LIMIT 15
