"""Block by block through the network: windows that end where a sentence ends, so that no sentence is parsed cut off."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from kgraph.analyse import decode
from kgraph.analyse.network import MAX_PIECES, Network, Scores

WORDS = 110
# A sentence longer than a window gets a second, longer one; the network was trained on up to so many words.
LONGEST = 160
_OPENING = frozenset("“‘«([{")
_CLOSING = frozenset("”»)]}")
_ENDING = frozenset(".!?")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A parsed sentence: words `start` to `start + len(pos)` of the block; heads and entities count from `start`.

    The root is its own head.
    """

    start: int
    pos: list[str]
    tag: list[str]
    heads: list[int]
    deps: list[str]
    entities: list[tuple[int, int, str]]


class Parser:
    """Parses blocks of words with a network."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.entities = decode.EntityDecoder(network.ner)
        self.root = network.dep.index("ROOT")

    def sentences(self, words: list[str], shapes: list[int]) -> Iterator[Sentence]:
        """Parse one block. What comes out depends on `words` and `shapes` alone."""
        start = 0
        while start < len(words):
            end = self._fit(words, start, WORDS)
            scores = self.network.scores(words[start:end], shapes[start:end])
            bounds = _bounds(words[start:end], scores)
            if end < len(words) and len(bounds) == 2:
                end = self._fit(words, start, LONGEST)
                scores = self.network.scores(words[start:end], shapes[start:end])
                bounds = _bounds(words[start:end], scores)
            # The last sentence may go on beyond the window: the next window begins with it.
            whole = len(bounds) - 1 if end == len(words) else max(1, len(bounds) - 2)
            for a, b in pairwise(bounds[: whole + 1]):
                yield self._sentence(scores, a, b, start)
            start += bounds[whole]

    def _fit(self, words: list[str], start: int, most: int) -> int:
        pieces, end = 2, start
        while end < len(words) and end - start < most:
            pieces += len(self.network.pieces.of(words[end]))
            if pieces > MAX_PIECES:
                break
            end += 1
        return end

    def _sentence(self, scores: Scores, a: int, b: int, offset: int) -> Sentence:
        network = self.network
        heads = decode.heads(scores.arc[a:b, a:b])
        labels = network.labels(scores.label_heads[a:b], scores.label_dependents[a:b], heads)
        is_root = heads == np.arange(b - a)
        labels[~is_root, self.root] = -np.inf
        dep = labels.argmax(axis=1)
        dep[is_root] = self.root
        return Sentence(
            start=offset + a,
            pos=[network.pos[k] for k in scores.pos[a:b].argmax(axis=1)],
            tag=[network.tag[k] for k in scores.tag[a:b].argmax(axis=1)],
            heads=heads.tolist(),
            deps=[network.dep[k] for k in dep],
            entities=self.entities.spans(scores.ner[a:b]),
        )


def _bounds(words: list[str], scores: Scores) -> list[int]:
    """Where sentences start, and the end. An opening mark goes with what it opens, a closing one with what it closes.

    A capital after a full stop starts one whatever the network says: the stop of an abbreviation is part of its word, and
    text that came as words ("U . S . troops") has single letters before it.
    """
    bounds = [0]
    told = scores.start[:, 1] > scores.start[:, 0]
    stops = [i > 1 and words[i - 1] in _ENDING and len(words[i - 2]) > 1 and word[:1].isupper() for i, word in enumerate(words)]
    for found in np.flatnonzero(told | np.array(stops)):
        at = int(found)
        while at > bounds[-1] and words[at - 1] in _OPENING:
            at -= 1
        while at < len(words) and words[at] in _CLOSING:
            at += 1
        if bounds[-1] < at < len(words):
            bounds.append(at)
    return [*bounds, len(words)]
