"""Quads on disk, to be looked up by graph and subject: for graphs that do not fit in memory."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from tempfile import TemporaryDirectory

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from kgraph.errors import ExportError
from kgraph.ontology.namespaces import RDF

TYPE = NamedNode(RDF + "type")


class QuadIndex:
    """Looks up quads in a store. Graphs are named by their IRI, the default graph by the empty string."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def graphs(self) -> list[str]:
        """The names of all graphs: the named ones, sorted, and then the default graph's."""
        named = [graph.value for graph in self.store.named_graphs() if isinstance(graph, NamedNode)]
        return [*sorted(named), ""]

    def subjects(self, graph: str) -> Iterator[list[Quad]]:
        """All that the graph says, one subject at a time."""
        quads = self.store.quads_for_pattern(None, None, None, _graph(graph))
        for _, of_subject in groupby(quads, key=lambda quad: quad.subject):
            yield list(of_subject)

    def types(self, iri: str, graph: str) -> list[Quad]:
        """The quads that say what `iri` is, in the graph or, where that says nothing, in the default graph."""
        found = list(self.store.quads_for_pattern(NamedNode(iri), TYPE, None, _graph(graph)))
        return found or list(self.store.quads_for_pattern(NamedNode(iri), TYPE, None, DefaultGraph()))

    def values(self, subject: str, predicate: str, graph: str) -> list[str]:
        """The values of `predicate` that the graph gives `subject`."""
        found = self.store.quads_for_pattern(NamedNode(subject), NamedNode(predicate), None, _graph(graph))
        return [str(getattr(quad.object, "value", quad.object)) for quad in found]


@contextmanager
def quad_index(quads: Iterable[Quad]) -> Iterator[QuadIndex]:
    """An index of `quads` in a temporary folder, which vanishes at the end. Raises `ExportError` where that has no room."""
    with TemporaryDirectory(prefix="kgraph-") as folder:
        try:
            store = Store(folder)
            store.bulk_extend(quads)
        except OSError as error:
            raise ExportError(f"{folder}: the graph cannot be laid out there to be checked: {error}") from error
        yield QuadIndex(store)
        del store  # closes its files before the folder goes


def _graph(name: str) -> NamedNode | DefaultGraph:
    return NamedNode(name) if name else DefaultGraph()
