"""The web application: which address is answered by what."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kgraph import ontology
from kgraph.errors import KgraphError
from kgraph.resources import folder
from kgraph.serve import dereferencing, endpoint, negotiation, pages, protocol
from kgraph.serve.browser import browser_file
from kgraph.serve.graph import Graph
from kgraph.serve.listing import found, listed
from kgraph.sparql.store import ONTOLOGY

# No scripts, nothing from elsewhere: whatever a document says, a page of it is only a page.
POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
SECURITY = ((b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer"), (b"content-security-policy", POLICY.encode()))
LONGEST_SEARCH = 200


def application(
    graph: Graph, origins: Sequence[str], hosts: frozenset[str] | None = None, ready: Callable[[], None] = lambda: None
) -> Starlette:
    """The site of `graph`. Pages of the web from `origins` (`*`: from anywhere) may read it from within a browser.

    `hosts` are the names under which it is asked, None where any will do. `ready` is called once requests can be answered.
    """
    cors = Middleware(
        CORSMiddleware,
        allow_origins=list(origins),
        allow_methods=["GET", "HEAD", "POST"],
        allow_headers=["*"],
        expose_headers=["Retry-After"],
        max_age=86400,
    )
    app = Starlette(
        routes=list(_routes(graph.site.base)),
        middleware=[Middleware(Guarded, hosts), cors],
        exception_handlers={HTTPException: _http_error, protocol.ClientGone: _gone},
        lifespan=_lifespan,
    )
    app.state.graph, app.state.ready = graph, ready
    return app


def _routes(base: str) -> list[Route]:
    routes = [
        Route("/", start),
        Route("/sparql", endpoint.sparql_endpoint, methods=["GET", "POST"]),
        Route("/questions", questions),
        Route("/questions/{name}", endpoint.question),
        Route("/browse/{cls}", browse),
        Route("/search", search),
        Route("/page/{local:path}", dereferencing.page),
        Route("/data/{local:path}", dereferencing.data),
        Route("/ontology", dereferencing.ontology),
        Route("/ontology.{ending}", dereferencing.ontology),
        Route("/context.jsonld", context),
        Route("/dataset", dereferencing.dataset),
        Route("/.well-known/void", void),
        Route("/style.css", style),
        Route("/browser/{path:path}", browser_file),
    ]
    routes += [Route(path if path.endswith("ontology") else path + "{name:path}", dereferencing.term) for path in dereferencing.TERMS]
    routes.append(Route(f"{urlsplit(ONTOLOGY).path}/{{version}}", dereferencing.term))
    # An id's own path, so that a proxy which has the base's host need only pass requests on.
    path = urlsplit(base).path if base.startswith("http") else ""
    if path:
        routes.append(Route(path + "{local:path}", dereferencing.identifier))
    return routes


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    graph: Graph = app.state.graph
    await graph.pool.warm()
    app.state.ready()
    try:
        yield
    finally:
        await graph.pool.close()


async def start(request: Request) -> Response:
    """What is there; for programs, the description of the data set."""
    graph: Graph = request.app.state.graph
    ranges = negotiation.accepted(request.headers.get("accept", ""))
    if negotiation.best(ranges, (negotiation.HTML, "text/turtle")) != negotiation.HTML:
        return await dereferencing.dataset(request)
    whole = await graph.overview()
    return HTMLResponse(await run_in_threadpool(pages.start_page, graph.site, whole), headers={"Vary": "Accept"})


async def questions(request: Request) -> Response:
    """The list of canned questions."""
    return HTMLResponse(pages.questions_page(request.app.state.graph.site))


async def browse(request: Request) -> Response:
    """The things of a class."""
    graph: Graph = request.app.state.graph
    cls = request.path_params["cls"]
    number = request.query_params.get("page", "1")
    if cls not in ontology.classes() or not (number.isascii() and number.isdigit() and 0 < len(number) < 8):
        return HTMLResponse(pages.error_page(graph.site, 404, f"There is no such page of {cls}."), 404)
    whole = await graph.overview()
    found = await run_in_threadpool(lambda: listed(graph.quads, cls, int(number), whole=whole))
    return HTMLResponse(pages.class_page(graph.site, found))


async def search(request: Request) -> Response:
    """Things that bear a name."""
    graph: Graph = request.app.state.graph
    text = request.query_params.get("q", "")[:LONGEST_SEARCH].strip()
    hits = await run_in_threadpool(found, graph.quads, text) if text else None
    return HTMLResponse(pages.search_page(graph.site, hits))


async def context(request: Request) -> Response:
    """The JSON-LD context of exports."""
    return Response((folder("ontology") / "context.jsonld").read_bytes(), media_type="application/ld+json")


async def void(request: Request) -> Response:
    """Where crawlers look for the description of the data set (https://www.w3.org/TR/void/#well-known)."""
    return RedirectResponse("/dataset", 303)


async def style(request: Request) -> Response:
    """The style sheet."""
    return Response(pages.style(), media_type="text/css", headers={"Cache-Control": "max-age=3600"})


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if negotiation.quality(negotiation.accepted(request.headers.get("accept", "")), negotiation.HTML) < 1 or error.status_code == 405:
        return PlainTextResponse(f"{error.detail}\n", error.status_code, headers=error.headers)
    page = pages.error_page(request.app.state.graph.site, error.status_code, "There is no such page.")
    return HTMLResponse(page, error.status_code)


async def _gone(request: Request, error: Exception) -> Response:
    return PlainTextResponse("nobody waits for this\n", 499)


class Guarded:
    """The last word on each response: headers that keep browsers from doing more with it than show it, and one line for a fault."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str] | None) -> None:
        self.app, self.hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message["headers"], *SECURITY]
            await asyncio.wait_for(send(message), protocol.MINUTE)

        if scope["type"] == "http" and self.hosts is not None and _host(scope) not in self.hosts:
            await PlainTextResponse("this server does not go by that name\n", 421)(scope, receive, with_headers)
            return
        try:
            await self.app(scope, receive, with_headers)
        except Exception as error:
            if started or scope["type"] != "http":
                raise  # the connection is cut, so that nobody takes half an answer for a whole one
            where = f"{scope['method']} {scope['raw_path'].decode('latin-1')}"  # as it came: no line breaks
            protocol.LOG.error("%s: %s: %s", where, type(error).__name__, error, exc_info=protocol.LOG.isEnabledFor(logging.DEBUG))
            text = str(error) if isinstance(error, KgraphError) else "the server failed at this request"
            await PlainTextResponse(f"{text}\n", 500)(scope, receive, with_headers)


def _host(scope: Scope) -> str:
    """The name in the Host header, without its port."""
    value: str = next((text.decode("latin-1") for name, text in scope["headers"] if name == b"host"), "")
    name, colon, port = value.rpartition(":")
    return (name if colon and port.isdigit() else value).lower()
