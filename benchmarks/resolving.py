"""How resolving grows with the number of documents: its time and peak memory on synthetic facts.

    python benchmarks/resolving.py [DOCUMENTS...]

Without numbers: 1,000, 10,000 and 100,000 documents, each in a process of its own. Facts are made as they are asked for, the same
on every run (synthetic.py tells how). "seconds" is resolving without the making of the
facts, which is timed by itself; "growth" is how much longer it took than the row above, "n log n" how much longer that would allow;
"peak" is the most memory that the process held (resident, all of Python and kgraph included).
"""

import argparse
import json
import math
import resource
import subprocess
import sys
import time
from collections.abc import Iterator

from synthetic import Writer

from kgraph import merged
from kgraph.facts import Facts

SIZES = [1_000, 10_000, 100_000]
BASE = "https://w3id.org/kgraph/id/"


def measure(documents: int) -> dict[str, float]:
    """Resolve so many documents in this process."""

    def facts() -> Iterator[Facts]:
        return (Writer(number).facts() for number in range(documents))

    began = time.perf_counter()
    mentions = sum(len(document.mentions) for document in facts())
    making = time.perf_counter() - began
    began = time.perf_counter()
    resolution = merged.of(facts(), BASE)
    whole = time.perf_counter() - began
    return {
        "documents": documents,
        "mentions": mentions,
        "entities": len(resolution.entities),
        "accounts": sum(len(pact.members) for pact in resolution.agreements.values()),
        "agreements": len(resolution.agreements),
        "making": making,
        "seconds": whole - making,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", nargs="*", type=int, default=SIZES)
    parser.add_argument("--here", action="store_true", help="measure the one size in this process, and print JSON")
    arguments = parser.parse_args()
    if arguments.here:
        print(json.dumps(measure(arguments.documents[0])))
        return
    names = ("documents", "mentions", "entities", "accounts", "agreements", "making s", "seconds", "peak MB", "growth", "n log n")
    print(" ".join(f"{name:>10}" for name in names))
    before: dict[str, float] | None = None
    for size in arguments.documents:
        done = subprocess.run([sys.executable, __file__, "--here", str(size)], check=True, capture_output=True, text=True)
        row: dict[str, float] = json.loads(done.stdout)
        counts = [f"{row[name]:>10,.0f}" for name in names[:5]]
        figures = [f"{row['making']:>10.1f}", f"{row['seconds']:>10.1f}", f"{row['peak']:>10,.0f}"]
        if before is not None:
            allowed = size * math.log(size) / (before["documents"] * math.log(before["documents"]))
            figures += [f"{row['seconds'] / before['seconds']:>10.1f}", f"{allowed:>10.1f}"]
        print(" ".join(counts + figures), flush=True)
        before = row


if __name__ == "__main__":
    main()
