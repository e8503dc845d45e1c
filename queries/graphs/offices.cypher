// Offices: who holds which office where, as a graph
//
// Question: Who has which role in which body or state?
//
// Parameters:
//   holder (text, ''): name, alias or id of the holder; '' for any
//   body (text, ''): name, alias or id of the body or state; '' for any
//   role (text, ''): words of the role, such as 'minister'; '' for any
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 30): most offices to draw

WITH '' AS holder, '' AS body, '' AS role, 'default' AS graph
MATCH office = (h:Entity:Actor {graph: graph})-[r:AFFILIATED_WITH]->(b:Actor)
USING INDEX SEEK h:Entity(graph, id)
WHERE h.id IS NOT NULL
  AND r.role IS NOT NULL AND toLower(r.role) CONTAINS toLower(role)
  AND any(form IN ['', h.id, h.name] + coalesce(h.aliases, []) WHERE toLower(form) = toLower(holder))
  AND any(form IN ['', b.id, b.name] + coalesce(b.aliases, []) WHERE toLower(form) = toLower(body))
OPTIONAL MATCH (b)<-[served:AFFILIATED_WITH]-(:Actor)
WITH h, r, b, office, count(served) AS size
// Those whom most serve come first: few clusters can be read, many pairs cannot.
RETURN office
ORDER BY size DESC, b.id, r.role, h.id
LIMIT 30
