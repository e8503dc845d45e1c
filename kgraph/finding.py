"""Which documents there are to be read, and what becomes of the files that hold them: what is known already is passed over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from kgraph import read
from kgraph.errors import DocumentError, NotADocument
from kgraph.parallel import Crash
from kgraph.read import ReadOptions, Unread
from kgraph.read.sources import STDIN, size_of
from kgraph.workspace import State, Workspace, key_of

# Of one file so many failures are told and kept; of the others, how many they are.
_TOLD = 100


class Listener(Protocol):
    """Whoever wants to know what cannot be read."""

    def failed(self, error: DocumentError) -> None:
        """A file, or a record in it, could not be used."""

    def failed_too(self, input_: str, count: int) -> None:
        """So many more records of this file could not be used."""


@dataclass(slots=True, eq=False)
class Input:
    """A file, or standard input; it comes after the documents found in it.

    `size` are its bytes that no document has taken yet. `pending` counts the documents that are not done with, and itself
    as long as more may come. `keys` counts the documents and failures met in it that differ by their key; `kept` what the
    workspace holds of it and was not met.
    """

    name: str
    key: str
    named: bool  # by the user, and not found in a folder
    size: int = 0
    pending: int = 1
    fingerprint: str | None = None  # None: it has to be looked at again
    keys: int = 0
    kept: int = 0
    unchanged: int = 0
    failed: int = 0
    first: list[DocumentError] = field(default_factory=list)  # of those that failed
    broken: bool = False  # what failed is the file itself, which may hide documents that were there before
    skipped: bool = False

    def take(self, size: int) -> int:
        """As many of these bytes as the file still has: unpacked, a document may be larger than its file."""
        taken = min(size, self.size)
        self.size -= taken
        return taken


@dataclass(frozen=True, slots=True)
class Document:
    """A document on its way: where it is kept, whether it is new, changed or unchanged, and the bytes of its file that it takes."""

    input: Input
    key: str
    source: str
    state: State
    size: int


class Finder:
    """Goes through the files that `inputs` mean. Without a workspace all their documents are new."""

    def __init__(self, inputs: Sequence[str], options: ReadOptions, listener: Listener, workspace: Workspace | None, version: str) -> None:
        self._inputs = inputs
        self._options = options
        self._listener = listener
        self._workspace = workspace
        self._version = version

    def steps(self) -> Iterator[tuple[Document | Input, Unread | None]]:
        """Each document, with None where nothing is to be done, and after its documents each input."""
        named = set(self._inputs)
        for source in read.sources(self._inputs):
            if isinstance(source, DocumentError):
                input_ = Input(source.source, key_of(source.source), named=True)
                self._fail(input_, source)
            else:
                input_ = Input(source, key_of(source), source in named, size_of(source))
                try:
                    yield from self._documents(input_)
                except DocumentError as error:
                    self._fail(input_, error)
            yield input_, None

    def _documents(self, input_: Input) -> Iterator[tuple[Document, Unread | None]]:
        workspace = self._workspace
        fingerprint = read.fingerprint(input_.name) if workspace is not None else None  # the whole file, for its hash
        if workspace is not None and fingerprint is not None and (known := workspace.finished(input_.key, fingerprint, self._version)):
            input_.unchanged, failed, first = known
            for failure in first:
                self._fail(input_, failure)
            input_.failed = failed
            return
        for item in read.unread(input_.name, self._options):
            if isinstance(item, Unread) and item.content is None:
                # The file is the document.
                yield self._step(input_, input_.key, fingerprint or "", item)
                continue
            if workspace is not None and not input_.keys:
                input_.kept = workspace.begin(input_.key)
            if isinstance(item, DocumentError):
                if isinstance(item, NotADocument) and item.source == input_.name and not input_.named and not input_.keys:
                    input_.skipped = True
                    return
                self._fail(input_, item)
                self._meet(input_, _key(input_, item.source, ""))  # what an earlier build knew of it stays
                continue
            key = _key(input_, item.source, item.sha256 or "")
            if not self._meet(input_, key):
                key = f"{key}#{input_.keys}"
                self._meet(input_, key)
            yield self._step(input_, key, item.sha256 or "", item)
        if workspace is not None and input_.kept > 0 and not input_.broken and input_.name != STDIN:
            workspace.finish(input_.key)
        input_.fingerprint = fingerprint

    def _step(self, input_: Input, key: str, sha256: str, task: Unread) -> tuple[Document, Unread | None]:
        state: State = "new" if self._workspace is None else self._workspace.state(key, sha256, self._version)
        input_.pending += 1
        input_.kept -= state != "new"
        return Document(input_, key, task.source, state, input_.take(task.size)), None if state == "unchanged" else task

    def _meet(self, input_: Input, key: str) -> bool:
        new = self._workspace is None or self._workspace.meet(key)
        input_.keys += new
        return new

    def _fail(self, input_: Input, error: DocumentError) -> None:
        input_.failed += 1
        input_.broken |= error.source == input_.name
        if len(input_.first) < _TOLD:
            input_.first.append(error)
            self._listener.failed(error)

    def went_wrong(self, document: Document, why: DocumentError | Crash | str) -> None:
        """A document that could not be read, or not analysed: what was known of it stays."""
        if isinstance(why, DocumentError):
            self._fail(document.input, why)
            return
        reason = why.reason if isinstance(why, Crash) else why
        self._fail(document.input, DocumentError(document.source, reason))
        document.input.fingerprint = None  # it may go better next time

    def finish(self, input_: Input) -> None:
        """All that was found in it is done with: unless something was wrong, it need not be read again."""
        if input_.failed > len(input_.first):
            self._listener.failed_too(input_.name, input_.failed - len(input_.first))
        if self._workspace is not None and not input_.broken and input_.fingerprint is not None:
            self._workspace.remember(input_.key, input_.fingerprint, self._version, input_.first, input_.failed)


def key_in(input_: str, key: str, source: str, sha256: str) -> str:
    """Where a document is kept: by the `key` of its input, and what its own name adds to the input's."""
    if input_ == STDIN:  # there is no place that the next text could take over
        return f"{source}#{sha256[:16]}"
    return key + source.removeprefix(input_) if source.startswith(input_) else f"{key} {source}"


def _key(input_: Input, source: str, sha256: str) -> str:
    return key_in(input_.name, input_.key, source, sha256)
