"""The graph as RDF: one named graph per document with what it supports, the merged view as the default graph."""

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kgraph.rdf.counts import Counts
from kgraph.rdf.description import File, counts_of_store, describe, file_of, write_triples
from kgraph.rdf.index import QuadIndex, quad_index
from kgraph.rdf.keeping import Keeper
from kgraph.rdf.mapping import quads
from kgraph.rdf.parts import told_iri
from kgraph.rdf.reading import in_rdf11, read_quads
from kgraph.rdf.rendering import FORMATS, Rendered, Renderer
from kgraph.rdf.screen import screen
from kgraph.rdf.shapes import Violation, violations
from kgraph.rdf.writing import assemble, write

__all__ = [
    "FORMATS",
    "BlankNode",
    "Counts",
    "File",
    "Keeper",
    "Literal",
    "NamedNode",
    "Quad",
    "QuadIndex",
    "Rendered",
    "Renderer",
    "Violation",
    "assemble",
    "counts_of_store",
    "describe",
    "file_of",
    "in_rdf11",
    "quad_index",
    "quads",
    "read_quads",
    "screen",
    "told_iri",
    "violations",
    "write",
    "write_triples",
]
