"""Quads on disk, to be looked up by graph and subject: for graphs that do not fit in memory."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby, islice
from tempfile import TemporaryDirectory

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from kgraph.errors import ExportError
from kgraph.ontology.namespaces import RDF, RDFS

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal | Triple
Graph = NamedNode | BlankNode | DefaultGraph
Said = dict[str, list[Term]]
"""What a graph says of one subject: the objects, by the predicate's IRI."""

TYPE, SUBCLASS = NamedNode(RDF + "type"), NamedNode(RDFS + "subClassOf")
MERGED = DefaultGraph()

# How many quads go to disk at a time. The store's own default is ten times as many for each core, for no gain in speed.
CHUNK = 100_000
# How many nodes' types are remembered.
REMEMBERED = 100_000


class QuadIndex:
    """Looks up quads in a store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._types: dict[tuple[Term, Graph], frozenset[str]] = {}
        self._alike: dict[frozenset[Term], frozenset[str]] = {}
        self._above: dict[str, frozenset[str]] = {}

    def graphs(self) -> list[Graph]:
        """The names of all graphs: the named ones, sorted, and then the default graph's."""
        return [*sorted(self.store.named_graphs(), key=text), MERGED]

    def subjects(self, graph: Graph) -> Iterator[tuple[Node, Said]]:
        """Each subject of the graph, with all that the graph says of it."""
        quads = self.store.quads_for_pattern(None, None, None, graph)
        for subject, of_subject in groupby(quads, key=lambda quad: quad.subject):
            said: Said = {}
            for quad in of_subject:
                said.setdefault(quad.predicate.value, []).append(quad.object)
            if TYPE.value in said and (classes := self._classes(said[TYPE.value])):
                # They will be asked for at once, and this is faster than looking them up.
                self._remember(subject, graph, classes)
            yield subject, said

    def said(self, subject: Node, graph: Graph) -> Said:
        """All that the graph says of one subject."""
        said: Said = {}
        for quad in self.store.quads_for_pattern(subject, None, None, graph):
            said.setdefault(quad.predicate.value, []).append(quad.object)
        return said

    def graphs_of(self, subject: Node, predicate: str) -> Iterator[Graph]:
        """The graphs that give `subject` a value of `predicate`, each once or more."""
        for quad in self.store.quads_for_pattern(subject, NamedNode(predicate), None, None):
            yield quad.graph_name

    def types(self, node: Term, graph: Graph) -> frozenset[str]:
        """The classes that `node` is an instance of, by the graph or, where that says nothing, by the default graph."""
        known = self._types.get((node, graph))
        if known is None:
            known = self._look_up(node, graph)
            if not known and graph != MERGED:
                known = self._look_up(node, MERGED)
            self._remember(node, graph, known)
        return known

    def holds(self, subject: Node, predicate: NamedNode, object: Term, graph: Graph) -> bool:
        """Whether the graph holds the triple."""
        return Quad(subject, predicate, object, graph) in self.store

    def add_subclasses(self, classes: Iterable[str]) -> None:
        """From now on an instance of what the data call a subclass of one of `classes` is an instance of that as well."""
        above: dict[str, set[str]] = {}
        for cls in classes:
            below, found = [NamedNode(cls)], set[str]()
            while below:
                for quad in self.store.quads_for_pattern(None, SUBCLASS, below.pop(), None):
                    if isinstance(quad.subject, NamedNode) and quad.subject.value not in found | {cls}:
                        found.add(quad.subject.value)
                        below.append(quad.subject)
            for one in found:
                above.setdefault(one, set()).add(cls)
        self._above = {cls: frozenset(found) for cls, found in above.items()}
        self._types.clear()
        self._alike.clear()

    def _look_up(self, node: Term, graph: Graph) -> frozenset[str]:
        if not isinstance(node, NamedNode | BlankNode):
            return frozenset()
        return self._classes(quad.object for quad in self.store.quads_for_pattern(node, TYPE, None, graph))

    def _classes(self, told: Iterable[Term]) -> frozenset[str]:
        """The classes that a node is an instance of whose types are told. Of all the nodes that there are, few differ in that."""
        types = frozenset(told)
        known = self._alike.get(types)
        if known is None:
            found = frozenset(cls.value for cls in types if isinstance(cls, NamedNode))
            if len(self._alike) >= REMEMBERED:
                self._alike.clear()
            known = self._alike[types] = found.union(*(self._above.get(cls, ()) for cls in found))
        return known

    def _remember(self, node: Term, graph: Graph, classes: frozenset[str]) -> None:
        if len(self._types) >= REMEMBERED:
            self._types.clear()
        self._types[node, graph] = classes


@contextmanager
def quad_index(quads: Iterable[Quad]) -> Iterator[QuadIndex]:
    """An index of `quads` in a temporary folder, which vanishes at the end. Raises `ExportError` where that has no room."""
    with TemporaryDirectory(prefix="kgraph-") as folder:
        try:
            store = Store(folder)
            rest = iter(quads)
            while chunk := list(islice(rest, CHUNK)):
                store.bulk_extend(chunk)
        except OSError as error:
            raise ExportError(f"{folder}: the graph cannot be laid out there to be checked: {error}") from error
        yield QuadIndex(store)
        del store  # closes its files before the folder goes


def text(term: Term | Graph) -> str:
    """A term as people read it: an IRI or a literal's text alone, a blank node with its `_:`, the default graph as nothing."""
    if isinstance(term, DefaultGraph):
        return ""
    return term.value if isinstance(term, NamedNode | Literal) else str(term)
