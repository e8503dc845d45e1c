"""From the workspace's facts to the graph, and the graph into the store."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.config import Settings
from kgraph.elements import Edge, Node
from kgraph.errors import GraphError
from kgraph.workspace import Workspace

if TYPE_CHECKING:
    from kgraph.facts import Facts
    from kgraph.rdf import Quad
    from kgraph.resolve import Decisions, Resolution
    from kgraph.store import Store, Written
    from kgraph.update import Watcher


_TOLD = 5  # clauses of a warning


@dataclass(frozen=True, slots=True)
class Synced:
    """The difference that the store was given, and how many nodes of each class the graph now has."""

    written: "Written"
    classes: Counter[str]


def quads(workspace: Workspace, settings: Settings) -> "Iterator[Quad]":
    """The graph in RDF: a named graph for each document, and the merged view as the default graph. Raises `GraphError`."""
    from kgraph import graph, rdf

    resolution = resolved(workspace, settings)
    documents = ((settings.base + facts.document.id, graph.document_elements(facts, resolution)) for facts in workspace.facts())
    return rdf.quads(documents, graph.elements(workspace.facts, resolution))


def sync(workspace: Workspace, settings: Settings, watcher: "Watcher") -> Synced:
    """Give the store the graph as the workspace's facts say it should be. Raises `StoreError`, `GraphError`, `UsageError`."""
    from kgraph import graph

    watcher.stage("resolving")
    resolution = resolved(workspace, settings)
    if resolution.unmatched:
        watcher.warned(f"{settings.entities}: {_some(resolution.unmatched)}")
    classes: Counter[str] = Counter()
    nodes, edges = apart(graph.elements(workspace.facts, resolution), classes)
    with open_store(settings) as store:
        watcher.stage("loading")
        written = store.write(nodes, edges, graph=settings.graph, progress=watcher.written)
    return Synced(written, classes)


def resolved(workspace: Workspace, settings: Settings, seen: "Callable[[Facts], None] | None" = None) -> "Resolution":
    """Who is who in the workspace's facts, as they and the user's decisions say; `seen` gets each as it passes. Raises `UsageError`."""
    from kgraph import gazetteer, resolve

    def passing() -> "Iterator[Facts]":
        for facts in workspace.facts():
            if seen is not None:
                seen(facts)
            yield facts

    gazetteer.use(settings.gazetteer)
    return resolve.resolve(passing, settings.base, _decisions(settings))


def _decisions(settings: Settings) -> "Decisions":
    from kgraph import resolve

    return resolve.NONE if settings.entities is None else resolve.read_decisions(settings.entities, settings.base)


def _some(clauses: Sequence[str]) -> str:
    """The first few of many, on one line."""
    more = len(clauses) - _TOLD
    return "; ".join(clauses[:_TOLD]) + (f"; and {more} more" if more > 0 else "")


def apart(elements: Iterator[Node | Edge], classes: Counter[str]) -> tuple[Iterator[Node], Iterator[Edge]]:
    """The nodes, counted by class, and the relations that come after them; the whole is never held in memory."""
    first: list[Edge] = []

    def nodes() -> Iterator[Node]:
        for element in elements:
            if isinstance(element, Edge):
                first.append(element)
                return
            classes[element.cls] += 1
            yield element

    def edges() -> Iterator[Edge]:
        yield from first
        for element in elements:
            if isinstance(element, Node):
                raise GraphError(f"{element.id}: a node after the first relation")
            yield element

    return nodes(), edges()


def check(settings: Settings) -> None:
    """Raise what would stop a build at its end: better now than after an hour of reading.

    That is `StoreError` if the server that the settings name cannot be used, `UsageError` for decisions that make no sense, and
    `GazetteerError` for a gazetteer of the user's.
    """
    from kgraph import gazetteer

    _decisions(settings)
    gazetteer.use(settings.gazetteer)
    if settings.uri is not None:
        with open_store(settings):
            pass


@contextmanager
def open_store(settings: Settings) -> "Iterator[Store]":
    """The store that the settings name: the server at `uri`, or the embedded database of the workspace. Raises `StoreError`."""
    from kgraph.store import Address, Store

    if settings.uri is not None:
        address = Address(settings.uri, settings.username, settings.password, settings.database)
        with Store.connect(address) as store:
            yield store
        return
    from kgraph.embedded import serve

    with serve(settings.server, settings.embedded) as address, Store.connect(address) as store:
        yield store
