"""The options that every command knows, before the command's name or after it, and what they make of the settings."""

import inspect
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer

from kgraph.config import Settings, settings

BROKEN_PIPE = 141  # as if the signal had ended it
_PANEL = "Where things are"


def _option(name: str, kind: Any, help_: str, metavar: str | None = None, short: tuple[str, ...] = ()) -> inspect.Parameter:
    option = typer.Option(None, f"--{name}", *short, help=help_, metavar=metavar, rich_help_panel=_PANEL, show_default=False)
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=option, annotation=kind | None)


_EVERYWHERE = [
    _option("workspace", Path, "The folder that keeps facts and graph. (env: KGRAPH_WORKSPACE; default: .kgraph)", "DIR", ("-w",)),
    _option("config", Path, "The settings file. (default: kgraph.yaml, if it is there)", "FILE"),
    _option("debug", bool, "Show where an error comes from."),
]
_STORE = [
    _option("uri", str, "A Neo4j server, such as bolt://127.0.0.1:7687. (env: NEO4J_URI; default: the embedded database)", "ADDRESS"),
    _option("username", str, "The name to log in with; the password comes from NEO4J_PASSWORD. (env: NEO4J_USERNAME)", "NAME"),
]
_NAMES = [
    _option("database", str, "The database on the server. (env: NEO4J_DATABASE)", "NAME"),
    _option("graph", str, "The name of kgraph's part of the store. (default: default)", "NAME"),
]
_IDS = [_option("base", str, "The IRI under which ids are made.", "IRI")]

Command = Callable[..., None]


def takes_settings(*, store: bool = False, names: bool = False, ids: bool = False) -> Callable[[Command], Command]:
    """Give a command the common options and, put together from them, its argument `settings`.

    `store`: those that say where the store is; `names`: what the graph is called there, for a command that connects to none.
    """
    extra = _EVERYWHERE + (_STORE if store else []) + (_NAMES if store or names else []) + (_IDS if ids else [])

    def decorate(function: Command) -> Command:
        def run(context: typer.Context, **arguments: Any) -> None:
            given = _given(extra, arguments)
            _quietly(function, settings=_settings({**(context.obj or {}), **given}), **arguments)

        return _signed(run, function, extra)

    return decorate


def remembers_options(function: Command) -> Command:
    """The same options before the command's name: kept in the context, where the command finds them."""
    extra = _EVERYWHERE + _STORE + _NAMES + _IDS

    def run(context: typer.Context, **arguments: Any) -> None:
        context.obj = _given(extra, arguments)
        function(**arguments)

    return _signed(run, function, extra)


def _given(extra: list[inspect.Parameter], arguments: dict[str, Any]) -> dict[str, Any]:
    values = {parameter.name: arguments.pop(parameter.name) for parameter in extra}
    return {name: value for name, value in values.items() if value is not None}


def _settings(options: dict[str, Any]) -> Settings:
    if options.pop("debug", False):
        import logging

        logging.basicConfig(level=logging.INFO)
        logging.getLogger("kgraph").setLevel(logging.DEBUG)
    return settings(options, file=options.pop("config", None))


def _signed(run: Command, function: Command, extra: list[inspect.Parameter]) -> Command:
    """Make typer see `function`'s own parameters, less `settings`, and the common ones."""
    own = [
        parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for parameter in inspect.signature(function).parameters.values()
        if parameter.name != "settings"
    ]
    context = inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    signature = inspect.Signature([context, *own, *extra])
    run.__name__, run.__doc__ = function.__name__, function.__doc__
    run.__signature__ = signature  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in signature.parameters.values()}
    return run


def _quietly(function: Command, **arguments: Any) -> None:
    """Whoever reads our output may stop in the middle (`| head`): that is no error."""
    try:
        function(**arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(BROKEN_PIPE) from None
