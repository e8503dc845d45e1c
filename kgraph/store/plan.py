"""What has to be written: the graph as it should be, held against the graph as the store has it."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from types import TracebackType
from typing import TypeVar

from pydantic_core import from_json

from kgraph import ontology
from kgraph.elements import Changes, Edge, Node
from kgraph.store.kinds import Ends, Row, bases, kinds_of_relations
from kgraph.store.staging import GROUPS, Staging, disk_errors, joined

T = TypeVar("T")

# Rows of one batch, and characters of their properties: many short rows, or few long ones.
BATCH, ROOM = 10_000, 8_000_000


class Plan:
    """The difference between a graph and what the store holds.

    Fill it with `want`, let `compare` ask the store (it fills `staging`), then ask what to do. Base labels and `Ends` of which the store
    has nothing are in `absent`, those that are the same there in `same`, those of which only some were looked at in `partial`. Use it in
    a `with` block.
    """

    def __init__(self) -> None:
        self.staging = Staging()
        self.absent: set[str | Ends] = set()
        self.same: set[str | Ends] = set()
        self.partial: set[str | Ends] = set()

    def __enter__(self) -> "Plan":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.staging.__exit__(kind, error, trace)

    def want(self, nodes: Iterable[Node], edges: Iterable[Edge]) -> None:
        """Take the graph as it should be. Raises `GraphError`, naming the element, where it cannot be stored as it is."""
        self.staging.take(nodes, edges)

    def want_changes(self, changes: Changes) -> None:
        """Take what changed, as it should be. Raises `GraphError` likewise."""
        known: set[str] = set()

        def edges() -> Iterator[Edge]:
            for edge in changes.edges:
                # Most ends are nodes that stay as they are.
                new = [end for end in (edge.start, edge.end) if end not in known]
                known.update(new)
                self.staging.know((end, ontology.base_label(changes.class_of(end))) for end in new)
                yield edge

        self.staging.take(changes.nodes, edges())

    def differ(self, kind: str | Ends, groups: Iterable[int]) -> None:
        """Only these groups of digests of base label or ends `kind` have to be looked at."""
        self.partial.add(kind)
        with disk_errors():
            self.staging.db.executemany("INSERT INTO differing VALUES (?, ?)", ((_name(kind), group) for group in groups))

    def size(self) -> int:
        """How many nodes and relations have to be written or deleted: all rows that the other methods give."""
        queries = [query for of_one in self._of_nodes().values() for _, query in of_one]
        queries += [query for of_one in self._of_edges().values() for _, query in of_one]
        return sum(self.staging.number(f"SELECT count(*) FROM ({query})") for query in queries)

    @property
    def empty(self) -> bool:
        """Whether the graph should have no nodes."""
        return not any(self.staging.nodes(base) for base in bases())

    # What to do about it

    def edges_gone(self) -> Iterator[tuple[Ends, Row]]:
        """Relations to delete, as rows of `start` and `end`; one that the store holds several times goes first and comes anew."""
        return self._edge_rows("gone")

    def edges_new(self) -> Iterator[tuple[Ends, Row]]:
        """Relations to add."""
        return self._edge_rows("new")

    def edges_changed(self) -> Iterator[tuple[Ends, Row]]:
        """Relations that the store holds with another content."""
        return self._edge_rows("changed")

    def nodes_gone(self) -> Iterator[tuple[str, Row]]:
        """Nodes to delete: base label, and a row of `id`."""
        for base, query in self._of_nodes()["gone"]:
            for (id_,) in self.staging.rows(query):
                yield base, {"id": id_}

    def nodes_new(self) -> Iterator[tuple[str, Row]]:
        """Nodes to add: class, and a row of all properties with `id` and `digest`."""
        return self._node_rows("new")

    def nodes_returning(self) -> Iterator[tuple[str, Row]]:
        """Nodes to add that the store still keeps for others' sake."""
        return self._node_rows("returning")

    def nodes_changed(self) -> Iterator[tuple[str, Row]]:
        """Nodes that the store holds with another content or other labels."""
        return self._node_rows("changed")

    def relabelled(self) -> Iterator[tuple[tuple[str, str, str], Row]]:
        """Nodes with other labels: (class, labels to add, labels to remove), both `A:B` or empty, and a row of `id`."""
        for _, query in self._of_nodes()["relabelled"]:
            for cls, id_, wanted, held in self.staging.rows(query):
                new, old = set(wanted.split(":")), set(held.split(":"))
                yield (cls, joined(new - old), joined(old - new)), {"id": id_}

    def _node_rows(self, what: str) -> Iterator[tuple[str, Row]]:
        for _, query in self._of_nodes()[what]:
            for cls, id_, digest, properties in self.staging.rows(query):
                yield cls, {"id": id_, "properties": {**from_json(properties), "digest": digest}, "size": len(properties)}

    def _edge_rows(self, what: str) -> Iterator[tuple[Ends, Row]]:
        for ends, query in self._of_edges()[what]:
            for start, end, digest, properties in self.staging.rows(query):
                row: Row = {"start": start, "end": end}
                if properties is not None:
                    row |= {"properties": {**from_json(properties), "digest": digest}, "size": len(properties)}
                yield ends, row

    # The queries, by what they find. All that goes into their text are names of the ontology.

    def _of_nodes(self) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {what: [] for what in ("gone", "relabelled", "new", "returning", "changed")}
        for base in bases():
            if base in self.same:
                continue
            node, held, freed = f"node_{base}", f"held_{base}", f"released_{base}"
            columns = "n.cls, n.id, n.digest, n.properties"
            # Class by class, as they came: to sort them would be to write all of them once more.
            classes = [cls for cls in ontology.classes() if ontology.base_label(cls) == base]
            each = [f"SELECT {columns} FROM {node} n WHERE n.cls = '{cls}' AND {{}} ORDER BY n.rowid" for cls in classes]
            if base in self.absent:
                found["new"] += [(base, query.format("TRUE")) for query in each]
                continue
            # A node that was looked for in some groups only cannot be missing in the others.
            looked = self._looked(base)
            is_held = f"EXISTS (SELECT 1 FROM {held} h WHERE h.key = n.key AND h.id = n.id)"
            is_freed = f"EXISTS (SELECT 1 FROM {freed} r WHERE r.key = n.key AND r.id = n.id)"
            gone = f"SELECT h.id FROM {held} h WHERE NOT EXISTS (SELECT 1 FROM {node} n WHERE n.key = h.key AND n.id = h.id) ORDER BY 1"
            found["gone"].append((base, gone))
            # Through what is held: the few, where little differs.
            in_store = f"(SELECT key, id, labels FROM {held} UNION ALL SELECT key, id, labels FROM {freed}) h"
            other = (
                f"{in_store} CROSS JOIN {node} n ON n.key = h.key AND n.id = h.id JOIN cls c ON c.name = n.cls WHERE h.labels <> c.labels"
            )
            found["relabelled"].append((base, f"SELECT n.cls, n.id, c.labels, h.labels FROM {other} ORDER BY 4, 1, 2"))
            found["new"] += [(base, query.format(f"{looked} AND NOT {is_held} AND NOT {is_freed}")) for query in each]
            found["returning"].append(
                (base, f"SELECT {columns} FROM {node} n WHERE {looked} AND NOT {is_held} AND {is_freed} ORDER BY 1, 2")
            )
            found["changed"].append(
                (
                    base,
                    f"SELECT {columns} FROM {held} h CROSS JOIN {node} n ON n.key = h.key AND n.id = h.id JOIN cls c ON c.name = n.cls"
                    " WHERE h.digest IS NOT n.digest OR h.labels <> c.labels ORDER BY 1, 2",
                )
            )
        return found

    def _of_edges(self) -> dict[str, list[tuple[Ends, str]]]:
        found: dict[str, list[tuple[Ends, str]]] = {what: [] for what in ("gone", "new", "changed")}
        for ends in kinds_of_relations():
            if ends in self.same:
                continue
            edge, held = f"edge_{ends.type}", f"held_{ends.type}"
            here = f"start_base = '{ends.start}' AND {{0}}.end_base = '{ends.end}'"
            of_edge, of_held = (f"{name}.{here.format(name)}" for name in ("e", "h"))
            columns = "e.start, e.end, e.digest, e.properties"
            if ends in self.absent:
                found["new"].append((ends, f"SELECT {columns} FROM {edge} e WHERE {of_edge} ORDER BY e.rowid"))
                continue
            same = "h.key = e.key AND h.start = e.start AND h.end = e.end"
            # One that the store has several times goes, and comes anew.
            copies = f"(SELECT count(*) FROM {held} h WHERE {same} AND {of_held})"
            copied = (
                f"(SELECT count(*) FROM {held} c WHERE c.key = h.key AND c.start = h.start AND c.end = h.end AND c.{here.format('c')}) > 1"
            )
            gone = f"NOT EXISTS (SELECT 1 FROM {edge} e WHERE {same} AND {of_edge})"
            found["gone"].append(
                (ends, f"SELECT DISTINCT h.start, h.end, NULL, NULL FROM {held} h WHERE {of_held} AND ({gone} OR {copied}) ORDER BY 1, 2")
            )
            found["new"].append(
                (ends, f"SELECT {columns} FROM {edge} e WHERE {of_edge} AND {self._looked(ends, 'e')} AND {copies} <> 1 ORDER BY e.rowid")
            )
            found["changed"].append(
                (
                    ends,
                    f"SELECT {columns} FROM {held} h CROSS JOIN {edge} e ON {same} AND {of_edge}"
                    f" WHERE {of_held} AND h.digest IS NOT e.digest AND NOT {copied} ORDER BY 1, 2",
                )
            )
        return found

    def _looked(self, kind: str | Ends, name: str = "n") -> str:
        """The condition that an element is in a group that was looked at."""
        if kind not in self.partial:
            return "TRUE"
        return f"{name}.digest % {GROUPS} IN (SELECT bucket FROM differing WHERE kind = '{_name(kind)}')"


def _name(kind: str | Ends) -> str:
    return kind if isinstance(kind, str) else " ".join(kind)


def batches(rows: Iterable[tuple[T, Row]]) -> Iterator[tuple[T, list[Row]]]:
    """Rows that stand together and have the same key, in lists of no more rows, and hardly more text, than one transaction should have."""
    for key, group in groupby(rows, key=lambda pair: pair[0]):
        batch: list[Row] = []
        room = ROOM
        for _, row in group:
            batch.append(row)
            room -= row.pop("size", 0)
            if len(batch) >= BATCH or room <= 0:
                yield key, batch
                batch, room = [], ROOM
        if batch:
            yield key, batch
