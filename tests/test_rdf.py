"""The export: what documents and the merged graph look like in RDF, and that files are complete, alike from run to run, and valid."""

import gzip
import io
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from graph_sample import (
    ARMENIA,
    ARMY,
    AZERBAIJAN,
    BASE,
    CEASEFIRE,
    CLAIM,
    DENIAL,
    FIRST,
    MOSCOW,
    PASHINYAN,
    PROVISION,
    QUOTED,
    REPORT,
    RUSSIA,
    SECOND,
    SHUSHA,
    TOLD,
    documents,
    first,
    merged,
    second,
    shared,
)

from kgraph import ontology, rdf
from kgraph.elements import Edge, Node
from kgraph.errors import ExportError, GraphError
from kgraph.files import written as written_file
from kgraph.graph import DocumentGraph
from kgraph.rdf.sorting import sorted_lines
from kgraph.rdf.terms import string

PREFIXES = """
    PREFIX kg: <https://w3id.org/kgraph/ontology#> PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX oa: <http://www.w3.org/ns/oa#>
    PREFIX org: <http://www.w3.org/ns/org#> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX geo: <http://www.opengis.net/ont/geosparql#>
    PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX schema: <https://schema.org/>
    PREFIX foaf: <http://xmlns.com/foaf/0.1/> PREFIX sem: <http://semanticweb.cs.vu.nl/2009/11/sem/> PREFIX sf: <http://www.opengis.net/ont/sf#>
"""
FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
}
HARD = "a \"quoted\" \\ back\\\\slash,\ta tab\nand lines\r\n, \u2028 \x07 \x7f, an emoji \U0001f54a, 'single', ^^<x>, \u201ccurly\u201d @en"


def sample() -> set[ox.Quad]:
    return set(rdf.quads([(FIRST, first()), (SECOND, second())], merged()))


@pytest.fixture(scope="module")
def store() -> ox.Store:
    store = ox.Store()
    store.extend(sample())
    return store


def ask(store: ox.Store, where: str) -> list[tuple[str, ...]]:
    """The sorted rows of a query, each with its variables' values in the order in which the query names them."""
    names = list(dict.fromkeys(re.findall(r"\?(\w+)", where)))
    rows: Any = store.query(f"{PREFIXES} SELECT * WHERE {{ {where} }}")
    return sorted(tuple(row[name].value for name in names) for row in rows)


def written(format: str, of: Iterable[DocumentGraph] | None = None, rest: Iterable[Node | Edge] | None = None, base: str = BASE) -> bytes:
    """The sample, or other documents and what they share, as a file holds it."""
    out = io.BytesIO()
    rdf.write(documents() if of is None else of, shared() if rest is None else rest, out, format, base)
    return out.getvalue()


# --- What is said


def test_each_document_has_its_own_graph_with_the_forms_it_uses(store: ox.Store) -> None:
    forms = f"<{ARMENIA}> skos:altLabel ?form"
    assert ask(store, f"GRAPH <{FIRST}> {{ {forms} }}") == [("Yerevan",)]
    assert ask(store, f"GRAPH <{SECOND}> {{ {forms} }}") == [("Armenian",)]
    assert ask(store, forms) == [("Armenian",), ("Yerevan",)]


def test_no_label_is_both_the_preferred_and_another_one(store: ox.Store) -> None:
    twice = "?thing skos:prefLabel ?name ; skos:altLabel ?name"
    assert ask(store, twice) == [] and ask(store, f"GRAPH ?document {{ {twice} }}") == []


def test_an_agreement_has_its_actors_each_in_a_role(store: ox.Store) -> None:
    roles = f"<{CEASEFIRE}> sem:hasActor ?role , ?actor . ?role a sem:Role ; rdf:value ?actor ; sem:roleType ?type"
    kgraph = "https://w3id.org/kgraph/role/"
    expected = {(ARMENIA, "party"), (AZERBAIJAN, "party"), (RUSSIA, "mediator"), (RUSSIA, "guarantor")}
    assert {(actor, type) for _, actor, type in ask(store, roles)} == {(actor, kgraph + name) for actor, name in expected}


def test_a_thing_is_of_its_class_and_all_above(store: ox.Store) -> None:
    types = {t.removeprefix(ontology.KG) for (t,) in ask(store, f"<{ARMENIA}> a ?type") if t.startswith(ontology.KG)}
    assert types == {"Country", "Actor", "Place", "Entity"}


@pytest.mark.parametrize(
    ("thing", "classes"),
    [
        (ARMENIA, "org:Organization prov:Agent prov:Location foaf:Agent sem:Actor sem:Place geo:Feature schema:Country schema:Thing"),
        (PASHINYAN, "foaf:Person foaf:Agent prov:Person prov:Agent schema:Person sem:Actor"),
        (TOLD, "oa:SpecificResource prov:Entity"),
        (CEASEFIRE, "sem:Event prov:Entity"),
        (FIRST, "schema:NewsArticle foaf:Document prov:Entity"),
    ],
)
def test_a_thing_is_of_the_established_classes_above_its_own(store: ox.Store, thing: str, classes: str) -> None:
    for graph in ("", f"GRAPH <{FIRST}>") if thing != PASHINYAN else ("",):
        assert ask(store, f"{graph} {{ <{thing}> a {', '.join(classes.split())} }}"), "no store has to infer it"
    assert not ask(store, f"<{thing}> a <http://www.w3.org/2002/07/owl#Thing>")


def test_an_agreement_is_an_event_of_a_type_with_a_time_and_a_place(store: ox.Store) -> None:
    agreement = "https://w3id.org/kgraph/agreement/"
    event = f"<{CEASEFIRE}> sem:eventType ?type ; sem:hasTimeStamp ?time ; sem:hasPlace ?place"
    assert ask(store, event) == [(agreement + "ceasefire", "2020-10-10", MOSCOW)]
    assert ask(store, "?thing sem:hasTimeStamp ?time FILTER NOT EXISTS { ?thing a sem:Event }") == []
    for cls, kind in (("Agreement", "agreement"), ("PeaceAgreement", "peace_agreement")):
        told = {q.object.value for q in rdf.quads([], [Node("urn:x", cls, {"name": "a"})]) if q.predicate.value.endswith("/eventType")}
        assert told == {agreement + kind}, "the most specific one alone"


def test_established_terms_are_used(store: ox.Store) -> None:
    assert ask(store, f"<{FIRST}> dcterms:source ?source ; dcterms:title ?title") == [("news/moscow.txt", 'A "truce" in Moscow')]
    assert ask(store, f"<{PASHINYAN}> skos:prefLabel ?name") == [("Nikol Pashinyan",)]
    assert ask(store, f"<{CEASEFIRE}> prov:wasDerivedFrom ?passage") == [(TOLD,)]
    assert ask(store, f"<{RUSSIA}> schema:sameAs ?page") == [("http://www.wikidata.org/entity/Q159",)]
    assert ask(store, f"<{MOSCOW}> schema:sameAs ?page") == [("https://sws.geonames.org/524901/",)]


def test_a_date_has_the_type_of_its_precision() -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    for date, value, name in [
        ("2020", "2020", "gYear"),
        ("2020-10", "2020-10", "gYearMonth"),
        ("2020-10-10", "2020-10-10", "date"),
        ("2020-11-04T18:30", "2020-11-04T18:30:00", "dateTime"),
    ]:
        quads = rdf.quads([], [Node(CLAIM, "Statement", {"date": date})])
        assert ox.Literal(value, datatype=ox.NamedNode(xsd + name)) in {quad.object for quad in quads}


def test_a_statement_stands_behind_its_speaker(store: ox.Store) -> None:
    rows = ask(store, f"?who kg:made <{DENIAL}> . <{DENIAL}> kg:act ?act ; kg:direct ?direct ; kg:disputes ?other")
    assert rows == [(PASHINYAN, "https://w3id.org/kgraph/act/deny", "true", CLAIM)]


def test_every_relation_leads_to_its_sentence(store: ox.Store) -> None:
    [(_, passage, document, sure, text)] = ask(
        store,
        f"""?told rdf:subject <{RUSSIA}> ; rdf:predicate kg:mediated ; rdf:object <{CEASEFIRE}> ;
            prov:wasDerivedFrom ?passage ; prov:hadPrimarySource ?document ; kg:confidence ?sure . ?passage kg:text ?text""",
    )
    assert (passage, document, sure) == (TOLD, FIRST, "0.9") and text.startswith("Armenia and Azerbaijan agreed")


def test_what_an_agreement_says_and_what_became_of_it_lead_to_their_sentence(store: ox.Store) -> None:
    said = f"<{CEASEFIRE}> kg:hasProvision ?told . ?told a kg:Provision ; kg:kind ?kind ; kg:text ?text ; prov:wasDerivedFrom ?passage"
    assert ask(store, said) == [(PROVISION, "https://w3id.org/kgraph/provision/ceasefire", "agreed to a ceasefire", TOLD)]
    became = f"<{CEASEFIRE}> kg:hasStatusReport ?told . ?told a kg:StatusReport ; kg:status ?status ; kg:date ?date"
    assert ask(store, f"{became} ; prov:wasDerivedFrom ?passage") == [
        (REPORT, "https://w3id.org/kgraph/status/in_force", "2020-10-10", TOLD)
    ]
    assert ask(store, f"?told rdf:predicate kg:guaranteed ; rdf:subject <{RUSSIA}> ; prov:wasDerivedFrom ?passage")[0][1] == TOLD


def test_a_mention_keeps_its_forms_and_their_number(store: ox.Store) -> None:
    rows = ask(store, f"?told rdf:subject <{FIRST}> ; rdf:object <{ARMENIA}> ; kg:forms ?form ; kg:count ?count")
    assert [row[1:] for row in rows] == [("Armenia", "2"), ("Yerevan", "2")]


def test_an_office_is_a_membership(store: ox.Store) -> None:
    member = f"?m a org:Membership ; org:member <{PASHINYAN}> ; org:organization <{ARMENIA}> ; org:role/skos:prefLabel ?role"
    assert [row[-1] for row in ask(store, member)] == ["prime minister"]
    assert ask(store, f"?m a org:Membership ; org:member <{ARMY}>") == [], "an organ of a state has no role"


def test_two_offices_are_two_memberships() -> None:
    quads = rdf.quads([], [Edge(PASHINYAN, "AFFILIATED_WITH", ARMENIA, {"role": "Prime Minister; chairman"})])
    labels = {q.object.value for q in quads if isinstance(q.object, ox.Literal) and "#role-" in str(q.subject)}
    assert labels == {"Prime Minister", "chairman"}


@pytest.mark.parametrize(
    "role", ["former President", "Ex-minister", "late chairman", "then president", "president-elect", "one-time envoy"]
)
def test_an_office_that_is_not_held_now_is_no_membership(role: str) -> None:
    """ORG's memberships are present ones; what the text says stays where the affiliation is told."""
    quads = list(rdf.quads([], [Edge(PASHINYAN, "AFFILIATED_WITH", ARMENIA, {"role": f"{role}; lateral thinker"})]))
    labels = {q.object.value for q in quads if "#role-" in str(q.subject) and isinstance(q.object, ox.Literal)}
    assert labels == {"lateral thinker"}
    assert sum("#membership-" in str(q.subject) and q.predicate.value.endswith("#type") for q in quads) == 1
    assert f"{role}; lateral thinker" in {q.object.value for q in quads}


@pytest.mark.parametrize("format", rdf.FORMATS)
def test_nobody_is_a_member_of_a_person(format: str) -> None:
    """Whatever its id says: a user may give a thing another kind."""
    boss = Node(BASE + "organization/x", "Person", {"name": "X"})
    aide = Edge(PASHINYAN, "AFFILIATED_WITH", boss.id, {"role": "aide", "passages": (TOLD,)})
    for elements in ([boss, aide], [aide, boss]):
        assert not [q for q in rdf.quads([(FIRST, elements)], elements) if "membership" in f"{q.subject}" or "#role-" in f"{q.subject}"]
        assert b"membership" not in written(format, [DocumentGraph(FIRST, [], list(elements), [])], elements).replace(b'"memberships"', b"")


def test_an_office_that_cannot_be_written_is_refused_by_its_holder() -> None:
    with pytest.raises(GraphError, match=f"{PASHINYAN}: cannot be written"):
        list(rdf.quads([], [Edge(PASHINYAN, "AFFILIATED_WITH", ARMENIA, {"role": "envoy; "})]))


def test_a_passage_is_found_by_its_offsets_and_by_its_words(store: ox.Store) -> None:
    where = f"""<{QUOTED}> oa:hasSource ?document ; oa:hasSelector ?at , ?words .
        ?at a oa:TextPositionSelector ; oa:start ?start ; oa:end ?end . ?words a oa:TextQuoteSelector ; oa:exact ?text"""
    [(document, _, _, start, end, text)] = ask(store, where)
    assert (document, start, end) == (FIRST, "85", "150") and text.startswith("Azerbaijan's army said")


def test_a_place_is_a_point_with_its_longitude_first(store: ox.Store) -> None:
    # A centre, and no default geometry: what lies in Shusha does not lie within that point.
    assert ask(store, f"<{SHUSHA}> geo:hasDefaultGeometry ?point") == []
    for property in ("geo:hasGeometry", "geo:hasCentroid"):
        where = f"<{SHUSHA}> {property} ?point . ?point a geo:Geometry , sf:Point ; geo:asWKT ?wkt"
        assert ask(store, where) == [(SHUSHA + "#geometry", "POINT(46.7499 39.7601)")]


def test_small_numbers_are_written_without_exponent() -> None:
    quads = list(rdf.quads([], [Node(SHUSHA, "Settlement", {"latitude": 1e-7, "longitude": -0.00001})]))
    values = {quad.object.value for quad in quads}
    assert {"0.0000001", "-0.00001", "POINT(-0.00001 0.0000001)"} <= values


def test_no_blank_nodes() -> None:
    assert not [quad for quad in sample() if "_:" in f"{quad.subject} {quad.object}"]


@pytest.mark.parametrize(
    ("element", "complaint"),
    [
        (Node("not an iri", "Person", {"name": "A"}), "not an iri is no IRI"),
        (Node("urn:x", "Person", {"nam": "A"}), "urn:x.*no property nam"),
        (Node("urn:x", "Person", {"name": "half \ud83d"}), "urn:x.*surrogate"),
        (Edge("urn:x", "KNOWS", "urn:y", {}), "urn:x -KNOWS-> urn:y.*no relationship type"),
    ],
)
def test_what_cannot_be_written_is_refused_by_its_id(element: Node | Edge, complaint: str) -> None:
    with pytest.raises(GraphError, match=complaint):
        list(rdf.quads([], [element]))


# --- How it is written


@pytest.mark.parametrize("format", rdf.FORMATS)
def test_a_file_says_what_the_graph_says(format: str) -> None:
    passage = Node(FIRST + "/passage/1-2", "Passage", {"text": HARD, "start": 1, "end": 2})
    expected = {*sample(), *rdf.quads([(FIRST, [passage])], [passage])}
    one, other = documents()
    read = list(ox.parse(written(format, [DocumentGraph(one.id, [*one.own, passage], one.view, []), other]), format=FORMATS[format]))
    assert set(read) == {q for q in expected if FORMATS[format].supports_datasets or isinstance(q.graph_name, ox.DefaultGraph)}
    assert len(read) == len(set(read)), "a quad stands in a file once"


def test_n_quads_are_those_of_pyoxigraph() -> None:
    theirs = ox.serialize(ox.parse(written("nq"), format=ox.RdfFormat.N_QUADS), format=ox.RdfFormat.N_QUADS)
    assert written("nq") == theirs


@pytest.mark.parametrize("number", [*range(0x20), 0x7F, 0x80, 0x2028, 0xFEFF, 0xFFFE, 0xFFFF, 0x1F54A])
def test_every_character_is_written_as_pyoxigraph_writes_it(number: int) -> None:
    assert string(f'a"{chr(number)}\\u00') == str(ox.Literal(f'a"{chr(number)}\\u00'))


@pytest.mark.parametrize(("format", "name"), [("ttl", "turtle"), ("jsonld", "json-ld"), ("trig", "trig")])
def test_another_library_reads_the_same(format: str, name: str) -> None:
    other = rdflib.Dataset().parse(data=written(format), format=name)
    assert len(list(other.quads())) == len({q for q in sample() if format != "ttl" or isinstance(q.graph_name, ox.DefaultGraph)})


@pytest.mark.parametrize("format", rdf.FORMATS)
def test_the_order_of_elements_does_not_show(format: str) -> None:
    dice = random.Random(7)

    def shuffled(elements: list[Any]) -> list[Any]:
        return dice.sample(elements * 2, len(elements) * 2)

    mixed = [DocumentGraph(d.id, shuffled(d.own), shuffled(d.view), shuffled(d.disputes)) for d in documents()]
    assert written(format, mixed, shuffled(shared())) == written(format)


def test_every_process_writes_the_same_bytes(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from test_rdf import *; [Path(sys.argv[1] + f).write_bytes(written(f)) for f in FORMATS]"
    )
    for seed in ("1", "2"):
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": f"{Path(__file__).parent}:{Path(__file__).parent.parent}"}
        subprocess.run([sys.executable, "-c", program, str(tmp_path / f"{seed}.")], check=True, env=environment)
    for format in rdf.FORMATS:
        assert (tmp_path / f"1.{format}").read_bytes() == (tmp_path / f"2.{format}").read_bytes()


def test_graphs_stand_one_after_the_other_the_default_graph_first() -> None:
    graphs = [str(quad.graph_name) for quad in ox.parse(written("nq"), format=ox.RdfFormat.N_QUADS)]
    assert list(dict.fromkeys(graphs)) == [graph for graph, _ in groupby(graphs)] == ["DEFAULT", f"<{FIRST}>", f"<{SECOND}>"]


def test_a_subjects_triples_stand_together() -> None:
    quads = list(ox.parse(written("nq"), format=ox.RdfFormat.N_QUADS))
    places = [place for place, _ in groupby((str(quad.graph_name), str(quad.subject)) for quad in quads)]
    assert len(places) == len(set(places))


def test_what_is_written_is_counted() -> None:
    counts = rdf.write(documents(), shared(), io.BytesIO(), "nq")
    default = [quad for quad in sample() if isinstance(quad.graph_name, ox.DefaultGraph)]
    assert (counts.quads, counts.triples, counts.graphs) == (len(sample()), len(default), 2)
    assert counts.subjects == len({quad.subject for quad in default})
    assert counts.properties == Counter(quad.predicate.value for quad in default)
    assert counts.classes == Counter(quad.object.value for quad in default if quad.predicate.value.endswith("#type"))
    assert (counts.first, counts.last, counts.example) == ("2020", "2020-10-10", FIRST)


def test_turtle_is_for_reading() -> None:
    text = written("ttl").decode()
    [types] = re.findall("\n<settlement/shusha> a (.*) ;\n", text)
    assert types.split(" , ") == [
        *("sem:Core", "sem:Place", "geo:Feature", "prov:Location", "schema:Place", "schema:Thing"),
        *("kg:Entity", "kg:Place", "kg:Settlement"),
    ]
    assert "\n    kg:status status:violated .\n" in text
    assert "\n    kg:kind provision:ceasefire ;\n" in text
    assert text.count("<country/AM> a ") == 1


def test_the_base_is_the_users_own() -> None:
    node = Node("http://example.org/data/country/AM", "Country", {"name": "Armenia"})
    assert b"<country/AM> a " in written("ttl", [], [node], "http://example.org/data/")


@pytest.mark.parametrize("rest", ["a b", "a:b", "../up", "a//b", "a/./b", "?q", "", "/a", "a/", "naïve/Şuşa", "%41#x", "a.", "#x", "a!b"])
def test_relative_iris_lead_to_the_same_place(rest: str) -> None:
    try:
        ox.NamedNode(BASE + rest)
    except ValueError:
        return
    elements = [Node(BASE + rest, "Person", {"name": "A"}), Edge(BASE + rest, "AFFILIATED_WITH", BASE + rest, {})]
    for format in ("ttl", "jsonld"):
        assert set(ox.parse(written(format, [], elements), format=FORMATS[format])) == set(rdf.quads([], elements))


def test_more_than_fits_in_memory_is_sorted_on_disk(tmp_path: Path) -> None:
    lines = [b"%d\n" % (number * 7919 % 5000) for number in range(10_000)]
    assert list(sorted_lines(lines, tmp_path, chunk_bytes=1000)) == sorted(set(lines))
    assert not list(tmp_path.iterdir())


# --- The file


def test_a_compressed_file_is_the_same_each_time(tmp_path: Path) -> None:
    for name in ("a.nq.gz", "b.nq.gz"):
        with written_file(tmp_path / name) as file:
            file.write(b"the same")
    assert (tmp_path / "a.nq.gz").read_bytes() == (tmp_path / "b.nq.gz").read_bytes()
    assert gzip.decompress((tmp_path / "a.nq.gz").read_bytes()) == b"the same"


def test_a_failed_export_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    def breaks_off() -> Iterator[Node]:
        yield from (element for element in shared() if isinstance(element, Node))
        raise GraphError("urn:x: broken")

    (tmp_path / "graph.ttl").write_text("old")
    with pytest.raises(GraphError), written_file(tmp_path / "graph.ttl") as file:
        rdf.write(documents(), breaks_off(), file, "ttl")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("graph.ttl", "old")]


@pytest.mark.parametrize("path", ["missing/graph.nq", "folder"])
def test_a_path_that_cannot_be_written_is_one_clear_line(tmp_path: Path, path: str) -> None:
    (tmp_path / "folder").mkdir()
    found = r"(missing/graph\.nq: No such file|folder: Is a directory)"
    with pytest.raises(ExportError, match=found) as caught, written_file(tmp_path / path) as file:
        file.write(b"lost")
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("format", rdf.FORMATS)
def test_a_full_disk_is_one_clear_line(format: str) -> None:
    with pytest.raises(ExportError, match="/dev/full: the disk is full"), written_file(Path("/dev/full")) as file:
        rdf.write(documents(), shared(), file, format)


@pytest.mark.shared
def test_the_scorer_reads_what_the_graph_says(tmp_path: Path, shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(shared / "corpus"))
    import score  # type: ignore[import-not-found]

    (tmp_path / "out.nq").write_bytes(written("nq"))
    view, found = score.Export(tmp_path / "out.nq").document("moscow.txt")
    assert found
    assert view.entities[AZERBAIJAN]["family"] == "country" and view.entities[ARMY]["family"] == "group"
    assert view.entities[SHUSHA]["forms"] == ["Shusha"]
    pact = view.agreements[CEASEFIRE]
    assert (pact["kind"], pact["date"], pact["status"]) == ("ceasefire", "2020-10-10", "violated")
    assert (pact["parties"], pact["mediators"], pact["places"]) == ({ARMENIA, AZERBAIJAN}, {RUSSIA}, {MOSCOW})
    said = view.statements[CLAIM]
    assert (said["content"], said["act"], said["direct"], said["speaker"]) == ("it had taken Shusha", "claim", False, ARMY)
    assert view.affiliations == {(ARMY, AZERBAIJAN)}
