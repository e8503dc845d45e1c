"""Agreements, where they may have changed: which accounts have to be put together anew, and what comes of it.

Of many, all that a chain of findings connects are put together in one go; of few, each is put where it belongs (kgraph/merged/replay.py).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pydantic_core import from_json, to_json

from kgraph.merged import kept
from kgraph.merged.replay import Replay
from kgraph.merged.tables import Tables
from kgraph.resolve.agreements import Cluster, Told, apart, clusters, found_by, pact, seeks
from kgraph.resolve.resolution import Canonical

_AT_A_TIME = 5_000
# Where no larger share of accounts is touched, each is put where it belongs; else all that are connected are put together anew.
_FEW = 0.05


class Joining:
    """Brings the agreements up to date. Each step is a transaction of its own, and what is left to do stands in the tables."""

    def __init__(self, tables: Tables, base: str) -> None:
        self._tables, self._db, self._base = tables, tables.db, base

    def remove(self, document: int, parts: Iterable[int]) -> None:
        """Take out the accounts of a document that names these parts; whom they concern is to be joined anew."""
        db = self._db
        for account, keys in db.execute("SELECT num, keys FROM account WHERE document = ?", (document,)).fetchall():
            self._take_out(account, keys)
            db.executemany("DELETE FROM involved WHERE part = ? AND account = ?", ((part, account) for part in parts))
            for table in ("touched_account", "to_join"):
                db.execute(f"DELETE FROM {table} WHERE account = ?", (account,))
        db.execute("INSERT OR IGNORE INTO touched_pact SELECT pact FROM account WHERE document = ? AND pact IS NOT NULL", (document,))
        db.execute("DELETE FROM account WHERE document = ?", (document,))

    def join(self) -> None:
        """Put together again whatever may be put together otherwise now."""
        accounts = [0]
        while accounts:
            with self._tables.transaction():
                accounts = [row[0] for row in self._db.execute(f"SELECT account FROM touched_account LIMIT {_AT_A_TIME}")]
                self._find_anew(accounts)
        with self._tables.transaction():
            few = self._db.execute("SELECT count(*) FROM account").fetchone()[0] * _FEW
            touched = [row[0] for row in self._db.execute("SELECT account FROM to_join LIMIT ?", (int(few) + 1,))]
            if len(touched) <= few:
                self._put(*Replay(self).replay(touched))
        while True:
            with self._tables.transaction():
                first = self._db.execute("SELECT account FROM to_join LIMIT 1").fetchone()
                if first is None:
                    self._give_up_empty()
                    return
                told = self.told(self._connected(first[0]))
                self._put(told, clusters(told.values(), self.people(told.values())))

    def _find_anew(self, accounts: Sequence[int]) -> None:
        """How these find others and are found now; where that changed, whom it concerns is to be joined anew."""
        before = dict(self._tables.in_turn("SELECT num, keys FROM account WHERE num IN ({})", accounts))
        rows: list[tuple[str, int, int]] = []
        for account, told in self.told(accounts).items():
            now = to_json(
                [sorted({kept.key_text(key) for key in found_by(told)}), sorted({kept.key_text(key) for key in seeks(told)})]
            ).decode()
            if now != before[account]:
                self._take_out(account, before[account])
                rows += ((key, side, account) for side, keys in enumerate(from_json(now)) for key in keys)
                self._db.execute("UPDATE account SET keys = ? WHERE num = ?", (now, account))
        self._db.executemany("INSERT INTO near VALUES (?, ?, ?)", sorted(rows))
        self._db.executemany("INSERT OR IGNORE INTO to_join VALUES (?)", ((account,) for account in accounts))
        self._db.executemany("DELETE FROM touched_account WHERE account = ?", ((account,) for account in accounts))

    def _take_out(self, account: int, keys: str | None) -> None:
        """Nobody finds the account any more, nor does it find others: these are to be joined anew."""
        for side, of_side in enumerate(from_json(keys) if keys is not None else ()):
            concerned = self.on(1 - side, of_side)
            self._db.executemany("INSERT OR IGNORE INTO to_join VALUES (?)", ((other,) for other in concerned))
            self._db.executemany("DELETE FROM near WHERE key = ? AND seeks = ? AND account = ?", ((key, side, account) for key in of_side))

    def _connected(self, first: int) -> list[int]:
        """The accounts that a chain of findings connects with one, itself included."""
        accounts, new = {first}, {first}
        followed: list[set[str]] = [set(), set()]
        while new:
            rows = self._tables.in_turn("SELECT keys FROM account WHERE num IN ({})", sorted(new))
            found: set[int] = set()
            sides: list[set[str]] = [set(), set()]
            for (keys,) in rows:
                for side, of_side in enumerate(from_json(keys)):
                    sides[1 - side].update(of_side)
            for side, of_that in enumerate(sides):
                found |= self.on(side, sorted(of_that - followed[side]))
                followed[side] |= of_that
            new = found - accounts
            accounts |= new
        return sorted(accounts)

    def on(self, side: int, keys: Sequence[str]) -> set[int]:
        """The accounts that seek by one of these keys, or are found by it."""
        rows = self._tables.in_turn(f"SELECT account FROM near WHERE seeks = {side} AND key IN ({{}})", keys)
        return {account for (account,) in rows}

    def _put(self, told: dict[int, Told], found_clusters: Iterable[Cluster]) -> None:
        """Make these accounts, and no others, the agreements that the clusters are."""
        db = self._db
        accounts = list(told)
        places = {(t.document, t.index): account for account, t in told.items()}
        entities = self._entities(told.values())
        was_in, held, ids = self._held(accounts)
        now_in: dict[int, int] = {}
        classes: Counter[str] = Counter()
        plain: set[str] = set()
        for cluster in found_clusters:
            found = pact(cluster, entities, self._base)
            local, text = found.id.removeprefix(self._base), kept.pact_text(found)
            before = held.pop((local, text), None)
            if before is None:
                number = self._insert(cluster, local, text)
                classes[found.kind] += 1
                plain.add(local)
            else:  # as it was
                number = before[0]
            now_in.update((places[member], number) for member in found.members)
        moved = [account for account, number in now_in.items() if was_in.get(account) != number]
        db.executemany("UPDATE account SET pact = ? WHERE num = ?", ((now_in[account], account) for account in moved))
        for (local, _), (number, kind, id) in held.items():
            classes[kind] -= 1
            plain.add(local)
            self._delete(number, id)
            # Accounts of it that no longer have to do with these come to another agreement in a step of their own.
            self._view_again(row[0] for row in db.execute("SELECT document FROM account WHERE pact = ?", (number,)))
        self._name(plain)
        # Documents of which this is news have been read just now.
        renamed = self._held([account for account in moved if account in ids])[2]
        self._view_again(row[0] for row in self._documents([account for account, id in renamed.items() if ids[account] != id]))
        self._tables.count(classes)
        db.executemany("DELETE FROM to_join WHERE account = ?", ((account,) for account in accounts))

    def _documents(self, accounts: Sequence[int]) -> Iterable[tuple[int]]:
        return self._tables.in_turn("SELECT document FROM account WHERE num IN ({})", accounts)

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

    def told(self, accounts: Sequence[int]) -> dict[int, Told]:
        """The accounts, with the numbers of entities in the place of those of parts."""
        rows: dict[int, list[Any]] = {}
        parts: set[int] = set()
        for account, text in self._tables.in_turn("SELECT num, told FROM account WHERE num IN ({})", accounts):
            rows[account] = of_it = from_json(text)
            parts.update(*of_it[7:11])
        query = "SELECT num, entity FROM part WHERE num IN ({})"
        entity: dict[int, int] = dict(self._tables.in_turn(query, sorted(parts)))
        kept: dict[frozenset[int], frozenset[int]] = {}  # many accounts name the same parties: one set in memory

        def numbers(told: list[int]) -> frozenset[int]:
            found = frozenset(entity[part] for part in told)
            return kept.setdefault(found, found)

        out: dict[int, Told] = {}
        for account, of_it in rows.items():
            values = dict(zip(Told.__slots__, of_it, strict=True))
            values |= {name: numbers(values[name]) for name in ("parties", "mediators", "places", "states")}
            out[account] = Told(**{**values, "forms": tuple(values["forms"])})
        return out

    def lost(self) -> list[int]:
        """The agreements of which a document, now gone, told."""
        query = "SELECT pact FROM touched_pact WHERE pact IN (SELECT num FROM pact)"
        return [row[0] for row in self._db.execute(query)]

    def members(self, number: int) -> list[tuple[str, int]]:
        """The accounts of an agreement, each after its place in the order of accounts."""
        return self._db.execute("SELECT place, num FROM account WHERE pact = ?", (number,)).fetchall()

    def places(self, accounts: Sequence[int]) -> Iterator[tuple[int, str, int | None]]:
        """Each account with its place, and the agreement to which it belongs."""
        query = "SELECT num, place, (SELECT p.num FROM pact p WHERE p.num = a.pact) FROM account a WHERE num IN ({})"
        return self._tables.in_turn(query, accounts)

    def people(self, told: Iterable[Told]) -> set[int]:
        """The numbers of persons among the mediators of the accounts."""
        numbers = sorted({number for t in told for number in t.mediators})
        return {number for (number,) in self._tables.in_turn("SELECT num FROM entity WHERE kind = 'Person' AND num IN ({})", numbers)}

    def _entities(self, told: Iterable[Told]) -> dict[int, Canonical]:
        numbers = sorted({number for t in told for number in t.parties | t.mediators})
        query = "SELECT num, id, canonical FROM entity WHERE num IN ({})"
        return {number: kept.entity(self._base + id, text) for number, id, text in self._tables.in_turn(query, numbers)}

    def _held(self, accounts: Sequence[int]) -> tuple[dict[int, int], dict[tuple[str, str], tuple[int, str, str]], dict[int, str]]:
        """To which agreement each account belongs; these by plain id and content: number, kind and id; and the id that each account has."""
        query = "SELECT num, pact FROM account WHERE num IN ({}) AND pact IS NOT NULL"
        of: dict[int, int] = dict(self._tables.in_turn(query, accounts))
        pacts: dict[tuple[str, str], tuple[int, str, str]] = {}
        ids: dict[int, str] = {}
        query = "SELECT num, kind, id, plain, pact FROM pact WHERE num IN ({})"
        for number, kind, id, plain, text in self._tables.in_turn(query, sorted(set(of.values()))):
            pacts[plain, text] = (number, kind, id)
            ids[number] = id
        return of, pacts, {account: ids[number] for account, number in of.items() if number in ids}
