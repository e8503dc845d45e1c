"""The work on shards: each document read, and its facts extracted, over as many processes as asked for."""

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field

from kgraph.arrow.facts import Failure, Row, row
from kgraph.engine.shards import Shard, articles
from kgraph.errors import DocumentError
from kgraph.facts import Facts
from kgraph.parallel import Crash, ordered
from kgraph.read import Article, ReadOptions

Start = Callable[[], Callable[[Article], Facts | str]]
"""Loads what the work needs, once in each process, and gives what turns an article into its facts, or the reason why not."""


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
    for what, facts in ordered(_steps(shards, options), start, workers, apart=apart):
        if isinstance(what, Shard):
            yield what, result
            result = Result()
        elif isinstance(what, DocumentError):
            result.failures.append((what.source, what.reason, False))
        elif isinstance(facts, Facts):
            result.rows.append(row(facts))
        elif isinstance(facts, Crash):
            result.failures.append((what, facts.reason, True))
        elif facts is not None:
            result.failures.append((what, facts, False))


def _steps(shards: Iterable[Shard], options: ReadOptions) -> Iterator[tuple[Shard | DocumentError | str, Article | None]]:
    for shard in shards:
        for item in articles(shard, options):
            if isinstance(item, DocumentError):
                yield item, None
            else:
                yield item.source, item
        yield shard, None
