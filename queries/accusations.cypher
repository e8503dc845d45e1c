// Accusations: who accused whom
//
// Question: Who accused whom of what, when, and in which sentence?
//
// Parameters:
//   accuser (text, ''): name, alias or id of the speaker; '' for any, and for unnamed sources
//   accused (text, ''): name, alias or id of the accused; '' for any, and for accusations that name nobody
//   since (date, ''): earliest date, YYYY[-MM[-DD]]; '' for no bound; a date less precise than the bound counts as inside
//   until (date, ''): latest date, the same way
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 100): most rows to give
//
// Columns:
//   date: when it was said, as precise as the text; null where nothing tells it
//   accuser: name of the speaker, or the words of the text for an unnamed source; null where the text gives neither
//   accused: name of the accused; null where the accusation names nobody
//   content: the accusation, in the words of the text
//   sentence: the sentence that reports it
//   document: title of the document, or its source where it has no title

WITH '' AS accuser, '' AS accused, '' AS since, '' AS until, 'default' AS graph
MATCH (s:Statement {act: 'accuse', graph: graph})
USING INDEX SEEK s:Statement(graph, id)
WHERE s.id IS NOT NULL
  AND (since = '' OR left(s.date, size(since)) >= left(since, size(s.date)))
  AND (until = '' OR left(s.date, size(until)) <= left(until, size(s.date)))
MATCH (s)-[:EVIDENCED_BY]->(p:Passage)-[:PART_OF]->(d:Document)
OPTIONAL MATCH (s)<-[:MADE]-(a:Actor)
OPTIONAL MATCH (s)-[:TARGETS]->(b:Actor)
WITH accuser, accused, s, p, d, a, b
WHERE any(form IN ['', a.id, a.name] + coalesce(a.aliases, []) WHERE toLower(form) = toLower(accuser))
  AND any(form IN ['', b.id, b.name] + coalesce(b.aliases, []) WHERE toLower(form) = toLower(accused))
RETURN s.date AS date, coalesce(a.name, s.sourceDescription) AS accuser, b.name AS accused,
  s.content AS content, p.text AS sentence, coalesce(d.title, d.source) AS document
ORDER BY date, d.id, p.start, s.id, a.id, b.id, p.id
LIMIT 100
