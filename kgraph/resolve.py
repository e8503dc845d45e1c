"""Who is who across documents: the ids under which the graph keeps entities and agreements.

Entities join by gazetteer entry, or by kind and canonical name; a person known by a surname alone stays the person of that
document. Agreements join when kind, date, parties and mediators agree and nothing contradicts; two ceasefires a week apart
stay two, and why two accounts were joined is kept in words. The result is a function of the set of facts: their order changes nothing.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date as Day

from kgraph.facts import AgreementKind, Entity, EntityKind, Facts, Status
from kgraph.gazetteer.entry import folder
from kgraph.lexicon import canonical, words

FactsSource = Callable[[], Iterator[Facts]]


@dataclass(slots=True)
class Canonical:
    """An entity of the graph: what all documents say of it together. `acts`: somewhere it speaks, is spoken to, signs or has organs."""

    id: str
    kind: EntityKind
    name: str
    aliases: set[str] = field(default_factory=set)
    gazetteer: str | None = None
    acts: bool = False

    @property
    def cls(self) -> str:
        """Its class in the ontology: a region or settlement that acts somewhere is an actor as well."""
        return {"Region": "GovernedRegion", "Settlement": "Municipality"}.get(self.kind, self.kind) if self.acts else self.kind


@dataclass(slots=True)
class Pact:
    """An agreement of the graph. `members` are (document id, index) of what the documents tell of it.

    `why`: for each member after the first, the rule that joined it, in words, and the ids of the two documents it compared; sorted.
    """

    id: str
    kind: AgreementKind
    name: str
    date: str | None
    effective: str | None
    status: Status | None
    members: list[tuple[str, int]]
    forms: set[str]
    confidence: float
    why: list[tuple[str, str, str]]


@dataclass(slots=True)
class Resolution:
    """The ids of everything: `entity(document, index)` and `agreement(document, index)` give IRIs under `base`."""

    base: str
    entities: dict[str, Canonical] = field(default_factory=dict)
    agreements: dict[str, Pact] = field(default_factory=dict)
    _entity: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _agreement: dict[tuple[str, int], str] = field(default_factory=dict)

    def entity(self, document: str, index: int) -> str:
        return self._entity[document][index]

    def agreement(self, document: str, index: int) -> str:
        return self._agreement[document, index]


@dataclass(slots=True)
class _Told:
    """One document's account of an agreement, in the terms that several documents share."""

    document: str
    index: int
    kind: AgreementKind
    name: str | None
    date: str | None
    effective: str | None
    status: Status | None
    parties: frozenset[str]
    mediators: frozenset[str]
    places: frozenset[str]
    states: frozenset[str]
    forms: tuple[str, ...]
    confidence: float
    start: int
    published: str


@dataclass(slots=True)
class _Cluster:
    """Accounts of one agreement, and why each after the first was joined to them."""

    members: list[_Told]
    why: list[tuple[str, str, str]] = field(default_factory=list)


def resolve(facts: FactsSource, base: str) -> Resolution:
    """Give every entity and agreement of `facts()` its id under `base`. Holds entities and agreements, never statements."""
    out = Resolution(base)
    names: dict[str, Counter[str]] = defaultdict(Counter)
    told: list[_Told] = []
    kinds: dict[str, Counter[EntityKind]] = defaultdict(Counter)
    for document in facts():
        ids = tuple(base + _entity_id(e, document.document.id) for e in document.entities)
        out._entity[document.document.id] = ids
        for entity, id in zip(document.entities, ids, strict=True):
            canonical = out.entities.setdefault(id, Canonical(id, entity.kind, entity.name, gazetteer=entity.gazetteer))
            canonical.gazetteer = canonical.gazetteer or entity.gazetteer
            canonical.aliases.update(entity.aliases)
            names[id][entity.name] += 1
            kinds[id][entity.kind] += 1
        for index in _acting(document):
            out.entities[ids[index]].acts = True
        told += _told(document, ids)
    for id, canonical in out.entities.items():
        canonical.name = min(names[id], key=lambda n: (-names[id][n], -len(n), n))
        counts = kinds[id]
        canonical.kind = min(counts, key=lambda k: (-counts[k], k))
        canonical.aliases.add(canonical.name)
    _join_agreements(told, out)
    return out


def _acting(document: Facts) -> set[int]:
    out = {a.of for a in document.affiliations}
    for g in document.agreements:
        out.update(p.entity for p in g.actors)
    for s in document.statements:
        out.update((*s.addressees, *s.targets, *(() if s.speaker is None else (s.speaker,))))
    return out


def slug(name: str) -> str:
    """A name as part of an IRI: lower case, accents dropped, words joined by hyphens; other scripts stay as they are."""
    folded = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[^\w]+", "-", folded.replace("'", "").replace("’", "")).strip("-") or "unnamed"


def _last(document: str) -> str:
    """What of a document's id goes into the ids of its own."""
    return document.rsplit("/", 1)[-1]


def _entity_id(entity: Entity, document: str) -> str:
    if entity.gazetteer is not None:
        return entity.gazetteer
    own = f"{folder(entity.kind)}/{slug(entity.name)}"
    if _is_shared(entity):
        return f"{own}/{_last(document)}"
    return own


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


# Agreements ---------------------------------------------------------------------------------------------------------


def _told(document: Facts, ids: tuple[str, ...]) -> Iterator[_Told]:
    for index, a in enumerate(document.agreements):
        yield _Told(
            document.document.id, index, a.kind, a.name, a.date, a.effective, a.status,
            frozenset(ids[p.entity] for p in a.parties), frozenset(ids[p.entity] for p in a.mediators),
            frozenset(ids[p.entity] for p in a.places),
            frozenset(i for i, e in zip(ids, document.entities, strict=True) if e.kind == "Country"), a.forms, a.confidence,
            a.mentions[0].start if a.mentions else 0,
            document.document.published or "",
        )  # fmt: skip


def _join_agreements(told: list[_Told], out: Resolution) -> None:
    clusters: list[_Cluster] = []
    # The most precise dates first: "1994" may then join the one agreement of that year that fits.
    for t in sorted(told, key=lambda t: (t.kind, -len(t.date or ""), t.date or "", t.document, t.index)):
        fitting = [(c, link) for c in clusters if (link := _link(c.members, t)) is not None]
        if len(fitting) == 1 or (fitting and len(t.date or "") == 10):
            cluster, link = fitting[0]
            cluster.members.append(t)
            cluster.why.append(link)
        else:
            clusters.append(_Cluster([t]))
    for cluster in sorted(clusters, key=lambda c: min((t.document, t.index) for t in c.members)):
        pact = _pact(cluster, out)
        if pact.id in out.agreements:
            first = min((t.document, t.start) for t in cluster.members)
            pact.id = f"{pact.id}/{_last(first[0])}-{first[1]}"
        out.agreements[pact.id] = pact
        for t in cluster.members:
            out._agreement[t.document, t.index] = pact.id


def _link(members: list[_Told], t: _Told) -> tuple[str, str, str] | None:
    """What ties an account to the agreement of a cluster: the rule and the two documents; None where it is of another agreement.

    Each member must agree with it, and one at least share enough.
    """
    if not all(_agree(member, t) for member in members):
        return None
    for member in members:
        rule = _shared(member, t)
        if rule is not None:
            one, other = sorted((member.document, t.document))
            return rule, one, other
    return None


def _agree(a: _Told, b: _Told) -> bool:
    if a.document == b.document or a.kind != b.kind:
        return False
    if not _dates_agree(a.date, b.date):
        return False
    if _powers(a.mediators) and _powers(b.mediators) and not a.mediators & b.mediators:
        return False
    # One side in common is not enough: two wars of one state may each have a truce on one day.
    return a.parties <= b.parties or b.parties <= a.parties or len(a.parties & b.parties) > 1


def _powers(mediators: frozenset[str]) -> set[str]:
    """Mediating states and bodies: an envoy beside his state is no contradiction."""
    return {i for i in mediators if "/person/" not in i}


def _shared(a: _Told, b: _Told) -> str | None:
    """What two accounts that agree have in common, in words, where it is enough to take them for one agreement; else None."""
    parties = len(a.parties & b.parties)
    in_common = f"{parties} shared {'party' if parties == 1 else 'parties'}"
    if a.date is None or b.date is None:
        same_name = a.name is not None and b.name is not None and slug(a.name) == slug(b.name)
        return f"same kind, same name, {in_common}" if same_name and parties else None
    when = f"same kind, {_when(a.date, b.date)}"
    if len(a.date) == len(b.date) == 10:
        return f"{when}, {in_common}" if parties else _same_war(a, b, when)
    return f"{when}, {in_common}" if parties and parties >= min(2, len(a.parties), len(b.parties)) else None


def _same_war(a: _Told, b: _Told, when: str) -> str | None:
    # One report leaves the parties out: it tells of the same war if it names the same states.
    states = len(a.states & b.states)
    if (a.parties and b.parties) or states < 2:
        return None
    rule = f"{when}, {states} states that both documents name"
    if a.date == b.date:
        return rule
    if a.mediators & b.mediators:
        return f"{rule}, shared mediator"
    return f"{rule}, shared place" if a.places & b.places else None


def _when(a: str, b: str) -> str:
    """How far two dates that agree are the same: as far as the less precise one tells."""
    if len(a) == len(b) == 10 and a != b:
        return "one day apart"
    return {4: "same year", 7: "same month"}.get(min(len(a), len(b)), "same day")


def _dates_agree(a: str | None, b: str | None) -> bool:
    if a is None or b is None or a.startswith(b) or b.startswith(a):
        return True
    if len(a) < 10 or len(b) < 10:
        return False
    # One outlet's midnight is another's next day.
    return abs((Day.fromisoformat(a[:10]) - Day.fromisoformat(b[:10])).days) <= 1


def _pact(joined: _Cluster, out: Resolution) -> Pact:
    cluster = joined.members
    dates = Counter(t.date for t in cluster if t.date)
    date = min(dates, key=lambda d: (-len(d), -dates[d], d)) if dates else None
    effective = min((t.effective for t in cluster if t.effective), key=lambda d: (-len(d), d), default=None)
    parties = Counter(p for t in cluster for p in t.parties)
    kind = cluster[0].kind
    names = sorted(out.entities[p].name for p in parties)
    first = min(cluster, key=lambda t: (t.document, t.index))
    if date and parties:
        local = f"{folder(kind)}/{date}/{'-'.join(slug(n) for n in names)}"
    elif date:
        local = f"{folder(kind)}/{date}/{_last(first.document)}-{first.start}"
    else:
        local = f"{folder(kind)}/{_last(first.document)}/{first.start}"
    own = Counter(t.name for t in cluster if t.name)
    name = min(own, key=lambda n: (-own[n], -len(n), n)) if own else _title(kind, date, names)
    latest = max(cluster, key=lambda t: (t.status is not None, t.published, t.document, t.index))
    members = sorted((t.document, t.index) for t in cluster)
    return Pact(
        out.base + local,
        kind,
        name,
        date,
        effective,
        latest.status,
        members,
        {f for t in cluster for f in t.forms},
        max(t.confidence for t in cluster),
        sorted(joined.why),
    )


def _title(kind: str, date: str | None, parties: list[str]) -> str:
    """A name for an agreement that has none: "ceasefire of 10 October 2020 (Armenia, Azerbaijan)"."""
    what = folder(kind).replace("-", " ")
    when = f" of {_in_words(date)}" if date else ""
    return f"{what}{when}{' (' + ', '.join(parties) + ')' if parties else ''}"


_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


def _in_words(date: str) -> str:
    parts = date[:10].split("-")
    if len(parts) == 1:
        return parts[0]
    month = _MONTHS[int(parts[1]) - 1]
    return f"{month} {parts[0]}" if len(parts) == 2 else f"{int(parts[2])} {month} {parts[0]}"
