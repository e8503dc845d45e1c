"""The benchmarks run, on a few documents, and their tables say what they promise."""

import os
import re
import subprocess
import sys

import pytest
from conftest import ROOT


def benchmark(name: str, *arguments: str | int) -> str:
    """What `benchmarks/NAME.py` prints."""
    command = [sys.executable, str(ROOT / "benchmarks" / f"{name}.py"), *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_extraction_is_held_against_the_bare_pipeline() -> None:
    out = benchmark("extraction", "--documents", 6, "--rounds", 1, "--only", "bare,kgraph", "--workers", "1,2")
    assert re.search(r"^6 documents, [\d,]+ words, 1 round\(s\)$", out, re.MULTILINE)
    assert re.search(r"^bare .* 100 % +100 %$", out, re.MULTILINE)
    assert "kgraph 2: the same bytes as kgraph 1" in out
    own, ours = (float(re.search(rf"^  {whose} +([\d.]+) %", out, re.MULTILINE)[1]) for whose in ("spaCy's own", "ours"))  # type: ignore[index]
    assert own > 20 and ours > 1 and abs(own + ours - 100) < 0.2


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at through /proc")
def test_scale_tells_of_every_step_its_time_and_memory() -> None:
    out = benchmark("scale", "--documents", 4, 8, "--more", 2, "--workers", 1)
    for step in ("reading", "resolving", "loading", "build", "add", "nothing", "forget"):
        assert re.search(rf"^{step}( +[\d,.]+){{2,}}$", out, re.MULTILINE), step
    assert "2 new, " in out and "10 unchanged" in out and "1 forgotten, " in out
    assert re.search(r"^build, peak MB +\d{2,}\.\d +\d{2,}\.\d +-?\d\.\d\d$", out, re.MULTILINE)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at through /proc")
def test_a_build_that_is_killed_and_run_again_ends_as_if_nothing_had_happened() -> None:
    out = benchmark("killed", "--documents", 6, "--times", 1, "--workers", 1)
    assert "1 of 1 builds that were killed ended as the undisturbed one did" in out
