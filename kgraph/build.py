"""From the workspace's facts to the graph, and the graph into the store."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.config import Settings
from kgraph.elements import Edge, Node
from kgraph.workspace import Workspace

if TYPE_CHECKING:
    from kgraph.rdf import Quad
    from kgraph.store import Store, Written


@dataclass(frozen=True, slots=True)
class Synced:
    """The difference that the store was given, and how many nodes of each class the graph now has."""

    written: "Written"
    classes: Counter[str]


def merged(workspace: Workspace, settings: Settings) -> tuple[list[Node], list[Edge]]:
    """The whole graph that the workspace's facts give, in a fixed order."""
    from kgraph import graph, resolve

    resolution = resolve.resolve(workspace.facts, settings.base)
    nodes: list[Node] = []
    edges: list[Edge] = []
    for element in graph.elements(workspace.facts, resolution):
        if isinstance(element, Node):
            nodes.append(element)
        else:
            edges.append(element)
    return nodes, edges


def quads(workspace: Workspace, settings: Settings) -> "Iterator[Quad]":
    """The same in RDF: a named graph for each document, and the merged view as the default graph. Raises `GraphError`."""
    from kgraph import graph, rdf, resolve

    resolution = resolve.resolve(workspace.facts, settings.base)
    documents = ((settings.base + facts.document.id, graph.document_elements(facts, resolution)) for facts in workspace.facts())
    return rdf.quads(documents, graph.elements(workspace.facts, resolution))


def sync(workspace: Workspace, settings: Settings, stage: Callable[[str], None]) -> Synced:
    """Give the store the graph as the workspace's facts say it should be. Raises `StoreError`, `GraphError`."""
    stage("resolving")
    nodes, edges = merged(workspace, settings)
    stage("loading")
    with open_store(settings) as store:
        written = store.write(nodes, edges, graph=settings.graph)
    return Synced(written, Counter(node.cls for node in nodes))


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

    with serve(settings.workspace / "server") as address, Store.connect(address) as store:
        yield store
