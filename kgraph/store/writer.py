"""The statements that write: each takes one batch of rows, in a transaction of its own, and may be repeated."""

from collections.abc import Callable
from threading import Event
from typing import Any, TypeVar

from neo4j import Session

from kgraph import ontology
from kgraph.errors import StoreError
from kgraph.store.failures import again
from kgraph.store.kinds import FORMER, Ends, Row, released

T = TypeVar("T")


class Writer:
    """Writes one batch of rows at a time through a session of its own."""

    def __init__(self, session: Session, graph: str, patience: float, stop: Event) -> None:
        """`stop`: once it is set, nothing is tried again."""
        self._session = session
        self._graph = graph
        self._patience = patience
        self._stop = stop

    # Nodes

    def create_nodes(self, cls: str, rows: list[Row]) -> None:
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

    def update_nodes(self, cls: str, rows: list[Row]) -> None:
        self._update_nodes(cls, rows, self._graph)

    def take_back_nodes(self, cls: str, rows: list[Row]) -> None:
        """Make nodes that the graph gave up its own again."""
        self._update_nodes(cls, rows, released(self._graph))

    def _update_nodes(self, cls: str, rows: list[Row], held_in: str) -> None:
        # A null takes a property away; properties that others added are no business of ours.
        absent = dict.fromkeys([*(known.name for known in ontology.properties_of(cls)), *FORMER])
        rows = [{"id": row["id"], "properties": {**absent, **row["properties"], "graph": self._graph}} for row in rows]
        query = f"UNWIND $rows AS row {_found(ontology.base_label(cls), '$held')} SET n += row.properties RETURN count(n)"
        self._again(lambda _: self._run(query, rows, held=held_in))

    def relabel(self, change: tuple[str, str, str], rows: list[Row]) -> None:
        """Change the labels of nodes: `change` is their class, the labels to add, and those to remove."""
        cls, add, remove = change
        base = ontology.base_label(cls)
        # One after the other: ArcadeDB moves the node each time, and twice in one transaction breaks the constraint.
        for step in (f"SET n:{add}" if add else "", f"REMOVE n:{remove}" if remove else ""):
            for held in (self._graph, released(self._graph)) if step else ():
                query = f"UNWIND $rows AS row {_found(base, '$held')} {step} RETURN count(n)"
                self._again(lambda _, query=query, held=held: self._run(query, rows, expected=False, held=held))  # type: ignore[misc]

    def delete_nodes(self, base: str, rows: list[Row]) -> int:
        """Delete nodes, but give up those to which others drew relations. Gives the number given up."""
        foreign = (
            f"UNWIND $rows AS row {_found(base)} WHERE EXISTS {{ MATCH (n)-[r]-() WHERE r.graph IS NULL OR r.graph <> $graph }}"
            " SET n.graph = $released REMOVE n.digest RETURN count(n)"
        )
        kept = self._again(lambda _: self._run(foreign, rows, expected=False, released=released(self._graph)))
        # No DETACH: a relation that somebody draws meanwhile must stop this, not vanish.
        self._again(lambda _: self._run(f"UNWIND $rows AS row {_found(base)} DELETE n RETURN count(*)", rows, expected=False))
        return kept

    # Relations

    def create_edges(self, ends: Ends, rows: list[Row]) -> None:
        head = f"UNWIND $rows AS row {_both(ends)} "
        tail = " SET r = row.properties, r.graph = $graph RETURN count(r)"
        create, merge = f"CREATE (a)-[r:{ends.type}]->(b)", f"MERGE (a)-[r:{ends.type} {{graph: $graph}}]->(b)"
        # MERGE only after a failure, whose answer alone may have been lost: it looks through all relations of a busy node.
        self._again(lambda attempt: self._run(head + (merge if attempt else create) + tail, rows))

    def update_edges(self, ends: Ends, rows: list[Row]) -> None:
        absent = dict.fromkeys([*ontology.relation(ends.type).properties, *FORMER])
        rows = [{**row, "properties": {**absent, **row["properties"]}} for row in rows]
        query = (
            f"UNWIND $rows AS row {_both(ends)} MATCH (a)-[r:{ends.type} {{graph: $graph}}]->(b) SET r += row.properties RETURN count(r)"
        )
        self._again(lambda _: self._run(query, rows))

    def delete_edges(self, ends: Ends, rows: list[Row]) -> None:
        # Collected first: ArcadeDB loses its place in a list of relations that it takes relations out of.
        query = (
            f"UNWIND $rows AS row {_both(ends)} MATCH (a)-[r:{ends.type} {{graph: $graph}}]->(b)"
            " WITH collect(DISTINCT r) AS gone UNWIND gone AS r DELETE r RETURN count(*)"
        )
        self._again(lambda _: self._run(query, rows, expected=False))

    def _again(self, work: Callable[[int], T]) -> T:
        return again(work, self._patience, self._stop)

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
