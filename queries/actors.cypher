// Actors: who is in the graph
//
// Question: Which people, organizations, forces and countries are in the graph, and how much is told of each?
//
// Parameters:
//   name (text, ''): name, alias or id of the actor; '' for any
//   kind (Person|Organization|ArmedForce|Country|Actor, 'Actor'): class of the actor; Actor for all of them
//   graph (text, 'default'): name of the graph to look in
//   limit (integer, 100): most rows to give
//
// Columns:
//   actor: name of the actor
//   kind: its most specific class
//   aliases: the other names the documents use, sorted
//   affiliations: names of those it is affiliated with, sorted; empty where no document tells one
//   mentions: how often the documents mention it
//   documents: how many documents mention it
//   statements: how many statements it made
//   agreements: how many agreements it is a party to
//   mediated: how many agreements it mediated
//   signed: how many agreements it signed for a party

WITH '' AS name, 'Actor' AS kind, 'default' AS graph
MATCH (x:Entity:Actor {graph: graph})
USING INDEX SEEK x:Entity(graph, id)
WHERE x.id IS NOT NULL
  AND kind IN labels(x)
  AND any(form IN ['', x.id, x.name] + coalesce(x.aliases, []) WHERE toLower(form) = toLower(name))
OPTIONAL MATCH (x)<-[m:MENTIONS]-(:Document)
WITH x, sum(m.count) AS mentions, count(m) AS documents ORDER BY mentions DESC, x.name, x.id LIMIT 100
CALL (x) {
  OPTIONAL MATCH (x)-[:AFFILIATED_WITH]->(y:Actor)
  WITH y ORDER BY y.name, y.id
  RETURN collect(y.name) AS affiliations
}
CALL (x) {
  OPTIONAL MATCH (x)-[:MADE]->(s:Statement)
  RETURN count(s) AS statements
}
CALL (x) {
  OPTIONAL MATCH (x)-[:PARTY_TO]->(a:Agreement)
  RETURN count(a) AS agreements
}
CALL (x) {
  OPTIONAL MATCH (x)-[:MEDIATED]->(b:Agreement)
  RETURN count(b) AS mediated
}
CALL (x) {
  OPTIONAL MATCH (x)-[:SIGNED]->(c:Agreement)
  RETURN count(c) AS signed
}
RETURN x.name AS actor, [c IN ['Person', 'ArmedForce', 'Organization', 'Country', 'Region', 'Settlement', 'Actor'] WHERE c IN labels(x)][0] AS kind,
  [form IN coalesce(x.aliases, []) WHERE form <> x.name] AS aliases, affiliations, mentions, documents, statements, agreements,
  mediated, signed
ORDER BY mentions DESC, actor, x.id
LIMIT 100
