"""`check`: a sound graph has no problems, and each kind of fault is told in words, with the thing that has it."""

import gzip
import random
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Kgraph
from graph_sample import (
    ARMENIA,
    AZERBAIJAN,
    BASE,
    CEASEFIRE,
    CLAIM,
    DENIAL,
    FIRST,
    PASHINYAN,
    PROVISION,
    QUOTED,
    REPORT,
    SECOND,
    SHUSHA,
    TOLD,
    first,
    merged,
    second,
)
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize

import kgraph.check
from kgraph import rdf
from kgraph.check import Problem, check
from kgraph.elements import Edge, Node, Value
from kgraph.errors import RdfFileError, UsageError

KG = "https://w3id.org/kgraph/ontology#"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SEM = "http://semanticweb.cs.vu.nl/2009/11/sem/"
TYPE = NamedNode(RDF + "type")


def problems(elements: list[Node | Edge]) -> list[Problem]:
    return check(rdf.quads([], elements))


def test_a_sound_graph_has_no_problems() -> None:
    assert check(rdf.quads([(FIRST, first()), (SECOND, second())], merged())) == []


def without(test: Callable[[Node | Edge], bool]) -> list[Node | Edge]:
    return [element for element in first() if not test(element)]


def test_statements_agreements_provisions_and_reports_need_evidence() -> None:
    found = problems(without(lambda e: isinstance(e, Edge) and e.type == "EVIDENCED_BY"))
    assert {(p.subject, p.rule) for p in found} == {(subject, "shape") for subject in (CLAIM, CEASEFIRE, PROVISION, REPORT)}
    assert "a statement has evidence: at least one passage that tells it" in {p.message for p in found}


def test_a_relation_needs_a_passage_unless_a_gazetteer_tells_it() -> None:
    sound = first()
    bare = [Edge(CEASEFIRE, "SIGNED_AT", SHUSHA, {}), Edge(SHUSHA, "LOCATED_IN", ARMENIA, {"rule": "gazetteer"})]
    [found] = problems([*sound, *bare])
    assert (found.subject, found.rule) == (CEASEFIRE, "evidence")
    assert found.message == f"SIGNED_AT {SHUSHA} has no passage that tells it"


def test_an_id_that_leads_nowhere_is_told_once() -> None:
    [found] = problems([*first(), Edge(CLAIM, "TARGETS", BASE + "country/XX", {})])
    assert (found.subject, found.rule) == (CLAIM, "dangling")
    assert found.message == f"targets points to {BASE}country/XX, of which nothing is told"


def test_a_document_may_speak_of_what_only_the_merged_graph_tells() -> None:
    dispute = Edge(DENIAL, "DISPUTES", CLAIM, {"passages": (TOLD,)})
    assert check(rdf.quads([(FIRST, first()), (SECOND, [*second(), dispute])], [*merged(), dispute])) == []


def altered(predicate: str, value: Literal) -> list[Quad]:
    """The first document's quads, with all values of `predicate` replaced."""
    changed = []
    for quad in rdf.quads([], first()):
        same = quad.predicate.value == predicate
        changed.append(Quad(quad.subject, quad.predicate, value) if same else quad)
    return changed


@pytest.mark.parametrize("date", ["2020-02-30", "2020-13-01", "0000-01-01"])
def test_a_date_that_there_is_not_is_told(date: str) -> None:
    found = check(altered(KG + "date", Literal(date, datatype=NamedNode(XSD + "date"))))
    assert {(p.subject, p.message) for p in found if p.rule == "date"} == {
        (subject, f"date is no date that there is: {date}") for subject in (CLAIM, CEASEFIRE, QUOTED, REPORT)
    }


def test_an_ill_formed_date_is_told_by_the_shapes() -> None:
    found = check(altered(KG + "date", Literal("10 October 2020")))
    assert "an agreement has at most one date: a year, a month or a day (here: 10 October 2020)" in {p.message for p in found}


def integer(text: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + "integer"))


@pytest.mark.parametrize(
    ("predicate", "value", "message"),
    [
        (KG + "act", Literal("claim"), "a statement has exactly one act"),
        (KG + "direct", Literal("perhaps"), "a statement is either direct or not"),
        (KG + "start", integer("999"), "a passage starts at one offset, which comes before its end"),
        (KG + "confidence", Literal("1.5", datatype=NamedNode(XSD + "decimal")), "a confidence lies between 0 and 1"),
        (KG + "latitude", Literal("95.0", datatype=NamedNode(XSD + "decimal")), "a latitude lies between -90 and 90 degrees"),
        (KG + "iso", Literal("Armenia"), "a country's ISO code has two capitals"),
        (KG + "count", integer("0"), "a mention happens at least once"),
        (KG + "sha256", Literal("abc"), "a document's SHA-256 has 64 hexadecimal digits"),
        ("http://www.w3.org/2004/02/skos/core#prefLabel", Literal(""), "an entity has exactly one name, which is not empty"),
        (KG + "content", Literal(""), "a statement has exactly one content, which is not empty"),
        (KG + "kind", Literal("truce"), "a provision has exactly one kind"),
        (KG + "text", Literal(""), "a provision has exactly one text, which is not empty"),
        (KG + "status", Literal("over"), "a status report tells exactly one status"),
        (KG + "guaranteed", Literal("peace"), "what an actor guaranteed is an agreement"),
    ],
)
def test_a_broken_shape_is_told_in_words(predicate: str, value: Literal, message: str) -> None:
    found = check(altered(predicate, value))
    assert found and message in " ".join(p.message for p in found)


def test_what_merged_an_agreement_names_two_documents() -> None:
    def merged_by(reason: str) -> list[Problem]:
        return problems([*first(), Node(CEASEFIRE, "Ceasefire", {"mergedBy": (reason,)})])

    assert merged_by(f"same kind, same day, 2 shared parties: {FIRST} and {SECOND}") == []
    [found] = merged_by("same kind, same day")
    assert (found.subject, found.rule) == (CEASEFIRE, "shape")


def test_a_thing_of_two_classes_that_exclude_each_other_is_told() -> None:
    found = problems([*second(), Node(PASHINYAN, "Settlement", {})])
    assert [(p.subject, p.message) for p in found] == [(PASHINYAN, "a person is an actor, and neither an organization nor a place")]


def test_what_a_document_says_is_told_once_though_the_merged_graph_repeats_it() -> None:
    broken = without(lambda e: isinstance(e, Edge) and e.type == "EVIDENCED_BY" and e.start == CLAIM)
    [found] = check(rdf.quads([(FIRST, broken)], broken))
    assert (found.graph, found.subject) == (FIRST, CLAIM)


# --- What no shape can say


def in_graphs() -> list[Quad]:
    return list(rdf.quads([(FIRST, first()), (SECOND, second())], merged()))


def rules(quads: list[Quad]) -> list[tuple[str, str, str]]:
    return [(p.graph, p.subject, p.rule) for p in check(quads)]


def test_a_thing_of_which_nothing_tells_what_it_is() -> None:
    quads = [q for q in rdf.quads([], first()) if not (q.subject.value == PROVISION and q.predicate == TYPE)]
    assert ("", PROVISION, "class") in rules(quads)
    assert ("", CEASEFIRE, "dangling") in rules(quads)


def test_evidence_of_a_relation_that_is_not_there() -> None:
    lost = (NamedNode(ARMENIA), NamedNode(KG + "partyTo"), NamedNode(CEASEFIRE))
    [found] = check([q for q in rdf.quads([], first()) if q.triple != Triple(*lost)])
    assert found.rule == "relation" and found.subject.startswith(f"{ARMENIA}#partyTo-")
    assert found.message == f"is about a relation that is not there: {ARMENIA} partyTo {CEASEFIRE}"


def test_a_documents_graph_does_not_describe_another_document() -> None:
    stray = [Quad(q.subject, q.predicate, q.object, NamedNode(SECOND)) for q in in_graphs() if q.subject.value in (FIRST, TOLD)]
    found = check([*in_graphs(), *stray])
    assert {(p.graph, p.subject, p.rule) for p in found} == {(SECOND, FIRST, "graph"), (SECOND, TOLD, "graph")}
    assert f"is a passage of {FIRST}, not of the document whose graph this is" in {p.message for p in found}


def test_a_role_is_that_of_one_actor_and_of_one_type() -> None:
    quads = list(rdf.quads([], first()))
    [role] = {q.subject.value for q in quads if "#guarantor-" in q.subject.value and q.subject.value.startswith(CEASEFIRE)}
    changed = {RDF + "value": Literal("Russia"), SEM + "roleType": NamedNode("https://w3id.org/kgraph/role/host")}
    for predicate, value in changed.items():
        broken = [Quad(q.subject, q.predicate, value) if (q.subject.value, q.predicate.value) == (role, predicate) else q for q in quads]
        assert [(p.subject, p.rule) for p in check(broken)] == [(role, "shape")]


def test_what_the_merged_graph_alone_says_wrongly_is_told_of_it() -> None:
    extra = Quad(NamedNode(CEASEFIRE), NamedNode(KG + "status"), NamedNode("https://w3id.org/kgraph/status/forgotten"))
    assert set(rules([*in_graphs(), extra])) == {("", CEASEFIRE, "shape")}


def test_an_impossible_date_is_told_once() -> None:
    found = check([*altered(KG + "effective", Literal("x")), Quad(NamedNode(CEASEFIRE), NamedNode(KG + "effective"), day("2020-02-30"))])
    assert [(p.subject, p.rule) for p in found] == [(CEASEFIRE, "date")]


def day(text: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + "date"))


# --- Data of other origin


FOREIGN = f"""
    @prefix kg: <{KG}> . @prefix ex: <http://example.org/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    ex:x a ex:Thing ; foaf:page <http://example.org/page> ; ex:born "10-10-2020"^^xsd:date ; ex:in [ ex:of "Wien"@de-AT , "5"^^ex:weight ] .
    [] foaf:knows [ ex:knows ex:x ] .
"""


def test_what_the_ontology_has_no_word_for_is_none_of_its_business() -> None:
    assert check(parse(FOREIGN, format=RdfFormat.TURTLE)) == []


def test_blank_nodes_languages_and_unknown_datatypes_are_told_as_they_stand() -> None:
    text = (
        FOREIGN
        + """
        _:b a kg:Statement ; kg:content "was gesagt wurde"@de ; kg:confidence "5"^^ex:weight ;
            kg:start _:c ; kg:end 3 ; kg:about _:d , "Wien" .
        ex:x kg:locatedIn ex:y .
    """
    )
    found = check(parse(text, format=RdfFormat.TURTLE))
    [blank, other] = sorted({p.subject for p in found})
    assert blank.startswith("_:") and other == "http://example.org/x"
    told = " ".join(p.message for p in found)
    for words in (
        "has an IRI",
        "(here: was gesagt wurde)",
        "a confidence lies between 0 and 1 (here: 5)",
        "evidence",
        "about points to _:",
        "Wien",
    ):
        assert words in told, words


def test_no_quads_whatever_make_it_crash() -> None:
    dice = random.Random(7)
    sample = in_graphs()
    subjects = [*{q.subject for q in sample}, *(BlankNode(f"b{n}") for n in range(9))]
    predicates = [*{q.predicate for q in sample}, NamedNode("urn:other")]
    texts = ["", "x", "AM", "-1", "true", "2020-02-30", "2020", "a\nb", "\U0001f54a", "0" * 64]
    literals = [
        Literal(text, datatype=NamedNode(XSD + name)) for text in texts for name in ("integer", "date", "gYear", "boolean", "decimal")
    ]
    literals += [Literal(text, language="de-AT") for text in texts]
    classes = [NamedNode(cls) for cls in rdf.screen().classes]
    triples = [Triple(dice.choice(subjects), dice.choice(predicates), dice.choice(literals)) for _ in range(9)]
    graphs = [DefaultGraph(), NamedNode(FIRST), NamedNode(SECOND), BlankNode("graph")]
    for _ in range(8):
        noise = [
            Quad(
                dice.choice(subjects),
                dice.choice(predicates),
                dice.choice(dice.choice((subjects, literals, classes, triples))),
                dice.choice(graphs),
            )
            for _ in range(200)
        ]
        kinds = [Quad(dice.choice(subjects), TYPE, dice.choice(classes), dice.choice(graphs)) for _ in range(60)]
        assert check([*sample, *noise, *kinds])
        assert check([*noise, *kinds])


def test_an_instance_of_a_subclass_that_the_data_define_is_one_of_the_class() -> None:
    militia = NamedNode("http://example.org/Militia")
    own = [q for q in rdf.quads([], first()) if q.subject.value != CLAIM]
    quads = [Quad(q.subject, q.predicate, militia) if q.object == NamedNode(KG + "ArmedForce") else q for q in own]
    subclass = Quad(militia, NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf"), NamedNode(KG + "ArmedForce"))
    nameless = [q for q in quads if not q.predicate.value.endswith("prefLabel")]
    assert {p.message for p in check([*nameless, subclass])} >= {"an entity has exactly one name, which is not empty"}
    assert [p for p in check([*quads, subclass]) if "armed force" in p.message] == []


def test_evidence_in_rdf_12_is_held_against_the_same_shapes() -> None:
    def reified(quads: list[Quad]) -> Iterator[Quad]:
        told = {q.subject: q for q in quads if q.predicate.value == RDF + "subject"}
        parts = {(q.subject, q.predicate.value): q.object for q in quads}
        for quad in quads:
            if quad.subject not in told:
                yield quad
            elif quad.predicate.value == RDF + "subject":
                triple = Triple(quad.object, parts[quad.subject, RDF + "predicate"], parts[quad.subject, RDF + "object"])
                yield Quad(quad.subject, NamedNode(RDF + "reifies"), triple)
            elif not quad.predicate.value.startswith(RDF):
                yield quad

    quads = list(rdf.quads([], first()))
    assert check(reified(quads)) == []
    broken = [q for q in quads if not (q.predicate.value.endswith("wasDerivedFrom") and "#partyTo-" in q.subject.value)]
    assert {(p.subject, p.rule) for p in check(reified(broken))} == {(ARMENIA, "evidence"), (AZERBAIJAN, "evidence")}


# --- Of any size


def many(copies: int) -> Iterator[Quad]:
    """The sample graph so many times, each with ids of its own."""

    def named(value: Value, n: int) -> Value:
        if isinstance(value, tuple):
            return tuple(named(one, n) for one in value)  # type: ignore[misc]
        return value.replace(BASE, f"{BASE}{n}/") if isinstance(value, str) else value

    def copied(elements: list[Node | Edge], n: int) -> Iterator[Node | Edge]:
        for e in elements:
            properties = {name: named(value, n) for name, value in e.properties.items()}
            if isinstance(e, Node):
                yield Node(named(e.id, n), e.cls, properties)
            else:
                yield Edge(named(e.start, n), e.type, named(e.end, n), properties)

    for n in range(copies):
        documents = [(named(FIRST, n), copied(first(), n)), (named(SECOND, n), copied(second(), n))]
        yield from rdf.quads(documents, copied(merged(), n))


def test_memory_does_not_grow_with_the_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdf.index, "CHUNK", 2000)
    monkeypatch.setattr(rdf.index, "REMEMBERED", 500)
    peaks, sizes = [], []
    for copies in (5, 50):
        quads = list(many(copies))
        sizes.append(len(quads))
        tracemalloc.start()
        assert check(quads) == []
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # What grows are the names of the graphs, which are put in order: some 400 bytes a document. To remember each subject, if only by a
    # digest, would take 16 bytes for each quad.
    assert peaks[1] - peaks[0] < 2 * (sizes[1] - sizes[0])


def test_a_fault_in_each_of_many_documents_is_told_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kgraph.check, "SUBJECTS", 70)
    faulty = [Quad(q.subject, q.predicate, Literal("x"), q.graph_name) if q.predicate.value == KG + "act" else q for q in many(100)]
    found = check(faulty)
    # The denial also in the merged graph, which says of it what no document does: that it disputes the claim.
    assert len(found) == 3 * 100 and len({p.subject for p in found}) == 2 * 100
    assert {p.graph for p in found if p.subject.endswith(CLAIM.rsplit("/", 1)[1])} == {
        FIRST.replace(BASE, f"{BASE}{n}/") for n in range(100)
    }


# --- Files


@pytest.mark.parametrize("ending", ["nq", "trig", "ttl", "nt", "jsonld", "nq.gz", "ttl.gz"])
def test_a_file_is_read_as_its_ending_says(ending: str, tmp_path: Path, kgraph: Kgraph) -> None:
    file = tmp_path / f"graph.{ending}"
    written = RdfFormat.from_extension(ending.removesuffix(".gz"))
    assert written is not None
    sound = in_graphs() if written.supports_datasets else list(rdf.quads([], merged()))
    bare = [q for q in sound if not (q.subject.value == CLAIM and q.predicate.value.endswith("wasDerivedFrom"))]
    for quads, code in ((sound, 0), (bare, 1)):
        text = serialize(quads if written.supports_datasets else [q.triple for q in quads], format=written)
        assert text is not None
        file.write_bytes(gzip.compress(text) if ending.endswith(".gz") else text)
        done = kgraph("check", file.name)
        assert (done.returncode, done.stderr) == (code, "")
    assert CLAIM.removeprefix(BASE) in done.stdout.replace("\n", "") or "statement has evidence" in done.stdout


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("gone.ttl", None, "No such file"),
        ("empty.nq", b"", "holds no triples"),
        ("only.ttl", b"@prefix a: <b:> .", "holds no triples"),
        ("binary.ttl", bytes(range(256)) * 10, "this is no ttl: line 1"),
        ("broken.nt", b"<a:b> <a:c> <a:d> .\n<a:b> <a:c> oops .\n", "this is no nt: line 2"),
        ("latin.nt", b'<a:b> <a:c> "\xe9" .\n', "this is no nt: line 1"),
        ("relative.ttl", b"<b> <a:c> <a:d> .", "this is no ttl: line 1"),
        ("half.jsonld", b'[{"@id": "a:b", ', "this is no jsonld: line 1"),
        ("web.jsonld", b'{"@context": "https://example.org/c", "a": 1}', "nothing is fetched"),
        ("plain.nq.gz", b"<a:b> <a:c> <a:d> .\n", "cannot be unpacked"),
        ("cut.nq.gz", gzip.compress(b"<a:b> <a:c> <a:d> .\n" * 9)[:-9], "unpacked"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_line(name: str, content: bytes | None, complaint: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RdfFileError, match=complaint) as caught:
        check(rdf.read_quads(path))
    assert str(caught.value).startswith(f"{path}: ") and str(caught.value).isprintable()


def test_a_folder_and_an_unknown_ending_are_wrong_use(tmp_path: Path, kgraph: Kgraph) -> None:
    with pytest.raises(UsageError, match=r"\.jsonld, and \.gz"):
        rdf.read_quads(tmp_path / "graph.rdf")
    (tmp_path / "folder.ttl").mkdir()
    done = kgraph("check", "folder.ttl")
    assert done.returncode == 2 and done.stderr.count("\n") == 1


def test_a_byte_order_mark_is_no_content(tmp_path: Path) -> None:
    (tmp_path / "marked.ttl").write_bytes(b"\xef\xbb\xbf<a:b> <a:c> <a:d> .")
    assert len(list(rdf.read_quads(tmp_path / "marked.ttl"))) == 1
