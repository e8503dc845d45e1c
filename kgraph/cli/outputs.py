"""Commands that give the graph away: export."""

from pathlib import Path

import typer

from kgraph.cli.options import takes_settings
from kgraph.config import Settings


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("export")(_export)


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
