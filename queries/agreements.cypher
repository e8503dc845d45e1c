// Agreements: a timeline
//
// Question: Which agreements are told of, in the order of their dates, with all who had a part in them, and what became of them?
//
// Parameters:
//   party (text, ''): name, alias or id of a party; '' for any, and for agreements without a known party
//   kind (Ceasefire|PeaceAgreement|Agreement, 'Agreement'): class of the agreement; Agreement for all of them
//   since (date, ''): earliest date, YYYY[-MM[-DD]]; '' for no bound; a date less precise than the bound counts as inside
//   until (date, ''): latest date, the same way
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 100): most rows to give
//
// Columns:
//   date: when it was agreed, as precise as the text; null where no document dates it (such rows come last)
//   agreement: name of the agreement
//   kind: its most specific class
//   parties: names of its parties, sorted; empty where no document tells them
//   mediators: names of its mediators, sorted; empty where no document tells one
//   signatories: names of those who signed it, sorted; empty where no document tells one
//   witnesses: names of those who witnessed it, sorted; empty where no document tells one
//   guarantors: names of those who guaranteed it, sorted; empty where no document tells one
//   places: where it was agreed, sorted; empty where no document tells it
//   effective: when it came into force, as precise as the text; null where no document tells it
//   status: in_force, violated, collapsed, extended or ended, as last told (`statuses` has all reports); null where no document tells it
//   sentence: the first sentence that tells of it, from the earliest document; null where the passage is not in the graph
//   document: title of that document, or its source where it has no title; null where the sentence is

WITH '' AS party, 'Agreement' AS kind, '' AS since, '' AS until, 'default' AS graph
MATCH (a:Agreement {graph: graph})
USING INDEX SEEK a:Agreement(graph, id)
WHERE a.id IS NOT NULL
  AND kind IN labels(a)
  AND (since = '' OR left(a.date, size(since)) >= left(since, size(a.date)))
  AND (until = '' OR left(a.date, size(until)) <= left(until, size(a.date)))
OPTIONAL MATCH (a)<-[:PARTY_TO]-(x:Actor)
WITH party, a, x ORDER BY x.name, x.id
WITH party, a, collect(x) AS xs
WHERE party = ''
  OR any(x IN xs WHERE any(form IN [x.id, x.name] + coalesce(x.aliases, []) WHERE toLower(form) = toLower(party)))
WITH a, [x IN xs | x.name] AS parties ORDER BY a.date, a.id LIMIT 100
OPTIONAL MATCH (a)<-[r:MEDIATED|SIGNED|WITNESSED|GUARANTEED]-(m:Actor)
WITH a, parties, type(r) AS role, m ORDER BY m.name, m.id
WITH a, parties, collect({role: role, name: m.name}) AS others
OPTIONAL MATCH (a)-[:SIGNED_AT]->(place:Place)
WITH a, parties, others, place ORDER BY place.name, place.id
WITH a, parties, others, collect(place.name) AS places
OPTIONAL MATCH (a)-[:EVIDENCED_BY]->(p:Passage)-[:PART_OF]->(d:Document)
WITH a, parties, others, places, p, d ORDER BY d.published, d.id, p.start, p.id
WITH a, parties, others, places, head(collect(p.text)) AS sentence, head(collect(coalesce(d.title, d.source))) AS document
RETURN a.date AS date, a.name AS agreement, [c IN ['Ceasefire', 'PeaceAgreement', 'Agreement'] WHERE c IN labels(a)][0] AS kind,
  parties, [o IN others WHERE o.role = 'MEDIATED' | o.name] AS mediators, [o IN others WHERE o.role = 'SIGNED' | o.name] AS signatories,
  [o IN others WHERE o.role = 'WITNESSED' | o.name] AS witnesses, [o IN others WHERE o.role = 'GUARANTEED' | o.name] AS guarantors,
  places, a.effective AS effective, a.status AS status, sentence, document
ORDER BY date, a.id
LIMIT 100
