"""Which known country, place or body a name may stand for.

The tables beside this file are kept by hand; settlements and first-order regions come from GeoNames (see CARD.md). A look-up
gives candidates, never a verdict: "Reading", "Mobile" and "Santos" are towns, and it takes the sentence to tell.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache, cached_property, lru_cache
from pathlib import Path

from kgraph.errors import GazetteerError
from kgraph.facts import EntityKind
from kgraph.gazetteer import tables
from kgraph.gazetteer.blocks import SortedTable
from kgraph.gazetteer.entry import Entry, Listing
from kgraph.gazetteer.fold import fold, is_acronym
from kgraph.lexicon import table

__all__ = ["Entry", "Gazetteer", "fold", "gazetteer", "use"]

_FOLDER = Path(__file__).parent
_ORDER: dict[EntityKind, int] = {"Country": 0, "Region": 1, "Organization": 2, "ArmedForce": 2}
_MOST = 12  # of the settlements that share a name: "San José" has hundreds


_own: tuple[Path, ...] = ()  # paths of the gazetteers that `use` named


def use(own: Sequence[Path]) -> None:
    """From now on `gazetteer()` in this process has the entries of these YAML files as well. Raises `GazetteerError`."""
    global _own
    if own or _own:
        _own = tuple(own)
        gazetteer.cache_clear()
        gazetteer()


@cache
def gazetteer() -> "Gazetteer":
    """The shipped gazetteer, and what `use` named; loaded when first asked for."""
    return Gazetteer.load(_own)


class Gazetteer:
    """The known names. Make one with `Gazetteer.load()`; it is read-only and may be shared between threads."""

    def __init__(self, listings: Iterable[Listing], own: Iterable[Listing] = ()) -> None:
        self._entries: dict[str, Entry] = {}
        self._names: dict[str, list[Entry]] = {}
        self._demonyms: dict[str, list[Entry]] = {}
        self._seats: dict[str, list[Entry]] = {}
        self._words: dict[str, tuple[str, ...]] = {}
        self._first: set[str] = set()
        self._place_names = SortedTable(_FOLDER / "names")
        self._places = SortedTable(_FOLDER / "places")
        self._codes = tables.region_codes()
        self._short = tables.short_forms()
        self._kinds = table("place_nouns")
        self.lookup = lru_cache(maxsize=20_000)(self._lookup)
        for listing in own:
            self._first.add(listing.entry.id)
            self._add(listing)
        for listing in listings:
            if listing.entry.id not in self._first:
                self._add(listing)

    @classmethod
    def load(cls, extra: Sequence[Path] = ()) -> "Gazetteer":
        """The shipped gazetteer, and the entries of the YAML files in `extra`, which go before it. Raises `GazetteerError`."""
        return cls(tables.shipped(), [listing for path in extra for listing in tables.own(path)])

    def get(self, identifier: str) -> Entry | None:
        """The entry with this id, if any."""
        if entry := self._entries.get(identifier):
            return entry
        folder, _, rest = identifier.partition("/geonames-")
        if folder not in {"settlement", "region"} or (folder == "region") != ("." in rest):
            return None
        return self._place(rest)

    def is_own(self, identifier: str) -> bool:
        """Whether an entry comes from the user's own gazetteer."""
        return identifier in self._first

    def shortened(self, name: str) -> Entry | None:
        """The region that a short form stands for behind a town's name: "Pa.", "Ont."."""
        code = self._short.get(name)
        return self._place(code) if code is not None else None

    def demonym(self, word: str) -> Entry | None:
        """The country or region that an adjective or a word for its people names: "Armenian", "Armenians", "French".

        Of several ("Congolese", "Korean") the most populous.
        """
        return next(iter(self._demonyms.get(fold(word), ())), None) if _written_as_name(word) else None

    def demonyms_of(self, identifier: str) -> tuple[str, ...]:
        """The adjectives and words for its people under which an entry is listed, as written there."""
        return self._words.get(identifier, ())

    def capital_of(self, name: str) -> Entry | None:
        """The state whose government a city's name stands for in news ("Baku accused ..."), if it is a capital or such a seat."""
        return next(iter(self._seats.get(fold(name), ())), None) if _written_as_name(name) else None

    def begins(self, words: str) -> bool:
        """Whether a longer name than these words may begin with them. Where it is False, `lookup` finds no name that they begin, but for
        one that is followed or preceded by a noun for its kind ("Idlib province", "the city of Goma").
        """
        start, written = fold(words), words.replace(".", "").rstrip("'’")
        # What follows "the" and "St" changes what they are folded to.
        return (
            "the ".startswith(start)
            or start.endswith("st")
            or any(self._known(key) for key in {start, written})
            or self._place_names.begins(start)
        )

    def _known(self, start: str) -> bool:
        at = bisect_left(self._sorted_names, start)
        return at < len(self._sorted_names) and self._sorted_names[at].startswith(start)

    @cached_property
    def _sorted_names(self) -> list[str]:
        return sorted(self._names)

    def _lookup(self, name: str) -> tuple[Entry, ...]:
        """What `name` may stand for, likeliest first: own entries, countries, well-known regions, bodies, features, then
        settlements and first-order regions by population.

        Accents, hyphens, apostrophes and a leading "the" are set aside; case counts in acronyms, and a name without any capital
        letter finds nothing. "Idlib province", "the city of Goma" and "Moscow's" find what they name.
        """
        name = " ".join(name.split())
        if not _written_as_name(name):
            return ()
        if found := self._exactly(name):
            return found
        for plain in (name.removesuffix("'s").removesuffix("’s"), name.removesuffix("'").removesuffix("’")):
            if plain != name and (found := self._lookup(plain)):
                return found
        return self._by_kind(name)

    def _exactly(self, name: str) -> tuple[Entry, ...]:
        if is_acronym(name) and (found := self._names.get(name.replace(".", ""))):
            return tuple(found)
        key = fold(name)
        known = self._names.get(key, [])
        numbers = self._place_names.get(key)
        if numbers is None:
            return tuple(known)
        places = (self._place(number) for number in numbers.split(",")[:_MOST] if number)
        return tuple(dict.fromkeys([*known, *(place for place in places if place)]))

    def _by_kind(self, name: str) -> tuple[Entry, ...]:
        # "Idlib province" and "province of Idlib": the common noun tells the kind, the rest the name.
        words = name.split(" ")
        kind = self._kinds.get(words[-1].lower()) if len(words) > 1 else None
        rest = " ".join(words[:-1])
        if kind is None:
            before, of, rest = name.partition(" of ")
            kind = self._kinds.get(before.lower().removeprefix("the ")) if of else None
        return tuple(entry for entry in self._exactly(rest) if entry.kind == kind) if kind and _written_as_name(rest) else ()

    def _place(self, key: str) -> Entry | None:
        if key in self._codes:
            return self._entries.get(self._codes[key])
        row = self._places.get(key)
        if row is None:
            return None
        name, country, region, latitude, longitude, population, names = row.split("\t")
        settled = "." not in key
        return Entry(
            id=f"{'settlement' if settled else 'region'}/geonames-{key}",
            kind="Settlement" if settled else "Region",
            name=name,
            country=country,
            latitude=float(latitude) if latitude else None,
            longitude=float(longitude) if longitude else None,
            geonames=int(key) if settled else None,
            population=int(population),
            names=int(names),
            parent=self._codes.get(region, f"region/geonames-{region}") if region else None,
        )

    def _add(self, listing: Listing) -> None:
        entry = listing.entry
        if entry.id in self._entries:
            raise GazetteerError(f"gazetteer: {entry.id} is there twice")
        self._entries[entry.id] = entry
        for name in (entry.name, *entry.aliases):
            key = name.replace(".", "") if is_acronym(name) else fold(name)
            self._insert(self._names, key, entry)
        self._words[entry.id] = listing.demonyms
        for word in listing.demonyms:
            self._insert(self._demonyms, fold(word), entry)
        for seat in listing.seats:
            self._insert(self._seats, fold(seat), entry)

    def _insert(self, index: dict[str, list[Entry]], key: str, entry: Entry) -> None:
        found = index.setdefault(key, [])
        if entry not in found:
            found.append(entry)
            if len(found) > 1:
                found.sort(key=lambda other: self._rank(other, key))

    def _rank(self, entry: Entry, key: str) -> tuple[bool, int, bool, bool, int, str]:
        past = entry.years[1] is not None
        alias = key not in {fold(entry.name), entry.name}
        return (entry.id not in self._first, _ORDER.get(entry.kind, 3), past, alias, -entry.population, entry.id)


def _written_as_name(name: str) -> bool:
    return name != name.lower() if name.isascii() else any(c.isupper() for c in name)
