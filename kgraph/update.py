"""From documents to facts, kept in the workspace: only what is new or changed is read, on as many processes as asked for."""

import hashlib
import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

from kgraph import read
from kgraph.config import Settings
from kgraph.errors import DocumentError, NotADocument, UsageError
from kgraph.facts import Facts, load
from kgraph.parallel import Crash, cores, ordered
from kgraph.read import FIELDS, Article, ReadOptions
from kgraph.read.sources import STDIN
from kgraph.workspace import State, Workspace, key_of

_COMMIT_EVERY = 1.0  # seconds
# Unless told, a build takes one process for few files, as each process first loads the pipeline, and never very many.
_FEW, _MANY = 24, 8


class Watcher(Protocol):
    """Whoever wants to see how far a build is."""

    def inputs(self, total: int) -> None:
        """So many files are to be looked at."""

    def finished(self, input_: str) -> None:
        """This one is done with."""

    def failed(self, error: DocumentError) -> None:
        """A file, or a record in it, could not be used."""

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
    version = _version(settings)
    committed = time.monotonic()
    for step, facts in _extracted(inputs, settings, watcher, workspace, version):
        if isinstance(step, _Input):
            _finish(workspace, step, version)
            tally.unchanged += step.unchanged
            tally.failed += len(step.failures)
            tally.skipped += step.skipped
        elif facts is not None:
            _keep(workspace, step.key, step.input.key, version, facts, step.state, tally)
        else:
            tally.unchanged += step.state == "unchanged"
        if time.monotonic() - committed > _COMMIT_EVERY:
            workspace.commit()
            committed = time.monotonic()
    workspace.commit()
    return tally


def extract(inputs: Sequence[str], settings: Settings, watcher: Watcher) -> Iterator[Facts]:
    """Yield the facts of each document that `inputs` mean, without a workspace; what cannot be read is told to the watcher."""
    for _, facts in _extracted(inputs, settings, watcher):
        if facts is not None:
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
            watcher.failed(DocumentError(f"{name}, {unit} {number}", f"not the facts of a document: {_one_line(error)}"))
            continue
        document = facts.document
        key = _key(document.source, key_of(document.source), document.source, document.sha256)
        state = workspace.state(key, document.sha256, facts.version)
        if state == "unchanged":
            tally.unchanged += 1
        else:
            _keep(workspace, key, key, facts.version, facts, state, tally)
    workspace.commit()


def _keep(workspace: Workspace, key: str, input_: str, version: str, facts: Facts, state: State, tally: Tally) -> None:
    """Keep the facts of a new or changed document, and count it."""
    workspace.keep(key, input_, version, facts)
    tally.new += state == "new"
    tally.changed += state == "changed"
    tally.other_language += facts.document.language not in (None, "en")


@dataclass(slots=True, eq=False)
class _Input:
    """A file, or standard input; it comes out of the work after the last of its documents.

    `whole`: it was read to its end. `fingerprint` None: it has to be looked at again.
    """

    name: str
    key: str
    named: bool  # by the user, and not found in a folder
    fingerprint: str | None = None
    keys: dict[str, None] = field(default_factory=dict)
    failures: list[DocumentError] = field(default_factory=list)
    unchanged: int = 0
    skipped: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class _Document:
    """A document on its way: where it is kept, and whether it is new, changed or unchanged."""

    input: _Input
    key: str
    source: str
    state: State


def _finish(workspace: Workspace, input_: _Input, version: str) -> None:
    if input_.whole and input_.name != STDIN:
        workspace.finish(input_.key, input_.keys)
        if input_.fingerprint is not None:
            workspace.remember(input_.key, input_.fingerprint, version, input_.failures)


def _extracted(
    inputs: Sequence[str], settings: Settings, watcher: Watcher, workspace: Workspace | None = None, version: str = ""
) -> Iterator[tuple[_Document | _Input, Facts | None]]:
    """Each document with its facts (None where nothing was to be done, or it failed), and after its documents each input."""
    options = read_options(settings)
    sources = list(read.sources(inputs))
    watcher.inputs(len(sources))
    workers = settings.workers or (1 if len(sources) < _FEW else min(cores(), _MANY))
    steps = _steps(sources, set(inputs), options, watcher, workspace, version)
    for step, result in ordered(steps, partial(_start, settings.pipeline, settings.gazetteer), workers):
        if isinstance(result, Facts):
            yield step, result
            continue
        if isinstance(step, _Document) and result is not None:
            reason = result.reason if isinstance(result, Crash) else result
            _fail(step.input, DocumentError(step.source, reason), watcher)
            step.input.fingerprint = None  # it may go better next time
        elif isinstance(step, _Input):
            watcher.finished(step.name)
        yield step, None


def starting(settings: Settings) -> Callable[[], Callable[[Article], Facts | str]]:
    """What a process that extracts with these settings has to call first; it can be sent to another process."""
    return partial(_start, settings.pipeline, settings.gazetteer)


def version(settings: Settings) -> str:
    """What the facts of a document depend on beside its bytes. Raises `UsageError` where a gazetteer cannot be read."""
    return _version(settings)


def _start(pipeline: str | None, own: Sequence[Path]) -> Callable[[Article], Facts | str]:
    """What a worker needs: the pipeline and the user's own gazetteers, loaded once. An article gives its facts, or the reason why not."""
    from kgraph import gazetteer
    from kgraph.analyse import load_pipeline
    from kgraph.extract import facts_of

    gazetteer.use(own)
    nlp = load_pipeline(pipeline)

    def work(article: Article) -> Facts | str:
        try:
            [facts] = facts_of([article], nlp)
            return facts
        except Exception as error:  # a fault of ours in one document must not cost the others
            logging.getLogger(__name__).debug("%s", article.source, exc_info=True)
            return f"could not be analysed: {type(error).__name__}: {_one_line(error)}"

    return work


def _steps(
    sources: Iterable[str | DocumentError],
    named: set[str],
    options: ReadOptions,
    watcher: Watcher,
    workspace: Workspace | None,
    version: str,
) -> Iterator[tuple[_Document | _Input, Article | None]]:
    for source in sources:
        if isinstance(source, DocumentError):
            input_ = _Input(source.source, key_of(source.source), named=True)
            _fail(input_, source, watcher)
        else:
            input_ = _Input(source, key_of(source), source in named)
            try:
                yield from _documents(input_, options, watcher, workspace, version)
            except DocumentError as error:
                _fail(input_, error, watcher)
        yield input_, None


def _documents(
    input_: _Input, options: ReadOptions, watcher: Watcher, workspace: Workspace | None, version: str
) -> Iterator[tuple[_Document, Article | None]]:
    fingerprint = read.fingerprint(input_.name) if workspace is not None else None  # the whole file, for its hash
    if workspace is not None and fingerprint is not None and (known := workspace.finished(input_.key, fingerprint, version)):
        input_.unchanged = known[0]
        for failure in known[1]:
            _fail(input_, failure, watcher)
        return
    for item in read.read(input_.name, options):
        if isinstance(item, NotADocument) and item.source == input_.name and not input_.named and not input_.keys:
            input_.skipped = True
            return
        if isinstance(item, DocumentError):
            _fail(input_, item, watcher)
            continue
        key = _key(input_.name, input_.key, item.source, item.sha256)
        if key in input_.keys:
            key = f"{key}#{len(input_.keys)}"
        input_.keys[key] = None
        state: State = workspace.state(key, item.sha256, version) if workspace is not None else "new"
        yield _Document(input_, key, item.source, state), None if state == "unchanged" else item
    # A failure of the file itself (cut off in the middle, say) may hide documents that were there before.
    input_.whole = all(failure.source != input_.name for failure in input_.failures)
    input_.fingerprint = fingerprint


def _fail(input_: _Input, error: DocumentError, watcher: Watcher) -> None:
    input_.failures.append(error)
    input_.keys[_key(input_.name, input_.key, error.source, "")] = None  # what an earlier build knew of it stays
    watcher.failed(error)


def _key(input_: str, key: str, source: str, sha256: str) -> str:
    """Where a document is kept: by the `key` of its input, and what its own name adds to the input's."""
    if input_ == STDIN:  # there is no place that the next text could take over
        return f"{source}#{sha256[:16]}"
    return key + source.removeprefix(input_) if source.startswith(input_) else f"{key} {source}"


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


def _version(settings: Settings) -> str:
    """What the facts of a document depend on beside its bytes; without settings of the user's, the extractor's own version."""
    from kgraph.extract import VERSION

    if settings.pipeline is None and not settings.read and not settings.gazetteer:
        return VERSION
    told: list[object] = [settings.pipeline, settings.read]
    if settings.gazetteer:
        told.append([_digest(path) for path in settings.gazetteer])
    what = json.dumps(told, sort_keys=True, default=str)
    return f"{VERSION} {hashlib.blake2b(what.encode(), digest_size=8).hexdigest()}"


def _digest(path: Path) -> str:
    try:
        return hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read as a gazetteer: {error.strerror}") from error


def _one_line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), "no reason given")
