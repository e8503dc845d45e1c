"""Statements of different documents that contradict each other: a denial here, the claim that it denies there.

The rules are those within one document (kgraph/extract/statements/disputes.py), and stricter, since nothing but the words
ties two documents together: the same predicate, denied or negated on one side only; a named thing in common, and no other
place; half of the words of the shorter one; at most two days between them; speakers of different sides. Statements without
a day are left alone.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeAlias

from pydantic_core import from_json

from kgraph.elements import Value, as_json
from kgraph.facts import AFFIRMING, Facts, Matter, sides
from kgraph.merged.tables import Tables, edge_key
from kgraph.view import document_id, passage_id, statement_ids

_DAYS = 2
_SHARE = 0.5  # of the shorter content's words
_FEWEST = 2
_CONFIDENCE = 0.6
_LOCAL = frozenset({"Settlement", "Region", "Facility", "NaturalFeature"})

# The ids of a document's entities, given the document's own id in the facts.
IdsOf: TypeAlias = Callable[[str], Sequence[str]]


class Heard(NamedTuple):
    """A statement while it is not known yet who is who: entities are indexes in the facts of `document`, which is the id there."""

    document: str
    id: str
    passage: str
    day: int  # as `date` counts them
    denies: bool
    sides: tuple[int, ...]
    names: tuple[int, ...]
    places: tuple[int, ...]
    predicates: tuple[str, ...]
    words: tuple[str, ...]
    objects: tuple[str, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class _Said:
    """A statement as other documents see it: whose, of what; its ids and its sentence's in the graph."""

    document: str
    id: str
    passage: str
    denies: bool
    sides: frozenset[str]  # the speaker, whom the speaker serves, and whom these serve
    names: frozenset[str]
    places: frozenset[str]
    matter: Matter


def comparable(facts: Facts, base: str) -> Iterator[Heard]:
    """What a document denies and what it affirms, as far as other documents may tell of the same."""
    if not any(s.matter is not None for s in facts.statements):
        return
    document = document_id(facts.document.id, base)
    serving = [(a.who, a.of) for a in facts.affiliations]
    for s, id in zip(facts.statements, statement_ids(document, facts), strict=True):
        day = _day(s.date or facts.document.published)
        if day is None or s.speaker is None or s.matter is None or not s.matter.predicates:
            continue
        if s.act != "deny" and not s.matter.negated and s.act not in AFFIRMING:
            continue
        yield Heard(
            facts.document.id,
            id,
            passage_id(document, s.evidence),
            day.toordinal(),
            s.act == "deny",
            tuple(sides(s.speaker, serving)),
            (*s.about, *s.targets),
            tuple(i for i in s.about if facts.entities[i].kind in _LOCAL),
            s.matter.predicates,
            s.matter.words,
            s.matter.objects,
            s.matter.negated,
        )


class Disputing:
    """Brings the disputes between documents up to date, day by day: what is denied on a day, against what was affirmed near it.

    Of what was there already, only that is looked at which a new denial or a new affirmation may concern.
    """

    def __init__(self, tables: Tables, base: str, ids_of: IdsOf) -> None:
        self._tables, self._db, self._base, self._ids_of = tables, tables.db, base, ids_of

    def dispute(self) -> None:
        """All days that are touched. Each is a transaction of its own, and the days that are left stand in the tables."""
        near: dict[int, list[_Said]] = {}
        while True:
            with self._tables.transaction():
                row = self._db.execute("SELECT min(day) FROM touched_day").fetchone()
                if row[0] is None:
                    self._db.execute("DELETE FROM touched_speech")
                    return
                day = int(row[0])
                denied = self._said(1, day, new=True)
                near = {then: near[then] if then in near else self._said(0, then) for then in _near(day)} if denied else {}
                found = self._found(denied, (said for of_day in near.values() for said in of_day))
                if affirmed := [said for then in _near(day) for said in self._said(0, then, new=True)]:
                    found |= self._found(self._said(1, day, new=False), affirmed)
                self._keep(day, found)
                self._db.execute("DELETE FROM touched_day WHERE day = ?", (day,))

    def _said(self, denies: int, day: int, new: bool | None = None) -> list[_Said]:
        """What was denied, or affirmed, on a day: by documents that are touched, by the others, or by all."""
        query = "SELECT said FROM heard WHERE denies = ? AND day = ?"
        if new is not None:
            # The plus keeps SQLite from going through all that is touched, and not through the day.
            query += f" AND +document {'IN' if new else 'NOT IN'} (SELECT document FROM touched_speech)"
        return [_known(Heard(*from_json(row[0])), self._ids_of, self._base) for row in self._db.execute(query, (denies, day))]

    def _found(self, denials: list[_Said], affirmed: Iterable[_Said]) -> dict[tuple[str, str], str]:
        by_predicate: dict[str, list[_Said]] = defaultdict(list)
        for denial in denials:
            for predicate in denial.matter.predicates:
                by_predicate[predicate].append(denial)
        found: dict[tuple[str, str], str] = {}
        for said in affirmed if denials else ():
            near = {denial.id: denial for word in said.matter.words for denial in by_predicate.get(word, ())}
            for denial in near.values():
                properties = _dispute(denial, said)
                if properties is not None:
                    found[denial.id.removeprefix(self._base), said.id.removeprefix(self._base)] = as_json(properties)
        return found

    def _keep(self, day: int, found: dict[tuple[str, str], str]) -> None:
        """Of disputes in which a touched document has a side, these are all that there are on a day."""
        held: dict[tuple[str, str], str] = {}
        for start, end, properties in self._db.execute("SELECT start, end, properties FROM dispute WHERE day = ?", (day,)):
            if self._is_touched(start) or self._is_touched(end):
                held[start, end] = properties
        changed = [key for key in held.keys() | found.keys() if held.get(key) != found.get(key)]
        self._db.executemany("DELETE FROM dispute WHERE start = ? AND end = ?", changed)
        new = [(*key, day, found[key]) for key in changed if key in found]
        self._db.executemany("INSERT INTO dispute VALUES (?, ?, ?, ?)", new)
        self._tables.log("edge", (edge_key("DISPUTES", start, end) for start, end in changed))

    def _is_touched(self, statement: str) -> bool:
        document = statement.partition("/statement/")[0]
        return self._db.execute("SELECT 1 FROM touched_speech WHERE id = ?", (document,)).fetchone() is not None


def touch(tables: Tables, number: int, document: str) -> None:
    """What a document says or said, by its `number` in the tables and its id in the graph, may dispute or be disputed otherwise now."""
    tables.db.execute("INSERT OR IGNORE INTO touched_speech VALUES (?, ?)", (number, document))
    days = {row[0] for row in tables.db.execute("SELECT day FROM heard WHERE document = ?", (number,))}
    tables.db.executemany("INSERT OR IGNORE INTO touched_day VALUES (?)", ((near,) for day in days for near in _near(day)))


def _near(day: int) -> range:
    return range(day - _DAYS, day + _DAYS + 1)


def _known(heard: Heard, ids_of: IdsOf, base: str) -> _Said:
    def ids(indexes: tuple[int, ...]) -> frozenset[str]:
        of_document = ids_of(heard.document)
        return frozenset(of_document[i] for i in indexes)

    return _Said(
        document_id(heard.document, base),
        heard.id,
        heard.passage,
        heard.denies,
        ids(heard.sides),
        ids(heard.names),
        ids(heard.places),
        Matter(heard.predicates, heard.words, heard.objects, heard.negated),
    )


def _dispute(denial: _Said, said: _Said) -> dict[str, Value] | None:
    """What the graph says of a denial and what another document reports, where the one disputes the other."""
    rule = _rule(denial, said) if denial.document != said.document else None
    if rule is None:
        return None
    return {
        "documents": tuple(sorted((denial.document, said.document))),
        "passages": tuple(sorted((denial.passage, said.passage))),
        "confidence": _CONFIDENCE,
        "rule": rule,
    }


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if value and len(value) >= 10 else None
    except ValueError:
        return None


def _rule(denial: _Said, said: _Said) -> str | None:
    """The rule by which a denial disputes what another document reports, None where none does."""
    mine, other = denial.matter, said.matter
    if not denial.sides.isdisjoint(said.sides):
        return None
    if denial.places and said.places and not denial.places & said.places:
        return None
    if not denial.names & said.names:
        return None
    if mine.objects and other.objects and not set(mine.objects) & set(other.objects):
        return None
    shared = set(mine.words) & set(other.words)
    if len(shared) < _FEWEST or len(shared) < _SHARE * min(len(mine.words), len(other.words)):
        return None
    if denial.denies:
        return "denial of what another document reports" if not mine.negated and set(mine.predicates) & set(other.words) else None
    opposite = set(mine.predicates) & set(other.predicates) and len(shared) > _FEWEST
    return "opposite of what another document reports" if opposite else None
