// Breaches: which agreements broke, and who says who broke them, as a graph
//
// Question: Of which agreements do documents report that they were violated or collapsed, and who accuses whom of having broken them?
// Reports and allegations stand side by side, as told: the graph gives no verdict.
//
// Parameters:
//   agreement (text, ''): name, alias or id of the agreement; '' for any
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 15): most reports and allegations to draw

WITH '' AS agreement, 'default' AS graph
MATCH told = (g:Agreement {graph: graph})-[:HAS_STATUS_REPORT|ALLEGES_VIOLATION_OF]-(t:StatusReport|Statement)
USING INDEX SEEK g:Agreement(graph, id)
WHERE g.id IS NOT NULL
  AND any(form IN ['', g.id, g.name] + coalesce(g.aliases, []) WHERE toLower(form) = toLower(agreement))
  AND (t:Statement OR t.status IN ['violated', 'collapsed'])
OPTIONAL MATCH made = (t)<-[:MADE]-(a:Actor)
OPTIONAL MATCH against = (t)-[:TARGETS]->(b:Actor)
OPTIONAL MATCH disputed = (t)<-[:DISPUTES]-(u:Statement)
RETURN told, made, against, disputed
ORDER BY g.date, g.id, t.date, t.id, a.id, b.id, u.id
LIMIT 15
