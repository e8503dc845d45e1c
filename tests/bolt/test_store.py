"""The store makes its part of the database exactly the graph given, and nothing else. On every server alike."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from neo4j import GraphDatabase

from kgraph.elements import Edge, Node, Value
from kgraph.errors import GraphError, OntologyError, StoreError, StoreRefused, StoreUnreachable, UsageError
from kgraph.store import Address, Store, Written

BASE = "https://w3id.org/kgraph/id/"


def node(id: str, cls: str, **properties: Value) -> Node:
    return Node(BASE + id, cls, properties)


def edge(start: str, type: str, end: str, **properties: Value) -> Edge:
    return Edge(BASE + start, type, BASE + end, properties)


DOCUMENT = node("document/1", "Document", title="Ten hours in Moscow", source="talks.txt", sha256="1", published="2020-10-10")
PASSAGE = node("document/1/passage/0-40", "Passage", text="Russia “brokered” a truce.\n— Կարեն 🕊", start=0, end=40)
RUSSIA = node("country/RU", "Country", name="Russia", aliases=("Moscow", "Russia"), iso="RU", latitude=60.0)
ARMENIA = node("country/AM", "Country", name="Armenia", aliases=("Armenia",), iso="AM")
TRUCE = node("ceasefire/2020-10-10/a-b", "Ceasefire", name="Moscow truce", date="2020-10-10", confidence=1.0)
CLAIM = node("document/1/statement/1-2", "Statement", content="it holds", cue="said", act="claim", direct=False)
NODES = [DOCUMENT, PASSAGE, RUSSIA, ARMENIA, TRUCE, CLAIM]
EDGES = [
    edge("document/1/passage/0-40", "PART_OF", "document/1"),
    edge("document/1", "MENTIONS", "country/RU", forms=("Moscow", "Russia"), count=2),
    edge("country/RU", "MEDIATED", "ceasefire/2020-10-10/a-b", passages=(PASSAGE.id,), documents=(DOCUMENT.id,), confidence=0.9),
    edge("country/AM", "PARTY_TO", "ceasefire/2020-10-10/a-b", passages=(PASSAGE.id,), documents=(DOCUMENT.id,), confidence=0.5),
    edge("country/AM", "MADE", "document/1/statement/1-2"),
]


def held(store: Store, graph: str) -> list[str]:
    return as_text(store.dump(graph))


def as_text(elements: Iterable[Node | Edge]) -> list[str]:
    """Elements in an order of their own; `1.0` and `1` are told apart."""
    return sorted(repr(replace(element, properties=dict(sorted(element.properties.items())))) for element in elements)


@pytest.fixture
def cypher(address: Address):
    """Run Cypher as somebody else would who uses the same database."""
    with GraphDatabase.driver(address.uri, auth=(address.username, address.password)) as driver:

        def run(query: str, **parameters: object) -> list[dict[str, object]]:
            with driver.session(database=address.database) as session:
                return session.run(query, parameters).data()

        yield run


def test_what_is_read_back_is_what_was_written(store, graph):
    assert store.write(NODES, EDGES, graph=graph) == Written(nodes_added=6, edges_added=5)
    assert held(store, graph) == as_text([*NODES, *EDGES])


def test_a_second_write_of_the_same_graph_in_any_order_writes_nothing(store, graph):
    store.write(NODES, EDGES, graph=graph)
    told = []
    written = store.write(reversed(NODES), iter(EDGES[::-1]), graph=graph, progress=lambda what, count: told.append(what))
    assert written == Written()
    assert not written.changed
    assert not told


def test_progress_counts_all_that_is_written(store, graph):
    told = []
    store.write(NODES, EDGES, graph=graph, progress=lambda what, count: told.append((what, count)))
    assert sum(count for what, count in told if what == "nodes") == 6
    assert sum(count for what, count in told if what == "relations") == 5


def test_a_node_has_the_labels_of_all_superclasses(store, graph):
    store.write([RUSSIA], [], graph=graph)
    [row] = store.read("MATCH (n:Actor:Place {graph: $graph}) RETURN n", {"graph": graph}).rows
    assert row[0]["labels"] == ["Actor", "Country", "Entity", "Place"]


def test_only_the_difference_is_written(store, graph):
    store.write(NODES, EDGES, graph=graph)
    armenia = node("country/AM", "Country", name="Armenia", iso="AM")  # the aliases are gone
    mention = edge("document/1", "MENTIONS", "country/RU", count=3)  # the forms, too
    written = store.write([armenia, *NODES[:3], TRUCE], [mention, *EDGES[:1], *EDGES[2:4]], graph=graph)
    assert written == Written(nodes_updated=1, nodes_deleted=1, edges_updated=1, edges_deleted=1)
    assert held(store, graph) == as_text([armenia, *NODES[:3], TRUCE, mention, EDGES[0], *EDGES[2:4]])


def test_a_thing_may_change_its_class_and_keep_its_relations(store, graph):
    store.write([RUSSIA, TRUCE], [EDGES[2]], graph=graph)
    peace = replace(TRUCE, cls="PeaceAgreement")
    assert store.write([RUSSIA, peace], [EDGES[2]], graph=graph) == Written(nodes_updated=1)
    assert held(store, graph) == as_text([RUSSIA, peace, EDGES[2]])


def test_a_thing_may_become_something_else_altogether(store, graph):
    store.write([DOCUMENT, RUSSIA], [EDGES[1]], graph=graph)
    treaty = Node(RUSSIA.id, "Agreement", {"name": "Russia"})
    written = store.write([DOCUMENT, treaty], [EDGES[1]], graph=graph)
    assert (written.nodes_added, written.nodes_deleted, written.edges_added, written.edges_deleted) == (1, 1, 1, 1)
    assert held(store, graph) == as_text([DOCUMENT, treaty, EDGES[1]])


def test_an_empty_graph_takes_back_everything(store, graph):
    store.write(NODES, EDGES, graph=graph)
    assert store.write([], [], graph=graph) == Written(nodes_deleted=6, edges_deleted=5)
    assert held(store, graph) == []


def test_graphs_of_other_names_stand_beside_it(store, graph):
    other = graph + " other"
    store.write(NODES, EDGES, graph=graph)
    try:
        assert store.write(NODES[:1], [], graph=other) == Written(nodes_added=1)
        store.write([], [], graph=graph)
        assert held(store, other) == as_text(NODES[:1])
    finally:
        store.write([], [], graph=other)


# What others keep in the same database


def test_nodes_labels_properties_and_relations_of_others_stay(store, graph, cypher):
    mark = graph
    try:
        cypher("CREATE (:Country:Entity {id: $id, name: 'mine', mark: $mark})", id=RUSSIA.id, mark=mark)
        store.write(NODES, EDGES, graph=graph)
        cypher("MATCH (n:Entity {graph: $graph, id: $id}) SET n.note = 'checked', n:Checked", graph=graph, id=RUSSIA.id)
        cypher(
            "MATCH (a:Entity {graph: $graph, id: $a}), (t:Agreement {graph: $graph}) CREATE (a)-[:MEDIATED {mark: $mark}]->(t)",
            graph=graph,
            a=ARMENIA.id,
            mark=mark,
        )
        changed = node("country/RU", "Country", name="Russian Federation")
        assert store.write([changed, *NODES[:2], *NODES[3:]], EDGES, graph=graph) == Written(nodes_updated=1)
        assert cypher(
            "MATCH (n:Entity {graph: $graph, id: $id}) RETURN n.note AS note, n:Checked AS c, n.iso AS iso", graph=graph, id=RUSSIA.id
        ) == [{"note": "checked", "c": True, "iso": None}]
        assert cypher("MATCH ()-[r:MEDIATED {mark: $mark}]->() RETURN count(r) AS n", mark=mark) == [{"n": 1}]
        assert cypher("MATCH (n:Entity {mark: $mark}) RETURN n.name AS name", mark=mark) == [{"name": "mine"}]
    finally:
        cypher("MATCH ()-[r:MEDIATED {mark: $mark}]->() DELETE r", mark=mark)
        cypher("MATCH (n:Entity {mark: $mark}) DELETE n", mark=mark)


def test_a_node_that_others_related_to_is_given_up_not_deleted_and_taken_again(store, graph, cypher):
    try:
        store.write(NODES, EDGES, graph=graph)
        cypher("MATCH (n:Entity {graph: $graph, id: $id}) CREATE (:Note {mark: $graph})-[:ON]->(n)", graph=graph, id=ARMENIA.id)
        assert store.write([], [], graph=graph) == Written(nodes_deleted=5, nodes_released=1, edges_deleted=5)
        assert held(store, graph) == []
        on = "MATCH (:Note {mark: $graph})-[:ON]->(n) RETURN n.id AS id, n.graph AS graph, n.name AS name"
        assert cypher(on, graph=graph) == [{"id": ARMENIA.id, "graph": f"{graph} (released)", "name": "Armenia"}]

        assert store.write(NODES, EDGES, graph=graph) == Written(nodes_added=6, edges_added=5)
        assert cypher(on, graph=graph) == [{"id": ARMENIA.id, "graph": graph, "name": "Armenia"}]
        assert held(store, graph) == as_text([*NODES, *EDGES])
    finally:
        cypher("MATCH (n:Note {mark: $graph}) DETACH DELETE n", graph=graph)


def test_a_relation_that_stands_twice_is_mended(store, graph, cypher):
    store.write(NODES, EDGES, graph=graph)
    cypher("MATCH (a:Entity {graph: $graph})-[r:PARTY_TO]->(b) CREATE (a)-[s:PARTY_TO]->(b) SET s = properties(r)", graph=graph)
    assert store.write(NODES, EDGES, graph=graph).changed
    assert held(store, graph) == as_text([*NODES, *EDGES])


def test_two_loaders_at_once_end_in_the_same_graph(address, graph):
    many = [node(f"person/{i}", "Person", name=f"Person {i}") for i in range(300)]
    mentions = [edge("document/1", "MENTIONS", f"person/{i}", count=1) for i in range(300)]

    def load(_: int) -> Written:
        with Store.connect(address) as store:
            return store.write([DOCUMENT, *many], mentions, graph=graph)

    with ThreadPoolExecutor() as threads:
        list(threads.map(load, range(3)))
    with Store.connect(address) as store:
        try:
            store.write([DOCUMENT, *many], mentions, graph=graph)
            assert held(store, graph) == as_text([DOCUMENT, *many, *mentions])
            assert not store.write([DOCUMENT, *many], mentions, graph=graph).changed
        finally:
            store.write([], [], graph=graph)


# What cannot be stored is refused before anything is written


@pytest.mark.parametrize(
    ("nodes", "edges", "words"),
    [
        ([Node("", "Document", {})], [], "not text"),
        ([Node(5, "Document", {})], [], "not text: 5"),  # type: ignore[arg-type]
        ([node("x", "Country", name=None)], [], "id/x: "),  # type: ignore[arg-type]
        ([node("x", "Country", aliases=("a", None))], [], "id/x: "),  # type: ignore[arg-type]
        ([node("x", "Country", aliases=("a", 1))], [], "id/x: "),  # type: ignore[arg-type]
        ([node("x", "Country", graph="mine")], [], "id/x: "),
        ([node("x", "Country", latitude=float("nan"))], [], "id/x: "),
        ([node("x", "Passage", start=2**63)], [], "id/x: .*too large"),
        ([node("x", "Country", name="\ud83d")], [], "half a surrogate"),
        ([node("\ud83d", "Country", name="x")], [], "half a surrogate"),
        ([node("x", "Country", name="A"), node("x", "Country", name="B")], [], "two different nodes"),
        ([RUSSIA], [EDGES[2]], "there is no node .*ceasefire"),
        ([RUSSIA, ARMENIA], [edge("country/RU", "MEDIATED", "country/AM")], "no MEDIATED from Entity to Entity"),
        ([RUSSIA, TRUCE], [EDGES[2], edge("country/RU", "MEDIATED", "ceasefire/2020-10-10/a-b")], "given twice"),
    ],
)
def test_an_element_that_cannot_be_stored_is_named(store, graph, nodes, edges, words):
    store.write([DOCUMENT], [], graph=graph)
    with pytest.raises(GraphError, match=words):
        store.write(nodes, edges, graph=graph)
    assert held(store, graph) == as_text([DOCUMENT])


def test_names_that_the_ontology_lacks_are_refused(store, graph):
    with pytest.raises((GraphError, OntologyError), match="Volcano"):
        store.write([node("x", "Volcano")], [], graph=graph)
    with pytest.raises((GraphError, OntologyError), match="ADMIRES"):
        store.write([RUSSIA], [edge("country/RU", "ADMIRES", "country/RU")], graph=graph)


@pytest.mark.parametrize("name", ["", "  ", " x", "x (released)"])
def test_a_name_that_cannot_be_a_graph(store, name):
    with pytest.raises(UsageError, match="cannot name a graph"):
        store.write([], [], graph=name)


# Errors in words


def test_a_wrong_password_is_refused(address):
    with pytest.raises(StoreRefused, match="refuses the user name or password"):
        Store.connect(replace(address, password="wrong-password-9"))
    with pytest.raises(StoreRefused, match="NEO4J_PASSWORD"):
        Store.connect(replace(address, password=None))


def test_a_database_that_is_not_there(address):
    with pytest.raises(StoreError, match="no database 'nosuchdatabase'"):
        Store.connect(replace(address, database="nosuchdatabase"))


def test_no_server():
    with pytest.raises(StoreUnreachable, match=r"bolt://127\.0\.0\.1:1 does not answer"):
        Store.connect(Address("bolt://127.0.0.1:1", "neo4j", "secret-word"))


@pytest.mark.parametrize("uri", ["http://127.0.0.1", "nonsense", "bolt://127.0.0.1:port"])
def test_what_is_no_address(uri):
    with pytest.raises(UsageError, match="expected one such as bolt://"):
        Store.connect(Address(uri, "neo4j", "secret-word"))


def test_a_password_shows_nowhere():
    address = Address("bolt://neo4j:hidden-word@127.0.0.1:1", "neo4j", "secret-word")
    with pytest.raises((StoreError, UsageError)) as failure:
        Store.connect(address)
    assert "secret-word" not in str(failure.value) + repr(address)
    assert "hidden-word" not in str(failure.value)


# Whether a load came to its end


class Stopped(Exception):
    """What ends a load in the middle."""


def stop(what: str, count: int) -> None:
    if what == "relations":
        raise Stopped


def test_a_load_that_was_cut_off_is_told_of_until_one_comes_to_its_end(store, graph):
    assert store.is_complete(graph) is None
    store.write(NODES, EDGES, graph=graph)
    assert store.is_complete(graph) is True
    with pytest.raises(Stopped):
        store.write(NODES, [*EDGES[:4], edge("country/RU", "MADE", "document/1/statement/1-2")], graph=graph, progress=stop)
    assert store.is_complete(graph) is False
    store.write(NODES, EDGES, graph=graph)
    assert store.is_complete(graph) is True
    assert held(store, graph) == as_text([*NODES, *EDGES])


def test_what_is_expected_is_what_is_done(store, graph):
    told = []
    store.write(NODES, EDGES, graph=graph, progress=lambda what, count: told.append((what, count)))
    assert told[0] == ("expected", 11)
    assert sum(count for _, count in told[1:]) == 11


# What other versions of kgraph left


def test_what_an_older_version_wrote_is_brought_up_to_date(store, graph, cypher):
    store.write(NODES, EDGES, graph=graph)
    cypher("MATCH (n:Entity {graph: $graph}) SET n.hash = 'ab12' REMOVE n.digest", graph=graph)
    cypher("MATCH (:Document {graph: $graph})-[r:MENTIONS]->() SET r.hash = 'ab12' REMOVE r.digest", graph=graph)
    cypher("MATCH (m:KgraphLoad {name: $graph}) DELETE m", graph=graph)
    cypher("CREATE INDEX kgraph_Entity_former IF NOT EXISTS FOR (n:Entity) ON (n.former)")
    assert store.write(NODES, EDGES, graph=graph) == Written(nodes_updated=2, edges_updated=1)
    assert store.is_complete(graph) is True
    assert cypher("MATCH (n:Entity {graph: $graph}) WHERE n.hash IS NOT NULL RETURN count(n) AS n", graph=graph) == [{"n": 0}]
    assert "kgraph_Entity_former" not in [row["name"] for row in cypher("SHOW INDEXES YIELD name RETURN name")]
    assert not store.write(NODES, EDGES, graph=graph).changed


def test_a_graph_of_a_newer_version_is_left_alone(store, graph, cypher):
    store.write(NODES, EDGES, graph=graph)
    try:
        cypher("MATCH (m:KgraphLoad {name: $graph}) SET m.ontology = '99.0.0', m.version = '9.0'", graph=graph)
        with pytest.raises(StoreError, match=r"written by kgraph 9\.0 .*use a newer kgraph"):
            store.write([], [], graph=graph)
        assert held(store, graph) == as_text([*NODES, *EDGES])
    finally:
        cypher("MATCH (m:KgraphLoad {name: $graph}) SET m.ontology = '0.1'", graph=graph)


# Many nodes and relations are compared by groups


@pytest.fixture
def many(monkeypatch):
    """A graph that counts as large."""
    monkeypatch.setattr("kgraph.store.compare.FEW", 0)
    people = [node(f"person/{i}", "Person", name=f"P {i}") for i in range(500)]
    return [*NODES, *people], [*EDGES, *(edge("document/1", "MENTIONS", f"person/{i}", count=1) for i in range(500))]


def test_a_large_graph_that_is_the_same_is_not_looked_at_one_by_one(store, graph, many, monkeypatch):
    store.write(*many, graph=graph)
    looked = []
    monkeypatch.setattr("kgraph.store.staging.Staging.hold_nodes", lambda *given: looked.append(given))
    monkeypatch.setattr("kgraph.store.staging.Staging.hold_edges", lambda *given: looked.append(given))
    assert store.write(*many, graph=graph) == Written()
    # Of what the graph has none, there may be some in the store: that is asked for.
    assert not {"Entity", "Document", ("MENTIONS", "Document", "Entity")} & {kind for _, kind, _ in looked}


def test_of_a_large_graph_the_difference_alone_is_written(store, graph, many, cypher):
    nodes, edges = many
    store.write(nodes, edges, graph=graph)
    renamed = node("person/7", "Person", name="Renamed")
    armed = Node(nodes[20].id, "ArmedForce", nodes[20].properties)
    new = node("person/new", "Person", name="New")
    changed = [n for n in nodes if n.id not in (renamed.id, armed.id, BASE + "person/9")] + [renamed, armed, new]
    kept = [*[e for e in edges if e.end != BASE + "person/9"][:-1], edge("document/1", "MENTIONS", "person/new", count=4)]
    written = store.write(changed, kept, graph=graph)
    assert written == Written(nodes_added=1, nodes_updated=2, nodes_deleted=1, edges_added=1, edges_deleted=2)
    assert held(store, graph) == as_text([*changed, *kept])
    # What others do to it is noticed, too.
    cypher("MATCH (n:Entity {graph: $graph, id: $id}) REMOVE n:Actor", graph=graph, id=BASE + "person/3")
    cypher("MATCH (:Document {graph: $graph})-[r:MENTIONS]->(n {id: $id}) DELETE r", graph=graph, id=BASE + "person/4")
    cypher(
        "MATCH (d:Document {graph: $graph}), (n:Entity {graph: $graph, id: $id}) CREATE (d)-[:MENTIONS {graph: $graph}]->(n)",
        graph=graph,
        id=BASE + "person/5",
    )
    assert store.write(changed, kept, graph=graph).changed
    assert held(store, graph) == as_text([*changed, *kept])


# The rights of whoever loads


def test_without_the_right_to_make_indexes_the_statements_are_given(tmp_path):
    from kgraph.embedded import Reader, serve
    from kgraph.errors import SchemaRefused

    with serve(tmp_path, reader=Reader("reader", "may only read")) as own:
        guest = replace(own, username="reader", password="may only read")
        with Store.connect(guest) as store, pytest.raises(SchemaRefused, match="may not make constraints") as refused:
            store.write(NODES, EDGES)
        assert any(statement.startswith("CREATE CONSTRAINT kgraph_Entity") for statement in refused.value.statements)
        with Store.connect(own) as store:
            store.write(NODES[:1], [])
        with Store.connect(guest) as store, pytest.raises(StoreRefused, match="'reader'"):
            store.write(NODES, EDGES)


def test_what_others_have_in_the_place_of_an_index_is_told(neo4j, graph):
    from kgraph.errors import SchemaRefused

    with GraphDatabase.driver(neo4j.uri, auth=(neo4j.username, neo4j.password)) as driver, Store.connect(neo4j) as store:
        try:
            driver.execute_query("DROP CONSTRAINT kgraph_Provision IF EXISTS")
            driver.execute_query("CREATE INDEX theirs FOR (n:Provision) ON (n.graph, n.id)")
            with pytest.raises(SchemaRefused, match="another index or constraint in its place"):
                store.write([], [], graph=graph)
            driver.execute_query("DROP INDEX theirs")
            driver.execute_query(
                "CREATE (:Provision {graph: $graph, id: 'x'}), (:Provision {graph: $graph, id: 'x'})", graph=graph + " theirs"
            )
            with pytest.raises(SchemaRefused, match="other nodes in the database break it"):
                store.write([], [], graph=graph)
        finally:
            driver.execute_query("DROP INDEX theirs IF EXISTS")
            driver.execute_query("MATCH (n:Provision {graph: $graph}) DELETE n", graph=graph + " theirs")
            store.write([], [], graph=graph)
