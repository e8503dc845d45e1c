"""Accuracy floors: figures that may rise and not fall, pinned in `accuracy_floors.yaml`.

With KGRAPH_RAISE_FLOORS=1 a test run lifts the floors to just below what it measures; it never lowers one. Lowering takes
an edit of the file by hand.
"""

import math
import os
from collections.abc import Mapping
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("accuracy_floors.yaml")
MARGIN = 0.01  # what another version of a dependency may cost without anybody's fault

Figures = Mapping[str, Mapping[str, float]]


def pinned() -> dict[str, dict[str, dict[str, float]]]:
    """Set of documents -> figure -> measure (`precision`, `recall`, `f1`) -> floor."""
    found: dict[str, dict[str, dict[str, float]]] = yaml.safe_load(FILE.read_text("utf-8"))
    return found


def fallen(name: str, measured: Figures) -> list[str]:
    """One line for each figure of the set `name` that is below its floor."""
    floors = pinned()
    if os.environ.get("KGRAPH_RAISE_FLOORS") == "1":
        _raise(floors, name, measured)
    return [
        f"{name}: {figure} {measure} fell to {measured[figure][measure]:.3f}; its floor is {floor:.2f}"
        for figure, measures in floors[name].items()
        for measure, floor in measures.items()
        if measured[figure][measure] < floor
    ]


def below(figure: float) -> float:
    """The floor for a figure: a little less, in two digits."""
    return max(0.0, math.floor((figure - MARGIN) * 100 + 1e-9) / 100)


def _raise(floors: dict[str, dict[str, dict[str, float]]], name: str, measured: Figures) -> None:
    for figure, measures in floors[name].items():
        for measure, floor in measures.items():
            measures[measure] = max(floor, below(measured[figure][measure]))
    header = "".join(line for line in FILE.read_text("utf-8").splitlines(keepends=True) if line.startswith("#"))
    lines = [header]
    for set_, figures in floors.items():
        lines.append(f"\n{set_}:\n")
        for figure, measures in figures.items():
            lines.append(f"  {figure}: {{{', '.join(f'{measure}: {floor:.2f}' for measure, floor in measures.items())}}}\n")
    FILE.write_text("".join(lines), "utf-8")
