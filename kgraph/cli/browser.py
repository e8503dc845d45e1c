"""The command that makes Neo4j Browser at home in the graph: browser."""

from pathlib import Path

import typer

from kgraph.cli.options import takes_settings
from kgraph.config import Settings


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("browser")(_browser)


@takes_settings(names=True)
def _browser(
    settings: Settings,
    directory: Path = typer.Argument(..., metavar="DIR", help="The folder to write into; it is made where it is missing."),
) -> None:
    """Write what Neo4j Browser loads: the questions as saved scripts, a style, and a guide."""
    from kgraph.browser import write
    from kgraph.browser.kit import GUIDE, SCRIPTS, STYLE

    paths = write(directory, settings.graph)
    print(f"{directory / SCRIPTS}: {sum(path.endswith('.cypher') for path in paths)} scripts; drop it onto Browser's window to save them")
    print(f"{directory / STYLE}: colours and captions; drop it onto Browser's window, too")
    print(f"{directory / GUIDE}: with 'kgraph serve' running, in Browser:  :play http://localhost:8000/browser/{GUIDE}")
