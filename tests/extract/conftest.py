"""A text's facts with names instead of indexes, in lines that read like the expectations beside them."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from kgraph.analyse import load_pipeline
from kgraph.extract import facts_of
from kgraph.facts import Agreement, Facts, Part, Statement
from kgraph.read.article import Article, Block


@dataclass(frozen=True, slots=True)
class Told:
    """The facts of one text. Every property gives sorted or reading-ordered lines of text."""

    facts: Facts

    def name(self, index: int) -> str:
        return self.facts.entities[index].name

    def names(self, indexes: tuple[int, ...]) -> list[str]:
        return sorted(map(self.name, indexes))

    def speaker(self, s: Statement) -> str:
        """The speaker's name; an unnamed source as written, in brackets."""
        return self.name(s.speaker) if s.speaker is not None else f"({s.source})"

    @property
    def entities(self) -> dict[str, str]:
        return {e.name: e.kind for e in self.facts.entities}

    @property
    def aliases(self) -> dict[str, set[str]]:
        return {e.name: set(e.aliases) for e in self.facts.entities}

    @property
    def statements(self) -> list[str]:
        """`speaker | act | content`, in reading order; the pieces of a content that its cue interrupts, with ` ... ` between."""
        return [f"{self.speaker(s)} | {s.act} | {self.content(s)}" for s in self.facts.statements]

    def content(self, s: Statement) -> str:
        pieces = [s.content[p.start - s.content_spans[0].start : p.end - s.content_spans[0].start] for p in s.content_spans]
        return " ... ".join(" ".join(piece.split()) for piece in pieces)

    @property
    def affiliations(self) -> list[str]:
        """`who -> of (role)`; no brackets for an organ of a state."""
        return sorted(f"{self.name(a.who)} -> {self.name(a.of)}" + (f" ({a.role})" if a.role else "") for a in self.facts.affiliations)

    @property
    def locations(self) -> list[str]:
        return sorted(f"{self.name(lies.place)} in {self.name(lies.inside)}" for lies in self.facts.locations)

    @property
    def agreements(self) -> list[str]:
        """`kind date | parties | by mediators | at places | status`, without the parts that are not told."""
        return [self._agreement(a) for a in self.facts.agreements]

    def _agreement(self, a: Agreement) -> str:
        def listed(parts: tuple[Part, ...], word: str) -> str:
            return word + ", ".join(sorted({self.name(p.entity) for p in parts})) if parts else ""

        columns = [
            f"{a.kind} {a.date or ''}".strip(),
            listed(a.parties, ""),
            listed(a.mediators, "by "),
            listed(a.places, "at "),
            a.status or "",
        ]
        return " | ".join(c for c in columns if c)


Tell = Callable[..., Told]


@pytest.fixture(scope="session")
def told() -> Tell:
    """`told(text, published=...)`: what a document of this text tells. A line is a paragraph, a line after `# ` a heading."""
    nlp = load_pipeline()

    def tell(text: str, published: str | None = "2022-06-15") -> Told:
        blocks: list[Block] = []
        body = ""
        for line in text.splitlines():
            plain = line.removeprefix("# ")
            blocks.append(Block(len(body), len(body) + len(plain), "paragraph" if plain == line else "heading"))
            body += plain + "\n"
        article = Article("story.txt", "0" * 64, body, tuple(blocks), published=published)
        [facts] = facts_of([article], nlp)
        return Told(facts)

    return tell
