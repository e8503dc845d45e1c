// Provisions: what agreements provide for, and what became of them, as a graph
//
// Question: What do agreements say, what became of them, and which sentences tell it?
//
// Parameters:
//   agreement (text, ''): name, alias or id of the agreement; '' for any
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 30): most provisions and reports to draw

WITH '' AS agreement, 'default' AS graph
MATCH told = (a:Agreement {graph: graph})-[:HAS_PROVISION|HAS_STATUS_REPORT]->(v:Provision|StatusReport)-[:EVIDENCED_BY]->(p:Passage)
USING INDEX SEEK a:Agreement(graph, id)
WHERE a.id IS NOT NULL
  AND any(form IN ['', a.id, a.name] + coalesce(a.aliases, []) WHERE toLower(form) = toLower(agreement))
RETURN told
ORDER BY a.date, a.id, v.id, p.id
LIMIT 30
