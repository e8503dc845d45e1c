"""Tables that answer questions, with each value in the form in which a page shows it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import IO

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from kgraph.ontology.namespaces import XSD

# The most rows that a page shows; whoever wants more takes the result as a file.
ROWS = 500
# And the most columns, characters of one cell, and characters in all: what a page takes must not hang on what is asked.
COLUMNS, CELL, TEXT = 50, 2_000, 1_000_000
_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?)?)?", re.ASCII)
_DATES = {XSD + name for name in ("date", "dateTime", "gYear", "gYearMonth")}
_NUMBERS = {XSD + name for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")}
_LONG = 40


@dataclass(frozen=True, slots=True)
class Cell:
    """One value. `kind` is `none`, `iri`, `date`, `number`, `text`, `long` (a text of many words) or `list` (then it has `items`);
    `note` says what else there is to a literal: its language, or its datatype."""

    kind: str
    text: str = ""
    note: str = ""
    items: tuple["Cell", ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a query. `boolean` is there where it can be answered by yes or no; `graph` tells that the rows are triples of a graph,
    `cut` that there were more, `shortened` that there are more columns, or longer texts."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    boolean: bool | None = None
    graph: bool = False
    cut: bool = False
    shortened: bool = False
    seconds: float | None = None


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], seconds: float | None = None, most: int = ROWS) -> Answer:
    """An answer of rows of values: terms of RDF, or None, texts, numbers, truth values and lists of these."""
    shown: list[tuple[Cell, ...]] = []
    cut, shortened, room = False, len(columns) > COLUMNS, TEXT
    for row in rows:
        if len(shown) == most or room <= 0:
            cut = True
            break
        cells = tuple(cell(value) for value in islice(row, COLUMNS))
        shortened = shortened or any(len(one.text) > CELL for one in cells)
        shown.append(tuple(replace(one, text=f"{one.text[:CELL]} …") if len(one.text) > CELL else one for one in cells))
        room -= sum(min(len(one.text), CELL) for one in cells)
    return Answer(tuple(columns[:COLUMNS]), tuple(shown), cut=cut, shortened=shortened, seconds=seconds)


def read_results(body: IO[bytes] | bytes, seconds: float | None = None, most: int = ROWS) -> Answer:
    """The answer that SPARQL Query Results JSON holds. Raises `SyntaxError` where it is none."""
    results = parse_query_results(body, format=QueryResultsFormat.JSON)
    if isinstance(results, QuerySolutions):
        names = [variable.value for variable in results.variables]
        return table(names, ([row[name] for name in names[:COLUMNS]] for row in results), seconds, most)
    assert isinstance(results, QueryBoolean)
    return Answer(boolean=bool(results), seconds=seconds)


def read_triples(body: IO[bytes] | bytes, seconds: float | None = None, most: int = ROWS) -> Answer:
    """The triples of N-Triples, as a table. Raises `SyntaxError` where they are none."""
    triples = ((quad.subject, quad.predicate, quad.object) for quad in parse(body, format=RdfFormat.N_TRIPLES))
    return replace(table(("subject", "predicate", "object"), triples, seconds, most), graph=True)


def cell(value: object) -> Cell:
    """A value as a page shows it."""
    if value is None or value == "":
        return Cell("none")
    if isinstance(value, NamedNode):
        return Cell("iri", value.value)
    if isinstance(value, Literal):
        return _literal(value)
    if isinstance(value, BlankNode | Triple):
        return Cell("text", str(value))
    if isinstance(value, bool):
        return Cell("text", "yes" if value else "no")
    if isinstance(value, int | float):
        return Cell("number", f"{value:g}" if isinstance(value, float) else str(value))
    if isinstance(value, list | tuple):
        return Cell("list", items=tuple(cell(item) for item in value)) if value else Cell("none")
    text = str(value)
    if re.match(r"https?://\S+$", text):
        return Cell("iri", text)
    # A year by itself may as well be a number.
    return Cell("date", text) if _DATE.fullmatch(text) and len(text) > 4 else _text(text)


def day(text: str) -> str:
    """A date as people write it: `10 October 2020`, `October 2020`, `4 November 2020, 18:30`; what is none stays as it is."""
    match = _DATE.fullmatch(text)
    if not match or not 1 <= int(match[2] or 1) <= 12:
        return text
    year, month, day, time = match.groups()
    date = " ".join(part for part in (day and str(int(day)), month and _MONTHS[int(month) - 1], year) if part)
    return f"{date}, {time}" if time and time != "00:00" else date


def machine_day(text: str) -> str | None:
    """A date as HTML's `time` takes it, None for what is none."""
    match = _DATE.fullmatch(text)
    return text[:16] if match and match[4] else text if match else None


def _literal(literal: Literal) -> Cell:
    datatype = literal.datatype.value
    if datatype in _DATES:
        return Cell("date", literal.value)
    if datatype in _NUMBERS:
        return Cell("number", literal.value)
    if literal.language:
        return _text(literal.value, literal.language)
    return _text(literal.value, "" if datatype in (XSD + "string", XSD + "boolean") else datatype)


def _text(text: str, note: str = "") -> Cell:
    return Cell("long" if len(text) > _LONG else "text", text, note)
