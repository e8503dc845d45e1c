"""From documents to a file or a folder of facts, by the engine that is asked for."""

import contextlib
import os
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from kgraph import update
from kgraph.arrow import is_address, need
from kgraph.arrow.facts import Writer, row
from kgraph.config import Settings
from kgraph.engine.output import Parts, parts
from kgraph.engine.shards import Plan, Shard, plan
from kgraph.engine.work import Result, work
from kgraph.errors import DocumentError, UsageError
from kgraph.files import written
from kgraph.parallel import cores
from kgraph.read import ReadOptions
from kgraph.update import Watcher

Results = Generator[tuple[Shard, Result], None, None]
Form = Literal["lines", "parquet", "folder"]
_LINES = (".jsonl", ".ndjson", ".json")


@dataclass(frozen=True, slots=True)
class Engine:
    """Who does the work: processes of this machine, or the workers of a Ray cluster, at `address` or started for this."""

    ray: bool = False
    address: str | None = None


def form_of(output: str, ray: bool = False) -> Form:
    """What is written to `output`, by its ending; without one that is known, JSON Lines, and by a cluster a folder of parts."""
    name = output.partition("?")[0] if is_address(output) else output
    if name.lower().endswith(".parquet"):
        return "parquet"
    if output == "-" or name.lower().endswith(_LINES):
        return "lines"
    if name.endswith(("/", os.sep)) or ray or (not is_address(name) and os.path.isdir(name)):
        return "folder"
    return "lines"


def extract(
    inputs: Sequence[str], output: str, settings: Settings, watcher: Watcher, engine: Engine = Engine(), *, anew: bool = False
) -> None:
    """Extract the facts of the documents that `inputs` mean, and write them to `output`.

    A folder of parts that is not complete is completed, if it is of the same documents, settings and version; `anew` puts these facts
    in the place of whatever it holds. What cannot be read is told to the watcher. Raises `UsageError`, `ExportError`, `ClusterError`.
    """
    options = update.read_options(settings)
    form = form_of(output, engine.ray)
    if form == "folder":
        _to_folder(inputs, output, options, settings, watcher, engine, anew)
        return
    with _file(output, form) as write:
        if not engine.ray:
            for line in update.extract_lines(inputs, settings, watcher):
                write(line)
            return
        found = _planned(inputs, options, watcher)
        with closing(_by_ray(found.shards, options, settings, watcher, engine, None)) as results:
            for shard, result in results:
                for each in result.rows:
                    write((each[-1] or "").encode())
                _tell(shard, result, watcher)


def _planned(inputs: Sequence[str], options: ReadOptions, watcher: Watcher) -> Plan:
    watcher.stage("looking through")
    found = plan(inputs, options)
    watcher.stage("reading")
    watcher.inputs(len(found.shards), sum(shard.size for shard in found.shards))
    for failure in found.failures:
        watcher.failed(failure)
    return found


def _to_folder(
    inputs: Sequence[str], output: str, options: ReadOptions, settings: Settings, watcher: Watcher, engine: Engine, anew: bool
) -> None:
    version = update.version(settings)
    found = _planned(inputs, options, watcher)
    folder = parts(output, found, version)
    done = folder.begin(anew)
    for shard in found.shards:
        if shard.number in done:
            _tell(shard, Result(failures=done[shard.number]), watcher)
    left = [shard for shard in found.shards if shard.number not in done]
    try:
        with closing(_engaged(left, options, settings, watcher, engine, folder)) as results:
            for shard, result in results:
                if not engine.ray:
                    folder.write(shard.number, result)
                _tell(shard, result, watcher)
    except BaseException:
        with contextlib.suppress(OSError):
            folder.clear()
        raise


def _engaged(shards: Sequence[Shard], options: ReadOptions, settings: Settings, watcher: Watcher, engine: Engine, folder: Parts) -> Results:
    if engine.ray and shards:
        return _by_ray(shards, options, settings, watcher, engine, folder)
    return work(shards, options, update.starting(settings), settings.workers or max(1, min(cores(), len(shards))))


def _by_ray(
    shards: Iterable[Shard], options: ReadOptions, settings: Settings, watcher: Watcher, engine: Engine, folder: Parts | None
) -> Results:
    from kgraph.engine import ray
    from kgraph.engine.actor import task

    return ray.run(shards, task(settings, options, folder), settings.workers, engine.address, watcher)


def _tell(shard: Shard, result: Result, watcher: Watcher) -> None:
    for source, reason, _ in result.failures:
        watcher.failed(DocumentError(source, reason))
    watcher.finished(f"part {shard.number}", shard.size)


@contextlib.contextmanager
def _file(output: str, form: Form) -> Iterator[Callable[[bytes], None]]:
    """One file that takes facts, a line of them at a time. Raises `UsageError`, `ExportError` where it cannot be written."""
    if form == "lines":
        with _stream(output, whole=False) as out:

            def write(line: bytes) -> None:
                out.write(line + b"\n")
                out.flush()

            yield write
        return
    need(f"{output}: Parquet")  # before a file is made
    with _stream(output, whole=True) as out:
        writer = Writer(out)
        yield lambda line: writer.write(row(line))
        writer.close()


def _stream(output: str, whole: bool) -> AbstractContextManager[BinaryIO]:
    """`output` to write to; `whole`: what is there already stays until the new file is complete."""
    if output == "-":
        return contextlib.nullcontext(sys.stdout.buffer)
    if is_address(output):
        from kgraph.arrow.places import place

        return place(output).written()
    if whole:
        return written(Path(output))
    try:
        return Path(output).open("wb")
    except OSError as error:
        raise UsageError(f"{output} cannot be written: {error.strerror}") from error
