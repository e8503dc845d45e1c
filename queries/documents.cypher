// Documents: what each document contributes
//
// Question: Which documents are in the graph, and how much does each tell?
//
// Parameters:
//   document (text, ''): words that the title or the source contains; '' for any
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 200): most rows to give
//
// Columns:
//   published: when the document was published; null where it has no date
//   document: its title, or its source where it has no title
//   publisher: who published it; null where it does not say
//   entities: how many actors and places it mentions
//   statements: how many statements it reports
//   agreements: how many agreements it tells of
//   relations: how many relations between actors, places and agreements it tells
//   passages: how many passages of it are evidence
//   source: path or address as given
//   url: its address on the web; null where it has none

WITH '' AS document, 'default' AS graph
MATCH (d:Document {graph: graph})
USING INDEX SEEK d:Document(graph, id)
WHERE d.id IS NOT NULL
  AND any(words IN [d.title, d.source] WHERE toLower(words) CONTAINS toLower(document))
WITH d ORDER BY d.published, d.source, d.id LIMIT 200
CALL (d) {
  OPTIONAL MATCH (d)-[:MENTIONS]->(e:Entity)
  RETURN count(DISTINCT e) AS entities
}
CALL (d) {
  OPTIONAL MATCH (d)<-[:PART_OF]-(p:Passage)
  RETURN count(DISTINCT p) AS passages
}
CALL (d) {
  OPTIONAL MATCH (d)<-[:PART_OF]-(:Passage)<-[:EVIDENCED_BY]-(s:Statement)
  RETURN count(DISTINCT s) AS statements
}
CALL (d) {
  OPTIONAL MATCH (d)<-[:PART_OF]-(:Passage)<-[:EVIDENCED_BY]-(a:Agreement)
  RETURN count(DISTINCT a) AS agreements
}
CALL (d) {
  OPTIONAL MATCH (d)-[:MENTIONS]->(x)-[r:AFFILIATED_WITH|PARTY_TO|MEDIATED|SIGNED|WITNESSED|GUARANTEED|SIGNED_AT|LOCATED_IN]->()
  WHERE d.id IN r.documents
  RETURN count(r) AS relations
}
RETURN d.published AS published, coalesce(d.title, d.source) AS document, d.publisher AS publisher,
  entities, statements, agreements, relations, passages, d.source AS source, d.url AS url
ORDER BY published, source, d.id
LIMIT 200
