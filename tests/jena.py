"""Apache Jena's own programs, which read what kgraph writes as other people's tools do."""

import os
import subprocess
from pathlib import Path

import pytest


def program(name: str) -> Path:
    """Jena's program `riot`, `shacl` or `arq`, in the folder that KGRAPH_JENA names (the one with `bin/`).

    Skips the test where none is named, unless KGRAPH_REQUIRE_JENA says that it must be there.
    """
    folder = os.environ.get("KGRAPH_JENA")
    found = Path(folder) / "bin" / name if folder else None
    if found is not None and found.is_file():
        return found
    message = f"no Apache Jena: {found} is not there" if found else "no Apache Jena: KGRAPH_JENA is not set"
    if os.environ.get("KGRAPH_REQUIRE_JENA") == "1":
        pytest.fail(message)
    pytest.skip(message)


def run(name: str, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run `riot ARGUMENTS...`, or another program of Jena's."""
    return subprocess.run([program(name), *map(str, arguments)], capture_output=True, text=True, timeout=300)
