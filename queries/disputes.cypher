// Disputes: contested claims side by side
//
// Question: Which claims does somebody else deny or contradict, and what do the two sides say?
// The graph gives no verdict: both stand as said.
//
// Parameters:
//   name (text, ''): name, alias or id of either speaker; '' for any, and for unnamed sources
//   about (text, ''): name, alias or id of something that either side speaks about; '' for anything
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 100): most rows to give
//
// Columns:
//   claimant: who made the claim: name, or the words of the text for an unnamed source; null where the text gives neither
//   claim_act: what the claimant did in saying it: claim, accuse, announce, ...
//   claim_date: when it was said, as precise as the text; null where nothing tells it
//   claim: the claim, in the words of the text
//   claim_sentence: the sentence that reports it
//   claim_document: title of its document, or its source where it has no title
//   opponent: who disputes it: name, or the words of the text for an unnamed source; null where the text gives neither
//   answer_act: what the opponent did in saying it: deny, claim, ...
//   answer_date: when that was said, as precise as the text; null where nothing tells it
//   answer: the denial or the contrary claim, in the words of the text
//   answer_sentence: the sentence that reports it
//   answer_document: title of its document, or its source where it has no title

WITH '' AS name, '' AS about, 'default' AS graph
MATCH (s:Statement {graph: graph})<-[:DISPUTES]-(t:Statement)
USING INDEX SEEK s:Statement(graph, id)
WHERE s.id IS NOT NULL
  // Two statements that dispute each other are one row: the one with the lesser id is the claim.
  AND NOT ((s)-[:DISPUTES]->(t) AND t.id < s.id)
MATCH (s)-[:EVIDENCED_BY]->(p:Passage)-[:PART_OF]->(d:Document)
MATCH (t)-[:EVIDENCED_BY]->(q:Passage)-[:PART_OF]->(e:Document)
OPTIONAL MATCH (s)<-[:MADE]-(a:Actor)
OPTIONAL MATCH (t)<-[:MADE]-(b:Actor)
OPTIONAL MATCH (s)-[:ABOUT]->(x)
WITH name, about, s, p, d, t, q, e, a, b, collect(x) AS claimed
OPTIONAL MATCH (t)-[:ABOUT]->(y)
WITH name, about, s, p, d, t, q, e, a, b, claimed, collect(y) AS answered
WHERE any(form IN ['', a.id, a.name, b.id, b.name] + coalesce(a.aliases, []) + coalesce(b.aliases, []) WHERE toLower(form) = toLower(name))
  AND (about = ''
    OR any(x IN claimed + answered WHERE any(form IN [x.id, x.name] + coalesce(x.aliases, []) WHERE toLower(form) = toLower(about))))
RETURN coalesce(a.name, s.sourceDescription) AS claimant, s.act AS claim_act, s.date AS claim_date, s.content AS claim,
  p.text AS claim_sentence, coalesce(d.title, d.source) AS claim_document,
  coalesce(b.name, t.sourceDescription) AS opponent, t.act AS answer_act, t.date AS answer_date, t.content AS answer,
  q.text AS answer_sentence, coalesce(e.title, e.source) AS answer_document
ORDER BY claim_date, d.id, p.start, s.id, answer_date, e.id, q.start, t.id, a.id, b.id, p.id, q.id
LIMIT 100
