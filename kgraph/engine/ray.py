"""Shards spread over a Ray cluster, results in their order. A worker that dies costs some time, a document that kills one costs itself.

Only Ray's core is used, tasks of actors: its data sets would add pandas and a scheduler of blocks, and give no file for each shard.
"""

import contextlib
import io
import os
import secrets
import shutil
import signal
import socket
import tempfile
import time
from collections import Counter, deque
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from kgraph.engine.actor import Refused, Task, Worker
from kgraph.engine.shards import Shard
from kgraph.engine.work import Result
from kgraph.errors import KgraphError
from kgraph.parallel import WorkerError, cores
from kgraph.update import Watcher

# How many shards may be begun ahead of the oldest that is not done, for each worker.
_AHEAD = 8
# So often a shard may cost a worker before its documents are taken one by one, and before it is given up.
_APART, _LOST = 2, 4
_STARTS = 3  # workers that die while they start, one after the other
_PATIENCE = 60  # seconds until it is told that the cluster has no room
_ANSWER = 5.0  # seconds
_MEMORY = 256_000_000  # of the local cluster for results on their way, which are small or on the disk


class ClusterError(KgraphError):
    """Ray is missing, cannot be started, or no cluster answers at the address."""


def run(
    shards: Iterable[Shard], task: Task, workers: int | None, address: str | None, watcher: Watcher
) -> Generator[tuple[Shard, Result], None, None]:
    """Yield each shard with its result, in order; where the task names a folder of parts, the worker has written the shard's part.

    `address` is that of a running cluster; without it, one of `workers` processes is started here and stopped in the end. Raises
    `ClusterError`, `WorkerError`, and what stopped the work of a shard.
    """
    with _cluster(address, workers) as size:
        team = _Team(size, task, watcher)
        try:
            yield from team.run(shards)
        finally:
            team.stop()


@dataclass(slots=True, eq=False)
class _Hand:
    """A worker and what it is doing: the shard of that number, or still starting."""

    actor: Any
    reference: Any
    shard: int | None = None
    idle: bool = False


@dataclass(slots=True)
class _Team:
    size: int
    task: Task
    watcher: Watcher
    hands: list[_Hand] = field(default_factory=list)
    begun: dict[int, Shard] = field(default_factory=dict)
    done: dict[int, Result] = field(default_factory=dict)
    again: deque[int] = field(default_factory=deque)
    deaths: Counter[int] = field(default_factory=Counter)
    failed_starts: int = 0
    started: bool = False
    since: float = field(default_factory=time.monotonic)

    def run(self, shards: Iterable[Shard]) -> Iterator[tuple[Shard, Result]]:
        waiting = enumerate(shards)
        turn, more = 0, True
        while True:
            while turn not in self.done:
                while more and not self.again and len(self.begun) < self.size * _AHEAD and self._free():
                    coming = next(waiting, None)
                    if coming is None:
                        more = False
                    else:
                        self.begun[coming[0]] = coming[1]
                        self._give(coming[0])
                while self.again and self._free():
                    self._give(self.again.popleft())
                if not self.begun and not more:
                    return
                self._collect()
            yield self.begun.pop(turn), self.done.pop(turn)
            turn += 1

    def _free(self) -> bool:
        """Whether somebody is free; workers are started as the work comes in."""
        if any(hand.idle for hand in self.hands):
            return True
        if len(self.hands) < self.size:
            self._hire()
        return False

    def _hire(self) -> None:
        import ray

        actor = ray.remote(Worker).options(num_cpus=1, max_restarts=0, scheduling_strategy="SPREAD").remote(self.task)
        self.hands.append(_Hand(actor, actor.start.remote()))

    def _give(self, number: int) -> None:
        hand = next(hand for hand in self.hands if hand.idle)
        hand.idle, hand.shard = False, number
        hand.reference = hand.actor.run.remote(self.begun[number], self.deaths[number] >= _APART)

    def _collect(self) -> None:
        import ray

        busy = {hand.reference: hand for hand in self.hands if not hand.idle}
        ready, _ = ray.wait(list(busy), num_returns=1, timeout=1)
        for reference in ready:
            self._take(busy[reference])
        if not self.started and time.monotonic() - self.since > _PATIENCE:
            self.since = float("inf")
            self.watcher.warned("no worker has started yet; the cluster has no free processor, or takes its time")

    def _take(self, hand: _Hand) -> None:
        import ray

        try:
            value = ray.get(hand.reference)
        except ray.exceptions.RayTaskError as error:
            raise WorkerError(f"a worker failed: {_last_line(error)}") from error
        except ray.exceptions.RayError as error:
            self._bury(hand, error)
            return
        if isinstance(value, Refused):
            raise value.error()
        if hand.shard is None:
            self.started, self.failed_starts = True, 0
        else:
            self.done[hand.shard] = value
        hand.idle, hand.shard, hand.reference = True, None, None

    def _bury(self, hand: _Hand, error: Exception) -> None:
        """A worker has died, or its machine, or what it gave is lost: its shard is done again by somebody else."""
        import ray

        self.hands.remove(hand)
        with contextlib.suppress(Exception):
            ray.kill(hand.actor)
        if hand.shard is None:
            self.failed_starts += 1
            if self.failed_starts >= _STARTS:
                raise WorkerError(f"the workers cannot start: {_last_line(error)}") from error
            return
        self.deaths[hand.shard] += 1
        if self.deaths[hand.shard] < _LOST:
            self.again.append(hand.shard)
        else:  # not even one by one: reading them is what kills
            pieces = self.begun[hand.shard].pieces
            lost = Result(failures=[(piece.source, "the process that worked on it died", True) for piece in pieces])
            self.done[hand.shard] = lost

    def stop(self) -> None:
        import ray

        for hand in self.hands:
            with contextlib.suppress(Exception):
                ray.kill(hand.actor)


@contextlib.contextmanager
def _cluster(address: str | None, workers: int | None) -> Iterator[int]:
    """Connect to a cluster or start one, and give the number of workers it is to have. Nothing of it is left afterwards."""
    address = address or os.environ.get("RAY_ADDRESS") or None  # set where Ray itself has started us
    folder = None
    if address is None:
        # Its sockets lie there, whose paths may not be long.
        folder = tempfile.mkdtemp(prefix="kgraph-", dir="/tmp" if os.path.isdir("/tmp") else None)
    else:
        _check(address)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    # Ray tells what befalls its workers on standard output, where the facts may be going.
    with contextlib.redirect_stdout(_Nowhere()):
        try:
            ray = _ray(local=address is None)
            try:
                yield _connect(ray, address, workers, folder, handlers)
            finally:
                ray.shutdown()
        finally:
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)


def _connect(ray: Any, address: str | None, workers: int | None, folder: str | None, handlers: dict[Any, Any]) -> int:
    quiet = {"log_to_driver": False, "logging_level": "CRITICAL"}
    try:
        if address is None:
            count = workers or cores()
            with _mute():
                ray.init("local", num_cpus=count, include_dashboard=False, object_store_memory=_MEMORY, _temp_dir=folder, **quiet)
            return count
        with _mute():
            ray.init(address, **quiet)
        return workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
    except KeyboardInterrupt:
        raise
    except (Exception, SystemExit) as error:
        what = "Ray cannot be started" if address is None else f"no Ray cluster can be used at {address}"
        hint = "; one that asks for a token wants RAY_AUTH_MODE=token and the token here, too" if isinstance(error, ConnectionError) else ""
        raise ClusterError(f"{what}: {_last_line(error)}{hint}") from error
    finally:
        for number, handler in handlers.items():  # Ray puts its own in their place
            with contextlib.suppress(ValueError):
                signal.signal(number, handler)


@contextlib.contextmanager
def _mute() -> Iterator[None]:
    """Nothing that is written to standard error meanwhile arrives there, not even from native code."""
    kept = os.dup(2)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _ray(local: bool) -> Any:
    """Ray, told before it is loaded to keep to itself. Raises `ClusterError` where it is missing."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    if local:
        # It listens on this machine alone, and to nobody but us: whoever may talk to Ray may run any code. Left to itself, Ray would
        # keep a token in the user's home.
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
        os.environ["RAY_AUTH_MODE"], os.environ["RAY_AUTH_TOKEN"] = "token", secrets.token_hex(32)
    else:
        os.environ.setdefault("RAY_NUM_REDIS_GET_RETRIES", "2")  # of a minute each, and it is known that somebody is there
    try:
        import ray
    except ImportError as error:
        raise ClusterError("--engine ray needs Ray: pip install 'kgraph[ray]'") from error
    return ray


def _check(address: str) -> None:
    """Ray itself takes minutes to find out that nobody is there."""
    if address == "auto":
        return
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdigit():
        raise ClusterError(f"'{address}' is not the address of a Ray cluster; expected one such as 10.0.0.1:6379, or auto")
    try:
        socket.create_connection((host.strip("[]"), int(port)), _ANSWER).close()
    except (OSError, OverflowError) as error:
        raise ClusterError(f"no Ray cluster answers at {address}: {getattr(error, 'strerror', None) or error}") from error


class _Nowhere(io.TextIOBase):
    def write(self, text: str) -> int:
        return len(text)


def _last_line(error: BaseException) -> str:
    lines = [" ".join(line.split()) for line in str(error).splitlines() if line.strip()]
    return lines[-1][:300] if lines else type(error).__name__
