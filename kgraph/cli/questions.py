"""Commands that ask the graph: ask, cypher."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from kgraph.cli import sparql
from kgraph.cli.display import FORMAT, Format, Plain, show
from kgraph.cli.options import takes_settings
from kgraph.config import Settings
from kgraph.errors import UsageError, WorkspaceError

if TYPE_CHECKING:
    from kgraph.queries import Parameter
    from kgraph.store import Store

_PARAM = typer.Option([], "--param", "-p", metavar="NAME=VALUE", help="A value for a parameter; may be given several times.")


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("ask")(_ask)
    app.command("cypher")(_cypher)


@takes_settings(store=True)
def _ask(
    settings: Settings,
    name: str | None = typer.Argument(
        None, metavar="[NAME]", help="The question; without it, all questions are listed.", show_default=False
    ),
    param: list[str] = _PARAM,
    form: Format = FORMAT,
    show_text: bool = typer.Option(False, "--show", help="Print the question's Cypher (or SPARQL) and do not ask it."),
    in_sparql: bool = typer.Option(False, "--sparql", help="Ask by the question's SPARQL twin, of the workspace's quads."),
) -> None:
    """Ask one of the questions that come with kgraph, or list them."""
    from kgraph import queries

    if name is None:
        if param:
            raise UsageError("--param needs the name of a question")
        rows = [(query.name, query.question, [_described(parameter) for parameter in query.parameters]) for query in queries.catalogue()]
        show(("name", "question", "parameters"), rows, form)
        return
    query = queries.find(name)
    if show_text:
        print((query.sparql_text if in_sparql else query.text).rstrip())
        return
    # A question about kgraph's part of the store means the part that the settings name.
    part = {"graph": settings.graph} if any(parameter.name == "graph" for parameter in query.parameters) else {}
    arguments = queries.arguments(query, part | _parameters(param))
    if in_sparql:
        sparql.ask(settings, query, arguments, form)
        return
    with _graph(settings) as store:
        result = queries.run(store, query, arguments)
    show(result.columns, result.rows, form, query.title)


def _described(parameter: "Parameter") -> str:
    return f"{parameter.name}={parameter.default}" if parameter.default != "" else parameter.name


@takes_settings(store=True)
def _cypher(
    settings: Settings,
    query: str = typer.Argument(..., metavar="QUERY", help="The text of the query, with $name for parameters; $graph is given."),
    param: list[str] = _PARAM,
    form: Format = FORMAT,
) -> None:
    """Ask the graph a query of your own, in Cypher. It may read only. $graph stands for the name that --graph gives."""
    given = {name: _value(text) for name, text in _parameters(param).items()}
    with _graph(settings) as store:
        result = store.read(query, {"graph": settings.graph, **given})
    show(result.columns, result.rows, form)


@contextmanager
def _graph(settings: Settings) -> "Iterator[Store]":
    from kgraph.build import open_store

    try:
        missing = settings.uri is None and not settings.server.is_dir()
    except OSError as error:
        raise WorkspaceError(f"cannot open workspace {settings.workspace}: {error.strerror}") from error
    if missing:
        raise UsageError(f"there is no graph in {settings.workspace} yet; 'kgraph build DOCS...' makes one")
    with open_store(settings) as store:
        if store.is_complete(settings.graph) is False:
            Plain().warned(
                f"graph '{settings.graph}' is not whole: a load of it goes on, or was cut off; build or load again to complete it"
            )
        yield store


def _parameters(given: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not name or not equals:
            raise UsageError(f"'{text}' is not a parameter; expected NAME=VALUE")
        found[name] = value
    return found


def _value(text: str) -> str | int:
    """Whole numbers are numbers: `LIMIT $n` takes no text."""
    return int(text) if text.lstrip("-").isdigit() and text.isascii() else text
