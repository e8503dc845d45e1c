// Places: what lies where, as a graph
//
// Question: Which places lie in which larger ones?
//
// Parameters:
//   name (text, ''): name, alias or id of the place; '' for any
//   within (text, ''): name, alias or id of a place around it; '' for any
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 40): most steps from a place to a larger one to draw

WITH '' AS name, '' AS within, 'default' AS graph
MATCH way = (x:Entity:Place {graph: graph})-[:LOCATED_IN*1..6]->(y:Place)
USING INDEX SEEK x:Entity(graph, id)
WHERE x.id IS NOT NULL
  AND any(form IN ['', x.id, x.name] + coalesce(x.aliases, []) WHERE toLower(form) = toLower(name))
  AND any(form IN ['', y.id, y.name] + coalesce(y.aliases, []) WHERE toLower(form) = toLower(within))
RETURN way
ORDER BY y.id, x.id
LIMIT 40
