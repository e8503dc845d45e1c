"""The graph views: one file of Cypher each in `queries/graphs/`, which gives nodes and relations where a question gives a table.

A file has the form of a canned question, without columns: its first clause gives every parameter its default, and its last
line is the limit.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kgraph.queries import Parameter, parameterised, read_header
from kgraph.resources import folder


@dataclass(frozen=True, slots=True)
class View:
    """A graph view. `text` is its file, which runs with the defaults."""

    name: str
    title: str
    question: str
    parameters: tuple[Parameter, ...]
    text: str


def views() -> tuple[View, ...]:
    """All graph views, by name. Raises `ValueError` where a file is not in the form described above."""
    return _views(folder("queries") / "graphs")


def read_view(name: str, text: str) -> View:
    """The view in the file `name`.cypher, whose content is given. Raises `ValueError` where its form is wrong."""
    title, question, parameters, _ = read_header(name, text)
    parameterised(name, text, parameters)
    return View(name, title, question, parameters, text)


@cache
def _views(directory: Path) -> tuple[View, ...]:
    return tuple(read_view(path.stem, path.read_text(encoding="utf-8")) for path in sorted(directory.glob("*.cypher")))
