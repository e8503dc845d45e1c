"""The ontology's SHACL shapes (https://www.w3.org/TR/shacl/) held against triples, by pySHACL."""

import logging
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pyoxigraph as ox
from pyoxigraph import NamedNode

from kgraph.ontology.namespaces import RDF
from kgraph.ontology.terms import source
from kgraph.rdf.index import Node, Term, text
from kgraph.rdf.screen import screen

Triple = tuple[Node, NamedNode, Term]


@dataclass(frozen=True, order=True)
class Violation:
    """One result of a shape: `subject` breaks the rule that `message` states. `value` is what it has instead, where there is one.

    Blank nodes are named as in N-Triples: `_:b0`.
    """

    subject: str
    message: str
    value: str | None


def violations(graphs: Sequence[Iterable[Triple]]) -> list[list[Violation]]:
    """What the shapes find in each of `graphs` (all in memory), sorted.

    All in one go: pySHACL takes as long to start as it takes for hundreds of things.
    """
    # rdflib and pySHACL take half a second to import: only who has something to tell pays for it.
    import pyshacl
    from rdflib import SH

    data = _Data()
    with _silent():
        for graph in graphs:
            data.add(graph)
        conforms, report, _ = pyshacl.validate(data.graph, shacl_graph=_shapes(), inplace=True, do_owl_imports=False)
    found: list[set[Violation]] = [set() for _ in graphs]
    for result in () if conforms else report.objects(None, SH.result):
        message = min((str(words) for words in report.objects(result, SH.resultMessage)), default="breaks a rule of the ontology")
        value = report.value(result, SH.value)
        number, subject = data.origin[report.value(result, SH.focusNode)]
        # A message about the node as a whole repeats the node as its value.
        other = None if value is None else data.origin.get(value, (number, str(value)))[1]
        found[number].add(Violation(subject, message, None if other == subject else other))
    return [sorted(of_graph, key=lambda v: (v.subject, v.message, v.value or "")) for of_graph in found]


class _Data:
    """Graphs in one for pySHACL: each node has its graph's number after its name, so that what one graph says is not said in another."""

    def __init__(self) -> None:
        from rdflib import Graph

        self.graph = Graph()
        self.origin: dict[Any, tuple[int, str]] = {}
        """The number of the graph and the name there, by the name here."""
        self._count = 0

    def add(self, triples: Iterable[Triple]) -> None:
        """Add a graph."""
        from rdflib import BNode, URIRef

        compared = _compared()
        for subject, predicate, object in triples:
            if isinstance(object, NamedNode) and (predicate.value == RDF + "type" or object in screen().constants):
                other = URIRef(object.value)
            else:
                other = self._term(object)
            name = URIRef(predicate.value)
            if isinstance(other, BNode) and name in compared:
                # pySHACL gives up where it is to compare a blank node. As an IRI it is no number either, and breaks the same shapes.
                self.origin[URIRef(other)] = self.origin[other]
                other = URIRef(other)
            self.graph.add((self._term(subject), name, other))
        self._count += 1

    def _term(self, node: Term) -> Any:
        from rdflib import BNode, Literal, URIRef

        if isinstance(node, ox.Literal):
            if node.language:
                return Literal(node.value, lang=node.language)
            # Not normalised: a shape must see the text as it stands, `2020-13` too.
            return Literal(node.value, datatype=URIRef(node.datatype.value), normalize=False)
        name = f"{text(node)}~{self._count}"
        # rdflib has no triple terms. No shape asks for one, and as a blank node it is as wrong as it is.
        here = URIRef(name) if isinstance(node, NamedNode) else BNode(name)
        self.origin[here] = self._count, text(node)
        return here


@lru_cache(maxsize=1)
def _shapes() -> Any:
    from rdflib import SH, Graph

    shapes = Graph().parse(source(), format="turtle")
    # pySHACL calls a node shape's property shapes once for each node; with a target of their own, once for all nodes.
    for shape, part in list(shapes.subject_objects(SH.property)):
        for cls in shapes.objects(shape, SH.targetClass):
            shapes.remove((shape, SH.property, part))
            shapes.add((part, SH.targetClass, cls))
    return shapes


@lru_cache(maxsize=1)
def _compared() -> frozenset[Any]:
    """The predicates whose values shapes compare with each other."""
    from rdflib import SH

    shapes = _shapes()
    pairs = [(path, other) for part, other in shapes.subject_objects(SH.lessThan) for path in shapes.objects(part, SH.path)]
    return frozenset(predicate for pair in pairs for predicate in pair)


@contextmanager
def _silent() -> Iterator[None]:
    """Without rdflib's warnings about literals that are not what their datatype says: the report tells of them in our words."""
    logger = logging.getLogger("rdflib.term")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            yield
    finally:
        logger.setLevel(before)
