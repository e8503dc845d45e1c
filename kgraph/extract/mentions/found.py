"""A mention as it is found, and the gazetteer's word on a name."""

import re
from dataclasses import dataclass

from spacy.tokens import Doc

from kgraph.extract.syntax import relation
from kgraph.facts import EntityKind
from kgraph.gazetteer import Entry, fold, gazetteer
from kgraph.lexicon import table

POSSESSIVE = frozenset({"'s", "’s", "'", "’", "s’", "s'"})
HYPHENS = frozenset("-–—/")
NAME_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})  # behind a surname, no part of it


@dataclass(slots=True)
class Found:
    """A mention: tokens `start` to `end` of the document, and what it may be.

    `entry` is the gazetteer's, where the name alone decides. `state` is the country whose body, force or authority it is.
    `portfolio` names a ministry by its field ("Ministry of Defence"); `generic` marks "Armenian forces": no name of its own.
    `adjective` marks a demonym that only qualifies another noun. `group` is the name of the group whose fighters are spoken of.
    """

    start: int
    end: int
    kind: EntityKind
    rule: str
    entry: Entry | None = None
    state: Entry | None = None
    portfolio: str | None = None
    generic: bool = False
    adjective: bool = False
    group: str | None = None
    confidence: float = 1.0


def key(text: str) -> str:
    """A name for comparison: case, hyphens, apostrophes and white space folded."""
    return re.sub(r"[\s\-–—'’.]+", " ", text.casefold()).strip()


def kind_named(name: str) -> EntityKind:
    return name  # type: ignore[return-value]


def best_entry(name: str, kinds: tuple[str, ...] | None) -> Entry | None:
    """The gazetteer's best entry of these kinds under a name."""
    found = gazetteer().lookup(name)
    return next((e for e in found if (kinds is None or e.kind in kinds) and not is_district_alone(e, name)), None)


def is_district_alone(entry: Entry, name: str) -> bool:
    """Whether an entry is a region of the second order that the name does not call one: "Lee County" may be meant, "Lee" not."""
    return entry.id.count(".") > 1 and name.split()[-1].lower() not in table("place_nouns")


def place_kind_behind(doc: Doc, start: int, end: int) -> str | None:
    """The kind that the noun behind a name tells: "Kharkiv region", "the Latakia port"."""
    behind = doc[end].lower_ if end < len(doc) else ""
    if behind in table("place_nouns") and relation(doc[start:end].root) in ("compound", "flat", "nmod", "amod"):
        return table("place_nouns")[behind]
    return None


def place_kind(doc: Doc, start: int, end: int) -> str | None:
    """The kind of place that the noun inside a name or beside it tells: "Lake Sevan", "Kharkiv region", "the city of Idlib"."""
    nouns = table("place_nouns")
    if end - start > 1 and (kind := nouns.get(doc[end - 1].lower_)) is not None:
        return kind
    if (kind := place_kind_behind(doc, start, end)) is not None:
        return kind
    if start >= 2 and doc[start - 2].lower_ == "capital":
        return None  # "the capital of Illinois" tells nothing of Illinois
    return nouns.get(doc[start - 2].lower_) if start >= 2 and doc[start - 1].lower_ == "of" else None


def place_entry(name: str, kind: str | None) -> Entry | None:
    """The place under a name: of the kind that the words beside it say; else a town before a region that is called after it."""
    entries = [e for e in gazetteer().lookup(name) if e.kind in ("Country", "Region", "Settlement", "Facility", "NaturalFeature")]
    if kind is not None:
        return next((e for e in entries if e.kind == kind), None)
    districts = [e for e in entries if is_district_alone(e, name)]
    entries = [e for e in entries if e not in districts]
    if not entries and len(districts) == 1 and fold(districts[0].name) == fold(name):
        return districts[0]  # "Cambridgeshire" can be nothing else
    seat = gazetteer().capital_of(name) is not None
    if (
        entries
        and entries[0].kind == "Region"
        and not seat
        and not any(e.parent == entries[0].id and fold(e.name) == fold(name) for e in entries)
    ):
        return entries[0]  # "Virginia" is the state before towns elsewhere
    # "Idlib" alone is the town before it is the governorate that is called after it.
    own = next((e for e in entries if fold(e.name) == fold(name) and not (e.kind == "Region" and "/geonames-" in e.id)), None)
    if own is not None:
        return own
    return next((e for e in entries if "/geonames-" not in e.id or e.kind != "Region"), entries[0] if entries else None)
