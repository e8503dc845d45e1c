"""Documents in and out: what each says of things is added to what is known of them, and taken away again."""

from collections import Counter
from collections.abc import Iterator

from pydantic_core import from_json, to_json

from kgraph.facts import Facts
from kgraph.merged.disputes import comparable, touch
from kgraph.merged.kept import account_text
from kgraph.merged.pacts import Joining
from kgraph.merged.tables import ALIAS, GAZETTEER, KIND, NAME, Tables
from kgraph.resolve.agreements import place, told
from kgraph.resolve.decisions import Decided
from kgraph.resolve.parts import Named, named
from kgraph.view import document_id

# In this order, the bits of what an entity does.
_DOES = ("acts", "serves", "lies")


class Intake:
    """Takes documents in and out. What is gathered is written by `flush`, which belongs into the transaction of its documents."""

    def __init__(self, tables: Tables, decided: Decided, base: str) -> None:
        self._tables, self._db, self._decided, self._base = tables, tables.db, decided, base
        self._joining = Joining(tables, base)
        self._shares = {id(share): number for number, share in enumerate(decided.shares)}
        self._next_part = self._largest("part") + 1
        self._next_document = self._largest("document") + 1
        self._next_account = self._largest("account") + 1
        self._clear()

    def _clear(self) -> None:
        self._numbers: dict[tuple[str, str, int], int] = {}
        self._new_parts: list[tuple[object, ...]] = []
        self._told: Counter[tuple[int, int, str]] = Counter()
        self._does: dict[int, list[int]] = {}  # by part: documents, and those in which it acts, serves, lies
        self._first: dict[int, str] = {}
        self._left: set[tuple[int, str]] = set()
        self._rows: dict[str, list[tuple[object, ...]]] = {
            name: [] for name in ("document", "occurrence", "met", "account", "involved", "heard", "touched_account")
        }

    def _largest(self, table: str) -> int:
        return int(self._db.execute(f"SELECT ifnull(max(num), 0) FROM {table}").fetchone()[0])

    def remove(self, id: str) -> None:
        """Take out what the document `id` said, if it said anything."""
        row = self._db.execute("SELECT num, named FROM document WHERE id = ?", (id,)).fetchone()
        if row is None:
            return
        number, held = row
        does: dict[int, int] = {}
        for part, bits, kind, name, aliases, linked in from_json(held):
            does[part] = does.get(part, 0) | bits
            self._tell(part, kind, name, aliases, linked, -1)
        for part, bits in does.items():
            self._count(part, bits, -1)
            self._left.add((part, id))
        self._joining.remove(number, does)
        self._db.executemany("DELETE FROM occurrence WHERE part = ? AND document = ?", [(part, number) for part in does])
        touch(self._tables, number, document_id(id, ""))
        for table in ("met", "heard"):
            self._db.execute(f"DELETE FROM {table} WHERE document = ?", (number,))
        # Its relations and disputes go when it is viewed again; its number stays its own until then.

    def add(self, facts: Facts) -> None:
        """Take in what a document says. `remove` has taken out what it said before."""
        id = facts.document.id
        row = self._db.execute("SELECT num FROM document WHERE id = ?", (id,)).fetchone()
        if row is not None:
            number = row[0]
        else:
            number, self._next_document = self._next_document, self._next_document + 1
        self._decided.met.clear()
        parts: list[int] = []
        held = []
        does: dict[int, int] = {}
        for one in named(facts, self._decided):
            part = self._number(one)
            parts.append(part)
            bits = sum(1 << n for n, does_it in enumerate((one.acts, one.serves, one.lies)) if does_it)
            does[part] = does.get(part, 0) | bits
            entity = one.entity
            held.append((part, bits, entity.kind, entity.name, entity.aliases, entity.gazetteer))
            self._tell(part, entity.kind, entity.name, entity.aliases, entity.gazetteer, 1)
        for part, bits in does.items():
            self._count(part, bits, 1)
            self._first[part] = min(self._first.get(part, id), id)
        rows = self._rows
        rows["document"].append((number, id, to_json(held).decode()))
        rows["occurrence"] += ((part, number) for part in does)
        rows["met"] += ((share, pattern, number) for share, pattern in self._decided.met)
        for account in told(facts, parts):
            rows["account"].append((self._next_account, number, account.index, account_text(account), place(account)))
            rows["touched_account"].append((self._next_account,))
            involved = account.parties | account.mediators | account.places | account.states
            rows["involved"] += ((part, self._next_account) for part in involved)
            self._next_account += 1
        for position, heard in enumerate(comparable(facts, self._base)):
            rows["heard"].append((number, position, heard.day, heard.denies or heard.negated, to_json(heard).decode()))

    def _number(self, one: Named) -> int:
        share = -1 if one.share is None else self._shares[id(one.share)]
        key = (one.id, " ".join(sorted(one.states)), share)
        number = self._numbers.get(key)
        if number is None:
            row = self._db.execute("SELECT num FROM part WHERE id = ? AND states = ? AND share = ?", key).fetchone()
            if row is not None:
                number = row[0]
            else:
                number, self._next_part = self._next_part, self._next_part + 1
                self._new_parts.append((number, *key, one.was, one.full))
            self._numbers[key] = number
        return int(number)

    def _tell(self, part: int, kind: str, name: str, aliases: tuple[str, ...], linked: str | None, n: int) -> None:
        self._told[part, NAME, name] += n
        self._told[part, KIND, kind] += n
        for alias in aliases:
            self._told[part, ALIAS, alias] += n
        if linked is not None:
            self._told[part, GAZETTEER, linked] += n

    def _count(self, part: int, bits: int, n: int) -> None:
        counts = self._does.setdefault(part, [0, 0, 0, 0])
        counts[0] += n
        for bit in range(len(_DOES)):
            counts[bit + 1] += n * (bits >> bit & 1)

    def flush(self) -> None:
        """Write what was gathered, and note what it touches."""
        db, rows = self._db, self._rows
        db.executemany("INSERT INTO part (num, id, states, share, taken, full) VALUES (?, ?, ?, ?, ?, ?)", self._new_parts)
        db.executemany(
            "INSERT INTO document (num, id, named) VALUES (?, ?, ?) ON CONFLICT (num) DO UPDATE SET named = excluded.named",
            rows["document"],
        )
        for name, places in (("occurrence", 2), ("met", 3), ("involved", 2), ("heard", 5), ("touched_account", 1)):
            db.executemany(f"INSERT OR IGNORE INTO {name} VALUES ({','.join('?' * places)})", rows[name])
        db.executemany("INSERT INTO account (num, document, position, told, place) VALUES (?, ?, ?, ?, ?)", rows["account"])
        # In the order of the table: neighbours lie on one page.
        changes = sorted((*key, n) for key, n in self._told.items() if n)
        db.executemany("INSERT INTO told VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n", changes)
        db.executemany("DELETE FROM told WHERE part = ? AND what = ? AND value = ? AND n = 0", [row[:3] for row in changes if row[3] < 0])
        columns = ", ".join(f"{name} = {name} + ?" for name in ("documents", *_DOES))
        counts = sorted(self._does.items())
        db.executemany(f"UPDATE part SET {columns} WHERE num = ?", ((*found, part) for part, found in counts))
        db.executemany(
            "UPDATE part SET first = min(ifnull(first, ?1), ?1) WHERE num = ?2", ((first, part) for part, first in self._first.items())
        )
        # Where the document that was first has gone, another is.
        db.executemany(
            "UPDATE part SET first = (SELECT min(d.id) FROM occurrence o JOIN document d ON d.num = o.document WHERE o.part = part.num)"
            " WHERE num = ? AND first = ? AND NOT EXISTS (SELECT 1 FROM occurrence o JOIN document d ON d.num = o.document"
            " WHERE o.part = part.num AND d.id = part.first)",
            sorted(self._left),
        )
        db.executemany("INSERT OR IGNORE INTO touched_part VALUES (?)", ((part,) for part, _ in counts))
        self._clear()


def parts_of(held: str) -> Iterator[int]:
    """The part of each entity of a document, from the column `named`."""
    return (row[0] for row in from_json(held))
