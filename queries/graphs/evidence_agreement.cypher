// Evidence of an agreement: the sentences that tell it, as a graph
//
// Question: Which sentences of which documents tell of an agreement, of all who had a part in it, and of what became of it?
//
// Parameters:
//   agreement (text, ''): name, alias or id of the agreement; '' for the one of which most documents tell
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 40): most sentences to draw, once for each thing they tell

WITH '' AS agreement, 'default' AS graph
MATCH (a:Agreement {graph: graph})
USING INDEX SEEK a:Agreement(graph, id)
WHERE a.id IS NOT NULL
  AND any(form IN ['', a.id, a.name] + coalesce(a.aliases, []) WHERE toLower(form) = toLower(agreement))
OPTIONAL MATCH (a)<-[m:MENTIONS]-(:Document)
WITH a, agreement, count(m) AS documents ORDER BY documents DESC, a.id
WITH agreement, collect(a) AS found
UNWIND CASE agreement WHEN '' THEN found[0..1] ELSE found END AS a
MATCH (a)-[r:EVIDENCED_BY|PARTY_TO|MEDIATED|SIGNED|WITNESSED|GUARANTEED|SIGNED_AT|HAS_PROVISION|HAS_STATUS_REPORT]-(x)
UNWIND CASE type(r) WHEN 'EVIDENCED_BY' THEN [x.id] ELSE r.passages END AS passage
MATCH told = (p:Passage {graph: a.graph, id: passage})-[:PART_OF]->(d:Document)
OPTIONAL MATCH named = (d)-[:MENTIONS]->(a)
RETURN a, r, x, told, named
ORDER BY a.date, a.id, type(r), x.id, d.id, p.start, p.id
LIMIT 40
