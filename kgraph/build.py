"""From the workspace's facts to the graph, and the graph into the store."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.config import Settings
from kgraph.elements import Edge, Node
from kgraph.errors import GraphError, WorkspaceError
from kgraph.workspace import Workspace

if TYPE_CHECKING:
    from kgraph.merged import Merged
    from kgraph.rdf import Quad
    from kgraph.resolve import Decisions
    from kgraph.store import Store, Written
    from kgraph.update import Watcher


_TOLD = 5  # clauses of a warning
# Where more of the documents changed than this share, all are looked at.
_PART = 0.25
_MERGED = "merged.sqlite"


@dataclass(frozen=True, slots=True)
class Synced:
    """The difference that the store was given, and how many nodes of each class the graph now has."""

    written: "Written"
    classes: Counter[str]


def quads(workspace: Workspace, settings: Settings) -> "Iterator[Quad]":
    """The graph in RDF: a named graph for each document, and the merged view as the default graph. Raises `GraphError`."""
    from kgraph import graph, rdf

    with merged(workspace, settings) as view:
        documents = ((settings.base + facts.document.id, graph.document_elements(facts, view)) for facts in workspace.facts())
        yield from rdf.quads(documents, graph.elements(view))


def sync(workspace: Workspace, settings: Settings, watcher: "Watcher", *, whole: bool = False) -> Synced:
    """Give the store the graph as the workspace's facts say it should be: what changed since it was last given all, where it tells.

    `whole`: look at all that it holds. Raises `StoreError`, `GraphError`, `UsageError`, `WorkspaceError`.
    """
    from kgraph import graph

    watcher.stage("resolving")
    with merged(workspace, settings, watcher.stage) as view:
        if unmatched := view.unmatched:
            watcher.warned(f"{settings.entities}: {_some(unmatched)}")
        with open_store(settings) as store:
            watcher.stage("loading")
            held = None if whole else store.view(settings.graph)
            since = None if held is None else view.since(held)
            if since is not None and len(since.documents) <= _PART * view.documents:
                found = graph.changes(view, since)
                written = store.update(found, graph=settings.graph, view=view.version, progress=watcher.written)
            else:
                nodes, edges = apart(graph.elements(view))
                written = store.write(nodes, edges, graph=settings.graph, view=view.version, progress=watcher.written)
        return Synced(written, Counter(view.classes))


@contextmanager
def merged(workspace: Workspace, settings: Settings, stage: Callable[[str], None] = lambda name: None) -> "Iterator[Merged]":
    """The merged view of the workspace's facts as they were when it was opened. Raises `UsageError`, `WorkspaceError`.

    It is kept in the workspace. Where another process is at work there, or nobody may write, one is made that vanishes.
    """
    from kgraph import gazetteer

    gazetteer.use(settings.gazetteer)
    decisions = _decisions(settings)
    rules = _rules(settings, decisions)
    if workspace.writes:
        with _kept(workspace, settings, decisions, rules, stage) as view:
            yield view
        return
    with ExitStack() as stack:
        found = _found(workspace, settings, decisions, rules, stack)
        if found is None:
            with suppress(WorkspaceError), Workspace(workspace.folder, write=True) as own, _kept(own, settings, decisions, rules, stage):
                pass  # the next who reads finds it
            found = _found(workspace, settings, decisions, rules, stack) or _made(workspace, settings, decisions, stack)
        yield found


@contextmanager
def _kept(workspace: Workspace, settings: Settings, decisions: "Decisions", rules: str, stage: Callable[[str], None]) -> "Iterator[Merged]":
    """The one in a workspace that is open for writing."""
    from kgraph.merged import Merged
    from kgraph.merged.tables import Tables

    tables = Tables.made(workspace.folder / _MERGED, rules)
    with Merged(workspace, settings.base, decisions, tables) as view:
        state = workspace.merged_state()
        # It must have seen these facts, and not others that an older copy has in their place. Killed in between, the view is already in
        # another state than the facts tell, and knows the one before.
        if state not in (tables.get("state"), tables.get("before")) or (tables.get("seen") or 0) > workspace.last_change():
            tables.clear()
        if tables.generation == 0:
            tables.set("before", state)
        if not view.is_current() or tables.get("state") != state:
            view.update(stage)
            if tables.get("state") == state or tables.get("state") is None:
                with tables.transaction():
                    tables.set("before", state)
                    tables.set("state", secrets.token_hex(8))
            workspace.settle_changes(tables.get("seen"), tables.get("state"))
        yield view


def _found(workspace: Workspace, settings: Settings, decisions: "Decisions", rules: str, stack: ExitStack) -> "Merged | None":
    """The one in a workspace that is read, if it is up to date, as it is now."""
    from kgraph.merged import Merged
    from kgraph.merged.tables import Tables

    with ExitStack() as own:
        own.enter_context(workspace.unchanging())
        tables = Tables.found(workspace.folder / _MERGED, rules)
        if tables is None:
            return None
        view = own.enter_context(Merged(workspace, settings.base, decisions, tables))
        with suppress(WorkspaceError):
            own.enter_context(tables.unchanging())
            if view.is_current() and tables.get("state") == workspace.merged_state():
                stack.enter_context(own.pop_all())
                return view
    return None


def _made(workspace: Workspace, settings: Settings, decisions: "Decisions", stack: ExitStack) -> "Merged":
    """One that vanishes."""
    from kgraph.merged import Merged
    from kgraph.merged.tables import Tables

    stack.enter_context(workspace.unchanging())
    view = stack.enter_context(Merged(workspace, settings.base, decisions, Tables.temporary()))
    view.update()
    return view


def _rules(settings: Settings, decisions: "Decisions") -> str:
    """What the merged view depends on besides the facts."""
    from kgraph import __version__, ontology
    from kgraph.update import digest

    told = [__version__, ontology.version(), settings.base, repr(decisions.entries), [digest(path) for path in settings.gazetteer]]
    return hashlib.blake2b(repr(told).encode(), digest_size=16).hexdigest()


def _decisions(settings: Settings) -> "Decisions":
    from kgraph import resolve

    return resolve.NONE if settings.entities is None else resolve.read_decisions(settings.entities, settings.base)


def _some(clauses: Sequence[str]) -> str:
    """The first few of many, on one line."""
    more = len(clauses) - _TOLD
    return "; ".join(clauses[:_TOLD]) + (f"; and {more} more" if more > 0 else "")


def apart(elements: Iterator[Node | Edge]) -> tuple[Iterator[Node], Iterator[Edge]]:
    """The nodes, and the relations that come after them; the whole is never held in memory."""
    first: list[Edge] = []

    def nodes() -> Iterator[Node]:
        for element in elements:
            if isinstance(element, Edge):
                first.append(element)
                return
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
