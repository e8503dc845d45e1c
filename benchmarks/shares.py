"""Where the time of `kgraph extract` goes: the stack is looked at a few hundred times a second, and each time is put down to a stage.

Nothing in kgraph is changed for it, so that other versions can be looked at with the same eyes. What passed since the last look counts for
the innermost function that says which stage it is of; code in C is seen when it returns, with all the time that it took.
"""

import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import kgraph

EVERY = 0.003  # seconds
PACKAGE = Path(kgraph.__file__).parent.as_posix() + "/"
PIPELINE = {"tokenizer": "tokenizer", "network": "network", "decoding": "from scores to parse", "lemmas": "lemmas"}
OURS = {"reading": "reading", "extracting": "extracting", "writing": "writing facts", "rest": "rest", "waiting": "waiting"}


def of_extract(corpus: list[str], out: Path) -> dict[str, Any]:
    """The seconds of each stage while `kgraph extract` with one worker runs in this process."""
    from kgraph.cli import run

    with looking() as spent:
        code = run(["extract", *corpus, "-o", str(out), "--workers", "1", "--quiet"])
    if code:
        sys.exit(f"kgraph extract ended with {code}")
    return dict(spent)


@contextmanager
def looking() -> Iterator[Counter[str]]:
    """Seconds by stage, which grow while the main thread works in this block."""
    spent: Counter[str] = Counter()
    last = time.perf_counter()

    def look(number: int, frame: FrameType | None) -> None:
        nonlocal last
        now = time.perf_counter()
        spent[stage(frame)] += now - last
        last = now

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, EVERY, EVERY)
    try:
        yield spent
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def stage(frame: FrameType | None) -> str:
    """What this stack is at."""
    inside = ""  # a part of the pipeline, until it is clear that no extractor called it for itself
    while frame is not None:
        file, function = frame.f_code.co_filename.replace("\\", "/"), frame.f_code.co_name
        if "importlib" in file or function == "load_pipeline" or ("onnxruntime" in file and "init" in function):
            return "start"
        part = file.removeprefix(PACKAGE) if file.startswith(PACKAGE) else ""
        if part.startswith("analyse/"):
            inside = inside or _of_pipeline(part)
        elif file.endswith("spacy/language.py"):
            return inside or ("tokenizer" if function in ("make_doc", "_ensure_doc") else "decoding")
        elif part.startswith("extract/") and part != "extract/__init__.py":
            return "extracting"
        elif inside and part and not part.startswith(("lexicon", "gazetteer")):
            return inside
        elif part.startswith("read/"):
            return "reading"
        elif part == "facts.py":
            return "writing"
        elif "multiprocessing/" in file:
            return "waiting"
        frame = frame.f_back
    return inside or "rest"


def _of_pipeline(part: str) -> str:
    if part.endswith("network.py"):
        return "network"
    return part[8:-3] if part == "analyse/lemmas.py" else "tokenizer" if part.endswith("tokens.py") else "decoding"


def told(spent: dict[str, float]) -> str:
    """The stages in words; the start does not count."""
    total = sum(seconds for name, seconds in spent.items() if name != "start")
    lines = [f"kgraph extract, 1 worker: {total:.1f} s"]
    for whose, parts in (("spaCy's own", PIPELINE), ("ours", OURS)):
        own = {words: spent.get(name, 0.0) for name, words in parts.items()}
        shares = ", ".join(f"{words} {100 * seconds / total:.1f}" for words, seconds in own.items() if seconds)
        lines.append(f"  {whose:<12}{100 * sum(own.values()) / total:5.1f} %   {shares}")
    return "\n".join(lines)
