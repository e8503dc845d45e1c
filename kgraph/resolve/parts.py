"""What documents say of a thing, gathered under the id that its name or gazetteer entry gives it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

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


class Named(NamedTuple):
    """A thing as one document names it: the part that it belongs to (by `id`, `states` and `share`), and what the document says of it.

    `was` is the id that the share's decision took it from.
    """

    id: str
    states: frozenset[str]
    share: Share | None
    was: str | None
    full: bool
    entity: Entity
    acts: bool
    serves: bool
    lies: bool


def named(facts: Facts, decided: Decided) -> list[Named]:
    """The entities of a document, in its own order, each with the part that it belongs to."""
    document = facts.document
    states, acting, lying = _states(facts), _acting(facts), set(_lying(facts))
    serving = {a.who for a in facts.affiliations}
    out = []
    for index, entity in enumerate(facts.entities):
        id, full = entity_id(entity, document.id)
        share = decided.share(id, document)
        does = (index in acting, index in serving, index in lying)
        if share is not None and share.of == id:
            # A decision on the plain id speaks of all that bear the name, whichever state they serve.
            out.append(Named(share.id, NOBODY, share, id, False, entity, *does))
        else:
            out.append(Named(id, states.get(index, NOBODY) if full else NOBODY, share, None, full, entity, *does))
    return out


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
