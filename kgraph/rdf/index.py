"""Quads on disk, to be looked up by graph and subject: for graphs that do not fit in memory."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby, islice
from tempfile import TemporaryDirectory

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from kgraph.rdf.namespaces import RDF

TYPE = NamedNode(RDF + "type")


class QuadIndex:
    """Looks up quads in a store. Graphs are named by their IRI, the default graph by the empty string."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def graphs(self) -> list[str]:
        """The names of all graphs that hold anything, sorted."""
        named = [graph.value for graph in self.store.named_graphs() if isinstance(graph, NamedNode)]
        return ["", *sorted(named)]

    def parts(self, graph: str, size: int) -> Iterator[list[Quad]]:
        """The graph in pieces, each with all that it says about `size` subjects (fewer in the last)."""
        by_subject = groupby(self.store.quads_for_pattern(None, None, None, _graph(graph)), key=lambda quad: quad.subject)
        while part := [quad for _, quads in islice(by_subject, size) for quad in quads]:
            yield part

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
    """An index of `quads` in a temporary folder, which vanishes at the end."""
    with TemporaryDirectory(prefix="kgraph-") as folder:
        store = Store(folder)
        store.bulk_extend(quads)
        yield QuadIndex(store)
        del store  # closes its files before the folder goes


def _graph(name: str) -> NamedNode | DefaultGraph:
    return NamedNode(name) if name else DefaultGraph()
