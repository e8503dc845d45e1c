"""What is asked of the process that evaluates queries, and what its answers mean: the part that waiting and asynchronous callers share."""

import json
import signal
import struct
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from kgraph.errors import QueryCutOff, QueryError, StoreError
from kgraph.ontology.namespaces import PREFIXES

Kind = Literal["solutions", "boolean", "graph"]

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take: `seconds` of time, `memory` in bytes, and `size` in bytes of its result."""

    seconds: float = 30.0
    memory: int = 1024 * MEGABYTE
    size: int = 100 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Question:
    """A query, the media type to write each kind of result in (a kind that is missing cannot be taken), and its dataset.

    `default` and `named` are IRIs of graphs; where both are empty it is the whole dataset.
    """

    query: str
    formats: Mapping[Kind, str]
    default: Sequence[str] = ()
    named: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """What kind of result comes, and in which media type."""

    kind: Kind
    type: str


@dataclass(slots=True)
class Reply:
    """The frames of one answer, as far as they have come. `header` is None until it came."""

    limits: Limits
    header: Header | None = None
    ended: bool = False

    def take(self, letter: bytes, data: bytes) -> bytes:
        """What of the result is in a frame. Raises `QueryError`, `QueryCutOff` or `StoreError` where it tells of failure."""
        if letter == b"H":
            told = json.loads(data)
            self.header = Header(told["kind"], told["type"])
        elif letter == b"E":
            self.ended = True
        elif letter == b"D":
            return data
        elif letter == b"X":
            told = json.loads(data)
            raise _failure(told["why"], " ".join(told["text"].split()), self.limits)
        return b""

    def broken_off(self, status: int | None) -> Exception:
        """Why the process ended in the middle of its answer: `status` is what it ended with, negative for a signal."""
        if status is not None and status == -getattr(signal, "SIGALRM", 14):
            return too_long(self.limits)
        if status == -getattr(signal, "SIGSEGV", 11):
            return QueryError("the query is nested too deeply")
        if status == -getattr(signal, "SIGKILL", 9):
            return QueryCutOff("the query was cut off: the process that evaluated it was ended from outside")
        return _failure("memory", "", self.limits)


class Unacceptable(QueryError):
    """The result is of a kind that can be written in none of the formats asked for."""


def command() -> list[str]:
    """How to start the process."""
    return [sys.executable, str(Path(__file__).with_name("worker.py"))]


def opening(store: Path, limits: Limits) -> bytes:
    """The first frame to send it."""
    return _frame({"store": str(store), "memory": limits.memory})


def request(question: Question, limits: Limits) -> bytes:
    """The frame that asks a question."""
    return _frame(
        {
            "query": question.query,
            "formats": dict(question.formats),
            "default": list(question.default),
            "named": list(question.named),
            "prefixes": PREFIXES,
            "size": limits.size,
            "seconds": limits.seconds,
        }
    )


def head(data: bytes) -> tuple[bytes, int]:
    """The letter and the length of a frame, from its first five bytes."""
    return data[:1], struct.unpack(">I", data[1:5])[0]


def too_long(limits: Limits) -> QueryCutOff:
    """The error of a query that had its time."""
    return QueryCutOff(f"the query was cut off after {limits.seconds:g} seconds")


def _frame(what: dict[str, Any]) -> bytes:
    data = json.dumps(what).encode()
    return struct.pack(">I", len(data)) + data


def _failure(why: str, text: str, limits: Limits) -> Exception:
    if why == "syntax":
        return QueryError(f"the query cannot be read: {text}")
    if why == "format":
        return Unacceptable(f"the result is {'a graph' if text == 'graph' else 'a table'}, which none of the formats asked for can hold")
    if why == "size":
        return QueryCutOff(f"the result is larger than {limits.size / MEGABYTE:g} MB; ask for less, with LIMIT")
    if why == "memory":
        return QueryCutOff(f"the query was cut off: it needs more than {limits.memory / MEGABYTE:g} MB of memory")
    if why == "store":
        return StoreError(f"the graph's quads cannot be opened: {text}")
    return QueryError(f"the query fails: {text}")
