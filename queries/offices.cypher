// Offices: who holds which office
//
// Question: Who serves which country or organization, in which role, and which sentence says so?
//
// Parameters:
//   holder (text, ''): name, alias or id of the one who serves; '' for any
//   body (text, ''): name, alias or id of the country or organization served; '' for any
//   role (text, ''): words that the role contains, such as 'minister'; '' for any
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 100): most rows to give
//
// Columns:
//   holder: name of the one who serves
//   role: the office, as written; affiliations that tell no role are left out
//   body: name of the country or organization
//   sentence: the first sentence that tells it, from the earliest document; null where the passage is not in the graph
//   document: title of that document, or its source where it has no title; null where the sentence is
//   published: when that document was published, which dates the office; null where the document has no date
//   documents: how many documents tell it

WITH '' AS holder, '' AS body, '' AS role, 'default' AS graph
MATCH (h:Entity:Actor {graph: graph})-[r:AFFILIATED_WITH]->(b:Actor)
USING INDEX SEEK h:Entity(graph, id)
WHERE h.id IS NOT NULL
  AND r.role IS NOT NULL AND toLower(r.role) CONTAINS toLower(role)
  AND any(form IN ['', h.id, h.name] + coalesce(h.aliases, []) WHERE toLower(form) = toLower(holder))
  AND any(form IN ['', b.id, b.name] + coalesce(b.aliases, []) WHERE toLower(form) = toLower(body))
WITH h, r, b ORDER BY b.name, b.id, r.role, h.name, h.id LIMIT 100
UNWIND CASE WHEN size(r.passages) > 0 THEN r.passages ELSE [null] END AS passage
OPTIONAL MATCH (p:Passage {graph: h.graph, id: passage})-[:PART_OF]->(d:Document)
WITH h, r, b, p, d ORDER BY d.published, d.id, p.start, p.id
WITH h, r, b, head(collect(p)) AS p, head(collect(d)) AS d
RETURN h.name AS holder, r.role AS role, b.name AS body, p.text AS sentence, coalesce(d.title, d.source) AS document,
  d.published AS published, size(r.documents) AS documents
ORDER BY body, b.id, role, holder, h.id
LIMIT 100
