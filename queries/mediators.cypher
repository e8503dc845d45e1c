// Mediators: who mediated which ceasefire
//
// Question: Who mediated which ceasefire, between whom, where, and which sentence says so?
//
// Parameters:
//   mediator (text, ''): name, alias or id of the mediator; '' for any
//   agreement (text, ''): name, alias or id of the agreement; '' for any
//   kind (Ceasefire|PeaceAgreement|Agreement, 'Ceasefire'): class of the agreement; Agreement for all of them
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 100): most rows to give
//
// Columns:
//   mediator: name of the actor that mediated
//   agreement: name of the agreement
//   date: when it was agreed, as precise as the text; null where no document dates it
//   parties: names of its parties, sorted; empty where no document tells them
//   places: where it was agreed, sorted; empty where no document tells it
//   sentence: the first sentence that tells the mediation, from the earliest document; null where the passage is not in the graph
//   document: title of that document, or its source where it has no title; null where the sentence is
//   documents: how many documents tell the mediation

WITH '' AS mediator, '' AS agreement, 'Ceasefire' AS kind, 'default' AS graph
MATCH (a:Agreement {graph: graph})<-[r:MEDIATED]-(m:Actor)
USING INDEX SEEK a:Agreement(graph, id)
WHERE a.id IS NOT NULL
  AND kind IN labels(a)
  AND any(form IN ['', m.id, m.name] + coalesce(m.aliases, []) WHERE toLower(form) = toLower(mediator))
  AND any(form IN ['', a.id, a.name] + coalesce(a.aliases, []) WHERE toLower(form) = toLower(agreement))
OPTIONAL MATCH (a)<-[:PARTY_TO]-(party:Actor)
WITH m, r, a, party ORDER BY party.name, party.id
WITH m, r, a, collect(party.name) AS parties
OPTIONAL MATCH (a)-[:SIGNED_AT]->(place:Place)
WITH m, r, a, parties, place ORDER BY place.name, place.id
WITH m, r, a, parties, collect(place.name) AS places
UNWIND CASE WHEN size(r.passages) > 0 THEN r.passages ELSE [null] END AS passage
OPTIONAL MATCH (p:Passage {graph: a.graph, id: passage})-[:PART_OF]->(d:Document)
WITH m, r, a, parties, places, p, d ORDER BY d.published, d.id, p.start, p.id
WITH m, r, a, parties, places, head(collect(p.text)) AS sentence, head(collect(coalesce(d.title, d.source))) AS document
RETURN m.name AS mediator, a.name AS agreement, a.date AS date, parties, places, sentence, document, size(r.documents) AS documents
ORDER BY date, a.id, mediator, m.id
LIMIT 100
