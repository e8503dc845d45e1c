"""Which of several places of one name a text means: what it says of it, what else it names, and only then how large each is.

"Lancaster, Pa." is said to lie in Pennsylvania; "Tripoli" in a text on Lebanon lies there; a town stands with its neighbours. A name
means one place throughout a text. Where nothing speaks for another, the likeliest by itself stays, as the gazetteer orders them.
The kinds of evidence are those of the literature on toponym resolution (local context, one sense per discourse, spatial proximity,
importance); the weights are this project's own.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from spacy.tokens import Doc

from kgraph.extract.mentions.found import POSSESSIVE, Found, is_district_alone, place_kind
from kgraph.extract.syntax import wording
from kgraph.gazetteer import Entry, fold, gazetteer
from kgraph.lexicon import table, words

_KINDS = frozenset({"Region", "Settlement"})
_LANDS = frozenset({"Country", "Region", "Settlement"})
_SAID, _LAND, _REGION, _NEAR = 6.0, 4.5, 5.0, 4.0  # what the text says; its states; its regions; towns of one region beside each other
_LAND_ALONE = 2.5
_SIZE, _ORDER = 0.8, 0.2  # a tenfold population; a place further down in the gazetteer's order
_FAME, _CAPITAL, _OWN_NAME, _KNOWN = 3.0, 1.0, 1.5, 1.5
# Hundredths of a vote: another name in question counts by half, and a state that acts less than one in which things are.
_WHOLE, _HALF, _ACTS = 100, 50, 34
_LARGE, _WELL_KNOWN = 300_000, 50  # people, names in the world's languages
_FEW = 20  # times as many people as a namesake has
_SMALL = 50_000  # people
_TOLD = 150  # hundredths of votes from which on a text is on some states and no others
_LAST = 8
_ROUNDS = 2
_TOGETHER = 3  # names from which on towns of one region tell something


@dataclass(frozen=True, slots=True)
class _Name:
    """A name that may mean several places; `said` are the states and regions that the text puts it in."""

    found: tuple[Found, ...]
    candidates: tuple[Entry, ...]
    said: frozenset[str]
    key: str  # the form as the gazetteer compares it
    seat: Entry | None  # the state that a capital's name stands for


@dataclass(slots=True)
class _Votes:
    """How often a text speaks of each state and region, and of small towns in each region, in hundredths."""

    lands: Counter[str] = field(default_factory=Counter)
    regions: Counter[str] = field(default_factory=Counter)
    towns: Counter[str] = field(default_factory=Counter)
    of_lands: int = 0
    of_regions: int = 0

    def add(self, entry: Entry | None, votes: int) -> None:
        if entry is None:
            return
        if entry.country:
            self.lands[entry.country] += votes
            self.of_lands += votes
        for region in _regions_of(entry):
            self.regions[region] += votes
            self.of_regions += votes
            if entry.kind == "Settlement" and entry.population < _LARGE and entry.names < _WELL_KNOWN:
                self.towns[region] += votes


def place(doc: Doc, found: list[Found]) -> list[Found]:
    """`found` with each name of a place on the place that the text means, and with the short forms of states behind towns."""
    found = _with_short_forms(doc, found)
    names = _names(doc, found)
    if not names:
        return found
    votes = _votes(doc, found, {id(f) for name in names for f in name.found})
    if len(votes.lands) == 1 and not votes.regions and not any(name.said for name in names) and _all_agree(names, votes):
        return found
    near = _beside(names)
    for _ in range(_ROUNDS):  # the second time, what the first found out about the other names counts too
        chosen = [name.found[0].entry for name in names]
        for entry in chosen:
            votes.add(entry, _HALF)
        for name, own in zip(names, chosen, strict=True):
            votes.add(own, -_HALF)
            if name.said or votes.of_lands or votes.of_regions or near:
                best = max(_possible(name, votes), key=lambda e: _score(e, name, votes, near))
                for f in name.found:
                    f.entry, f.kind = best, best.kind
            votes.add(own, _HALF)
        for entry in chosen:
            votes.add(entry, -_HALF)
    chosen = [name.found[0].entry for name in names]
    for entry in chosen:
        votes.add(entry, _HALF)
    for name, own in zip(names, chosen, strict=True):
        votes.add(own, -_HALF)
        if _is_elsewhere(name, votes):
            for f in name.found:
                f.entry, f.rule = None, "recognised"
        votes.add(own, _HALF)
    return found


def _is_prominent(entry: Entry, name: _Name) -> bool:
    """Whether a place is so well known that its bare name means it: a capital, a large city, what the hand-kept tables have."""
    capital = name.seat is not None and entry.country == (name.seat.iso or name.seat.country) and entry is name.candidates[0]
    return capital or entry.population >= _LARGE or entry.names >= _WELL_KNOWN or "/geonames-" not in entry.id


def _possible(name: _Name, votes: _Votes) -> list[Entry]:
    """The candidates that a text may mean: beside a well-known place only another such, one that the text puts where it lies, or one
    with small towns of its region around it. Talks in Geneva, Vienna and Rome are held in no villages of Illinois."""
    first = name.candidates[0]
    if not _is_prominent(first, name):
        return list(name.candidates)
    return [
        e
        for e in name.candidates
        if e is first
        or e.population * _FEW > first.population > 0
        or e.kind != first.kind
        or _around(e) & name.said
        or any(votes.towns[r] for r in _regions_of(e))
    ]


def _is_elsewhere(name: _Name, votes: _Votes) -> bool:
    """Whether the place found cannot be meant: the text says that it lies in another country, or it is a small place that bears the name
    as one of several, or alone, in a country that a text on others never names."""
    entry = name.found[0].entry
    if entry is None or entry.kind == "Country" or not entry.country or "/geonames-" not in entry.id:
        return False
    said = {e.country for i in name.said if (e := gazetteer().get(i)) is not None and e.country}
    if said:
        return entry.country not in said
    if _is_prominent(entry, name) or votes.lands[entry.country] > 0:
        return False
    if fold(entry.name) != name.key:
        return votes.of_lands > 0
    return votes.of_lands >= _TOLD and entry.population < _SMALL


def _all_agree(names: list[_Name], votes: _Votes) -> bool:
    return all(name.candidates[0].country in votes.lands for name in names)


def _names(doc: Doc, found: list[Found]) -> list[_Name]:
    mentions: dict[str, list[Found]] = defaultdict(list)
    for f in found:
        if f.entry is not None and not f.adjective and f.rule == "gazetteer" and (f.kind in _KINDS or _may_be_region(f.entry)):
            mentions[wording(doc, f.start, f.end)].append(f)
    at = {f.start: f for f in found}
    out = []
    for form, those in mentions.items():
        kinds: set[str] = {those[0].kind}
        if not any(place_kind(doc, f.start, f.end) for f in those):
            kinds |= _KINDS  # "Virginia" may be the state or the town; "the Virginia state" may not
        entries = gazetteer().lookup(form)
        if not entries or gazetteer().is_own(entries[0].id):
            continue  # a user's own entry is what he means
        own = those[0].entry
        candidates = [e for e in entries if e.kind in kinds and not is_district_alone(e, form)]
        if own is not None:  # the town and the region called after it are told apart already
            candidates = [e for e in candidates if e.kind == own.kind or (fold(e.name) == fold(form) and not _is_called_after(e, own))]
        if own is not None and own not in candidates:
            candidates.insert(0, own)
        elif own is not None:
            candidates.sort(key=lambda e: e is not own)  # what it would be by itself goes first, the others keep their order
        if candidates and fold(candidates[0].name) == fold(form) and candidates[0].kind == "Settlement":
            # Tehran is no Tiran that some call so
            candidates = [e for e in candidates if fold(e.name) == fold(form)]
        if candidates:
            said = frozenset(s for f in those for s in _said(doc, f, at))
            out.append(_Name(tuple(those), tuple(candidates), said, fold(form), gazetteer().capital_of(form)))
    return out


def _is_called_after(a: Entry, b: Entry) -> bool:
    """Whether one of two places of one name lies in the other, or may for all that is known."""
    return a.country == b.country and (a.id == b.parent or b.id == a.parent or not (a.parent or b.parent))


def _may_be_region(entry: Entry) -> bool:
    """Whether a state bears the name of a region elsewhere, as Georgia does."""
    return entry.kind == "Country" and any(e.kind == "Region" and e.country != entry.country for e in gazetteer().lookup(entry.name))


def _said(doc: Doc, f: Found, at: dict[int, Found]) -> Iterable[str]:
    """The states and regions that the words around a name put the place in, as ids."""
    outer = None
    end = f.end
    if end < len(doc) and doc[end].text in (",", "(") and (outer := at.get(end + 1)) is None and end + 2 < len(doc):
        outer = at.get(end + 2) if doc[end + 1].lower_ == "in" else None
    elif end + 1 < len(doc) and doc[end].lower_ == "in":
        outer = at.get(end + 1)
    if outer is not None and outer.entry is not None and not outer.adjective and outer.kind in ("Country", "Region"):
        yield outer.entry.id
    i = f.start - 1
    while i >= 0 and (doc[i].lower_ in ("of", "the") or doc[i].lower_ in table("place_nouns")):
        i -= 1
    if i >= 1 and doc[i].text in POSSESSIVE:
        i -= 1
    before = next((at[k] for k in range(max(0, i - 2), i + 1) if k in at and at[k].end == i + 1), None) if i >= 0 else None
    if before is not None and before.entry is not None and before.kind in ("Country", "Region"):
        owned = doc[before.end].text in POSSESSIVE or before.adjective
        if owned and (before.end < f.start - 1 or not before.adjective or doc[before.end].text in POSSESSIVE):
            yield before.entry.id


def _votes(doc: Doc, found: list[Found], open_: set[int]) -> _Votes:
    """The states and regions that a text speaks of, by how often: what is certain, not the names in question."""
    votes = _Votes()
    for f in found:
        if id(f) in open_:
            continue
        where = f.start > 0 and doc[f.start - 1].lower_ in words("where_words")
        for e in (f.entry, f.state):
            if e is not None and e.kind in _LANDS:
                votes.add(e, _WHOLE if where or e.kind != "Country" else _ACTS)
    return votes


def _beside(names: list[_Name]) -> dict[str, float]:
    """For each region, what share of the other names may lie in it too; towns of one region are often named together."""
    near: Counter[str] = Counter()
    for name in names:
        if not _is_prominent(name.candidates[0], name):
            near.update({region for e in name.candidates if fold(e.name) == name.key for region in _regions_of(e)})
    return {r: (n - 1) / (len(names) - 1) for r, n in near.items()} if len(names) >= _TOGETHER else {}


def _regions_of(entry: Entry) -> set[str]:
    if entry.kind == "Region":
        return {entry.id} | ({entry.parent} if entry.parent else set())
    return {entry.parent} if entry.parent else set()


def _around(entry: Entry) -> set[str]:
    """The ids of what a place lies in."""
    return _regions_of(entry) | ({f"country/{entry.country}"} if entry.country else set()) - {entry.id}


def _score(entry: Entry, name: _Name, votes: _Votes, near: dict[str, float]) -> float:
    score = _SIZE * math.log10(max(entry.population, 500)) - _ORDER * min(name.candidates.index(entry), _LAST)
    capital = name.seat is not None and entry.kind == "Settlement" and entry.country == (name.seat.iso or name.seat.country)
    score += _KNOWN * math.log10(5 + entry.names)
    score += _OWN_NAME * (fold(entry.name) == name.key)
    score += _CAPITAL * capital + _FAME * ("/geonames-" not in entry.id)  # what the hand-kept tables have is in the news
    own, around = _regions_of(entry), _around(entry)
    if name.said:
        score += _SAID * bool(around & name.said) - _SAID * (not around & name.said)
    around_it = max((votes.regions[r] for r in own), default=0)
    if votes.of_lands:
        # A large state has many small towns: that it is spoken of tells little of one, unless its region is spoken of too.
        score += (_LAND if around_it else _LAND_ALONE) * votes.lands[entry.country or ""] / votes.of_lands
    if votes.of_regions:
        score += _REGION * around_it / votes.of_regions
    if near:
        score += _NEAR * max((near.get(r, 0) for r in own), default=0)
    return score


def _shortened(doc: Doc, f: Found) -> Entry | None:
    form = wording(doc, f.start, f.end)
    if "." not in form and wording(doc, f.end, f.end + 1) == ".":
        form += "."
    return gazetteer().shortened(form) if "." in form else None


def _with_short_forms(doc: Doc, found: list[Found]) -> list[Found]:
    """The short forms of states and provinces behind a town as regions: "Lancaster, Pa.", "Toronto, ON"."""
    taken = {i: f for f in found for i in range(f.start, f.end)}
    out = list(found)
    for f in found:
        if f.entry is None and f.kind in ("Settlement", "Region", "Facility") and (alone := _shortened(doc, f)) is not None:
            f.entry, f.kind, f.rule = alone, "Region", "short form"  # "Surprise, Ariz.", where the town was not seen
    for f in found:
        if f.kind not in ("Settlement", "Region", "Facility", "Person", "Organization") or f.adjective:
            continue
        i = f.end
        if i + 1 >= len(doc) or doc[i].text != ",":
            continue
        for end in range(min(i + 4, len(doc)), i + 1, -1):
            region = gazetteer().shortened(wording(doc, i + 1, end))
            if region is None:
                continue
            other = taken.get(i + 1)
            if other is not None and (other.start != i + 1 or other.end > end):
                break
            if other is not None:
                out.remove(other)
            out.append(Found(i + 1, end, "Region", "short form behind a town", region))
            break
    return sorted(out, key=lambda f: f.start)
