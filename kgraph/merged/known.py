"""Who is who, read from the tables: the same questions that a `Resolution` answers, without holding it."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

from kgraph.merged import kept
from kgraph.merged.intake import parts_of
from kgraph.merged.tables import Tables
from kgraph.resolve.resolution import Canonical, Pact, Resolution

T = TypeVar("T")

# Of so many documents, the ids of all that they tell of are at hand.
_RECENT = 5_000


class Things(Mapping[str, T], Generic[T]):
    """The entities, or the agreements, by IRI, in the order of their ids. Read one by one, and never held all."""

    def __init__(self, tables: Tables, base: str, table: str, column: str, load: Callable[[str, str], T]) -> None:
        self._db, self._base, self._load = tables.db, base, load
        self._one = f"SELECT {column} FROM {table} WHERE id = ?"
        self._all = f"SELECT id, {column} FROM {table} ORDER BY id"
        self._count = f"SELECT count(*) FROM {table}"

    def __getitem__(self, id: str) -> T:
        row = self._db.execute(self._one, (id.removeprefix(self._base),)).fetchone() if id.startswith(self._base) else None
        if row is None:
            raise KeyError(id)
        return self._load(id, row[0])

    def __iter__(self) -> Iterator[str]:
        return (self._base + id for id, _ in self._db.execute(self._all))

    def __len__(self) -> int:
        return int(self._db.execute(self._count).fetchone()[0])

    def each(self) -> Iterator[T]:
        """The things themselves, in the order of their ids."""
        return (self._load(self._base + id, text) for id, text in self._db.execute(self._all))


class Known:
    """The ids of everything: `entity(document, index)` and `agreement(document, index)` give IRIs under `base`."""

    def __init__(self, tables: Tables, base: str) -> None:
        self.base = base
        self.entities: Things[Canonical] = Things(tables, base, "entity", "canonical", kept.entity)
        self.agreements: Things[Pact] = Things(tables, base, "pact", "pact", kept.pact)
        self.tables = tables
        self._recent: OrderedDict[str, tuple[list[str], list[str]]] = OrderedDict()

    def entity(self, document: str, index: int) -> str:
        return self.of(document)[0][index]

    def agreement(self, document: str, index: int) -> str:
        return self.of(document)[1][index]

    def entities_of(self, document: str) -> list[str]:
        """The IRI of each entity in the facts of a document."""
        return self.of(document)[0]

    def of(self, document: str) -> tuple[list[str], list[str]]:
        """The IRIs of a document's entities, and of its agreements."""
        found = self._recent.get(document)
        if found is None:
            found = self._recent[document] = self._read(document)
            if len(self._recent) > _RECENT:
                self._recent.popitem(last=False)
        return found

    def class_of(self, id: str) -> str:
        """The class of the node with this IRI. Raises `KeyError` for a thing that no document tells of."""
        if id.startswith(f"{self.base}document/"):
            kinds = {"": "Document", "statement": "Statement", "passage": "Passage", "provision": "Provision", "status": "StatusReport"}
            return kinds[id.removeprefix(f"{self.base}document/").partition("/")[2].partition("/")[0]]
        return self.agreements[id].kind if id in self.agreements else self.entities[id].cls

    def forget(self) -> None:
        """What was read before may be otherwise now."""
        self._recent.clear()

    def _read(self, document: str) -> tuple[list[str], list[str]]:
        row = self.tables.db.execute("SELECT num, named FROM document WHERE id = ?", (document,)).fetchone()
        if row is None:
            raise KeyError(document)
        number, held = row
        parts = list(parts_of(held))
        query = "SELECT p.num, e.id FROM part p JOIN entity e ON e.num = p.entity WHERE p.num IN ({})"
        ids = {part: self.base + id for part, id in self.tables.in_turn(query, sorted(set(parts)))}
        agreed = self.tables.db.execute(
            "SELECT p.id FROM account a JOIN pact p ON p.num = a.pact WHERE a.document = ? ORDER BY a.position", (number,)
        )
        return [ids[part] for part in parts], [self.base + id for (id,) in agreed]

    def part(self, document: str) -> Resolution:
        """What of it the view of one document needs, to be sent to another process: nothing of what others say."""
        ids, agreed = self.of(document)
        entities = (self.entities[id] for id in dict.fromkeys(ids))
        found = (self.agreements[id] for id in dict.fromkeys(agreed))
        return Resolution(
            self.base,
            {e.id: Canonical(e.id, e.kind, e.name, set(), e.gazetteer, e.acts, e.identifiers, e.same_as) for e in entities},
            {p.id: Pact(p.id, p.kind, p.name, p.date, p.effective, p.status, [], set(), p.confidence, []) for p in found},
            ids,
            agreed,
        )
