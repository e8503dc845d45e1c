"""What a build costs as a corpus grows: speed over time, memory, sizes, and what a few more documents cost then.

    python benchmarks/scale.py [--documents N...] [--more 100] [--workers N] [--workspace DIR] [--uri URI] [--corpus FILE]

For each N (2,000) a corpus that texts.py makes is built by the command line into a new workspace, with the embedded database or, with
--uri, a Neo4j server that has no graph of this name yet (NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE as for kgraph). Then, each a
command of its own:

    build         all N documents; "reading" (which extracts), "resolving" and "loading" are its stages
    add           so many more (--more), from a file of their own
    nothing       the same command again, over both files
    forget        one document forgotten

A line is printed for each tenth of the build as it goes: the rows in the workspace are counted from outside, and the memory of all its
processes, the database's among them, is looked at four times a second. "peak" is the most in that time; the first tenth has
the start in it. The last table tells how all
grows from one N to the next: with the exponent 1 it is as much per document as before, with 0 it stays as it is.
"""

import argparse
import json
import math
import os
import sqlite3
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import staged
from runs import Run, header, must, run
from texts import write

MEGABYTE = 2**20
STAGES = ["reading", "resolving", "loading"]


@dataclass
class Measured:
    """What one size gave: seconds and MB by name, of the build, its stages and sizes, and of what came after."""

    documents: int
    values: dict[str, float] = field(default_factory=dict)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[2_000], metavar="N")
    parser.add_argument("--more", type=int, default=100)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--workspace", type=Path, help="where to leave the workspaces, one for each N (default: a temporary folder)")
    parser.add_argument("--uri", help="a Neo4j server in place of the embedded database")
    parser.add_argument("--corpus", type=Path, help="JSON Lines to take in place of synthetic texts; of these, so many")
    options = parser.parse_args()
    print(
        f"{header('spacy', 'onnxruntime', 'neo4j', 'arcadedb')}\n{options.workers} worker(s), {options.uri or 'embedded database'}",
        flush=True,
    )
    with TemporaryDirectory(prefix="kgraph-bench-") as folder:
        root = options.workspace or Path(folder)
        root.mkdir(parents=True, exist_ok=True)
        found = [Bench(root / str(documents), documents, options).measure() for documents in options.documents]
    if len(found) > 1:
        growth(found)


class Bench:
    """A corpus of one size, its workspace, and the commands that work on it."""

    def __init__(self, folder: Path, documents: int, options: argparse.Namespace) -> None:
        if folder.exists():
            sys.exit(f"{folder} is there already: the build has to begin with nothing")
        folder.mkdir()
        self.documents, self.options = documents, options
        self.workspace, self.stamps = folder / "workspace", folder / "stamps"
        self.corpus, self.added = folder / "corpus.jsonl", folder / "more.jsonl"
        if options.corpus:
            with options.corpus.open("rb") as lines, self.corpus.open("wb") as some, self.added.open("wb") as more:
                for number, line in zip(range(documents + options.more), lines, strict=False):
                    (some if number < documents else more).write(line)
        else:
            write(documents, str(self.corpus))
            write(options.more, str(self.added), start=documents)
        self.found = Measured(documents)
        # A base of its own, too: graphs of one database share no ids then.
        base = f"https://w3id.org/kgraph/id/scale-{documents}/"
        self.store = ["--graph", f"scale-{documents}", "--base", base, "--uri", options.uri] if options.uri else []

    def measure(self) -> Measured:
        print(f"\n{self.documents:,} documents, {self.corpus.stat().st_size / MEGABYTE:,.1f} MB")
        print(f"{'':22}{'seconds':>9}{'docs/s':>9}{'peak MB':>9}{'cpu':>9}", flush=True)
        tenths = Tenths(self)
        ended = self.command("build", self.corpus, watch=tenths.look)
        tenths.end(ended)
        self.stages(ended)
        self.row("build", ended, self.documents)
        self.sizes()
        for name, files, count in (("add", [self.added], self.options.more), ("nothing", [self.corpus, self.added], 0)):
            self.row(name, self.command("build", *files), count)
        with self.corpus.open(encoding="utf-8") as lines:
            first = json.loads(next(lines))
        self.row("forget", self.command("forget", first.get("url") or f"{self.corpus}#{first['id']}"), 1)
        return self.found

    def command(self, word: str, *arguments: str | Path, watch: Any = None) -> Run:
        self.stamps.unlink(missing_ok=True)
        workers = ["--workers", str(self.options.workers)] if word == "build" else []
        more = ["--json", *workers, "--workspace", str(self.workspace), *self.store]
        command = [sys.executable, staged.__file__, self.stamps, word, *map(str, arguments), *more]
        return must(run(command, watch=watch, server=bool(self.store)), word)

    def row(self, name: str, ended: Run, documents: int) -> None:
        self.found.values |= {name: ended.seconds, f"{name}, peak MB": ended.peak}
        print(line(name, ended.seconds, documents, ended.peak, ended.cpu), flush=True)
        if name != "build":
            parts = ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in staged.seconds(self.stamps).items())
            print(f"{'':22}{parts}; {changes(json.loads(ended.output.splitlines()[-1]))}", flush=True)

    def stages(self, ended: Run) -> None:
        """The stages of the build, each with the most memory in its time."""
        at = staged.stamps(self.stamps)
        began = at[0][0] if at else 0.0
        for (start, stage), (stop, _) in pairwise(at):
            if stage not in STAGES:
                continue
            peak = max((mb for when, mb in ended.memory if start - began <= when <= stop - began + 0.5), default=0.0)
            self.found.values |= {stage: stop - start, f"{stage}, peak MB": peak}
            print(line(stage, stop - start, self.documents, peak), flush=True)

    def sizes(self) -> None:
        files = [file for file in self.workspace.rglob("*") if file.is_file()]
        server = self.workspace / "server"
        parts = {
            "facts": [file for file in files if file.name.startswith("facts.sqlite")],
            "database": [file for file in files if server in file.parents],
        }
        parts["other files"] = [file for file in files if not any(file in part for part in parts.values())]
        for name, some in parts.items():
            # What lies on the disk: the database's files have holes.
            size = sum(file.stat().st_blocks * 512 for file in some) / MEGABYTE
            self.found.values[f"{name}, MB"] = size
            print(f"{name:22}{size:>9,.1f} MB, {1000 * size / self.documents:,.1f} kB a document", flush=True)


class Tenths:
    """Watches a build: a line for each tenth of its documents."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.done, self.peak = bench, 0, 0.0
        self.before = (0.0, 0)  # seconds and documents at the last line
        self.looked = 0.0

    def look(self, seconds: float, megabytes: float) -> None:
        self.peak = max(self.peak, megabytes)
        # Once in a while is enough, and the rows of a large workspace take a moment to count.
        if self.done == 10 or seconds - self.looked < 0.5:
            return
        began = time.perf_counter()
        kept = documents_in(self.bench.workspace)
        self.looked = seconds + 20 * (time.perf_counter() - began)
        if kept is not None and kept * 10 >= (self.done + 1) * self.bench.documents:
            self._tell(seconds, kept)

    def end(self, ended: Run) -> None:
        """The last tenth, where the build went on before it was seen."""
        at = staged.stamps(self.bench.stamps)
        read = next((when for when, stage in at if stage == "resolving"), None)
        if self.done < 10 and read is not None:
            self._tell(read - at[0][0], self.bench.documents)

    def _tell(self, seconds: float, kept: int) -> None:
        self.done = kept * 10 // self.bench.documents
        since, known = self.before
        print(line(f"  {kept:,} read", seconds - since, kept - known, self.peak), flush=True)
        self.bench.found.values["docs/s, last tenth"] = (kept - known) / max(seconds - since, 0.001)
        self.before, self.peak = (seconds, kept), 0.0


def documents_in(workspace: Path) -> int | None:
    """How many documents are kept, as a reader sees it; None where that cannot be seen."""
    try:
        with closing(sqlite3.connect(f"file:{workspace / 'facts.sqlite'}?mode=ro", uri=True, timeout=1)) as db:
            return int(db.execute("SELECT count(*) FROM documents").fetchone()[0])
    except sqlite3.Error:
        return None


def changes(summary: dict[str, Any]) -> str:
    """What a command did, from the summary that it prints."""
    told = [f"{count} {what}" for what, count in summary.get("documents", {}).items() if count]
    for what in ("nodes", "relations"):
        told += [f"{count:,} {what} {how}" for how, count in summary.get(what, {}).items() if count]
    return ", ".join(told) or "no change"


def line(name: str, seconds: float, documents: int, peak: float, cpu: float | None = None) -> str:
    speed = f"{documents / seconds:>9,.1f}" if documents and seconds else f"{'':9}"
    return f"{name:22}{seconds:>9,.1f}{speed}{peak:>9,.0f}" + (f"{cpu:>9,.1f}" if cpu is not None else "")


def growth(found: list[Measured]) -> None:
    """Each value over the sizes, and the exponent with which it grew from the last but one to the last."""
    print("\n" + f"{'':22}" + "".join(f"{one.documents:>11,}" for one in found) + f"{'exponent':>10}")
    for name in dict.fromkeys(name for one in found for name in one.values):
        values = [one.values.get(name) for one in found]
        last, before = found[-1], found[-2]
        one, other = before.values.get(name), last.values.get(name)
        exponent = f"{math.log(other / one) / math.log(last.documents / before.documents):>10.2f}" if one and other else ""
        print(f"{name:22}" + "".join(f"{value:>11,.1f}" if value is not None else f"{'':>11}" for value in values) + exponent)


if __name__ == "__main__":
    main()
