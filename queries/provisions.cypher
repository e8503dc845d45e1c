// Provisions: what an agreement says
//
// Question: What does an agreement provide for, in which words, and which sentence tells it?
//
// Parameters:
//   agreement (text, ''): name, alias or id of the agreement; '' for any
//   kind (ceasefire|withdrawal|exchange|peacekeepers|monitoring|corridor|disarmament|aid|return|government|talks, ''): what it provides for; '' for anything
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 200): most rows to give
//
// Columns:
//   agreement: name of the agreement
//   date: when it was agreed, as precise as the text; null where no document dates it
//   kind: what it provides for: withdrawal, exchange, peacekeepers, ...
//   provision: the term, in the words of the text
//   sentence: the sentence that tells it
//   document: title of its document, or its source where it has no title
//   published: when the document was published; null where it has no date

WITH '' AS agreement, '' AS kind, 'default' AS graph
MATCH (a:Agreement {graph: graph})-[:HAS_PROVISION]->(v:Provision)
USING INDEX SEEK a:Agreement(graph, id)
WHERE a.id IS NOT NULL
  AND kind IN ['', v.kind]
  AND any(form IN ['', a.id, a.name] + coalesce(a.aliases, []) WHERE toLower(form) = toLower(agreement))
MATCH (v)-[:EVIDENCED_BY]->(p:Passage)-[:PART_OF]->(d:Document)
RETURN a.name AS agreement, a.date AS date, v.kind AS kind, v.text AS provision, p.text AS sentence,
  coalesce(d.title, d.source) AS document, d.published AS published
ORDER BY date, a.id, published, d.id, v.start, v.id, p.start, p.id
LIMIT 200
