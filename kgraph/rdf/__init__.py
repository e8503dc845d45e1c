"""The graph as RDF: one named graph per document with what it supports, the merged view as the default graph."""

from kgraph.rdf.mapping import quads
from kgraph.rdf.shapes import Violation, violations
from kgraph.rdf.sorting import sorted_lines
from kgraph.rdf.writing import FORMATS, export, format_of, write

__all__ = ["FORMATS", "Violation", "export", "format_of", "quads", "sorted_lines", "violations", "write"]
