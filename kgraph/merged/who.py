"""Who is who, where it may have changed: the parts that documents touched, the entities that they make, and the documents to view again."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from kgraph.facts import EntityKind
from kgraph.merged.kept import entity_text
from kgraph.merged.tables import ALIAS, GAZETTEER, KIND, NAME, Tables
from kgraph.resolve.decisions import Decided, glob
from kgraph.resolve.entities import entity, own_ids
from kgraph.resolve.parts import Part

_AT_A_TIME = 2_000
_PART = "num, id, states, share, taken, full, documents, acts, serves, lies, first, own, was, common, entity"


class Settling:
    """Brings the entities up to date. Each step is a transaction of its own, and what is left to do stands in the tables."""

    def __init__(self, tables: Tables, decided: Decided, base: str) -> None:
        self._tables, self._db, self._decided, self._base = tables, tables.db, decided, base

    def settle(self) -> None:
        """Raises `UsageError` where a decision contradicts another, or what a document tells."""
        ids = "SELECT DISTINCT id FROM part WHERE num IN (SELECT part FROM touched_part)"
        while True:
            with self._tables.transaction():
                some = [row[0] for row in self._db.execute(f"{ids} LIMIT {_AT_A_TIME}")]
                self._identify(some)
            if not some:
                break
        while True:
            with self._tables.transaction():
                entities = [row[0] for row in self._db.execute(f"SELECT entity FROM touched_entity LIMIT {_AT_A_TIME}")]
                self._describe(entities)
            if not entities:
                break

    def _identify(self, ids: Sequence[str]) -> None:
        """Which entity each part of these plain ids belongs to."""
        bearers: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for row in self._tables.in_turn(f"SELECT {_PART} FROM part WHERE id IN ({{}})", ids):
            bearers[row[1]].append(row)
        touched: set[int] = set()
        for rows in bearers.values():
            gone = [row for row in rows if row[6] == 0]
            self._db.executemany("DELETE FROM touched_part WHERE part = ?", [(row[0],) for row in gone])
            self._db.executemany("DELETE FROM part WHERE num = ?", [(row[0],) for row in gone])
            touched.update(row[-1] for row in gone if row[-1] is not None)
            kept = [row for row in rows if row[6] > 0]
            parts = [self._part(row, plain=True) for row in kept]
            own_ids(parts)
            for row, part in zip(kept, parts, strict=True):
                touched |= self._place(row, part)
            self._db.executemany("DELETE FROM touched_part WHERE part = ?", [(row[0],) for row in kept])
        self._db.executemany("INSERT OR IGNORE INTO touched_entity VALUES (?)", ((number,) for number in touched))

    def _place(self, row: tuple[Any, ...], part: Part) -> set[int]:
        """Put a part to its entity; the entities that this may change."""
        number, plain, held, held_was, held_common, before = row[0], row[1], row[11], row[12], row[13], row[14]
        own = part.id
        into = self._decided.target(own)
        was = part.was or (own if into != own else None)
        entity_number = self._number(into)
        told = (None if own == plain else own, was, part.common, entity_number)
        if told != (held, held_was, held_common, before):
            self._db.execute("UPDATE part SET own = ?, was = ?, common = ?, entity = ? WHERE num = ?", (*told, number))
        if before is not None and before != entity_number:
            theirs = "SELECT id FROM document WHERE num IN (SELECT document FROM occurrence WHERE part = ?)"
            self._db.execute(f"INSERT OR IGNORE INTO touched_document {theirs}", (number,))
            self._touch_accounts([number])
        return {entity_number} if before is None else {entity_number, before}

    def _number(self, id: str) -> int:
        row = self._db.execute("SELECT num FROM entity WHERE id = ?", (id,)).fetchone()
        if row is not None:
            return int(row[0])
        return int(self._db.execute("INSERT INTO entity (id) VALUES (?)", (id,)).lastrowid or 0)

    def _touch_accounts(self, parts: Iterable[int]) -> None:
        """The agreements that tell of the parts are to be looked at again."""
        self._db.executemany(
            "INSERT OR IGNORE INTO touched_account SELECT account FROM involved WHERE part = ?", ((part,) for part in parts)
        )

    def _describe(self, numbers: Sequence[int]) -> None:
        """What is known of these entities."""
        classes: Counter[str] = Counter()
        changed: list[str] = []
        held = {
            row[0]: row[1:]
            for row in self._tables.in_turn("SELECT num, id, cls, kind, name, canonical FROM entity WHERE num IN ({})", numbers)
        }
        members: dict[int, list[tuple[int, Part]]] = defaultdict(list)
        for row in self._tables.in_turn(f"SELECT {_PART} FROM part WHERE entity IN ({{}})", numbers):
            members[row[-1]].append((row[0], self._part(row)))
        self._tell({number: part for of_one in members.values() for number, part in of_one})
        for number in numbers:
            id, cls, kind, name, before = held[number]
            parts = members.get(number)
            if cls is not None:
                classes[cls] -= 1
            if not parts:
                self._db.execute("DELETE FROM entity WHERE num = ?", (number,))
                changed.append(id)
                continue
            for _, part in parts:
                part.id = id
            found = entity(id, self._base, [part for _, part in parts], self._decided)
            text = entity_text(found)
            classes[found.cls] += 1
            if text != before:
                self._db.execute(
                    "UPDATE entity SET cls = ?, kind = ?, name = ?, canonical = ? WHERE num = ?",
                    (found.cls, found.kind, found.name, text, number),
                )
                changed.append(id)
                if before is not None and (name, kind) != (found.name, found.kind):  # in the titles and ids of agreements
                    self._touch_accounts(part for part, _ in parts)
        self._db.executemany("DELETE FROM touched_entity WHERE entity = ?", ((number,) for number in numbers))
        self._tables.count(classes)
        self._tables.log("node", changed)

    def _part(self, row: tuple[Any, ...], plain: bool = False) -> Part:
        """A part as it is kept; `plain`: before anything was decided of it."""
        _, id, states, share, taken, full, documents, acts, serves, lies, first, _, was, common, _ = row
        return Part(
            id, bool(full), frozenset(states.split()), None if share < 0 else self._decided.shares[share], taken if plain else was,
            None if plain else common, acts=acts > 0, serves=serves > 0, lies=lies > 0, documents=documents, first=first,
        )  # fmt: skip

    def _tell(self, parts: dict[int, Part]) -> None:
        """Add to parts their names, kinds, aliases and gazetteer entries."""
        linked: dict[int, str] = {}
        for number, what, value, n in self._tables.in_turn("SELECT part, what, value, n FROM told WHERE part IN ({})", list(parts)):
            part = parts[number]
            if what == NAME:
                part.names[value] = n
            elif what == KIND:
                kind: EntityKind = value
                part.kinds[kind] = n
            elif what == ALIAS:
                part.aliases.add(value)
            elif what == GAZETTEER:
                linked[number] = min(linked.get(number, value), value)
        for number, value in linked.items():
            parts[number].gazetteer = value

    def unmatched(self) -> tuple[str, ...]:
        """What the decisions speak of and no document has, a clause for each, in the order of the file."""
        met = {(share, pattern) for share, pattern in self._db.execute("SELECT DISTINCT share, pattern FROM met")}
        return tuple(self._decided.unmatched(self._is_known, met))

    def _is_known(self, id: str) -> bool:
        columns = (("part", "id"), ("part", "own"), ("part", "was"), ("entity", "id"))
        if "*" not in id:
            return any(self._db.execute(f"SELECT 1 FROM {table} WHERE {column} = ?", (id,)).fetchone() for table, column in columns)
        beginning, form = id.partition("*")[0], glob(id)
        return any(
            form.fullmatch(found)
            for table, column in columns
            for (found,) in self._db.execute(
                f"SELECT {column} FROM {table} WHERE {column} >= ? AND {column} < ?", (beginning, f"{beginning}\U0010ffff")
            )
        )
