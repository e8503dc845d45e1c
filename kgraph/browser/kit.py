"""All files for Neo4j Browser, and where they go."""

from pathlib import Path

from kgraph.browser.grass import style
from kgraph.browser.guide import guide
from kgraph.browser.scripts import bundle, scripts
from kgraph.errors import UsageError

STYLE, GUIDE, SCRIPTS = "kgraph.grass", "guide.html", "kgraph-scripts.zip"


def kit(graph: str) -> dict[str, bytes]:
    """Every file by its path, for the graph of this name. The same graph's name gives the same bytes."""
    saved = scripts(graph)
    files = {STYLE: style(), GUIDE: guide(graph), **saved}
    return {**{path: text.encode("utf-8") for path, text in files.items()}, SCRIPTS: bundle(saved)}


def write(directory: Path, graph: str) -> list[str]:
    """Write the kit into `directory`, which is made where it is missing, and return the paths in it.

    Raises `UsageError` where something that is no folder stands in the way; nothing is written then.
    """
    files = kit(graph)
    for folder in sorted({(directory / path).parent for path in files} | {directory}):
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{folder} is a file; name a folder for what Neo4j Browser loads")
    for path in files:
        if (directory / path).is_dir():
            raise UsageError(f"{directory / path} is a folder; a file is to be written there")
    for path, content in files.items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return list(files)
