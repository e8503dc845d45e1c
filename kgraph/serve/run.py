"""From a workspace to a running server: quads, Bolt and web site, in this order, and all ended together."""

import errno
import ipaddress
import logging
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import uvicorn

from kgraph import embedded
from kgraph.config import Settings
from kgraph.errors import PortTaken, UsageError
from kgraph.serve.app import application
from kgraph.serve.connections import Timely
from kgraph.serve.graph import Graph
from kgraph.serve.pool import Lanes, Pool
from kgraph.serve.site import Site
from kgraph.sparql.asking import Limits
from kgraph.sparql.store import quad_store
from kgraph.workspace import Workspace

PORT = 8000
BOLT_PORT = 7687  # where Neo4j Browser and drivers look
READER, PASSWORD = "neo4j", "kgraph"
GRACE = 5  # seconds that requests have to end in when the server is stopped
KEPT = 20  # seconds that an idle connection is kept: longer than clients do, so that none is closed just as they use it again
MOST_CONNECTIONS = 500
MOST_HEADERS = 256 * 1024  # bytes; a query may travel in the address


@dataclass(frozen=True, slots=True)
class Options:
    """How to serve: where to listen, what queries may take, which web sites may read. `bolt_port` 0 is for no Bolt, None for any."""

    host: str = "127.0.0.1"
    port: int = PORT
    bolt_port: int | None = None
    limits: Limits = field(default_factory=Limits)
    lanes: Lanes = field(default_factory=Lanes)
    origins: Sequence[str] = ("*",)


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server is reached. `bolt` is None where there is no Bolt; `password` where it is the user's own."""

    site: str
    bolt: str | None
    username: str
    password: str | None


def run(settings: Settings, options: Options, ready: Callable[[Address], None]) -> None:
    """Serve the graph of the workspace until this process is told to stop. `ready` is called once requests are answered.

    Raises `UsageError` where there is no workspace or the address cannot be listened on, and `StoreError` where the quads or the embedded
    database cannot be used.
    """
    is_local = _is_local(options.host)
    if not is_local and options.bolt_port != 0 and settings.uri is None and settings.password is None:
        raise UsageError(f"whoever reaches {options.host} could log in to Bolt: set NEO4J_PASSWORD to what they should know, or --no-bolt")
    with ExitStack() as stack:
        workspace = stack.enter_context(Workspace(settings.workspace))
        listening = stack.enter_context(_listening(options.host, options.port))
        quads = stack.enter_context(quad_store(workspace, settings))
        bolt, username, password = stack.enter_context(_bolt(settings, options))
        site = Site(base=settings.base, bolt=bolt, graph=settings.graph)
        graph = Graph.open(quads.folder, quads.counts, site, Pool(quads.folder, options.limits, options.lanes))
        address = Address(f"http://{_written(listening)}/", bolt, username, password)
        config = uvicorn.Config(
            application(graph, options.origins, _hosts(options.host, settings.base) if is_local else None, lambda: ready(address)),
            http=Timely,
            ws="none",
            log_level="critical",  # what goes wrong is logged in one line, where it is noticed
            access_log=False,
            server_header=False,
            limit_concurrency=MOST_CONNECTIONS,
            timeout_graceful_shutdown=GRACE,
            timeout_keep_alive=KEPT,
            h11_max_incomplete_event_size=MOST_HEADERS,
        )
        # A process that is ended just as it ends by itself may be waited for twice; asyncio warns of that, and no harm is done.
        logging.getLogger("asyncio").setLevel(logging.ERROR)
        uvicorn.Server(config).run(sockets=[listening])


@contextmanager
def _bolt(settings: Settings, options: Options) -> Iterator[tuple[str | None, str, str | None]]:
    """The address of a Bolt server, the name to log in with, and the password where it is not the user's own."""
    if settings.uri is not None:
        yield settings.uri, settings.username, None  # a server that runs already
        return
    if options.bolt_port == 0 or not settings.server.is_dir():
        yield None, READER, None
        return
    reader = embedded.Reader(READER, settings.password or PASSWORD)
    with ExitStack() as stack:
        try:
            wanted = embedded.serve(
                settings.server, settings.embedded, bolt_port=options.bolt_port or BOLT_PORT, host=options.host, reader=reader
            )
            address = stack.enter_context(wanted)
        except PortTaken:
            if options.bolt_port is not None:
                raise
            address = stack.enter_context(embedded.serve(settings.server, settings.embedded, host=options.host, reader=reader))
        yield address.uri, READER, None if settings.password else PASSWORD


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens there. Raises `UsageError`."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UsageError(f"port {port} of {host} is taken by another program; name another one with --port") from error
        raise UsageError(f"cannot listen on {host}, port {port}: {error.strerror or error}") from error
    with listening:
        yield listening


def _hosts(host: str, base: str) -> frozenset[str]:
    """The names by which a server on this machine alone is called: its own, and that of the ids, which a proxy may hand on.

    A page of another site could make its own name mean this machine, and then ask under it: under any other name nothing is answered.
    """
    own = urlsplit(base).hostname if base.startswith("http") else None
    return frozenset({"localhost", "127.0.0.1", "[::1]", f"[{host}]" if ":" in host else host, *([own] if own else [])})


def _written(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _is_local(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
