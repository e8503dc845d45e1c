"""Which accounts of agreements tell of one: kind, date, parties and mediators agree, nothing contradicts, and why is kept in words."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date as Day
from typing import TypeAlias, TypeVar

from kgraph.facts import AgreementKind, Facts, Status
from kgraph.gazetteer.entry import folder
from kgraph.resolve.resolution import Canonical, Pact, last, slug

Key: TypeAlias = tuple[str | int | None, ...]
# The rule that joined an account to a cluster, and the documents that it compared.
Why: TypeAlias = tuple[str, str, str]
N = TypeVar("N")


@dataclass(slots=True)
class Told:
    """One document's account of an agreement. Entities are numbers: of the document's parts, and once all is settled of entities."""

    document: str
    index: int
    kind: AgreementKind
    name: str | None
    date: str | None
    effective: str | None
    status: Status | None
    parties: frozenset[int]
    mediators: frozenset[int]
    places: frozenset[int]
    states: frozenset[int]
    forms: tuple[str, ...]
    confidence: float
    start: int
    published: str


@dataclass(slots=True)
class Cluster:
    """Accounts of one agreement, and why each after the first was joined to them.

    Many accounts say the same: `terms` holds one of each that may contradict another, `accounts` the first of each that may share
    something with another.
    """

    members: list[Told] = field(default_factory=list)
    why: list[Why] = field(default_factory=list)
    documents: set[str] = field(default_factory=set)
    terms: dict[tuple[object, ...], Told] = field(default_factory=dict)
    accounts: dict[tuple[object, ...], Told] = field(default_factory=dict)

    def add(self, t: Told, why: Why | None = None) -> None:
        self.members.append(t)
        self.documents.add(t.document)
        self.terms.setdefault((t.date, t.parties, t.mediators), t)
        self.accounts.setdefault((t.date, t.name, t.parties, t.mediators, t.places, t.states), t)
        if why is not None:
            self.why.append(why)


def told(document: Facts, numbers: Sequence[int]) -> Iterator[Told]:
    """The accounts that a document gives of agreements; `numbers` are those of its entities."""
    states = frozenset(number for number, e in zip(numbers, document.entities, strict=True) if e.kind == "Country")
    for index, a in enumerate(document.agreements):
        parties, mediators, places = (frozenset(numbers[p.entity] for p in parts) for parts in (a.parties, a.mediators, a.places))
        yield Told(
            document.document.id, index, a.kind, a.name, a.date, a.effective, a.status, parties, mediators, places, states, a.forms,
            a.confidence, a.mentions[0].start if a.mentions else 0, document.document.published or "",
        )  # fmt: skip


def clusters(told: Iterable[Told], people: Set[int]) -> list[Cluster]:
    """The accounts put together that are of one agreement. Entities are numbers of entities; `people` those of persons."""
    out: list[Cluster] = []
    near: dict[Key, set[int]] = defaultdict(set)
    for t in sorted(told, key=place):
        numbers = sorted(set(itertools.chain.from_iterable(near.get(key, ()) for key in seeks(t))))
        found = fitting(t, ((number, out[number]) for number in numbers), people)
        if found is None:
            number = len(out)
            out.append(Cluster())
            out[number].add(t)
        else:
            number, why = found
            out[number].add(t, why)
        for key in found_by(t):
            near[key].add(number)
    return out


def place(t: Told) -> str:
    """Where an account stands in the order in which they are put together: the most precise dates of a kind come first.

    "1994" may then join the one agreement of that year that fits.
    """
    date = t.date or ""
    return "\x01".join((t.kind, f"{99 - len(date):02}", date, t.document, f"{t.index:09}"))


def fitting(t: Told, candidates: Iterable[tuple[N, Cluster]], people: Set[int]) -> tuple[N, Why] | None:
    """The cluster to which an account belongs, and why: of `candidates`, those with a key by which it seeks, the oldest first."""
    found = []
    for number, cluster in candidates:
        why = link(cluster, t, people)
        if why is not None:
            found.append((number, why))
            if len(t.date or "") == 10 or len(found) > 1:
                break
    return found[0] if len(found) == 1 else None


def found_by(t: Told) -> Iterator[Key]:
    """The keys under which a later account finds this one, by what `_shared` asks of two accounts; whether it fits, `link` tells.

    Relies on the order of `clusters`: within a kind, no account is dated more precisely than those before it. Accounts that no chain of
    such findings connects can be put together apart from each other.
    """
    for party in t.parties:
        if t.date is not None:
            for length in (4, 7, 10):
                if len(t.date) >= length:
                    yield t.kind, t.date[:length], party
        if t.name is not None:
            yield t.kind, "named", slug(t.name), party
    if len(t.date or "") == 10:
        for state in t.states:
            yield t.kind, t.date, "state", state
            if not t.parties:
                yield t.kind, t.date, "state alone", state


def seeks(t: Told) -> Iterator[Key]:
    """The keys under which this account looks for earlier ones."""
    if t.date is None and t.name is not None:
        for party in t.parties:
            yield t.kind, "named", slug(t.name), party
    for date in _dates_near(t.date):
        for party in t.parties:
            yield t.kind, date, party
        if len(t.date or "") == 10:
            for state in t.states:
                yield t.kind, date, "state alone" if t.parties else "state", state


def _dates_near(date: str | None) -> list[str]:
    """The date, and of a day those beside it, since one outlet's midnight is another's next day."""
    if date is None or len(date) < 10:
        return [date] if date else []
    day = Day.fromisoformat(date[:10]).toordinal()
    return [str(Day.fromordinal(n)) for n in (day - 1, day, day + 1) if 0 < n <= Day.max.toordinal()]


def link(cluster: Cluster, t: Told, people: Set[int]) -> Why | None:
    """What ties an account to the agreement of a cluster: the rule and the two documents; None where it is of another agreement.

    Each member must agree with it, and one at least share enough.
    """
    if t.document in cluster.documents or not all(_agree(member, t, people) for member in cluster.terms.values()):
        return None
    for member in cluster.accounts.values():
        rule = _shared(member, t)
        if rule is not None:
            one, other = sorted((member.document, t.document))
            return rule, one, other
    return None


def _agree(a: Told, b: Told, people: Set[int]) -> bool:
    if a.kind != b.kind or not _dates_agree(a.date, b.date):
        return False
    # Mediating states and bodies: an envoy beside his state is no contradiction.
    if a.mediators - people and b.mediators - people and not a.mediators & b.mediators:
        return False
    # One side in common is not enough: two wars of one state may each have a truce on one day.
    return a.parties <= b.parties or b.parties <= a.parties or len(a.parties & b.parties) > 1


def _shared(a: Told, b: Told) -> str | None:
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


def _same_war(a: Told, b: Told, when: str) -> str | None:
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


def pact(joined: Cluster, entities: Mapping[int, Canonical], base: str) -> Pact:
    """The agreement that the accounts of a cluster tell of. Another may have this id: see `apart`."""
    cluster = joined.members
    dates = Counter(t.date for t in cluster if t.date)
    date = min(dates, key=lambda d: (-len(d), -dates[d], d)) if dates else None
    effective = min((t.effective for t in cluster if t.effective), key=lambda d: (-len(d), d), default=None)
    parties = Counter(p for t in cluster for p in t.parties)
    kind = cluster[0].kind
    names = sorted(entities[p].name for p in parties)
    first = min(cluster, key=lambda t: (t.document, t.index))
    if date and parties:
        local = f"{folder(kind)}/{date}/{'-'.join(slug(n) for n in names)}"
    elif date:
        local = f"{folder(kind)}/{date}/{last(first.document)}-{first.start}"
    else:
        local = f"{folder(kind)}/{last(first.document)}/{first.start}"
    own = Counter(t.name for t in cluster if t.name)
    name = min(own, key=lambda n: (-own[n], -len(n), n)) if own else _title(kind, date, names)
    latest = max(cluster, key=lambda t: (t.status is not None, t.published, t.document, t.index))
    members = sorted((t.document, t.index) for t in cluster)
    return Pact(
        base + local,
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


def apart(id: str, document: str, start: int) -> str:
    """The id of an agreement where an earlier one has the plain `id`: with its first document, and where it begins in that."""
    return f"{id}/{last(document)}-{start}"


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
