"""Agreements, where they may have changed: the accounts that a chain of findings connects with a changed one are put together anew."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic_core import from_json

from kgraph.merged import kept
from kgraph.merged.tables import CONCERNED, Tables
from kgraph.resolve.agreements import Cluster, Key, Told, apart, clusters, found_by, pact, seeks
from kgraph.resolve.resolution import Canonical

Account = tuple[int, int]  # a document's number, and the position in it

_AT_A_TIME = 5_000


class Joining:
    """Brings the agreements up to date. Each step is a transaction of its own, and what is left to do stands in the tables."""

    def __init__(self, tables: Tables, base: str) -> None:
        self._tables, self._db, self._base = tables, tables.db, base

    def join(self) -> None:
        """Put together again whatever may be put together otherwise now."""
        accounts: Sequence[Account] = [(0, 0)]
        while accounts:
            with self._tables.transaction():
                accounts = self._db.execute(f"SELECT document, position FROM touched_account LIMIT {_AT_A_TIME}").fetchall()
                self._find_anew(accounts)
        while True:
            with self._tables.transaction():
                first = self._db.execute("SELECT document, position FROM to_join LIMIT 1").fetchone()
                if first is None:
                    self._give_up_empty()
                    return
                self._join(self._connected(first))

    def _find_anew(self, accounts: Sequence[Account]) -> None:
        """How these find others and are found now; where that changed, whom it concerns is to be joined anew."""
        one = " WHERE document = ? AND position = ?"
        for (document, position), told in self._told(accounts).items():
            account = (document, position)
            now = {(_text(key), 1) for key in seeks(told)} | {(_text(key), 0) for key in found_by(told)}
            if now != set(self._db.execute("SELECT key, seeks FROM near" + one, account)):
                self._db.execute(CONCERNED + " AND mine.position = ?", account)
                self._db.execute("DELETE FROM near" + one, account)
                self._db.executemany("INSERT INTO near VALUES (?, ?, ?, ?)", ((*key, *account) for key in sorted(now)))
        self._db.executemany("INSERT OR IGNORE INTO to_join VALUES (?, ?)", accounts)
        self._db.executemany("DELETE FROM touched_account" + one, accounts)

    def _connected(self, first: Account) -> list[Account]:
        """The accounts that a chain of findings connects with one, itself included."""
        accounts = {first}
        new, followed = {first}, set[tuple[str, int]]()
        while new:
            keys: set[tuple[str, int]] = set()
            for account in new:
                rows = self._db.execute("SELECT key, 1 - seeks FROM near WHERE document = ? AND position = ?", account)
                keys.update((key, side) for key, side in rows)
            keys -= followed
            followed |= keys
            found: set[Account] = set()
            for side in (0, 1):
                query = f"SELECT document, position FROM near WHERE seeks = {side} AND key IN ({{}})"
                of_that = [key for key, of_side in keys if of_side == side]
                found.update((document, position) for document, position in self._tables.in_turn(query, of_that))
            new = found - accounts
            accounts |= new
        return sorted(accounts)

    def _join(self, accounts: list[Account]) -> None:
        """Put these together, which no other account concerns."""
        db = self._db
        told = self._told(accounts)
        places = {(t.document, t.index): account for account, t in told.items()}
        entities = self._entities(told.values())
        people = {number for number, entity in entities.items() if entity.kind == "Person"}
        held, ids = self._held(accounts)
        classes: Counter[str] = Counter()
        plain: set[str] = set()
        for cluster in clusters(told.values(), people):
            found = pact(cluster, entities, self._base)
            local, text = found.id.removeprefix(self._base), kept.pact_text(found)
            before = held.pop((local, text), None)
            if before is None:
                number = self._insert(cluster, local, text)
                classes[found.kind] += 1
                plain.add(local)
            else:  # as it was
                number = before[0]
            of_it = ((number, *places[member], number) for member in found.members)
            db.executemany("UPDATE account SET pact = ? WHERE document = ? AND position = ? AND pact IS NOT ?", of_it)
        for (local, _), (number, kind, id) in held.items():
            classes[kind] -= 1
            plain.add(local)
            self._delete(number, id)
            # Accounts of it that no longer have to do with these come to another agreement in a step of their own.
            rows = self._db.execute("SELECT document, position FROM account WHERE pact = ?", (number,)).fetchall()
            self._view_again(account[0] for account in rows if account not in told)
        self._name(plain)
        now = self._held(accounts)[1]
        self._view_again(account[0] for account, id in ids.items() if now[account] != id)
        self._tables.count(classes)
        db.executemany("DELETE FROM to_join WHERE document = ? AND position = ?", accounts)

    def _insert(self, cluster: Cluster, plain: str, text: str) -> int:
        first = min(cluster.members, key=lambda t: t.document)
        row = (plain, first.document, first.index, first.start, first.kind, text)
        return int(
            self._db.execute("INSERT INTO pact (plain, first, position, start, kind, pact) VALUES (?, ?, ?, ?, ?, ?)", row).lastrowid or 0
        )

    def _delete(self, number: int, id: str) -> None:
        self._db.execute("DELETE FROM pact WHERE num = ?", (number,))
        self._tables.log("node", (id,))

    def _name(self, plain: Iterable[str]) -> None:
        """Of agreements that would have one id, the first keeps it."""
        for id in plain:
            rows = self._db.execute("SELECT num, id, first, start FROM pact WHERE plain = ? ORDER BY first, position", (id,)).fetchall()
            for place, (number, before, first, start) in enumerate(rows):
                now = apart(id, first, start) if place else id
                if now == before:
                    continue
                self._db.execute("UPDATE pact SET id = ? WHERE num = ?", (now, number))
                self._tables.log("node", (now,) if before is None else (before, now))
                if before is not None:
                    self._view_again(
                        row[0] for row in self._db.execute("SELECT document FROM account WHERE pact = ?", (number,)).fetchall()
                    )

    def _view_again(self, documents: Iterable[int]) -> None:
        self._db.executemany(
            "INSERT OR IGNORE INTO touched_document SELECT id FROM document WHERE num = ?", ((number,) for number in set(documents))
        )

    def _give_up_empty(self) -> None:
        """Agreements of which no document tells any more."""
        query = (
            "SELECT num, id, plain, kind FROM pact WHERE num IN (SELECT pact FROM touched_pact)"
            " AND NOT EXISTS (SELECT 1 FROM account WHERE account.pact = pact.num)"
        )
        classes: Counter[str] = Counter()
        plain: set[str] = set()
        for number, id, local, kind in self._db.execute(query).fetchall():
            self._delete(number, id)
            classes[kind] -= 1
            plain.add(local)
        self._name(plain)
        self._tables.count(classes)
        self._db.execute("DELETE FROM touched_pact")

    # What is kept

    def _told(self, accounts: Sequence[Account]) -> dict[Account, Told]:
        """The accounts, with the numbers of entities in the place of those of parts."""
        rows: dict[Account, list[Any]] = {}
        parts: set[int] = set()
        for document, position in accounts:
            row = self._db.execute("SELECT told FROM account WHERE document = ? AND position = ?", (document, position)).fetchone()
            if row is not None:
                rows[document, position] = of_it = from_json(row[0])
                parts.update(*of_it[7:11])
        query = "SELECT num, entity FROM part WHERE num IN ({})"
        entity: dict[int, int] = dict(self._tables.in_turn(query, sorted(parts)))
        kept: dict[frozenset[int], frozenset[int]] = {}  # many accounts name the same parties: one set in memory

        def numbers(told: list[int]) -> frozenset[int]:
            found = frozenset(entity[part] for part in told)
            return kept.setdefault(found, found)

        out = {}
        for account, of_it in rows.items():
            values = dict(zip(Told.__slots__, of_it, strict=True))
            values |= {name: numbers(values[name]) for name in ("parties", "mediators", "places", "states")}
            out[account] = Told(**{**values, "forms": tuple(values["forms"])})
        return out

    def _entities(self, told: Iterable[Told]) -> dict[int, Canonical]:
        numbers = sorted({number for t in told for number in t.parties | t.mediators})
        query = "SELECT num, id, canonical FROM entity WHERE num IN ({})"
        return {number: kept.entity(self._base + id, text) for number, id, text in self._tables.in_turn(query, numbers)}

    def _held(self, accounts: Sequence[Account]) -> tuple[dict[tuple[str, str], tuple[int, str, str]], dict[Account, str]]:
        """The agreements to which the accounts belonged, by plain id and content: number, kind and id; and the id of each account."""
        pacts: dict[tuple[str, str], tuple[int, str, str]] = {}
        ids: dict[Account, str] = {}
        query = "SELECT p.plain, p.pact, p.num, p.kind, p.id FROM account a JOIN pact p ON p.num = a.pact"
        for account in accounts:
            row = self._db.execute(f"{query} WHERE a.document = ? AND a.position = ?", account).fetchone()
            if row is not None:
                pacts[row[0], row[1]] = row[2:]
                ids[account] = row[4]
        return pacts, ids


def _text(key: Key) -> str:
    return "|".join(map(str, key))
