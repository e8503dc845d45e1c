"""Work spread over processes, each with some of it ahead: a process that dies costs one task and no more."""

import contextlib
import itertools
import multiprocessing.connection
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeAlias, TypeVar

from kgraph.cores import cores
from kgraph.processes import WorkerError, launch

__all__ = ["Crash", "WorkerError", "as_done", "cores", "ordered"]

Tag = TypeVar("Tag")
Task = TypeVar("Task")
Result = TypeVar("Result")
Tasks: TypeAlias = Iterable[tuple[Tag, Task | None]]
Start: TypeAlias = Callable[[], Callable[[Task], Result]]

# Weights count characters of text, as far as the caller can tell. A process has about a second's work behind the task it
# is at, so that it never waits for the next one, but not more tasks than this, however light.
_QUEUED, _TASKS = 32_000, 64
# What is begun and not handed out weighs at most this for each process, so that memory stays bounded whatever the tasks.
# One that is heavier counts for half of it all: others go on beside it, but no second one like it.
_BEGUN = 2_000_000
_LEAST = 200  # nothing weighs less
# Where a caller tells no weights: eight tasks are begun for each process, and no process has one ahead.
_UNTOLD = _BEGUN // 8
# So many are held back at most while it is open whether there is enough to do for other processes.
_HELD = 500
_LOOK = 0.02  # seconds after which answers are taken in while there is still more to give out


@dataclass(frozen=True, slots=True)
class Crash:
    """The process that worked on a task died, without an exception: killed, out of memory, or a fault in native code."""

    exit_code: int | None

    @property
    def reason(self) -> str:
        """In words."""
        return f"the process that worked on it died (exit code {self.exit_code})"


def ordered(
    tasks: Tasks[Tag, Task],
    start: Start[Task, Result],
    workers: int,
    weight: Callable[[Task], int] | None = None,
    pays: int = 0,
    *,
    apart: bool = False,
) -> Iterator[tuple[Tag, Result | Crash | None]]:
    """Yield `(tag, result)` for each `(tag, task)`, in order; a tag without a task passes through with None.

    Each process calls `start` once, for what it needs to load, and then what it gave for each task. With one worker all
    happens in this process. So it does with more, unless tasks come that together `weight` at least `pays`; processes
    are then started as those there are have enough ahead. `start`, tasks and results are pickled, and an exception of
    the work ends it all. `apart`: no task is worked on in this process, whatever the number of workers. Raises `WorkerError`
    where no process can start.
    """
    return _spread(tasks, start, workers, weight, pays, in_order=True, apart=apart)


def as_done(
    tasks: Tasks[Tag, Task], start: Start[Task, Result], workers: int, weight: Callable[[Task], int] | None = None, pays: int = 0
) -> Iterator[tuple[Tag, Result | Crash | None]]:
    """The same, each as soon as it is done: one that takes long keeps no other waiting."""
    return _spread(tasks, start, workers, weight, pays, in_order=False)


@dataclass(slots=True, eq=False)
class _Job(Generic[Tag, Task, Result]):
    """A task on its way. `task` goes as soon as nobody can need it any more."""

    tag: Tag
    task: Task | None
    weight: int
    begun: bool = False
    done: bool = False
    result: Result | Crash | None = None


def _spread(
    tasks: Tasks[Tag, Task],
    start: Start[Task, Result],
    workers: int,
    weight: Callable[[Task], int] | None,
    pays: int,
    in_order: bool,
    apart: bool = False,
) -> Iterator[tuple[Tag, Result | Crash | None]]:
    jobs: Iterator[_Job[Tag, Task, Result]] = (
        _Job(tag, task, _LEAST if task is None else max(_LEAST, weight(task) if weight else _UNTOLD)) for tag, task in tasks
    )
    here = cache(start)
    if workers == 1 and not apart:
        yield from _alone(jobs, here)
        return
    few: list[_Job[Tag, Task, Result]] = []
    while pays:
        few = _few(jobs, pays)
        if sum(job.weight for job in few if job.task is not None) >= pays:
            break
        if not few:
            return
        # Other processes would still be loading what they need when this is done.
        yield from _alone(few, here)
    here.cache_clear()
    pool: _Pool[Tag, Task, Result] = _Pool(start, workers, sparing=pays > 0, in_order=in_order)
    try:
        yield from pool.run(itertools.chain(few, jobs))
    finally:
        pool.stop()


def _few(jobs: Iterator[_Job[Tag, Task, Result]], pays: int) -> list[_Job[Tag, Task, Result]]:
    """The next ones, until they weigh what pays."""
    few: list[_Job[Tag, Task, Result]] = []
    weight = 0
    for job in itertools.islice(jobs, _HELD):
        few.append(job)
        weight += 0 if job.task is None else job.weight
        if weight >= pays:
            break
    return few


def _alone(jobs: Iterable[_Job[Tag, Task, Result]], start: Start[Task, Result]) -> Iterator[tuple[Tag, Result | None]]:
    for job in jobs:
        yield job.tag, None if job.task is None else start()(job.task)


@dataclass(slots=True, eq=False)
class _Worker(Generic[Tag, Task, Result]):
    """A process, and what it was given and has not answered, the oldest first: that is what it is at. `load` is what they weigh."""

    process: Any
    connection: "Connection[Any, Any]"
    given: deque[_Job[Tag, Task, Result]] = field(default_factory=deque)
    load: int = 0
    ready: bool = False

    def takes(self, job: _Job[Tag, Task, Result]) -> bool:
        """Whether it may have this one ahead, too."""
        return not self.given or (len(self.given) < _TASKS and self.load - self.given[0].weight + job.weight <= _QUEUED)

    def give(self, job: _Job[Tag, Task, Result]) -> None:
        self.given.append(job)
        self.load += job.weight
        with contextlib.suppress(OSError):  # it died: noticed as soon as its answer is waited for
            self.connection.send(job.task)
        self._forget_current()

    def answered(self) -> _Job[Tag, Task, Result]:
        job = self.given.popleft()
        self.load -= job.weight
        self._forget_current()
        return job

    def made_ready(self) -> None:
        self.ready = True
        self._forget_current()

    def _forget_current(self) -> None:
        # If it dies now, that one is lost with it, and only those behind it are given to others.
        if self.ready and self.given:
            self.given[0].task = None


@dataclass(slots=True)
class _Pool(Generic[Tag, Task, Result]):
    """At most `size` processes. `sparing`: one more is started only when none of them can have more ahead."""

    start: Start[Task, Result]
    size: int
    sparing: bool
    in_order: bool
    workers: list[_Worker[Tag, Task, Result]] = field(default_factory=list)
    waiting: deque[_Job[Tag, Task, Result]] = field(default_factory=deque)  # to be given out before all others
    out: deque[_Job[Tag, Task, Result]] = field(default_factory=deque)  # to be handed out, in this order
    weight: int = 0  # of all that was begun and not handed out
    most: int = field(init=False)

    def __post_init__(self) -> None:
        self.most = _BEGUN * self.size

    def run(self, jobs: Iterable[_Job[Tag, Task, Result]]) -> Iterator[tuple[Tag, Result | Crash | None]]:
        jobs = iter(jobs)
        while True:
            more = self._give_out(jobs)
            if not more and not self.weight:
                return
            self._collect(None if not (more or self._due()) else 0)
            while self._due():
                job = self.out.popleft()
                self.weight -= self._counts(job)
                yield job.tag, job.result

    def _counts(self, job: _Job[Tag, Task, Result]) -> int:
        return min(job.weight, self.most // 2 + 1)

    def _due(self) -> bool:
        return bool(self.out) and self.out[0].done

    def _give_out(self, jobs: Iterator[_Job[Tag, Task, Result]]) -> bool:
        """Begin what there is room for; True where it was broken off, because `jobs` are slow in coming or many."""
        until = time.monotonic() + _LOOK
        while time.monotonic() < until:
            if not self.waiting:
                if (next_ := next(jobs, None)) is None:
                    return False
                self.waiting.append(next_)
            job = self.waiting[0]
            if not job.begun and self.weight + self._counts(job) > self.most:
                return False
            if job.task is None:
                job.done = True
            elif not self._begin(job):
                return False
            self.waiting.popleft()
            if not job.begun:
                job.begun = True
                self.weight += self._counts(job)
                if self.in_order or job.done:
                    self.out.append(job)
        return True

    def _begin(self, job: _Job[Tag, Task, Result]) -> bool:
        worker = min(self.workers, key=lambda worker: worker.load, default=None)
        takes = worker is not None and worker.takes(job)
        if len(self.workers) < self.size and not (takes and (self.sparing or not worker.given)):  # type: ignore[union-attr]
            worker, takes = _Worker(*launch(self.start)), True
            self.workers.append(worker)
        if worker is not None and takes:
            worker.give(job)
        return takes

    def _collect(self, timeout: float | None) -> None:
        for ready in multiprocessing.connection.wait([worker.connection for worker in self.workers], timeout):
            worker = next(worker for worker in self.workers if worker.connection is ready)
            try:
                kind, value = worker.connection.recv()
            except (EOFError, OSError):
                self._bury(worker)
                continue
            if kind == "ready":
                worker.made_ready()
            elif kind == "failed":
                raise value
            else:
                self._done(worker.answered(), value)

    def _done(self, job: _Job[Tag, Task, Result], result: Result | Crash) -> None:
        job.result, job.done = result, True
        if not self.in_order:
            self.out.append(job)

    def _bury(self, worker: _Worker[Tag, Task, Result]) -> None:
        worker.process.join(5)
        worker.connection.close()
        self.workers.remove(worker)
        if worker.ready:
            if worker.given:
                self._done(worker.given.popleft(), Crash(worker.process.exitcode))
        elif any(other.ready for other in self.workers):
            self.size = max(1, self.size - 1)  # there is no room for so many
        else:  # the next one would fare no better
            raise WorkerError(f"a worker process could not start (exit code {worker.process.exitcode}); try --workers 1")
        self.waiting.extendleft(reversed(worker.given))

    def stop(self) -> None:
        for worker in self.workers:
            worker.connection.close()  # an idle worker ends by itself when nobody can send it work
            if worker.given:
                worker.process.terminate()
        for worker in self.workers:
            worker.process.join(5)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
