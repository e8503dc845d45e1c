"""Extraction on a Ray cluster of this machine against the local engine: the same work, the same files, and what a killed worker costs.

    python benchmarks/cluster.py [CORPUS...] [--documents N] [--workers N] [--rounds N]

CORPUS, or N documents (1,000) that texts.py makes, are extracted to a folder of Parquet files by the local engine, by Ray, and by Ray while
one of its workers is killed (kill -9) when half of the files are there. "start" is what it took until the first file was there. The rounds
alternate, and the best counts, as noise only slows. Exit code 1 where any file differs from the local engine's. Needs kgraph[ray], and
Linux (/proc).
"""

import argparse
import hashlib
import os
import shutil
import signal
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from runs import Run, header, kgraph, must, run, tree
from texts import write


class Watch:
    """Looks at a run: when the first file came; and, where it is to `kill`, ends a worker when so many files are there."""

    def __init__(self, out: Path, kill: int | None) -> None:
        self.out, self.kill = out, kill
        self.first: float | None = None
        self.killed: str | None = None

    def __call__(self, seconds: float, megabytes: float) -> None:
        parts = len(list(self.out.glob("part-*.parquet")))
        if parts and self.first is None:
            self.first = seconds
        if self.kill is not None and self.killed is None and parts >= self.kill:
            for pid in tree(os.getpid()):
                with suppress(OSError):
                    if Path(f"/proc/{pid}/cmdline").read_bytes().startswith(b"ray::Worker.run"):
                        os.kill(pid, signal.SIGKILL)
                        self.killed = f"killed at {seconds:.1f} s, {parts} files there"
                        return


def digest(folder: Path) -> str:
    """Of all files in a folder, with their names."""
    found = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        found.update(f"{path.name} {path.stat().st_size} ".encode() + path.read_bytes())
    return found.hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="*", metavar="CORPUS")
    parser.add_argument("--documents", type=int, default=1_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    print(header("spacy", "onnxruntime", "pyarrow", "ray"), flush=True)
    with TemporaryDirectory(prefix="kgraph-bench-") as name:
        folder = Path(name)
        corpus = [str(Path(one).absolute()) for one in options.corpus]
        if not corpus:
            corpus = [str(folder / "corpus.jsonl")]
            write(options.documents, corpus[0])
        best: dict[str, tuple[Run, Watch]] = {}
        digests: dict[str, set[str]] = {}
        half = 0
        for _ in range(options.rounds):
            for what in ("local", "Ray", "Ray, one killed"):
                out = folder / "out"
                shutil.rmtree(out, ignore_errors=True)
                watch = Watch(out, half if what == "Ray, one killed" else None)
                engine = [] if what == "local" else ["--engine", "ray"]
                command = kgraph("extract", *corpus, "-o", f"{out}/", "--quiet", "--workers", options.workers, *engine)
                ended = must(run(command, folder=folder, watch=watch), what)
                half = len(list(out.glob("part-*.parquet"))) // 2
                digests.setdefault(what, set()).add(digest(out))
                if what not in best or ended.seconds < best[what][0].seconds:
                    best[what] = ended, watch
        print(f"{half * 2} files or one more, {options.workers} workers\n{'':18}{'seconds':>9}{'start':>8}{'cpu':>9}{'peak MB':>9}")
        for what, (ended, watch) in best.items():
            same = "" if digests[what] == digests["local"] else "   OTHER FILES"
            told = f"   {watch.killed or 'NONE KILLED'}" if watch.kill is not None else ""
            print(f"{what:18}{ended.seconds:9.1f}{watch.first or 0:8.1f}{ended.cpu:9.1f}{ended.peak:9.0f}{told}{same}")
    same = len(set().union(*digests.values())) == 1
    print("all files are the same, byte for byte" if same else "files differ")
    sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
