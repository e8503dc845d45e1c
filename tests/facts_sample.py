"""Facts by hand: short documents that tell of agreements and of who serves whom, for tests of what several of them make together."""

from collections.abc import Iterable
from typing import Any

from kgraph.facts import (
    Affiliation,
    Agreement,
    AgreementKind,
    Entity,
    EntityKind,
    Evidence,
    Facts,
    Location,
    Mention,
    Part,
    Source,
    Span,
    Status,
    StatusReport,
    Term,
    TermKind,
)

BASE = "https://w3id.org/kgraph/id/"
KINDS: dict[str, EntityKind] = {
    "Armenia": "Country", "Azerbaijan": "Country", "Russia": "Country", "France": "Country", "Moscow": "Settlement", "Paris": "Settlement",
    "Nagorno-Karabakh": "Region", "OSCE Minsk Group": "Organization", "African Union": "Organization",
}  # fmt: skip


def sentence(text: str = "They agreed on a truce.", start: int = 0, rule: str = "agree", confidence: float = 0.8) -> Evidence:
    return Evidence(start, start + len(text), text, rule, confidence)


class Document:
    """One document under construction: its entities get their indexes as they are named."""

    def __init__(self, number: int, source: str | None = None) -> None:
        self.id = f"document/{number:016x}"
        self.source = source or f"{self.id[-4:]}.txt"
        self.entities: list[Entity] = []
        self.mentions: list[Mention] = []
        self.affiliations: list[Affiliation] = []
        self.locations: list[Location] = []
        self.agreements: list[Agreement] = []

    def entity(self, name: str, kind: EntityKind | None = None, gazetteer: str | None = None) -> int:
        """The index of the entity; without a kind, a name that is not among KINDS is a person's. Asking for it mentions it."""
        names = [e.name for e in self.entities]
        if name not in names:
            self.entities.append(Entity(kind or KINDS.get(name, "Person"), name, (name,), gazetteer))
            names.append(name)
        self.mentions.append(Mention(0, len(name), name, names.index(name)))
        return names.index(name)

    def names(self, *names: str) -> "Document":
        """Name these, and tell nothing of them."""
        for name in names:
            self.entity(name)
        return self

    def affiliation(self, who: str, of: str, role: str | None = None) -> "Document":
        """Say whom somebody serves."""
        self.affiliations.append(Affiliation(self.entity(who), self.entity(of), role, sentence(f"{who} of {of} spoke.")))
        return self

    def location(self, place: str, inside: str) -> "Document":
        """Say where a place lies."""
        self.locations.append(Location(self.entity(place), self.entity(inside), sentence(f"{place} lies in {inside}.")))
        return self

    def parts(self, names: Iterable[str], evidence: Evidence) -> tuple[Part, ...]:
        return tuple(Part(self.entity(name), evidence) for name in names)

    def agreement(
        self,
        date: str | None = "2020-10-10",
        kind: AgreementKind = "Ceasefire",
        name: str | None = None,
        evidence: Evidence | None = None,
        terms: Iterable[tuple[TermKind, str, Evidence]] = (),
        statuses: Iterable[tuple[Status, str | None, Evidence]] = (),
        **roles: Iterable[str],
    ) -> "Document":
        """Add an agreement; `roles` are names: `parties`, `mediators`, `places`, `signatories`, `witnesses`, `guarantors`."""
        evidence = evidence or sentence()
        at = evidence.start
        made: dict[str, Any] = {
            role: self.parts(names, evidence) for role, names in {"parties": (), "mediators": (), "places": (), **roles}.items()
        }
        told = tuple(Term(k, text, Span(e.start + e.text.index(text), e.start + e.text.index(text) + len(text)), e) for k, text, e in terms)
        reports = tuple(StatusReport(s, when, e) for s, when, e in statuses)
        form = (Span(at, at + 5),), ("truce",)
        self.agreements.append(
            Agreement(kind, name, *form, date, None, None, evidence=(evidence,), confidence=0.8, terms=told, statuses=reports, **made)
        )
        return self

    def facts(self) -> Facts:
        source = Source(self.id, self.source, "0" * 64, None, None, None, None, "en")
        told = (tuple(self.mentions), tuple(self.affiliations), tuple(self.locations), tuple(self.agreements))
        return Facts("test", source, tuple(self.entities), *told, ())


def source(*documents: Document) -> list[Facts]:
    """What the documents tell."""
    return [document.facts() for document in documents]
