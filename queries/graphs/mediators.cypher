// Mediators: who mediated between whom, as a graph
//
// Question: Who mediated which agreements, who were the parties, and where was it agreed?
//
// Parameters:
//   mediator (text, ''): name, alias or id of the mediator; '' for any
//   agreement (text, ''): name, alias or id of the agreement; '' for any
//   kind (Ceasefire|PeaceAgreement|Agreement, 'Ceasefire'): class of the agreement; Agreement for all of them
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 30): most relations to draw

WITH '' AS mediator, '' AS agreement, 'Ceasefire' AS kind, 'default' AS graph
MATCH (a:Agreement {graph: graph})<-[:MEDIATED]-(m:Actor)
USING INDEX SEEK a:Agreement(graph, id)
WHERE a.id IS NOT NULL
  AND kind IN labels(a)
  AND any(form IN ['', m.id, m.name] + coalesce(m.aliases, []) WHERE toLower(form) = toLower(mediator))
  AND any(form IN ['', a.id, a.name] + coalesce(a.aliases, []) WHERE toLower(form) = toLower(agreement))
WITH DISTINCT a
MATCH part = (a)-[r:MEDIATED|PARTY_TO|SIGNED_AT]-(x:Entity)
RETURN part
ORDER BY a.date, a.id, type(r), x.id
LIMIT 30
