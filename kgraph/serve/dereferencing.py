"""Ids as addresses: each leads to what is told of the thing, as a page or as RDF.

An id names a thing in the world, not a document, so it answers with 303 See Other
(https://www.w3.org/TR/cooluris/#r303gendocument): to `/page/...` for people, to `/data/...` for programs.
"""

from collections.abc import Iterator
from io import BytesIO
from urllib.parse import urlencode, urlsplit

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from kgraph.ontology import version
from kgraph.ontology.namespaces import FOAF, PREFIXES, RDF, RDFS, VOID
from kgraph.ontology.terms import source
from kgraph.rdf import describe, write_triples
from kgraph.serve import negotiation, pages
from kgraph.serve.description import described
from kgraph.serve.endpoint import graph_response
from kgraph.serve.graph import Graph
from kgraph.serve.headings import anchor
from kgraph.serve.things import thing
from kgraph.sparql.store import ONTOLOGY

TYPE = NamedNode(RDF + "type")
ENDINGS = {"ttl": "text/turtle", "jsonld": "application/ld+json", "nt": "application/n-triples", "rdf": "application/rdf+xml"}
OFFERED = (*ENDINGS.values(), negotiation.HTML)
# The namespaces of the ontology's own terms: their addresses lead to its page.
TERMS = tuple(urlsplit(namespace).path for namespace in PREFIXES.values() if namespace.startswith("https://w3id.org/kgraph/"))


async def identifier(request: Request) -> Response:
    """303 to the page or the data of the thing with this id."""
    graph: Graph = request.app.state.graph
    iri = graph.site.base + request.path_params["local"]
    ending = _wanted(request)
    if ending is None:
        return _nothing_acceptable()
    if request.path_params["local"] == "dataset":
        return RedirectResponse("/" if ending == "html" else "/dataset", 303, headers={"Vary": "Accept"})
    to = graph.site.page(iri) if ending == "html" else graph.site.data(iri, ending)
    if to is None or not await run_in_threadpool(_is_told, graph, iri):
        return _unknown(graph, request, iri)
    return RedirectResponse(to, 303, headers={"Vary": "Accept"})


async def page(request: Request) -> Response:
    """The page of a thing."""
    graph: Graph = request.app.state.graph
    iri = graph.site.base + request.path_params["local"]
    found = await run_in_threadpool(thing, graph.quads, iri)
    if found is None:
        return _unknown(graph, request, iri)
    return HTMLResponse(await run_in_threadpool(pages.thing_page, graph.site, found))


async def data(request: Request) -> Response:
    """What is told of a thing, as RDF in the format of the ending."""
    graph: Graph = request.app.state.graph
    local, _, ending = request.path_params["local"].rpartition(".")
    iri = graph.site.base + local
    if ending not in ENDINGS:
        return PlainTextResponse(f"data end in .{', .'.join(ENDINGS)}\n", 404)
    found = await run_in_threadpool(described, graph.quads, iri)
    if found is None:
        return PlainTextResponse(f"nothing is told of {iri}\n", 404)
    try:
        triples = [*found.triples, *_of_itself(graph, request, iri, found.cut)]
    except ValueError:
        return PlainTextResponse("the request's Host header is no host\n", 400)
    if ending not in ("ttl", "jsonld"):
        return graph_response(triples, ENDINGS[ending], PREFIXES)
    out = BytesIO()
    await run_in_threadpool(write_triples, triples, out, ending, graph.site.base)
    return Response(out.getvalue(), headers={"Content-Type": negotiation.content_type(ENDINGS[ending])})


def _of_itself(graph: Graph, request: Request, iri: str, cut: bool) -> Iterator[Triple]:
    """What the document that describes a thing says of itself: what it is about, and whether that is all."""
    this = NamedNode(str(request.url.replace(query="", fragment="")))
    yield Triple(this, TYPE, NamedNode(FOAF + "Document"))
    yield Triple(this, NamedNode(FOAF + "primaryTopic"), NamedNode(iri))
    yield Triple(this, NamedNode(VOID + "inDataset"), NamedNode(f"{graph.site.base}dataset"))
    if cut:
        whole = request.url.replace(path=graph.site.endpoint, query=urlencode({"query": f"DESCRIBE <{iri}>"}), fragment="")
        yield Triple(this, NamedNode(RDFS + "comment"), Literal("There is more in the graph than stands here.", language="en"))
        yield Triple(this, NamedNode(RDFS + "seeAlso"), NamedNode(str(whole)))


async def term(request: Request) -> Response:
    """303 from a term of the ontology, or the ontology itself, to the page or the file that defines it."""
    graph: Graph = request.app.state.graph
    ending = _wanted(request)
    if ending is None:
        return _nothing_acceptable()
    iri = "https://w3id.org" + request.url.path
    if iri not in (ONTOLOGY, f"{ONTOLOGY}/{version()}") and anchor(iri) is None:
        return PlainTextResponse(f"the ontology has no term {iri}\n", 404)
    return RedirectResponse(graph.site.ontology(iri, "" if ending == "html" else f".{ending}"), 303, headers={"Vary": "Accept"})


async def ontology(request: Request) -> Response:
    """The ontology: as a page, or as RDF where the address ends so or the client takes no page."""
    graph: Graph = request.app.state.graph
    ending = request.path_params.get("ending") or _wanted(request, page_first=True)
    if ending == "html":
        return HTMLResponse(await run_in_threadpool(pages.ontology_page, graph.site), headers={"Vary": "Accept"})
    if ending == "ttl":  # as its authors wrote it, comments and all
        return Response(source().read_bytes(), headers={"Content-Type": "text/turtle; charset=utf-8", "Vary": "Accept"})
    if ending not in ENDINGS:
        return PlainTextResponse("no such format\n", 404) if ending else _nothing_acceptable()
    return graph_response([quad.triple for quad in parse(path=str(source()), format=RdfFormat.TURTLE)], ENDINGS[ending], PREFIXES)


async def dataset(request: Request) -> Response:
    """The description of the data set, in VoID and DCAT."""
    graph: Graph = request.app.state.graph
    ranges = negotiation.accepted(request.headers.get("accept", ""))
    media_type = negotiation.best(ranges, negotiation.GRAPHS)
    if media_type is None:
        return RedirectResponse("/", 303, headers={"Vary": "Accept"}) if negotiation.best(ranges, OFFERED) else _nothing_acceptable()
    endpoint = str(request.url.replace(path=graph.site.endpoint, query="", fragment=""))
    try:
        triples = list(_triples(graph, endpoint))
    except ValueError:
        return PlainTextResponse("the request's Host header is no host\n", 400)
    return graph_response(triples, media_type, PREFIXES)


def _triples(graph: Graph, endpoint: str) -> Iterator[Triple]:
    return (quad.triple for quad in describe(graph.counts, graph.site.base, endpoint=endpoint))


def _wanted(request: Request, *, page_first: bool = False) -> str | None:
    """The ending of the format that the client likes best, `html` for a page; None where it takes nothing that there is."""
    offered = (negotiation.HTML, *ENDINGS.values()) if page_first else OFFERED
    best = negotiation.best(negotiation.accepted(request.headers.get("accept", "")), offered)
    if best is None:
        return None
    return "html" if best == negotiation.HTML else next(ending for ending, media_type in ENDINGS.items() if media_type == best)


def _is_told(graph: Graph, iri: str) -> bool:
    return described(graph.quads, iri, 1) is not None


def _unknown(graph: Graph, request: Request, iri: str) -> Response:
    text = f"Nothing is told of {iri}."
    if _wanted(request, page_first=True) == "html":
        return HTMLResponse(pages.error_page(graph.site, 404, text), 404, headers={"Vary": "Accept"})
    return PlainTextResponse(f"{text}\n", 404, headers={"Vary": "Accept"})


def _nothing_acceptable() -> Response:
    return PlainTextResponse(f"there is {', '.join(OFFERED)}\n", 406, headers={"Vary": "Accept"})
