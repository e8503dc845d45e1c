"""What a build survives: kill -9 at moments drawn by chance, the same command again, and whether all is as if nothing had happened.

    python benchmarks/killed.py [--times 10] [--documents N] [--workers N] [--seed N] [--by-time] [CORPUS...]

CORPUS, or N documents (300) that texts.py makes, are built once undisturbed, with the embedded database. Then, each time in a new
workspace, the build is killed, with all its processes and the database's, as by a machine that goes down; and the same command is run
until it ends well. After it, `kgraph export` has to give the same bytes as after the undisturbed build, and the database has to hold
the same nodes and relations, which `kgraph check` found to be sound.

The stage in which the kill comes is drawn first, and then a moment of it, since reading takes nearly all of the time; with --by-time a
moment of the whole. "kept" is how many documents were in the workspace by then, "again" how long the next run took, against the
undisturbed one's time. Exit code 1 where anything differs.
"""

import argparse
import hashlib
import random
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import staged
from faults import contents
from runs import environment, header, kgraph, kill, must, run
from scale import STAGES, documents_in
from texts import write

from kgraph import build
from kgraph.config import Settings

PATIENCE = 5  # how often the build is run again before it counts as broken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="*", metavar="CORPUS")
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--by-time", action="store_true")
    options = parser.parse_args()
    print(header("spacy", "onnxruntime", "neo4j", "arcadedb"), flush=True)
    with TemporaryDirectory(prefix="kgraph-bench-") as folder:
        bench = Bench(Path(folder), options)
        print(f"{'':3}{'moment':>9}  {'stage':10}{'processes':>10}{'kept':>8}{'again':>9}  result", flush=True)
        results = [bench.once(number) for number in range(1, options.times + 1)]
    print(f"{sum(results)} of {len(results)} builds that were killed ended as the undisturbed one did")
    sys.exit(0 if all(results) else 1)


class Bench:
    """A corpus, and what an undisturbed build makes of it."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self.folder, self.workers, self.dice = folder, options.workers, random.Random(options.seed)
        self.by_time = options.by_time
        self.corpus = [str(Path(name).absolute()) for name in options.corpus]
        if not self.corpus:
            self.corpus = [str(folder / "corpus.jsonl")]
            write(options.documents, self.corpus[0])
        self.stamps = folder / "stamps"
        whole = folder / "whole"
        ended = must(run(self.command(whole)), "the undisturbed build")
        self.lengths = staged.seconds(self.stamps)
        self.seconds, self.documents = ended.seconds, documents_in(whole)
        self.export, self.graph = self.exported(whole), self.held(whole)
        must(run(kgraph("check", "--workspace", whole)), "kgraph check")
        parts = ", ".join(f"{stage} {self.lengths.get(stage, 0):.1f} s" for stage in STAGES)
        print(f"undisturbed: {self.documents} documents in {self.seconds:.1f} s ({parts}), {len(self.graph):,} nodes and relations")

    def command(self, workspace: Path) -> list[str]:
        self.stamps.unlink(missing_ok=True)
        more = ["--quiet", "--workspace", str(workspace), "--workers", str(self.workers)]
        return [sys.executable, staged.__file__, str(self.stamps), "build", *self.corpus, *more]

    def exported(self, workspace: Path) -> str:
        out = self.folder / "export.nq"
        must(run(kgraph("export", out, "--workspace", workspace)), "kgraph export")
        return hashlib.sha256(out.read_bytes()).hexdigest()

    def held(self, workspace: Path) -> set[str]:
        with build.open_store(Settings(workspace=workspace)) as store:
            return contents(store) if store.is_complete() else set()

    def once(self, number: int) -> bool:
        """Kill a build, run it again, and print how that went; whether all is as it should be."""
        workspace = self.folder / f"killed-{number}"
        moment, stage, processes = self.killed(workspace)
        kept = documents_in(workspace) or 0
        print(f"{number:3}{moment:>7.1f} s  {stage:10}{processes:>10}{kept:>8}", end="", flush=True)
        began = time.perf_counter()
        said = self.again(workspace)
        print(f"{time.perf_counter() - began:>7.1f} s", end="  ", flush=True)
        if not said:
            differing = len(self.graph ^ self.held(workspace))
            faults = [f"{differing:,} nodes and relations differ"] if differing else []
            faults += ["the export differs"] if self.exported(workspace) != self.export else []
            said = ", ".join(faults)
        print(said.upper() if said else "the same", flush=True)
        shutil.rmtree(workspace)
        return not said

    def killed(self, workspace: Path) -> tuple[float, str, int]:
        """Start a build and kill it: after how many seconds, at which stage, and how many processes it was."""
        while True:
            shutil.rmtree(workspace, ignore_errors=True)
            command = self.command(workspace)
            began = time.perf_counter()
            quiet = subprocess.DEVNULL
            process = subprocess.Popen(command, env=environment(), stdout=quiet, stderr=quiet, start_new_session=True)
            self.wait(process)
            moment, stage = time.perf_counter() - began, self.stage()
            if process.poll() is None and stage != "ended":
                processes = kill(process.pid)
                process.wait()
                return moment, stage, processes
            process.wait()  # it was faster than the first one: once more

    def wait(self, process: "subprocess.Popen[bytes]") -> None:
        """Until the moment that chance has drawn."""
        if self.by_time or not set(STAGES) <= self.lengths.keys():
            time.sleep(self.dice.uniform(0, self.seconds))
            return
        drawn = self.dice.choice(STAGES)
        while process.poll() is None and self.stage() not in STAGES[STAGES.index(drawn) :]:
            time.sleep(0.02)
        time.sleep(self.dice.uniform(0, self.lengths[drawn]))

    def stage(self) -> str:
        found = staged.stamps(self.stamps)
        return found[-1][1] if found else "starting"

    def again(self, workspace: Path) -> str:
        """Run the build until it ends well; what is wrong where it does not."""
        said = ""
        for _ in range(PATIENCE):
            ended = run(self.command(workspace))
            if ended.code == 0:
                return ""
            said = f"ended with {ended.code}: {ended.errors.strip()[-200:]}"
        return said


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
