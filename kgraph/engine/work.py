"""The work on shards: each document read, and its facts extracted, over as many processes as asked for."""

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field

from kgraph.arrow.facts import Failure, Row, row
from kgraph.engine.shards import Shard, documents
from kgraph.errors import DocumentError
from kgraph.parallel import Crash, ordered
from kgraph.read import ReadOptions, Unread
from kgraph.work import Done

Start = Callable[[], Callable[[Unread], Done]]
"""Loads what the work needs, once in each process, and gives what turns a document into the line of its facts, or says why not."""


@dataclass(slots=True)
class Result:
    """What became of a shard's documents, in their order."""

    rows: list[Row] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


def work(
    shards: Iterable[Shard], options: ReadOptions, start: Start, workers: int, *, apart: bool = False
) -> Generator[tuple[Shard, Result], None, None]:
    """Yield each shard with its result, in order.

    With one worker all happens in this process, unless it is to be `apart`: then a document that kills the process costs itself
    alone, as with several. Raises `InputChanged`, `WorkerError`.
    """
    result = Result()
    for what, done in ordered(_steps(shards, options), start, workers, Unread.length, apart=apart):
        if isinstance(what, Shard):
            yield what, result
            result = Result()
        elif isinstance(error := what if done is None else done, DocumentError):
            result.failures.append((error.source, error.reason, False))
        elif isinstance(done, bytes):
            result.rows.append(row(done))
        else:
            died = isinstance(done, Crash)
            result.failures.append((str(what), done.reason if isinstance(done, Crash) else str(done), died))


def _steps(shards: Iterable[Shard], options: ReadOptions) -> Iterator[tuple[Shard | DocumentError | str, Unread | None]]:
    for shard in shards:
        for item in documents(shard, options):
            if isinstance(item, DocumentError):
                yield item, None
            else:
                yield item.source, item
        yield shard, None
