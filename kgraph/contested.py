"""Statements of different documents that contradict each other: a denial here, the claim that it denies there.

The rules are those within one document (kgraph/extract/statements/disputes.py), and stricter, since nothing but the words
ties two documents together: the same predicate, denied or negated on one side only; a named thing in common, and no other
place; half of the words of the shorter one; at most two days between them; speakers of different sides. Statements without
a day are left alone.
"""

import marshal
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from tempfile import SpooledTemporaryFile
from typing import NamedTuple

from kgraph.elements import Edge, Value
from kgraph.facts import AFFIRMING, Act, Facts, Matter, sides
from kgraph.resolve import Resolution
from kgraph.view import document_id, passage_id, statement_ids

_DAYS = 2
_SHARE = 0.5  # of the shorter content's words
_FEWEST = 2
_CONFIDENCE = 0.6
_IN_MEMORY = 16 * 1024 * 1024  # bytes
_LOCAL = frozenset({"Settlement", "Region", "Facility", "NaturalFeature"})


@dataclass(frozen=True, slots=True)
class _Said:
    """A statement as other documents see it: whose, of what, when; its ids and its sentence's in the graph."""

    document: str
    id: str
    passage: str
    day: date
    denies: bool
    sides: frozenset[str]  # the speaker, whom the speaker serves, and whom these serve
    names: frozenset[str]
    places: frozenset[str]
    matter: Matter


class _Heard(NamedTuple):
    """The same while it is not known yet who is who: entities are indexes in the facts of `document`, which is the id there."""

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


class Contested:
    """Takes all documents once, in any order, and then tells what they dispute; `base` is the IRI under which ids are made.

    Holds denials only: what they may deny waits in a temporary file, since who is who is known when all documents are.
    """

    def __init__(self, base: str) -> None:
        self.base = base
        self._denials: list[_Heard] = []
        self._affirmed = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - it lives as long as this object
        self._size = 0

    def note(self, facts: Facts) -> None:
        """Take in what a document denies and what it affirms."""
        for act, heard in self._comparable(facts):
            if heard.denies or heard.negated:
                self._denials.append(heard)
            elif act in AFFIRMING:
                marshal.dump(tuple(heard), self._affirmed)
                self._size += 1

    def edges(self, resolution: Resolution) -> Iterator[Edge]:
        """The disputes between documents, in the order of their ids."""
        denials: dict[tuple[str, int], list[_Said]] = defaultdict(list)  # by predicate and day
        for heard in self._denials:
            denial = _known(heard, resolution)
            for predicate in heard.predicates:
                denials[predicate, heard.day].append(denial)
        found: dict[tuple[str, str], Edge] = {}
        self._affirmed.seek(0)
        for _ in range(self._size if denials else 0):
            heard = _Heard(*marshal.load(self._affirmed))
            days = range(heard.day - _DAYS, heard.day + _DAYS + 1)
            near = {d.id: d for word in heard.words for day in days for d in denials.get((word, day), ())}
            if near:
                said = _known(heard, resolution)
                found.update(((denial.id, said.id), edge) for denial in near.values() if (edge := _dispute(denial, said)) is not None)
        yield from (found[k] for k in sorted(found))

    def _comparable(self, facts: Facts) -> Iterator[tuple[Act, _Heard]]:
        if not any(s.matter is not None for s in facts.statements):
            return
        document = document_id(facts.document.id, self.base)
        serving = [(a.who, a.of) for a in facts.affiliations]
        for s, id in zip(facts.statements, statement_ids(document, facts), strict=True):
            day = _day(s.date or facts.document.published)
            if day is None or s.speaker is None or s.matter is None or not s.matter.predicates:
                continue
            yield (
                s.act,
                _Heard(
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
                ),
            )


def _known(heard: _Heard, resolution: Resolution) -> _Said:
    def ids(indexes: tuple[int, ...]) -> frozenset[str]:
        return frozenset(resolution.entity(heard.document, i) for i in indexes)

    return _Said(
        document_id(heard.document, resolution.base),
        heard.id,
        heard.passage,
        date.fromordinal(heard.day),
        heard.denies,
        ids(heard.sides),
        ids(heard.names),
        ids(heard.places),
        Matter(heard.predicates, heard.words, heard.objects, heard.negated),
    )


def _dispute(denial: _Said, said: _Said) -> Edge | None:
    """What the graph says of a denial and what another document reports, where the one disputes the other."""
    rule = _rule(denial, said) if denial.document != said.document else None
    if rule is None:
        return None
    properties: dict[str, Value] = {
        "documents": tuple(sorted((denial.document, said.document))),
        "passages": tuple(sorted((denial.passage, said.passage))),
        "confidence": _CONFIDENCE,
        "rule": rule,
    }
    return Edge(denial.id, "DISPUTES", said.id, properties)


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
