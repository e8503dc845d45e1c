"""From scores to structure: one tree per sentence (Chu and Liu 1965, Edmonds 1967), entities as legal BIO sequences."""

import numpy as np

from kgraph.analyse.network import Floats
from kgraph.analyse.pieces import Ints

_NEVER = np.float32(-1e9)
_CLEAR = 0.1  # by which a label must be the best; more than rounding makes of the sum of a sentence's scores


def heads(arc: Floats) -> Ints:
    """Heads of one sentence's words: the best tree with exactly one root, which is its own head.

    `arc[i, j]` is the score of j as head of i, `arc[i, i]` of i as root.
    """
    n = len(arc)
    if n == 1:
        return np.zeros(1, dtype=np.int64)
    peak = arc.max(axis=1, keepdims=True)
    score: Floats = arc - peak - np.log(np.exp(arc - peak).sum(axis=1, keepdims=True))
    as_root = score.diagonal().copy()
    np.fill_diagonal(score, _NEVER)
    # The word that loses least, or gains most, by being the root instead of having its best head.
    root = int((as_root - score.max(axis=1)).argmax())
    return _tree(score, root)


def _tree(score: Floats, root: int) -> Ints:
    """The best spanning tree under `root`; the root's head is itself."""
    best: Ints = np.asarray(score.argmax(axis=1), dtype=np.int64)
    best[root] = root
    cycle = _cycle(best, root)
    if cycle is None:
        return best
    # Contract the cycle to one node, solve the smaller problem, break the cycle where the solution enters it.
    inside = np.zeros(len(score), dtype=bool)
    inside[cycle] = True
    outside = np.flatnonzero(~inside)
    k = len(outside)
    small = np.full((k + 1, k + 1), _NEVER, dtype=score.dtype)
    small[:k, :k] = score[np.ix_(outside, outside)]
    leaving = score[np.ix_(outside, cycle)]
    small[:k, k] = leaving.max(axis=1)
    entering = score[np.ix_(cycle, outside)] - score[cycle, best[cycle]][:, None]
    small[k, :k] = entering.max(axis=0)
    np.fill_diagonal(small, _NEVER)
    solved = _tree(small, int(np.flatnonzero(outside == root)[0]))
    result: Ints = best.copy()
    for i, head in enumerate(solved[:k]):
        result[outside[i]] = cycle[leaving[i].argmax()] if head == k else outside[head]
    entry = int(solved[k])
    result[cycle[entering[:, entry].argmax()]] = outside[entry]
    result[root] = root
    return result


def _cycle(best: Ints, root: int) -> Ints | None:
    head = best.tolist()
    state = [0] * len(head)  # 1 on the present path, 2 known to reach the root
    state[root] = 2
    for start in range(len(head)):
        path, node = [], start
        while state[node] == 0:
            state[node] = 1
            path.append(node)
            node = head[node]
        if state[node] == 1:
            return np.array(sorted(path[path.index(node) :]), dtype=np.int64)
        for known in path:
            state[known] = 2
    return None


class EntityDecoder:
    """Finds the best legal sequence of BIO labels (Viterbi): I-X only after B-X or I-X of the same sentence."""

    def __init__(self, labels: list[str]) -> None:
        self.labels = labels
        self.illegal_start = np.array([_NEVER if label.startswith("I-") else 0 for label in labels], dtype=np.float32)
        self.transition = np.array([[self._penalty(before, after) for after in labels] for before in labels], dtype=np.float32)

    @staticmethod
    def _penalty(before: str, after: str) -> float:
        return float(_NEVER) if after.startswith("I-") and before[2:] != after[2:] else 0.0

    def spans(self, scores: Floats) -> list[tuple[int, int, str]]:
        """Entities of one sentence as (first word, one past the last word, label)."""
        best: Ints = np.asarray(scores.argmax(axis=1), dtype=np.int64)
        sequence = best.tolist() if self._is_clear(scores, best) else self._search(scores)
        return self._join([self.labels[k] for k in sequence])

    def _is_clear(self, scores: Floats, best: Ints) -> bool:
        """Whether the best label of each word is so by far, and all of them are a legal sequence: then no other can have a better sum."""
        if self.illegal_start[best[0]] or self.transition[best[:-1], best[1:]].any():
            return False
        first_two = np.partition(scores, -2, axis=1)[:, -2:]
        return bool((first_two[:, 1] - first_two[:, 0]).min() > _CLEAR)

    def _search(self, scores: Floats) -> list[int]:
        n = len(scores)
        total = scores[0] + self.illegal_start
        back = np.zeros(scores.shape, dtype=np.int64)
        for i in range(1, n):
            paths = total[:, None] + self.transition
            back[i] = paths.argmax(axis=0)
            total = paths.max(axis=0) + scores[i]
        sequence = [int(total.argmax())]
        for i in range(n - 1, 0, -1):
            sequence.append(int(back[i, sequence[-1]]))
        return sequence[::-1]

    @staticmethod
    def _join(sequence: list[str]) -> list[tuple[int, int, str]]:
        spans: list[tuple[int, int, str]] = []
        for i, label in enumerate(sequence):
            if label.startswith("B-"):
                spans.append((i, i + 1, label[2:]))
            elif label.startswith("I-"):
                start, _, kind = spans[-1]
                spans[-1] = (start, i + 1, kind)
        return spans
