// Signatories: who signed, witnessed or guaranteed an agreement
//
// Question: Who signed which agreement for whom, who witnessed it, who guaranteed it, and which sentence says so?
//
// Parameters:
//   agreement (text, ''): name, alias or id of the agreement; '' for any
//   who (text, ''): name, alias or id of the one who signed, witnessed or guaranteed it; '' for any
//   role (SIGNED|WITNESSED|GUARANTEED, ''): which of these; '' for any
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 100): most rows to give
//
// Columns:
//   agreement: name of the agreement
//   date: when it was agreed, as precise as the text; null where no document dates it
//   role: SIGNED, WITNESSED or GUARANTEED
//   who: name of the one who did
//   party: names of the parties that a signatory serves, sorted; empty where no document tells one, and for others than signatories
//   sentence: the first sentence that tells it, from the earliest document; null where the passage is not in the graph
//   document: title of that document, or its source where it has no title; null where the sentence is
//   documents: how many documents tell it

WITH '' AS agreement, '' AS who, '' AS role, 'default' AS graph
MATCH (a:Agreement {graph: graph})<-[r:SIGNED|WITNESSED|GUARANTEED]-(x:Actor)
USING INDEX SEEK a:Agreement(graph, id)
WHERE a.id IS NOT NULL
  AND role IN ['', type(r)]
  AND any(form IN ['', a.id, a.name] + coalesce(a.aliases, []) WHERE toLower(form) = toLower(agreement))
  AND any(form IN ['', x.id, x.name] + coalesce(x.aliases, []) WHERE toLower(form) = toLower(who))
WITH x, r, a ORDER BY a.date, a.id, type(r), x.name, x.id
CALL (x, r, a) {
  OPTIONAL MATCH (x)-[:AFFILIATED_WITH*1..2]->(y:Actor)-[:PARTY_TO]->(a)
  WHERE type(r) = 'SIGNED'
  WITH y, count(*) AS ways ORDER BY y.name, y.id
  RETURN collect(y.name) AS party
}
CALL (r, a) {
  UNWIND r.passages AS passage
  OPTIONAL MATCH (p:Passage {graph: a.graph, id: passage})-[:PART_OF]->(d:Document)
  WITH p, d ORDER BY d.published, d.id, p.start, p.id
  RETURN head(collect(p.text)) AS sentence, head(collect(coalesce(d.title, d.source))) AS document
}
RETURN a.name AS agreement, a.date AS date, type(r) AS role, x.name AS who, party, sentence, document, size(r.documents) AS documents
ORDER BY date, a.id, role, who, x.id
LIMIT 100
