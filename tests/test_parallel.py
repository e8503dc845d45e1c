"""Work over processes: in order, whatever the speed, and with one process fewer when one dies."""

import functools
import os
import signal
import time
from collections.abc import Callable, Iterator

import pytest

from kgraph.parallel import Crash, WorkerError, as_done, ordered


def _start(load: str = "") -> Callable[[str], str]:
    if load == "fails":
        raise ValueError("the pipeline is not installed")
    if load == "dies":
        os._exit(3)

    def work(task: str) -> str:
        if task == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if task == "slow":
            time.sleep(0.3)
        if task == "whose":
            return str(os.getpid())
        if task == "moment":
            began = time.time()
            time.sleep(0.3)
            return f"{began} {time.time()}"
        if task == "raise":
            raise ValueError("not today")
        return task.upper()

    return work


@pytest.mark.parametrize("workers", [1, 3])
def test_results_come_in_the_order_of_the_tasks(workers: int) -> None:
    tasks = [(1, "slow"), (2, "b"), (3, None), (4, "c"), (5, None)]
    assert list(ordered(tasks, _start, workers)) == [(1, "SLOW"), (2, "B"), (3, None), (4, "C"), (5, None)]


def test_a_process_that_dies_costs_its_own_task_alone() -> None:
    tasks = list(enumerate(["a", "die", "b", "die", "c", "d"]))
    assert [result for _, result in ordered(tasks, _start, 2)] == ["A", Crash(-9), "B", Crash(-9), "C", "D"]


def test_what_a_dead_process_had_still_before_it_is_done_by_another() -> None:
    tasks = list(enumerate(["a", "die", "b", "c", "die", "d", "e"]))
    results = [result for _, result in ordered(tasks, _start, 2, weight=lambda task: 200)]
    assert results == ["A", Crash(-9), "B", "C", Crash(-9), "D", "E"]


def test_one_process_can_be_kept_apart_from_this_one() -> None:
    tasks = list(enumerate(["a", "die", "b"]))
    assert [result for _, result in ordered(tasks, _start, 1, apart=True)] == ["A", Crash(-9), "B"]


def test_an_exception_of_the_work_ends_it() -> None:
    with pytest.raises(ValueError, match="not today"):
        list(ordered([(1, "a"), (2, "raise")], _start, 2))


def test_a_process_that_cannot_start_ends_it() -> None:
    with pytest.raises(ValueError, match="not installed"):
        list(ordered([(1, "a")], functools.partial(_start, "fails"), 2))
    with pytest.raises(WorkerError, match="exit code 3"):
        list(ordered([(1, "a")], functools.partial(_start, "dies"), 2))


def test_no_process_is_started_for_nothing_to_do() -> None:
    def start() -> Callable[[str], str]:
        raise AssertionError("cannot even be pickled")

    assert list(ordered([(1, None), (2, None)], start, 4)) == [(1, None), (2, None)]


def test_tasks_are_taken_a_bounded_way_ahead() -> None:
    taken: list[int] = []

    def tasks() -> Iterator[tuple[int, str]]:
        for number in range(200):
            taken.append(number)
            yield number, "x"

    for number, _ in ordered(tasks(), _start, 2):
        assert len(taken) - number < 50


@pytest.mark.parametrize("workers", [1, 3])
def test_each_result_comes_as_soon_as_it_is_done_if_the_order_does_not_matter(workers: int) -> None:
    tasks = [(1, "slow"), (2, "b"), (3, None), (4, "c")]
    done = list(as_done(tasks, _start, workers))
    assert sorted(done) == [(1, "SLOW"), (2, "B"), (3, None), (4, "C")]
    assert workers == 1 or done[-1] == (1, "SLOW")


def test_what_a_process_that_dies_had_ahead_is_done_by_others() -> None:
    # Of light tasks a process has many ahead: these were given to it together with the one that it dies of.
    tasks = [(number, "die" if number in (3, 40) else str(number)) for number in range(80)]
    expected = [(number, Crash(-9) if text == "die" else text) for number, text in tasks]
    assert list(ordered(tasks, _start, 2, len)) == expected


def test_little_work_is_done_in_this_process_and_much_in_others() -> None:
    few = dict(ordered([(number, "whose") for number in range(10)], _start, 2, len, pays=10_000))
    assert set(few.values()) == {str(os.getpid())}
    many = dict(ordered([(number, "whose") for number in range(100)], _start, 2, len, pays=10_000))
    assert len(many) == 100 and str(os.getpid()) not in many.values()


def test_a_process_more_is_started_only_when_those_there_are_have_enough() -> None:
    tasks = [(number, "whose") for number in range(60)]
    assert len(set(dict(ordered(tasks, _start, 4, len, pays=1_000)).values())) == 1


def test_one_heavy_task_goes_with_light_ones_but_not_with_a_second() -> None:
    """The heavy ones write down when they were worked on: what matters is that memory never holds two of them."""
    heavy = 1 << 40
    tasks: list[tuple[int, str]] = [(0, "moment"), *((number, "b") for number in range(1, 9)), (9, "moment"), (10, "c")]
    done = list(as_done(tasks, _start, 3, lambda task: heavy if task == "moment" else 1))
    assert {number for number, _ in done[:8]} == set(range(1, 9))  # nobody waited for the first
    first, second = (result.split() for _, result in sorted(done) if isinstance(result, str) and " " in result)
    assert float(first[1]) <= float(second[0])
