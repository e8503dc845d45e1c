"""Threads that write while the one that calls them makes ready what they write next."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from queue import SimpleQueue
from threading import Event, Thread
from types import TracebackType
from typing import Any, Generic, TypeVar

from neo4j.exceptions import DriverError, Neo4jError

W = TypeVar("W")
T = TypeVar("T")

# Seconds in which batches on their way should come to their end, after which a load that was stopped no longer waits for them.
_GRACE = 5.0


class Team(Generic[W]):
    """`size` threads, each with a worker that `opened` makes and that no other thread uses. Use it in a `with` block.

    Left by an exception, it sets `stop`, lets the tasks under way end, if that takes no longer than some seconds, and begins no other.
    """

    def __init__(self, opened: Callable[[], AbstractContextManager[W]], size: int, stop: Event) -> None:
        self.size = size
        self._opened = opened
        self._stop = stop
        self._tasks: SimpleQueue[Callable[[W], Any] | None] = SimpleQueue()
        self._outcomes: SimpleQueue[tuple[Any, BaseException | None]] = SimpleQueue()
        # Daemons: a server that says nothing for minutes must not keep a command from ending.
        self._threads = [Thread(target=self._serve, name=f"kgraph-writer-{n}", daemon=True) for n in range(size)]

    def __enter__(self) -> "Team[W]":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is not None:
            self._stop.set()
        for _ in self._threads:
            self._tasks.put(None)
        deadline = time.monotonic() + _GRACE
        for thread in self._threads:
            thread.join(None if kind is None else max(0.0, deadline - time.monotonic()))

    def results(self, tasks: Iterator[Callable[[W], T]], at_once: int) -> Iterator[T]:
        """What the tasks give, as they end, no more than `at_once` under way; the next is taken from `tasks` meanwhile.

        Raises what a task raises.
        """
        running = 0
        for task in tasks:
            while running >= min(at_once, self.size):
                yield self._outcome()
                running -= 1
            self._tasks.put(task)
            running += 1
        for _ in range(running):
            yield self._outcome()

    def _outcome(self) -> Any:
        result, error = self._outcomes.get()
        if error is not None:
            raise error
        return result

    def _serve(self) -> None:
        # What goes wrong with a connection that nothing waits for any more concerns nobody.
        with suppress(Neo4jError, DriverError, OSError), self._opened() as worker:
            while (task := self._tasks.get()) is not None:
                try:
                    self._outcomes.put((task(worker), None))
                except BaseException as error:
                    self._outcomes.put((None, error))
