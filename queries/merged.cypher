// Merged: why the accounts of several documents are one agreement
//
// Question: Which agreements were put together from several documents, and by which rule?
// Each document after the first has a row, with the document that the rule compared it to.
//
// Parameters:
//   agreement (text, ''): name, alias or id of the agreement; '' for any
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 200): most rows to give
//
// Columns:
//   agreement: name of the agreement
//   date: when it was agreed, as precise as the text; null where no document dates it
//   rule: what the two accounts have in common
//   document: title of the one document, or its source where it has no title
//   other_document: title of the other document, or its source where it has no title

WITH '' AS agreement, 'default' AS graph
MATCH (a:Agreement {graph: graph})
USING INDEX SEEK a:Agreement(graph, id)
WHERE a.id IS NOT NULL
  AND any(form IN ['', a.id, a.name] + coalesce(a.aliases, []) WHERE toLower(form) = toLower(agreement))
UNWIND coalesce(a.mergedBy, []) AS reason
// A reason is the rule, a colon, and two ids, in which no blank can be.
WITH a, split(reason, ': ')[0] AS rule, split(split(reason, ': ')[1], ' and ') AS ids
MATCH (d:Document {graph: a.graph, id: ids[0]})
WITH a, rule, d, ids[1] AS other
MATCH (e:Document {graph: a.graph, id: other})
RETURN a.name AS agreement, a.date AS date, rule, coalesce(d.title, d.source) AS document, coalesce(e.title, e.source) AS other_document
ORDER BY date, a.id, rule, d.id, e.id
LIMIT 200
