"""The command for whoever looks after the database: schema."""

import typer

from kgraph.cli.options import takes_settings
from kgraph.config import Settings


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command("schema")(_schema)


@takes_settings()
def _schema(settings: Settings) -> None:
    """Print the constraints and indexes that a load makes where they are missing, as Cypher for somebody with the right to make them."""
    from kgraph.store import schema

    for statement in schema.statements().values():
        print(f"{statement};")
