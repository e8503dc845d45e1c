// Parties: who agreed with whom, as a graph
//
// Question: Which actors are parties to which agreements?
//
// Parameters:
//   agreement (text, ''): name, alias or id of the agreement; '' for any
//   party (text, ''): name, alias or id of a party; '' for any
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 30): most relations to draw

WITH '' AS agreement, '' AS party, 'default' AS graph
MATCH (a:Agreement {graph: graph})<-[:PARTY_TO]-(x:Actor)
USING INDEX SEEK a:Agreement(graph, id)
WHERE a.id IS NOT NULL
  AND any(form IN ['', a.id, a.name] + coalesce(a.aliases, []) WHERE toLower(form) = toLower(agreement))
  AND any(form IN ['', x.id, x.name] + coalesce(x.aliases, []) WHERE toLower(form) = toLower(party))
WITH DISTINCT a
MATCH joined = (y:Actor)-[:PARTY_TO]->(a)
RETURN joined
ORDER BY a.date, a.id, y.id
LIMIT 30
