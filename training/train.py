"""Training: two streams of batches take turns; the weights that count are a running mean of those trained."""

import copy
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import Tensor

from training import data
from training.batches import Encoder, stream, vocabulary, world_names
from training.network import Network, loss
from training.progress import progress

_WARM_UP = 200


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides the outcome of a training, besides the data."""

    steps: int = 5500
    seed: int = 1
    pieces: int = 1800
    encoder_rate: float = 1.5e-4
    head_rate: float = 1.2e-3
    layer_decay: float = 0.9
    news_share: float = 0.35
    weight_decay: float = 0.01
    average: float = 0.998


def groups(network: Network, settings: Settings) -> list[dict[str, Any]]:
    """Parameters with their learning rates: the lower a layer of the encoder, the slower; the heads fastest."""
    rates: dict[float, list[Tensor]] = {}
    layers = network.encoder.config.num_hidden_layers
    for name, parameter in network.named_parameters():
        if name.startswith("encoder.encoder.layer."):
            rate = settings.encoder_rate * settings.layer_decay ** (layers - 1 - int(name.split(".")[3]))
        elif name.startswith("encoder.embeddings"):
            rate = settings.encoder_rate * settings.layer_decay**layers
        elif name.startswith("case"):
            rate = settings.head_rate / 4
        else:
            rate = settings.head_rate
        rates.setdefault(rate, []).append(parameter)
    return [{"params": parameters, "peak": rate} for rate, parameters in sorted(rates.items())]


def train(folder: Path, out: Path, settings: Settings, threads: int, every: int) -> None:
    """Train with the data in `folder`; every `every` steps leave a checkpoint in `out`, from which the same command goes on.

    Writes `network.pt` (the mean weights), `vocab.json` and `training.json` (settings and loss) to `out`.
    """
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(threads)
    torch.manual_seed(settings.seed)
    treebanks = [document for name in data.TREEBANKS for document in data.load(folder, name)]
    news = [document for name in data.ENTITIES for document in data.load(folder, name)]
    labels = vocabulary(treebanks, news)
    (out / "vocab.json").write_text(json.dumps(labels), encoding="utf8")
    network = Network({task: len(names) for task, names in labels.items()})
    network.train()
    optimiser = torch.optim.AdamW(groups(network, settings), weight_decay=settings.weight_decay, fused=True)
    moving = [name for name, value in network.state_dict().items() if value.is_floating_point()]
    mean = {name: value.detach().clone() for name, value in network.state_dict().items()}
    done, taken, log = 0, [0, 0], []
    if (out / "checkpoint.pt").exists():
        state = torch.load(out / "checkpoint.pt", weights_only=True)
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        mean, done, taken, log = state["mean"], state["done"], state["taken"], state["log"]
        torch.set_rng_state(state["random"])
    held_out = {name: data.load(folder, name) for name in ("en_gum-dev", "en_ewt-dev", "wwn-dev")}
    encoder, names = Encoder(labels), world_names(news)
    streams = [
        stream(part, encoder, names, settings.pieces, settings.seed, skip) for part, skip in zip((treebanks, news), taken, strict=True)
    ]
    losses: list[float] = []
    started = time.monotonic()
    for step in range(done, settings.steps):
        which = int(Random(f"{settings.seed} {step}").random() < settings.news_share)
        taken[which] += 1
        factor = min(1, (step + 1) / _WARM_UP) * max(0.02, 1 - step / settings.steps)
        for group in optimiser.param_groups:
            group["lr"] = group["peak"] * factor
        with torch.autocast("cpu", dtype=torch.bfloat16):
            value = loss(network, next(streams[which]))
        optimiser.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        losses.append(value.item())
        # In the beginning the mean must forget faster: it began with what was not trained at all.
        keep = min(settings.average, 1 - 1 / (step / 4 + 2))
        now = network.state_dict()
        torch._foreach_lerp_([mean[k] for k in moving], [now[k] for k in moving], 1 - keep)
        if (step + 1) % every == 0 or step + 1 == settings.steps:
            seconds = time.monotonic() - started
            entry = {"step": step + 1, "seconds": round(seconds), "loss": round(sum(losses) / len(losses), 4)}
            averaged = copy.deepcopy(network)
            averaged.load_state_dict(mean)
            entry |= progress(averaged.eval(), labels, held_out)
            log.append(entry)
            losses = []
            print(json.dumps(entry), flush=True)
            state = {"network": now, "optimiser": optimiser.state_dict(), "mean": mean, "done": step + 1}
            torch.save(state | {"taken": taken, "log": log, "random": torch.get_rng_state()}, out / "checkpoint.part")
            (out / "checkpoint.part").rename(out / "checkpoint.pt")
            torch.save(mean, out / "network.pt")
    (out / "training.json").write_text(json.dumps({"settings": asdict(settings), "log": log}, indent=1) + "\n", encoding="utf8")
