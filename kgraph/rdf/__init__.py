"""The graph as RDF: one named graph per document with what it supports, the merged view as the default graph."""

from pyoxigraph import Literal, Quad

from kgraph.rdf.index import QuadIndex, quad_index
from kgraph.rdf.mapping import quads, told_iri
from kgraph.rdf.shapes import Violation, violations
from kgraph.rdf.writing import FORMATS, export, format_of, write

__all__ = [
    "FORMATS",
    "Literal",
    "Quad",
    "QuadIndex",
    "Violation",
    "export",
    "format_of",
    "quad_index",
    "quads",
    "told_iri",
    "violations",
    "write",
]
