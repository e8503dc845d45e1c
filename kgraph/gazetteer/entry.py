"""An entry of the gazetteer, and the ids that its name or code gives it."""

import re
from dataclasses import dataclass

from kgraph.facts import EntityKind
from kgraph.gazetteer.fold import fold

_FOLDER = re.compile(r"(?<!^)(?=[A-Z])")
_NOT_IN_ID = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """A country, place or body that the gazetteer knows.

    `id` is the local part of its IRI (`country/AM`, `settlement/geonames-616052`, `armed-force/hamas`).
    `country` is the ISO 3166-1 alpha-2 code of the state it belongs to or lies in (for a self-proclaimed state: of the state
    that holds or claims its land), or the last part of the id of a state without a code. `iso` is its own code.
    `latitude` and `longitude` are degrees north and east; a country's or region's are the centre of its settlements.
    `geonames` is the GeoNames number. `population` is 0 where it is not known; `names` is how many names
    a settlement has in the world's languages, which tells how well it is known. `parent` is the id of the body or region it is part of.
    `years` are a past or self-proclaimed state's first and last, as known.
    """

    id: str
    kind: EntityKind
    name: str
    aliases: tuple[str, ...] = ()
    country: str | None = None
    iso: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geonames: int | None = None
    population: int = 0
    names: int = 0
    parent: str | None = None
    wikidata: str | None = None
    years: tuple[int | None, int | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Listing:
    """An entry with the words that stand for it: adjectives and words for its people, and its seats of government."""

    entry: Entry
    demonyms: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()


def folder(kind: str) -> str:
    """The part of an IRI that tells the kind: `folder("ArmedForce")` is `armed-force`."""
    return _FOLDER.sub("-", kind).lower()


def identifier(kind: EntityKind, name: str) -> str:
    """`identifier("ArmedForce", "Lord's Resistance Army")` is `armed-force/lords-resistance-army`."""
    return f"{folder(kind)}/{_NOT_IN_ID.sub('-', fold(name)).strip('-')}"
