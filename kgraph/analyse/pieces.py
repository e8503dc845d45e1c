"""What the network sees of a word: its word pieces, how it is written, and whether white space stands before it."""

from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

_PIECES_PER_WORD = 6
_CLS, _SEP, _UNK = 101, 102, 100
_JOINED, _CONTINUED = 6, 13
# The number of shapes: 0 for what is no word, 1-6 as `shape` tells, 7-12 the same without white space before, 13 for a word's later pieces.
PIECE_SHAPES = 14


class Encoded(NamedTuple):
    """Words as the network takes them: piece ids with the shape of each, and the first and last piece of each word."""

    ids: Ints
    shapes: Ints
    first: Ints
    last: Ints


class Pieces:
    """Cuts words into the pieces of a WordPiece vocabulary, `tokenizer.json` of the tokenizers library."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.of = lru_cache(maxsize=50_000)(self._of)

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._path))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def _of(self, word: str) -> tuple[int, ...]:
        # The typewriter's apostrophe is far more frequent in the treebanks than the printer's.
        # Two single marks typed for a double one are one, as in archives of the wires.
        word = '"' if word in ("''", "``") else word.replace("’", "'") if len(word) > 1 else word
        ids = self._tokenizer.encode(word[:200], add_special_tokens=False).ids[:_PIECES_PER_WORD]
        return tuple(ids) or (_UNK,)

    def encode(self, words: Sequence[str], shapes: Sequence[int]) -> Encoded:
        """The pieces of `words` between the marks of beginning and end; `shapes` as `written` gives them."""
        ids, kinds, first, last = [_CLS], [0], [], []
        for word, kind in zip(words, shapes, strict=True):
            pieces = self.of(word)
            first.append(len(ids))
            ids.extend(pieces)
            kinds.append(kind)
            kinds.extend([_CONTINUED] * (len(pieces) - 1))
            last.append(len(ids) - 1)
        ids.append(_SEP)
        kinds.append(0)
        return Encoded(*(np.array(column, dtype=np.int64) for column in (ids, kinds, first, last)))


def shape(word: str) -> int:
    """How a word is written: 1 with a digit, 2 without letters, 3 lower case, 4 Capitalised, 5 UPPER CASE, 6 mIxed."""
    if any(c.isdigit() for c in word):
        return 1
    if not any(c.isalpha() for c in word):
        return 2
    if word.islower():
        return 3
    if word.isupper():
        return 5 if len(word) > 1 else 4
    return 4 if word[0].isupper() else 6


def written(words: Sequence[str], spaces: Sequence[bool]) -> list[int]:
    """The shape of each word, told apart by whether white space stands before it."""
    return [shape(word) + (0 if space else _JOINED) for word, space in zip(words, spaces, strict=True)]
