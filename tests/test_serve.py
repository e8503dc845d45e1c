"""`kgraph serve`: the SPARQL protocol as clients speak it, ids that lead somewhere, and queries that cannot hurt others."""

import asyncio
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from built import build
from conftest import ROOT, Kgraph
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from serving import Server, served
from SPARQLWrapper import JSON, N3, POST, SPARQLWrapper

from kgraph import ontology, queries
from kgraph.config import BASE

KG = "https://w3id.org/kgraph/ontology#"
COUNTRIES = f"PREFIX kg: <{KG}> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"
COUNTRIES += "SELECT ?country ?name WHERE { ?country a kg:Country ; skos:prefLabel ?name } ORDER BY ?name"
GRAPH = f"PREFIX kg: <{KG}> CONSTRUCT {{ ?a kg:mediated ?b }} WHERE {{ ?a kg:mediated ?b }}"
CROSS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SECONDS = 3.0


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    build([ROOT / "examples" / "corpus"], folder)
    return folder / "workspace"


@pytest.fixture(scope="module")
def server(workspace: Path) -> Iterator[Server]:
    with served(workspace, "--no-bolt", "--timeout", str(SECONDS), "--max-memory", "300", "--max-result", "5") as running:
        yield running


@pytest.fixture(scope="module")
def store(workspace: Path) -> ox.Store:
    store = ox.Store()
    store.bulk_load(path=str(workspace.parent / "graph.nq"), format=ox.RdfFormat.N_QUADS)
    return store


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.address, timeout=60) as client:
        yield client


def ask(client: httpx.Client, query: str, accept: str = "application/sparql-results+json", **more: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query, **more}, headers={"Accept": accept})


def rows(text: bytes, format: ox.QueryResultsFormat) -> list[tuple[str, ...]]:
    found: Any = ox.parse_query_results(text, format=format)
    return [tuple(term.value for term in row) for row in found]


# --- The protocol

RESULTS = [
    ("application/sparql-results+json", "application/sparql-results+json", ox.QueryResultsFormat.JSON),
    ("application/json", "application/sparql-results+json", ox.QueryResultsFormat.JSON),
    ("*/*", "application/sparql-results+json", ox.QueryResultsFormat.JSON),
    ("application/sparql-results+xml", "application/sparql-results+xml", ox.QueryResultsFormat.XML),
    ("text/csv;q=0.5, application/sparql-results+xml;q=0.9", "application/sparql-results+xml", ox.QueryResultsFormat.XML),
    ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8", ox.QueryResultsFormat.TSV),
]


@pytest.mark.parametrize(("accept", "content_type", "format"), RESULTS, ids=[accept for accept, _, _ in RESULTS])
def test_a_table_comes_in_the_format_that_is_asked_for(
    client: httpx.Client, store: ox.Store, accept: str, content_type: str, format: ox.QueryResultsFormat
) -> None:
    answer = ask(client, COUNTRIES, accept)
    assert (answer.status_code, answer.headers["content-type"]) == (200, content_type)
    expected: Any = store.query(COUNTRIES)
    assert rows(answer.content, format) == [(row["country"].value, row["name"].value) for row in expected]


def test_csv_is_a_table_of_plain_texts(client: httpx.Client) -> None:
    lines = ask(client, COUNTRIES, "text/csv").text.splitlines()
    assert lines[0] == "country,name" and f"{BASE}country/AM,Armenia" in lines


GRAPHS = [
    ("text/turtle", ox.RdfFormat.TURTLE),
    ("*/*", ox.RdfFormat.TURTLE),
    ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    ("application/ld+json", ox.RdfFormat.JSON_LD),
    ("application/rdf+xml", ox.RdfFormat.RDF_XML),
]


@pytest.mark.parametrize(("accept", "format"), GRAPHS, ids=[accept for accept, _ in GRAPHS])
def test_a_graph_comes_in_the_format_that_is_asked_for(client: httpx.Client, store: ox.Store, accept: str, format: ox.RdfFormat) -> None:
    answer = ask(client, GRAPH, accept)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith(format.media_type)
    expected: Any = store.query(GRAPH)
    assert {quad.triple for quad in ox.parse(answer.content, format=format)} == set(expected)


def test_a_query_can_be_sent_in_each_of_the_protocol_s_ways(client: httpx.Client) -> None:
    wanted = ask(client, COUNTRIES).json()
    assert client.post("/sparql", data={"query": COUNTRIES}).json() == wanted
    assert client.post("/sparql", content=COUNTRIES, headers={"Content-Type": "application/sparql-query"}).json() == wanted
    assert ask(client, COUNTRIES, "text/turtle", format="json").json() == wanted
    assert ask(client, COUNTRIES, format="unheard-of").json() == wanted
    assert ask(client, "ASK { ?s ?p ?o }").json()["boolean"] is True


def test_the_dataset_can_be_named(client: httpx.Client, store: ox.Store) -> None:
    one, other = sorted(graph.value for graph in store.named_graphs())[:2]  # type: ignore[union-attr]
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    sizes = {g: len(list(store.quads_for_pattern(None, None, None, ox.NamedNode(g)))) for g in (one, other)}
    found = ask(client, count, **{"default-graph-uri": one}).json()
    assert int(found["results"]["bindings"][0]["n"]["value"]) == sizes[one]
    named = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
    found = ask(client, named, **{"named-graph-uri": other}).json()
    assert [row["g"]["value"] for row in found["results"]["bindings"]] == [other]


@pytest.mark.parametrize(
    ("request_", "status", "words"),
    [
        ({"params": {"query": "SELECT * WHERE { ?s ?p }"}}, 400, "the query cannot be read: error at 1:25"),
        ({"params": {"query": "INSERT DATA { <a:a> <a:b> <a:c> }"}}, 400, "INSERT is an update"),
        ({"params": {"query": "LOAD <http://example.org/>"}}, 400, "LOAD is an update"),
        ({"params": {"query": "SELECT * WHERE { SERVICE <http://example.org/sparql> { ?s ?p ?o } }"}}, 400, "SERVICE is not allowed"),
        ({"params": [("query", "ASK {}"), ("query", "ASK {}")]}, 400, "one query"),
        ({"params": {"query": "ASK {}", "default-graph-uri": "not an iri"}}, 400, "absolute IRI"),
        ({"params": {"query": COUNTRIES}, "headers": {"Accept": "text/turtle"}}, 406, "the result is a table"),
        ({"params": {"query": COUNTRIES}, "headers": {"Accept": "image/png"}}, 406, "results come as"),
        ({"method": "POST", "data": {"update": "CLEAR ALL"}}, 403, "can only be read"),
        ({"method": "POST", "content": "CLEAR ALL", "headers": {"Content-Type": "application/sparql-update"}}, 403, "can only be read"),
        ({"method": "POST", "content": "x", "headers": {"Content-Type": "text/plain"}}, 415, "sent as"),
        ({"method": "POST", "content": b"\xff", "headers": {"Content-Type": "application/sparql-query"}}, 400, "UTF-8"),
        ({"method": "POST", "data": {"x": "y"}}, 400, "no query"),
        ({"method": "POST", "content": b"x" * 1_000_000, "headers": {"Content-Type": "application/sparql-query"}}, 413, "at most"),
        ({"method": "DELETE"}, 405, "Method Not Allowed"),
    ],
)
def test_what_cannot_be_answered_is_told_in_one_line(client: httpx.Client, request_: dict[str, Any], status: int, words: str) -> None:
    answer = client.request(**{"method": "GET", "url": "/sparql", **request_})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/plain; charset=utf-8"), answer.text
    assert words in answer.text and len(answer.text.splitlines()) == 1


def test_the_service_describes_itself(server: Server, client: httpx.Client, store: ox.Store) -> None:
    graph = rdflib.Graph().parse(data=client.get("/sparql", headers={"Accept": "text/turtle"}).text, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    service = rdflib.URIRef(f"{server.address}/sparql")
    assert (service, sd.endpoint, service) in graph and (service, sd.supportedLanguage, sd.SPARQL11Query) in graph
    [triples] = graph.objects(None, rdflib.URIRef("http://rdfs.org/ns/void#triples"))
    assert int(triples) == len(list(store.quads_for_pattern(None, None, None, ox.DefaultGraph())))


def test_terms_and_what_they_are_called_elsewhere_can_be_asked_for(client: httpx.Client) -> None:
    query = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT ?label ?code WHERE { GRAPH <https://w3id.org/kgraph/ontology> {
        <https://w3id.org/kgraph/act/accuse> skos:prefLabel ?label ; skos:closeMatch/skos:notation ?code } } ORDER BY ?code"""
    found = ask(client, query).json()["results"]["bindings"]
    assert ("accuse", "112") in {(row["label"]["value"], row["code"]["value"]) for row in found}


def test_pages_of_other_sites_may_read(client: httpx.Client) -> None:
    preflight = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    assert client.options("/sparql", headers=preflight).headers["access-control-allow-origin"] in ("*", "https://example.org")
    answer = client.get("/sparql", params={"query": "ASK {}"}, headers={"Origin": "https://example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"


def test_who_may_read_can_be_narrowed(workspace: Path) -> None:
    with served(workspace, "--no-bolt", "--cors", "https://example.org") as server:
        for origin, allowed in (("https://example.org", "https://example.org"), ("https://example.com", None)):
            answer = httpx.get(f"{server.address}/sparql", params={"query": "ASK {}"}, headers={"Origin": origin})
            assert answer.headers.get("access-control-allow-origin") == allowed


# --- Clients that others wrote


def test_sparqlwrapper(server: Server, store: ox.Store) -> None:
    client = SPARQLWrapper(f"{server.address}/sparql")
    client.setQuery(COUNTRIES)
    client.setReturnFormat(JSON)
    found: Any = client.queryAndConvert()
    expected: Any = store.query(COUNTRIES)
    assert [row["name"]["value"] for row in found["results"]["bindings"]] == [row["name"].value for row in expected]
    client.setMethod(POST)
    client.setQuery(GRAPH)
    client.setReturnFormat(N3)
    triples: Any = client.query().response.read()
    assert len(rdflib.Graph().parse(data=triples, format="turtle")) == len(set(store.query(GRAPH)))  # type: ignore[arg-type]


def test_rdflib_s_sparqlstore(server: Server, store: ox.Store) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{server.address}/sparql", returnFormat="json"))
    found = [str(row.name) for row in graph.query(COUNTRIES)]  # type: ignore[union-attr]
    expected: Any = store.query(COUNTRIES)
    assert found == [row["name"].value for row in expected]
    armenia, label = rdflib.URIRef(f"{BASE}country/AM"), rdflib.SKOS.prefLabel
    assert list(graph.objects(armenia, label)) == [rdflib.Literal("Armenia")]


# --- Ids that lead somewhere


@pytest.mark.parametrize(
    ("accept", "to"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "/page/country/AM"),
        ("text/turtle", "/data/country/AM.ttl"),
        ("*/*", "/data/country/AM.ttl"),
        ("application/ld+json", "/data/country/AM.jsonld"),
        ("application/n-triples", "/data/country/AM.nt"),
    ],
)
def test_an_id_leads_to_what_the_client_reads(client: httpx.Client, accept: str, to: str) -> None:
    answer = client.get("/kgraph/id/country/AM", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["location"]) == (303, to)
    found = client.get(to)
    assert found.status_code == 200 and "Armenia" in found.text


def test_data_say_what_the_graph_says(server: Server, client: httpx.Client, store: ox.Store) -> None:
    armenia = ox.NamedNode(f"{BASE}country/AM")
    for ending, format in (("ttl", ox.RdfFormat.TURTLE), ("jsonld", ox.RdfFormat.JSON_LD), ("nt", ox.RdfFormat.N_TRIPLES)):
        answer = client.get(f"/data/country/AM.{ending}")
        triples = {quad.triple for quad in ox.parse(answer.content, format=format)}
        assert {quad.triple for quad in store.quads_for_pattern(armenia, None, None, ox.DefaultGraph())} <= triples
        of_itself = {t for t in triples if t.subject.value == f"{server.address}/data/country/AM.{ending}"}  # type: ignore[union-attr]
        assert {t.predicate.value.rsplit("/")[-1] for t in of_itself} == {"primaryTopic", "void#inDataset", "22-rdf-syntax-ns#type"}
        assert all(list(store.quads_for_pattern(*triple, ox.DefaultGraph())) for triple in triples - of_itself)


def test_every_kind_of_thing_has_a_page(client: httpx.Client, store: ox.Store) -> None:
    for cls in ("Document", "Passage", "Person", "Organization", "Country", "Settlement", "Ceasefire", "Statement", "Provision"):
        thing: Any = next(iter(store.query(f"SELECT ?x WHERE {{ ?x a <{KG}{cls}> }} ORDER BY ?x LIMIT 1")))  # type: ignore[arg-type]
        local = thing["x"].value.removeprefix(BASE)
        answer = client.get(f"/kgraph/id/{local}", headers={"Accept": "text/html"}, follow_redirects=True)
        assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/html"), local
        assert "script" not in answer.headers["content-security-policy"]


def test_an_id_of_nothing_is_not_found(client: httpx.Client) -> None:
    for path in ("/kgraph/id/country/XX", "/page/country/XX", "/data/country/XX.ttl", "/nowhere", "/data/country/AM.docx"):
        for accept in ("text/html", "text/turtle"):
            assert client.get(path, headers={"Accept": accept}).status_code == 404


def test_the_ontology_and_the_description_of_the_data_are_there(client: httpx.Client) -> None:
    for path in ("/kgraph/ontology", "/kgraph/act/claim", "/ontology.ttl", "/ontology.jsonld", "/dataset", "/.well-known/void"):
        answer = client.get(
            path, headers={"Accept": "application/ld+json" if path.endswith("jsonld") else "text/turtle"}, follow_redirects=True
        )
        format = "json-ld" if path.endswith("jsonld") else "turtle"
        assert answer.status_code == 200 and len(rdflib.Graph().parse(data=answer.text, format=format)) > 20, path
    assert client.get("/kgraph/act/claim", headers={"Accept": "text/html"}).headers["location"] == "/ontology#act-claim"
    assert client.get(f"/kgraph/ontology/{ontology.version()}").status_code == 303
    assert client.get("/kgraph/act/sing").status_code == client.get("/kgraph/ontology/0.0.0").status_code == 404
    assert client.get("/kgraph/id/dataset", headers={"Accept": "text/turtle"}).headers["location"] == "/dataset"
    assert client.get("/dataset", headers={"Accept": "text/html"}).headers["location"] == "/"
    assert "@context" in client.get("/context.jsonld").json()


def test_pages_for_people(client: httpx.Client) -> None:
    client.headers["Accept"] = "text/html"
    for path in ("/", "/sparql", "/questions", "/browse/Person", "/search?q=armenia", "/ontology"):
        answer = client.get(path)
        assert answer.status_code == 200 and answer.headers["content-type"] == "text/html; charset=utf-8", path
    assert "Armenia" in client.get("/", params={}).text
    assert "Armenia" in client.get("/sparql", params={"query": COUNTRIES}).text
    wrong = client.get("/sparql", params={"query": "SELECT <script>"})
    assert wrong.status_code == 400 and "&lt;script&gt;" in wrong.text and "<script>" not in wrong.text
    assert client.get("/style.css").headers["content-type"].startswith("text/css")


@pytest.mark.parametrize("name", [query.name for query in queries.catalogue()])
def test_each_canned_question_can_be_asked_on_its_page(client: httpx.Client, name: str) -> None:
    [limit] = [p.name for p in queries.find(name).parameters if p.name == "limit"]
    answer = client.get(f"/questions/{name}", params={limit: "5"})
    assert answer.status_code == 200, answer.text
    assert client.get(f"/questions/{name}", params={limit: "many"}).status_code == 400


# --- Queries that could hurt


@pytest.mark.parametrize(
    "query",
    [
        CROSS,
        "SELECT (COUNT(*) AS ?n) WHERE { ?s (<a:a>|!<a:a>)* ?o . ?o (<a:a>|!<a:a>)* ?z }",
        "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f",
        "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }",
        "SELECT (GROUP_CONCAT(?c) AS ?x) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        "SELECT * WHERE { ?s ?p ?o FILTER(REGEX(?o, '((a{1,1000}){1,1000}){1,1000}')) }",
        "CONSTRUCT { ?a ?b ?f } WHERE { ?a ?b ?c . ?d ?e ?f }",
    ],
)
def test_a_query_is_cut_off_at_its_limits_and_half_a_result_is_never_given(client: httpx.Client, query: str) -> None:
    began = time.monotonic()
    answer = ask(client, query, "*/*")
    assert time.monotonic() - began < SECONDS + 2
    assert answer.status_code == 503 and ("cut off" in answer.text or "larger than 5 MB" in answer.text)


@pytest.mark.parametrize(
    "query", ["SELECT * " + "{" * 40_000 + "}" * 40_000, f"SELECT * WHERE {{ ?s ?p ?o FILTER({'(' * 60_000}1{')' * 60_000}) }}"]
)
def test_a_query_that_is_nested_too_deeply_harms_nobody(client: httpx.Client, query: str) -> None:
    assert client.post("/sparql", data={"query": query}).status_code == 400
    assert ask(client, "ASK {}").status_code == 200


def test_others_are_answered_while_many_hostile_queries_run(server: Server) -> None:
    async def attack() -> tuple[list[int], list[float]]:
        async with httpx.AsyncClient(base_url=server.address, timeout=120, limits=httpx.Limits(max_connections=200)) as client:
            hostile = [asyncio.create_task(client.get("/sparql", params={"query": CROSS})) for _ in range(100)]
            waited = []
            await asyncio.sleep(0.5)
            for path in ("/page/country/AM", "/data/country/AM.ttl", "/questions"):
                began = time.monotonic()
                assert (await client.get(path)).status_code == 200
                waited.append(time.monotonic() - began)
            statuses = [(await one).status_code for one in hostile]
            assert (await client.get("/sparql", params={"query": "ASK {}"})).status_code == 200
            return statuses, waited

    statuses, waited = asyncio.run(attack())
    assert set(statuses) == {503} and max(waited) < 5


def test_a_client_that_goes_away_leaves_nothing_running(server: Server) -> None:
    before = workers(server)
    for _ in range(3):
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{server.address}/sparql", params={"query": CROSS}, timeout=0.3)
    time.sleep(1.5)
    assert len(workers(server)) <= max(len(before), os.cpu_count() or 1, 2)
    assert all(time_used(pid) < 2 for pid in workers(server) - before)


def workers(server: Server) -> set[int]:
    """The processes that the server started."""
    return {int(pid) for pid in Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()}


def time_used(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) / os.sysconf("SC_CLK_TCK")


def test_it_stops_at_once_and_takes_its_processes_along(workspace: Path) -> None:
    with served(workspace, "--no-bolt") as server:
        running = workers(server)
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{server.address}/sparql", params={"query": CROSS}, timeout=0.5)
        began = time.monotonic()
    assert time.monotonic() - began < 10
    assert not any(Path(f"/proc/{pid}").exists() for pid in running)


def test_pages_keep_to_limits_too(client: httpx.Client) -> None:
    columns = " ".join(f"?a{i}" for i in range(1500))
    many = client.post("/sparql", data={"query": f"SELECT {columns} WHERE {{ ?s ?p ?o }} LIMIT 500"}, headers={"Accept": "text/html"})
    assert many.status_code == 200 and len(many.content) < 3_000_000 and "shortened" in many.text
    long = "SELECT (CONCAT(?a, ?a, ?a, ?a) AS ?b) WHERE { VALUES ?a { '" + "x" * 50_000 + "' } }"
    page = client.post("/sparql", data={"query": long}, headers={"Accept": "text/html"})
    assert page.status_code == 200 and len(page.content) < 300_000 and "shortened" in page.text


def test_who_connects_and_says_nothing_or_half_is_not_waited_for(server: Server) -> None:
    host, port = server.address.removeprefix("http://").split(":")
    with ExitStack() as stack:
        silent = [stack.enter_context(socket.create_connection((host, int(port)))) for _ in range(5)]
        for connection in silent[2:]:
            connection.sendall(b"GET /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: ")
        silent[4].sendall(b"1\r\n\r\n")  # this one asks in the end, and is answered
        assert silent[4].recv(100).startswith(b"HTTP/1.1 200")
        for connection in silent[:4]:
            connection.settimeout(20)
            assert connection.recv(100) == b""


def test_under_another_name_nothing_is_answered(server: Server) -> None:
    for host, status in (("evil.example", 421), ("w3id.org", 200), ("localhost:99", 200), ("x<y>", 421)):
        assert httpx.get(f"{server.address}/sparql", headers={"Host": host, "Accept": "text/turtle"}).status_code == status


def test_usual_prefixes_need_not_be_declared(client: httpx.Client) -> None:
    assert ask(client, "ASK { ?x a kg:Country ; skos:prefLabel 'Armenia' }").json()["boolean"] is True


# --- Wrong use


def test_a_port_that_is_taken_is_told(server: Server, workspace: Path, kgraph: Kgraph) -> None:
    port = server.address.rsplit(":", 1)[1]
    done = kgraph("serve", "--workspace", workspace, "--port", port, "--no-bolt")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"kgraph: error: port {port} of 127.0.0.1 is taken by another program; name another one with --port\n"


def test_where_there_is_nothing_to_serve_it_is_told(kgraph: Kgraph) -> None:
    done = kgraph("serve", "--port", "0")
    assert done.returncode == 2 and "there is no workspace in .kgraph yet" in done.stderr


def test_bolt_is_not_opened_to_others_without_a_password_of_the_user_s(workspace: Path, kgraph: Kgraph) -> None:
    done = kgraph("serve", "--workspace", workspace, "--port", "0", "--host", "0.0.0.0")
    assert done.returncode == 2 and "set NEO4J_PASSWORD" in done.stderr


def test_what_it_printed_is_where_it_is(server: Server) -> None:
    assert server.line("SPARQL") == f"{server.address}/sparql"
    assert json.loads(httpx.get(server.line("SPARQL"), params={"query": "ASK {}"}).text)
