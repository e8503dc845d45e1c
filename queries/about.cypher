// About: what was said about a place, an actor or an agreement
//
// Question: Who said what about something, when, and in which sentence?
//
// Parameters:
//   topic (text, ''): name, alias or id of the place, actor or agreement; '' for any
//   speaker (text, ''): name, alias or id of the speaker; '' for any, and for unnamed sources
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 100): most rows to give
//
// Columns:
//   topic: name of what is spoken about
//   kind: its most specific class
//   date: when it was said, as precise as the text; null where nothing tells it
//   speaker: name of the speaker, or the words of the text for an unnamed source; null where the text gives neither
//   act: what the speaker did in saying it: announce, claim, deny, ...
//   content: what was said, in the words of the text
//   sentence: the sentence that reports it
//   document: title of the document, or its source where it has no title

WITH '' AS topic, '' AS speaker, 'default' AS graph
// From the speaker where only that is named: what is spoken about has far more statements.
CALL (topic, speaker, graph) {
  WITH topic, speaker, graph
  WHERE topic <> '' OR speaker = ''
  MATCH (x:Entity|Agreement {graph: graph})<-[:ABOUT|ALLEGES_VIOLATION_OF]-(s:Statement)
  USING INDEX SEEK x:Entity(graph, id)
  USING INDEX SEEK x:Agreement(graph, id)
  WHERE x.id IS NOT NULL
    AND any(form IN ['', x.id, x.name] + coalesce(x.aliases, []) WHERE toLower(form) = toLower(topic))
  RETURN s, x
  UNION ALL
  WITH topic, speaker, graph
  WHERE topic = '' AND speaker <> ''
  MATCH (a:Entity {graph: graph})
  USING INDEX SEEK a:Entity(graph, id)
  WHERE a.id IS NOT NULL
    AND any(form IN [a.id, a.name] + coalesce(a.aliases, []) WHERE toLower(form) = toLower(speaker))
  MATCH (a)-[:MADE]->(s:Statement)-[:ABOUT|ALLEGES_VIOLATION_OF]->(x:Entity|Agreement {graph: graph})
  RETURN s, x
}
WITH DISTINCT speaker, s, x ORDER BY x.name, x.id, s.date
MATCH (s)-[:EVIDENCED_BY]->(p:Passage)-[:PART_OF]->(d:Document)
OPTIONAL MATCH (s)<-[:MADE]-(a:Actor)
WITH speaker, s, x, p, d, a
WHERE any(form IN ['', a.id, a.name] + coalesce(a.aliases, []) WHERE toLower(form) = toLower(speaker))
RETURN x.name AS topic,
  [c IN ['Person', 'ArmedForce', 'Organization', 'Country', 'Region', 'Settlement', 'Facility', 'NaturalFeature', 'Actor', 'Place',
    'Ceasefire', 'PeaceAgreement', 'Agreement', 'Entity'] WHERE c IN labels(x)][0] AS kind,
  s.date AS date, coalesce(a.name, s.sourceDescription) AS speaker, s.act AS act, s.content AS content,
  p.text AS sentence, coalesce(d.title, d.source) AS document
ORDER BY topic, x.id, date, d.id, p.start, s.id, a.id, p.id
LIMIT 100
