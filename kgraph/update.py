"""From documents to facts, kept in the workspace: only what is new or changed is read, on as many processes as asked for."""

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from kgraph.config import Settings
from kgraph.errors import DocumentError, UsageError
from kgraph.facts import VERSION, Facts, load
from kgraph.finding import Document, Finder, Input, key_in
from kgraph.parallel import as_done, cores, ordered
from kgraph.read import FIELDS, ReadOptions, Unread
from kgraph.read.sources import extent
from kgraph.work import Done, one_line, started
from kgraph.workspace import Packed, State, Workspace, key_of

# Characters that one process reads in the time in which another starts: for less, unless told, none is started.
_PAYS = 40_000


class Watcher(Protocol):
    """Whoever wants to see how far a build is."""

    measures: bool
    """Whether it wants to know how much there is to do; all folders are walked once more for that."""

    def inputs(self, files: int, size: int) -> None:
        """So many files are to be looked at, of so many bytes in all. Comes from another thread, while they are."""

    def document(self, size: int) -> None:
        """A document is done with that takes so many bytes of its file."""

    def finished(self, input_: str, size: int) -> None:
        """This file is done with, and so many bytes in it that are no document's."""

    def failed(self, error: DocumentError) -> None:
        """A file, or a record in it, could not be used."""

    def failed_too(self, input_: str, count: int) -> None:
        """So many more records of this file could not be used."""

    def stage(self, name: str) -> None:
        """What happens now."""

    def written(self, what: str, count: int) -> None:
        """So many more `nodes` or `relations` are in the store; before the first, so many of both are `expected`."""

    def warned(self, text: str) -> None:
        """Something the user should know that stops nothing."""


@dataclass(slots=True)
class Tally:
    """What became of the documents. `failed` counts files or records that could not be used.

    `skipped` counts files of a folder that are sound but hold no document, such as settings in JSON. `other_language`
    counts those of the new and changed ones that are not in English: they are kept, without facts.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    skipped: int = 0
    forgotten: int = 0
    other_language: int = 0


def update(workspace: Workspace, inputs: Sequence[str], settings: Settings, watcher: Watcher) -> Tally:
    """Bring the workspace's facts up to date with the documents that `inputs` (files, folders, globs, `-`) mean.

    Each document is kept as it is done: an interrupted run goes on where it was. What cannot be read is told to the
    watcher; what was known of it stays. Raises `UsageError` for settings that make no sense, `WorkspaceError`.
    """
    tally = Tally()
    current = version(settings)
    for step, facts in _extracted(inputs, settings, watcher, workspace, current):
        if isinstance(step, Input):
            tally.unchanged += step.unchanged
            tally.failed += step.failed
            tally.skipped += step.skipped
        elif isinstance(facts, Packed):
            _keep(workspace, step.key, step.input.key, current, facts, step.state, tally)
        else:
            tally.unchanged += step.state == "unchanged"
        workspace.commit_now_and_then()
    workspace.commit()
    return tally


def extract_lines(inputs: Sequence[str], settings: Settings, watcher: Watcher) -> Iterator[bytes]:
    """Yield the facts of each document that `inputs` mean, without a workspace, as `facts.dump` writes them.

    Nothing is left to be done but to put a line break after each. What cannot be read is told to the watcher.
    """
    for _, facts in _extracted(inputs, settings, watcher):
        if isinstance(facts, bytes):
            yield facts


def keep_lines(workspace: Workspace, lines: Iterable[bytes], name: str, tally: Tally, watcher: Watcher, unit: str = "line") -> None:
    """Keep facts that were extracted elsewhere, one JSON object a line; `name` is the file's and `unit` a line's, for messages.

    Adds to `tally`. A line that holds no facts is told to the watcher, and the others go on.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            facts = load(line)
        except ValueError as error:
            tally.failed += 1
            watcher.failed(DocumentError(f"{name}, {unit} {number}", f"not the facts of a document: {one_line(error)}"))
            continue
        document = facts.document
        key = key_in(document.source, key_of(document.source), document.source, document.sha256)
        state = workspace.state(key, document.sha256, facts.version)
        if state == "unchanged":
            tally.unchanged += 1
        else:
            _keep(workspace, key, key, facts.version, facts, state, tally)
        workspace.commit_now_and_then()
    workspace.commit()


def _keep(workspace: Workspace, key: str, input_: str, version: str, facts: Facts | Packed, state: State, tally: Tally) -> None:
    """Keep the facts of a new or changed document, and count it."""
    workspace.keep(key, input_, version, facts)
    tally.new += state == "new"
    tally.changed += state == "changed"
    tally.other_language += facts.document.language not in (None, "en")


def _extracted(
    inputs: Sequence[str], settings: Settings, watcher: Watcher, workspace: Workspace | None = None, version: str = ""
) -> Iterator[tuple[Document | Input, Packed | bytes | None]]:
    """Each document with its facts (None where nothing was to be done, or it failed), and after its documents each input.

    For a `workspace` the facts come packed, and as they are done; without one as lines, in the order of the documents.
    """
    finder = Finder(inputs, read_options(settings), watcher, workspace, version)
    if watcher.measures:
        threading.Thread(target=lambda: watcher.inputs(*extent(inputs)), daemon=True).start()
    start = starting(settings, packed=workspace is not None)
    workers, pays = (settings.workers, 0) if settings.workers else (cores(), _PAYS)
    steps = finder.steps()
    done = ordered(steps, start, workers, Unread.length, pays) if workspace is None else as_done(steps, start, workers, Unread.length, pays)
    for step, result in done:
        input_ = step if isinstance(step, Input) else step.input
        if isinstance(step, Document):
            if result is not None and not isinstance(result, Packed | bytes):
                finder.went_wrong(step, result)
            watcher.document(step.size)
            yield step, result if isinstance(result, Packed | bytes) else None
        input_.pending -= 1
        if not input_.pending:
            finder.finish(input_)
            watcher.finished(input_.name, input_.size)
            yield input_, None


def read_options(settings: Settings) -> ReadOptions:
    """The section `read:` of kgraph.yaml. Raises `UsageError` for what the reader does not know."""
    fields, max_bytes = settings.read.get("fields", {}), settings.read.get("max_bytes", 1)
    if not isinstance(fields, dict):
        raise UsageError(f"{settings.file}: 'read: fields' must be a mapping")
    if not isinstance(max_bytes, int) or isinstance(max_bytes, bool) or max_bytes < 1:
        raise UsageError(f"{settings.file}: 'read: max_bytes' must be a whole number, at least 1")
    unknown = [f"read: {key}" for key in settings.read if key not in ("fields", "max_bytes")]
    unknown += [f"read: fields: {key}" for key in fields if key not in FIELDS]
    if unknown:
        raise UsageError(f"{settings.file}: unknown setting '{unknown[0]}'; known are max_bytes, and under fields: {', '.join(FIELDS)}")
    for key, name in fields.items():
        if not isinstance(name, str) or not name.strip():
            raise UsageError(f"{settings.file}: 'read: fields: {key}' must be text, the name of a field in your JSON")
    return ReadOptions(**settings.read)


def starting(settings: Settings, packed: bool = False) -> Callable[[], Callable[[Unread], Done]]:
    """What a process that extracts with these settings calls first (`kgraph.work.started`); it can be sent to another process."""
    return partial(started, settings.pipeline, settings.gazetteer, packed=packed)


def version(settings: Settings) -> str:
    """What the facts of a document depend on beside its bytes; without settings of the user's, the extractor's own version.

    Raises `UsageError` where a gazetteer cannot be read.
    """
    if settings.pipeline is None and not settings.read and not settings.gazetteer:
        return VERSION
    told: list[object] = [settings.pipeline, settings.read]
    if settings.gazetteer:
        told.append([digest(path) for path in settings.gazetteer])
    what = json.dumps(told, sort_keys=True, default=str)
    return f"{VERSION} {hashlib.blake2b(what.encode(), digest_size=8).hexdigest()}"


def digest(path: Path) -> str:
    """A digest of a gazetteer of the user's. Raises `UsageError` where it cannot be read."""
    try:
        return hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read as a gazetteer: {error.strerror}") from error
