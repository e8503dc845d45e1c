"""Running programs as a user does, and what that takes: seconds, computing, and the memory of all their processes.

Processes are looked at from outside, through /proc: on Linux. Elsewhere memory is 0, and nothing is bound to a core.
"""

import importlib.metadata
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from kgraph import __version__

ROOT = Path(__file__).resolve().parent.parent
EVERY = 0.25  # seconds between looks at a process


@dataclass
class Run:
    """A program that ended. `cpu` is what all its processes computed, `peak` the most MB that they held together at a time.

    `memory` are the looks at it: seconds since its start, and MB.
    """

    code: int
    seconds: float
    cpu: float
    peak: float
    output: str
    errors: str
    memory: list[tuple[float, float]] = field(default_factory=list)


def run(
    command: Sequence[str | Path], *, root: Path = ROOT, cores: int = 0, folder: Path | None = None,
    watch: Callable[[float, float], None] | None = None, server: bool = False,
) -> Run:  # fmt: skip
    """Run a program to its end, with the kgraph that lies in `root`, on so many `cores` (0: all). Any exit code is given back.

    `watch` is told the seconds since its start and the MB it holds, a few times a second. `server`: it may know of a Neo4j.
    """
    looks: list[tuple[float, float]] = []
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, bound(cores):
        began = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdout=out, stderr=err, env=environment(root, server), cwd=folder)
        with unbound():
            while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
                looks.append((time.perf_counter() - began, memory(tree(process.pid))))
                if watch is not None:
                    watch(*looks[-1])
                # The end of a short run is seen at once.
                for _ in range(10):
                    time.sleep(EVERY / 10)
                    if _has_ended(process.pid):
                        break
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(ended[1])
        out.seek(0)
        err.seek(0)
        cpu = ended[2].ru_utime + ended[2].ru_stime
        peak = max((megabytes for _, megabytes in looks), default=0.0)
        return Run(process.returncode, seconds, cpu, peak, out.read().decode(), err.read().decode(), looks)


def must(ended: Run, what: str) -> Run:
    """The same, if it ended well; else this program ends with what it said."""
    if ended.code:
        sys.exit(f"{what} ended with {ended.code}: {ended.errors.strip() or ended.output.strip()}")
    return ended


def kgraph(*arguments: str | Path | int) -> list[str]:
    """The command line `kgraph ARGUMENTS...`."""
    return [sys.executable, "-m", "kgraph", *map(str, arguments)]


def environment(root: Path = ROOT, server: bool = False) -> dict[str, str]:
    """This process's environment with the kgraph that lies in `root`, no setting of kgraph's, and of Neo4j's only with `server`."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KGRAPH_")}
    if not server:
        clean = {name: value for name, value in clean.items() if not name.startswith("NEO4J_")}
    return {**clean, "PYTHONPATH": str(root)}


# Processes


def tree(pid: int) -> list[int]:
    """A process and all below it, parents before their children."""
    found = [pid]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            with suppress(OSError):
                found += [int(child) for child in children.read_text().split()]
    return found


def memory(pids: Sequence[int]) -> float:
    """The MB that processes hold together; a page that several share counts once, where the system tells."""
    return sum(_megabytes(pid) for pid in pids)


def _megabytes(pid: int) -> float:
    with suppress(OSError, IndexError, ValueError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    with suppress(OSError, IndexError, ValueError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    return 0.0


def _has_ended(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (OSError, IndexError):
        return not Path("/proc/self").exists()


def kill(pid: int) -> int:
    """End a process and all below it with SIGKILL, as a machine does that goes down; returns how many they were."""
    # Stopped first, from the top, so that none sees another end, cleans up, or starts a new one.
    stopped: list[int] = []
    while fresh := [one for one in tree(pid) if one not in stopped]:
        for one in fresh:
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGSTOP)
        stopped += fresh
    for one in stopped:
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)
    return len(stopped)


@contextmanager
def bound(cores: int) -> Iterator[None]:
    """What is started in this block computes on so many cores; 0 for all."""
    if not cores or not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:cores])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


# What this process may use; whoever only watches is in nobody's way on another core.
_ALL = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()


@contextmanager
def unbound() -> Iterator[None]:
    """Within a block of `bound`: this process may use all cores again."""
    if not _ALL:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, _ALL)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


# What a table begins with


def header(*packages: str) -> str:
    """The versions and the machine, in two lines."""
    told = [f"kgraph {__version__}", f"Python {platform.python_version()}"]
    for package in packages:
        with suppress(importlib.metadata.PackageNotFoundError):
            told.append(f"{package} {importlib.metadata.version(package)}")
    return f"{', '.join(told)}\n{machine()}"


def machine() -> str:
    """The processor, as the system names it, and its cores."""
    try:
        names = [line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    except OSError:
        names = []
    return f"{names[0] if names else platform.processor() or platform.machine()}, {os.cpu_count()} cores"
