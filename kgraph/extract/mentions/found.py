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
    entries = [e for e in gazetteer().lookup(name) if kinds is None or e.kind in kinds]
    return entries[0] if entries else None


def place_kind(doc: Doc, start: int, end: int) -> str | None:
    """The kind of place that the noun inside a name or beside it tells: "Lake Sevan", "Kharkiv region", "the city of Idlib"."""
    nouns = table("place_nouns")
    if end - start > 1 and (kind := nouns.get(doc[end - 1].lower_)) is not None:
        return kind
    behind = doc[end].lower_ if end < len(doc) else ""
    if behind in nouns and relation(doc[start:end].root) in ("compound", "flat", "nmod", "amod"):
        return nouns[behind]
    return nouns.get(doc[start - 2].lower_) if start >= 2 and doc[start - 1].lower_ == "of" else None


def place_entry(name: str, kind: str | None) -> Entry | None:
    """The place under a name: of the kind that the words beside it say; else a town before a region that is called after it."""
    entries = [e for e in gazetteer().lookup(name) if e.kind in ("Country", "Region", "Settlement", "Facility", "NaturalFeature")]
    if kind is not None:
        return next((e for e in entries if e.kind == kind), None)
    # "Idlib" alone is the town before it is the governorate that is called after it.
    own = next((e for e in entries if fold(e.name) == fold(name) and not (e.kind == "Region" and "/geonames-" in e.id)), None)
    if own is not None:
        return own
    return next((e for e in entries if "/geonames-" not in e.id or e.kind != "Region"), entries[0] if entries else None)
