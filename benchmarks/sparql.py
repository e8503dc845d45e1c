"""How long each canned question takes in SPARQL, and how long its quads take to be laid out.

    python benchmarks/sparql.py WORKSPACE [--seconds N] [--only NAME...]

WORKSPACE is a folder that `kgraph build` filled, or `benchmarks/export.py --only-facts` for a large one. The quads are laid out as
`kgraph sparql` does it, unless they are already. Each question is asked three times with its defaults, each time in a process of
its own, whose start (some 50 ms) counts; the middle one is shown. What takes longer than N seconds (60) is cut off. "rows" is what
came, "MB" the size of the result as JSON.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

from kgraph import queries
from kgraph.config import Settings
from kgraph.errors import QueryCutOff
from kgraph.sparql.arguments import sparql
from kgraph.sparql.asking import MEGABYTE, Limits, Question
from kgraph.sparql.running import answer
from kgraph.sparql.store import quad_store
from kgraph.workspace import Workspace

JSON = "application/sparql-results+json"
TIMES = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME")
    arguments = parser.parse_args()
    settings = Settings(workspace=arguments.workspace)
    limits = Limits(arguments.seconds, 8192 * MEGABYTE, 1024 * MEGABYTE)
    began = time.perf_counter()
    with Workspace(settings.workspace) as workspace, quad_store(workspace, settings) as quads:
        size = sum(file.stat().st_size for file in quads.folder.rglob("*") if file.is_file()) / MEGABYTE
        print(f"{quads.counts.quads:,} quads, laid out in {time.perf_counter() - began:.1f} s, {size:,.0f} MB\n")
        print(f"{'question':<22}{'ms':>10}{'rows':>8}{'MB':>8}")
        for query in queries.catalogue():
            if arguments.only and query.name not in arguments.only:
                continue
            question = Question(sparql(query, queries.arguments(query, {})), {"solutions": JSON})
            print(f"{query.name:<22}{timed(quads.folder, question, limits)}", flush=True)


def timed(store: Path, question: Question, limits: Limits) -> str:
    """The columns of one row."""
    times, rows, size = [], 0, 0.0
    for _ in range(TIMES):
        began = time.perf_counter()
        try:
            with answer(store, question, limits) as found:
                times.append(time.perf_counter() - began)
                body = found.body.read()
        except QueryCutOff as error:
            return f"  {error}"
        rows, size = len(json.loads(body)["results"]["bindings"]), len(body) / MEGABYTE
    return f"{1000 * statistics.median(times):>10,.0f}{rows:>8,}{size:>8.1f}"


if __name__ == "__main__":
    main()
