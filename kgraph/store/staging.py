"""The graph as it should be, and what the store holds of it, in a temporary file and not in memory.

A table for each base label and each type of relation, filled as the elements come. Nodes and relations are found by a `key`, the hash
that Python gives their names in this process: an index of numbers is a fraction of one of IRIs, and is made in one go afterwards.
Where keys meet, the names decide.
"""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from types import TracebackType
from typing import Any

from kgraph import ontology
from kgraph.elements import Edge, Node, Value, as_json, content_hash
from kgraph.errors import GraphError, StoreError, StoreFull
from kgraph.store.kinds import Ends, bases, ends_of

# Digests are compared in so many groups, each by the number and the sum of its digests.
GROUPS = 2**14
MODULUS = 2**32

_LARGEST = 2**63 - 1
_CHUNK = 10_000
_CACHE = 64_000  # KB of memory that SQLite may use


class Staging:
    """The tables. Use it in a `with` block. Raises `StoreFull` when the disk under its temporary file is full."""

    def __init__(self) -> None:
        # The empty name is a database of this connection's own: SQLite keeps it on disk and removes it by itself.
        self.db = sqlite3.connect("", isolation_level=None)
        with disk_errors():
            self.db.executescript(
                f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -{_CACHE};"
                "CREATE TABLE place (key INTEGER, base TEXT);"
                "CREATE TABLE cls (name TEXT PRIMARY KEY, labels TEXT, size INTEGER);"
                "CREATE TABLE differing (kind TEXT, bucket INTEGER, PRIMARY KEY (kind, bucket)) WITHOUT ROWID;"
            )
            for base in bases():
                self.db.executescript(
                    f"CREATE TABLE node_{base} (key INTEGER, cls TEXT, id TEXT, digest INTEGER, properties TEXT);"
                    f"CREATE TABLE held_{base} (key INTEGER, id TEXT, digest INTEGER, labels TEXT);"
                    f"CREATE TABLE released_{base} (key INTEGER, id TEXT, labels TEXT);"
                )
            for relation in ontology.relations():
                self.db.executescript(
                    f"CREATE TABLE edge_{relation.type} (key INTEGER, start_base TEXT, end_base TEXT, start TEXT, end TEXT, digest INTEGER,"
                    " properties TEXT);"
                    f"CREATE TABLE held_{relation.type} (key INTEGER, start_base TEXT, end_base TEXT, start TEXT, end TEXT,"
                    " digest INTEGER);"
                )
            self.db.executemany(
                "INSERT INTO cls VALUES (?, ?, ?)",
                ((cls, joined(ontology.labels(cls)), len(ontology.labels(cls))) for cls in ontology.classes()),
            )

    def __enter__(self) -> "Staging":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.db.close()

    def take(self, nodes: Iterable[Node], edges: Iterable[Edge]) -> None:
        """Take the graph as it should be. Raises `GraphError`, naming the element, where it cannot be stored as it is."""
        with disk_errors():
            self.db.execute("BEGIN")
            self._take_nodes(nodes)
            self._take_edges(edges)
            self.db.execute("COMMIT")

    def know(self, ends: Iterable[tuple[str, str]]) -> None:
        """Ends of relations that are taken next, with their base labels: nodes that are taken, or that the store has."""
        self.db.executemany("INSERT INTO place VALUES (?, ?)", ((hash(id), base) for id, base in ends))

    def _take_nodes(self, nodes: Iterable[Node]) -> None:
        coming = iter(nodes)
        while chunk := list(islice(coming, _CHUNK)):
            rows: dict[str, list[tuple[Any, ...]]] = {}
            for node in chunk:
                check_name(node.id, "a node's id")
                ontology.validate(node)
                properties = _checked(node.id, node.properties)
                row = (hash(node.id), node.cls, node.id, content_hash(node, properties), properties)
                rows.setdefault(ontology.base_label(node.cls), []).append(row)
            for base, some in rows.items():
                self.db.executemany(f"INSERT INTO node_{base} VALUES (?, ?, ?, ?, ?)", some)
                self.db.executemany("INSERT INTO place VALUES (?, ?)", ((row[0], base) for row in some))
        self.db.execute("CREATE INDEX place_key ON place (key, base)")
        self._same_nodes()

    def _same_nodes(self) -> None:
        """Keep one of nodes that were given more than once. Raises `GraphError` where they differ."""
        twice = "SELECT key FROM place GROUP BY key HAVING count(*) > 1"
        if self.db.execute(f"{twice} LIMIT 1").fetchone() is None:
            return
        self.db.execute(f"CREATE TEMP TABLE twice AS {twice}")
        rows = " UNION ALL ".join(f"SELECT id, digest FROM node_{base} WHERE key IN (SELECT key FROM twice)" for base in bases())
        for (id_,) in self.db.execute(f"SELECT id FROM ({rows}) GROUP BY id HAVING count(DISTINCT digest) > 1 LIMIT 1"):
            raise GraphError(f"{id_}: two different nodes have this id")
        for base in bases():
            self.db.execute(
                f"DELETE FROM node_{base} WHERE key IN (SELECT key FROM twice) AND rowid NOT IN (SELECT min(rowid) FROM node_{base}"
                " WHERE key IN (SELECT key FROM twice) GROUP BY id)"
            )
        self.db.execute("DROP TABLE twice")

    def _take_edges(self, edges: Iterable[Edge]) -> None:
        coming = iter(edges)
        while chunk := list(islice(coming, _CHUNK)):
            rows: dict[str, list[tuple[Any, ...]]] = {}
            for edge in chunk:
                name = f"{edge.start} -{edge.type}-> {edge.end}"
                check_name(edge.start, "the start of a relation")
                check_name(edge.end, "the end of a relation")
                ontology.validate(edge)
                properties = _checked(name, edge.properties)
                rows.setdefault(edge.type, []).append(
                    (
                        hash((edge.start, edge.end)),
                        hash(edge.start),
                        hash(edge.end),
                        edge.start,
                        edge.end,
                        content_hash(edge, properties),
                        properties,
                    )
                )
            for type_, some in rows.items():
                self.db.executemany(
                    f"INSERT INTO edge_{type_} VALUES (?, (SELECT base FROM place WHERE place.key = ?),"
                    " (SELECT base FROM place WHERE place.key = ?), ?, ?, ?, ?)",
                    some,
                )
        for relation in ontology.relations():
            self._check_ends(relation)
            self._same_edges(relation.type)

    def _check_ends(self, relation: ontology.Relation) -> None:
        for start, end, start_base, end_base in self.db.execute(
            f"SELECT min(start), end, start_base, end_base FROM edge_{relation.type} GROUP BY start_base, end_base"
        ):
            name = f"{start} -{relation.type}-> {end}"
            if start_base is None or end_base is None:
                raise GraphError(f"{name}: there is no node {start if start_base is None else end}")
            if Ends(relation.type, start_base, end_base) not in ends_of(relation):
                raise GraphError(f"{name}: the ontology has no {relation.type} from {start_base} to {end_base}")

    def _same_edges(self, type_: str) -> None:
        """Keep one of relations that were given more than once. Raises `GraphError` where they differ."""
        self.db.execute(f"CREATE INDEX edge_{type_}_key ON edge_{type_} (key)")
        twice = f"SELECT key FROM edge_{type_} GROUP BY key HAVING count(*) > 1"
        if self.db.execute(f"{twice} LIMIT 1").fetchone() is None:
            return
        columns = "start, end, min(rowid) AS first, count(DISTINCT digest) AS kinds"
        rows = f"SELECT {columns} FROM edge_{type_} WHERE key IN ({twice}) GROUP BY start, end"
        for start, end in self.db.execute(f"SELECT start, end FROM ({rows}) WHERE kinds > 1 LIMIT 1"):
            raise GraphError(f"{start} -{type_}-> {end}: given twice, with different properties")
        self.db.execute(f"DELETE FROM edge_{type_} WHERE key IN ({twice}) AND rowid NOT IN (SELECT first FROM ({rows}))")

    # What the store holds

    def hold_nodes(self, base: str, rows: Iterable[tuple[str, int | None, list[str]]]) -> None:
        """Take `(id, digest, labels)` of nodes that the store holds under `base`, in the place of what was taken before."""
        known = set(ontology.classes())
        with disk_errors():
            self.db.execute(f"DELETE FROM held_{base}")
            self.db.executemany(
                f"INSERT INTO held_{base} VALUES (?, ?, ?, ?)",
                # Labels that others gave a node are theirs.
                ((hash(id_), id_, digest, joined(known.intersection(labels))) for id_, digest, labels in rows),
            )

    def hold_released(self, base: str, rows: Iterable[tuple[str, list[str]]]) -> bool:
        """Take `(id, labels)` of nodes under `base` that the store keeps for others' sake. Gives whether there are any."""
        known = set(ontology.classes())
        with disk_errors():
            self.db.execute(f"DELETE FROM released_{base}")
            self.db.executemany(
                f"INSERT INTO released_{base} VALUES (?, ?, ?)",
                ((hash(id_), id_, joined(known.intersection(labels))) for id_, labels in rows),
            )
        return self.number(f"SELECT count(*) FROM released_{base}") > 0

    def hold_edges(self, ends: Ends, rows: Iterable[tuple[str, str, int | None]]) -> None:
        """Take `(start, end, digest)` of relations that the store holds between these base labels, in the place of earlier ones."""
        with disk_errors():
            self.db.execute(f"DELETE FROM held_{ends.type} WHERE start_base = ? AND end_base = ?", ends[1:])
            self.db.executemany(
                f"INSERT INTO held_{ends.type} VALUES (?, ?, ?, ?, ?, ?)",
                ((hash((start, end)), ends.start, ends.end, start, end, digest) for start, end, digest in rows),
            )

    def held(self, compared: Iterable[str]) -> None:
        """All of what the store holds is told: make it quick to look up; nodes under the base labels `compared`, and all relations."""
        with disk_errors():
            for base in compared:
                for table in (f"node_{base}", f"held_{base}", f"released_{base}"):
                    self.db.execute(f"CREATE INDEX {table}_key ON {table} (key)")
            for relation in ontology.relations():
                self.db.execute(f"CREATE INDEX held_{relation.type}_key ON held_{relation.type} (key)")

    # Groups of digests

    def nodes(self, base: str) -> int:
        """How many nodes the graph should have under `base`."""
        return self.number(f"SELECT count(*) FROM node_{base}")

    def edges(self, ends: Ends) -> int:
        """How many relations it should have between the base labels `ends`."""
        return self.number(f"SELECT count(*) FROM edge_{ends.type} WHERE start_base = ? AND end_base = ?", ends.start, ends.end)

    def groups_of_nodes(self, base: str) -> dict[int | None, tuple[int, ...]]:
        """By group of digests: how many, their sum, and how many labels they bear."""
        columns = f"digest % {GROUPS}, count(*), sum(digest / {GROUPS} % {MODULUS}), sum(size)"
        return self._groups(f"SELECT {columns} FROM node_{base} JOIN cls ON cls.name = cls GROUP BY 1")

    def groups_of_edges(self, ends: Ends) -> dict[int | None, tuple[int, ...]]:
        """By group of digests: how many, and their sum."""
        return self._groups(
            f"SELECT digest % {GROUPS}, count(*), sum(digest / {GROUPS} % {MODULUS}) FROM edge_{ends.type}"
            " WHERE start_base = ? AND end_base = ? GROUP BY 1",
            ends.start,
            ends.end,
        )

    def _groups(self, query: str, *parameters: str) -> dict[int | None, tuple[int, ...]]:
        with disk_errors():
            return {bucket: tuple(rest) for bucket, *rest in self.db.execute(query, parameters)}

    def number(self, query: str, *parameters: str) -> int:
        """The only value that a query gives."""
        with disk_errors():
            return int(self.db.execute(query, parameters).fetchone()[0])

    def rows(self, query: str, *parameters: Any) -> Iterator[tuple[Any, ...]]:
        """The rows of a query."""
        with disk_errors():
            # Not "yield from", which would close the cursor when a failed write drops this, after the database.
            for row in self.db.execute(query, parameters):  # noqa: UP028
                yield row


def joined(labels: Iterable[str]) -> str:
    """Labels as one text, sorted."""
    return ":".join(sorted(labels))


def check_name(name: object, what: str) -> None:
    """Raise `GraphError` unless `name` is text that a store can keep; `what` says what it names."""
    if not isinstance(name, str) or not name:
        raise GraphError(f"{what} is not text: {name!r}")
    if not name.isascii():
        try:
            name.encode()
        except UnicodeEncodeError:
            raise GraphError(f"{name!r}: {what} holds half a surrogate pair, which is no character") from None


def _checked(name: str, properties: Mapping[str, Value]) -> str:
    """The properties as JSON, when every server stores them as they are: what the ontology leaves open."""
    for key, value in properties.items():
        if isinstance(value, int) and not -_LARGEST <= value <= _LARGEST:
            raise GraphError(f"{name}: {key} is too large a number: {value}")
    return as_json(properties)


@contextmanager
def disk_errors() -> Iterator[None]:
    """Say in words what SQLite says of the temporary file."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "full" in str(error):
            raise StoreFull(f"the disk under {tempfile.gettempdir()} is full; make room, or set TMPDIR to another folder") from error
        raise StoreError(f"the temporary file for loading cannot be used: {error}") from error
