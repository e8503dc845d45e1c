// Mentions: where a name is found
//
// Question: Which documents mention an actor, a place or an agreement, how often, and in which words?
//
// Parameters:
//   name (text, ''): name, alias or id; '' for any
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 200): most rows to give
//
// Columns:
//   name: name of what is mentioned
//   kind: its most specific class
//   published: when the document was published; null where it has no date
//   document: title of the document, or its source where it has no title
//   count: how often the document mentions it
//   forms: the words that the document uses for it, sorted
//   source: path or address of the document as given

WITH '' AS name, 'default' AS graph
MATCH (x:Entity|Agreement {graph: graph})
USING INDEX SEEK x:Entity(graph, id)
USING INDEX SEEK x:Agreement(graph, id)
WHERE x.id IS NOT NULL
  AND any(form IN ['', x.id, x.name] + coalesce(x.aliases, []) WHERE toLower(form) = toLower(name))
WITH x ORDER BY x.name, x.id
MATCH (x)<-[m:MENTIONS]-(d:Document)
RETURN x.name AS name,
  [c IN ['Person', 'ArmedForce', 'Organization', 'Country', 'Region', 'Settlement', 'Facility', 'NaturalFeature', 'Actor', 'Place',
    'Ceasefire', 'PeaceAgreement', 'Agreement', 'Entity'] WHERE c IN labels(x)][0] AS kind,
  d.published AS published, coalesce(d.title, d.source) AS document, m.count AS count, m.forms AS forms, d.source AS source
ORDER BY name, x.id, published, source, d.id
LIMIT 200
