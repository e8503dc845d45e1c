// Mediators, ranked: who mediated most
//
// Question: Who mediated the most agreements, which, and between which dates?
//
// Parameters:
//   kind (Ceasefire|PeaceAgreement|Agreement, 'Agreement'): class of the agreements; Agreement for all of them
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 25): most rows to give
//
// Columns:
//   mediator: name of the actor that mediated
//   kind: its most specific class
//   agreements: how many agreements it mediated
//   ceasefires: how many of them are ceasefires
//   mediated: names of the agreements, in the order of their dates
//   first: date of the earliest; null where none has a date
//   last: date of the latest; null where none has a date
//   documents: how many documents tell of its mediation

WITH 'Agreement' AS kind, 'default' AS graph
MATCH (a:Agreement {graph: graph})<-[r:MEDIATED]-(m:Actor)
USING INDEX SEEK a:Agreement(graph, id)
WHERE a.id IS NOT NULL
  AND kind IN labels(a)
UNWIND CASE WHEN size(r.documents) > 0 THEN r.documents ELSE [null] END AS document
WITH kind, m, count(DISTINCT document) AS documents
MATCH (m)-[:MEDIATED]->(a:Agreement)
WHERE kind IN labels(a)
WITH m, documents, a ORDER BY a.date, a.id
WITH m, documents, collect(a) AS agreements, min(a.date) AS first, max(a.date) AS last
RETURN m.name AS mediator,
  [c IN ['Person', 'ArmedForce', 'Organization', 'Country', 'Region', 'Settlement', 'Actor'] WHERE c IN labels(m)][0] AS kind,
  size(agreements) AS agreements, size([a IN agreements WHERE 'Ceasefire' IN labels(a)]) AS ceasefires,
  [a IN agreements | a.name] AS mediated, first, last, documents
ORDER BY agreements DESC, documents DESC, mediator, m.id
LIMIT 25
