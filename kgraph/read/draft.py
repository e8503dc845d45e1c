"""What a format's reader hands on: the readable text, cut into pieces, before the pieces are judged."""

import re
from dataclasses import dataclass, field
from typing import Literal

PieceKind = Literal["title", "heading", "item", "line", "time", "boilerplate"]
_ENDED = re.compile(r"[.!?:;…][\"'”’»)\]]*\s*$")


@dataclass(slots=True)
class Piece:
    """A stretch of the text. `line` is one whose role the format does not tell (plain text); `item` belongs to a list.

    `links` is the share of its characters that are link text. `date` comes from the markup (`<time datetime>`).
    """

    start: int
    end: int
    kind: PieceKind
    links: float = 0.0
    date: str | None = None


@dataclass(slots=True)
class Draft:
    """The text of one document with its pieces in reading order, and what its source says about it."""

    text: str
    pieces: list[Piece] = field(default_factory=list)
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None


def ended(line: str) -> bool:
    """Whether `line` ends as a sentence does."""
    return bool(_ENDED.search(line[-20:]))


def assemble(parts: list[tuple[str, Piece]]) -> tuple[str, list[Piece]]:
    """Join texts with blank lines between them, and give each piece its place (formats whose text is not the file's own)."""
    pieces: list[Piece] = []
    out: list[str] = []
    at = 0
    for text, piece in parts:
        text = text.strip()
        if not text:
            continue
        if out:
            out.append("\n\n")
            at += 2
        piece.start, piece.end = at, at + len(text)
        out.append(text)
        at = piece.end
        pieces.append(piece)
    return "".join(out), pieces
