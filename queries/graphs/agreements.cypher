// Agreements: all who had a part in them, as a graph
//
// Question: Who was party to which agreements, who mediated, signed, witnessed or guaranteed them, and where were they agreed?
//
// Parameters:
//   party (text, ''): name, alias or id of a party; '' for any, and for agreements without a known party
//   kind (Ceasefire|PeaceAgreement|Agreement, 'Agreement'): class of the agreement; Agreement for all of them
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 30): most relations to draw

WITH '' AS party, 'Agreement' AS kind, 'default' AS graph
MATCH (a:Agreement {graph: graph})
USING INDEX SEEK a:Agreement(graph, id)
WHERE a.id IS NOT NULL
  AND kind IN labels(a)
OPTIONAL MATCH (a)<-[:PARTY_TO]-(x:Actor)
WITH party, a, collect(x) AS xs
WHERE party = ''
  OR any(x IN xs WHERE any(form IN [x.id, x.name] + coalesce(x.aliases, []) WHERE toLower(form) = toLower(party)))
MATCH part = (a)-[r:PARTY_TO|MEDIATED|SIGNED|WITNESSED|GUARANTEED|SIGNED_AT]-(y:Entity)
RETURN part
ORDER BY a.date, a.id, type(r), y.id
LIMIT 30
