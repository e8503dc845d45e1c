"""The command that keeps the graph open for others: serve."""

import typer

from kgraph.cli.options import takes_settings
from kgraph.config import Settings
from kgraph.errors import UsageError

_PANEL = "What a query may take"


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("serve")(_serve)


@takes_settings(store=True, ids=True)
def _serve(
    settings: Settings,
    host: str = typer.Option("127.0.0.1", "--host", metavar="ADDRESS", help="Where to listen; 0.0.0.0 lets other machines in."),
    port: int = typer.Option(8000, "--port", metavar="N", min=0, max=65535, help="For HTTP; 0 takes a free one."),
    bolt_port: int | None = typer.Option(
        None, "--bolt-port", metavar="N", min=1, max=65535, help="For Bolt. (default: 7687, or a free one where that is taken)"
    ),
    no_bolt: bool = typer.Option(False, "--no-bolt", help="SPARQL and pages only."),
    cors: list[str] = typer.Option(
        ["*"], "--cors", metavar="ORIGIN", help="Web sites whose pages may read the graph in a browser, such as https://example.org."
    ),
    timeout: float = typer.Option(30.0, "--timeout", metavar="SECONDS", min=0.1, help="Time.", rich_help_panel=_PANEL),
    max_memory: int = typer.Option(1024, "--max-memory", metavar="MB", min=64, help="Memory.", rich_help_panel=_PANEL),
    max_result: int = typer.Option(100, "--max-result", metavar="MB", min=1, help="Size of its result.", rich_help_panel=_PANEL),
) -> None:
    """Serve the graph until Ctrl-C: a SPARQL endpoint, a page for every id, and Bolt for Neo4j Browser and drivers. All of it read-only."""
    if no_bolt and bolt_port is not None:
        raise UsageError("--no-bolt and --bolt-port contradict each other")
    from kgraph.serve.run import Address, Options, run
    from kgraph.sparql.asking import MEGABYTE, Limits

    def ready(address: Address) -> None:
        print(f"pages   {address.site}")
        print(f"SPARQL  {address.site}sparql")
        if address.bolt is not None:
            password = f", password {address.password}" if address.password else ""
            print(f"Bolt    {address.bolt}  (user {address.username}{password})")
        print("Ctrl-C stops it.", flush=True)

    limits = Limits(timeout, max_memory * MEGABYTE, max_result * MEGABYTE)
    options = Options(host=host, port=port, bolt_port=0 if no_bolt else bolt_port, limits=limits, origins=tuple(cors))
    try:
        run(settings, options, ready)
    except KeyboardInterrupt:
        # How a server is meant to end. The web server has ended its requests by now.
        print("stopped")
