"""How much of what careful readers annotated is found, and how much is invented: never less than the floors."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from built import build
from floors import fallen, pinned

# What the first version had to reach: no floor may be set below it.
LEAST = {"entities": 0.60, "affiliations": 0.35, "statements": 0.45, "attributed": 0.35, "agreements": 0.35}

Figures = dict[str, dict[str, float]]


@pytest.fixture(scope="module", params=["dev", "seeds"])
def scored(request: pytest.FixtureRequest, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Figures]:
    """The name of a set of annotated documents, and what the scorer says of the graph built from it."""
    documents = shared / "corpus" / request.param
    built = build([documents], tmp_path_factory.mktemp(request.param))
    scorer = [sys.executable, str(shared / "corpus" / "score.py"), str(documents), str(built.export), "--json"]
    done = subprocess.run(scorer, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return request.param, json.loads(done.stdout)


@pytest.mark.shared
def test_no_figure_falls_below_its_floor(scored: tuple[str, Figures]) -> None:
    name, figures = scored
    assert not (worse := fallen(name, figures)), "\n" + "\n".join(worse)


@pytest.mark.shared
def test_nothing_is_taken_from_boilerplate(scored: tuple[str, Figures]) -> None:
    _, figures = scored
    assert figures["facts from boilerplate"]["predicted"] == 0


def test_the_floors_are_no_lower_than_what_the_first_version_had_to_reach() -> None:
    floors = pinned()["dev"]
    assert {figure: floors[figure]["f1"] for figure, least in LEAST.items() if floors[figure]["f1"] < least} == {}
