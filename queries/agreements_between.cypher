// Agreements between two actors
//
// Question: To which agreements are two actors both parties, when, mediated by whom, and what became of them?
//
// Parameters:
//   one (text, ''): name, alias or id of a party; '' for any
//   other (text, ''): name, alias or id of another party; '' for any
//   kind (Ceasefire|PeaceAgreement|Agreement, 'Agreement'): class of the agreement; Agreement for all of them
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 100): most rows to give
//
// Columns:
//   date: when it was agreed, as precise as the text; null where no document dates it (such rows come last)
//   agreement: name of the agreement
//   kind: its most specific class
//   one: name of one party
//   other: name of the other party
//   mediators: names of its mediators, sorted; empty where no document tells one
//   effective: when it came into force, as precise as the text; null where no document tells it
//   status: in_force, violated, collapsed, extended or ended, as last told; null where no document tells it
//   sentence: the first sentence that tells of it, from the earliest document; null where the passage is not in the graph
//   document: title of that document, or its source where it has no title; null where the sentence is

WITH '' AS one, '' AS other, 'Agreement' AS kind, 'default' AS graph
MATCH (a:Agreement {graph: graph})<-[:PARTY_TO]-(x:Actor)
USING INDEX SEEK a:Agreement(graph, id)
WHERE a.id IS NOT NULL
  AND kind IN labels(a)
MATCH (a)<-[:PARTY_TO]-(y:Actor)
WHERE x.id <> y.id
WITH toLower(one) AS one, toLower(other) AS other, a, x, y,
  [form IN ['', x.id, x.name] + coalesce(x.aliases, []) | toLower(form)] AS xs,
  [form IN ['', y.id, y.name] + coalesce(y.aliases, []) | toLower(form)] AS ys
// Two parties that fit either way round are one row.
WHERE one IN xs AND other IN ys AND (x.id < y.id OR NOT (one IN ys AND other IN xs))
OPTIONAL MATCH (a)<-[:MEDIATED]-(m:Actor)
WITH a, x, y, m ORDER BY m.name, m.id
WITH a, x, y, collect(m.name) AS mediators
OPTIONAL MATCH (a)-[:EVIDENCED_BY]->(p:Passage)-[:PART_OF]->(d:Document)
WITH a, x, y, mediators, p, d ORDER BY d.published, d.id, p.start, p.id
WITH a, x, y, mediators, head(collect(p.text)) AS sentence, head(collect(coalesce(d.title, d.source))) AS document
RETURN a.date AS date, a.name AS agreement, [c IN ['Ceasefire', 'PeaceAgreement', 'Agreement'] WHERE c IN labels(a)][0] AS kind,
  x.name AS one, y.name AS other, mediators, a.effective AS effective, a.status AS status, sentence, document
ORDER BY date, a.id, one, x.id, other, y.id
LIMIT 100
