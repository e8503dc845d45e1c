// Statements by an actor: what somebody said, and to whom
//
// Question: What did an actor say, when, to whom and against whom, and in which sentence?
//
// Parameters:
//   speaker (text, ''): name, alias or id of the speaker; '' for any, and for unnamed sources
//   to (text, ''): name, alias or id of an addressee; '' for any, and for statements addressed to nobody
//   act (announce|claim|deny|accuse|condemn|urge|warn|promise|praise|concern, ''): what the speaker did in saying it; '' for any
//   since (date, ''): earliest date, YYYY[-MM[-DD]]; '' for no bound; a date less precise than the bound counts as inside
//   until (date, ''): latest date, the same way
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 100): most rows to give
//
// Columns:
//   date: when it was said, as precise as the text; null where nothing tells it
//   speaker: name of the speaker, or the words of the text for an unnamed source; null where the text gives neither
//   act: what the speaker did in saying it: announce, claim, deny, ...
//   addressed_to: names of those addressed, sorted; empty where the text names none
//   targets: names of those accused, condemned, urged, warned or praised, sorted; empty where there are none
//   medium: what it was said in, in the words of the text; null where nothing tells it
//   content: what was said, in the words of the text
//   direct: true where all of it is in quotation marks
//   sentence: the sentence that reports it
//   document: title of the document, or its source where it has no title

WITH '' AS speaker, '' AS to, '' AS act, '' AS since, '' AS until, 'default' AS graph
// From the speaker where one is named.
CALL (speaker, graph) {
  WITH speaker, graph
  WHERE speaker = ''
  MATCH (s:Statement {graph: graph})
  USING INDEX SEEK s:Statement(graph, id)
  WHERE s.id IS NOT NULL
  RETURN s
  UNION ALL
  WITH speaker, graph
  WHERE speaker <> ''
  MATCH (a:Entity {graph: graph})
  USING INDEX SEEK a:Entity(graph, id)
  WHERE a.id IS NOT NULL
    AND any(form IN [a.id, a.name] + coalesce(a.aliases, []) WHERE toLower(form) = toLower(speaker))
  MATCH (a)-[:MADE]->(s:Statement)
  RETURN DISTINCT s
}
WITH speaker, to, act, since, until, s
WHERE act IN ['', s.act]
  AND (since = '' OR left(s.date, size(since)) >= left(since, size(s.date)))
  AND (until = '' OR left(s.date, size(until)) <= left(until, size(s.date)))
WITH speaker, to, s ORDER BY s.date
OPTIONAL MATCH (s)<-[:MADE]-(a:Actor)
WITH speaker, to, s, a
WHERE any(form IN ['', a.id, a.name] + coalesce(a.aliases, []) WHERE toLower(form) = toLower(speaker))
CALL (s) {
  OPTIONAL MATCH (s)-[:ADDRESSED_TO]->(x:Actor)
  WITH x ORDER BY x.name, x.id
  RETURN collect(x) AS xs
}
WITH to, s, a, xs
WHERE to = ''
  OR any(x IN xs WHERE any(form IN [x.id, x.name] + coalesce(x.aliases, []) WHERE toLower(form) = toLower(to)))
CALL (s) {
  OPTIONAL MATCH (s)-[:TARGETS]->(y:Actor)
  WITH y ORDER BY y.name, y.id
  RETURN collect(y.name) AS targets
}
MATCH (s)-[:EVIDENCED_BY]->(p:Passage)-[:PART_OF]->(d:Document)
RETURN s.date AS date, coalesce(a.name, s.sourceDescription) AS speaker, s.act AS act, [x IN xs | x.name] AS addressed_to, targets,
  s.medium AS medium, s.content AS content, s.direct AS direct, p.text AS sentence, coalesce(d.title, d.source) AS document
ORDER BY date, d.id, p.start, s.id, a.id, p.id
LIMIT 100
