"""What reading a document gives: its text, where its blocks lie, and what its source says about it."""

from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["title", "heading", "paragraph", "timestamp", "boilerplate"]
UNREAD = frozenset({"boilerplate", "timestamp"})
"""The kinds of block that hold no facts."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the text that stands by itself: a paragraph, a headline, a menu.

    `start` and `end` count characters of `Article.text`, end exclusive; blocks do not overlap, come in reading order,
    have no white space at either end, and cover all of the text that is not white space between blocks.
    `timestamp` is the time stamp line of a live blog's entry or a dated first line; `boilerplate` yields no facts.
    `date` is set inside a live blog's entry only: `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`, the entry's own time stamp.
    """

    start: int
    end: int
    kind: BlockKind
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One document as read.

    `source` is the path or address as given; `sha256` is of the bytes as they lay there (of the record's own bytes in
    a JSON Lines file). All offsets in kgraph count characters of `text`, which is the file's own text wherever that
    needed no mending. `published` is `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, or None where the document does not say.
    `language` is a language subtag (BCP 47), `und` for a text that is not English in a language that nothing tells.
    """

    source: str
    sha256: str
    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
