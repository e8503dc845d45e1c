"""The workspace: the folder that keeps the facts of each document, so that a build reads only what is new."""

import hashlib
import json
import sqlite3
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal

from kgraph.errors import DocumentError, UsageError, WorkspaceError
from kgraph.facts import Facts, Source, dump, load, load_again
from kgraph.workspace.tables import AGAIN, SCHEMA, TABLES, in_words, lock, not_allowed

State = Literal["new", "changed", "unchanged"]
_COMMIT_EVERY = 1.0  # seconds
_NAMED = 10  # documents, where a name means several


@dataclass(frozen=True, slots=True)
class Packed:
    """The facts of a document as they are kept, with what else is kept of it: made by whoever extracts them."""

    document: Source
    facts: bytes


@dataclass(frozen=True, slots=True)
class Known:
    """A document in the workspace. `id` is the local part of its IRI."""

    key: str
    source: str
    id: str
    title: str | None
    published: str | None


class Workspace:
    """The facts of all documents, kept in `facts.sqlite`; use it in a `with` block.

    Opened for writing it is locked: one process at a time. Reading needs no lock and sees what was last committed.
    Nothing is lost when the process dies: what was not committed is read again by the next build.
    """

    def __init__(self, folder: Path, *, write: bool = False) -> None:
        """Open the workspace in `folder`, made if `write` and missing. Raises `WorkspaceError`, and `UsageError` if it is not there."""
        self.folder = folder
        self._path = folder / "facts.sqlite"
        self._lock = lock(folder) if write else None
        self.writes = write
        self._committed = time.monotonic()
        try:
            missing = not write and not self._path.is_file()
        except OSError as error:
            raise WorkspaceError(f"cannot open workspace {folder}: {error.strerror}") from error
        if missing:
            raise UsageError(f"there is no workspace in {folder} yet; 'kgraph build DOCS...' makes one")
        try:
            with self._errors():
                self._db = sqlite3.connect(self._path, isolation_level=None, timeout=10)
                try:
                    self._prepare(write)
                except sqlite3.OperationalError as error:
                    if write or not not_allowed(error) or self._has_journal():
                        raise
                    # Even to read, SQLite makes files beside this one. Where it may not, and no journal holds
                    # anything yet, the file alone is all there is.
                    self._db.close()
                    self._db = sqlite3.connect(f"{self._path.absolute().as_uri()}?immutable=1", uri=True, isolation_level=None)
                    self._prepare(write)
        except BaseException:
            self._unlock()
            raise

    def _prepare(self, write: bool) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA:
            raise WorkspaceError(f"{self._path} was written by a newer kgraph; update kgraph, or give another --workspace")
        if write:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.executescript(TABLES)
            self._db.execute(f"PRAGMA user_version = {SCHEMA}")
            self.tracked = True
        else:
            self._db.execute("PRAGMA query_only = ON")
            self._db.execute("SELECT count(*) FROM inputs").fetchone()
            self.tracked = version == SCHEMA

    def _has_journal(self) -> bool:
        journal = self._path.with_name(self._path.name + "-wal")
        return journal.exists() and journal.stat().st_size > 0

    # What is in it

    def finished(self, input_: str, fingerprint: str, version: str) -> tuple[int, int, list[DocumentError]] | None:
        """How many documents `input_` gave, how many of its records failed, and the first of these; None if it has to be read."""
        with self._errors():
            row = self._db.execute(
                "SELECT failures, (SELECT count(*) FROM documents d WHERE d.input = i.input) FROM inputs i"
                " WHERE input = ? AND fingerprint = ? AND version = ?",
                (input_, fingerprint, version),
            ).fetchone()
        if row is None:
            return None
        told = json.loads(row[0])
        # Until there were counts, all were kept.
        failed, first = (told[0], told[1:]) if told and isinstance(told[0], int) else (len(told), told)
        return row[1], failed, [DocumentError(*failure) for failure in first]

    def state(self, key: str, sha256: str, version: str) -> State:
        """How a document as read compares with what is kept."""
        with self._errors():
            row = self._db.execute("SELECT sha256, version FROM documents WHERE key = ?", (key,)).fetchone()
        return "new" if row is None else "unchanged" if row == (sha256, version) else "changed"

    def documents(self) -> list[Known]:
        """All documents, in the order of their sources; one that lies in two places is listed twice."""
        return self._known("TRUE", ())

    def fingerprint(self) -> bytes:
        """A digest that changes when the facts in the workspace do."""
        digest = hashlib.blake2b(digest_size=16)
        with self._errors():
            for row in self._db.execute(
                "SELECT id, source, key, sha256, version, title, published, length(facts) FROM documents ORDER BY key"
            ):
                digest.update(repr(row).encode())
        return digest.digest()

    def facts(self, after: str = "") -> Iterator[Facts]:
        """The facts of each document once, by document id, of those that sort after `after`. Of two places, the one whose source sorts
        first speaks for it."""
        for id_, packed in self.packed(after):
            yield self._unpacked(id_, packed)

    def one(self, id_: str) -> Facts | None:
        """The same of one document, None where there is none with this id."""
        packed = self._packed(id_)
        return None if packed is None else self._unpacked(id_, packed)

    @contextmanager
    def unchanging(self) -> Iterator[None]:
        """What is read in this block is as it was at its beginning, whatever another process commits meanwhile."""
        if self._db.in_transaction:
            yield
            return
        with self._errors():
            self._db.execute("BEGIN")
        try:
            yield
        finally:
            with self._errors():
                self._db.execute("COMMIT")

    def packed(self, after: str = "") -> Iterator[tuple[str, bytes]]:
        """The same unread: each document's id and what `unpacked` makes facts of, in another process if need be."""
        with self._errors():
            for (id_,) in self._db.execute("SELECT DISTINCT id FROM documents WHERE id > ? ORDER BY id", (after,)):
                packed = self._packed(id_)
                if packed is not None:
                    yield id_, packed

    def _packed(self, id_: str) -> bytes | None:
        with self._errors():
            row = self._db.execute("SELECT facts FROM documents WHERE id = ? ORDER BY source, key LIMIT 1", (id_,)).fetchone()
        return None if row is None else row[0]

    def _unpacked(self, id_: str, packed: bytes) -> Facts:
        with self._errors():
            line = zlib.decompress(packed)
        return self._load(id_, line)

    # What the merged view has to know of

    def changes(self, after: int) -> Iterator[tuple[int, str]]:
        """The number of each change after `after`, in order, and the id of the document that came, changed or went."""
        if self.tracked:
            with self._errors():
                yield from self._db.execute("SELECT number, id FROM changes WHERE number > ? ORDER BY number", (after,))

    def last_change(self) -> int:
        """The number of the last change that there ever was, 0 where there was none."""
        with self._errors():
            query = "SELECT seq FROM sqlite_sequence WHERE name = 'changes'"
            row = self._db.execute(query).fetchone() if self.tracked else None
        return 0 if row is None else int(row[0])

    def merged_state(self) -> str | None:
        """What `settle_changes` was last told."""
        with self._errors():
            row = self._db.execute("SELECT state FROM merged").fetchone() if self.tracked else None
        return None if row is None else row[0]

    def settle_changes(self, number: int, state: str) -> None:
        """The merged view, now in `state`, knows of all changes up to `number`: forget these."""
        with self._errors():
            self._begin()
            self._db.execute("DELETE FROM changes WHERE number <= ?", (number,))
            self._db.execute("DELETE FROM merged")
            self._db.execute("INSERT INTO merged VALUES (?)", (state,))
        self.commit()

    def _load(self, id_: str, line: bytes) -> Facts:
        try:
            return load(line)
        except ValueError:
            raise WorkspaceError(
                f"{self._path}: the facts of {id_} are in the form of another version of kgraph; forget it and build it again"
            ) from None

    # Changing it

    def keep(self, key: str, input_: str, version: str, facts: Facts | Packed) -> None:
        """Keep a document's facts in the place of what was kept under `key`. `commit` makes it last.

        What was remembered of `input_` no longer holds, until it is read to its end.
        """
        document = facts.document
        row = (key, input_, document.source, document.sha256, version, document.id, document.title, document.published)
        packed = facts if isinstance(facts, Packed) else pack(facts)
        with self._errors():
            self._begin()
            self._db.execute("DELETE FROM inputs WHERE input = ?", (input_,))
            self._db.execute("INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*row, packed.facts))

    def begin(self, input_: str) -> int:
        """The documents of `input_` are met now, one after the other; returns how many are kept of it."""
        with self._errors():
            self._db.execute("CREATE TEMP TABLE IF NOT EXISTS met (key TEXT PRIMARY KEY) WITHOUT ROWID")
            self._db.execute("DELETE FROM temp.met")
            return int(self._db.execute("SELECT count(*) FROM documents WHERE input = ?", (input_,)).fetchone()[0])

    def meet(self, key: str) -> bool:
        """A document of the input that was begun last is there; False where one of this key was met before."""
        with self._errors():
            self._begin()  # or each key would be a transaction of its own
            return self._db.execute("INSERT OR IGNORE INTO temp.met VALUES (?)", (key,)).rowcount > 0

    def finish(self, input_: str) -> None:
        """The input that was begun last was read to its end: what it once gave and was not met goes. `commit` makes it last."""
        with self._errors():
            self._begin()
            self._db.execute("DELETE FROM documents WHERE input = ? AND key NOT IN (SELECT key FROM temp.met)", (input_,))

    def remember(self, input_: str, fingerprint: str, version: str, failures: Iterable[DocumentError], failed: int | None = None) -> None:
        """`input_` with this content need not be read again by this version.

        `failures` are records that it cannot use, all of them or the first of `failed`.
        """
        first = [[failure.source, failure.reason] for failure in failures]
        told = json.dumps([len(first) if failed is None else failed, *first], ensure_ascii=False)
        with self._errors():
            self._begin()
            self._db.execute("INSERT OR REPLACE INTO inputs VALUES (?, ?, ?, ?)", (input_, fingerprint, version, told))

    def forget(self, name: str, base: str) -> list[Known]:
        """Drop the documents that `name` means: a source as given, a document's id or IRI under `base`, or a file name.

        Returns what was dropped. Raises `UsageError` where nothing, or more than one file, has that name.
        """
        found = self._find(name, base)
        with self._errors():
            self._begin()
            self._db.executemany("DELETE FROM inputs WHERE input = (SELECT input FROM documents WHERE key = ?)", [(k.key,) for k in found])
            self._db.executemany("DELETE FROM documents WHERE key = ?", [(known.key,) for known in found])
        self.commit()
        return found

    def _find(self, name: str, base: str) -> list[Known]:
        local, place = name.removeprefix(base), key_of(name)
        # Names are looked through in the index alone: the rows, with their facts, are a hundred times as large.
        for condition, values in (
            ("key = ?1 OR input = ?1 OR key IN (SELECT key FROM documents WHERE source = ?2)", (place, name)),
            ("id IN (?1, ?2)", (local, f"document/{local}")),
        ):
            if found := self._known(condition, values):
                return found
        with self._errors():
            # Most sources do not end like it.
            rows = self._db.execute("SELECT key, source FROM documents WHERE substr(source, -length(?1)) = ?1", (name,))
            keys = [key for key, source in rows if Path(source).name == name]
        if len(keys) == 1:
            return self._known("key = ?", keys)
        if keys:
            sources = sorted(known.source for key in keys for known in self._known("key = ?", (key,)))
            more = f" and {len(sources) - _NAMED} more" if len(sources) > _NAMED else ""
            raise UsageError(f"{name} is the name of {len(keys)} documents: {', '.join(sources[:_NAMED])}{more}; say which")
        raise UsageError(f"no document {name} in the workspace; 'kgraph documents' lists what is there")

    def _known(self, condition: str, values: Sequence[str]) -> list[Known]:
        query = f"SELECT key, source, id, title, published FROM documents WHERE {condition} ORDER BY source, key"
        with self._errors():
            return [Known(*row) for row in self._db.execute(query, values)]

    def commit(self) -> None:
        """Make what was kept since the last commit last, whatever happens to this process."""
        with self._errors():
            if self._db.in_transaction:
                self._db.execute("COMMIT")
        self._committed = time.monotonic()

    def commit_now_and_then(self) -> None:
        """The same, if it is not just done: for who keeps one document after the other."""
        if time.monotonic() - self._committed > _COMMIT_EVERY:
            self.commit()

    def _begin(self) -> None:
        if not self._db.in_transaction:
            self._db.execute("BEGIN IMMEDIATE")

    # Opening, closing, errors

    def __enter__(self) -> "Workspace":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            self.close()
        except WorkspaceError:
            if error is None:
                raise

    def close(self) -> None:
        """Commit and give the workspace free for others."""
        try:
            self.commit()
        finally:
            self._db.close()
            self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.release()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise WorkspaceError(in_words(self._path, error, write=self._lock is not None)) from error
        except (sqlite3.DatabaseError, zlib.error) as error:
            raise WorkspaceError(f"{self._path} is damaged ({error}); {AGAIN}") from error


def pack(facts: Facts) -> Packed:
    """Facts in the form in which they are kept."""
    return Packed(facts.document, zlib.compress(dump(facts)))


def unpacked(packed: bytes) -> Facts:
    """The facts that `Workspace.packed` gave, which `Workspace.facts` has read before without an error."""
    return load_again(zlib.decompress(packed))


def key_of(source: str) -> str:
    """What tells a source from others however it is spelled: the full path of a file, else the source as given."""
    path = Path(source)
    try:
        return str(path.absolute().resolve()) if path.exists() else source
    except OSError:  # too long for a path
        return source
