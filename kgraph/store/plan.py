"""What has to be written: the graph as it should be, held against the graph as the store has it, on disk and not in memory."""

import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from types import TracebackType
from typing import Any, NamedTuple

from kgraph import ontology
from kgraph.elements import Edge, Node, Value, content_hash
from kgraph.errors import GraphError, StoreError, StoreFull

Row = dict[str, Any]

# What kgraph keeps on every node and relation besides the ontology's properties.
BOOKKEEPING = ("id", "graph", "hash")
_LARGEST = 2**63 - 1
_encode = json.JSONEncoder(ensure_ascii=False).encode

_TABLES = """
CREATE TABLE node (base TEXT, id TEXT PRIMARY KEY, cls TEXT, labels TEXT, hash TEXT, properties TEXT) WITHOUT ROWID;
CREATE TABLE edge (type TEXT, start_base TEXT, end_base TEXT, start TEXT, end TEXT, hash TEXT, properties TEXT,
                   PRIMARY KEY (type, start, end)) WITHOUT ROWID;
CREATE TABLE held_node (base TEXT, id TEXT, labels TEXT, hash TEXT, PRIMARY KEY (base, id)) WITHOUT ROWID;
CREATE TABLE held_edge (type TEXT, start_base TEXT, end_base TEXT, start TEXT, end TEXT, hash TEXT, copies INTEGER DEFAULT 1,
                        PRIMARY KEY (type, start_base, end_base, start, end)) WITHOUT ROWID;
CREATE TABLE released (base TEXT, id TEXT, labels TEXT, PRIMARY KEY (base, id)) WITHOUT ROWID;
"""
_SAME_NODE = "h.base = n.base AND h.id = n.id"
# Ends count with their base labels: a node whose base label changes is another node to the store.
_SAME_EDGE = "h.type = e.type AND h.start_base = e.start_base AND h.end_base = e.end_base AND h.start = e.start AND h.end = e.end"


class Ends(NamedTuple):
    """Relations that one statement can write: their type and the base labels of their ends."""

    type: str
    start: str
    end: str


def ends_of(relation: ontology.Relation) -> list[Ends]:
    """The pairs of base labels between which a relation can run."""
    starts = dict.fromkeys(ontology.base_label(cls) for cls in relation.domain)
    ends = dict.fromkeys(ontology.base_label(cls) for cls in relation.range)
    return [Ends(relation.type, start, end) for start in starts for end in ends]


class Plan:
    """The difference between a graph and what the store holds. Fill it with `want` and `hold_*`, then ask what to do.

    Use it in a `with` block: it works in a temporary file. Raises `StoreFull` when the disk under that is full.
    """

    def __init__(self) -> None:
        # The empty name is a database of this connection's own: SQLite keeps it on disk and removes it by itself.
        self._db = sqlite3.connect("", isolation_level=None)
        with _disk_errors():
            self._db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES)

    def __enter__(self) -> "Plan":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._db.close()

    def want(self, nodes: Iterable[Node], edges: Iterable[Edge]) -> None:
        """Take the graph as it should be. Raises `GraphError`, naming the element, where it cannot be stored as it is."""
        with _disk_errors():
            for node in nodes:
                self._want_node(node)
            for edge in edges:
                self._want_edge(edge)
            self._db.execute(
                "UPDATE edge SET start_base = (SELECT base FROM node WHERE id = start), end_base = (SELECT base FROM node WHERE id = end)"
            )
            self._check_ends()

    def _check_ends(self) -> None:
        for type_, start, end, start_base, end_base in self._db.execute(
            "SELECT type, min(start), end, start_base, end_base FROM edge GROUP BY type, start_base, end_base"
        ):
            name = f"{start} -{type_}-> {end}"
            if start_base is None or end_base is None:
                raise GraphError(f"{name}: there is no node {start if start_base is None else end}")
            if Ends(type_, start_base, end_base) not in ends_of(ontology.relation(type_)):
                raise GraphError(f"{name}: the ontology has no {type_} from {start_base} to {end_base}")

    def _want_node(self, node: Node) -> None:
        _check_name(node.id, "a node's id")
        ontology.validate(node)
        labels = ontology.labels(node.cls)
        properties = _checked(node.id, node.properties)
        row = (labels[0], node.id, node.cls, _joined(labels), content_hash(node), properties)
        try:
            self._db.execute("INSERT INTO node VALUES (?, ?, ?, ?, ?, ?)", row)
        except sqlite3.IntegrityError:
            if self._db.execute("SELECT cls, hash FROM node WHERE id = ?", (node.id,)).fetchone() != (node.cls, row[4]):
                raise GraphError(f"{node.id}: two different nodes have this id") from None

    def _want_edge(self, edge: Edge) -> None:
        name = f"{edge.start} -{edge.type}-> {edge.end}"
        _check_name(edge.start, f"the start of {name}")
        _check_name(edge.end, f"the end of {name}")
        ontology.validate(edge)
        row = (edge.type, edge.start, edge.end, content_hash(edge), _checked(name, edge.properties))
        try:
            self._db.execute("INSERT INTO edge (type, start, end, hash, properties) VALUES (?, ?, ?, ?, ?)", row)
        except sqlite3.IntegrityError:
            found = self._db.execute("SELECT hash FROM edge WHERE type = ? AND start = ? AND end = ?", row[:3]).fetchone()
            if found != (row[3],):
                raise GraphError(f"{name}: given twice, with different properties") from None

    # What the store holds

    def hold_nodes(self, base: str, rows: Iterable[tuple[str, str | None, list[str]]]) -> None:
        """Take `(id, hash, labels)` of nodes that the store holds under `base`."""
        known = set(ontology.classes())
        with _disk_errors():
            self._db.executemany(
                "INSERT OR REPLACE INTO held_node (base, id, hash, labels) VALUES (?, ?, ?, ?)",
                # Labels that others gave a node are theirs.
                ((base, id_, hash_, _joined(known.intersection(labels))) for id_, hash_, labels in rows),
            )

    def hold_edges(self, ends: Ends, rows: Iterable[tuple[str, str, str | None]]) -> None:
        """Take `(start, end, hash)` of relations that the store holds between the base labels `ends`."""
        with _disk_errors():
            self._db.executemany(
                "INSERT INTO held_edge (type, start_base, end_base, start, end, hash) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET copies = copies + 1",
                ((*ends, start, end, hash_) for start, end, hash_ in rows),
            )

    def hold_released(self, base: str, rows: Iterable[tuple[str, list[str]]]) -> None:
        """Take `(id, labels)` of nodes under `base` that the store keeps for others' sake."""
        known = set(ontology.classes())
        with _disk_errors():
            self._db.executemany(
                "INSERT OR REPLACE INTO released VALUES (?, ?, ?)",
                ((base, id_, _joined(known.intersection(labels))) for id_, labels in rows),
            )

    # What to do about it

    def edges_gone(self) -> Iterator[tuple[Ends, Row]]:
        """Relations to delete, as rows of `start` and `end`; one that the store holds several times goes first and comes anew."""
        yield from self._edge_rows(
            "SELECT h.type, h.start_base, h.end_base, h.start, h.end, NULL, NULL FROM held_edge h"
            f" LEFT JOIN edge e ON {_SAME_EDGE} WHERE e.type IS NULL OR h.copies > 1 ORDER BY 1, 2, 3, 4, 5"
        )

    def edges_new(self) -> Iterator[tuple[Ends, Row]]:
        """Relations to add, sorted by start."""
        yield from self._edge_rows(
            "SELECT e.type, e.start_base, e.end_base, e.start, e.end, e.hash, e.properties FROM edge e"
            f" LEFT JOIN held_edge h ON {_SAME_EDGE} WHERE h.type IS NULL OR h.copies > 1 ORDER BY 1, 2, 3, 4, 5"
        )

    def edges_changed(self) -> Iterator[tuple[Ends, Row]]:
        """Relations that the store holds with another content."""
        yield from self._edge_rows(
            "SELECT e.type, e.start_base, e.end_base, e.start, e.end, e.hash, e.properties FROM edge e"
            f" JOIN held_edge h ON {_SAME_EDGE} WHERE h.copies = 1 AND h.hash IS NOT e.hash ORDER BY 1, 2, 3, 4, 5"
        )

    def nodes_gone(self) -> Iterator[tuple[str, Row]]:
        """Nodes to delete: base label, and a row of `id`."""
        for base, id_ in self._rows(
            f"SELECT h.base, h.id FROM held_node h LEFT JOIN node n ON {_SAME_NODE} WHERE n.id IS NULL ORDER BY 1, 2"
        ):
            yield base, {"id": id_}

    def nodes_new(self) -> Iterator[tuple[str, Row]]:
        """Nodes to add: class, and a row of all properties with `id` and `hash`."""
        yield from self._node_rows(
            f"SELECT n.cls, n.id, n.hash, n.properties FROM node n LEFT JOIN held_node h ON {_SAME_NODE}"
            " LEFT JOIN released r ON r.base = n.base AND r.id = n.id WHERE h.id IS NULL AND r.id IS NULL ORDER BY 1, 2"
        )

    def nodes_returning(self) -> Iterator[tuple[str, Row]]:
        """Nodes to add that the store still keeps for others' sake."""
        yield from self._node_rows(
            f"SELECT n.cls, n.id, n.hash, n.properties FROM node n LEFT JOIN held_node h ON {_SAME_NODE}"
            " JOIN released r ON r.base = n.base AND r.id = n.id WHERE h.id IS NULL ORDER BY 1, 2"
        )

    def nodes_changed(self) -> Iterator[tuple[str, Row]]:
        """Nodes that the store holds with another content or other labels."""
        yield from self._node_rows(
            f"SELECT n.cls, n.id, n.hash, n.properties FROM node n JOIN held_node h ON {_SAME_NODE}"
            " WHERE h.hash IS NOT n.hash OR h.labels <> n.labels ORDER BY 1, 2"
        )

    def relabelled(self) -> Iterator[tuple[tuple[str, str, str], Row]]:
        """Nodes with other labels: (class, labels to add, labels to remove), both `A:B` or empty, and a row of `id`."""
        for cls, id_, wanted, held in self._rows(
            f"SELECT n.cls, n.id, n.labels, coalesce(h.labels, r.labels) FROM node n LEFT JOIN held_node h ON {_SAME_NODE}"
            " LEFT JOIN released r ON r.base = n.base AND r.id = n.id"
            " WHERE coalesce(h.labels, r.labels) <> n.labels ORDER BY 4, 1, 2"
        ):
            new, old = set(wanted.split(":")), set(held.split(":"))
            yield (cls, _joined(new - old), _joined(old - new)), {"id": id_}

    def _edge_rows(self, query: str) -> Iterator[tuple[Ends, Row]]:
        for type_, start_base, end_base, start, end, hash_, properties in self._rows(query):
            row: Row = {"start": start, "end": end}
            if hash_ is not None:
                row["properties"] = {**json.loads(properties), "hash": hash_}
            yield Ends(type_, start_base, end_base), row

    def _node_rows(self, query: str) -> Iterator[tuple[str, Row]]:
        for cls, id_, hash_, properties in self._rows(query):
            yield cls, {"id": id_, "properties": {**json.loads(properties), "hash": hash_}}

    def _rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        with _disk_errors():
            # Not "yield from", which would close the cursor when a failed write drops this, after the database.
            for row in self._db.execute(query):  # noqa: UP028
                yield row


def batches(rows: Iterable[tuple[Any, Row]], size: int) -> Iterator[tuple[Any, list[Row]]]:
    """Rows that stand together and have the same key, in lists of at most `size`."""
    for key, group in groupby(rows, key=lambda pair: pair[0]):
        batch: list[Row] = []
        for _, row in group:
            batch.append(row)
            if len(batch) == size:
                yield key, batch
                batch = []
        if batch:
            yield key, batch


def _joined(labels: Iterable[str]) -> str:
    return ":".join(sorted(labels))


def _check_name(name: object, what: str) -> None:
    if not isinstance(name, str) or not name:
        raise GraphError(f"{what} is not text: {name!r}")
    try:
        name.encode()
    except UnicodeEncodeError:
        raise GraphError(f"{name!r}: {what} holds half a surrogate pair, which is no character") from None


def _checked(name: str, properties: Mapping[str, Value]) -> str:
    """The properties as JSON, when every server stores them as they are: what the ontology leaves open."""
    for key, value in properties.items():
        if isinstance(value, int) and not -_LARGEST <= value <= _LARGEST:
            raise GraphError(f"{name}: {key} is too large a number: {value}")
    return _encode(dict(properties))


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if "full" in str(error):
            raise StoreFull(f"the disk under {tempfile.gettempdir()} is full; make room, or set TMPDIR to another folder") from error
        raise StoreError(f"the temporary file for loading cannot be used: {error}") from error
