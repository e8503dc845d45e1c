"""`check`: a sound graph has no problems, and each kind of fault is told in words, with the thing that has it."""

from collections.abc import Callable

import pytest
from graph_sample import (
    ARMENIA,
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
from pyoxigraph import Literal, NamedNode, Quad

from kgraph import rdf
from kgraph.check import Problem, check
from kgraph.elements import Edge, Node

KG = "https://w3id.org/kgraph/ontology#"
XSD = "http://www.w3.org/2001/XMLSchema#"


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
    assert [(p.subject, p.message) for p in found] == [(PASHINYAN, "a person is neither an organization nor a place")]


def test_what_a_document_says_is_told_once_though_the_merged_graph_repeats_it() -> None:
    broken = without(lambda e: isinstance(e, Edge) and e.type == "EVIDENCED_BY" and e.start == CLAIM)
    [found] = check(rdf.quads([(FIRST, broken)], broken))
    assert (found.graph, found.subject) == (FIRST, CLAIM)
