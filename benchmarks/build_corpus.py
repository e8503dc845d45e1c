"""How fast a build is, what memory it takes, and where the time goes.

    python benchmarks/build_corpus.py DOCS... [--workers N]

Runs `kgraph build` on the documents in a new workspace with the embedded database, as a user would, and then the same
stages one by one in this process. Memory is that of kgraph's processes and the database's together, looked at four times a
second. "Inside spaCy" is the time in the pipeline: tokenizer, network, parse and lemmas.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import shares
from runs import Run, header, kgraph, run

from kgraph import graph, read, resolve
from kgraph.analyse import load_pipeline
from kgraph.config import Settings
from kgraph.elements import Node
from kgraph.extract import facts_of
from kgraph.read import Article


def whole_build(docs: list[str], workers: int, folder: Path) -> tuple[Run, dict[str, Any]]:
    """`kgraph build`, and its summary; documents that fail are in the summary."""
    command = kgraph("build", *docs, "--json", "--workspace", folder, "--workers", workers)
    ended = run(command)
    if ended.code not in (0, 1):
        sys.exit(f"kgraph build ended with {ended.code}; run it by hand to see why: {' '.join(command)}")
    return ended, json.loads(ended.output)


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
        nlp = load_pipeline()
        list(facts_of([articles[0]], nlp))
    with stage("extract"), shares.looking() as spent:
        facts = list(facts_of(articles, nlp))
    facts.sort(key=lambda f: f.document.id)
    with stage("resolve"):
        resolution = resolve.resolve(lambda: iter(facts), Settings().base)
    with stage("graph"):
        sum(isinstance(element, Node) for element in graph.elements(lambda: iter(facts), resolution))
    seconds["inside spaCy"] = sum(spent[part] for part in shares.PIPELINE)
    seconds["extract"] -= seconds["inside spaCy"]
    seconds["words"] = sum(len(article.text.split()) for article in articles)
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("docs", nargs="+", metavar="DOCS")
    parser.add_argument("--workers", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ended, summary = whole_build(arguments.docs, arguments.workers, Path(folder))
    documents = summary["documents"]["new"]
    parts = stages(arguments.docs)
    words = parts.pop("words")
    total = sum(parts.values()) - parts["load the pipeline"]
    print(f"{header('spacy', 'onnxruntime', 'neo4j', 'arcadedb')}\n")
    print(f"kgraph build, {arguments.workers} worker(s), {documents} documents, {words:.0f} words, {summary['documents']['failed']} failed")
    print(f"  {'time':<20}{ended.seconds:8.1f} s")
    print(f"  {'documents a second':<20}{documents / ended.seconds:8.1f}")
    print(f"  {'peak memory':<20}{ended.peak:8.0f} MB\n")
    print("stages, one process")
    for name, value in parts.items():
        share = "" if name == "load the pipeline" else f"{100 * value / total:5.0f} %"
        print(f"  {name:<20}{value:8.2f} s {share}")
    print(f"  {'words a second':<20}{words / total:8.0f}")


if __name__ == "__main__":
    main()
