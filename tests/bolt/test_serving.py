"""Bolt of `kgraph serve`: drivers may log in and read, and nothing else."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from conftest import ROOT, run_kgraph
from neo4j import GraphDatabase
from neo4j.exceptions import AuthError, Neo4jError
from serving import Server, served

CORPUS = ROOT / "examples" / "corpus"
COUNT = "MATCH (n) RETURN count(n) AS n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("bolt")
    assert run_kgraph(folder, "build", CORPUS, "--quiet").returncode == 0
    with served(folder / ".kgraph", folder=folder) as running:
        yield running


def rows(server: Server, query: str, user: str = "neo4j", password: str = "kgraph") -> list[dict[str, object]]:
    with GraphDatabase.driver(server.line("Bolt").split()[0], auth=(user, password)) as driver:
        return [record.data() for record in driver.execute_query(query).records]


def test_one_process_serves_the_same_graph_over_bolt_and_sparql(server: Server) -> None:
    cypher = rows(server, "MATCH (a:Country)-[:MADE]->(s:Statement) RETURN a.name AS name, count(s) AS n ORDER BY name")
    query = """PREFIX kg: <https://w3id.org/kgraph/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?name (COUNT(?s) AS ?n) WHERE { ?a a kg:Country ; skos:prefLabel ?name ; kg:made ?s } GROUP BY ?name ORDER BY ?name"""
    found = httpx.get(f"{server.address}/sparql", params={"query": query}, timeout=60).json()["results"]["bindings"]
    assert cypher and cypher == [{"name": row["name"]["value"], "n": int(row["n"]["value"])} for row in found]


@pytest.mark.parametrize(
    "query",
    [
        "CREATE (n:Person {id: 'x', name: 'Nobody'})",
        "CREATE (n:Unheard {id: 'x'})",
        "MATCH (n:Country) SET n.name = 'Atlantis' RETURN n.name",
        "MATCH (n) DETACH DELETE n",
        "MATCH ()-[r]->() DELETE r",
        "MATCH (a:Person), (b:Person) CREATE (a)-[:MADE]->(b)",
        "CREATE INDEX unwanted FOR (n:Country) ON (n.name)",
        "LOAD CSV FROM 'file:///etc/hostname' AS line RETURN line",
    ],
)
def test_nothing_can_be_written(server: Server, query: str) -> None:
    before = rows(server, COUNT)
    with pytest.raises(Neo4jError):
        rows(server, query)
    assert rows(server, COUNT) == before
    assert rows(server, "MATCH (n:Country {name: 'Atlantis'}) RETURN n.name") == []


def test_a_password_is_needed(server: Server) -> None:
    with pytest.raises(AuthError):
        rows(server, COUNT, password="neo4j")
    with pytest.raises(AuthError):
        rows(server, COUNT, user="root", password="kgraph")


def test_who_builds_meanwhile_is_told_who_holds_the_graph(server: Server, tmp_path: Path) -> None:
    folder = server.process.args[server.process.args.index("--workspace") + 1]  # type: ignore[union-attr,index]
    done = run_kgraph(tmp_path, "build", CORPUS, "--workspace", folder)
    assert done.returncode == 3 and "in use by another kgraph process" in done.stderr


def test_the_password_can_be_the_user_s_own(tmp_path: Path) -> None:
    assert run_kgraph(tmp_path, "build", CORPUS / "yemen-truce.txt", "--quiet").returncode == 0
    with served(tmp_path / ".kgraph", env={"NEO4J_PASSWORD": "open sesame"}) as server:
        assert "open sesame" not in "".join(server.printed)
        assert rows(server, COUNT, password="open sesame")
        with pytest.raises(AuthError):
            rows(server, COUNT)
