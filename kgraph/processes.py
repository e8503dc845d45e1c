"""One process that works: what it is given waits in it, and it answers in the order given."""

import contextlib
import multiprocessing
import os
import pickle
import queue
import signal
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any

from kgraph.errors import KgraphError

_GRACE = 1.0  # seconds that a process has to end by itself when nobody is there any more to take what it does


class WorkerError(KgraphError):
    """The processes that do the work cannot be started."""

    exit_code = 2


def launch(start: Callable[[], Callable[[Any], Any]]) -> "tuple[Any, Connection[Any, Any]]":
    """A new process and the connection to it, which takes tasks and gives pairs: ("ready", None) as soon as `start` has
    loaded what it needs, then ("result", what its work gave) for each task; after ("failed", an exception) it ends."""
    # A fresh interpreter: a fork would copy locks of threads that do not exist in it.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, start), daemon=True)
    with _deaf():
        process.start()
    theirs.close()
    return process, ours


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
    tasks: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(connection, tasks), daemon=True).start()
    try:
        work = start()
        connection.send(("ready", None))
        while (task := tasks.get()) is not None:
            connection.send(("result", work(pickle.loads(task))))
    except (BrokenPipeError, ConnectionResetError):
        return
    except BaseException as error:
        try:
            connection.send(("failed", error))
        except Exception:  # what cannot be pickled is told in words
            connection.send(("failed", WorkerError(f"a worker process failed: {error!r}")))


def _listen(connection: "Connection[Any, Any]", tasks: "queue.SimpleQueue[bytes | None]") -> None:
    """Take in what is sent while the work goes on: whoever sends must never wait for it, or both could wait for ever."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            tasks.put(connection.recv_bytes())
    tasks.put(None)
    time.sleep(_GRACE)
    os._exit(0)  # in the middle of a task, for nobody
