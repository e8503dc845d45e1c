// Violations: who accused whom of breaking which ceasefire
//
// Question: Who said that which agreement was broken, by whom, and in which sentence?
// What somebody alleges is not thereby so: the graph gives no verdict.
//
// Parameters:
//   accuser (text, ''): name, alias or id of the speaker; '' for any, and for unnamed sources
//   accused (text, ''): name, alias or id of the accused; '' for any, and for allegations that name nobody
//   agreement (text, ''): name, alias or id of the agreement; '' for any
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 100): most rows to give
//
// Columns:
//   date: when it was said, as precise as the text; null where nothing tells it
//   accuser: name of the speaker, or the words of the text for an unnamed source; null where the text gives neither
//   accused: name of the accused; null where the allegation names nobody
//   agreement: name of the agreement said to be broken
//   agreed: when that was agreed, as precise as the text; null where no document dates it
//   act: what the speaker did in saying it: accuse, claim, condemn, ...
//   content: the allegation, in the words of the text
//   sentence: the sentence that reports it
//   document: title of the document, or its source where it has no title

WITH '' AS accuser, '' AS accused, '' AS agreement, 'default' AS graph
MATCH (g:Agreement {graph: graph})<-[:ALLEGES_VIOLATION_OF]-(s:Statement)
USING INDEX SEEK g:Agreement(graph, id)
WHERE g.id IS NOT NULL
  AND any(form IN ['', g.id, g.name] + coalesce(g.aliases, []) WHERE toLower(form) = toLower(agreement))
MATCH (s)-[:EVIDENCED_BY]->(p:Passage)-[:PART_OF]->(d:Document)
OPTIONAL MATCH (s)<-[:MADE]-(a:Actor)
OPTIONAL MATCH (s)-[:TARGETS]->(b:Actor)
WITH accuser, accused, g, s, p, d, a, b
WHERE any(form IN ['', a.id, a.name] + coalesce(a.aliases, []) WHERE toLower(form) = toLower(accuser))
  AND any(form IN ['', b.id, b.name] + coalesce(b.aliases, []) WHERE toLower(form) = toLower(accused))
RETURN s.date AS date, coalesce(a.name, s.sourceDescription) AS accuser, b.name AS accused, g.name AS agreement, g.date AS agreed,
  s.act AS act, s.content AS content, p.text AS sentence, coalesce(d.title, d.source) AS document
ORDER BY date, d.id, p.start, s.id, g.id, a.id, b.id, p.id
LIMIT 100
