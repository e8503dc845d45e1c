"""The trained network: words in, scores out. See kgraph/model/CARD.md for what it was trained on."""

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MODEL = Path(__file__).parent.parent / "model"
MAX_PIECES = 510
_PIECES_PER_WORD = 6
_CLS, _SEP, _UNK = 101, 102, 100

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of one window of `n` words.

    `pos`, `tag`, `start` (0 no, 1 a sentence starts here) and `ner` are (n, labels). `arc[i, j]` says how well word j is
    the head of word i, `arc[i, i]` how well i is a root.
    """

    pos: Floats
    tag: Floats
    start: Floats
    ner: Floats
    arc: Floats
    label_heads: Floats
    label_dependents: Floats


class Network:
    """The network of kgraph/model, loaded when first used. `threads` bounds the threads one window is computed with."""

    def __init__(self, threads: int = 1) -> None:
        self.threads = threads
        vocab = json.loads((MODEL / "vocab.json").read_text(encoding="utf8"))
        self.pos: list[str] = vocab["pos"]
        self.tag: list[str] = vocab["tag"]
        self.dep: list[str] = vocab["dep"]
        self.ner: list[str] = vocab["ner"]
        self.pieces = lru_cache(maxsize=50_000)(self._pieces)

    @cached_property
    def _encoder(self) -> Any:
        return self._load("model.int8.onnx")

    @cached_property
    def _labeller(self) -> Any:
        # Not in numpy: its threads cannot be bounded from here, and several workers would fight over the cores.
        return self._load("labels.onnx")

    def _load(self, name: str) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        # Spinning threads would take the cores that the other workers need.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return onnxruntime.InferenceSession(str(MODEL / name), options, providers=["CPUExecutionProvider"])

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def _pieces(self, word: str) -> tuple[int, ...]:
        # The typewriter's apostrophe is far more frequent in the treebanks than the printer's.
        word = word.replace("’", "'") if len(word) > 1 else word
        ids = self._tokenizer.encode(word[:200], add_special_tokens=False).ids[:_PIECES_PER_WORD]
        return tuple(ids) or (_UNK,)

    def scores(self, words: list[str], shapes: list[int]) -> Scores:
        """Score one window: `words` of at most MAX_PIECES word pieces, each with its `shape`.

        One window at a time: the int8 network scales each activation by its largest value in the batch, so padding and
        neighbours would change the scores.
        """
        ids, first, last = [_CLS], [], []
        for word in words:
            pieces = self.pieces(word)
            first.append(len(ids))
            ids.extend(pieces)
            last.append(len(ids) - 1)
        ids.append(_SEP)
        inputs = {
            "ids": np.array([ids], dtype=np.int64),
            "mask": np.ones((1, len(ids)), dtype=np.int64),
            "first": np.array([first], dtype=np.int64),
            "last": np.array([last], dtype=np.int64),
            "shape": np.array([shapes], dtype=np.int64),
        }
        names = ["pos", "tag", "start", "ner", "arc", "lh", "ld"]
        return Scores(*(output[0] for output in self._encoder.run(names, inputs)))

    def labels(self, label_heads: Floats, label_dependents: Floats, heads: Ints) -> Floats:
        """Scores (n, labels) of the relation of each of n words to its head, given as index among them."""
        inputs = {"lh": label_heads, "ld": label_dependents, "heads": heads}
        result: Floats = self._labeller.run(["labels"], inputs)[0]
        return result


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
