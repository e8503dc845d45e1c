// Speakers: who is quoted most
//
// Question: Who made the most statements, in how many documents, and when?
//
// Parameters:
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 25): most rows to give
//
// Columns:
//   speaker: name of the actor
//   kind: its most specific class
//   statements: how many statements it made
//   direct: how many of them are in quotation marks
//   accusations: how many of them accuse or condemn
//   denials: how many of them deny
//   documents: how many documents report them
//   first: date of the earliest; null where none has a date
//   last: date of the latest; null where none has a date

WITH 'default' AS graph
MATCH (a:Entity:Actor {graph: graph})-[:MADE]->(s:Statement)
USING INDEX SEEK a:Entity(graph, id)
WHERE a.id IS NOT NULL
WITH a, count(s) AS statements ORDER BY statements DESC, a.name, a.id LIMIT 25
CALL (a) {
  MATCH (a)-[:MADE]->(s:Statement)
  RETURN collect(s) AS ss, min(s.date) AS first, max(s.date) AS last
}
CALL (a) {
  OPTIONAL MATCH (a)-[:MADE]->(:Statement)-[:EVIDENCED_BY]->(:Passage)-[:PART_OF]->(d:Document)
  RETURN count(DISTINCT d) AS documents
}
RETURN a.name AS speaker, [c IN ['Person', 'ArmedForce', 'Organization', 'Country', 'Region', 'Settlement', 'Actor'] WHERE c IN labels(a)][0] AS kind,
  statements, size([s IN ss WHERE s.direct]) AS direct, size([s IN ss WHERE s.act IN ['accuse', 'condemn']]) AS accusations,
  size([s IN ss WHERE s.act = 'deny']) AS denials, documents, first, last
ORDER BY statements DESC, speaker, a.id
LIMIT 25
