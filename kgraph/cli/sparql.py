"""The command that asks the graph in SPARQL, and the part of `ask` that does."""

import json
import shutil
import sys
from collections.abc import Mapping
from enum import Enum
from typing import IO, TYPE_CHECKING, Any

import typer

from kgraph.cli.display import Format, show
from kgraph.cli.options import takes_settings
from kgraph.config import Settings

if TYPE_CHECKING:
    from kgraph.queries import Argument, Query
    from kgraph.sparql.asking import Header, Limits


class Results(str, Enum):
    """How a result is printed: for people and scripts, or in a format of the W3C."""

    table = "table"
    csv = "csv"
    json = "json"
    srj = "srj"
    xml = "xml"
    tsv = "tsv"
    ttl = "ttl"
    nt = "nt"
    jsonld = "jsonld"
    rdf = "rdf"


# What a kind of result is taken in, to be printed as it comes.
_TABLES = {
    Results.srj: "application/sparql-results+json",
    Results.xml: "application/sparql-results+xml",
    Results.tsv: "text/tab-separated-values",
}
_GRAPHS = {
    Results.ttl: "text/turtle",
    Results.nt: "application/n-triples",
    Results.jsonld: "application/ld+json",
    Results.rdf: "application/rdf+xml",
}
_JSON = _TABLES[Results.srj]
_ROWS = (Results.table, Results.csv, Results.json)  # what is printed from the rows, and not as it comes


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("sparql")(_sparql)


@takes_settings(ids=True)
def _sparql(
    settings: Settings,
    query: str = typer.Argument(..., metavar="QUERY", help="The text of the query; - reads it from standard input."),
    form: Results = typer.Option(
        Results.table, "--format", "-f", help="How to print the result; table, csv and json print rows, and a graph as Turtle."
    ),
    timeout: float = typer.Option(300.0, "--timeout", metavar="SECONDS", min=0.1, help="When to give up."),
    max_memory: int = typer.Option(4096, "--max-memory", metavar="MB", min=64, help="The most memory that it may take."),
) -> None:
    """Ask the graph a query of your own, in SPARQL 1.1. The default graph is the merged view; documents are named graphs."""
    from kgraph.sparql.asking import MEGABYTE, Limits

    text = sys.stdin.read() if query == "-" else query
    limits = Limits(timeout, max_memory * MEGABYTE, 1 << 40)
    tables = _JSON if form in _ROWS else _TABLES.get(form)
    _answered(settings, text, limits, {"solutions": tables, "boolean": tables, "graph": _graph(form)}, form)


def ask(settings: Settings, query: "Query", arguments: "Mapping[str, Argument]", form: Format) -> None:
    """Print the answer to a canned question, by its SPARQL twin."""
    from kgraph.sparql.arguments import sparql
    from kgraph.sparql.asking import Limits

    formats = {"solutions": _JSON}
    _answered(
        settings, sparql(query, arguments), Limits(seconds=3600.0, memory=1 << 40, size=1 << 40), formats, Results(form.value), query.title
    )


def _graph(form: Results) -> str | None:
    return _GRAPHS[Results.ttl] if form in _ROWS else _GRAPHS.get(form)


def _answered(
    settings: Settings, text: str, limits: "Limits", formats: Mapping[str, str | None], form: Results, title: str | None = None
) -> None:
    from kgraph.sparql.asking import Question
    from kgraph.sparql.running import answer
    from kgraph.sparql.store import quad_store
    from kgraph.workspace import Workspace

    question = Question(text, {kind: media_type for kind, media_type in formats.items() if media_type})  # type: ignore[misc]
    with (
        Workspace(settings.workspace) as workspace,
        quad_store(workspace, settings) as quads,
        answer(quads.folder, question, limits) as found,
    ):
        _print(found.header, found.body, form, title)


def _print(header: "Header", body: IO[bytes], form: Results, title: str | None) -> None:
    from kgraph.sparql.rows import rows

    if header.kind == "graph" or form not in _ROWS:
        sys.stdout.flush()
        shutil.copyfileobj(body, sys.stdout.buffer)
        return
    found: Any = rows(body)
    if isinstance(found, bool):
        print(json.dumps(found))
    else:
        show(found.columns, found.rows, Format(form.value), title)
