"""How fast a build is, what memory it takes, and where the time goes.

    python benchmarks/build_corpus.py DOCS... [--workers N]

Runs `kgraph build` on the documents in a new workspace with the embedded database, as a user would, and then the same
stages one by one in this process. Memory is the sum over kgraph's processes and the database's (resident pages; pages
that processes share count for each), sampled 20 times a second. "Inside spaCy" is the time in the `Language` object:
tokenizer, network and lemmas.
"""

import argparse
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kgraph import __version__, graph, read, resolve
from kgraph.analyse import load_pipeline
from kgraph.config import Settings
from kgraph.elements import Node
from kgraph.extract import facts_of
from kgraph.read import Article


class Timed:
    """A pipeline that counts the seconds spent in it."""

    def __init__(self, nlp: Any) -> None:
        self._nlp = nlp
        self.seconds = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._nlp, name)

    def make_doc(self, text: str) -> Any:
        with self._counted():
            return self._nlp.make_doc(text)

    def __call__(self, text: Any) -> Any:
        with self._counted():
            return self._nlp(text)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds += time.perf_counter() - began


def whole_build(docs: list[str], workers: int, folder: Path) -> tuple[float, float, dict[str, Any]]:
    """Seconds, peak MB and the summary of `kgraph build`; documents that fail are in the summary."""
    command = [sys.executable, "-m", "kgraph", "build", *docs, "--json", "--workspace", str(folder), "--workers", str(workers)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("NEO4J_", "KGRAPH_"))}
    began, peak = time.perf_counter(), 0.0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as build:
        while build.poll() is None:
            peak = max(peak, memory(build.pid))
            time.sleep(0.05)
        seconds = time.perf_counter() - began
        assert build.stdout is not None
        output = build.stdout.read()
    if build.returncode not in (0, 1):
        sys.exit(f"kgraph build ended with {build.returncode}; run it by hand to see why: {' '.join(command)}")
    return seconds, peak, json.loads(output)


def memory(pid: int) -> float:
    """Resident MB of a process and all below it (Linux; elsewhere 0)."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6 + sum(memory(int(child)) for child in children)


def stages(docs: list[str]) -> dict[str, float]:
    """Seconds of each stage, one after the other in one process, without workspace and store."""
    seconds: dict[str, float] = {}

    @contextmanager
    def stage(name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        seconds[name] = time.perf_counter() - began

    with stage("read"):
        sources = [source for source in read.sources(docs) if isinstance(source, str)]
        articles = [item for source in sources for item in read.read(source) if isinstance(item, Article)]
    if not articles:
        sys.exit("no documents there")
    with stage("load the pipeline"):
        nlp = Timed(load_pipeline())
        list(facts_of([articles[0]], nlp))  # type: ignore[arg-type]
    nlp.seconds = 0.0
    with stage("analyse and extract"):
        facts = list(facts_of(articles, nlp))  # type: ignore[arg-type]
    facts.sort(key=lambda f: f.document.id)
    with stage("resolve"):
        resolution = resolve.resolve(lambda: iter(facts), Settings().base)
    with stage("graph"):
        sum(isinstance(element, Node) for element in graph.elements(lambda: iter(facts), resolution))
    seconds["inside spaCy"] = nlp.seconds
    seconds["extract"] = seconds.pop("analyse and extract") - nlp.seconds
    seconds["words"] = sum(len(article.text.split()) for article in articles)
    return seconds


def machine() -> str:
    """The processor, as the system names it."""
    try:
        names = [line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    except OSError:
        names = []
    return f"{names[0] if names else platform.processor() or platform.machine()}, {os.cpu_count()} cores"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("docs", nargs="+", metavar="DOCS")
    parser.add_argument("--workers", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        seconds, peak, summary = whole_build(arguments.docs, arguments.workers, Path(folder))
    documents = summary["documents"]["new"]
    parts = stages(arguments.docs)
    words = parts.pop("words")
    total = sum(parts.values()) - parts["load the pipeline"]
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("spacy", "onnxruntime", "neo4j", "arcadedb"))
    print(f"kgraph {__version__}, Python {platform.python_version()}, {versions}\n{machine()}\n")
    print(f"kgraph build, {arguments.workers} worker(s), {documents} documents, {words:.0f} words, {summary['documents']['failed']} failed")
    print(f"  {'time':<20}{seconds:8.1f} s\n  {'documents a second':<20}{documents / seconds:8.1f}\n  {'peak memory':<20}{peak:8.0f} MB\n")
    print("stages, one process")
    for name, value in parts.items():
        share = "" if name == "load the pipeline" else f"{100 * value / total:5.0f} %"
        print(f"  {name:<20}{value:8.2f} s {share}")
    print(f"  {'words a second':<20}{words / total:8.0f}")


if __name__ == "__main__":
    main()
