"""Commands that give the graph away or judge it: export, check."""

from pathlib import Path

import typer

from kgraph.cli.display import FORMAT, Format, show
from kgraph.cli.options import takes_settings
from kgraph.config import Settings

PROBLEMS = 1


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("export")(_export)
    app.command("check")(_check)


@takes_settings(ids=True)
def _export(
    settings: Settings,
    out: Path = typer.Argument(
        ..., metavar="OUT", help="The file to write; its ending (.ttl .nt .nq .trig .jsonld, also .gz) is the format."
    ),
) -> None:
    """Write the graph as RDF, from the workspace's facts; .nq, .trig and .jsonld hold a named graph for each document."""
    from kgraph import build, rdf
    from kgraph.workspace import Workspace

    rdf.format_of(out)  # a wrong ending is told before any work
    with Workspace(settings.workspace) as workspace:
        rdf.export(build.quads(workspace, settings), out, base=settings.base)


@takes_settings(ids=True)
def _check(settings: Settings, form: Format = FORMAT) -> None:
    """Hold the graph of the workspace's facts against the ontology's shapes, and every relation against its evidence."""
    from kgraph import build
    from kgraph.check import check
    from kgraph.workspace import Workspace

    with Workspace(settings.workspace) as workspace:
        problems = check(build.quads(workspace, settings))
    if problems or form is not Format.table:
        # A person needs no base before every name; a program takes whole IRIs.
        base = settings.base if form is Format.table else ""
        rows = [(p.graph.removeprefix(base), p.subject.removeprefix(base), p.rule, p.message) for p in problems]
        show(("graph", "subject", "rule", "problem"), rows, form)
    else:
        print("no problems")
    raise typer.Exit(PROBLEMS if problems else 0)
