"""Work spread over processes, results in the order of the tasks: a process that dies costs one task and no more."""

import contextlib
import itertools
import multiprocessing
import multiprocessing.connection
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

from kgraph.errors import KgraphError

Tag = TypeVar("Tag")
Task = TypeVar("Task")
Result = TypeVar("Result")

# How many tasks may be begun ahead of the oldest that is not done: one slow task stops nobody, and memory stays bounded.
_AHEAD = 8


class WorkerError(KgraphError):
    """The processes that do the work cannot be started."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Crash:
    """The process that worked on a task died, without an exception: killed, out of memory, or a fault in native code."""

    exit_code: int | None

    @property
    def reason(self) -> str:
        """In words."""
        return f"the process that worked on it died (exit code {self.exit_code})"


def cores() -> int:
    """How many processes can compute at a time here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def ordered(
    tasks: Iterable[tuple[Tag, Task | None]], start: Callable[[], Callable[[Task], Result]], workers: int, *, apart: bool = False
) -> Iterator[tuple[Tag, Result | Crash | None]]:
    """Yield `(tag, result)` for each `(tag, task)`, in order; a tag without a task passes through with None.

    Each process calls `start` once, for what it needs to load, and then what it gave for each task. With one worker all
    happens in this process, unless the work is to be kept `apart` from it. `start`, tasks and results are pickled, and an
    exception of the work ends it all. Raises `WorkerError` where a process cannot start.
    """
    if workers == 1 and not apart:
        yield from _alone(tasks, start)
        return
    pool = _Pool(start, workers)
    try:
        yield from pool.run(tasks)
    finally:
        pool.stop()


def _alone(tasks: Iterable[tuple[Tag, Task | None]], start: Callable[[], Callable[[Task], Result]]) -> Iterator[tuple[Tag, Result | None]]:
    work = None
    for tag, task in tasks:
        if task is None:
            yield tag, None
            continue
        if work is None:
            work = start()
        yield tag, work(task)


@dataclass(slots=True, eq=False)
class _Worker:
    process: Any
    connection: "Connection[Any, Any]"
    busy_with: int | None = None
    ready: bool = False


@dataclass(slots=True)
class _Pool(Generic[Task, Result]):
    start: Callable[[], Callable[[Task], Result]]
    size: int
    workers: list[_Worker] = field(default_factory=list)
    done: dict[int, Result | Crash | None] = field(default_factory=dict)

    def run(self, tasks: Iterable[tuple[Tag, Task | None]]) -> Iterator[tuple[Tag, Result | Crash | None]]:
        waiting = enumerate(tasks)
        begun: dict[int, Tag] = {}
        first = next(waiting, None)
        for turn in itertools.count():
            while turn not in self.done:
                # Begin as much as there are free hands for; `waiting` may itself be slow, as it reads files.
                while first is not None and len(begun) < self.size * _AHEAD and self._begin(first[0], first[1][1]):
                    begun[first[0]] = first[1][0]
                    first = next(waiting, None)
                if turn not in begun:
                    return
                if turn not in self.done:
                    self._collect()
            yield begun.pop(turn), self.done.pop(turn)

    def _begin(self, index: int, task: Task | None) -> bool:
        if task is None:
            self.done[index] = None
            return True
        worker = next((worker for worker in self.workers if worker.busy_with is None), None)
        if worker is None:
            # Processes are started as the work comes in: three documents need no eight pipelines.
            if len(self.workers) == self.size:
                return False
            worker = _launch(self.start)
            self.workers.append(worker)
        self._give(worker, index, task)
        return True

    def _give(self, worker: _Worker, index: int, task: Task) -> None:
        worker.busy_with = index
        with contextlib.suppress(OSError):  # it died: noticed as soon as its answer is waited for
            worker.connection.send(task)

    def _collect(self) -> None:
        for ready in multiprocessing.connection.wait([worker.connection for worker in self.workers if worker.busy_with is not None]):
            worker = next(worker for worker in self.workers if worker.connection is ready)
            try:
                kind, value = worker.connection.recv()
            except (EOFError, OSError):
                self._bury(worker)
                continue
            if kind == "ready":
                worker.ready = True
            elif kind == "failed":
                raise value
            else:
                assert worker.busy_with is not None
                self.done[worker.busy_with], worker.busy_with = value, None

    def _bury(self, worker: _Worker) -> None:
        worker.process.join(5)
        if not worker.ready:  # the next one would fare no better
            raise WorkerError(f"a worker process could not start (exit code {worker.process.exitcode}); try --workers 1")
        assert worker.busy_with is not None
        self.done[worker.busy_with] = Crash(worker.process.exitcode)
        worker.connection.close()
        self.workers.remove(worker)

    def stop(self) -> None:
        for worker in self.workers:
            worker.connection.close()  # an idle worker ends by itself when nobody can send it work
            if worker.busy_with is not None:
                worker.process.terminate()
        for worker in self.workers:
            worker.process.join(5)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()


def _launch(start: Callable[[], Callable[[Any], Any]]) -> _Worker:
    # A fresh interpreter: a fork would copy locks of threads that do not exist in it.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, start), daemon=True)
    with _deaf():
        process.start()
    theirs.close()
    return _Worker(process, ours)


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Ctrl-C waits, and a process started meanwhile never hears it: while it starts up, it could only answer with a traceback."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(connection: "Connection[Any, Any]", start: Callable[[], Callable[[Any], Any]]) -> None:
    # Ctrl-C reaches every process of a terminal's group; the parent decides what happens then.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        work = start()
        connection.send(("ready", None))
        while True:
            connection.send(("result", work(connection.recv())))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except BaseException as error:
        try:
            connection.send(("failed", error))
        except Exception:  # what cannot be pickled is told in words
            connection.send(("failed", WorkerError(f"a worker process failed: {error!r}")))
