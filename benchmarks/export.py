"""How long an export takes and how much memory, side by side with pyoxigraph's own bulk serialisation of the same quads.

    python benchmarks/export.py [--quads N] [--workspace DIR] [--formats nq,trig] [--only-facts]

Puts the facts of synthetic documents (synthetic.py) into a workspace, about as many as make N quads (10 million), and exports them as a
user would: `kgraph export`, in a process of its own for each format. "seconds" is all of it, from the start of the process to the
file on the disk; "cpu" what all its processes computed; "peak" the most memory that one held (resident). Then, each in a process of its
own, the same quads in N-Quads by pyoxigraph:

    same work       serialize(quads): facts read and resolved as by kgraph, each quad an object, pyoxigraph writes. What a
                    program does that has facts and wants a file.
    dump            Store.dump from a store on disk; "load" is how long filling it took before. Nothing is read from facts.
    dump in memory  the same from a store in memory.
    objects only    serialize(list): all quads are in memory as objects already; only the writing is timed. A lower bound, that no
                    program reaches which has to make the quads first.

"ratio" is kgraph's seconds by theirs, "of cpu" the same for what was computed, which tells more where a machine does other things
beside. Seconds and cpu of theirs are those of the part that is compared. The last lines tell whether memory is flat: what the export
held beyond what a pass over the merged graph holds (the resolution, and the relations that documents share), for a quarter of the
documents and for all.

With --only-facts it leaves the workspace and ends.
"""

import argparse
import json
import math
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from synthetic import fill

QUADS_OF_A_DOCUMENT = 1_600  # on average, its share of the merged graph included
FORMATS = ["nq", "nt", "trig", "ttl", "jsonld"]
MOST = 256  # MB that an export may hold beyond what the graph does


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quads", type=int, default=10_000_000)
    parser.add_argument("--workspace", type=Path, help="the workspace to fill, or filled before (default: a temporary one)")
    parser.add_argument("--formats", default=",".join(FORMATS))
    parser.add_argument("--only-facts", action="store_true")
    parser.add_argument("--here", nargs=2, metavar=("WHAT", "FILE"), help="measure one thing in this process, and print JSON")
    options = parser.parse_args()
    if options.here:
        print(json.dumps(HERE[options.here[0]](options.workspace, Path(options.here[1]))))
        return
    with TemporaryDirectory(prefix="kgraph-bench-") as folder:
        workspace = options.workspace or Path(folder) / "workspace"
        _fill(workspace, options.quads)
        if not options.only_facts:
            compare(workspace, options.formats.split(","), options.quads, Path(folder))


def _fill(workspace: Path, quads: int) -> None:
    if not (workspace / "facts.sqlite").is_file():
        began = time.perf_counter()
        fill(workspace, math.ceil(quads / QUADS_OF_A_DOCUMENT))
        print(f"facts in {workspace}: {time.perf_counter() - began:.0f} s", flush=True)


def compare(workspace: Path, formats: list[str], quads: int, folder: Path) -> None:
    print(f"{'':14} {'quads':>12} {'MB':>8} {'seconds':>8} {'cpu':>8} {'peak MB':>8} {'ratio':>7} {'of cpu':>7}")
    ours: dict[str, dict[str, Any]] = {}
    for format in formats:
        out = folder / f"graph.{format}"
        run = _kgraph(workspace, out)
        ours[format] = run
        _row(format, {**run, "quads": _quads(out) if format in ("nq", "nt") else None, "size": out.stat().st_size / 1e6})
        if format != "nq":
            out.unlink()
    if "nq" not in ours:
        return
    for what in COMPARED:
        done = _process([sys.executable, __file__, "--workspace", str(workspace), "--here", what, str(folder / "graph.nq")])
        told = json.loads(done["output"])
        _row(what, {**done, **told}, ours["nq"])
        if "load" in told:
            print(f"{'  load':14} {told['load']:>30.1f}")
    _memory(workspace, quads, folder)


def _memory(workspace: Path, quads: int, folder: Path) -> None:
    quarter = folder / "quarter"
    _fill(quarter, quads // 4)
    beyond = []
    for name, place in (("a quarter", quarter), ("all", workspace)):
        exported = _kgraph(place, folder / "memory.nq")["peak"]
        held = _process([sys.executable, __file__, "--workspace", str(place), "--here", "held", os.devnull])["peak"]
        beyond.append(exported - held)
        print(f"memory, {name}: {exported:,.0f} MB; a pass over the merged graph {held:,.0f} MB; beyond it {exported - held:,.0f} MB")
    print(f"memory is {'flat' if max(beyond) < MOST else 'NOT FLAT'}: less than {MOST} MB beyond what the graph itself holds")


def _kgraph(workspace: Path, out: Path) -> dict[str, Any]:
    return _process([sys.executable, "-m", "kgraph", "export", str(out), "--workspace", str(workspace)])


def _process(command: list[str]) -> dict[str, Any]:
    """Run a program: its output, seconds from start to end, seconds of computing, and its own peak of memory in MB."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).resolve().parent.parent), os.environ.get("PYTHONPATH", "")]),
    }
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed")
    return {"output": output, "seconds": seconds, "cpu": used.ru_utime + used.ru_stime, "peak": _megabytes(used.ru_maxrss)}


def _megabytes(peak: int) -> float:
    return peak / (1024 if sys.platform == "linux" else 1024 * 1024)


def _quads(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in file)


def _row(name: str, run: dict[str, Any], ours: dict[str, Any] | None = None) -> None:
    quads = f"{run['quads']:>12,}" if run.get("quads") else f"{'':12}"
    size = f"{run['size']:>8,.0f}" if run.get("size") else f"{'':8}"
    within = " ".join(f"{ours[what] / run[what]:>7.2f}" for what in ("seconds", "cpu")) if ours is not None else ""
    print(f"{name:14} {quads} {size} {run['seconds']:>8.1f} {run['cpu']:>8.1f} {run['peak']:>8,.0f} {within}", flush=True)


# What is measured in a process of its own


def _same_work(workspace: Path, lines: Path) -> dict[str, float]:
    import pyoxigraph

    from kgraph import build
    from kgraph.config import Settings
    from kgraph.workspace import Workspace

    out = lines.with_name("theirs.nq")
    clock = _Clock()
    settings = Settings(workspace=workspace)
    with Workspace(workspace) as opened:
        pyoxigraph.serialize(build.quads(opened, settings), out, pyoxigraph.RdfFormat.N_QUADS)
    return clock.done(out)


def _dump(workspace: Path, lines: Path, place: Path | None = None) -> dict[str, float]:
    import pyoxigraph

    out = lines.with_name("theirs.nq")
    began = time.perf_counter()
    store = pyoxigraph.Store(place)
    store.bulk_load(path=lines, format=pyoxigraph.RdfFormat.N_QUADS)
    load = time.perf_counter() - began
    clock = _Clock()
    store.dump(out, pyoxigraph.RdfFormat.N_QUADS)
    return {**clock.done(out), "load": load}


def _dump_from_disk(workspace: Path, lines: Path) -> dict[str, float]:
    place = lines.with_name("store")
    try:
        return _dump(workspace, lines, place)
    finally:
        shutil.rmtree(place)


def _objects_only(workspace: Path, lines: Path) -> dict[str, float]:
    import pyoxigraph

    out = lines.with_name("theirs.nq")
    quads = list(pyoxigraph.parse(path=lines, format=pyoxigraph.RdfFormat.N_QUADS))
    clock = _Clock()
    pyoxigraph.serialize(quads, out, pyoxigraph.RdfFormat.N_QUADS)
    return clock.done(out)


class _Clock:
    """Times the writing of a file, from when it is made."""

    def __init__(self) -> None:
        self.began, self.computed = time.perf_counter(), time.process_time()

    def done(self, out: Path) -> dict[str, float]:
        """Seconds and seconds of computing until now, and what was written; the file goes."""
        found = {"seconds": time.perf_counter() - self.began, "cpu": time.process_time() - self.computed}
        found |= {"size": out.stat().st_size / 1e6, "quads": _quads(out)}
        out.unlink()
        return found


def _held(workspace: Path, lines: Path) -> dict[str, float]:
    from collections import deque

    from kgraph import build, graph
    from kgraph.config import Settings
    from kgraph.workspace import Workspace

    with Workspace(workspace) as opened, build.merged(opened, Settings(workspace=workspace)) as merged:
        deque(graph.elements(merged), maxlen=0)
    return {"peak": _megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)}


Measure = Callable[[Path, Path], dict[str, float]]
COMPARED: dict[str, Measure] = {"same work": _same_work, "dump": _dump_from_disk, "dump in memory": _dump, "objects only": _objects_only}
HERE: dict[str, Measure] = {**COMPARED, "held": _held}


if __name__ == "__main__":
    main()
