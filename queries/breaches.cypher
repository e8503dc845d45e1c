// Breaches: which agreements broke, and who says who broke them
//
// Question: Of which agreements do documents report that they were violated or collapsed, and who accuses whom of having broken them?
// Reports and allegations stand side by side, as told: the graph gives no verdict.
//
// Parameters:
//   agreement (text, ''): name, alias or id of the agreement; '' for any
//   accused (text, ''): name, alias or id of the accused; '' for any, and for reports and allegations that name nobody
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 200): most rows to give
//
// Columns:
//   agreement: name of the agreement
//   agreed: when that was agreed, as precise as the text; null where no document dates it
//   date: when it broke by the report, or when the allegation was made, as precise as the text; null where nothing tells it
//   report: violated or collapsed, where the document itself reports it; null where it reports what somebody says
//   speaker: who says so: name, or the words of the text for an unnamed source; null where the document itself does, or names no source
//   accused: name of the accused; null where nobody is named
//   content: the allegation, in the words of the text; null where the document itself reports
//   disputed_by: names of those who dispute the allegation, sorted; empty where nobody does
//   sentence: the sentence that tells it
//   document: title of its document, or its source where it has no title

WITH '' AS agreement, '' AS accused, 'default' AS graph
MATCH (g:Agreement {graph: graph})-[:HAS_STATUS_REPORT|ALLEGES_VIOLATION_OF]-(t:StatusReport|Statement)
USING INDEX SEEK g:Agreement(graph, id)
WHERE g.id IS NOT NULL
  AND any(form IN ['', g.id, g.name] + coalesce(g.aliases, []) WHERE toLower(form) = toLower(agreement))
  AND (t:Statement OR t.status IN ['violated', 'collapsed'])
OPTIONAL MATCH (t)-[:TARGETS]->(b:Actor)
WITH accused, g, t, b
WHERE any(form IN ['', b.id, b.name] + coalesce(b.aliases, []) WHERE toLower(form) = toLower(accused))
OPTIONAL MATCH (t)<-[:DISPUTES]-(u:Statement)
OPTIONAL MATCH (u)<-[:MADE]-(o:Actor)
WITH DISTINCT g, t, b, coalesce(o.name, u.sourceDescription) AS opponent ORDER BY opponent
WITH g, t, b, collect(opponent) AS disputed_by
OPTIONAL MATCH (t)<-[:MADE]-(a:Actor)
MATCH (t)-[:EVIDENCED_BY]->(p:Passage)-[:PART_OF]->(d:Document)
RETURN g.name AS agreement, g.date AS agreed, t.date AS date, t.status AS report, coalesce(a.name, t.sourceDescription) AS speaker,
  b.name AS accused, t.content AS content, disputed_by, p.text AS sentence, coalesce(d.title, d.source) AS document
ORDER BY agreed, g.id, date, d.id, p.start, t.id, a.id, b.id, p.id
LIMIT 200
