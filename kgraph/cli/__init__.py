"""The command line: it parses and prints; the work is done elsewhere."""

import errno
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType
from typing import NoReturn

import typer

from kgraph import __version__
from kgraph.cli import browser, documents, entities, outputs, questions, schema, serving, sparql
from kgraph.cli.options import remembers_options
from kgraph.errors import KgraphError, SchemaRefused

# A fault of kgraph's own has a code apart from those of DESIGN: scripts must not take it for wrong use.
INTERRUPTED, FAULT = 130, 70
# The signals that told this process to stop. An interrupt within a library may come out of it as an error of that library's.
_stops: list[int] = []

app = typer.Typer(
    name="kgraph",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 all well, 1 some documents failed, 2 wrong use, 3 the store or the workspace cannot be used, "
    "70 a fault in kgraph, 130 interrupted.",
)
for register in (
    documents.register,
    entities.register,
    questions.register,
    sparql.register,
    outputs.register,
    serving.register,
    schema.register,
    browser.register,
):
    register(app)


@app.callback()
@remembers_options
def _kgraph(
    version: bool = typer.Option(
        False, "--version", is_eager=True, callback=lambda wanted: _print_version(wanted), help="Print the version."
    ),
) -> None:
    """Documents in, a knowledge graph out, questions answered with the sentence that proves each answer."""


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"kgraph {__version__}")
        raise typer.Exit


def main() -> NoReturn:
    """The program `kgraph`."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # the last is a terminal that was closed; Windows has none
        number = getattr(signal, name, None)
        # A shell that starts it in the background may want it left alone; so may nohup.
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _interrupt)
    sys.unraisablehook = _unraisable
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Carry out one command line and return the exit code; errors are one line on standard error."""
    debug = "--debug" in arguments
    try:
        code = int(app(list(arguments), prog_name="kgraph", standalone_mode=False) or 0)
        return _interrupted(arguments) if code == INTERRUPTED else code
    except (typer.Abort, KeyboardInterrupt):
        return _interrupted(arguments)
    except Exception as error:
        if _stops:
            return _interrupted(arguments)
        return _failed(error, debug)


def _failed(error: Exception, debug: bool) -> int:
    if hasattr(error, "format_message"):  # typer's own: wrong use
        return _wrong_use(error)
    if isinstance(error, KgraphError):
        code, text = error.exit_code, str(error)
    elif isinstance(error, OSError):
        code, text = 2, f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error)
        if error.errno == errno.ENOSPC:
            code, text = 3, f"{error.filename or 'the output'}: the disk is full"
    else:
        code, text = FAULT, f"a fault in kgraph: {type(error).__name__}: {error}; please report it with what --debug shows"
    if debug:
        import traceback

        traceback.print_exception(error)
    print(f"kgraph: error: {' '.join(text.split())}", file=sys.stderr)
    for statement in error.statements if isinstance(error, SchemaRefused) else ():
        print(f"{statement};", file=sys.stderr)
    return code


def _interrupted(arguments: Sequence[str]) -> int:
    for number in set(_stops):
        signal.signal(number, signal.SIG_IGN)  # all is closed, and the last line is not to be cut off
    resumes = {"build", "load"} & set(arguments) or documents.resumes(arguments)
    told = "kgraph: interrupted" + ("; what was done is kept, and the same command goes on from there" if resumes else "")
    with suppress(OSError):  # the terminal may be gone
        print(told, file=sys.stderr, flush=True)
    return INTERRUPTED


def _wrong_use(error: Exception) -> int:
    context = getattr(error, "ctx", None)
    message = error.format_message()  # type: ignore[attr-defined]
    if type(error).__name__ == "NoArgsIsHelpError":
        print(message, end="", file=sys.stderr)  # with rich, typer has printed the help itself
    else:
        path = getattr(context, "command_path", "kgraph")
        print(f"kgraph: error: {' '.join(message.split())} ('{path} --help' tells more)", file=sys.stderr)
    return 2


def _unraisable(what: "sys.UnraisableHookArgs") -> None:
    # An impatient second Ctrl-C may come while an object is being cleared away: no news, and no reason to print a traceback.
    if not (_stops and issubclass(what.exc_type, KeyboardInterrupt)):
        sys.__unraisablehook__(what)


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    _stops.append(number)
    raise KeyboardInterrupt
