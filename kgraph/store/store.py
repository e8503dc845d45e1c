"""A connection to a store, and what can be done with it."""

import asyncio
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from neo4j import READ_ACCESS, AsyncGraphDatabase, Driver, GraphDatabase, NotificationMinimumSeverity, Session

from kgraph import __version__, ontology
from kgraph.elements import Changes, Edge, Node, Value
from kgraph.errors import StoreError, UsageError
from kgraph.store import mark, schema
from kgraph.store.address import Address
from kgraph.store.compare import compare, compare_changes
from kgraph.store.failures import TOO_LONG, again, in_words, place
from kgraph.store.kinds import BOOKKEEPING, FORMER, bases, kinds_of_relations
from kgraph.store.load import Loader, Progress, Written
from kgraph.store.plan import Plan
from kgraph.store.read import Result, plain, refuse_writes, returned

SCHEMES = frozenset(kind + trust for kind in ("bolt", "neo4j") for trust in ("", "+s", "+ssc"))
CONNECT_TIMEOUT = 10.0  # seconds
_OLDEST = (5, 23)  # what our questions need; tested from 5.26 on


class Store:
    """A graph store; use it in a `with` block. Every method raises `StoreError` (see `kgraph.errors`) in the user's words."""

    def __init__(self, driver: Driver, address: Address) -> None:
        self._driver = driver
        self._address = address
        # In a cluster, what one session reads another may have written to another member.
        self._bookmarks = GraphDatabase.bookmark_manager()

    @classmethod
    def connect(cls, address: Address) -> "Store":
        """Connect and make sure that the server answers, lets us in, and has the database.

        Raises `StoreUnreachable`, `StoreRefused`, and `UsageError` where the address is none.
        """
        if urlsplit(address.uri).scheme not in SCHEMES:
            raise UsageError(f"{place(address)} is not a store's address; expected one such as bolt://127.0.0.1:7687")
        # What the server thinks of our queries is for developers; without a handler, Python would print it.
        logging.getLogger("neo4j").addHandler(logging.NullHandler())
        with in_words(address):
            driver = GraphDatabase.driver(**_options(address))
        try:
            with in_words(address), driver.session(database=address.database, default_access_mode=READ_ACCESS) as session:
                agent = session.run("RETURN 1").consume().server.agent
            release = re.match(r"Neo4j/(\d+)\.(\d+)", agent)
            if release and (int(release[1]), int(release[2])) < _OLDEST:
                raise StoreError(f"the store at {place(address)} is {agent}; kgraph needs Neo4j 5.26 or later")
        except BaseException:
            driver.close()
            raise
        return cls(driver, address)

    def close(self) -> None:
        """Close the connection."""
        self._driver.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def write(
        self,
        nodes: Iterable[Node],
        edges: Iterable[Edge],
        *,
        graph: str = "default",
        view: str | None = None,
        progress: Progress | None = None,
    ) -> Written:
        """Make the store's part `graph` exactly these nodes and relations, by writing the difference.

        Both are read once, and may be larger than memory. `progress(what, count)` is told how many nodes and relations are
        `"expected"` to be written, and after each batch how many more `"nodes"` or `"relations"` are done. Interrupted or failed, what
        was written stays, and the next write does the rest; `is_complete` tells of it. `view` is kept, and given by `view` when all
        came to its end.

        Never touched: nodes and relations without this `graph`, labels and properties that others gave our nodes. A node
        that goes, but to which others drew a relation, stays as it is, given up by kgraph (`Written.nodes_released`).

        Raises `GraphError`, before anything is written, where an element cannot be stored as it is; `OntologyError` for a
        class or relation that the ontology lacks; `StoreError`.
        """
        check_graph(graph)
        with Plan() as plan:
            plan.want(nodes, edges)
            return self._write(
                plan, graph, view, progress, lambda session: compare(session, plan, graph, self._address.patience), plan.empty
            )

    def update(self, changes: Changes, *, graph: str = "default", view: str | None = None, progress: Progress | None = None) -> Written:
        """Bring the store's part `graph` from the state before these changes to the one after them, looking only at what they name.

        For a graph of which `view` gives the state before. All else is as with `write`.
        """
        check_graph(graph)
        with Plan() as plan:
            plan.want_changes(changes)
            patience = self._address.patience
            return self._write(
                plan, graph, view, progress, lambda session: compare_changes(session, plan, graph, changes, patience), changes.empty
            )

    def _write(
        self, plan: Plan, graph: str, view: str | None, progress: Progress | None, compared: Callable[[Session], None], empty: bool
    ) -> Written:
        with in_words(self._address), self._session() as session:
            mark.check_version(session)
            schema.prepare(session)
            compared(session)
            expected = plan.size()
            if not expected and mark.is_current(session, graph, view):
                return Written()
            if progress is not None and expected:
                progress("expected", expected)
            token = mark.begin(session, graph)
            written = Loader(self._session, graph, progress, self._address).write(plan)
            mark.end(session, graph, token, empty=empty, view=view)
            return written

    def view(self, graph: str = "default") -> str | None:
        """What the last load of `graph` was told as its `view`, if it came to its end and this version of kgraph made it."""
        with in_words(self._address), self._session(default_access_mode=READ_ACCESS) as session:
            return mark.view(session, graph)

    def is_complete(self, graph: str = "default") -> bool | None:
        """Whether the last load of `graph` came to its end; None where there was none, or none that left a mark."""
        with in_words(self._address), self._session(default_access_mode=READ_ACCESS) as session:
            return mark.is_complete(session, graph)

    def read(self, query: str, parameters: Mapping[str, Any] | None = None, *, timeout: float | None = None) -> Result:
        """The rows of a reading query. `timeout` in seconds. Raises `UsageError` for a query that writes, or is wrong."""
        refuse_writes(query)
        with in_words(self._address, query=True):
            if timeout is not None:
                return asyncio.run(_rows_in_time(self._address, query, dict(parameters or {}), timeout))
            with self._session(default_access_mode=READ_ACCESS) as session:
                return again(lambda _: _rows(session, query, dict(parameters or {})))

    def dump(self, graph: str = "default") -> Iterator[Node | Edge]:
        """What the store holds of `graph`: nodes by base label and id, then relations by type, start and end."""
        check_graph(graph)
        with in_words(self._address), self._session(default_access_mode=READ_ACCESS) as session:
            for base in bases():
                query = f"MATCH (n:{base}) WHERE n.graph = $graph RETURN n.id, labels(n), properties(n) ORDER BY n.id"
                for id_, labels, properties in session.run(query, graph=graph):
                    yield Node(id_, _class(labels), _own(properties))
            for ends in kinds_of_relations():
                query = (
                    f"MATCH (a:{ends.start})-[r:{ends.type}]->(b:{ends.end}) WHERE r.graph = $graph"
                    " RETURN a.id, b.id, properties(r) ORDER BY a.id, b.id"
                )
                for start, end, properties in session.run(query, graph=graph):
                    yield Edge(start, ends.type, end, _own(properties))

    def _session(self, **options: Any) -> Session:
        return self._driver.session(database=self._address.database, fetch_size=5000, bookmark_manager=self._bookmarks, **options)


def _options(address: Address) -> dict[str, Any]:
    return {
        "uri": address.uri,
        "auth": None if address.password is None else (address.username, address.password),
        "user_agent": f"kgraph/{__version__}",
        "connection_timeout": CONNECT_TIMEOUT,
        "connection_acquisition_timeout": CONNECT_TIMEOUT * 2,
        "notifications_min_severity": NotificationMinimumSeverity.OFF,
        "telemetry_disabled": True,
    }


def _rows(session: Session, query: str, parameters: dict[str, Any]) -> Result:
    with session.begin_transaction() as transaction:
        found = transaction.run(query, parameters)
        rows = [tuple(plain(value) for value in record.values()) for record in found]
        # The third wall against writing: whatever the query did, it did not happen.
        transaction.rollback()
        return Result(tuple(found.keys()) or returned(query), rows)


async def _rows_in_time(address: Address, query: str, parameters: dict[str, Any], timeout: float) -> Result:
    """The same, given up after `timeout` seconds: ArcadeDB takes no notice of a transaction's own timeout."""

    async def rows() -> Result:
        async with await session.begin_transaction(timeout=timeout) as transaction:
            found = await transaction.run(query, parameters)
            rows = [tuple(plain(value) for value in record.values()) async for record in found]
            await transaction.rollback()
            return Result(tuple(found.keys()) or returned(query), rows)

    async with AsyncGraphDatabase.driver(**_options(address)) as driver:
        session = driver.session(database=address.database, default_access_mode=READ_ACCESS)
        try:
            return await asyncio.wait_for(rows(), timeout)
        except asyncio.TimeoutError:
            session.cancel()  # closes the connection instead of waiting for an answer
            raise StoreError(TOO_LONG) from None
        finally:
            await session.close()


def check_graph(graph: str) -> None:
    """Raise `UsageError` where `graph` cannot be the name of a graph."""
    if not graph.strip() or graph != graph.strip() or graph.endswith(")"):
        raise UsageError(f"'{graph}' cannot name a graph: a name is not empty, has no space around it, and does not end in ')'")


def _class(labels: list[str]) -> str:
    """The most specific class among a node's labels."""
    known = [label for label in labels if label in ontology.classes()]
    return max(known, key=lambda label: (len(ontology.labels(label)), label))


def _own(properties: dict[str, Any]) -> dict[str, Value]:
    return {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in sorted(properties.items())
        if key not in (*BOOKKEEPING, *FORMER)
    }
