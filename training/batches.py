"""Windows as tensors: an endless stream of batches of like length, the same for the same seed."""

import gzip
from collections.abc import Iterator
from random import Random

import torch
from torch import Tensor

from kgraph.analyse.network import MAX_PIECES, MODEL
from kgraph.analyse.pieces import Pieces, written
from training.data import IGNORED, Document, Unit
from training.windows import Names, varied, windows

Example = dict[str, list[int]]
Vocabulary = dict[str, list[str]]


def vocabulary(treebanks: list[Document], news: list[Document]) -> Vocabulary:
    """The labels of each task, in order."""
    syntax = [unit for document in treebanks for unit in document]
    return {
        "pos": sorted({label for unit in syntax for label in unit.pos}),
        "tag": sorted({label for unit in syntax for label in unit.tag if label}),
        "dep": sorted({label for unit in syntax for label in unit.dep}),
        "ner": sorted({"O"} | {label for document in news for unit in document for label in unit.ner}),
    }


def world_names(news: list[Document]) -> Names:
    """People's names of the news, and the places of the shipped gazetteer."""
    people = {
        word
        for document in news
        for unit in document
        for word, label in zip(unit.words, unit.ner, strict=True)
        if label.endswith("PERSON") and word.isalpha() and len(word) > 2 and word[0].isupper()
    }
    with gzip.open(MODEL.parent / "gazetteer" / "places.tsv.gz", "rt", encoding="utf8") as file:
        rows = (line.split("\t") for line in file)
        places = {row[1] for row in rows if row[1].isalpha() and row[1].isascii() and int(row[6] or 0) > 20_000}
    return Names(sorted(people), sorted(places))


class Encoder:
    """Turns windows into numbers."""

    def __init__(self, labels: Vocabulary) -> None:
        self.pieces = Pieces(MODEL / "tokenizer.json")
        self.index = {task: {label: i for i, label in enumerate(names)} for task, names in labels.items()}

    def __call__(self, unit: Unit) -> Example | None:
        """The numbers of a window, or None where it has more pieces than the encoder takes."""
        encoded = self.pieces.encode(unit.words, written(unit.words, unit.spaces))
        if len(encoded.ids) > MAX_PIECES + 2:
            return None
        example: Example = {key: value.tolist() for key, value in encoded._asdict().items()}
        if unit.ner:
            example["ner"] = [self.index["ner"][label] for label in unit.ner]
            return example
        for task, values in (("pos", unit.pos), ("tag", unit.tag), ("dep", unit.dep)):
            example[task] = [self.index[task].get(value, IGNORED) for value in values]
        example["head"] = unit.head
        example["start"] = [0] * len(unit.words)
        for start in unit.starts:
            example["start"][start] = 1
        return example


def collate(examples: list[Example]) -> dict[str, Tensor]:
    """A batch: padded with 0, what is asked of words padded with IGNORED; `real` says which words there are."""
    batch: dict[str, Tensor] = {}
    for key in examples[0]:
        width = max(len(example[key]) for example in examples)
        fill = 0 if key in ("ids", "shapes", "first", "last") else IGNORED
        batch[key] = torch.tensor([example[key] + [fill] * (width - len(example[key])) for example in examples])
    batch["mask"] = (batch["ids"] != 0).long()
    batch["real"] = torch.tensor([[i < len(e["first"]) for i in range(batch["first"].size(1))] for e in examples])
    return batch


def by_length(examples: list[Example], pieces: int, random: Random | None = None) -> list[list[Example]]:
    """Batches of at most `pieces` pieces, padding counted, of windows of about the same length."""
    noise = (lambda: random.random() * 8) if random else (lambda: 0.0)
    batches: list[list[Example]] = []
    longest = 0
    for _, _, example in sorted((len(e["ids"]) + noise(), i, e) for i, e in enumerate(examples)):
        longest = max(longest, len(example["ids"])) if batches else len(example["ids"])
        if not batches or longest * (len(batches[-1]) + 1) > pieces:
            batches.append([])
            longest = len(example["ids"])
        batches[-1].append(example)
    if random:
        random.shuffle(batches)
    return batches


def stream(documents: list[Document], encoder: Encoder, names: Names, pieces: int, seed: int, skip: int = 0) -> Iterator[dict[str, Tensor]]:
    """Batches for ever; epoch after epoch the documents are cut and varied anew. The first `skip` are left out."""
    epoch = 0
    while True:
        random = Random(f"{seed} {epoch}")
        epoch += 1
        examples = [encoder(varied(window, names, random)) for document in documents for window in windows(document, random)]
        for batch in by_length([example for example in examples if example], pieces, random):
            if skip:
                skip -= 1
            else:
                yield collate(batch)
