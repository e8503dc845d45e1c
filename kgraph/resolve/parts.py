"""What documents say of a thing, gathered under the id that its name or gazetteer entry gives it."""

from array import array
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from kgraph.facts import Entity, EntityKind, Facts
from kgraph.gazetteer import gazetteer
from kgraph.gazetteer.entry import folder
from kgraph.lexicon import canonical, words
from kgraph.resolve.decisions import Decided, Share
from kgraph.resolve.resolution import last, slug

NOBODY: frozenset[str] = frozenset()


@dataclass(slots=True, eq=False)
class Part:
    """What some documents say of one thing: all documents that name it, or those that tell the same states of a person.

    `id` is without the base; namesakes and decisions may change it. `full`: what bears the name is one, unless namesakes are told
    apart. `share` is the decision that claims the part, `was` the id that a decision took it from. `common` is the state by which
    documents were joined. `acts`: it speaks, is spoken to, signs or has organs; `serves`: it is affiliated; `lies`: it is on the map.
    """

    id: str
    full: bool
    states: frozenset[str]
    share: Share | None = None
    was: str | None = None
    common: str | None = None
    gazetteer: str | None = None
    names: dict[str, int] = field(default_factory=dict)
    kinds: dict[EntityKind, int] = field(default_factory=dict)
    aliases: set[str] = field(default_factory=set)
    acts: bool = False
    serves: bool = False
    lies: bool = False
    documents: int = 0
    first: str = ""  # the smallest of the documents' ids
    latest: str = ""  # the document seen last: it may name the thing twice


class Parts:
    """The parts of all documents, numbered as they come."""

    def __init__(self, decided: Decided) -> None:
        self.all: list[Part] = []
        self._decided = decided
        self._numbers: dict[tuple[str, frozenset[str], Share | None], int] = {}

    def add(self, facts: Facts) -> "array[int]":
        """Take in a document; the numbers of the parts that its entities belong to."""
        document = facts.document.id
        states = _states(facts)
        numbers = array("I")
        for index, entity in enumerate(facts.entities):
            id, full = entity_id(entity, document)
            number = self._number(id, full, states.get(index, NOBODY) if full else NOBODY, facts)
            numbers.append(number)
            part = self.all[number]
            part.gazetteer = part.gazetteer or entity.gazetteer
            part.aliases.update(entity.aliases)
            part.names[entity.name] = part.names.get(entity.name, 0) + 1
            part.kinds[entity.kind] = part.kinds.get(entity.kind, 0) + 1
            if part.latest != document:
                part.documents += 1
                part.latest = document
                part.first = min(part.first or document, document)
        for index in _acting(facts):
            self.all[numbers[index]].acts = True
        for a in facts.affiliations:
            self.all[numbers[a.who]].serves = True
        for index in _lying(facts):
            self.all[numbers[index]].lies = True
        return numbers

    def _number(self, id: str, full: bool, states: frozenset[str], facts: Facts) -> int:
        share = self._decided.share(id, facts.document)
        # A decision on the plain id speaks of all that bear the name, whichever state they serve.
        claimed = share is not None and share.of == id
        key = (id, NOBODY if claimed else states, share)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.all)
            if share is not None and claimed:
                self.all.append(Part(share.id, False, NOBODY, share, was=id))
            else:
                self.all.append(Part(id, full, states, share))
        return number


def entity_id(entity: Entity, document: str) -> tuple[str, bool]:
    """The id of an entity, without the base, as the document alone tells; and whether it is a person's full name."""
    if entity.gazetteer is not None:
        return entity.gazetteer, False
    own = f"{folder(entity.kind)}/{slug(entity.name)}"
    if _is_shared(entity):
        return f"{own}/{last(document)}", False
    return own, entity.kind == "Person"


_PARTICLES = frozenset({"al", "el", "van", "von", "de", "di", "bin", "ibn", "ben"})


def _is_shared(entity: Entity) -> bool:
    """Whether many things of the world bear a name, so that it joins nothing across documents: a surname, a ministry without its
    state, "the Supreme Court"."""
    parts = entity.name.replace("-", " ").lower().split()
    if entity.kind == "Person":
        return len([p for p in parts if p not in _PARTICLES]) == 1
    if entity.kind in ("Organization", "ArmedForce"):
        name = entity.name.lower()
        return name in canonical("ministries") or name in words("generic_forces") or name in words("common_bodies")
    return False


def _acting(facts: Facts) -> set[int]:
    out = {a.of for a in facts.affiliations}
    for g in facts.agreements:
        out.update(p.entity for p in g.actors)
    for s in facts.statements:
        out.update((*s.addressees, *s.targets, *(() if s.speaker is None else (s.speaker,))))
    return out


def _lying(facts: Facts) -> Iterator[int]:
    for place in facts.locations:
        yield from (place.place, place.inside)
    for g in facts.agreements:
        yield from (p.entity for p in g.places)


def _states(facts: Facts) -> dict[int, frozenset[str]]:
    """For each person that the document affiliates: the states that he or she serves, or whose bodies."""
    serves: dict[int, set[int]] = defaultdict(set)
    for a in facts.affiliations:
        serves[a.who].add(a.of)
    out: dict[int, frozenset[str]] = {}
    for person, powers in serves.items():
        if facts.entities[person].kind == "Person":
            near = powers.union(*(serves.get(body, ()) for body in powers))
            found = (_state(facts.entities[i]) for i in near)
            out[person] = frozenset(state for state in found if state is not None)
    return out


def _state(entity: Entity) -> str | None:
    """The id of the state that an entity is or belongs to, None where that tells nobody apart.

    A self-proclaimed or dissolved state tells nobody apart: who served it often serves another as well. Nor does an armed
    force: the gazetteer has the state where it acts.
    """
    entry = gazetteer().get(entity.gazetteer) if entity.gazetteer else None
    if entity.kind == "Country":
        if entry is not None:
            return entry.id if entry.iso else None
        return entity_id(entity, "")[0]
    if entity.kind == "Organization" and entry is not None and entry.country and len(entry.country) == 2:
        return f"country/{entry.country}"
    return None
