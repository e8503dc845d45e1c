"""Threads that write: in any order, one failure is told, and a command that is stopped does not wait for a server that hangs."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from neo4j.exceptions import ServiceUnavailable

from kgraph.store import team as module
from kgraph.store.failures import again
from kgraph.store.team import Team

WORDS = ["one", "two", "three", "four", "five"]


class Desk:
    """Counts who works at once, and how far the tasks have been taken."""

    def __init__(self) -> None:
        self.working, self.most, self.taken, self.closed = 0, 0, 0, 0
        self.lock = threading.Lock()

    @contextmanager
    def opened(self) -> Iterator[str]:
        yield threading.current_thread().name
        with self.lock:
            self.closed += 1

    def task(self, word: str, seconds: float = 0.02) -> Callable[[str], str]:
        def work(worker: str) -> str:
            assert worker == threading.current_thread().name
            with self.lock:
                self.working += 1
                self.most = max(self.most, self.working)
            time.sleep(seconds)
            with self.lock:
                self.working -= 1
            return word.upper()

        return work

    def tasks(self) -> Iterator[Callable[[str], str]]:
        for word in WORDS:
            self.taken += 1
            yield self.task(word)


@pytest.mark.parametrize(("size", "at_once", "most"), [(1, 2, 1), (2, 1, 1), (2, 2, 2)])
def test_every_task_is_done_by_no_more_than_may_be_at_once(size: int, at_once: int, most: int) -> None:
    desk = Desk()
    with Team(desk.opened, size, threading.Event()) as team:
        assert sorted(team.results(desk.tasks(), at_once)) == sorted(word.upper() for word in WORDS)
        assert list(team.results(iter([desk.task("again")]), at_once)) == ["AGAIN"]
    assert (desk.most, desk.closed) == (most, size)


def test_one_task_is_made_ready_while_others_are_under_way() -> None:
    desk = Desk()
    with Team(desk.opened, 2, threading.Event()) as team:
        results = team.results(desk.tasks(), 2)
        next(results)
        assert desk.taken == 3
        assert len(list(results)) == 4


def test_a_failure_is_raised_and_no_task_begins_after_it() -> None:
    desk, stop = Desk(), threading.Event()

    def fail(worker: str) -> str:
        raise ValueError("no")

    def tasks() -> Iterator[Callable[[str], str]]:
        yield fail
        yield from desk.tasks()

    with pytest.raises(ValueError, match="no"), Team(desk.opened, 2, stop) as team:
        list(team.results(tasks(), 2))
    assert stop.is_set()
    assert desk.taken <= 2
    assert (desk.working, desk.closed) == (0, 2)


def test_who_waits_for_a_server_stops_waiting_when_the_command_is_stopped() -> None:
    stop = threading.Event()

    def away(attempt: int) -> str:
        raise ServiceUnavailable("gone")

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), Team(Desk().opened, 1, stop) as team:
        list(team.results(interrupted(lambda worker: again(away, 60, stop)), 1))
    assert time.monotonic() - began < 5


def test_a_server_that_says_nothing_keeps_no_command_from_ending(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_GRACE", 1.0)
    silent, began = threading.Event(), time.monotonic()
    with pytest.raises(KeyboardInterrupt), Team(Desk().opened, 4, threading.Event()) as team:
        list(team.results(interrupted(*[lambda worker: silent.wait(30)] * 4), 4))
    # All of them together are waited for as long as one.
    assert 1 < time.monotonic() - began < 3
    silent.set()


def interrupted(*tasks: Callable[[str], object]) -> Iterator[Callable[[str], object]]:
    """Tasks, and Ctrl-C while they are done."""
    yield from tasks
    time.sleep(0.3)
    raise KeyboardInterrupt
