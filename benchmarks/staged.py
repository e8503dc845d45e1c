"""`kgraph` with a stamp for each stage: for benchmarks that have to know from outside what a build is at.

    python benchmarks/staged.py STAMPS build DOCS...

Runs the command line as it is, and writes to STAMPS a line for each stage as it begins: seconds since 1970, and reading, resolving,
loading or ended. Where kgraph does not say what it is at, there are fewer lines.
"""

import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import IO, Any


def stamps(path: Path) -> list[tuple[float, str]]:
    """The stages that were begun so far, and when."""
    lines = path.read_text().splitlines() if path.exists() else []
    return [(float(line.split()[0]), line.split()[1]) for line in lines if line.count(" ") == 1]


def seconds(path: Path) -> dict[str, float]:
    """How long each stage took, of a run that has ended."""
    found = stamps(path)
    return {stage: later - at for (at, stage), (later, _) in pairwise(found)}


def main() -> None:
    with open(sys.argv.pop(1), "a", buffering=1) as file:
        stamp(file, "starting")
        from kgraph import build, cli, update

        # The command line calls these by their modules' names.
        update.update = stamped(file, "reading", update.update)  # type: ignore[assignment]
        build.sync = stamped(file, "resolving", build.sync)  # type: ignore[assignment]
        code = cli.run(sys.argv[1:])
        stamp(file, "ended")
    sys.exit(code)


def stamp(file: IO[str], stage: str) -> None:
    file.write(f"{time.time():.3f} {stage}\n")


def stamped(file: IO[str], stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
    """`work`, with a stamp before it, and one for each further stage that it tells its watcher."""

    def called(*arguments: Any, **more: Any) -> Any:
        stamp(file, stage)
        watcher = next((one for one in (*arguments, *more.values()) if hasattr(one, "stage")), None)
        if watcher is None:
            return work(*arguments, **more)
        told, kind = [stage], type(watcher)
        before = kind.stage

        def tell(watcher: Any, name: str) -> None:
            main = name.partition(":")[0].replace(" ", "-")  # what follows the colon are steps of the stage
            if main not in told:
                told.append(main)
                stamp(file, main)
            before(watcher, name)

        kind.stage = tell
        try:
            return work(*arguments, **more)
        finally:
            kind.stage = before

    return called


if __name__ == "__main__":
    main()
