// Places: where they are
//
// Question: Which places do the documents mention, at which coordinates, and what do they lie in?
//
// Parameters:
//   name (text, ''): name, alias or id of the place; '' for any
//   within (text, ''): name, alias or id of a place that it lies in, however many steps up; '' for any, and for places in nothing known
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 200): most rows to give
//
// Columns:
//   place: name of the place
//   kind: its most specific class
//   latitude: in degrees north; null where the place is not in the gazetteer
//   longitude: in degrees east; null where the place is not in the gazetteer
//   lies_in: names of the places that it lies in, nearest first; empty where no document and no gazetteer tells it
//   mentions: how often the documents mention it; 0 where only the gazetteer knows it
//   documents: how many documents mention it
//   geonames: its GeoNames number; null where it is not in the gazetteer

WITH '' AS name, '' AS within, 'default' AS graph
MATCH (x:Entity:Place {graph: graph})
USING INDEX SEEK x:Entity(graph, id)
WHERE x.id IS NOT NULL
  AND any(form IN ['', x.id, x.name] + coalesce(x.aliases, []) WHERE toLower(form) = toLower(name))
OPTIONAL MATCH (x)<-[m:MENTIONS]-(:Document)
WITH within, x, sum(m.count) AS mentions, count(m) AS documents ORDER BY mentions DESC, x.name, x.id
CALL (x) {
  OPTIONAL MATCH path = (x)-[:LOCATED_IN*1..6]->(y:Place)
  WITH y, min(length(path)) AS steps ORDER BY steps, y.name, y.id
  RETURN collect(y) AS ys
}
WITH within, x, mentions, documents, ys
WHERE within = ''
  OR any(y IN ys WHERE any(form IN [y.id, y.name] + coalesce(y.aliases, []) WHERE toLower(form) = toLower(within)))
RETURN x.name AS place,
  [c IN ['Country', 'Region', 'Settlement', 'Facility', 'NaturalFeature', 'Place'] WHERE c IN labels(x)][0] AS kind,
  x.latitude AS latitude, x.longitude AS longitude, [y IN ys | y.name] AS lies_in, mentions, documents, x.geonames AS geonames
ORDER BY mentions DESC, place, x.id
LIMIT 200
