"""A document's words block by block, and what they get, column by column, before it is written all at once."""

from collections.abc import Iterable, Iterator

import numpy as np
from spacy.tokens import Doc

from kgraph.analyse.features import features
from kgraph.read.article import Block


def words_of(doc: Doc, blocks: Iterable[Block]) -> Iterator[tuple[Block, list[int]]]:
    """The words of each block, white space left out; a word across two blocks belongs to the first."""
    tokens = list(doc)
    i, n = 0, len(tokens)
    for block in blocks:
        words = []
        while i < n and tokens[i].idx < block.end:
            if not tokens[i].is_space:
                words.append(i)
            i += 1
        if words:
            yield block, words


class Columns:
    """What the tokens of a document get. What is not set is of part of speech X and hangs on itself."""

    def __init__(self, n: int) -> None:
        self.pos = ["X"] * n
        self.tag = [""] * n
        self.dep = ["dep"] * n
        self.head = np.arange(n)

    def set(self, i: int, pos: str, tag: str, dep: str, head: int) -> None:
        """What word `i` gets; `head` is a word of the document, itself for a root."""
        self.pos[i], self.tag[i], self.dep[i], self.head[i] = pos, tag, dep, head

    def write(self, doc: Doc) -> None:
        """Write all to `doc`, with the features that follow from it."""
        if not len(doc):
            return
        # White space hangs on the word before it, or, at the start, on the first word.
        last = next((token.i for token in doc if not token.is_space), 0)
        for token in doc:
            if token.is_space:
                self.set(token.i, "SPACE", "_SP", "dep", last)
            else:
                last = token.i
        # Each label is looked up once, not once a word.
        labels = {label: doc.vocab.strings.add(label) if label else 0 for label in {*self.pos, *self.tag, *self.dep}}
        values = [[labels[label] for label in column] for column in (self.pos, self.tag, self.dep)]
        told = [features(token.text, pos, tag) for token, pos, tag in zip(doc, self.pos, self.tag, strict=True)]
        morphs = {form: doc.vocab.morphology.add(form) for form in set(told)}
        values.append([morphs[form] for form in told])
        offsets = (self.head - np.arange(len(doc))).astype(np.int64).astype(np.uint64)
        rows = np.stack([*(np.array(column, dtype=np.uint64) for column in values), offsets], axis=1)
        doc.from_array(["POS", "TAG", "DEP", "MORPH", "HEAD"], rows)  # type: ignore[arg-type]
