"""From facts to nodes and relations: what one document supports, and the merged graph of all.

`document_elements` gives one document's own view, `elements` the union: entities and agreements once, each relation with all
the documents and passages that tell it. Nodes come before relations; the order depends on ids alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kgraph.contested import Contested
from kgraph.elements import Edge, Node, Value
from kgraph.facts import Facts
from kgraph.resolve import FactsSource, Resolution
from kgraph.view import View, agreement_node, document_id, entity_node, union


@dataclass(frozen=True, slots=True)
class DocumentGraph:
    """What one document supports. `id` is its IRI.

    `own`: of the document and what lies in it, which no other document tells; the merged graph says it word for word. `view`: of what
    others may tell of too, as this document tells it. `disputes`: what its statements dispute in others, which the merged graph
    alone says.
    """

    id: str
    own: list[Node | Edge]
    view: list[Node | Edge]
    disputes: list[Edge]

    @property
    def shared(self) -> Iterator[Edge]:
        """The relations that other documents may tell too."""
        return (element for element in self.view if isinstance(element, Edge))


def document_graph(facts: Facts, resolution: Resolution, disputes: Iterable[Edge] = ()) -> DocumentGraph:
    """What one document supports, each list in the order of ids, nodes first. `disputes` is what its statements dispute in others."""
    view = View(facts, resolution)
    own: list[Node | Edge] = [*view.own_nodes(), *view.own]
    shared: list[Node | Edge] = [*view.shared_nodes(), *view.shared]
    return DocumentGraph(view.id, own, shared, list(disputes))


def document_elements(facts: Facts, resolution: Resolution) -> Iterator[Node | Edge]:
    """The same in one: nodes first, then relations, each kind in the order of its ids."""
    view = View(facts, resolution)
    yield from sorted((*view.own_nodes(), *view.shared_nodes()), key=lambda node: node.id)
    yield from sorted((*view.own, *view.shared), key=lambda edge: (edge.type, edge.start, edge.end))


def elements(facts: FactsSource, resolution: Resolution) -> Iterator[Node | Edge]:
    """The merged graph: all nodes, then all relations. Reads the facts three times; holds only what documents share, and denials."""
    yield from shared_nodes(resolution)
    contested, shared = Contested(resolution.base), Shared()
    for document in facts():
        contested.note(document)
        yield from View(document, resolution).own_nodes()
    for document in facts():
        view = View(document, resolution)
        shared.add(view.shared)
        yield from view.own
    yield from shared.edges()
    yield from contested.edges(resolution)


def shared_nodes(resolution: Resolution) -> Iterator[Node]:
    """The entities and agreements of the merged graph, in the order of their ids."""
    # Which documents were taken to speak of one thing stands in none of them: only the merged graph says why.
    for id in sorted(resolution.entities):
        entity = resolution.entities[id]
        yield entity_node(id, resolution, entity.aliases, {"mergedBy": entity.why} if entity.why else {})
    for id in sorted(resolution.agreements):
        pact = resolution.agreements[id]
        why = tuple(f"{rule}: {document_id(a, resolution.base)} and {document_id(b, resolution.base)}" for rule, a, b in pact.why)
        yield agreement_node(id, resolution, pact.forms, {"mergedBy": why} if why else {})


class Shared:
    """The relations that several documents tell, each with all that tell it. Holds them all."""

    def __init__(self) -> None:
        self._edges: dict[tuple[str, str, str], Edge] = {}
        # Of relations told more than once, what is a list: thousands of documents may tell one.
        self._lists: dict[tuple[str, str, str], dict[str, set[str]]] = {}

    def add(self, edges: Iterable[Edge]) -> None:
        """Take in what a document tells."""
        for edge in edges:
            key = (edge.type, edge.start, edge.end)
            held = self._edges.get(key)
            if held is None:
                self._edges[key] = edge
                continue
            if key not in self._lists:
                self._lists[key] = {}
                held = self._taken_apart(key, held)
            self._edges[key] = union(held, self._taken_apart(key, edge))

    def _taken_apart(self, key: tuple[str, str, str], edge: Edge) -> Edge:
        """The edge without its lists, which go to those of its kind."""
        rest: dict[str, Value] = {}
        for name, value in edge.properties.items():
            if isinstance(value, tuple):
                self._lists[key].setdefault(name, set()).update(value)
            else:
                rest[name] = value
        return Edge(edge.start, edge.type, edge.end, rest)

    def edges(self) -> Iterator[Edge]:
        """The relations, in the order of their ids."""
        for key in sorted(self._edges):
            edge, lists = self._edges[key], self._lists.get(key, {})
            properties = {**edge.properties, **{name: tuple(sorted(values)) for name, values in lists.items()}}
            yield Edge(edge.start, edge.type, edge.end, properties)
