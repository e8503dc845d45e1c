"""The graph views: one file of Cypher each in `queries/graphs/`, which gives nodes and relations where a question gives a table.

A file has the form of a canned question, without columns: its first clause gives every parameter its default, and its last
line is the limit.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kgraph.queries import Parameter
from kgraph.resources import folder

_PARAMETER = re.compile(r"//   (\w+) \(([\w|]+), (?:'([^'\\]*)'|(\d+))\): (.+)")


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
    header, _, body = text.partition("\n\n")
    lines = header.splitlines()
    question = next((line.removeprefix("// Question: ") for line in lines if line.startswith("// Question: ")), "")
    if not lines[0].startswith("// ") or not question:
        raise ValueError(f"{name}.cypher: the header needs a title in its first line and a line 'Question: ...'")
    parameters = tuple(_parameter(name, line) for line in lines if line.startswith("//   "))
    first = "WITH " + ", ".join(f"{p.literal} AS {p.name}" for p in parameters if p.name != "limit")
    last = "".join(f"LIMIT {p.default}" for p in parameters if p.name == "limit")
    query = body.strip().splitlines()
    if not last or query[0] != first or query[-1] != last:
        raise ValueError(f"{name}.cypher: by its header, the query must start with {first!r} and end with {last!r}")
    return View(name, lines[0].removeprefix("// "), question, parameters, text)


@cache
def _views(directory: Path) -> tuple[View, ...]:
    return tuple(read_view(path.stem, path.read_text(encoding="utf-8")) for path in sorted(directory.glob("*.cypher")))


def _parameter(name: str, line: str) -> Parameter:
    found = _PARAMETER.fullmatch(line)
    if found is None:
        raise ValueError(f"{name}.cypher: the header cannot be read at {line!r}")
    parameter, type_, words, number, description = found.groups()
    return Parameter(parameter, type_, words if number is None else int(number), description)
