"""The database that `neo4j-admin database import` makes of an export equals the one that the store fills. On a Neo4j of the test's own."""

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from bolt.odd import ODD
from bolt.test_queries import EDGES, NODES, edge, node
from neo4j import GraphDatabase

from kgraph import bulk
from kgraph.elements import Edge, Node
from kgraph.store import Address, Store

ROOT = Path(__file__).resolve().parents[2]
START = ROOT / ".ci" / "neo4j" / "start.sh"
GRAPH = 'the "imported", one; of two'

# What a reader of CSV may stumble over.
TEXTS = {
    "quotes": '"',
    "quoted": '"a" and ""',
    "backslash": "\\",
    "escaped-quote": 'he said \\"no\\" \\',
    "lines": "one\ntwo\r\nthree\rfour\n",
    "line-end": "\r\n",
    "spaces": "  around \t ",
    "space": " ",
    "separators": "a;b,c|d\t;,",
    "empty-looking": '""',
    "number": "007",
    "null": "null",
    "control": "\x00 \x01 \x1e \x1f \x7f \x85",
    "unicode": "Şuşa – Շուշի \U0001f54a \u2028 \ufeff \uffff e\u0301",
    "long": "never heard " * 300,
}
HARD: list[Node | Edge] = [
    node("document/9", "Document", title="\U0001f54a\n" * 100_000),
    *(node(f"person/{name}", "Person", name=text, aliases=(text.replace("\x1f", ""), "b", f" {name}")) for name, text in TEXTS.items()),
    *(
        node(id, "Place", name="of an odd id", latitude=latitude, longitude=longitude)
        for id, latitude, longitude in [
            (' "quoted", \\ id;\nof two lines\r', 0.1, -0.0),
            ("Ünïcode \U0001f54a \x1f", 1e-07, 5e-324),
            (" space before", 1.7976931348623157e308, 39.760100000000001),
            ("space before", 40, 46.7499),
            ("whole", 9007199254740993, -45),
            ("half", 40.0, 45),
        ]
    ),
    edge(
        "person/quotes", "AFFILIATED_WITH", "person/long", role='minister, "of"; \\', confidence=1, documents=("a;b", 'c"'), passages=(" ",)
    ),
    edge(' "quoted", \\ id;\nof two lines\r', "LOCATED_IN", " space before", confidence=0.1),
    edge("Ünïcode \U0001f54a \x1f", "LOCATED_IN", "space before", confidence=1),
]
# An empty list is what neo4j-admin cannot make, and an export refuses.
ELEMENTS = [e for e in (*NODES, *EDGES, *ODD, *HARD) if () not in e.properties.values()]
OF_NODES, OF_EDGES = [e for e in ELEMENTS if isinstance(e, Node)], [e for e in ELEMENTS if isinstance(e, Edge)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An export."""
    bulk.write(OF_NODES, OF_EDGES, tmp_path / "import", graph=GRAPH)
    return tmp_path / "import"


@pytest.fixture
def imported(folder: Path, tmp_path: Path) -> Iterator[Address]:
    """A server whose database was made of an export, by the command that comes with it."""
    if not os.environ.get("KGRAPH_NEO4J_JARS"):
        message = "no importer: KGRAPH_NEO4J_JARS is not set (.ci/neo4j/start.sh start gives it)"
        if os.environ.get("KGRAPH_REQUIRE_NEO4J") == "1":
            pytest.fail(message)
        pytest.skip(message)
    home = tmp_path / "home"
    home.mkdir()
    environment = {**os.environ, "KGRAPH_NEO4J_HOME": str(home), "KGRAPH_NEO4J_PORT": str(free_port()), "NEO4J_PASSWORD": "test-password"}

    def start(*arguments: str) -> str:
        log = home / "log"
        with log.open("w") as errors:  # no pipe: the server would hold its end
            done = subprocess.run(
                [START, *arguments], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True, timeout=120
            )
        assert done.returncode == 0, log.read_text()
        return done.stdout

    start("import", f"@{bulk.ARGUMENTS}")
    try:
        settings = dict(line.removeprefix("export ").split("=", 1) for line in start("start").splitlines())
        yield Address(settings["NEO4J_URI"], settings["NEO4J_USERNAME"], settings["NEO4J_PASSWORD"])
    finally:
        start("stop")


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def schema(address: Address) -> list[str]:
    """The constraints and indexes that are kgraph's."""
    query = "SHOW INDEXES YIELD name, labelsOrTypes, properties, owningConstraint WHERE name STARTS WITH 'kgraph_' RETURN *"
    return sorted(map(repr, run(address, query)))


def run(address: Address, query: str, **parameters: object) -> list[dict[str, object]]:
    with GraphDatabase.driver(address.uri, auth=(address.username, address.password)) as driver, driver.session() as session:
        return session.run(query, parameters).data()


def everything(address: Address, graph: str) -> list[str]:
    """All that the database holds of a graph, but its name, with what kgraph keeps for itself; `1.0` and `1` are told apart."""
    queries = (
        "MATCH (n) WHERE n.graph = $graph RETURN labels(n) AS labels, properties(n) AS own",
        "MATCH (a)-[r]->(b) WHERE r.graph = $graph RETURN [a.id, type(r), b.id] AS labels, properties(r) AS own",
    )
    rows = [row for query in queries for row in run(address, query, graph=graph)]
    return sorted(f"{sorted(row['labels'])} {sorted({**row['own'], 'graph': ''}.items())!r}" for row in rows)


def test_what_is_imported_is_what_the_store_would_have_written(neo4j: Address, folder: Path, imported: Address) -> None:
    loaded = f"loaded {os.getpid()}"
    with Store.connect(neo4j) as store:
        try:
            written = store.write(OF_NODES, OF_EDGES, graph=loaded)
            assert (written.nodes_added, written.edges_added) == (len(OF_NODES), len(OF_EDGES))
            there, dumped = everything(neo4j, loaded), list(map(repr, store.dump(loaded)))
        finally:
            store.write([], [], graph=loaded)
    statements = (folder / bulk.SCHEMA).read_text().split(";\n")
    for statement in statements[:-1]:
        run(imported, statement)
    made = schema(imported)
    with Store.connect(imported) as store:
        here = everything(imported, GRAPH)
        assert here == there and len(here) == len(ELEMENTS)
        assert list(map(repr, store.dump(GRAPH))) == dumped
        assert store.is_complete(GRAPH)
        assert not store.write(OF_NODES, OF_EDGES, graph=GRAPH).changed
    assert schema(imported) == made
