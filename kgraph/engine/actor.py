"""What each worker of a cluster is given and does, on whatever machine it runs."""

import os
import socket
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kgraph import __version__
from kgraph.arrow.places import place
from kgraph.config import Settings
from kgraph.engine.output import Parts
from kgraph.engine.shards import Shard
from kgraph.engine.work import Result, Start, work
from kgraph.errors import KgraphError
from kgraph.parallel import WorkerError
from kgraph.read import ReadOptions, Unread
from kgraph.update import starting
from kgraph.work import Done


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker needs to know; it may run on another machine, so files of the user's settings come along.

    `output` is the folder of parts with its note, None where the rows are to be given back. `folder` is where relative paths start.
    """

    pipeline: str | None
    gazetteers: tuple[tuple[str, bytes], ...]
    options: ReadOptions
    output: tuple[str, bytes] | None
    folder: str
    version: str = __version__


def task(settings: Settings, options: ReadOptions, output: Parts | None) -> Task:
    """The task with these settings. Raises `OSError` where a gazetteer cannot be read."""
    gazetteers = tuple((path.name, path.read_bytes()) for path in settings.gazetteer)
    return Task(settings.pipeline, gazetteers, options, (output.at.name, output.note) if output else None, os.getcwd())


@dataclass(frozen=True, slots=True)
class Refused:
    """An error on its way to whoever gave the task, in words: not every exception survives the journey."""

    text: str
    exit_code: int

    def error(self) -> KgraphError:
        """The error that it was."""
        error = KgraphError(self.text)
        error.exit_code = self.exit_code
        return error


class Worker:
    """Loads the pipeline once, and works on one shard after the other."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._parts: Parts | None = None
        self._apart: Start
        self._work: Callable[[Unread], Done]

    def start(self) -> Refused | None:
        """Load what the work needs."""
        try:
            self._start()
        except KgraphError as error:
            return Refused(str(error), error.exit_code)
        return None

    def run(self, shard: Shard, apart: bool) -> Result | Refused:
        """Work on a shard, and write its part where the output is a folder: then the rows do not come back.

        `apart`: in a process of its own, for documents that may kill it.
        """
        start: Start = self._apart if apart else lambda: self._work
        try:
            [(_, result)] = work([shard], self._task.options, start, 1, apart=apart)
            if self._parts is not None:
                self._parts.write(shard.number, result)
                result.rows = []
            return result
        except KgraphError as error:
            return Refused(str(error), error.exit_code)

    def _start(self) -> None:
        told = self._task
        machine = socket.gethostname()
        if told.version != __version__:
            raise WorkerError(f"the machine {machine} has kgraph {__version__}, and this one {told.version}: install the same on all")
        if os.path.isdir(told.folder):
            os.chdir(told.folder)
        if told.output is not None:
            self._parts = Parts(place(told.output[0]), told.output[1])
            if not self._parts.seen():
                raise WorkerError(
                    f"the machine {machine} does not see {told.output[0]}: it must be in an object store, or in a folder that all share"
                )
        own = []
        if told.gazetteers:
            folder = Path(tempfile.mkdtemp(prefix="kgraph-"))
            for number, (name, data) in enumerate(told.gazetteers):
                own.append(folder / f"{number}-{name}")
                own[-1].write_bytes(data)
        settings = Settings(pipeline=told.pipeline, gazetteer=tuple(own))
        self._apart = starting(settings)
        self._work = self._apart()
