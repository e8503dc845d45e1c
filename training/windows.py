"""Documents cut to windows as the pipeline will see them, anew in each epoch, and written in more ways than their authors did."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import NamedTuple

from training.data import IGNORED, Document, Unit

LONGEST = 160
_TARGETS = (12, 45, 90, 110)
# What Title Case leaves small, in some houses.
_FUNCTION_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "for",
        "from",
        "if",
        "in",
        "into",
        "nor",
        "of",
        "off",
        "on",
        "onto",
        "or",
        "over",
        "per",
        "so",
        "than",
        "the",
        "to",
        "up",
        "upon",
        "via",
        "vs",
        "with",
        "yet",
    ]
)
_DASHES = ("-", "–", "—")
_STRAIGHT = {"“": '"', "”": '"', "‘": "'", "’": "'"}


class Names(NamedTuple):
    """Single words that name people and places all over the world."""

    people: list[str]
    places: list[str]


def windows(document: Document, random: Random) -> Iterator[Unit]:
    """Cut a document: some windows of one sentence, most of several; paragraphs stay apart, mostly."""
    target, gathered = random.choice(_TARGETS), Unit()
    for unit in _pieces(document, target, random):
        fresh = unit.opens_paragraph and random.random() < 0.75
        if gathered.words and (fresh or len(gathered.words) + len(unit.words) > target):
            if not fresh and unit.head and random.random() < 0.4:
                _append_start(gathered, unit, random)
            yield gathered
            target, gathered = random.choice(_TARGETS), Unit()
        if len(unit.words) <= LONGEST:
            append(gathered, unit)
    if gathered.words:
        yield gathered


def _pieces(document: Document, target: int, random: Random) -> Iterator[Unit]:
    for unit in document:
        if unit.head or len(unit.words) <= target:
            yield unit
            continue
        start = 0
        while start < len(unit.words):
            end = start + random.choice(_TARGETS[1:])
            # News has no sentences marked: a window ends after a full stop where one is near, else outside of names.
            stops = [i for i in range(start + 8, min(end + 30, len(unit.words))) if unit.words[i - 1] in (".", "?", "!", "”")]
            end = min(stops, key=lambda i: abs(i - end), default=end)
            while end < len(unit.words) and unit.ner[end].startswith("I"):
                end += 1
            part = slice(start, end)
            yield Unit(unit.words[part], unit.spaces[part], start == 0 and unit.opens_paragraph, ner=unit.ner[part])
            start = end


def append(window: Unit, unit: Unit) -> None:
    """Add a unit at the end of a window."""
    offset = len(window.words)
    window.words += unit.words
    window.spaces += unit.spaces
    window.pos += unit.pos
    window.tag += unit.tag
    window.dep += unit.dep
    window.ner += unit.ner
    window.head += [offset + head for head in unit.head]
    if unit.head:
        window.starts.append(offset)


def _append_start(window: Unit, unit: Unit, random: Random) -> None:
    """A sentence that the window cuts off: its words are seen, its first is known to start a sentence, nothing else is asked of it."""
    n = random.randint(1, min(len(unit.words), 30))
    window.starts.append(len(window.words))
    window.words += unit.words[:n]
    window.spaces += unit.spaces[:n]
    window.pos += [""] * n
    window.tag += [""] * n
    window.dep += [""] * n
    window.head += [IGNORED] * n


def varied(window: Unit, names: Names, random: Random) -> Unit:
    """The window with other quotation marks and dashes, other names, other case, or without knowledge of white space."""
    words = list(window.words)
    if random.random() < 0.25:
        words = _other_marks(words, random)
    if random.random() < 0.5:
        words = _other_names(words, window, names, random)
    chance = random.random()
    if chance < 0.10:
        keep = random.random() < 0.6
        words = [w if keep and i and w in _FUNCTION_WORDS else w[:1].upper() + w[1:] for i, w in enumerate(words)]
    elif chance < 0.13:
        words = [word.upper() for word in words]
    elif chance < 0.17:
        words = [word.lower() for word in words]
    spaces = [True] * len(words) if random.random() < 0.15 else window.spaces
    return replace(window, words=words, spaces=spaces)


def _other_marks(words: list[str], random: Random) -> list[str]:
    if random.random() < 0.5:
        words = [_STRAIGHT.get(word, word) for word in words]
    else:
        opening = True
        for i, word in enumerate(words):
            if word == '"':
                words[i] = "“" if opening else "”"
                opening = not opening
    dash = random.choice(_DASHES)
    return [dash if word in _DASHES[1:] else word for word in words]


def _other_names(words: list[str], window: Unit, names: Names, random: Random) -> list[str]:
    """Single-word names that news tells to be a person's or a place's, and names in treebanks, become others of the world's."""
    words = list(words)
    for i, word in enumerate(words):
        if not word[:1].isupper() or not word.isalpha() or random.random() > 0.2:
            continue
        if window.ner:
            alone = i + 1 == len(words) or not window.ner[i + 1].startswith("I")
            if window.ner[i].endswith("PERSON"):
                words[i] = random.choice(names.people)
            elif window.ner[i] == "B-LOC" and alone:
                words[i] = random.choice(names.places)
        elif window.tag[i] == "NNP" and window.dep[i] in ("flat", "nsubj", "obj", "conj", "nmod", "obl", "nmod:poss"):
            words[i] = random.choice(random.choice(names))
    return words
