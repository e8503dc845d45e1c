"""What documents tell of things that others tell of too: their relations, kept apart by document and put together on demand."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from pydantic_core import from_json, to_json

from kgraph.elements import Edge, Value, as_json
from kgraph.facts import Facts
from kgraph.merged.disputes import touch
from kgraph.merged.known import Known
from kgraph.merged.tables import Tables, edge_key
from kgraph.view import View, document_id, together

_AT_A_TIME = 500

FactsOf = Callable[[str], Facts | None]


class Viewing:
    """Looks again at the documents that are touched."""

    def __init__(self, tables: Tables, known: Known, facts_of: FactsOf) -> None:
        """`facts_of` gives the facts of a document by its id, None where it is gone."""
        self._tables, self._db, self._known, self._facts_of = tables, tables.db, known, facts_of

    def view(self) -> None:
        """All of them. Steps are transactions of their own, and the documents that are left stand in the tables."""
        ids: list[str] = [""]
        while ids:
            with self._tables.transaction():
                ids = [row[0] for row in self._db.execute(f"SELECT id FROM touched_document LIMIT {_AT_A_TIME}")]
                classes: Counter[str] = Counter()
                for id in ids:
                    self._view(id, classes)
                self._tables.count(classes)
                self._tables.log("document", ids)
                self._db.executemany("DELETE FROM touched_document WHERE id = ?", ((id,) for id in ids))

    def _view(self, id: str, classes: Counter[str]) -> None:
        row = self._db.execute("SELECT num, classes FROM document WHERE id = ?", (id,)).fetchone()
        if row is None:  # it came and went before anybody looked
            return
        number, counted = row
        if counted is not None:
            classes.subtract(from_json(counted))
        facts = self._facts_of(id)
        now: dict[tuple[str, str, str], str] = {}
        if facts is None:
            self._db.execute("DELETE FROM document WHERE num = ?", (number,))
        else:
            view = View(facts, self._known)
            base = len(self._known.base)
            now = {(edge.type, edge.start[base:], edge.end[base:]): as_json(edge.properties) for edge in view.shared}
            own = Counter(node.cls for node in view.own_nodes())
            classes.update(own)
            self._db.execute("UPDATE document SET classes = ? WHERE num = ?", (to_json(own).decode(), number))
        rows = self._db.execute("SELECT type, start, end, properties FROM relation WHERE document = ?", (number,))
        held = {(type_, start, end): properties for type_, start, end, properties in rows}
        changed = [key for key in held.keys() | now.keys() if held.get(key) != now.get(key)]
        self._db.executemany(
            "DELETE FROM relation WHERE type = ? AND start = ? AND end = ? AND document = ?",
            ((*key, number) for key in changed if key in held),
        )
        self._db.executemany("INSERT INTO relation VALUES (?, ?, ?, ?, ?)", ((*key, number, now[key]) for key in changed if key in now))
        self._tables.log("edge", (edge_key(*key) for key in changed))
        # Whoever speaks here may be another now.
        touch(self._tables, number, document_id(id, ""))


def relations(tables: Tables, base: str) -> Iterator[Edge]:
    """The relations that several documents may tell, each with all that tell it, in the order of their ids."""
    rows = tables.db.execute("SELECT type, start, end, properties FROM relation ORDER BY type, start, end, document")
    for (type_, start, end), told in groupby(rows, key=lambda row: row[:3]):
        yield together(edge(base, type_, start, end, row[3]) for row in told)


def disputes(tables: Tables, base: str, documents: Iterable[str] | None = None) -> Iterator[Edge]:
    """The disputes between documents, in the order of their ids; if given, only those of `documents` (IRIs) that deny."""
    query = "SELECT start, end, properties FROM dispute"
    if documents is None:
        found: Iterable[Any] = tables.db.execute(f"{query} ORDER BY start, end")
    else:
        # After the document's id there is a slash, and before what follows it a digit.
        ids = (document.removeprefix(base) for document in sorted(documents))
        found = (
            row
            for id in ids
            for row in tables.db.execute(f"{query} WHERE start > ? AND start < ? ORDER BY start, end", (f"{id}/", f"{id}0"))
        )
    for start, end, properties in found:
        yield edge(base, "DISPUTES", start, end, properties)


def relations_at(tables: Tables, base: str, keys: Iterable[tuple[str, str, str]]) -> Iterator[Edge]:
    """Of these relations (type, start, end; without the base) those that there are; disputes between documents too."""
    for type_, start, end in keys:
        if type_ == "DISPUTES":
            rows: list[Any] = tables.db.execute("SELECT properties FROM dispute WHERE start = ? AND end = ?", (start, end)).fetchall()
        else:
            query = "SELECT properties FROM relation WHERE type = ? AND start = ? AND end = ? ORDER BY document"
            rows = tables.db.execute(query, (type_, start, end)).fetchall()
        if rows:
            yield together(edge(base, type_, start, end, row[0]) for row in rows)


def edge(base: str, type_: str, start: str, end: str, properties: str) -> Edge:
    """A relation as it is kept."""
    told: dict[str, Value] = {name: tuple(value) if isinstance(value, list) else value for name, value in from_json(properties).items()}
    return Edge(base + start, type_, base + end, told)
