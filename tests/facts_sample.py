"""Facts by hand: short documents that tell of agreements, for tests of what several of them make together."""

from collections.abc import Iterable, Iterator
from typing import Any

from kgraph.facts import (
    Agreement,
    AgreementKind,
    Entity,
    EntityKind,
    Evidence,
    Facts,
    Part,
    Source,
    Span,
    Status,
    StatusReport,
    Term,
    TermKind,
)
from kgraph.resolve import FactsSource

BASE = "https://w3id.org/kgraph/id/"
KINDS: dict[str, EntityKind] = {
    "Armenia": "Country", "Azerbaijan": "Country", "Russia": "Country", "France": "Country", "Moscow": "Settlement", "Paris": "Settlement",
    "Nagorno-Karabakh": "Region", "OSCE Minsk Group": "Organization", "African Union": "Organization",
}  # fmt: skip


def sentence(text: str = "They agreed on a truce.", start: int = 0, rule: str = "agree", confidence: float = 0.8) -> Evidence:
    return Evidence(start, start + len(text), text, rule, confidence)


class Document:
    """One document under construction: its entities get their indexes as they are named."""

    def __init__(self, number: int) -> None:
        self.id = f"document/{number:016x}"
        self.entities: list[Entity] = []
        self.agreements: list[Agreement] = []

    def entity(self, name: str) -> int:
        """The index of the entity; a name that is not among KINDS is a person's."""
        names = [e.name for e in self.entities]
        if name in names:
            return names.index(name)
        self.entities.append(Entity(KINDS.get(name, "Person"), name, (name,)))
        return len(self.entities) - 1

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
        source = Source(self.id, f"{self.id[-4:]}.txt", "0" * 64, None, None, None, None, "en")
        return Facts("test", source, tuple(self.entities), (), (), (), tuple(self.agreements), ())


def source(*documents: Document) -> FactsSource:
    """What the documents tell, as often as it is asked for."""
    facts = [document.facts() for document in documents]

    def again() -> Iterator[Facts]:
        return iter(facts)

    return again
