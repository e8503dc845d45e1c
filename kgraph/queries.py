"""The canned questions: one file of Cypher each in `queries/`, whose header says what it asks, takes and gives.

A file runs as it stands, because its first clause gives every parameter its default (`WITH '' AS name, ...`) and its last
line is `LIMIT 100`. To ask with other values, these two lines are put as `WITH $name AS name, ...` and `LIMIT $limit`:
values travel as parameters of the driver, never as text of the query. `queries/README.md` describes the form.

Beside each lies its twin in SPARQL, which gives the same rows of the RDF data. Its parameters stand in one line,
`VALUES (?p_name ...) { ("" ...) }`, and its last line is `LIMIT 100`; `kgraph.sparql.arguments` puts other values there.
"""

import re
from collections.abc import Mapping, Sequence
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

    @property
    def term(self) -> str:
        """The default as SPARQL writes it."""
        return str(self.default) if isinstance(self.default, int) else f'"{self.default}"'

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
    """A canned question. `text` is its file, which runs with the defaults; `cypher` takes every parameter as `$name`.

    `sparql_text` is the file of its twin, which runs with the defaults, too.
    """

    name: str
    title: str
    question: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    text: str
    cypher: str
    sparql_text: str

    @property
    def sparql_parameters(self) -> tuple[Parameter, ...]:
        """The parameters of the twin's line of values: all but the limit, and the graph, as RDF data hold one."""
        return tuple(p for p in self.parameters if p.name not in ("graph", "limit"))

    @property
    def sparql_limit(self) -> str:
        """The twin's last line."""
        return "".join(f"LIMIT {p.default}" for p in self.parameters if p.name == "limit")

    def sparql_values(self, terms: Sequence[str] | None = None) -> str:
        """The twin's line of values, with a term in the syntax of SPARQL for each of `sparql_parameters`; by default their defaults."""
        written = [p.term for p in self.sparql_parameters] if terms is None else terms
        return f"VALUES ({' '.join(f'?p_{p.name}' for p in self.sparql_parameters)}) {{ ({' '.join(written)}) }}"


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


def read_query(name: str, text: str, sparql_text: str) -> Query:
    """The question in the files `name`.cypher and `name`.rq, whose contents are given. Raises `ValueError` where their form is wrong."""
    title, question, parameters, columns = read_header(name, text)
    query = Query(name, title, question, parameters, columns, text, parameterised(name, text, parameters), sparql_text)
    _check_twin(query)
    return query


def read_header(name: str, text: str) -> tuple[str, str, tuple[Parameter, ...], tuple[Column, ...]]:
    """The title, question, parameters and columns that the header of a file tells. Raises `ValueError` where it cannot be read."""
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
            current.append(line.removeprefix("   "))
    if not header or not question:
        raise ValueError(f"{name}.cypher: the header needs a title in its first line and a line 'Question: ...'")
    parameters = tuple(_parameter(name, line) for line in sections["Parameters"])
    columns = tuple(Column(*_match(name, _COLUMN, line).groups()) for line in sections["Columns"])
    return header[0].strip(), question, parameters, columns


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
    cypher, twins = ({path.stem: path for path in directory.glob(f"*.{ending}")} for ending in ("cypher", "rq"))
    for name in sorted(cypher.keys() ^ twins.keys()):
        raise ValueError(f"{name}.{'cypher' if name in cypher else 'rq'} has no twin in {'SPARQL' if name in cypher else 'Cypher'}")
    return tuple(read_query(name, *(path.read_text(encoding="utf-8") for path in (cypher[name], twins[name]))) for name in sorted(cypher))


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


def parameterised(name: str, text: str, parameters: tuple[Parameter, ...]) -> str:
    """The query without its header, with `$name` for the defaults.

    The two lines replaced are made from the header, so they must agree: raises `ValueError` where they do not. The limit may end a line
    between them as well.
    """
    values = [p for p in parameters if p.name != "limit"]
    limit = [p for p in parameters if p.name == "limit"]
    first = "WITH " + ", ".join(f"{p.literal} AS {p.name}" for p in values)
    last = "".join(f"LIMIT {p.default}" for p in limit)
    lines = text.split("\n\n", 1)[-1].strip().splitlines()
    if not values or not limit or lines[0] != first or lines[-1] != last:
        raise ValueError(f"{name}.cypher: by its header, the query must start with {first!r} and end with {last!r}")
    # Where it is known before the end which rows there will be, no more need be worked out: the same limit ends a line within.
    within = [line.removesuffix(last) + "LIMIT $limit" if line.endswith(f" {last}") else line for line in lines[1:-1]]
    return "\n".join(["WITH " + ", ".join(f"${p.name} AS {p.name}" for p in values), *within, "LIMIT $limit"])


def _check_twin(query: Query) -> None:
    """Raise `ValueError` where the twin's form is wrong, or does not agree with the header of the question."""
    name, header, body = query.name, *query.sparql_text.partition("\n\n")[::2]
    for line in (f"# {query.title}", f"# Question: {query.question}"):
        if line not in header.splitlines():
            raise ValueError(f"{name}.rq: its header must have the line {line!r}")
    lines = [line.strip() for line in body.strip().splitlines()]
    columns = f"SELECT {' '.join(f'?{column.name}' for column in query.columns)} WHERE {{"
    # A long list of columns goes on in the next line.
    if " ".join(body.split()).count(columns) != 1 or lines[-1] != query.sparql_limit:
        raise ValueError(f"{name}.rq: by the header of {name}.cypher, it must have {columns!r} once and end with {query.sparql_limit!r}")
    if query.sparql_parameters and lines.count(query.sparql_values()) != 1:
        raise ValueError(f"{name}.rq: by the header of {name}.cypher, it must have the line {query.sparql_values()!r}")
    unknown = set(re.findall(r"\?p_(\w+)", body)) - {p.name for p in query.sparql_parameters}
    if unknown:
        raise ValueError(f"{name}.rq: {name}.cypher has no parameter {', '.join(sorted(unknown))}")


if __name__ == "__main__":
    _readme = folder("queries") / "README.md"
    _written = _readme.read_text(encoding="utf-8").partition(LIST)[0]
    _readme.write_text(_written + LIST + "\n" + reference(), encoding="utf-8")
