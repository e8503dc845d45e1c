"""The shapes compiled to Python: whatever passes there conforms for pySHACL too, over every single change of a sound graph."""

from collections.abc import Iterator
from functools import partial

import pytest
from graph_sample import PASHINYAN, TOLD, merged
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from kgraph import rdf
from kgraph.errors import OntologyError
from kgraph.rdf.index import MERGED, TYPE, Node, QuadIndex, Said, Term
from kgraph.rdf.screen import Screen, screen

XSD = "http://www.w3.org/2001/XMLSchema#"
# What stands in a value's place: terms of every kind, and texts that are nearly right.
OTHERS: list[Term] = [
    *(NamedNode(iri) for iri in (PASHINYAN, TOLD, "urn:nothing", "https://w3id.org/kgraph/act/claim")),
    BlankNode("b"),
    *(Literal(text) for text in ("", "x", "AM", "Q1", "Q1\n", "armenia", "https://example.org/", "2020-10-10")),
    Literal("AM", language="en"),
    *(
        Literal(text, datatype=NamedNode(XSD + name))
        for name, texts in {
            "integer": ("0", "-1", "7", "many", "1000000"),
            "decimal": ("0.5", "1.5", "-91.0", "much"),
            "double": ("0.5",),
            "boolean": ("true", "perhaps"),
            "date": ("2020-10-10", "2020-02-30", "2020-10-10Z", "2020-1-1", "10 October"),
            "gYear": ("2020", "20", "0000"),
            "gYearMonth": ("2020-10", "2020-13"),
            "dateTime": ("2020-11-04T18:30:00", "2020-11-04T25:30:00", "2020-11-04T18:30:00.5", "2020-11-04"),
            "anyURI": ("https://example.org/a", "not an address", ""),
            "token": ("x",),
        }.items()
        for text in texts
    ),
]


def altered(said: Said) -> Iterator[Said]:
    """What a graph says of a subject, with one change: a value gone, replaced, or one added; the classes too."""
    for predicate, objects in said.items():
        for i in range(len(objects)):
            yield {**said, predicate: [*objects[:i], *objects[i + 1 :]]}
        if predicate == TYPE.value:
            continue
        yield from ({**said, predicate: [other]} for other in OTHERS)
        yield from ({**said, predicate: [*objects, other]} for other in OTHERS[::4])
    for cls in screen().classes:
        yield {**said, TYPE.value: [*said[TYPE.value], NamedNode(cls)]}


@pytest.fixture
def index() -> Iterator[QuadIndex]:
    with rdf.quad_index(rdf.quads([], merged())) as found:
        yield found


def one_of_each(index: QuadIndex) -> Iterator[tuple[Node, Said]]:
    """A subject for each set of predicates and classes that there is: more of the same would test the same."""
    seen = set()
    for subject, said in index.subjects(MERGED):
        kind = (index.types(subject, MERGED), frozenset(said))
        if kind not in seen:
            seen.add(kind)
            yield subject, said


def test_what_passes_the_screen_conforms_for_pyshacl(index: QuadIndex) -> None:
    sound = [(s, NamedNode(p), o) for s, said in index.subjects(MERGED) for p, objects in said.items() for o in objects]
    changed: dict[str, Said] = {}
    for subject, said in one_of_each(index):
        for n, other in enumerate(altered(said)):
            changed[f"{subject.value}~{n}"] = other
    index.store.extend(Quad(NamedNode(s), NamedNode(p), o) for s, said in changed.items() for p, objects in said.items() for o in objects)
    types = partial(index.types, graph=MERGED)

    def passed(subject: str) -> bool:
        # As the store gives it back: it writes 007 as 7.
        return screen().passes(NamedNode(subject), index.said(NamedNode(subject), MERGED), types)

    passing = {subject for subject in changed if passed(subject)}
    triples = [(NamedNode(s), NamedNode(p), o) for s in changed for p, objects in index.said(NamedNode(s), MERGED).items() for o in objects]
    [found] = rdf.violations([[*sound, *triples]])
    refused = {violation.subject for violation in found}
    assert len(changed) > 5000
    assert not passing & refused
    # And it is of use: of what conforms, hardly anything is left to pySHACL.
    conforming = changed.keys() - refused
    assert len(conforming - passing) < 0.03 * len(conforming)


def test_a_sound_graph_passes_whole(index: QuadIndex) -> None:
    types = partial(index.types, graph=MERGED)
    assert [s for s, said in index.subjects(MERGED) if not screen().passes(s, said, types)] == []


@pytest.mark.parametrize(
    ("constraint", "complaint"),
    [
        ("sh:property [ sh:path kg:name ; sh:uniqueLang true ]", "sh:uniqueLang"),
        ("sh:property [ sh:path [ sh:inversePath kg:made ] ; sh:minCount 1 ]", "path"),
        ("sh:property [ sh:path kg:name ; sh:datatype xsd:float ]", "datatype"),
        ("sh:not [ sh:datatype xsd:string ]", "sh:datatype"),
        ("sh:nodeKind sh:Literal", "node kind"),
        ("sh:closed true", "sh:closed"),
    ],
)
def test_a_constraint_that_the_screen_does_not_know_is_refused(constraint: str, complaint: str) -> None:
    prefixes = {"sh": "http://www.w3.org/ns/shacl#", "kg": "https://w3id.org/kgraph/ontology#", "xsd": XSD}
    heads = "".join(f"PREFIX {prefix}: <{iri}> " for prefix, iri in prefixes.items())
    shape = f"{heads} <urn:shape> sh:targetClass kg:Person ; {constraint} ."
    assert list(parse(shape, format=RdfFormat.TURTLE))
    with pytest.raises(OntologyError, match=complaint):
        Screen(shape)
