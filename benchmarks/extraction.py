"""How fast documents become facts, side by side with the language model alone, with textacy, and with kgraph as it was.

    python benchmarks/extraction.py [CORPUS...] [--documents N] [--before COMMIT] [--rounds 3] [--workers 1,2] [--only a,b]

All read the same texts: CORPUS, or N documents (500) that texts.py makes. Each is a process of its own, bound to one core, or to as many
as it has workers. All take turns, --rounds times, and the best is told: what else the machine does can only make them slower.

    bare         `nlp.pipe(texts)` with kgraph's pipeline and nothing after it: the limit that the model sets
    paragraphs   the same pipeline over the paragraphs that kgraph reads apart, by `kgraph.analyse.analyse`
    textacy      `nlp.pipe(texts)`, and textacy's direct quotations of each document (`pip install textacy`, for this row alone)
    kgraph N     `kgraph extract CORPUS -o FACTS --workers N`
    before N     the same by an earlier commit of this repository (--before; empty for none)

"start" is what passes until the first document: imports, and the model loaded, by each worker for itself; it is part of nothing else.
"cpu" is what all processes computed in these seconds, "peak" the most MB that they held together. "of bare" is how much of the bare
pipeline's speed is left, by the clock and by what was computed, which tells more where a machine does other things beside.

Below the table: whether the facts are the same bytes; how many quotations textacy and kgraph find; and where the time of `kgraph extract`
with one worker goes, by looking at it a few hundred times a second.
"""

import argparse
import hashlib
import importlib.util
import io
import json
import os
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import shares
from runs import ROOT, Run, header, kgraph, must, run
from texts import write

BEFORE = "621cb21"  # the last commit before extraction was made fast
ORDER = ["bare", "paragraphs", "textacy", "kgraph", "before"]
Told = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="*", metavar="CORPUS")
    parser.add_argument("--documents", type=int, default=500, help="how many to make where no corpus is given")
    parser.add_argument("--before", default=BEFORE, metavar="COMMIT")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", help="numbers of workers, with commas between (default: 1, 2 and as many as there are cores)")
    parser.add_argument("--only", default=",".join(ORDER))
    parser.add_argument("--here", nargs=2, metavar=("WHAT", "OUT"), help="measure one thing in this process, and print JSON")
    options = parser.parse_args()
    if options.here:
        print(json.dumps(HERE[options.here[0]](options.corpus, Path(options.here[1]))))
        return
    with TemporaryDirectory(prefix="kgraph-bench-") as folder:
        Bench(Path(folder), options).compare()


class Bench:
    """The corpus, and the rows of the table: for each what its rounds gave."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self.folder, self.rounds = folder, options.rounds
        self.corpus = [str(Path(name).absolute()) for name in options.corpus]
        if not self.corpus:
            self.corpus = [str(folder / "corpus.jsonl")]
            write(options.documents, self.corpus[0])
        self.tiny = folder / "tiny.jsonl"
        self.roots = {"kgraph": ROOT}
        only = options.only.split(",")
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        workers = [int(n) for n in options.workers.split(",")] if options.workers else sorted({1, min(2, cores), cores})
        self.workers = {f"{which} {n}": n for which in ("kgraph", "before") for n in workers}
        self.rows = [name for name in ORDER[:3] if name in only] + [name for name in self.workers if name.split()[0] in only]
        self.notes: list[str] = []
        if "before" in only and not (options.before and self._check_out(options.before)):
            self.rows = [name for name in self.rows if not name.startswith("before")]
        if "textacy" in only and importlib.util.find_spec("textacy") is None:
            self.rows.remove("textacy")
            self.notes.append("textacy is not here; `pip install textacy` beside kgraph adds its row")
        self.told: dict[str, list[Told]] = {name: [] for name in self.rows}

    def _check_out(self, commit: str) -> bool:
        done = subprocess.run(["git", "archive", commit, "kgraph", "ontology", "queries"], cwd=ROOT, capture_output=True)
        if done.returncode:
            self.notes.append(f"before: git has no {commit} here ({done.stderr.decode().strip()})")
            return False
        self.roots["before"] = self.folder / "before"
        with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
            archive.extractall(self.roots["before"], filter="data")
        return True

    def compare(self) -> None:
        size = must(run([sys.executable, __file__, "--here", "size", os.devnull, *self.corpus]), "reading the corpus")
        documents, words = json.loads(size.output)["documents"], json.loads(size.output)["words"]
        print(
            f"{header('spacy', 'onnxruntime', 'textacy')}\n{documents:,} documents, {words:,} words, {self.rounds} round(s)\n", flush=True
        )
        for number in range(self.rounds):
            for name in self.rows:
                told = self.measure(name)
                self.told[name].append(told)
                print(f"round {number + 1}: {name}, {told['seconds']:.1f} s", file=sys.stderr, flush=True)
        self.table(documents, words)
        for note in [*self.same(), *self.quotations(), *self.notes]:
            print(note)
        if "kgraph 1" in self.rows:
            done = must(run([sys.executable, __file__, "--here", "shares", self.folder / "shares", *self.corpus], cores=1), "shares")
            print("\n" + shares.told(json.loads(done.output.splitlines()[-1])))

    def measure(self, name: str) -> Told:
        if name not in self.workers:
            done = must(run([sys.executable, __file__, "--here", name, os.devnull, *self.corpus], cores=1), name)
            return {**json.loads(done.output.splitlines()[-1]), "peak": done.peak}
        workers, root, facts = self.workers[name], self.roots[name.split()[0]], self.folder / f"{name}.jsonl"
        # As many tiny documents as workers: all of them start.
        self.tiny.write_text("".join(f'{{"text": "The minister spoke of {n} ships."}}\n' for n in range(workers)))

        def extract(corpus: list[str], out: Path) -> Run:
            command = kgraph("extract", *corpus, "-o", out, "--workers", workers, "--quiet")
            return must(run(command, root=root, cores=workers, folder=self.folder), name)

        start = extract([str(self.tiny)], self.folder / "tiny.out")
        done = extract(self.corpus, facts)
        return {"start": start.seconds, "start cpu": start.cpu, "seconds": done.seconds, "cpu": done.cpu, "peak": done.peak}

    def table(self, documents: int, words: int) -> None:
        print(f"{'':14}{'seconds':>9}{'start':>7}{'cpu':>8}{'docs/s':>8}{'words/s':>9}{'peak MB':>9}{'of bare':>9}{'by cpu':>8}")
        best = {name: _best(rounds) for name, rounds in self.told.items()}
        bare = best.get("bare")
        for name, of in best.items():
            within = ""
            if bare:
                within = f"{100 * bare['seconds'] / of['seconds']:>7.0f} %{100 * bare['cpu'] / of['cpu']:>6.0f} %"
            print(
                f"{name:14}{of['seconds']:>9.1f}{of['start']:>7.1f}{of['cpu']:>8.1f}{documents / of['seconds']:>8.1f}"
                f"{words / of['seconds']:>9,.0f}{of['peak']:>9,.0f}{within}"
            )
        for which in ("kgraph", "before"):
            one = best.get(f"{which} 1")
            for name, n in self.workers.items():
                if one and n > 1 and name in best and name.startswith(which):
                    print(f"{which}: {n} workers are {one['seconds'] / best[name]['seconds']:.2f} times as fast as one")
        if "kgraph 1" in best and "before 1" in best:
            faster = best["before 1"]["seconds"] / best["kgraph 1"]["seconds"]
            print(f"kgraph with 1 worker is {faster:.2f} times as fast as before")

    def same(self) -> list[str]:
        """Whether all wrote the same facts."""
        facts = {name: self.folder / f"{name}.jsonl" for name in self.rows if name in self.workers}
        if not facts:
            return []
        first, *others = facts
        return [f"{name}: {_compared(facts[name], facts[first])} as {first}" for name in others]

    def quotations(self) -> list[str]:
        notes = []
        if "textacy" in self.rows:
            told = self.told["textacy"][0]
            notes.append(f"textacy: {told['quotations']:,} direct quotations; {told['lost']:,} documents refused for an odd quotation mark")
        if "kgraph 1" in self.rows:
            with (self.folder / "kgraph 1.jsonl").open(encoding="utf-8") as file:
                statements = [statement for line in file for statement in json.loads(line)["statements"]]
            direct = sum(statement["direct"] for statement in statements)
            named = sum(statement["direct"] and statement["speaker"] is not None for statement in statements)
            notes.append(f"kgraph: {direct:,} direct statements ({named:,} with a named speaker) of {len(statements):,}")
        return notes


def _best(rounds: list[Told]) -> Told:
    """The least of each measure; that of a whole run without what its start takes."""
    least = {key: min(told[key] for told in rounds) for key in rounds[0]}
    if "start cpu" in least:
        least["seconds"] -= least["start"]
        least["cpu"] -= least["start cpu"]
    return least


def _compared(facts: Path, others: Path) -> str:
    if _digest(facts) == _digest(others):
        return "the same bytes"
    with facts.open("rb") as one, others.open("rb") as other:
        ours, theirs = ([{**json.loads(line), "version": ""} for line in file] for file in (one, other))
    differing = sum(a != b for a, b in zip(ours, theirs, strict=False)) + abs(len(ours) - len(theirs))
    return (
        f"NOT THE SAME: {differing:,} of {len(ours):,} documents differ"
        if differing
        else "the same facts (but for the extractor's version)"
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return (
            hashlib.file_digest(file, "sha256").hexdigest() if hasattr(hashlib, "file_digest") else hashlib.sha256(file.read()).hexdigest()
        )


# What is measured in a process of its own


def _articles(corpus: list[str]) -> list[Any]:
    from kgraph.read import Article, read, sources

    found = [source for source in sources(corpus) if isinstance(source, str)]
    return [item for source in found for item in read(source) if isinstance(item, Article)]


def _size(corpus: list[str], out: Path) -> Told:
    articles = _articles(corpus)
    return {"documents": len(articles), "words": sum(len(article.text.split()) for article in articles)}


def _timed(corpus: list[str], work: Callable[[Any, list[Any]], Told]) -> Told:
    """The seconds of `work(nlp, articles)`, and those until the pipeline was there and had read a first text."""
    began = time.perf_counter()
    from kgraph.analyse import load_pipeline

    nlp = load_pipeline()
    nlp("The minister spoke of ships.")
    start = time.perf_counter() - began
    articles = _articles(corpus)
    began, computed = time.perf_counter(), time.process_time()
    told = work(nlp, articles)
    return {**told, "start": start, "seconds": time.perf_counter() - began, "cpu": time.process_time() - computed}


def _bare(corpus: list[str], out: Path) -> Told:
    def work(nlp: Any, articles: list[Any]) -> Told:
        return {"tokens": sum(len(doc) for doc in nlp.pipe([article.text for article in articles]))}

    return _timed(corpus, work)


def _paragraphs(corpus: list[str], out: Path) -> Told:
    from kgraph.analyse import analyse

    return _timed(corpus, lambda nlp, articles: {"tokens": sum(len(doc) for _, doc in analyse(articles, nlp))})


def _textacy(corpus: list[str], out: Path) -> Told:
    from textacy.extract import direct_quotations

    def work(nlp: Any, articles: list[Any]) -> Told:
        found = lost = 0
        for doc in nlp.pipe([article.text for article in articles]):
            try:
                found += sum(1 for _ in direct_quotations(doc))
            except ValueError:  # an odd number of quotation marks
                lost += 1
        return {"quotations": found, "lost": lost}

    return _timed(corpus, work)


HERE: dict[str, Callable[[list[str], Path], Told]] = {
    "size": _size, "bare": _bare, "paragraphs": _paragraphs, "textacy": _textacy, "shares": shares.of_extract,
}  # fmt: skip


if __name__ == "__main__":
    main()
