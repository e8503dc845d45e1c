"""Is the graph what it claims to be? The ontology's shapes, evidence for every relation, ids that lead somewhere, dates that there are.

Works on quads laid out on disk, one subject at a time, so that memory stays bounded: of a whole graph only the problems are kept.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from itertools import groupby
from typing import Literal as OneOf
from typing import NamedTuple

from kgraph import ontology
from kgraph.ontology.namespaces import PROV, RDF
from kgraph.ontology.values import is_date
from kgraph.rdf import BlankNode, Literal, NamedNode, Quad, QuadIndex, in_rdf11, quad_index, screen, told_iri, violations
from kgraph.rdf.index import MERGED, TYPE, Graph, Node, Said, Term, text
from kgraph.rdf.terms import DATE_TYPES

Rule = OneOf["shape", "evidence", "dangling", "date", "class", "graph", "relation"]

# How many subjects, or triples of subjects, pySHACL is asked about together.
SUBJECTS, TRIPLES = 1000, 20_000
DATED = frozenset(DATE_TYPES.values())
DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:[0-5]\d)?)?)?)?", re.ASCII)
KG, RELATION, PASSAGE, DOCUMENT = ontology.KG, RDF + "Statement", ontology.KG + "Passage", ontology.KG + "Document"


@dataclass(frozen=True, order=True)
class Problem:
    """Something wrong. `graph` is the document's IRI, empty for the merged graph; `subject` the IRI of the thing.

    `rule` says which check found it; `message` is what is wrong, in words.
    """

    graph: str
    subject: str
    rule: Rule
    message: str


def check(quads: Iterable[Quad]) -> list[Problem]:
    """All problems of a graph, sorted; none where all is well. Quads of RDF 1.1 or 1.2, in any order, and of any origin.

    What the merged graph says word for word as a document's graph does is told of once, with the document.
    """
    with quad_index(in_rdf11(quads)) as index:
        index.add_subclasses(screen().classes)
        return sorted(set(_problems(index)))


def _problems(index: QuadIndex) -> Iterator[Problem]:
    suspects: list[Suspect] = []
    size = 0
    for graph in index.graphs():
        checked = _Checked(index, graph)
        for subject, said in index.subjects(graph):
            doubtful = TYPE.value in said and not screen().passes(subject, said, checked.types)
            found = [checked.problem(subject, rule, message) for rule, message in checked.told_by_rules(subject, said, doubtful)]
            if (not found and not doubtful) or (graph == MERGED and checked.is_repeated(subject, said)):
                continue
            yield from found
            if doubtful:
                suspects.append(Suspect(checked, subject, said))
                size += sum(map(len, said.values()))
            if len(suspects) >= SUBJECTS or size >= TRIPLES:
                yield from _told_by_shapes(suspects)
                suspects, size = [], 0
    yield from _told_by_shapes(suspects)


def _told_by_shapes(suspects: "list[Suspect]") -> Iterator[Problem]:
    """What pySHACL says of the subjects that the screen did not pass."""
    if not suspects:
        return
    parts = [(checked, {s.subject: s.said for s in of_graph}) for checked, of_graph in groupby(suspects, key=lambda s: s.checked)]
    for (checked, of_graph), found in zip(parts, violations([checked.triples(of_graph) for checked, of_graph in parts]), strict=True):
        names = {text(subject): subject for subject in of_graph}
        told = {(text(subject), value) for subject, said in of_graph.items() for value in checked.values_told_of(subject, said)}
        for violation in found:
            # Of things that are not suspect only the types came along.
            if violation.subject in names and (violation.subject, violation.value) not in told:
                here = "" if violation.value is None else f" (here: {violation.value})"
                yield checked.problem(names[violation.subject], "shape", violation.message + here)


class _Checked:
    """One graph of the index while it is checked."""

    def __init__(self, index: QuadIndex, graph: Graph) -> None:
        self.index = index
        self.graph = graph
        self.types = partial(index.types, graph=graph)
        self.evidenced = _relations_with_evidence()
        # Whose graph it is, if a document's.
        self.document = graph if isinstance(graph, NamedNode) and DOCUMENT in self.types(graph) else None

    def problem(self, subject: Node, rule: Rule, message: str) -> Problem:
        return Problem(text(self.graph), text(subject), rule, message)

    def told_by_rules(self, subject: Node, said: Said, doubtful: bool) -> Iterator[tuple[Rule, str]]:
        """What no shape can say, or not so well. `doubtful`: the subject may break a shape."""
        classes = self.types(subject)
        if not classes and any(predicate.startswith(KG) for predicate in said):
            yield "class", "nothing tells what kind of thing it is"
        # What passes the shapes has things of the right class wherever they ask for a class.
        for predicate, object in self.dangling(subject, said) if doubtful or RELATION in classes else ():
            yield "dangling", f"{_short(predicate)} points to {text(object)}, of which nothing is told"
        for predicate in said.keys() & _dated():
            yield from (("date", f"{_short(predicate)} is no date that there is: {text(o)}") for o in said[predicate] if _is_no_date(o))
        for predicate in said.keys() & self.evidenced.keys():
            known = self.evidenced[predicate]
            for object in said[predicate]:
                if not self.has_evidence(told_iri(text(subject), known, text(object))):
                    yield "evidence", f"{known.type} {text(object)} has no passage that tells it"
        if RELATION in classes:
            yield from self.told_of_relation(said)
        if self.document is not None and TYPE.value in said:
            yield from self.told_of_document(subject, said, classes)

    def dangling(self, subject: Node, said: Said) -> Iterator[tuple[str, Term]]:
        """Predicates and objects that must be things of the graph, but of which nothing is told."""
        classes = self.types(subject)
        inward = screen().inward(classes) | ({RDF + "subject", RDF + "object"} if RELATION in classes else set())
        for predicate in sorted(said.keys() & inward):
            yield from ((predicate, o) for o in said[predicate] if not isinstance(o, Literal) and not self.types(o))

    def told_of_relation(self, said: Said) -> Iterator[tuple[Rule, str]]:
        """Whether the triple that an rdf:Statement is about is there."""
        subjects, predicates, objects = (said.get(RDF + name, []) for name in ("subject", "predicate", "object"))
        if len(subjects) == len(predicates) == len(objects) == 1 and text(predicates[0]) in _relations():
            [subject], [predicate], [object] = subjects, predicates, objects
            if not self.index.holds(subject, predicate, object, self.graph):  # type: ignore[arg-type]
                yield "relation", f"is about a relation that is not there: {text(subject)} {_short(text(predicate))} {text(object)}"

    def told_of_document(self, subject: Node, said: Said, classes: frozenset[str]) -> Iterator[tuple[Rule, str]]:
        """Whether a document's graph describes what belongs to another document."""
        if DOCUMENT in classes and subject != self.document:
            yield "graph", "is a document, but not the one whose graph this is"
        if PASSAGE in classes:
            others = [other for other in said.get(KG + "partOf", ()) if other != self.document]
            yield from (("graph", f"is a passage of {text(other)}, not of the document whose graph this is") for other in others)

    def has_evidence(self, told: str) -> bool:
        try:
            said = self.index.said(NamedNode(told), self.graph)
        except ValueError:  # a blank node, or an id that is not of our making: there is no name under which evidence could stand
            return False
        # What a gazetteer tells stands in no document.
        return PROV + "wasDerivedFrom" in said or any(text(rule).startswith("gazetteer") for rule in said.get(KG + "rule", ()))

    def triples(self, subjects: dict[Node, Said]) -> list[tuple[Node, NamedNode, Term]]:
        """All that this graph says of the subjects, and what they and the things they point to are instances of."""
        own = [(s, NamedNode(p), o) for s, said in subjects.items() for p, objects in said.items() for o in objects]
        around = {o for _, p, o in own if p != TYPE and isinstance(o, NamedNode | BlankNode)}
        types = [(node, TYPE, NamedNode(cls)) for node in (*around, *subjects) for cls in self.types(node)]
        return [*own, *types]

    def values_told_of(self, subject: Node, said: Said) -> Iterator[str]:
        """The values that are told of as dangling or as no dates, and so need not be told as values of the wrong class or datatype."""
        yield from (text(object) for _, object in self.dangling(subject, said))
        yield from (text(object) for predicate in said.keys() & _dated() for object in said[predicate] if _is_no_date(object))

    def is_repeated(self, subject: Node, said: Said) -> bool:
        """Whether a document's graph says of the subject just what this one does."""
        same = {predicate: set(objects) for predicate, objects in said.items()}
        predicate = TYPE.value if TYPE.value in said else min(said)
        graphs = dict.fromkeys(graph for graph in self.index.graphs_of(subject, predicate) if graph != self.graph)
        return any(same == {p: set(objects) for p, objects in self.index.said(subject, graph).items()} for graph in graphs)


class Suspect(NamedTuple):
    """A subject that may break a shape, and what its graph says of it."""

    checked: _Checked
    subject: Node
    said: Said


@cache
def _relations_with_evidence() -> dict[str, ontology.Relation]:
    """By the IRI that data use: relations between entities and agreements. What touches a statement has the statement's evidence."""
    return {r.rdf: r for r in ontology.relations() if "passages" in r.properties and "Statement" not in (*r.domain, *r.range)}


@cache
def _relations() -> frozenset[str]:
    return frozenset(r.rdf for r in ontology.relations())


@cache
def _dated() -> frozenset[str]:
    """The predicates whose values are dates."""
    found = (known for cls in ontology.classes() for known in ontology.properties_of(cls))
    return frozenset(known.rdf for known in found if known.datatype == "PartialDate")


def _is_no_date(term: Term) -> bool:
    """Whether a literal has the form of a date, but there is no such day or minute. Other forms are for the shapes."""
    if not isinstance(term, Literal) or term.datatype.value not in DATED or not DATE.fullmatch(term.value):
        return False
    return not is_date(term.value[:16])


def _short(iri: str) -> str:
    return iri.replace("#", "/").rsplit("/", 1)[-1]
