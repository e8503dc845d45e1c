"""The trained network: words in, scores out. See kgraph/model/CARD.md for what it was trained on."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kgraph.analyse.pieces import Ints, Pieces

MODEL = Path(__file__).parent.parent / "model"
# The files of a model folder, beside vocab.json and tokenizer.json: the network in int8, the scorer of relation labels;
# and the network in fp32, which a training leaves to compare with and which is not shipped.
NETWORK, RELATIONS, PRECISE = "model.int8.onnx", "labels.onnx", "model.onnx"
MAX_PIECES = 510

Floats = NDArray[np.float32]


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
    """The network of a model folder, loaded when first used. `threads` bounds the threads one window is computed with."""

    def __init__(self, threads: int = 1, folder: Path = MODEL, precise: bool = False) -> None:
        self.threads = threads
        self.folder = folder
        self.file = PRECISE if precise else NETWORK
        vocab = json.loads((folder / "vocab.json").read_text(encoding="utf8"))
        self.pos: list[str] = vocab["pos"]
        self.tag: list[str] = vocab["tag"]
        self.dep: list[str] = vocab["dep"]
        self.ner: list[str] = vocab["ner"]
        self.pieces = Pieces(folder / "tokenizer.json")

    @cached_property
    def _encoder(self) -> Any:
        return self._load(self.file)

    @cached_property
    def _labeller(self) -> Any:
        # Not in numpy: its threads cannot be bounded from here, and several workers would fight over the cores.
        return self._load(RELATIONS)

    def _load(self, name: str) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        # Spinning threads would take the cores that the other workers need.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return onnxruntime.InferenceSession(str(self.folder / name), options, providers=["CPUExecutionProvider"])

    def scores(self, words: list[str], shapes: list[int]) -> Scores:
        """Score one window: `words` of at most MAX_PIECES word pieces, with their shapes as `pieces.written` gives them.

        One window at a time: the int8 network scales each activation by its largest value in the batch, so padding and
        neighbours would change the scores.
        """
        encoded = self.pieces.encode(words, shapes)
        inputs = {name: column[None] for name, column in encoded._asdict().items()}
        names = ["pos", "tag", "start", "ner", "arc", "lh", "ld"]
        return Scores(*(output[0] for output in self._encoder.run(names, inputs)))

    def labels(self, label_heads: Floats, label_dependents: Floats, heads: Ints) -> Floats:
        """Scores (n, labels) of the relation of each of n words to its head, given as index among them."""
        inputs = {"lh": label_heads, "ld": label_dependents, "heads": heads}
        result: Floats = self._labeller.run(["labels"], inputs)[0]
        return result
