"""Writing: the store's part of a graph is made exactly the graph given, by writing the difference."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from typing import TypeAlias, TypeVar

from neo4j import Session

from kgraph.store.address import Address
from kgraph.store.kinds import Row
from kgraph.store.plan import Plan, batches
from kgraph.store.team import Team
from kgraph.store.writer import Writer

T = TypeVar("T")
Progress: TypeAlias = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Written:
    """What a write changed. `nodes_released` are nodes that the graph no longer has, but which stay, without being
    kgraph's any more, because somebody else drew relations to them."""

    nodes_added: int = 0
    nodes_updated: int = 0
    nodes_deleted: int = 0
    nodes_released: int = 0
    edges_added: int = 0
    edges_updated: int = 0
    edges_deleted: int = 0

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return any(getattr(self, name) for name in self.__slots__)


class Loader:
    """Writes a plan in batches, each a transaction of its own. Killed in the middle, the next plan holds what is left."""

    def __init__(self, opened: Callable[[], Session], graph: str, progress: Progress | None, address: Address) -> None:
        """`opened` opens a session; at most `address.writers` are used side by side."""
        self._opened = opened
        self._graph = graph
        self._address = address
        self._progress = progress or (lambda what, count: None)

    def write(self, plan: Plan) -> Written:
        """Write all of it: relations that are gone before nodes that are gone, nodes before their relations."""
        stop = Event()

        @contextmanager
        def writer() -> Iterator[Writer]:
            with self._opened() as session:
                yield Writer(session, self._graph, self._address.patience, stop)

        with Team(writer, self._address.writers, stop) as team:
            deleted, _ = self._all(team, Writer.delete_edges, plan.edges_gone(), "relations")
            gone, kept = self._all(team, Writer.delete_nodes, plan.nodes_gone(), "nodes")
            self._all(team, Writer.relabel, plan.relabelled(), None)
            # What is new, two may write: no lock is held for longer than a commit, which takes all that it needs in order.
            added, _ = self._all(team, Writer.create_nodes, plan.nodes_new(), "nodes", self._address.writers)
            returned, _ = self._all(team, Writer.take_back_nodes, plan.nodes_returning(), "nodes")
            updated, _ = self._all(team, Writer.update_nodes, plan.nodes_changed(), "nodes")
            edges_added, _ = self._all(team, Writer.create_edges, plan.edges_new(), "relations", self._address.writers)
            edges_updated, _ = self._all(team, Writer.update_edges, plan.edges_changed(), "relations")
        return Written(added + returned, updated, gone - kept, kept, edges_added, edges_updated, deleted)

    def _all(
        self,
        team: Team[Writer],
        work: Callable[[Writer, T, list[Row]], int | None],
        rows: Iterator[tuple[T, Row]],
        what: str | None,
        at_once: int = 1,
    ) -> tuple[int, int]:
        """Do `work` with all batches of `rows`, and tell how far it is. Gives how many rows there were, and how many `work` gave up."""

        def task(kind: T, batch: list[Row]) -> Callable[[Writer], tuple[int, int]]:
            return lambda writer: (len(batch), work(writer, kind, batch) or 0)

        total, given_up = 0, 0
        for count, kept in team.results((task(kind, batch) for kind, batch in batches(rows)), at_once):
            total, given_up = total + count, given_up + kept
            if what is not None:
                self._progress(what, count)
        return total, given_up
