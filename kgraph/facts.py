"""The facts of one document: plain data with character offsets, the form in which documents are kept and exchanged.

Every index named `entity`, `who`, `of`, `place`, `inside`, ... is a position in `Facts.entities`; indexes of agreements
and statements are positions in `Facts.agreements` and `Facts.statements`. Offsets count characters of the document's
text as read, end exclusive.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pydantic import TypeAdapter

# It stands here and not in kgraph/extract/, so that who only compares it need not load spaCy.
VERSION = "4"
"""The extractor's. Changes whenever the same article may give other facts: facts of another version are extracted anew."""

EntityKind = Literal["Person", "Organization", "ArmedForce", "Country", "Region", "Settlement", "Facility", "NaturalFeature"]
AgreementKind = Literal["Ceasefire", "PeaceAgreement", "Agreement"]
Status = Literal["in_force", "violated", "collapsed", "extended", "ended"]
TermKind = Literal[
    "ceasefire", "withdrawal", "exchange", "peacekeepers", "monitoring", "corridor", "disarmament", "aid", "return", "government", "talks"
]
Act = Literal["announce", "claim", "deny", "accuse", "condemn", "urge", "warn", "promise", "praise", "concern"]

AFFIRMING: frozenset[Act] = frozenset({"announce", "claim", "accuse"})
"""The acts that say that something is so, which another may deny."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of the document's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentence (or sentences) that tell a fact, and the rule that read it there."""

    start: int
    end: int
    text: str
    rule: str
    confidence: float
    date: str | None = None  # of the live blog's entry


@dataclass(frozen=True, slots=True)
class Source:
    """The document itself. `id` is the local part of its IRI, made from its content."""

    id: str
    source: str
    sha256: str
    title: str | None
    published: str | None
    publisher: str | None
    url: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing the document names, after resolution within the document.

    `aliases` are its surface forms there, sorted; `name` is one of them or a fuller canonical form. `gazetteer` is the id
    of the gazetteer entry it was linked to.
    """

    kind: EntityKind
    name: str
    aliases: tuple[str, ...]
    gazetteer: str | None = None
    rule: str = "recognised"
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Mention:
    start: int
    end: int
    text: str
    entity: int


@dataclass(frozen=True, slots=True)
class Affiliation:
    """`who` serves `of` (a country or an organization); `role` as written, None for an organ of a state."""

    who: int
    of: int
    role: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Location:
    """`place` lies in `inside`, as the document says."""

    place: int
    inside: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Part:
    """An entity's part in an agreement: a party, a signatory, a mediator, a witness, a guarantor, or the place."""

    entity: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Term:
    """What an agreement provides for, in the words of the text (`text`, at `span`), and of which kind that is."""

    kind: TermKind
    text: str
    span: Span
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What became of an agreement, as one sentence tells it; `date` as precise as the text, None where it tells none."""

    status: Status
    date: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement that the document tells from others.

    `name` is its own ("Lusaka Protocol"), if it has one. `date`, `effective`: as precise as the text (`YYYY[-MM[-DD]]`).
    `status` is what the document tells last, `statuses` all that it tells, in reading order. `parties` are the states and groups
    that it binds; `signatories` the people who signed for them. `witnesses` saw it signed, `guarantors` answer for its being kept:
    neither is a mediator by that.
    """

    kind: AgreementKind
    name: str | None
    mentions: tuple[Span, ...]
    forms: tuple[str, ...]
    date: str | None
    effective: str | None
    status: Status | None
    parties: tuple[Part, ...]
    mediators: tuple[Part, ...]
    places: tuple[Part, ...]
    evidence: tuple[Evidence, ...]
    confidence: float
    signatories: tuple[Part, ...] = ()
    witnesses: tuple[Part, ...] = ()
    guarantors: tuple[Part, ...] = ()
    terms: tuple[Term, ...] = ()
    statuses: tuple[StatusReport, ...] = ()

    @property
    def actors(self) -> tuple[Part, ...]:
        """All who had a part in it, whichever."""
        return (*self.parties, *self.mediators, *self.signatories, *self.witnesses, *self.guarantors)


@dataclass(frozen=True, slots=True)
class Matter:
    """What a content is of, in terms that two statements can share: stems of its words of substance, and among them of its predicates
    and their objects. `negated`: a predicate is said not to be so ("was not sending", "no rockets were fired")."""

    predicates: tuple[str, ...]
    words: tuple[str, ...]
    objects: tuple[str, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """Somebody communicated something. `speaker` is None for an unnamed source, described in `source` as written.

    `content_spans` are the pieces of the content (a quotation that the cue interrupts has two); `content` is the exact
    stretch of text from the first to the last. `date` is `YYYY[-MM[-DD]]` or `YYYY-MM-DDTHH:MM`.
    `disputes` are indexes of statements of this document that it denies or contradicts.
    """

    speaker: int | None
    speaker_span: Span | None
    source: str | None
    cue: str
    cue_span: Span
    content: str
    content_spans: tuple[Span, ...]
    act: Act
    direct: bool
    date: str | None
    addressees: tuple[int, ...]
    targets: tuple[int, ...]
    about: tuple[int, ...]
    about_agreements: tuple[int, ...]
    disputes: tuple[int, ...]
    violations: tuple[int, ...]
    evidence: Evidence
    matter: Matter | None = None
    medium: str | None = None  # what it was said in, as written: "a televised address"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that one document tells."""

    version: str
    document: Source
    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]
    affiliations: tuple[Affiliation, ...]
    locations: tuple[Location, ...]
    agreements: tuple[Agreement, ...]
    statements: tuple[Statement, ...]


def sides(who: int, serving: Collection[tuple[int, int]]) -> frozenset[int]:
    """Whom one speaks for: oneself, what one serves, and what that serves: the spokeswoman, her ministry, its state.

    `serving` are pairs of who and what is served, all indexes of entities.
    """
    served = {of for x, of in serving if x == who}
    return frozenset({who} | served | {of for x, of in serving if x in served})


def dump(facts: Facts) -> bytes:
    """One line of JSON (UTF-8, no line break), the same bytes for the same facts."""
    return bytes(_adapter().dump_json(facts))


def load(line: bytes | str) -> Facts:
    """Read what `dump` wrote. Raises `ValueError` where the line is not the facts of a document, or an index dangles."""
    facts = load_again(line)
    _check(facts)
    return facts


def load_again(line: bytes | str) -> Facts:
    """Read what `load` has read before: its indexes are known to lead somewhere."""
    facts: Facts = _adapter().validate_json(line)
    return facts


@cache
def _adapter() -> "TypeAdapter[Facts]":
    # pydantic takes 0.2 s to import and build: only those who read or write facts pay for it.
    from pydantic import TypeAdapter

    return TypeAdapter(Facts)


def _check(facts: Facts) -> None:
    entities, agreements, statements = len(facts.entities), len(facts.agreements), len(facts.statements)

    def within(indexes: tuple[int, ...], size: int, what: str) -> None:
        if any(not 0 <= i < size for i in indexes):
            raise ValueError(f"document {facts.document.id}: {what} points to nothing")

    within(tuple(m.entity for m in facts.mentions), entities, "a mention")
    within(tuple(i for a in facts.affiliations for i in (a.who, a.of)), entities, "an affiliation")
    within(tuple(i for a in facts.locations for i in (a.place, a.inside)), entities, "a location")
    for g in facts.agreements:
        within(tuple(p.entity for p in (*g.actors, *g.places)), entities, "an agreement")
    for s in facts.statements:
        within((*s.addressees, *s.targets, *s.about, *((s.speaker,) if s.speaker is not None else ())), entities, "a statement")
        within((*s.about_agreements, *s.violations), agreements, "a statement")
        within(s.disputes, statements, "a dispute")
