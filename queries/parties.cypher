// Parties: between whom an agreement is
//
// Question: Who are the parties of an agreement, and which sentence says so?
//
// Parameters:
//   agreement (text, ''): name, alias or id of the agreement; '' for any
//   party (text, ''): name, alias or id of the party; '' for any
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 100): most rows to give
//
// Columns:
//   agreement: name of the agreement
//   date: when it was agreed, as precise as the text; null where no document dates it
//   party: name of the party
//   kind: the party's most specific class
//   sentence: the first sentence that makes it a party, from the earliest document; null where the passage is not in the graph
//   document: title of that document, or its source where it has no title; null where the sentence is
//   documents: how many documents tell that it is a party

WITH '' AS agreement, '' AS party, 'default' AS graph
MATCH (a:Agreement {graph: graph})<-[r:PARTY_TO]-(x:Actor)
USING INDEX SEEK a:Agreement(graph, id)
WHERE a.id IS NOT NULL
  AND any(form IN ['', a.id, a.name] + coalesce(a.aliases, []) WHERE toLower(form) = toLower(agreement))
  AND any(form IN ['', x.id, x.name] + coalesce(x.aliases, []) WHERE toLower(form) = toLower(party))
WITH a, r, x ORDER BY a.date, a.id, x.name, x.id LIMIT 100
UNWIND CASE WHEN size(r.passages) > 0 THEN r.passages ELSE [null] END AS passage
OPTIONAL MATCH (p:Passage {graph: a.graph, id: passage})-[:PART_OF]->(d:Document)
WITH x, r, a, p, d ORDER BY d.published, d.id, p.start, p.id
WITH x, r, a, head(collect(p.text)) AS sentence, head(collect(coalesce(d.title, d.source))) AS document
RETURN a.name AS agreement, a.date AS date, x.name AS party,
  [c IN ['Person', 'ArmedForce', 'Organization', 'Country', 'Region', 'Settlement', 'Actor'] WHERE c IN labels(x)][0] AS kind,
  sentence, document, size(r.documents) AS documents
ORDER BY date, a.id, party, x.id
LIMIT 100
