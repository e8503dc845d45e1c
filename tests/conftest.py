"""What all tests share: the folder `shared/`, which need not be there, and a command line that runs as a user's does."""

import importlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kgraph.store import Address

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

Kgraph = Callable[..., "subprocess.CompletedProcess[str]"]


# Run in the background, tests inherit that an interrupt is ignored, and would hand it down to the kgraph that they interrupt.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs `shared/` where it is missing, unless KGRAPH_REQUIRE_SHARED says that it must be there."""
    if (SHARED / "corpus").is_dir() or os.environ.get("KGRAPH_REQUIRE_SHARED") == "1":
        return
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(pytest.mark.skip(reason="the folder shared/ does not lie beside the checkout"))


@pytest.fixture(scope="session")
def neo4j() -> Address:
    """Where a real Neo4j is; skips the test where none is named, unless KGRAPH_REQUIRE_NEO4J says that it must be there."""
    uri = os.environ.get("NEO4J_URI")
    if not uri:
        message = "no real Neo4j: NEO4J_URI is not set (.ci/neo4j/start.sh start gives one)"
        if os.environ.get("KGRAPH_REQUIRE_NEO4J") == "1":
            pytest.fail(message)
        pytest.skip(message)
    return Address(uri, os.environ.get("NEO4J_USERNAME", "neo4j"), os.environ.get("NEO4J_PASSWORD"), os.environ.get("NEO4J_DATABASE"))


def needs(module: str) -> Any:
    """A module of an optional extra; skips a file's tests where it is not installed, unless KGRAPH_REQUIRE_RAY says that it must be."""
    return importlib.import_module(module) if os.environ.get("KGRAPH_REQUIRE_RAY") == "1" else pytest.importorskip(module)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder `shared/`; for tests marked `shared`."""
    assert SHARED.is_dir(), f"{SHARED} is missing, and KGRAPH_REQUIRE_SHARED=1 says that it must be there"
    return SHARED


def run_kgraph(
    folder: Path, *arguments: str | Path, env: dict[str, str] | None = None, timeout: float = 120, **more: object
) -> "subprocess.CompletedProcess[str]":
    """Run `kgraph ARGUMENTS...` in a process of its own, in `folder`, with nothing set in the environment but `env`."""
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        command(*arguments),
        **{
            "cwd": folder,
            "env": environment(env),
            "capture_output": True,
            "text": True,
            "timeout": timeout,
            **more,
        },
    )


def command(*arguments: str | Path) -> list[str]:
    """How to start `kgraph ARGUMENTS...`."""
    return [sys.executable, "-m", "kgraph", *map(str, arguments)]


def environment(more: dict[str, str] | None = None) -> dict[str, str]:
    """This process's environment without settings of kgraph's; with `more`."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("NEO4J_", "KGRAPH_"))}
    return {**clean, "PYTHONPATH": str(ROOT), **(more or {})}


@pytest.fixture
def kgraph(tmp_path: Path) -> Kgraph:
    """`run_kgraph` in an empty folder."""
    return partial(run_kgraph, tmp_path)
