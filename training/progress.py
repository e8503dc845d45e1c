"""How far a training has come: scores on held-out data, with the words and sentences as annotated, best heads word by word."""

from collections import Counter

import torch

from training.batches import Encoder, Vocabulary, by_length, collate
from training.data import Document, Unit, entities
from training.network import Network
from training.windows import append

_WORDS = 110


def paragraphs(document: Document) -> list[Unit]:
    """Windows of whole units of a paragraph, as many as fit."""
    result: list[Unit] = []
    for unit in document:
        if not result or unit.opens_paragraph or len(result[-1].words) + len(unit.words) > _WORDS:
            result.append(Unit())
        append(result[-1], unit)
    return result


@torch.no_grad()
def progress(network: Network, labels: Vocabulary, held_out: dict[str, list[Document]]) -> dict[str, dict[str, float]]:
    """Percentages for each data set: UPOS, UAS and LAS (universal relations) and sentence starts, or entities (P, R, F)."""
    encoder = Encoder(labels)
    universal = torch.tensor([sorted({x.split(":")[0] for x in labels["dep"]}).index(x.split(":")[0]) for x in labels["dep"]])
    result = {}
    for name, documents in held_out.items():
        count: Counter[str] = Counter()
        units = [unit for document in documents for unit in paragraphs(document)]
        examples = [example for example in map(encoder, units) if example]
        for batch in by_length(examples, 6000):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                tensors = collate(batch)
                outputs = network(*(tensors[key] for key in ("ids", "mask", "shapes", "first", "last")))
            if "ner" in tensors:
                _count_entities(count, batch, outputs[3].argmax(-1).tolist(), labels["ner"])
            else:
                _count_syntax(count, network, tensors, outputs, universal)
        if "gold" in count:
            precision, recall = (100 * count["right"] / max(1, count[k]) for k in ("found", "gold"))
            result[name] = {"P": precision, "R": recall, "F": 200 * count["right"] / (count["found"] + count["gold"])}
        else:
            result[name] = {k: 100 * count[k] / count["words"] for k in ("upos", "uas", "las")}
            result[name]["sentences"] = 200 * count["starts right"] / (count["starts found"] + count["starts"])
    return {name: {figure: round(value, 2) for figure, value in figures.items()} for name, figures in result.items()}


def _count_entities(count: Counter[str], batch: list[dict[str, list[int]]], scores: list[list[int]], names: list[str]) -> None:
    for example, best in zip(batch, scores, strict=True):
        gold = entities([names[k] for k in example["ner"]])
        found = entities([names[k] for k in best[: len(example["ner"])]])
        count.update({"gold": len(gold), "found": len(found), "right": len(gold & found)})


def _count_syntax(
    count: Counter[str], network: Network, batch: dict[str, torch.Tensor], outputs: tuple[torch.Tensor, ...], universal: torch.Tensor
) -> None:
    pos, _, start, _, arc, heads, dependents = (output.float() for output in outputs)
    for i, real in enumerate(batch["real"]):
        n = int(real.sum())
        starts = start[i, :n].argmax(-1)
        starts[0] = 1
        sentence = starts.cumsum(0)
        best = arc[i, :n, :n].masked_fill(sentence.unsqueeze(0) != sentence.unsqueeze(1), -1e4).argmax(-1)
        dep = network.labels(heads[i, best], dependents[i, :n]).argmax(-1)
        right = best == batch["head"][i, :n]
        gold = batch["start"][i, :n] == 1
        # A label that the training data lacks counts as an error.
        same = (universal[dep] == universal[batch["dep"][i, :n]]) & (batch["dep"][i, :n] >= 0)
        count["words"] += n
        count["upos"] += int((pos[i, :n].argmax(-1) == batch["pos"][i, :n]).sum())
        count["uas"] += int(right.sum())
        count["las"] += int((right & same).sum())
        count["starts right"] += int((gold & (starts == 1)).sum())
        count["starts found"] += int(starts.sum())
        count["starts"] += int(gold.sum())
