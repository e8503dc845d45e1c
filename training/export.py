"""From trained weights to the files of `kgraph/model`: the network in int8, the scorer of relation labels, the label lists."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from kgraph.analyse.network import MODEL, NETWORK, PRECISE, RELATIONS
from training.network import Network

_INPUTS = ["ids", "shapes", "first", "last"]
_OUTPUTS = ["pos", "tag", "start", "ner", "arc", "lh", "ld"]


class _Scorer(nn.Module):
    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, shapes: Tensor, first: Tensor, last: Tensor) -> tuple[Tensor, ...]:
        return self.network(ids, None, shapes, first, last)


class _Labeller(nn.Module):
    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, heads: Tensor, lh: Tensor, ld: Tensor) -> Tensor:
        return self.network.labels(lh.index_select(0, heads), ld)


def export(trained: Path, out: Path) -> None:
    """Write the model of `trained` (a folder with network.pt and vocab.json) to `out`, in int8 and, to compare, in fp32."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    labels = json.loads((trained / "vocab.json").read_text(encoding="utf8"))
    network = Network({task: len(names) for task, names in labels.items()})
    network.load_state_dict(torch.load(trained / "network.pt", weights_only=True))
    network.eval()
    out.mkdir(parents=True, exist_ok=True)
    example = (
        torch.tensor([[101, 2000, 2001, 2002, 102]]),
        torch.tensor([[0, 4, 3, 13, 0]]),
        torch.tensor([[1, 2]]),
        torch.tensor([[1, 3]]),
    )
    axes: dict[str, dict[int, str]] = {name: {1: "pieces"} for name in ("ids", "shapes")}
    axes |= {name: {1: "words"} for name in ("first", "last", *_OUTPUTS)} | {"arc": {1: "words", 2: "words"}}
    _write(_Scorer(network), example, out / PRECISE, _INPUTS, _OUTPUTS, axes)
    sides = (torch.tensor([1, 1, 1]), torch.zeros(3, 128), torch.zeros(3, 128))
    _write(
        _Labeller(network),
        sides,
        out / RELATIONS,
        ["heads", "lh", "ld"],
        ["labels"],
        {k: {0: "n"} for k in ("heads", "lh", "ld", "labels")},
    )

    import onnx
    from onnxruntime.quantization.shape_inference import quant_pre_process

    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(out / PRECISE, prepared, skip_symbolic_shape=True)
        # The heads stay in fp32: their matrices are small, and int8 costs them most.
        heads = [n.name for n in onnx.load(prepared).graph.node if n.op_type in ("MatMul", "Gemm") and "encoder/" not in n.name]
        quantize_dynamic(prepared, out / NETWORK, weight_type=QuantType.QInt8, per_channel=True, nodes_to_exclude=heads)
    (out / "vocab.json").write_text(json.dumps(labels, indent=0) + "\n", encoding="utf8")
    if out.resolve() != MODEL.resolve():
        for name in ("tokenizer.json", "lemmas.tsv.gz"):
            shutil.copy(MODEL / name, out / name)


def _write(module: nn.Module, example: tuple[Tensor, ...], path: Path, inputs: list[str], outputs: list[str], axes: dict[str, Any]) -> None:
    torch.onnx.export(module, example, path, input_names=inputs, output_names=outputs, dynamic_axes=axes, opset_version=17, dynamo=False)
