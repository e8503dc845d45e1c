"""Reading: rows as plain Python, alike from every server, and no way to write."""

import pytest
from neo4j import GraphDatabase

from kgraph.elements import Edge, Node
from kgraph.errors import StoreError, UsageError
from kgraph.store import Address, Store

ARMENIA = Node("https://example.org/id/country/AM", "Country", {"name": "Armenia", "aliases": ("Armenia", "RA"), "iso": "AM"})
TURKEY = Node("https://example.org/id/country/TR", "Country", {"name": "Turkey"})
TRUCE = Node("https://example.org/id/ceasefire/1", "Ceasefire", {"name": "truce", "date": "2020-10", "confidence": 0.5})
ACCORD = Node("https://example.org/id/agreement/2", "Agreement", {"name": "accord"})
EDGES = [
    Edge(ARMENIA.id, "PARTY_TO", TRUCE.id, {"confidence": 0.5}),
    Edge(TURKEY.id, "MEDIATED", TRUCE.id, {}),
    Edge(TURKEY.id, "PARTY_TO", ACCORD.id, {}),
]


@pytest.fixture
def filled(store: Store, graph: str) -> Store:
    store.write([ARMENIA, TURKEY, TRUCE, ACCORD], EDGES, graph=graph)
    return store


def test_nodes_relations_and_paths_are_plain(filled, graph):
    result = filled.read(
        "MATCH p = (a:Country {graph: $g})-[r:PARTY_TO]->(c:Ceasefire) RETURN a, r, p, a.aliases AS names, 1.5", {"g": graph}
    )
    assert result.columns == ("a", "r", "p", "names", "1.5")
    [(country, relation, path, names, number)] = result.rows
    assert country["id"] == ARMENIA.id
    assert country["labels"] == ["Actor", "Country", "Entity", "Place"]
    assert country["properties"]["name"] == "Armenia"
    assert (relation["type"], relation["start"], relation["end"]) == ("PARTY_TO", ARMENIA.id, TRUCE.id)
    assert relation["properties"]["confidence"] == 0.5
    assert path[:2] == [country, relation]
    assert path[2]["id"] == TRUCE.id
    assert (names, number) == (["Armenia", "RA"], 1.5)


def test_a_query_without_rows_still_has_columns(filled):
    result = filled.read(
        "MATCH (n:Person {name: 'RETURN 1, 2'}) RETURN DISTINCT n.name AS name, coalesce(n.id, 'x, y') AS id, n.iso, [1, 2] AS `the, list`"
        " ORDER BY name LIMIT 3"
    )
    assert (result.columns, result.rows) == (("name", "id", "n.iso", "the, list"), [])


# The constructs on which the canned questions rest: (query after "MATCH (a:Actor {graph: $g}) ...", the rows that both servers must give).
PORTABLE = {
    "optional match": (
        "MATCH (g:Agreement {graph: $g}) OPTIONAL MATCH (m)-[:MEDIATED]->(g) RETURN g.name, m.name ORDER BY g.name",
        [("accord", None), ("truce", "Turkey")],
    ),
    "nulls last, and first in descending order": (
        "MATCH (g:Agreement {graph: $g}) RETURN g.date ORDER BY g.date",
        [("2020-10",), (None,)],
    ),
    "nulls first in descending order": ("MATCH (g:Agreement {graph: $g}) RETURN g.date ORDER BY g.date DESC", [(None,), ("2020-10",)]),
    "ordered collect": (
        "MATCH (a:Actor {graph: $g})-[r]->(g:Agreement) WITH g, a ORDER BY a.name RETURN g.name, collect(a.name) ORDER BY g.name",
        [("accord", ["Turkey"]), ("truce", ["Armenia", "Turkey"])],
    ),
    "case by label": (
        "MATCH (g:Agreement {graph: $g}) RETURN CASE WHEN g:Ceasefire THEN 'c' ELSE 'a' END AS k ORDER BY k",
        [("a",), ("c",)],
    ),
    "exists": (
        "MATCH (a:Actor {graph: $g}) WHERE EXISTS { MATCH (a)-[:PARTY_TO]->(g:Ceasefire) WHERE g.date STARTS WITH '2020' } RETURN a.name",
        [("Armenia",)],
    ),
    "not exists": ("MATCH (a:Actor {graph: $g}) WHERE NOT EXISTS { (a)-[:MEDIATED]->() } RETURN a.name", [("Armenia",)]),
    "any of a list that may be missing": (
        "MATCH (a:Actor {graph: $g}) WHERE any(x IN coalesce(a.aliases, []) WHERE toLower(x) = 'ra') RETURN a.name",
        [("Armenia",)],
    ),
    "all, none": (
        "MATCH (a:Actor {graph: $g}) WHERE all(x IN coalesce(a.aliases, []) WHERE size(x) > 1)"
        " AND none(x IN coalesce(a.aliases, []) WHERE x = 'RA') RETURN a.name",
        [("Turkey",)],
    ),
    "dates as text": ("MATCH (g:Agreement {graph: $g}) WHERE g.date >= '2020' AND g.date < '2020-11' RETURN left(g.date, 4)", [("2020",)]),
    "a parameter that is null": (
        "MATCH (a:Actor {graph: $g}) WHERE $name IS NULL OR a.name = $name RETURN a.name ORDER BY a.name LIMIT $limit",
        [("Armenia",)],
    ),
    "variable length": (
        "MATCH p = (a:Country {graph: $g, iso: 'AM'})-[:PARTY_TO|MEDIATED*1..3]-(b)"
        " RETURN [n IN nodes(p) | n.name] AS names ORDER BY length(p), names",
        [(["Armenia", "truce"],), (["Armenia", "truce", "Turkey"],), (["Armenia", "truce", "Turkey", "accord"],)],
    ),
    "shortest path": (
        "MATCH (a:Country {graph: $g, iso: 'AM'}), (b:Agreement {graph: $g, name: 'accord'})"
        " MATCH p = shortestPath((a)-[:PARTY_TO|MEDIATED*..6]-(b)) RETURN length(p), [r IN relationships(p) | type(r)]",
        [(3, ["PARTY_TO", "MEDIATED", "PARTY_TO"])],
    ),
    "pattern comprehension and count": (
        "MATCH (a:Actor {graph: $g}) RETURN a.name, COUNT { (a)-->() } AS n, size([(a)-[:PARTY_TO]->(x) | x]) ORDER BY n DESC",
        [("Turkey", 2, 1), ("Armenia", 1, 1)],
    ),
    "subquery and union": (
        "MATCH (a:Country {graph: $g, iso: 'AM'}) CALL { WITH a MATCH (a)-[:PARTY_TO]->(x) RETURN x.name AS n"
        " UNION WITH a RETURN a.name AS n } RETURN n ORDER BY n",
        [("Armenia",), ("truce",)],
    ),
    "unwind and maps": ("UNWIND [{a: 2}, {a: 1}] AS m RETURN m.a AS a, m ORDER BY a", [(1, {"a": 1}), (2, {"a": 2})]),
    "text": ("RETURN substring('Ստեփանակերտ', 0, 3), toUpper('é'), 'a' + 'b', replace('a-b', '-', '+')", [("Ստե", "É", "ab", "a+b")]),
    "labels and types that are not there": ("MATCH (n:Person)-[:DISPUTES]->(m:Facility) WHERE n.graph = $g RETURN n", []),
}


@pytest.mark.parametrize("name", PORTABLE)
def test_every_server_gives_the_same_rows(filled, graph, name):
    query, rows = PORTABLE[name]
    assert filled.read(query, {"g": graph, "name": None, "limit": 1}).rows == rows


@pytest.mark.parametrize(
    "query",
    [
        "CREATE (:Entity {id: 'x'})",
        "MATCH (n) DETACH DELETE n",
        "MATCH (n) DELETE n RETURN 1",
        "MATCH (n) SET n.x = 1",
        "match (n) set n :Place return n",
        "MATCH (n)\nSET\n/* a comment */ n += {x: 1}",
        "MATCH (n) REMOVE n.name",
        "MERGE (n:Entity {id: 'x'}) RETURN n",
        "UNWIND [1] AS x CREATE (:Entity)",
        "WITH 1.SET n.x = 1",
        "FOREACH (x IN [1] | CREATE (:Entity))",
        "CALL { CREATE (:Entity) } IN TRANSACTIONS",
        "CALL { MATCH (n) SET n.x = 1 } RETURN 1",
        "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
        "DROP CONSTRAINT kgraph_Entity",
        "CREATE INDEX foo FOR (n:Entity) ON (n.foo)",
        "EXPLAIN CREATE (:Entity)",
        "PROFILE CREATE (:Entity)",
        "CALL db.createLabel('Foo')",
        "CALL apoc.cypher.doIt('CREATE (:Entity)', {})",
        "MATCH (n) CALL dbms.killQueries([]) YIELD x RETURN x",
        "\\u0043REATE (:Entity)",
        "MATCH (n) \\u0053ET n.x = 1",
        "RETURN 'a\\u0027 CREATE (:Entity) //'",
        "RETURN 1; CREATE (:Entity)",
        'RETURN "it\'s" CREATE (:Entity {name: "it\'s"})',
        "RETURN 'a\\\\' CREATE (:Entity {name: 'b'})",
        "/* CREATE */ // x\nCREATE (:Entity)",
        "RETURN `a``b` CREATE (:Entity)",
        "{sql} CREATE VERTEX Entity",
        "DELETE FROM Entity",
        "INSERT (:Entity)",
        "",
        "// nothing",
    ],
)
def test_a_query_that_writes_is_refused(filled, graph, query):
    before = [repr(element) for element in filled.dump(graph)]
    with pytest.raises((UsageError, StoreError)):
        filled.read(query)
    assert [repr(element) for element in filled.dump(graph)] == before


@pytest.mark.parametrize(
    "query",
    [
        "RETURN 'please CREATE or SET or DELETE' AS words",
        "MATCH (n:Passage) RETURN n.start AS start, n.set AS `set` // SET it",
        "WITH {set: 1, delete: 2} AS m RETURN m.set, m.delete",
        "MATCH (n:Entity) WHERE n.create IS NULL AND n.name <> $set RETURN count(n)",
        "MATCH (n:Set) RETURN n /* MERGE */",
        "CALL { RETURN 1 AS x } RETURN x",
        "CALL db.labels() YIELD label RETURN count(label)",
        "EXPLAIN MATCH (n) RETURN n",
        "  \n RETURN 1;",
    ],
)
def test_words_that_only_look_like_writing_are_let_through(filled, query):
    filled.read(query, {"set": 1})


def test_a_transaction_for_reading_is_taken_back_whatever_it_did(address: Address, filled, graph, monkeypatch):
    """The last wall alone: were the scan blind, nothing would change all the same."""
    monkeypatch.setattr("kgraph.store.store.refuse_writes", lambda query: None)
    before = [repr(element) for element in filled.dump(graph)]
    try:
        filled.read("MATCH (n:Entity {graph: $g}) SET n.name = 'gone' RETURN n", {"g": graph})
    except StoreError as error:
        assert "read" in str(error)
    assert [repr(element) for element in filled.dump(graph)] == before


@pytest.mark.parametrize("query", ["MATCH (n RETURN n", "RETURN nothing", "RETURN $unknown"])
def test_a_query_that_is_wrong_is_told_in_one_line(filled, query):
    with pytest.raises(UsageError) as failure:
        filled.read(query)
    assert "\n" not in str(failure.value)


def test_a_query_that_takes_too_long_is_stopped(filled):
    assert filled.read("RETURN $x AS x", {"x": 1}, timeout=10).rows == [(1,)]
    endless = "UNWIND range(1, 30000) AS a UNWIND range(1, 30000) AS b WITH a WHERE a < 0 RETURN count(a)"
    with pytest.raises(StoreError, match="too long"):
        filled.read(endless, timeout=1.0)
    assert filled.read("RETURN 1").rows == [(1,)]


def test_the_driver_prints_nothing(address: Address, capfd):
    with Store.connect(address) as store:
        store.read("MATCH (n:NoSuchLabelAnywhere) RETURN n.nothing")
    with GraphDatabase.driver(address.uri, auth=(address.username, address.password)) as driver:
        driver.verify_connectivity()
    assert capfd.readouterr() == ("", "")
