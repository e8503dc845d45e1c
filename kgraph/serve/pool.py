"""Processes that evaluate queries for the server: how many at once, for how long, and who goes first.

A query begins in a short lane, where it has a moment to itself. One that is not done by then makes room: it moves to the long lane,
at a low priority, or is refused where that is full. The more are waiting, the shorter is the moment. So whatever is asked, the next query
soon gets its turn.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

from kgraph.errors import QueryError, StoreError, StoreFull
from kgraph.parallel import cores
from kgraph.serve.turns import Turns
from kgraph.sparql import asking
from kgraph.sparql.asking import MEGABYTE, Header, Limits, Question, Reply
from kgraph.sparql.guard import checked

MOMENT, LEAST = 1.0, 0.1  # seconds that a query has in the short lane: when nobody waits, and when many do
MANY = 10  # waiting, and the moment is half as long
IN_MEMORY = 1 * MEGABYTE  # of a result; what is more lies in a temporary file
HELD = 10  # results of full size that may wait until slow clients have fetched them
STARTING = 30.0  # seconds that a process has to open the quads
LOW_PRIORITY = 10  # as `nice` counts


class Busy(StoreError):
    """Too many queries at once: this one was not, or not to its end, evaluated."""


@dataclass(frozen=True, slots=True)
class Lanes:
    """How many queries run in each lane, and how many may wait for the short one."""

    short: int = max(2, cores())
    long: int = max(2, cores())
    waiting: int = 100


class Pool:
    """Evaluates questions about the quads in the folder `store`, each in a process of its own; `close` ends them all."""

    def __init__(self, store: Path, limits: Limits, lanes: Lanes | None = None) -> None:
        self.store, self.limits, self.lanes = store, limits, lanes or Lanes()
        self._short = Turns(self.lanes.short)
        self._long = self.lanes.long
        self._held = 0  # bytes of results that are on their way to clients
        self._idle: list[asyncio.subprocess.Process] = []
        self._working: set[asyncio.subprocess.Process] = set()
        self._starting: set[asyncio.Task[asyncio.subprocess.Process]] = set()
        self._closed = False

    @asynccontextmanager
    async def answer(self, question: Question, client: str = "") -> AsyncIterator[tuple[Header, IO[bytes]]]:
        """The whole result, from its first byte. `client` says who asks: those who ask little do not wait for those who ask much.

        Raises `QueryError`, `QueryCutOff` and `StoreError` as `kgraph.sparql.running.answer` does, and `Busy`.
        """
        question = replace(question, query=checked(question.query))
        with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            await self._turn(client)
            lane = _Lane(self)
            try:
                process = await self._process()
                header = await self._evaluate(process, question, body, lane)
            finally:
                lane.leave()
            size = body.tell()
            body.seek(0)
            if size > IN_MEMORY and self._held + size > HELD * self.limits.size:
                raise Busy("too many large results wait to be fetched; try again in a moment")
            self._held += size
            try:
                yield header, body
            finally:
                self._held -= size

    async def _turn(self, client: str) -> None:
        if self._short.waiting >= self.lanes.waiting:
            raise Busy("too many queries are waiting; try again in a moment")
        try:
            await self._short.take(client, self.limits.seconds)
        except asyncio.TimeoutError:
            raise Busy("too many queries at once; try again in a moment") from None

    async def _evaluate(self, process: asyncio.subprocess.Process, question: Question, body: IO[bytes], lane: "_Lane") -> Header:
        self._working.add(process)
        reply = asyncio.create_task(_reply(process, question, self.limits, body))
        try:
            moment = min(max(MOMENT / (1 + self._short.waiting / MANY), LEAST), self.limits.seconds)
            done, _ = await asyncio.wait({reply}, timeout=moment)
            if not done and self.limits.seconds > moment:
                if not lane.change():
                    raise Busy(f"too many long queries at once, and this one takes more than {moment:.1f} s; try again in a moment")
                _lower_priority(process.pid)
                done, _ = await asyncio.wait({reply}, timeout=self.limits.seconds - moment)
            if not done:
                raise asking.too_long(self.limits)
            return reply.result()
        finally:
            if not reply.done():
                reply.cancel()
                await asyncio.wait({reply})
            # A process that answered, if only by what is wrong with the query, can take the next one; but its priority cannot be raised.
            answered = not reply.cancelled() and isinstance(reply.exception(), QueryError | None)
            if answered and process.returncode is None and not lane.long:
                self._idle.append(process)
            else:
                await self._replace(process)
            self._working.discard(process)

    async def _process(self) -> asyncio.subprocess.Process:
        """One that waits for a query, or a new one."""
        while self._idle:
            process = self._idle.pop()
            if process.returncode is None:
                return process
        return await self._start()

    async def _start(self) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            *asking.command(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(asking.opening(self.store, self.limits))
        try:
            letter, length = asking.head(await asyncio.wait_for(process.stdout.readexactly(5), STARTING))
            Reply(self.limits).take(letter, await process.stdout.readexactly(length))
        except BaseException as error:
            await _end(process)
            if isinstance(error, (asyncio.IncompleteReadError, asyncio.TimeoutError)):
                raise StoreError("the process that evaluates queries does not start") from error
            raise
        return process

    async def _replace(self, process: asyncio.subprocess.Process) -> None:
        """End a process, and start another for the next query before it comes."""
        await _end(process)
        if not self._closed and len(self._idle) + len(self._starting) < self.lanes.short:
            task = asyncio.ensure_future(self._start())
            self._starting.add(task)
            task.add_done_callback(self._started)

    def _started(self, task: "asyncio.Task[asyncio.subprocess.Process]") -> None:
        self._starting.discard(task)
        # What goes wrong here goes wrong again, and is told, when a query needs a process.
        if not task.cancelled() and task.exception() is None:
            self._idle.append(task.result())

    async def warm(self) -> None:
        """Start what the short lane needs, so that the first queries do not wait for it."""
        self._idle += [await self._start() for _ in range(self.lanes.short - len(self._idle))]

    async def close(self) -> None:
        """End all processes, whatever they are at."""
        self._closed = True
        if self._starting:
            await asyncio.wait(self._starting)
        for process in [*self._idle, *self._working]:
            await _end(process)
        self._idle.clear()


class _Lane:
    """A query's place: in the short lane, or from `change` on in the long one, until it leaves."""

    def __init__(self, pool: Pool) -> None:
        self.pool, self.long = pool, False

    def change(self) -> bool:
        if self.pool._long == 0:
            return False
        self.pool._long -= 1
        self.pool._short.leave()
        self.long = True
        return True

    def leave(self) -> None:
        if self.long:
            self.pool._long += 1
        else:
            self.pool._short.leave()


async def _reply(process: asyncio.subprocess.Process, question: Question, limits: Limits, body: IO[bytes]) -> Header:
    """Put the question to the process and collect its answer."""
    assert process.stdin is not None and process.stdout is not None
    reply = Reply(limits)
    try:
        process.stdin.write(asking.request(question, limits))
        await process.stdin.drain()
        while not reply.ended:
            letter, length = asking.head(await process.stdout.readexactly(5))
            body.write(reply.take(letter, await process.stdout.readexactly(length)))
    except (asyncio.IncompleteReadError, ConnectionError):
        raise reply.broken_off(await process.wait()) from None
    except OSError as error:
        raise StoreFull(f"there is no room for the result: {error.strerror or error}") from error
    if reply.header is None:
        raise StoreError("the process that evaluates queries gave no answer")
    return reply.header


def _lower_priority(pid: int) -> None:
    if sys.platform != "win32":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, pid, LOW_PRIORITY)


async def _end(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    # What it had still said is in the pipe, and as long as it is, asyncio does not see the end.
    assert process.stdout is not None
    while await process.stdout.read(1 << 16):
        pass
    await process.wait()
