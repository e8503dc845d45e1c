"""What the benchmarks share: a corpus's own reader and scorers, and its texts read as kgraph reads documents."""

import importlib.util
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from kgraph.read import ReadOptions, read
from kgraph.read.article import Article


def module(path: Path) -> ModuleType:
    """The Python file at `path`, which may import what lies beside it and in the folder above. Ends the program where it is not there."""
    spec = importlib.util.spec_from_file_location(f"bench_{path.parent.name}_{path.stem}", path)
    if spec is None or spec.loader is None or not path.is_file():
        sys.exit(f"{path}: no such file")
    sys.path.insert(0, str(path.parent.parent if path.name == "read.py" else path.parent))
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def articles(records: Iterable[dict[str, Any]]) -> list[Article]:
    """The texts of `records` (`id`, `text`); the id is the stem of an article's source."""
    out: list[Article] = []
    with TemporaryDirectory() as folder:
        for record in records:
            path = Path(folder) / f"{record['id']}.txt"
            path.write_text(record["text"], encoding="utf-8", newline="")
            out += [item for item in read(str(path), ReadOptions()) if isinstance(item, Article)]
    return out
