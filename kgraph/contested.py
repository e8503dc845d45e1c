"""Statements of different documents that contradict each other: a denial here, the claim that it denies there.

The rules are those within one document (kgraph/extract/statements/disputes.py), and stricter, since nothing but the words
ties two documents together: the same predicate, denied or negated on one side only; a named thing in common, and no other
place; half of the words of the shorter one; at most two days between them; speakers of different sides. Statements without
a day are left alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kgraph.elements import Edge
from kgraph.facts import AFFIRMING, Facts, Matter
from kgraph.resolve import Resolution

_DAYS = 2
_SHARE = 0.5  # of the shorter content's words
_FEWEST = 2
_CONFIDENCE = 0.6
_LOCAL = frozenset({"Settlement", "Region", "Facility", "NaturalFeature"})


@dataclass(frozen=True, slots=True)
class _Said:
    """A statement as other documents see it: whose, of what, when; its ids and its sentence's in the graph."""

    document: str
    id: str
    passage: str
    day: date
    denies: bool
    affirms: bool
    sides: frozenset[str]  # the speaker, and whom the speaker serves
    names: frozenset[str]
    places: frozenset[str]
    matter: Matter


class Contested:
    """Takes all documents twice, in any order: `note` keeps what denies, `match` finds what it denies. Holds denials only."""

    def __init__(self, resolution: Resolution) -> None:
        self.resolution = resolution
        self._denials: dict[tuple[str, date], list[_Said]] = defaultdict(list)  # by predicate and day
        self._edges: dict[tuple[str, str], Edge] = {}

    def note(self, document: str, facts: Facts, ids: Iterable[tuple[str, str]]) -> None:
        """Keep the denials and negations of a document; `document` is its id, `ids` those of each statement and of its passage."""
        for said in self._comparable(document, facts, ids):
            if said.denies or said.matter.negated:
                for predicate in said.matter.predicates:
                    self._denials[predicate, said.day].append(said)

    def match(self, document: str, facts: Facts, ids: Iterable[tuple[str, str]]) -> None:
        """Link the affirmations of a document to the denials of others."""
        if not self._denials:
            return
        for said in self._comparable(document, facts, ids):
            if not said.affirms or said.matter.negated:
                continue
            days = [said.day + timedelta(days=n) for n in range(-_DAYS, _DAYS + 1)]
            found = (d for word in said.matter.words for day in days for d in self._denials.get((word, day), ()))
            near = {d.id: d for d in found if d.document != said.document}
            for denial in near.values():
                rule = _rule(denial, said)
                if rule is not None:
                    self._edges[denial.id, said.id] = Edge(
                        denial.id,
                        "DISPUTES",
                        said.id,
                        {
                            "documents": tuple(sorted((denial.document, said.document))),
                            "passages": tuple(sorted((denial.passage, said.passage))),
                            "confidence": _CONFIDENCE,
                            "rule": rule,
                        },
                    )

    def edges(self) -> Iterator[Edge]:
        """The relations found, in the order of their ids."""
        yield from (self._edges[k] for k in sorted(self._edges))

    def _comparable(self, document: str, facts: Facts, ids: Iterable[tuple[str, str]]) -> Iterator[_Said]:
        def entity(index: int) -> str:
            return self.resolution.entity(facts.document.id, index)

        serving = [(a.who, a.of) for a in facts.affiliations]
        for s, (id, passage) in zip(facts.statements, ids, strict=True):
            day = _day(s.date or facts.document.published)
            if day is None or s.speaker is None or s.matter is None or not s.matter.predicates:
                continue
            sides = frozenset({entity(s.speaker), *(entity(of) for who, of in serving if who == s.speaker)})
            places = frozenset(entity(i) for i in s.about if facts.entities[i].kind in _LOCAL)
            names = frozenset(entity(i) for i in (*s.about, *s.targets))
            yield _Said(document, id, passage, day, s.act == "deny", s.act in AFFIRMING, sides, names, places, s.matter)


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
