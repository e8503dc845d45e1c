"""Writing: the store's part of a graph is made exactly the graph given, by writing the difference."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from neo4j import Session

from kgraph import ontology
from kgraph.errors import StoreError
from kgraph.store.failures import again
from kgraph.store.kinds import FORMER, Ends, Row, released
from kgraph.store.plan import Plan, ahead, batches

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

    def __init__(self, session: Session, graph: str, progress: Progress | None, patience: float) -> None:
        self._session = session
        self._graph = graph
        self._patience = patience
        self._progress = progress or (lambda what, count: None)

    def write(self, plan: Plan) -> Written:
        """Write all of it: relations that are gone before nodes that are gone, nodes before their relations."""
        deleted = sum(self._delete_edges(ends, rows) for ends, rows in _ready(plan.edges_gone()))
        kept, gone = 0, 0
        for base, rows in _ready(plan.nodes_gone()):
            kept_here = self._release(base, rows)
            kept, gone = kept + kept_here, gone + len(rows) - kept_here
        for (cls, add, remove), rows in _ready(plan.relabelled()):
            self._relabel(ontology.base_label(cls), add, remove, rows)
        added = sum(self._create_nodes(cls, rows) for cls, rows in _ready(plan.nodes_new()))
        added += sum(self._update_nodes(cls, rows, released(self._graph)) for cls, rows in _ready(plan.nodes_returning()))
        updated = sum(self._update_nodes(cls, rows, self._graph) for cls, rows in _ready(plan.nodes_changed()))
        edges_added = sum(self._create_edges(ends, rows) for ends, rows in _ready(plan.edges_new()))
        edges_updated = sum(self._update_edges(ends, rows) for ends, rows in _ready(plan.edges_changed()))
        return Written(added, updated, gone, kept, edges_added, edges_updated, deleted)

    # Nodes

    def _create_nodes(self, cls: str, rows: list[Row]) -> int:
        base, labels = ontology.base_label(cls), ":".join(ontology.labels(cls))
        # All labels at once: a label set later makes ArcadeDB move the node.
        create = f"UNWIND $rows AS row CREATE (n:{labels}) SET n = row.properties, n.id = row.id, n.graph = $graph RETURN count(n)"
        merge = (
            f"UNWIND $rows AS row MERGE (n:{base} {{graph: $graph, id: row.id}})"
            " SET n = row.properties, n.id = row.id, n.graph = $graph RETURN count(n)"
        )

        def work(attempt: int) -> None:
            if attempt == 0:
                self._run(create, rows)
            else:
                # Some may be there: another writer's, or our own from a commit whose answer was lost.
                self._run(merge, rows)
                self._run(f"UNWIND $rows AS row {_found(base)} SET n:{labels} RETURN count(n)", rows)

        self._again(work)
        self._progress("nodes", len(rows))
        return len(rows)

    def _update_nodes(self, cls: str, rows: list[Row], held_in: str) -> int:
        # A null takes a property away; properties that others added are no business of ours.
        absent = dict.fromkeys([*(known.name for known in ontology.properties_of(cls)), *FORMER])
        rows = [{"id": row["id"], "properties": {**absent, **row["properties"], "graph": self._graph}} for row in rows]
        query = f"UNWIND $rows AS row {_found(ontology.base_label(cls), '$held')} SET n += row.properties RETURN count(n)"
        self._again(lambda _: self._run(query, rows, held=held_in))
        self._progress("nodes", len(rows))
        return len(rows)

    def _relabel(self, base: str, add: str, remove: str, rows: list[Row]) -> None:
        # One after the other: ArcadeDB moves the node each time, and twice in one transaction breaks the constraint.
        for change in (f"SET n:{add}" if add else "", f"REMOVE n:{remove}" if remove else ""):
            for held in (self._graph, released(self._graph)) if change else ():
                query = f"UNWIND $rows AS row {_found(base, '$held')} {change} RETURN count(n)"
                self._again(lambda _, query=query, held=held: self._run(query, rows, expected=False, held=held))  # type: ignore[misc]

    def _release(self, base: str, rows: list[Row]) -> int:
        """Delete nodes, but give up those to which others drew relations. Gives the number given up."""
        foreign = (
            f"UNWIND $rows AS row {_found(base)} WHERE EXISTS {{ MATCH (n)-[r]-() WHERE r.graph IS NULL OR r.graph <> $graph }}"
            " SET n.graph = $released REMOVE n.digest RETURN count(n)"
        )
        kept = self._again(lambda _: self._run(foreign, rows, expected=False, released=released(self._graph)))
        # No DETACH: a relation that somebody draws meanwhile must stop this, not vanish.
        self._again(lambda _: self._run(f"UNWIND $rows AS row {_found(base)} DELETE n RETURN count(*)", rows, expected=False))
        self._progress("nodes", len(rows))
        return kept

    # Relations

    def _create_edges(self, ends: Ends, rows: list[Row]) -> int:
        head = f"UNWIND $rows AS row {_both(ends)} "
        tail = " SET r = row.properties, r.graph = $graph RETURN count(r)"
        create, merge = f"CREATE (a)-[r:{ends.type}]->(b)", f"MERGE (a)-[r:{ends.type} {{graph: $graph}}]->(b)"
        # MERGE only after a failure, whose answer alone may have been lost: it looks through all relations of a busy node.
        self._again(lambda attempt: self._run(head + (merge if attempt else create) + tail, rows))
        self._progress("relations", len(rows))
        return len(rows)

    def _update_edges(self, ends: Ends, rows: list[Row]) -> int:
        absent = dict.fromkeys([*ontology.relation(ends.type).properties, *FORMER])
        rows = [{**row, "properties": {**absent, **row["properties"]}} for row in rows]
        query = (
            f"UNWIND $rows AS row {_both(ends)} MATCH (a)-[r:{ends.type} {{graph: $graph}}]->(b) SET r += row.properties RETURN count(r)"
        )
        self._again(lambda _: self._run(query, rows))
        self._progress("relations", len(rows))
        return len(rows)

    def _delete_edges(self, ends: Ends, rows: list[Row]) -> int:
        # Collected first: ArcadeDB loses its place in a list of relations that it takes relations out of.
        query = (
            f"UNWIND $rows AS row {_both(ends)} MATCH (a)-[r:{ends.type} {{graph: $graph}}]->(b)"
            " WITH collect(DISTINCT r) AS gone UNWIND gone AS r DELETE r RETURN count(*)"
        )
        self._again(lambda _: self._run(query, rows, expected=False))
        self._progress("relations", len(rows))
        return len(rows)

    def _again(self, work: Callable[[int], T]) -> T:
        return again(work, self._patience)

    def _run(self, query: str, rows: list[Row], expected: bool = True, **parameters: Any) -> int:
        """One transaction. Gives how many nodes or relations it met; `expected`: no fewer than rows, or else it is taken back."""
        with self._session.begin_transaction() as transaction:
            record = transaction.run(query, rows=rows, graph=self._graph, **parameters).single(strict=True)
            met = int(record[0])
            if expected and met < len(rows):
                transaction.rollback()
                raise StoreError("somebody else changed the graph while it was being loaded; run the command again")
            transaction.commit()
        return met


def _found(base: str, graph: str = "$graph", key: str = "id", name: str = "n") -> str:
    # The hint: Neo4j keeps a plan that it made while the database was empty, when looking at all nodes was as good as an index.
    return f"MATCH ({name}:{base} {{graph: {graph}, id: row.{key}}}) USING INDEX SEEK {name}:{base}(graph, id)"


def _both(ends: Ends) -> str:
    # The WITH: left alone, Neo4j may start from all relations of the type instead.
    return f"{_found(ends.start, key='start', name='a')} {_found(ends.end, key='end', name='b')} WITH a, b, row"


def _ready(rows: Iterator[tuple[T, Row]]) -> Iterator[tuple[T, list[Row]]]:
    """The batches, each read from the disk and put together while the server writes the one before it."""
    return ahead(batches(rows))
