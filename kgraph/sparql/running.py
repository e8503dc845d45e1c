"""One query at a time, waited for: for the command line."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

from kgraph.errors import StoreError
from kgraph.sparql import asking
from kgraph.sparql.asking import MEGABYTE, Header, Limits, Question, Reply
from kgraph.sparql.guard import checked


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole result: `header` says what it is, `body` has its bytes from the start."""

    header: Header
    body: IO[bytes]


@contextmanager
def answer(store: Path, question: Question, limits: Limits) -> Iterator[Answer]:
    """Ask the quads in the folder `store`.

    Raises `QueryError` where the query is wrong or not allowed, `QueryCutOff` where it needs more than `limits` gives it, and
    `StoreError` where the quads cannot be opened.
    """
    question = replace(question, query=checked(question.query))
    process = subprocess.Popen(asking.command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    late = threading.Event()

    def end() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(limits.seconds + 1, end)  # a second wall: the process has its own
    try:
        timer.start()
        with SpooledTemporaryFile(max_size=8 * MEGABYTE) as body:
            header = _received(process, asking.opening(store, limits) + asking.request(question, limits), limits, body, late)
            body.seek(0)
            yield Answer(header, body)
    finally:
        timer.cancel()
        process.kill()
        process.communicate()


def _received(process: "subprocess.Popen[bytes]", order: bytes, limits: Limits, body: IO[bytes], late: threading.Event) -> Header:
    assert process.stdin is not None and process.stdout is not None
    reply = Reply(limits)
    try:
        process.stdin.write(order)
        process.stdin.flush()
        while not reply.ended:
            start = process.stdout.read(5)
            letter, length = asking.head(start) if len(start) == 5 else (b"", 0)
            data = process.stdout.read(length)
            if not letter or len(data) < length:
                raise asking.too_long(limits) if late.is_set() else reply.broken_off(process.wait())
            body.write(reply.take(letter, data))
    except BrokenPipeError:
        raise reply.broken_off(process.wait()) from None
    if reply.header is None:
        raise StoreError("the process that evaluates queries gave no answer")
    return reply.header
