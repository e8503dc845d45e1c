"""Trees and entities from scores, against exhaustive search on hand-sized inputs."""

from itertools import product

import numpy as np
import pytest

from kgraph.analyse.decode import EntityDecoder, heads

LABELS = ["B-LOC", "B-ORG", "I-LOC", "I-ORG", "O"]


def is_tree(candidate):
    roots = [i for i, head in enumerate(candidate) if head == i]
    if len(roots) != 1:
        return False
    for node in range(len(candidate)):
        for _ in candidate:
            node = candidate[node]
        if node != roots[0]:
            return False
    return True


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_heads_are_the_best_tree_under_their_root(n):
    random = np.random.default_rng(n)
    for _ in range(40):
        arc = random.normal(scale=3, size=(n, n)).astype(np.float32)
        found = tuple(heads(arc).tolist())
        assert is_tree(found)
        [root] = [i for i, head in enumerate(found) if head == i]
        # Each row's scores are normalised, which shifts all trees by the same amount.
        rivals = (t for t in product(range(n), repeat=n) if t[root] == root and is_tree(t))
        best = max(sum(arc[i, h] for i, h in enumerate(t)) for t in rivals)
        assert sum(arc[i, h] for i, h in enumerate(found)) == pytest.approx(best, abs=1e-3)


def test_a_cycle_is_broken_where_it_costs_least():
    # 1 and 2 prefer each other; 0 is the root, and word 2 hangs on it more gladly than word 1.
    arc = np.array([[9, 0, 0], [1, 0, 8], [3, 8, 0]], dtype=np.float32)
    assert heads(arc).tolist() == [0, 2, 0]


def test_of_two_candidates_one_becomes_the_root():
    arc = np.array([[9, 0, 1], [0, 0, 9], [1, 0, 5]], dtype=np.float32)
    assert heads(arc).tolist() == [0, 2, 0]


def test_entities_are_legal_sequences():
    decoder = EntityDecoder(LABELS)
    random = np.random.default_rng(0)
    legal = [s for s in product(range(5), repeat=4) if is_legal([LABELS[k] for k in s])]
    for _ in range(40):
        scores = random.normal(size=(4, 5)).astype(np.float32)
        best = max(legal, key=lambda s: sum(scores[i, k] for i, k in enumerate(s)))
        assert decoder.spans(scores) == expected_spans([LABELS[k] for k in best])


def is_legal(labels):
    return all(not after.startswith("I-") or before[2:] == after[2:] for before, after in zip(["O", *labels], labels, strict=False))


def expected_spans(labels):
    starts = [i for i, label in enumerate(labels) if label.startswith("B-")]
    spans = []
    for start in starts:
        end = start + 1
        while end < len(labels) and labels[end].startswith("I-"):
            end += 1
        spans.append((start, end, labels[start][2:]))
    return spans


def test_an_entity_does_not_begin_inside():
    scores = np.zeros((2, 5), dtype=np.float32)
    scores[0, LABELS.index("I-LOC")] = 5
    scores[0, LABELS.index("B-LOC")] = 2
    scores[1, LABELS.index("I-LOC")] = 5
    assert EntityDecoder(LABELS).spans(scores) == [(0, 2, "LOC")]
