"""The SPARQL endpoint at `/sparql`, and the canned questions at `/questions`: for programs as results, for people as pages."""

import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack

from pyoxigraph import RdfFormat, Triple, serialize
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kgraph import queries
from kgraph.errors import KgraphError, StoreError, UsageError
from kgraph.ontology.namespaces import DCTERMS, RDF, VOID
from kgraph.serve import negotiation, pages, protocol, service
from kgraph.serve.answers import Answer, read_results, read_triples
from kgraph.serve.graph import Graph
from kgraph.sparql.arguments import sparql
from kgraph.sparql.asking import Question

# What a page reads: a table or a truth value as JSON, a graph as N-Triples.
_FOR_PAGES = {
    "solutions": "application/sparql-results+json",
    "boolean": "application/sparql-results+json",
    "graph": "application/n-triples",
}


async def sparql_endpoint(request: Request) -> Response:
    """A query's result; without a query, the page to write one on, or the description of the service."""
    graph: Graph = request.app.state.graph
    accept = request.headers.get("accept", "")
    for_people, text = False, request.query_params.get("query", "")
    try:
        asked = await protocol.asked(request)
        for_people, text = _prefers_page(accept, asked.format), asked.query or ""
        if asked.query is None:
            form = HTMLResponse(pages.query_page(graph.site), headers={"Vary": "Accept"})
            return form if for_people else _described(request, graph, accept)
        if not for_people:
            return await protocol.respond(request, graph.pool, asked.question(protocol.formats(asked, accept)))
        answer = await _answer(request, graph, asked.question(_FOR_PAGES))
        return HTMLResponse(await run_in_threadpool(pages.query_page, graph.site, text, answer), headers={"Vary": "Accept"})
    except (protocol.BadRequest, KgraphError) as error:
        if not for_people:
            return protocol.failure(error)
        page = pages.query_page(graph.site, text, error=protocol.in_words(error))
        return HTMLResponse(page, protocol.status_of(error), headers={"Vary": "Accept"})


async def question(request: Request) -> Response:
    """A canned question: the form to ask it with and, once asked, its answer."""
    graph: Graph = request.app.state.graph
    try:
        found = queries.find(request.path_params["name"])
    except UsageError as error:
        return HTMLResponse(pages.error_page(graph.site, 404, str(error)), 404)
    names = {parameter.name for parameter in found.parameters}
    given = {name: value for name, value in request.query_params.items() if name in names}
    if not request.query_params:
        return HTMLResponse(pages.question_page(graph.site, found))
    try:
        text = sparql(found, queries.arguments(found, given))
        answer = await _answer(request, graph, Question(text, _FOR_PAGES))  # type: ignore[arg-type]
        return HTMLResponse(await run_in_threadpool(pages.question_page, graph.site, found, given, answer))
    except UsageError as error:
        return HTMLResponse(pages.question_page(graph.site, found, given, error=str(error)), 400)
    except StoreError as error:
        return HTMLResponse(pages.question_page(graph.site, found, given, error=protocol.in_words(error)), 503)


def _prefers_page(accept: str, format: str | None) -> bool:
    """Whether the client likes a page better than all that a program reads; the address's own word comes first."""
    if format:
        return format.lower() == "html"
    ranges = negotiation.accepted(accept)
    others = (*negotiation.RESULTS, *negotiation.GRAPHS)
    return negotiation.quality(ranges, negotiation.HTML) > max(negotiation.quality(ranges, other) for other in others)


async def _answer(request: Request, graph: Graph, question: Question) -> Answer:
    began = time.monotonic()
    async with AsyncExitStack() as stack:
        header, body = await protocol.patiently(request, stack.enter_async_context(graph.pool.answer(question, protocol.client(request))))
        seconds = time.monotonic() - began
        read = read_triples if header.kind == "graph" else read_results
        return await run_in_threadpool(read, body, seconds)


def _described(request: Request, graph: Graph, accept: str) -> Response:
    media_type = negotiation.best(negotiation.accepted(accept), negotiation.GRAPHS)
    if media_type is None:
        raise protocol.BadRequest(400, "the request has no query")
    endpoint = str(request.url.replace(query="", fragment=""))
    try:
        triples = list(service.description(endpoint, f"{graph.site.base}dataset", graph.site.title, graph.counts))
    except ValueError:
        raise protocol.BadRequest(400, "the request's Host header is no host") from None
    return graph_response(triples, media_type, {"sd": service.SD, "void": VOID, "dcterms": DCTERMS, "rdf": RDF, "format": service.FORMATS})


def graph_response(triples: Sequence[Triple], media_type: str, prefixes: Mapping[str, str]) -> Response:
    """Triples in a format of `negotiation.GRAPHS`."""
    written = RdfFormat.from_media_type(negotiation.SAME_AS.get(media_type, media_type))
    assert written is not None
    plain = written in (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS)
    data = serialize(triples, format=written, prefixes=None if plain else dict(prefixes))
    return Response(data, headers={"Content-Type": negotiation.content_type(written.media_type), "Vary": "Accept"})
