"""The canned questions: one file of Cypher each in `queries/`, whose header says what it asks, takes and gives.

A file runs as it stands, because its first clause gives every parameter its default (`WITH '' AS name, ...`) and its last
line is `LIMIT 100`. To ask with other values, these two lines are put as `WITH $name AS name, ...` and `LIMIT $limit`:
values travel as parameters of the driver, never as text of the query. `queries/README.md` describes the form.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph.errors import UsageError
from kgraph.resources import folder

if TYPE_CHECKING:
    from kgraph.store import Result, Store

Argument = str | int

LIST = "<!-- questions -->"  # in README.md, the list of questions comes after this

_PARAMETER = re.compile(r"(\w+) \((text|date|integer|\w+(?:\|\w+)+), (?:'([^'\\]*)'|(\d+))\): (.+)")
_COLUMN = re.compile(r"(\w+): (.+)")
_DATE = re.compile(r"(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question can be asked with. `type` is `text`, `date` (`YYYY[-MM[-DD]]` or empty), `integer`, or the words it may be: `a|b`."""

    name: str
    type: str
    default: Argument
    description: str

    @property
    def literal(self) -> str:
        """The default as Cypher writes it. The header's form allows no quotation mark in it."""
        return str(self.default) if isinstance(self.default, int) else f"'{self.default}'"

    def value(self, text: str) -> Argument:
        """What the user wrote for this parameter, as the query takes it. Raises `UsageError` where it does not fit the type."""
        if self.type == "integer":
            if not re.fullmatch(r"\d{1,9}", text):
                raise UsageError(f"{self.name} must be a whole number, not {text!r}")
            return int(text)
        if self.type == "date" and not _DATE.fullmatch(text):
            raise UsageError(f"{self.name} must be a date like 2020, 2020-10 or 2020-10-09, not {text!r}")
        if "|" in self.type and text != self.default and text not in self.type.split("|"):
            raise UsageError(f"{self.name} must be one of {', '.join(self.type.split('|'))}, not {text!r}")
        return text


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the answer, and why it may be null."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Query:
    """A canned question. `text` is its file, which runs with the defaults; `cypher` takes every parameter as `$name`."""

    name: str
    title: str
    question: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    text: str
    cypher: str


def catalogue() -> tuple[Query, ...]:
    """All questions, by name. Raises `ValueError` where a file is not in the form that `queries/README.md` describes."""
    return _catalogue(folder("queries"))


def find(name: str) -> Query:
    """The question called `name` (hyphens read as underscores). Raises `UsageError` with the nearest names where there is none."""
    queries = {query.name: query for query in catalogue()}
    wanted = name.strip().lower().replace("-", "_")
    if wanted in queries:
        return queries[wanted]
    near = get_close_matches(wanted, queries, n=3, cutoff=0.5)
    hint = f"did you mean {', '.join(near)}?" if near else f"there are {', '.join(queries)}"
    raise UsageError(f"no question is called {name!r}: {hint}")


def arguments(query: Query, given: Mapping[str, str]) -> dict[str, Argument]:
    """A value for every parameter of `query`: as `given`, else its default.

    Raises `UsageError` for a name that the question does not take, or a value that does not fit.
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    for name in given:
        if name not in known:
            raise UsageError(f"{query.name} has no parameter {name!r}: it takes {', '.join(known)}")
    return {name: p.value(given[name]) if name in given else p.default for name, p in known.items()}


def run(store: "Store", query: Query, arguments: Mapping[str, Argument]) -> "Result":
    """Ask `store`. `arguments` needs a value for every parameter, as the function `arguments` gives it."""
    result = store.read(query.cypher, arguments)
    # The embedded server names no columns where there are no rows.
    return replace(result, columns=tuple(column.name for column in query.columns))


def read_query(name: str, text: str) -> Query:
    """The question in the file `name`.cypher, whose content is `text`. Raises `ValueError` where its form is wrong."""
    header = [line[2:] for line in text.split("\n\n", 1)[0].splitlines() if line.startswith("//")]
    sections: dict[str, list[str]] = {"Parameters": [], "Columns": []}
    question, current = "", None
    for line in header[1:]:
        if line.startswith(" Question: "):
            question = line.removeprefix(" Question: ").strip()
        elif line.strip(" :") in sections and line.endswith(":"):
            current = sections[line.strip(" :")]
        elif not line.strip():
            current = None
        elif current is not None:
            current.append(line.strip())
    if not header or not question:
        raise ValueError(f"{name}.cypher: the header needs a title in its first line and a line 'Question: ...'")
    parameters = tuple(_parameter(name, line) for line in sections["Parameters"])
    columns = tuple(Column(*_match(name, _COLUMN, line).groups()) for line in sections["Columns"])
    return Query(name, header[0].strip(), question, parameters, columns, text, _parameterised(name, text, parameters))


def reference() -> str:
    """The list of all questions in Markdown, as `queries/README.md` ends with it."""
    parts = []
    for query in catalogue():
        parts.append(f"\n## {query.name}\n\n{query.question}\n\n| Parameter | Type | Default | Meaning |\n|---|---|---|---|\n")
        parts += [_row(f"`{p.name}`", p.type.replace("|", ", "), f"`{p.literal}`", p.description) for p in query.parameters]
        parts.append("\n| Column | Meaning |\n|---|---|\n")
        parts += [_row(f"`{column.name}`", column.description) for column in query.columns]
    return "".join(parts)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


@cache
def _catalogue(directory: Path) -> tuple[Query, ...]:
    return tuple(read_query(path.stem, path.read_text(encoding="utf-8")) for path in sorted(directory.glob("*.cypher")))


def _parameter(name: str, line: str) -> Parameter:
    parameter, type_, words, number, description = _match(name, _PARAMETER, line).groups()
    if (type_ == "integer") != (number is not None):
        raise ValueError(f"{name}.cypher: the default of {parameter} is no {type_}")
    return Parameter(parameter, type_, int(number) if number is not None else words, description)


def _match(name: str, form: re.Pattern[str], line: str) -> re.Match[str]:
    found = form.fullmatch(line)
    if found is None:
        raise ValueError(f"{name}.cypher: the header cannot be read at {line!r}")
    return found


def _parameterised(name: str, text: str, parameters: tuple[Parameter, ...]) -> str:
    """The query without its header, with `$name` for the defaults. The two lines replaced are made from the header, so they must agree."""
    values = [p for p in parameters if p.name != "limit"]
    limit = [p for p in parameters if p.name == "limit"]
    first = "WITH " + ", ".join(f"{p.literal} AS {p.name}" for p in values)
    last = "".join(f"LIMIT {p.default}" for p in limit)
    lines = text.split("\n\n", 1)[-1].strip().splitlines()
    if not values or not limit or lines[0] != first or lines[-1] != last:
        raise ValueError(f"{name}.cypher: by its header, the query must start with {first!r} and end with {last!r}")
    return "\n".join(["WITH " + ", ".join(f"${p.name} AS {p.name}" for p in values), *lines[1:-1], "LIMIT $limit"])


if __name__ == "__main__":
    _readme = folder("queries") / "README.md"
    _written = _readme.read_text(encoding="utf-8").partition(LIST)[0]
    _readme.write_text(_written + LIST + "\n" + reference(), encoding="utf-8")
