"""What resolving gives: the entities and agreements of the graph, and the id of each that a document tells of."""

import itertools
import re
import unicodedata
from array import array
from collections.abc import Collection, Mapping
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


@dataclass(slots=True)
class Resolution:
    """The ids of everything: `entity(document, index)` and `agreement(document, index)` give IRIs under `base`.

    `unmatched`: what the user's decisions speak of and no document has, a clause for each, in the order of the file.
    """

    base: str
    entities: dict[str, Canonical] = field(default_factory=dict)
    agreements: dict[str, Pact] = field(default_factory=dict)
    unmatched: tuple[str, ...] = ()
    _ids: list[str] = field(default_factory=list)
    _numbers: dict[str, "array[int]"] = field(default_factory=dict)  # by document: where in `_ids` the id of each of its entities is
    _agreement: dict[tuple[str, int], str] = field(default_factory=dict)

    @property
    def documents(self) -> Collection[str]:
        """The ids, in the facts, of all documents."""
        return self._numbers.keys()

    def entity(self, document: str, index: int) -> str:
        return self._ids[self._numbers[document][index]]

    def agreement(self, document: str, index: int) -> str:
        return self._agreement[document, index]

    def part(self, document: str) -> "Resolution":
        """What of it the view of one document needs, to be sent to another process: nothing of what others say."""
        ids = [self._ids[number] for number in self._numbers[document]]
        keys = itertools.takewhile(self._agreement.__contains__, ((document, index) for index in itertools.count()))
        found = {key: self._agreement[key] for key in keys}
        entities = (self.entities[id] for id in dict.fromkeys(ids))
        pacts = (self.agreements[id] for id in dict.fromkeys(found.values()))
        return Resolution(
            self.base,
            {e.id: Canonical(e.id, e.kind, e.name, set(), e.gazetteer, e.acts, e.identifiers, e.same_as) for e in entities},
            {p.id: Pact(p.id, p.kind, p.name, p.date, p.effective, p.status, [], set(), p.confidence, []) for p in pacts},
            _ids=ids,
            _numbers={document: array("I", range(len(ids)))},
            _agreement=found,
        )


@lru_cache(maxsize=65536)
def slug(name: str) -> str:
    """A name as part of an IRI: lower case, accents dropped, words joined by hyphens; other scripts stay as they are."""
    folded = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[^\w]+", "-", folded.replace("'", "").replace("’", "")).strip("-") or "unnamed"


def last(document: str) -> str:
    """What of a document's id goes into the ids of its own."""
    return document.rsplit("/", 1)[-1]
