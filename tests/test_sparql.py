"""SPARQL from the command line: what may be asked, how results are printed, and the quads on disk that answer."""

import csv
import io
import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from built import build
from conftest import ROOT, command, environment, run_kgraph

from kgraph.config import Settings
from kgraph.errors import QueryError, StoreError
from kgraph.sparql import asking
from kgraph.sparql.asking import Limits, Question
from kgraph.sparql.guard import checked
from kgraph.sparql.store import FOLDER, quad_store
from kgraph.workspace import Workspace

KG = "https://w3id.org/kgraph/ontology#"
PREFIXES = f"PREFIX kg: <{KG}> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
NAMES = (
    PREFIXES
    + "SELECT ?name (COUNT(?s) AS ?statements) WHERE { ?c a kg:Country ; skos:prefLabel ?name ; kg:made ?s } GROUP BY ?name ORDER BY ?name"
)
CROSS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("asked")
    build([ROOT / "examples" / "corpus"], folder)
    return folder / "workspace"


def sparql(workspace: Path, *arguments: str, **more: object) -> "subprocess.CompletedProcess[str]":
    return run_kgraph(workspace.parent, "sparql", *arguments, "--workspace", workspace, **more)


# --- What is printed


def test_rows_are_printed_as_those_of_cypher_are(workspace: Path) -> None:
    listed = json.loads(sparql(workspace, NAMES, "--format", "json").stdout)
    assert {row["name"]: row["statements"] for row in listed}["Armenia"] > 0
    rows = list(csv.DictReader(io.StringIO(sparql(workspace, NAMES, "--format", "csv").stdout)))
    assert [(row["name"], int(row["statements"])) for row in rows] == [(row["name"], row["statements"]) for row in listed]
    table = sparql(workspace, NAMES).stdout
    assert table.split()[:2] == ["name", "statements"] and "Armenia" in table


@pytest.mark.parametrize(("format", "sign"), [("srj", '"bindings"'), ("xml", "<sparql "), ("tsv", "?name\t?statements")])
def test_tables_come_in_the_w3c_s_formats(workspace: Path, format: str, sign: str) -> None:
    done = sparql(workspace, NAMES, "--format", format)
    assert done.returncode == 0 and sign in done.stdout


@pytest.mark.parametrize(("format", "name"), [("table", "turtle"), ("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld"), ("rdf", "xml")])
def test_graphs_come_as_rdf(workspace: Path, format: str, name: str) -> None:
    done = sparql(workspace, PREFIXES + "CONSTRUCT { ?a kg:mediated ?b } WHERE { ?a kg:mediated ?b }", "--format", format)
    assert len(rdflib.Graph().parse(data=done.stdout, format=name)) > 3


def test_a_question_of_yes_or_no(workspace: Path) -> None:
    assert sparql(workspace, "ASK { ?s ?p ?o }").stdout == "true\n"
    assert sparql(workspace, "ASK { ?s ?s ?s }").stdout == "false\n"


def test_the_query_can_come_from_a_file(workspace: Path) -> None:
    assert sparql(workspace, "-", input="ASK { ?s ?p ?o }").stdout == "true\n"


def test_a_canned_question_is_asked_by_its_twin(workspace: Path) -> None:
    done = run_kgraph(workspace.parent, "ask", "mediators", "--sparql", "--workspace", workspace, "--format", "json", "-p", "limit=3")
    rows = json.loads(done.stdout)
    assert len(rows) == 3 and rows[0]["mediator"] and rows[0]["sentence"]
    shown = run_kgraph(workspace.parent, "ask", "mediators", "--sparql", "--show").stdout
    assert shown == (ROOT / "queries" / "mediators.rq").read_text(encoding="utf-8")


# --- What may be asked


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT * WHERE { ?s ?p }", "the query cannot be read: error at 1:25"),
        ("", "the query cannot be read"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "INSERT is an update; the graph can only be read"),
        ("SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE is not allowed"),
    ],
)
def test_wrong_queries_are_told_in_one_line(workspace: Path, query: str, words: str) -> None:
    done = sparql(workspace, query)
    assert (done.returncode, done.stdout) == (2, "") and words in done.stderr and len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",
        "select * { service silent ?x { ?s ?p ?o } }",
        "SELECT * { ?s ?p 1.SERVICE<http://x/>{ ?s ?p ?o } }",
        "SELECT * { ?s ?p 1SERVICE<http://x/>{ ?s ?p ?o } }",
        "SELECT * { ?s ?p trueSERVICE<http://x/>{ ?s ?p ?o } }",
        "SELECT * { ?s ?p ?x.SERVICE ?x{ ?s ?p ?o } }",
        "SELECT * { ?s ?p 'x'@en.SERVICE ?x{ ?s ?p ?o } }",
        "PREFIX : <http://x/> SELECT * { SERVICE:x { ?s ?p ?o } }",
        "PREFIX x: <http://x/> SELECT * { ?s ?p x:y.SERVICE<http://x/> { ?s ?p ?o } }",
        'SELECT * { ?s ?p """a"b""" . SERVICE <http://x/> { ?s ?p ?o } }',
        "SELECT * { ?s ?p 'it\\'s' . SERVICE <http://x/> { ?s ?p ?o } # '\n }",
        "SELECT * { FILTER(?a<?b) SERVICE <http://x/> { ?s ?p ?o } FILTER(?c>?d) }",
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "PREFIX x: <http://x/> DELETE WHERE { ?s ?p ?o }",
        "# SELECT\nWITH <g:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "LOAD <http://x/>",
        "CLEAR ALL",
        "SELECT" + " " * 200_000,
    ],
)
def test_calls_and_updates_are_refused_however_they_are_written(query: str) -> None:
    with pytest.raises(QueryError):
        checked(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service WHERE { ?service ?p 'a SERVICE <http://x/> {' }",
        "SELECT * { ?s <http://x/SERVICE> ?o } # SERVICE <http://x/> {}",
        'SELECT * { ?s ?p """SERVICE "quoted" <x> { }""" }',
        "SELECT * { ?s ?p ?insert FILTER(?s < ?p && ?p > ?insert) }",
        "SELECT * { ?myservice ?p ?o FILTER(CONTAINS(?o, 'Secret Service')) }",
        "PREFIX x: <http://x/> SELECT * { ?s x:service ?o ; x:insert ?p }",
    ],
)
def test_a_text_that_speaks_of_them_is_neither(query: str) -> None:
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("http://x/SERVICE"), ox.NamedNode("http://x/p"), ox.Literal("the Service says")))
    found: Any = [store.query(text) for text in (checked(query), query)]
    assert found[0].serialize(format=ox.QueryResultsFormat.CSV) == found[1].serialize(format=ox.QueryResultsFormat.CSV)
    rows: Any = store.query(checked("SELECT ?s { ?s ?p 'the Service says' FILTER(?s = <http://x/SERVICE>) } # service"))
    assert len(list(rows)) == 1


BYPASSES = [
    "SELECT * { VALUES ?a {0} FILTER(?a<1)SERVICE#>\n<URL> { ?s ?p ?o } }",
    "SELECT * { OPTIONAL { ?s ?p <http://x/\\u0041#y> } SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { OPTIONAL { ?s ?p <http://x/\\u0041'y> } SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
]


@pytest.mark.parametrize("query", BYPASSES)
def test_no_query_makes_this_machine_call_another(workspace: Path, query: str) -> None:
    # Neither the guard nor, where it is passed by, the process that evaluates queries lets a call out.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.5)
        text = query.replace("URL", f"http://127.0.0.1:{listener.getsockname()[1]}/")
        assert sparql(workspace, text).returncode == 2
        settings = Settings(workspace=workspace)
        with Workspace(workspace) as opened, quad_store(opened, settings) as quads:
            order = asking.opening(quads.folder, Limits()) + asking.request(Question(text, {"solutions": "text/csv"}), Limits())
            done = subprocess.run(asking.command(), input=order, capture_output=True, timeout=60)
            assert done.returncode == 0
        if sys.platform == "linux":
            assert b"evaluation" in done.stdout
            with pytest.raises(TimeoutError):
                listener.accept()


@pytest.mark.parametrize("piece", [".", "-", "a.", "a:", "<", "'''\\'", '"""', '"\\"', "#", "?", "service ", "\\u0041", "<a "])
def test_the_time_of_reading_a_query_grows_with_its_length_alone(piece: str) -> None:
    began = time.perf_counter()
    with suppress(QueryError):
        checked((piece * 200_000)[:199_000])
    assert time.perf_counter() - began < 2


def test_a_query_that_takes_too_long_is_cut_off(workspace: Path) -> None:
    began = time.monotonic()
    done = sparql(workspace, CROSS, "--timeout", "1")
    assert (done.returncode, done.stderr) == (3, "kgraph: error: the query was cut off after 1 seconds\n")
    assert time.monotonic() - began < 10


def test_it_can_be_interrupted(workspace: Path) -> None:
    arguments = command("sparql", CROSS, "--workspace", workspace)
    process = subprocess.Popen(arguments, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(3)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=10)
    assert (process.returncode, errors) == (130, "kgraph: interrupted\n")


# --- The quads on disk


def stores(workspace: Path) -> list[str]:
    return sorted(path.name for path in (workspace / FOLDER).iterdir() if path.is_dir())


def count(workspace: Path, **more: object) -> int:
    done = sparql(workspace, "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }", "--format", "json", **more)
    assert done.returncode == 0, done.stderr
    [row] = json.loads(done.stdout)
    return int(row["n"])


def test_quads_are_laid_out_once_and_anew_when_something_changes(tmp_path: Path) -> None:
    build([ROOT / "examples" / "corpus"], tmp_path)
    workspace = tmp_path / "workspace"
    before = count(workspace)
    first = stores(workspace)
    assert len(first) == 1 and count(workspace) == before and stores(workspace) == first
    with Workspace(workspace, write=True) as opened:
        opened.forget(opened.documents()[0].source, Settings().base)
    assert count(workspace) < before
    assert len(stores(workspace)) == 1 and stores(workspace) != first


def test_quads_in_use_are_left_alone(tmp_path: Path) -> None:
    build([ROOT / "examples" / "corpus"], tmp_path)
    settings = Settings(workspace=tmp_path / "workspace")
    with Workspace(settings.workspace) as opened, quad_store(opened, settings) as quads:
        with Workspace(settings.workspace, write=True) as writing:
            writing.forget(writing.documents()[0].source, settings.base)
        count(settings.workspace)
        assert quads.folder.is_dir() and len(stores(settings.workspace)) == 2
    with Workspace(settings.workspace, write=True) as writing:
        writing.forget(writing.documents()[0].source, settings.base)
    count(settings.workspace)
    assert len(stores(settings.workspace)) == 1


def test_two_may_ask_at_once_and_both_are_answered(tmp_path: Path) -> None:
    build([ROOT / "examples" / "corpus"], tmp_path)
    arguments = command("sparql", "ASK { ?s ?p ?o }", "--workspace", tmp_path / "workspace")
    asking = [subprocess.Popen(arguments, env=environment(), stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [process.communicate(timeout=60)[0] for process in asking] == ["true\n"] * 3
    assert len(stores(tmp_path / "workspace")) == 1


def test_what_is_damaged_is_told(tmp_path: Path) -> None:
    build([ROOT / "examples" / "corpus"], tmp_path)
    settings = Settings(workspace=tmp_path / "workspace")
    count(settings.workspace)
    [store] = stores(settings.workspace)
    (settings.workspace / FOLDER / store / "counts.json").write_text("{")
    with Workspace(settings.workspace) as opened, pytest.raises(StoreError, match="is damaged"), quad_store(opened, settings):
        pass
    shutil.rmtree(settings.workspace / FOLDER / store)
    count(settings.workspace)
