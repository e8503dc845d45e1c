"""Commands that give the graph away or judge it: export, check."""

from dataclasses import replace
from enum import Enum
from pathlib import Path

import typer

from kgraph.cli.display import FORMAT, Format, show
from kgraph.cli.options import takes_settings
from kgraph.config import Settings
from kgraph.errors import UsageError

PROBLEMS = 1
_ENDINGS = ".ttl .nt .nq .trig .jsonld .graphml .csv"


class Target(str, Enum):
    """What a whole folder is written for."""

    neo4j_csv = "neo4j-csv"


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("export")(_export)
    app.command("check")(_check)


@takes_settings(names=True, ids=True)
def _export(
    settings: Settings,
    out: Path = typer.Argument(..., metavar="OUT", help=f"The file to write; its ending ({_ENDINGS}, also .gz) is the format."),
    to: Target = typer.Option(None, "--to", help="Make OUT a folder for 'neo4j-admin database import', and print the command for it."),
    describe: Path = typer.Option(None, "--describe", metavar="FILE", help="Also describe the data set (VoID, DCAT) in this RDF file."),
    license: str = typer.Option(None, "--license", metavar="IRI", help="The licence of the data, for the description."),
    url: str = typer.Option(None, "--url", metavar="IRI", help="Where OUT will be published (http or https), for the description."),
    rdf12: bool = typer.Option(False, "--rdf12", help="Write the evidence of relations with triple terms of RDF 1.2."),
    workers: int = typer.Option(None, "--workers", "-j", metavar="N", min=1, help="Processes that write. (default: as many as pay)"),
) -> None:
    """Write the graph from the workspace's facts.

    .nq, .trig and .jsonld hold a named graph for each document; .graphml and .csv (two files) are for Gephi and spreadsheets.
    With --to neo4j-csv, a large graph gets into a new Neo4j in the shortest time; --graph and --database say under which names.
    """
    from kgraph.export import check, export
    from kgraph.workspace import Workspace

    if to is not None:
        from kgraph import bulk

        if rdf12 or describe or license or url:
            raise UsageError(f"{out}: what is written as {to.value} is no RDF, and has neither a description nor RDF 1.2")
        bulk.check(settings, out)
        with Workspace(settings.workspace) as workspace:
            print(bulk.export(workspace, settings, out))
        return
    check(settings, out, rdf12=rdf12, description=describe, license=license, url=url)
    with Workspace(settings.workspace) as workspace:
        chosen = replace(settings, workers=workers or settings.workers)
        export(workspace, chosen, out, rdf12=rdf12, description=describe, license=license, url=url)


@takes_settings(ids=True)
def _check(
    settings: Settings,
    file: Path | None = typer.Argument(
        None, metavar="FILE", help="An RDF file (.nq .trig .ttl .nt .jsonld, also .gz) to check instead of the workspace's graph."
    ),
    form: Format = FORMAT,
) -> None:
    """Hold the graph of the workspace's facts, or of a file, against the ontology's shapes, and every relation against its evidence."""
    from kgraph import build, rdf
    from kgraph.check import check
    from kgraph.workspace import Workspace

    if file is None:
        with Workspace(settings.workspace) as workspace:
            problems = check(build.quads(workspace, settings))
    else:
        problems = check(rdf.read_quads(file))
    if problems or form is not Format.table:
        # A person needs no base before every name; a program takes whole IRIs.
        base = settings.base if form is Format.table else ""
        rows = [(p.graph.removeprefix(base), p.subject.removeprefix(base), p.rule, p.message) for p in problems]
        show(("graph", "subject", "rule", "problem"), rows, form)
    else:
        print("no problems")
    raise typer.Exit(PROBLEMS if problems else 0)
