"""What resolving gives: the entities and agreements of the graph, and the id of each that a document tells of."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from kgraph.facts import AgreementKind, EntityKind, Status

PLACES: frozenset[EntityKind] = frozenset({"Country", "Region", "Settlement", "Facility", "NaturalFeature"})


@dataclass(slots=True)
class Canonical:
    """An entity of the graph: what all documents, and the user's decisions, say of it together.

    `acts`: somewhere it speaks, is spoken to, signs or has organs. `identifiers` (by scheme: `wikidata`, `geonames`, `iso`) and
    `same_as` (addresses) are the user's. `why`: the rules that took the mentions of several documents for one, sorted; empty where
    one document names it.
    """

    id: str
    kind: EntityKind
    name: str
    aliases: set[str] = field(default_factory=set)
    gazetteer: str | None = None
    acts: bool = False
    identifiers: Mapping[str, str] = field(default_factory=dict)
    same_as: tuple[str, ...] = ()
    why: tuple[str, ...] = ()

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


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who is who in one document: its entities and agreements by IRI under `base`, and the IRI of each in the order of its facts."""

    base: str
    entities: Mapping[str, Canonical]
    agreements: Mapping[str, Pact]
    ids: Sequence[str]
    agreed: Sequence[str]

    def entity(self, document: str, index: int) -> str:
        return self.ids[index]

    def agreement(self, document: str, index: int) -> str:
        return self.agreed[index]


@lru_cache(maxsize=65536)
def slug(name: str) -> str:
    """A name as part of an IRI: lower case, accents dropped, words joined by hyphens; other scripts stay as they are."""
    folded = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[^\w]+", "-", folded.replace("'", "").replace("’", "")).strip("-") or "unnamed"


def last(document: str) -> str:
    """What of a document's id goes into the ids of its own."""
    return document.rsplit("/", 1)[-1]
