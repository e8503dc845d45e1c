"""The SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/), its query operation: requests in, results out."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import IO
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from kgraph.errors import KgraphError, QueryCutOff, QueryError, StoreError
from kgraph.serve import negotiation
from kgraph.serve.pool import Busy, Pool
from kgraph.sparql.asking import Header, Question, Unacceptable
from kgraph.sparql.guard import LONGEST

MOST_BODY = 4 * LONGEST  # bytes of a request: each character may take four
PIECE = 1 << 16
PATIENCE = 0.5  # seconds between two looks whether the client is still there
SLOWEST = 50_000  # bytes a second in which a client has to take a result, after a first minute
MINUTE = 60.0
BODY_SECONDS = 10.0  # in which a request has to be there
LOG = logging.getLogger("kgraph.serve")
FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"


class BadRequest(Exception):
    """A request that is not one of the protocol, with the HTTP status that says why."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class ClientGone(Exception):
    """Nobody waits for the answer any more."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks: `query` is None where it asks nothing, `format` the short name of a format if the address gives one."""

    query: str | None
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    format: str | None = None

    def question(self, formats: Mapping[str, str]) -> Question:
        return Question(self.query or "", formats, self.default, self.named)  # type: ignore[arg-type]


async def asked(request: Request) -> Asked:
    """What `request` asks. Raises `BadRequest`."""
    fields = list(request.query_params.multi_items())
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == UPDATE:
            raise BadRequest(403, "updates are not allowed: the graph can only be read")
        if kind not in (FORM, QUERY):
            raise BadRequest(415, f"a query is sent as {FORM} or {QUERY}")
        text = await _body(request)
        fields += [("query", text)] if kind == QUERY else _form(text)
    if any(name == "update" for name, _ in fields):
        raise BadRequest(403, "updates are not allowed: the graph can only be read")
    queries = [value for name, value in fields if name == "query"]
    if len(queries) > 1:
        raise BadRequest(400, "a request asks one query")
    if request.method == "POST" and not queries:
        raise BadRequest(400, "the request has no query")
    format = next((value for name, value in fields if name in ("format", "output")), None)
    return Asked(queries[0] if queries else None, _graphs(fields, "default-graph-uri"), _graphs(fields, "named-graph-uri"), format)


def formats(asked: Asked, accept: str) -> Mapping[str, str]:
    """In what each kind of result is to be written: as the address says, else as the `Accept` header does. Raises `BadRequest`.

    Clients name formats in addresses as the servers do that they know: a name that is unknown here says nothing.
    """
    found = dict(negotiation.formats(negotiation.accepted(accept)))
    media_type = negotiation.SHORT.get((asked.format or "").lower(), asked.format or "")
    media_type = negotiation.SAME_AS.get(media_type, media_type)
    if media_type in negotiation.RESULTS:
        found |= {"solutions": media_type, "boolean": media_type}
        if media_type in negotiation.GRAPH_LIKE:
            found["graph"] = negotiation.GRAPH_LIKE[media_type]
    elif media_type in negotiation.GRAPHS:
        found |= {"graph": media_type}
    if not found:
        raise BadRequest(406, f"results come as {', '.join(negotiation.RESULTS[:4])}; graphs as {', '.join(negotiation.GRAPHS[:6])}")
    return found


async def respond(request: Request, pool: Pool, question: Question) -> Response:
    """The result as it is, in the format that was chosen for its kind. Raises what `Pool.answer` raises, and `ClientGone`."""
    stack = AsyncExitStack()
    try:
        header, body = await patiently(request, stack.enter_async_context(pool.answer(question, client(request))))
    except BaseException:
        await stack.aclose()
        raise
    return Whole(body, stack, negotiation.content_type(header.type))


class Whole(Response):
    """A result that is there from its first byte to its last, sent as fast as the client takes it, but not however slowly."""

    def __init__(self, body: IO[bytes], stack: AsyncExitStack, content_type: str) -> None:
        size = body.seek(0, 2)
        body.seek(0)
        super().__init__(headers={"Content-Length": str(size), "Content-Type": content_type, "Vary": "Accept"})
        self.file, self.stack = body, stack

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self.stack:
            await asyncio.wait_for(self._sent(send), MINUTE + int(self.headers["content-length"]) / SLOWEST)

    async def _sent(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        while piece := self.file.read(PIECE):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def patiently(request: Request, work: "asyncio.Future[tuple[Header, IO[bytes]]] | object") -> tuple[Header, IO[bytes]]:
    """What `work` gives, unless the client goes away first: then the work is given up, and `ClientGone` raised."""
    task: asyncio.Task[tuple[Header, IO[bytes]]] = asyncio.ensure_future(work)  # type: ignore[arg-type]
    try:
        while True:
            done, _ = await asyncio.wait({task}, timeout=PATIENCE)
            if done:
                return task.result()
            if await request.is_disconnected():
                raise ClientGone
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait({task})


def client(request: Request) -> str:
    """Who asks, as far as the connection tells."""
    return request.client.host if request.client else ""


def status_of(error: Exception) -> int:
    """The HTTP status for an error of a query."""
    if isinstance(error, BadRequest):
        return error.status
    if isinstance(error, Unacceptable):
        return 406
    if isinstance(error, QueryError):
        return 400
    return 503 if isinstance(error, StoreError) else 500


def failure(error: BadRequest | KgraphError) -> Response:
    """The error as plain text, with its HTTP status."""
    headers = {"Retry-After": "2"} if isinstance(error, Busy) else {}
    return PlainTextResponse(f"{in_words(error)}\n", status_of(error), headers={**headers, "Vary": "Accept"})


def in_words(error: Exception) -> str:
    """What a client is told of an error. What is wrong with the server's own files is for its log alone."""
    if isinstance(error, StoreError) and not isinstance(error, (Busy, QueryCutOff)):
        LOG.error("%s", error)
        return "the graph cannot be asked now; the server's log says why"
    return str(error)


async def _body(request: Request) -> str:
    """The body of a request, refused before it is taken in where it is too large."""
    try:
        return (await asyncio.wait_for(_received(request), BODY_SECONDS)).decode()
    except ClientDisconnect:
        raise ClientGone from None
    except asyncio.TimeoutError:
        raise BadRequest(408, f"a request is there within {BODY_SECONDS:g} seconds") from None
    except UnicodeDecodeError:
        raise BadRequest(400, "the request is not in UTF-8") from None


async def _received(request: Request) -> bytes:
    data = bytearray()
    async for piece in request.stream():
        data += piece
        if len(data) > MOST_BODY:
            raise BadRequest(413, f"a request has at most {MOST_BODY} bytes")
    return bytes(data)


def _form(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text), max_num_fields=100, errors="strict")
    except ValueError:
        raise BadRequest(400, "the form cannot be read") from None


def _graphs(fields: list[tuple[str, str]], name: str) -> tuple[str, ...]:
    found = tuple(value for key, value in fields if key == name)
    if any(not value or any(c in ' <>"{}|\\^`' or c < "\x21" for c in value) or ":" not in value for value in found):
        raise BadRequest(400, f"{name} must be an absolute IRI")
    return found
