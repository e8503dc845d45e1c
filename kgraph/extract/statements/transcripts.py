"""Transcripts: paragraphs that begin with the name of who speaks, "WALLACE: Do you see those two as equivalent?".

A dateline can look the same ("NEW DELHI: ..."), so only a text that names two people or more in this way, one of them more
than once, is taken for a transcript.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from kgraph.extract.cast import PLACES, Cast
from kgraph.lexicon import words
from kgraph.read.article import Block

_FEWEST_WORDS = 4
_SHORTEST_NAME = 3  # letters
# One to four words, each apart from the next: what could be split in several ways would be tried in all of them.
_WORD = r"[^\W\d_][^\W\d_.'’\-]*"
_NAME = re.compile(rf"[\"“'‘]?(?P<name>{_WORD}(?:(?:\.[ \-’']?|[ \-’']){_WORD}){{0,3}}\.?) ?:\s+(?=\S)")


class Turn(NamedTuple):
    """What one says: characters of the name, and of the words."""

    name: tuple[int, int]
    words: tuple[int, int]


def turns(cast: Cast, text: str, blocks: Sequence[Block]) -> dict[int, Turn]:
    """The turns of a transcript, by the start of their block; none where the text is none."""
    found: dict[int, Turn] = {}
    for block in blocks:
        match = _NAME.match(text, block.start, block.end) if block.kind == "paragraph" else None
        if match is None or not _is_name(cast, match) or len(text[match.end() : block.end].split()) < _FEWEST_WORDS:
            continue
        end = block.end
        while end > match.end() and (text[end - 1].isspace() or text[end - 1] in "\"”’'"):
            end -= 1
        found[block.start] = Turn(match.span("name"), (match.end(), end))
    names = Counter(text[slice(*turn.name)] for turn in found.values())
    people = any(cast.person_called(text[slice(*t.name)]) is not None or _kind(cast, t.name) == "Person" for t in found.values())
    return found if len(names) > 1 and max(names.values()) > 1 and people else {}


def _kind(cast: Cast, name: tuple[int, int]) -> str | None:
    span = cast.doc.char_span(*name, alignment_mode="expand")
    index = cast.at.get(span[-1].i) if span is not None else None
    return cast.kind(index) if index is not None else None


def _is_name(cast: Cast, match: re.Match[str]) -> bool:
    name = match["name"].strip()
    parts = name.split()
    if any(part.lower() in words("label_words") for part in parts) or not all(part[0].isupper() for part in parts):
        return False
    if len(name) < _SHORTEST_NAME:
        return False
    kind = _kind(cast, match.span("name"))
    if kind in PLACES and cast.person_called(name) is None:
        return False  # a dateline
    return name.isupper() or (len(parts) > 1 and kind == "Person")
