"""What the user sees: progress on a terminal, tables, CSV, JSON."""

import csv
import io
import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from typing import Any

import typer

from kgraph.errors import DocumentError

_WIDTH_IN_FILES = 140
# So many characters of each column stay together, as far as there is room.
_NARROW = 12
_TOLD = 1000  # failures
_GAP = 3  # characters between two columns


class Format(str, Enum):
    """How rows are printed."""

    table = "table"
    csv = "csv"
    json = "json"


FORMAT = typer.Option(Format.table, "--format", "-f", help="How to print the rows.")


class Plain:
    """Tells of failures and warnings, a line each on standard error, and nothing else; after a thousand, it only counts."""

    measures = False

    def __init__(self) -> None:
        self.failures = 0
        self._untold = 0

    def inputs(self, files: int, size: int) -> None: ...

    def document(self, size: int) -> None: ...

    def finished(self, input_: str, size: int) -> None: ...

    def stage(self, name: str) -> None: ...

    def written(self, what: str, count: int) -> None: ...

    def failed(self, error: DocumentError) -> None:
        self.failures += 1
        if self.failures - self._untold <= _TOLD:
            self._say(f"kgraph: {error}")
        else:
            self._untold += 1

    def failed_too(self, input_: str, count: int) -> None:
        self.failures += count
        self._untold += count
        self._say(f"kgraph: {input_}: {count:,} more that could not be used")

    def warned(self, text: str) -> None:
        self._say(f"kgraph: warning: {text}")

    def end(self) -> None:
        """Nothing more comes."""
        if self._untold:
            self._say(f"kgraph: {self.failures:,} could not be used in all")

    def _say(self, line: str) -> None:
        print(line, file=sys.stderr)


class Bar(Plain):
    """The same with a progress bar; made by `watching`.

    It fills by the bytes of the files, as soon as it is known how many there are, and tells how many documents are done.
    """

    measures = True

    def __init__(self, progress: Any) -> None:
        super().__init__()
        self._progress = progress
        self._reading = self._task = progress.add_task("reading", total=None, told="")
        self._documents = 0
        self._began = time.monotonic()

    def inputs(self, files: int, size: int) -> None:
        if self._task == self._reading:
            self._progress.update(self._reading, total=size)

    def document(self, size: int) -> None:
        self._documents += 1
        rate = self._documents / max(time.monotonic() - self._began, 1)
        self._progress.update(self._reading, advance=size, told=f"{self._documents:,} documents, {rate:.3g} a second")

    def finished(self, input_: str, size: int) -> None:
        self._progress.advance(self._reading, size)

    def stage(self, name: str) -> None:
        self._progress.update(self._task, description=name)

    def written(self, what: str, count: int) -> None:
        if what == "expected":
            # A bar of its own: how fast documents are read tells nothing of how fast a server writes.
            self._progress.remove_task(self._task)
            self._task = self._progress.add_task("loading", total=count, told="")
        else:
            self._progress.advance(self._task, count)
            [task] = (task for task in self._progress.tasks if task.id == self._task)
            self._progress.update(self._task, told=f"{task.completed:,.0f} of {task.total:,.0f}")

    def _say(self, line: str) -> None:
        self._progress.console.print(line, markup=False, highlight=False, soft_wrap=True)


@contextmanager
def watching(quiet: bool) -> Iterator[Plain]:
    """A watcher for a build: a progress bar if a person sits before it."""
    if quiet or not sys.stderr.isatty():
        watcher = Plain()
        yield watcher
        watcher.end()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[told]}"),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        watcher = Bar(progress)
        yield watcher
        watcher.end()


def summary(rows: Iterable[tuple[str, str]]) -> str:
    """Two columns, as wide as they need to be."""
    rows = list(rows)
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {value}" for name, value in rows)


def show(columns: Sequence[str], rows: Iterable[Sequence[Any]], form: Format, title: str | None = None) -> None:
    """Print rows as a table, as CSV with a header, or as a JSON list of objects; a null is empty, in JSON null."""
    if form is Format.json:
        print(json.dumps([dict(zip(columns, row, strict=True)) for row in rows], ensure_ascii=False, indent=2, default=str))
    elif form is Format.csv:
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_cell(value) for value in row] for row in rows)
        sys.stdout.write(out.getvalue())
    else:
        sys.stdout.write(_table(columns, list(rows), title))


def _table(columns: Sequence[str], rows: Sequence[Sequence[Any]], title: str | None) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    terminal = sys.stdout.isatty()
    # Into a string first: rich ends the program by itself where a pipe breaks.
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=None if terminal else _WIDTH_IN_FILES, highlight=False)
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max(map(len, [column, *(row[i] for row in cells)])) for i, column in enumerate(columns)]
    # An id is there to be copied: it stays whole.
    least = [width if column == "id" else min(width, _NARROW) for column, width in zip(columns, widths, strict=True)]
    crowded = sum(widths) + _GAP * (len(widths) - 1) > console.width
    if not rows:
        console.print("no rows")
    elif sum(least) + _GAP * len(least) <= console.width:
        # Rows of several lines are told apart by an empty one.
        table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", show_edge=False, pad_edge=False, leading=int(crowded))
        for column, width in zip(columns, least, strict=True):
            # Sentences get the room; names and dates need little and stay whole.
            table.add_column(column.replace("_", " "), overflow="fold", min_width=width, no_wrap=column == "id")
        for row in cells:
            table.add_row(*(Text(cell) for cell in row))  # Text: brackets in documents are no markup
        console.print(table)
    else:
        # Too many columns for this terminal: a column below the other, null ones left out.
        for row in cells:
            record = Table(box=None, show_header=False, show_edge=False, pad_edge=False)
            for column, cell in zip(columns, row, strict=True):
                if cell:
                    record.add_row(Text(column.replace("_", " "), style="bold"), Text(cell))
            console.print(record, "")
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return "; ".join(_cell(item) for item in value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
