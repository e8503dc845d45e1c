"""The ontology's SHACL shapes (https://www.w3.org/TR/shacl/) held against quads, by pySHACL."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pyoxigraph import Literal, Quad

from kgraph.ontology.terms import source


@dataclass(frozen=True, order=True)
class Violation:
    """One result of a shape: `subject` breaks the rule that `message` states. `value` is what it has instead, where there is one."""

    subject: str
    message: str
    value: str | None


def violations(quads: Iterable[Quad]) -> list[Violation]:
    """What the shapes find in `quads` (taken as one graph, all in memory), sorted."""
    # rdflib and pySHACL take half a second to import: only who checks pays for it.
    import pyshacl
    from rdflib import SH, URIRef

    shapes = _shapes()
    data = _rdflib_graph(quads)
    conforms, report, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True, do_owl_imports=False)
    if conforms:
        return []
    found = set()
    for result in report.objects(None, SH.result):
        message = min((str(text) for text in report.objects(result, SH.resultMessage)), default="breaks a rule of the ontology")
        value = report.value(result, SH.value)
        subject = report.value(result, SH.focusNode)
        # A message about the node as a whole repeats the node as its value.
        other = None if value is None or value == subject else str(value)
        found.add(Violation(str(subject) if isinstance(subject, URIRef) else repr(subject), message, other))
    return sorted(found, key=lambda v: (v.subject, v.message, v.value or ""))


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


def _rdflib_graph(quads: Iterable[Quad]) -> Any:
    import rdflib

    def term(node: Any) -> Any:
        if not isinstance(node, Literal):
            return rdflib.URIRef(node.value)
        if node.language:
            return rdflib.Literal(node.value, lang=node.language)
        # Not normalised: a shape must see the text as it stands, `2020-13` too.
        return rdflib.Literal(node.value, datatype=rdflib.URIRef(node.datatype.value), normalize=False)

    graph = rdflib.Graph()
    for quad in quads:
        graph.add((term(quad.subject), term(quad.predicate), term(quad.object)))
    return graph
