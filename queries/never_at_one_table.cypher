// Never at one table: opponents without an agreement
//
// Question: Which actors accuse, condemn or contradict each other, and are not told to have agreed on anything?
// An actor is at the table where it is a party or signs, and so are those it serves (a minister's country, an army's state), two steps up.
//
// Parameters:
//   name (text, ''): name, alias or id of either; '' for any
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 100): most rows to give
//
// Columns:
//   one: name of one actor
//   other: name of the other actor
//   accused_other: how many statements of the one accuse or condemn the other
//   accused_one: how many statements of the other accuse or condemn the one
//   disputes: how many times a statement of either disputes one of the other's
//   first: date of the earliest of these statements; null where none has a date
//   last: date of the latest; null where none has a date
//   sentence: the sentence that reports the first of them
//   document: title of its document, or its source where it has no title

WITH '' AS name, 'default' AS graph
MATCH (x:Entity:Actor {graph: graph})-[:MADE]->(s:Statement)-[r:TARGETS|DISPUTES]->(t)
USING INDEX SEEK x:Entity(graph, id)
WHERE x.id IS NOT NULL
  AND (type(r) = 'DISPUTES' OR s.act IN ['accuse', 'condemn'])
OPTIONAL MATCH (t)<-[:MADE]-(z:Actor)
WITH name, x, s, type(r) AS how, coalesce(z, t) AS y
WHERE y:Actor AND x.id <> y.id
  AND any(form IN ['', x.id, x.name, y.id, y.name] + coalesce(x.aliases, []) + coalesce(y.aliases, []) WHERE toLower(form) = toLower(name))
WITH s, how, x.id < y.id AS forth, CASE WHEN x.id < y.id THEN x ELSE y END AS a, CASE WHEN x.id < y.id THEN y ELSE x END AS b
MATCH (s)-[:EVIDENCED_BY]->(p:Passage)-[:PART_OF]->(d:Document)
WITH a, b, how, forth, s, p, d ORDER BY s.date, d.id, p.start, s.id, p.id
WITH a, b, count(DISTINCT CASE WHEN how = 'TARGETS' AND forth THEN s.id END) AS accused_other,
  count(DISTINCT CASE WHEN how = 'TARGETS' AND NOT forth THEN s.id END) AS accused_one,
  count(DISTINCT CASE WHEN how = 'DISPUTES' THEN s.id END) AS disputes, min(s.date) AS first, max(s.date) AS last,
  head(collect(p.text)) AS sentence, head(collect(coalesce(d.title, d.source))) AS document
WITH a, b, accused_other, accused_one, disputes, accused_other + accused_one + disputes AS told, first, last, sentence, document
ORDER BY told DESC, a.name, a.id, b.name, b.id
CALL (a) {
  OPTIONAL MATCH (a)-[:AFFILIATED_WITH*0..2]->(i:Actor)
  OPTIONAL MATCH (i)-[:PARTY_TO|SIGNED]->(g:Agreement)
  RETURN collect(DISTINCT i.id) AS ours, collect(DISTINCT g.id) AS agreed
}
CALL (b) {
  OPTIONAL MATCH (b)-[:AFFILIATED_WITH*0..2]->(j:Actor)
  OPTIONAL MATCH (j)-[:PARTY_TO|SIGNED]->(h:Agreement)
  RETURN collect(DISTINCT j.id) AS theirs, collect(DISTINCT h.id) AS others
}
WITH a, b, accused_other, accused_one, disputes, told, first, last, sentence, document, ours, agreed, theirs, others
WHERE NOT a.id IN theirs AND NOT b.id IN ours AND none(id IN agreed WHERE id IN others)
RETURN a.name AS one, b.name AS other, accused_other, accused_one, disputes, first, last, sentence, document
ORDER BY told DESC, one, a.id, other, b.id
LIMIT 100
