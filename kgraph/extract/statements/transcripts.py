"""Transcripts: paragraphs that begin with the name of who speaks, "WALLACE: Do you see those two as equivalent?".

A dateline can look the same ("NEW DELHI: ..."), so only a text that names two people or more in this way, one of them more
than once, is taken for a transcript.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from spacy.tokens import Doc

from kgraph.read.article import Block

_FEWEST_WORDS = 4
_NAME = re.compile(r"[\"“'‘]?(?P<name>(?:[^\W\d_][^\W\d_.'’\-]*\.?[ \-’']?){1,4}):\s+(?=\S)")
_NO_NAME = frozenset({"note", "photo", "picture", "question", "answer", "update", "correction", "source", "warning", "editor", "reporter"})


class Turn(NamedTuple):
    """What one says: characters of the name, and of the words."""

    name: tuple[int, int]
    words: tuple[int, int]


def turns(doc: Doc, text: str, blocks: Sequence[Block]) -> dict[int, Turn]:
    """The turns of a transcript, by the start of their block; none where the text is none."""
    found: dict[int, Turn] = {}
    for block in blocks:
        match = _NAME.match(text, block.start, block.end) if block.kind == "paragraph" else None
        if match is None or not _is_name(doc, match) or len(text[match.end() : block.end].split()) < _FEWEST_WORDS:
            continue
        end = block.end
        while end > match.end() and (text[end - 1].isspace() or text[end - 1] in "\"”’'"):
            end -= 1
        found[block.start] = Turn(match.span("name"), (match.end(), end))
    names = Counter(text[slice(*turn.name)] for turn in found.values())
    return found if len(names) > 1 and max(names.values()) > 1 else {}


def _is_name(doc: Doc, match: re.Match[str]) -> bool:
    name = match["name"].strip()
    words = name.split()
    if any(word.lower() in _NO_NAME for word in words) or not all(word[0].isupper() for word in words) or len(name) < _FEWEST_WORDS:
        return False
    span = doc.char_span(*match.span("name"), alignment_mode="expand")
    return name.isupper() or (len(words) > 1 and span is not None and any(t.ent_type_ == "PERSON" for t in span))
