"""The files of an export as other programs read them: RDF in every syntax, its description, GraphML, and tables."""

import csv
import gzip
import hashlib
import io
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jena
import pyoxigraph as ox
import pytest
import rdflib
from built import build
from graph_sample import BASE, merged
from lxml import etree

from benchmarks.synthetic import Reporter
from kgraph import graphml, rdf, tables
from kgraph.config import Settings
from kgraph.elements import Edge, Node
from kgraph.errors import GraphError, UsageError
from kgraph.export import FORMATS, export
from kgraph.rdf.context import context, document
from kgraph.resources import folder
from kgraph.workspace import Workspace

EXAMPLES = Path(__file__).resolve().parent.parent / "examples" / "corpus"
SYNTAXES = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
}
GRAPHML = {"g": "http://graphml.graphdrawing.org/xmlns"}
VOID, DCAT, SPDX = "http://rdfs.org/ns/void#", "http://www.w3.org/ns/dcat#", "http://spdx.org/rdf/terms#"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example graph in every format of RDF, `graph.ttl` and so on, and as `graph12.*` in RDF 1.2."""
    place = tmp_path_factory.mktemp("formats")
    build([EXAMPLES], place)
    chosen = Settings(workspace=place / "workspace")
    with Workspace(chosen.workspace) as workspace:
        for format in rdf.FORMATS:
            export(workspace, chosen, place / f"graph.{format}")
            if format != "jsonld":
                export(workspace, chosen, place / f"graph12.{format}", rdf12=True)
    return place


@pytest.fixture
def invented(tmp_path: Path) -> Callable[..., tuple[Workspace, Settings]]:
    """A workspace of documents that nobody wrote, kept in the order of `numbers`."""

    def make(name: str = "workspace", numbers: Any = range(12)) -> tuple[Workspace, Settings]:
        with Workspace(tmp_path / name, write=True) as workspace:
            for number in numbers:
                facts = Reporter(number).facts()
                workspace.keep(facts.document.source, facts.document.source, facts.version, facts)
        return Workspace(tmp_path / name), Settings(workspace=tmp_path / name)

    return make


def quads_of(path: Path) -> set[ox.Quad]:
    return set(ox.parse(path=path, format=SYNTAXES[path.suffix[1:]]))


def merged_of(quads: set[ox.Quad]) -> set[ox.Quad]:
    return {quad for quad in quads if isinstance(quad.graph_name, ox.DefaultGraph)}


# --- RDF


def test_every_syntax_says_the_same(files: Path) -> None:
    everything = quads_of(files / "graph.nq")
    assert len(everything) > 10_000
    assert quads_of(files / "graph.trig") == quads_of(files / "graph.jsonld") == everything
    assert quads_of(files / "graph.ttl") == quads_of(files / "graph.nt") == merged_of(everything)


@pytest.mark.filterwarnings("error", "ignore::DeprecationWarning:rdflib.*")
@pytest.mark.parametrize(("format", "name"), [("ttl", "turtle"), ("nt", "nt"), ("nq", "nquads"), ("trig", "trig"), ("jsonld", "json-ld")])
def test_rdflib_reads_every_quad(files: Path, caplog: pytest.LogCaptureFixture, format: str, name: str) -> None:
    read = rdflib.Dataset().parse(files / f"graph.{format}", format=name)
    assert len(list(read.quads())) == len(quads_of(files / f"graph.{format}"))
    assert not caplog.records, "a literal or IRI that rdflib takes for wrong is logged"


@pytest.mark.parametrize("format", rdf.FORMATS)
def test_jena_reads_every_quad_and_has_nothing_to_say(files: Path, format: str) -> None:
    checked = jena.run("riot", "--validate", "--strict", files / f"graph.{format}")
    assert checked.returncode == 0 and "WARN" not in checked.stderr and "ERROR" not in checked.stderr, checked.stderr
    read = jena.run("riot", "--output=nquads", files / f"graph.{format}")
    assert set(ox.parse(read.stdout, format=ox.RdfFormat.N_QUADS)) == quads_of(files / f"graph.{format}")


@pytest.mark.parametrize("format", ["ttl", "nt", "nq", "trig"])
def test_in_rdf_12_the_evidence_reifies_the_relation_itself(files: Path, format: str) -> None:
    old, new = quads_of(files / f"graph.{format}"), quads_of(files / f"graph12.{format}")
    reifies = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies")
    reified = {(q.graph_name, q.object.subject, q.object.predicate, q.object.object) for q in new if q.predicate == reifies}
    assert reified == {(q.graph_name, *told) for q, told in statements(old)} and reified
    assert all(ox.Quad(s, p, o, g) in new for g, s, p, o in reified), "what is told is also said"
    words = ("Statement", "subject", "predicate", "object")
    gone = {q for q in old if any(f"22-rdf-syntax-ns#{word}>" in f"{q.predicate} {q.object}" for word in words)}
    assert {q for q in new if q.predicate != reifies} == old - gone


def statements(quads: set[ox.Quad]) -> Iterator[tuple[ox.Quad, tuple[Any, ...]]]:
    """Each rdf:Statement, with its subject, predicate and object."""
    space = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    parts = {
        (q.graph_name, q.subject, q.predicate.value.removeprefix(space)): q.object for q in quads if q.predicate.value.startswith(space)
    }
    for quad in quads:
        if quad.predicate.value == space + "type" and str(quad.object) == f"<{space}Statement>":
            yield quad, tuple(parts[quad.graph_name, quad.subject, name] for name in ("subject", "predicate", "object"))


@pytest.mark.parametrize("format", FORMATS)
def test_neither_the_order_of_documents_nor_the_processes_show(invented: Callable[..., Any], tmp_path: Path, format: str) -> None:
    numbers = list(range(12))
    for name, order, workers in (("one", numbers, 1), ("other", random.Random(3).sample(numbers, len(numbers)), 2)):
        workspace, settings = invented(f"of-{name}", order)
        with workspace:
            export(workspace, replace(settings, workers=workers), tmp_path / f"{name}.{format}")
    endings = [".nodes.csv", ".edges.csv"] if format == "csv" else [f".{format}"]
    for ending in endings:
        assert (tmp_path / f"one{ending}").read_bytes() == (tmp_path / f"other{ending}").read_bytes()


# --- JSON-LD


def test_the_context_in_the_file_is_the_ontologys() -> None:
    assert (folder("ontology") / "context.jsonld").read_text("utf-8") == document(), "python -m kgraph.rdf > ontology/context.jsonld"


def test_no_key_stands_for_itself_by_a_prefix() -> None:
    """Comunica's parser refuses a key that is the compact IRI for which it stands."""
    terms = context()
    assert "sem:roleType" in terms
    for key, term in terms.items():
        for name in ("@id", "@reverse"):
            if isinstance(term, dict) and name in term:
                assert term[name].startswith(("http://", "https://")), key
        if isinstance(term, str) and not term.startswith("@"):
            assert term.startswith(("http://", "https://")), key


def test_json_needs_no_network_and_reads_like_a_tree(files: Path) -> None:
    tree = json.loads((files / "graph.jsonld").read_text("utf-8"))
    assert tree["@context"] == {"@base": BASE, **context()}
    things = {thing["id"]: thing for thing in tree["@graph"] if "@graph" not in thing}
    assert not [id for id in things if "#" in id], "what is part of a thing is inside it"
    armenia = things["country/AM"]
    assert armenia["name"] == "Armenia" and "Country" in armenia["type"] and isinstance(armenia["partyTo"], list)
    assert armenia["geo:hasCentroid"]["geo:asWKT"].startswith("POINT(")
    assert {told["rdf:predicate"] for told in armenia["relations"]} >= {"kg:partyTo"}
    pact = things[armenia["partyTo"][0]]
    assert pact["sem:eventType"] in context()["sem:eventType"]["@context"]
    roles = {actor["sem:roleType"] for actor in pact["sem:hasActor"] if isinstance(actor, dict)}
    assert "party" in roles
    passage = next(thing for thing in things.values() if "Passage" in thing.get("type", ()))
    assert {selector["type"] for selector in passage["oa:hasSelector"]} == {"oa:TextPositionSelector", "oa:TextQuoteSelector"}
    statement = next(thing for thing in things.values() if "Statement" in thing.get("type", ()))
    assert statement["act"] in context()["act"]["@context"] and statement["direct"] in (True, False)
    graphs = [thing for thing in tree["@graph"] if "@graph" in thing]
    assert len(graphs) == sum("Document" in thing.get("type", ()) for thing in things.values())


# --- The description


@pytest.mark.parametrize("format", rdf.FORMATS)
def test_a_description_counts_what_is_there_and_knows_its_file(invented: Callable[..., Any], tmp_path: Path, format: str) -> None:
    workspace, settings = invented()
    out, told = tmp_path / "graph.nq.gz", tmp_path / f"about.{format}"
    with workspace:
        export(workspace, settings, out, description=told, license="https://creativecommons.org/licenses/by/4.0/")
    it = BASE + "dataset"
    triples = {(q.subject.value, q.predicate.value): q.object.value for q in quads_of(told)}
    default = [q for q in ox.parse(gzip.decompress(out.read_bytes()), format=ox.RdfFormat.N_QUADS) if str(q.graph_name) == "DEFAULT"]
    assert triples[it, VOID + "triples"] == str(len(default))
    assert triples[it, VOID + "distinctSubjects"] == str(len({q.subject for q in default}))
    people = sum(str(q.object).endswith("/kgraph/ontology#Person>") for q in default if q.predicate.value.endswith("#type"))
    assert triples[it + "#class-kg-Person", VOID + "entities"] == str(people)
    made = sum(q.predicate.value.endswith("#made") for q in default)
    assert triples[it + "#property-kg-made", VOID + "triples"] == str(made)
    assert triples[it, "http://purl.org/dc/terms/license"] == "https://creativecommons.org/licenses/by/4.0/"
    days = sorted(q.object.value for q in default if q.predicate.value == "http://purl.org/dc/terms/issued")
    assert f"published from {days[0]} to {days[-1]}." in triples[it, "http://purl.org/dc/terms/description"]
    assert not [p for _, p in triples if p.endswith("/temporal")], "what documents tell of may lie long before"
    assert triples[it + "#checksum", SPDX + "checksumValue"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert triples[it + "#distribution", DCAT + "byteSize"] == str(out.stat().st_size)
    assert triples[it + "#distribution", "http://purl.org/dc/terms/title"] == "graph.nq.gz"
    assert not [p for _, p in triples if p in (VOID + "dataDump", DCAT + "downloadURL")], "nobody said where it will be"


def test_a_description_leads_to_where_the_file_will_be(invented: Callable[..., Any], tmp_path: Path) -> None:
    workspace, settings = invented()
    url = "https://example.org/data/kgraph.nq"
    with workspace:
        export(workspace, settings, tmp_path / "graph.nq", description=tmp_path / "about.ttl", url=url)
    triples = {(q.subject.value, q.predicate.value): q.object for q in quads_of(tmp_path / "about.ttl")}
    it = BASE + "dataset"
    assert triples[it, VOID + "dataDump"] == triples[it + "#distribution", DCAT + "downloadURL"] == ox.NamedNode(url)


def test_a_store_is_counted_as_its_export_was(invented: Callable[..., Any], tmp_path: Path) -> None:
    workspace, settings = invented()
    with workspace:
        counted = export(workspace, settings, tmp_path / "graph.nq")
    store = ox.Store()
    store.bulk_load(path=tmp_path / "graph.nq", format=ox.RdfFormat.N_QUADS)
    assert rdf.counts_of_store(store) == counted
    assert list(rdf.describe(rdf.counts_of_store(store), BASE)) == list(rdf.describe(counted, BASE))


def test_an_endpoint_is_told_of() -> None:
    told = {(q.predicate.value, str(q.object)) for q in rdf.describe(rdf.Counts(), BASE, endpoint="http://127.0.0.1:8000/sparql")}
    assert (VOID + "sparqlEndpoint", "<http://127.0.0.1:8000/sparql>") in told
    with pytest.raises(UsageError, match="'here' is no IRI"):
        rdf.describe(rdf.Counts(), BASE, endpoint="here")


# --- GraphML


def test_graphml_holds_every_node_and_relation_typed(invented: Callable[..., Any], tmp_path: Path) -> None:
    hard = Node(BASE + "document/x", "Document", {"source": "a\x00b & <c> \r\n ]]> \ufffe \U0001f54a", "title": "“quoted”"})
    out = io.BytesIO()
    graphml.write([hard, *sorted_merged()], out)
    root = etree.fromstring(out.getvalue())
    keys = {key.get("id"): key.attrib for key in root.iterfind("g:key", GRAPHML)}
    nodes = {node.get("id"): data_of(node) for node in root.iterfind("g:graph/g:node", GRAPHML)}
    edges = root.findall("g:graph/g:edge", GRAPHML)
    assert len(nodes) == 1 + sum(isinstance(e, Node) for e in merged())
    assert len(edges) == len({edge.get("id") for edge in edges}) == sum(isinstance(e, Edge) for e in merged())
    assert all(edge.get("source") in nodes and edge.get("target") in nodes for edge in edges)
    for kind, elements in (("node", nodes.values()), ("edge", map(data_of, edges))):
        for key, text in (pair for element in elements for pair in element.items()):
            assert keys[key]["for"] == kind
            {"string": str, "double": float, "long": int, "boolean": {"true": True, "false": False}.__getitem__}[keys[key]["attr.type"]](
                text
            )
    assert nodes[hard.id]["n-source"] == "a\ufffdb & <c> \r\n ]]> \ufffd \U0001f54a"
    assert nodes[BASE + "country/AM"]["n-aliases"] == "Armenia; Armenian; Yerevan" and nodes[BASE + "country/AM"]["n-class"] == "Country"
    assert nodes[BASE + "country/AM"]["n-label"] == "Armenia"


def data_of(element: Any) -> dict[str, str]:
    return {data.get("key"): data.text or "" for data in element.iterfind("g:data", GRAPHML)}


def sorted_merged() -> list[Node | Edge]:
    """Nodes first, as the merged graph has them."""
    return sorted(merged(), key=lambda element: isinstance(element, Edge))


# --- Tables


def test_tables_hold_every_node_and_relation(tmp_path: Path) -> None:
    nodes, edges = written_tables(sorted_merged())
    assert len(nodes) == sum(isinstance(e, Node) for e in merged()) and len(edges) == sum(isinstance(e, Edge) for e in merged())
    armenia = next(row for row in nodes if row["Id"] == BASE + "country/AM")
    assert (armenia["Label"], armenia["Class"], armenia["iso"], armenia["aliases"]) == (
        "Armenia",
        "Country",
        "AM",
        "Armenia; Armenian; Yerevan",
    )
    ids = {row["Id"] for row in nodes}
    assert all({row["Source"], row["Target"]} <= ids and row["Type"] == "Directed" and float(row["Weight"]) >= 1 for row in edges)
    lowered = [[name.lower() for name in rows[0]] for rows in (nodes, edges)]
    assert all(len(names) == len(set(names)) for names in lowered), "Gephi does not tell Kind from kind"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "－1"])
def test_no_cell_is_a_formula(text: str) -> None:
    words = Node(BASE + "x", "Person", {"name": text, "aliases": (text, "a", "b")})
    place = Node(BASE + "y", "Place", {"name": "South", "latitude": -33.5, "longitude": 1})
    rows, _ = written_tables([words, place])
    assert rows[0]["name"] == f"'{text}" and rows[0]["aliases"].startswith("'") and rows[0]["Label"].startswith("'")
    assert rows[1]["latitude"] == "-33.5", "a number stays one"


def test_a_spreadsheet_sees_utf_8_and_one_row_for_each(tmp_path: Path) -> None:
    out = io.BytesIO()
    tables.write([Node(BASE + "x", "Person", {"name": 'Şuşa, "the"\nsecond'})], out, io.BytesIO())
    assert out.getvalue().startswith("\ufeffClass,Id,Label".encode())
    assert '"Şuşa, ""the""\nsecond"'.encode() in out.getvalue()


def written_tables(elements: list[Node | Edge]) -> list[list[dict[str, str]]]:
    files = io.BytesIO(), io.BytesIO()
    tables.write(elements, *files)
    return [list(csv.DictReader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline=""))) for file in files]


# --- What can be asked for


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_may_be_compressed(invented: Callable[..., Any], tmp_path: Path, format: str) -> None:
    workspace, settings = invented(numbers=range(2))
    with workspace:
        for name in (f"graph.{format}", f"graph.{format}.gz"):
            export(workspace, settings, tmp_path / name)
    plain = sorted(path for path in tmp_path.glob("graph.*") if path.suffix != ".gz")
    assert len(plain) == (2 if format == "csv" else 1)
    for path in plain:
        assert gzip.decompress(path.with_name(path.name + ".gz").read_bytes()) == path.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["graph.doc"], "graph.doc: kgraph writes files that end in .ttl, .nt, .nq, .trig, .jsonld, .graphml, .csv"),
        (["graph.nq", "--describe", "about.txt"], "about.txt: kgraph writes files that end in .ttl"),
        (["graph.nq", "--describe", "graph.nq"], "a file each"),
        (["graph.jsonld", "--rdf12"], "jsonld has no triple terms"),
        (["graph.csv", "--rdf12"], "csv is no RDF"),
        (["graph.graphml", "--describe", "about.ttl"], "graphml is no RDF"),
        (["graph.nq", "--license", "https://example.org/"], "name a file for it"),
        (["graph.nq", "--describe", "about.ttl", "--license", "mine"], "'mine' is no IRI"),
        (["graph.nq", "--url", "https://example.org/graph.nq"], "name a file for it"),
        (["graph.csv", "--url", "https://example.org/graph.csv"], "csv is no RDF"),
        (["graph.nq", "--describe", "about.ttl", "--url", "graph.nq"], "'graph.nq' is no address on the web"),
        (["graph.nq", "--describe", "about.ttl", "--url", "file:///graph.nq"], "is no address on the web"),
        (["graph.nq", "--describe", "about.ttl", "--url", "https:///graph.nq"], "is no address on the web"),
        (["graph.nq", "--describe", "about.ttl", "--url", "https://example.org/a graph.nq"], "is no address on the web"),
    ],
)
def test_what_cannot_be_is_told_before_any_work(kgraph: Callable[..., Any], tmp_path: Path, arguments: list[str], complaint: str) -> None:
    done = kgraph("export", *arguments)
    assert done.returncode == 2 and complaint in done.stderr and done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_two_documents_of_one_id_are_told(tmp_path: Path) -> None:
    facts = Reporter(1).facts()
    with Workspace(tmp_path / "workspace", write=True) as workspace:
        for folder in ("a", "b"):
            named = replace(facts.document, id=f"{folder}/same", source=folder)
            workspace.keep(folder, folder, facts.version, replace(facts, document=named))
        with pytest.raises(GraphError, match="document/same: two documents have this id"):
            export(workspace, Settings(workspace=tmp_path / "workspace"), tmp_path / "graph.nq")
    assert not (tmp_path / "graph.nq").exists()
