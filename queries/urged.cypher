// Urged: who urged whom to do what
//
// Question: Who urged whom to do what, when, and in which sentence?
//
// Parameters:
//   speaker (text, ''): name, alias or id of the one who urges; '' for any, and for unnamed sources
//   urged (text, ''): name, alias or id of the one urged; '' for any, and for appeals that name nobody
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 100): most rows to give
//
// Columns:
//   date: when it was said, as precise as the text; null where nothing tells it
//   speaker: name of the speaker, or the words of the text for an unnamed source; null where the text gives neither
//   urged: name of the one urged; null where the appeal names nobody
//   content: what they are urged to do, in the words of the text
//   sentence: the sentence that reports it
//   document: title of the document, or its source where it has no title

WITH '' AS speaker, '' AS urged, 'default' AS graph
MATCH (s:Statement {act: 'urge', graph: graph})
USING INDEX SEEK s:Statement(graph, id)
WHERE s.id IS NOT NULL
MATCH (s)-[:EVIDENCED_BY]->(p:Passage)-[:PART_OF]->(d:Document)
OPTIONAL MATCH (s)<-[:MADE]-(a:Actor)
OPTIONAL MATCH (s)-[:TARGETS]->(b:Actor)
WITH speaker, urged, s, p, d, a, b
WHERE any(form IN ['', a.id, a.name] + coalesce(a.aliases, []) WHERE toLower(form) = toLower(speaker))
  AND any(form IN ['', b.id, b.name] + coalesce(b.aliases, []) WHERE toLower(form) = toLower(urged))
RETURN s.date AS date, coalesce(a.name, s.sourceDescription) AS speaker, b.name AS urged, s.content AS content,
  p.text AS sentence, coalesce(d.title, d.source) AS document
ORDER BY date, d.id, p.start, s.id, a.id, b.id, p.id
LIMIT 100
