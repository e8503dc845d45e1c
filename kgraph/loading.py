"""Facts that were extracted elsewhere, from wherever they were written to: JSON Lines, Parquet, or a folder of parts."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence

from kgraph.arrow import is_address, need
from kgraph.errors import DocumentError, UsageError
from kgraph.read.sources import STDIN, check, opened
from kgraph.update import Tally, Watcher, keep_lines
from kgraph.workspace import Workspace


def verify(names: Sequence[str]) -> None:
    """Raise `UsageError` for what cannot be loaded from: it is missing, may not be read, or needs pyarrow, which is missing."""
    for name in names:
        if _is_folder(name) or _is_parquet(name):
            need(f"{name}: Parquet")
        if name == STDIN or _is_folder(name):
            continue
        try:
            check(name) if is_address(name) else open(name, "rb").close()
        except DocumentError as error:
            raise UsageError(f"{name} cannot be read: {error.reason}") from error
        except OSError as error:
            raise UsageError(f"{name} cannot be read: {error.strerror}") from error


def load(workspace: Workspace, names: Sequence[str], tally: Tally, watcher: Watcher) -> None:
    """Keep the facts that `names` mean (`-` is standard input), and add to `tally`; a few documents are in memory at a time.

    A line or row that holds no facts is told to the watcher, and the others go on; so is a file that is not what it should be, and a
    folder that does not have all of its parts.
    """
    for name in names:
        if name == STDIN:
            keep_lines(workspace, sys.stdin.buffer, name, tally, watcher)
        elif _is_folder(name):
            _folder(workspace, name, tally, watcher)
        elif _is_parquet(name):
            _parquet(workspace, name, tally, watcher)
        else:
            with opened(name) as file:
                keep_lines(workspace, file, name, tally, watcher)


def _parquet(workspace: Workspace, name: str, tally: Tally, watcher: Watcher) -> None:
    from kgraph.arrow import facts
    from kgraph.arrow.documents import NotParquet

    failure: list[str] = []

    def lines() -> Iterator[bytes]:
        try:
            with opened(name) as file:
                yield from facts.lines(file)
        except NotParquet as error:
            failure.append(str(error))
        except OSError as error:
            failure.append(f"cannot be read ({error.strerror or error})")

    keep_lines(workspace, lines(), name, tally, watcher, "row")
    _fail(name, failure, tally, watcher)


def _folder(workspace: Workspace, name: str, tally: Tally, watcher: Watcher) -> None:
    from kgraph.arrow.places import place
    from kgraph.engine import output

    folder = place(name)
    # As others have it who read a folder as one table: what begins with a dot or an underscore does not belong to it.
    found = output.in_order(names := folder.names()) or [part for part in names if _is_parquet(part) and part[0] not in "._"]
    if not found:
        _fail(name, ["no Parquet files in it"], tally, watcher)
    for part in found:
        _parquet(workspace, folder.child(part).name, tally, watcher)
    lacking, all_ = output.missing(folder)
    if lacking:
        _fail(
            name,
            [f"{lacking} of its {all_} parts are not there yet: run the same `kgraph extract` again, which makes them"],
            tally,
            watcher,
        )


def _fail(name: str, reasons: Iterable[str], tally: Tally, watcher: Watcher) -> None:
    for reason in reasons:
        tally.failed += 1
        watcher.failed(DocumentError(name, reason))


def _is_parquet(name: str) -> bool:
    return (name.partition("?")[0] if is_address(name) else name).lower().endswith(".parquet")


def _is_folder(name: str) -> bool:
    if not is_address(name):
        return os.path.isdir(name)
    from kgraph.arrow.places import place

    return place(name).kind() == "folder"
