"""The file that keeps the merged view: its tables, what it was made from, and what changed since when.

All is derived from the facts in the workspace: where the file is lost, damaged or made by other rules, it is made anew.
"""

import secrets
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from kgraph.errors import WorkspaceError

# Of the tables and of the rules that fill them.
SCHEMA = 1
_CACHE = 128_000  # KB of memory that SQLite may use
# The log tells what changed since a generation; where it would grow longer than this, its oldest part goes.
_LOG = 2_000_000
_AGAIN = "delete it, and it is made anew"

# What the table `told` counts.
NAME, KIND, ALIAS, GAZETTEER = range(4)

_TABLES = """
-- The numbers of entities and agreements are never used again: what speaks of one that is gone may still have to be looked at.
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE document (
    num INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    named TEXT NOT NULL,      -- JSON, for each of its entities: part, what it does, kind, name, aliases, gazetteer entry
    classes TEXT              -- JSON: how many nodes of each class it alone has
);
CREATE TABLE part (           -- what some documents say of one thing, see kgraph/resolve/parts.py
    num INTEGER PRIMARY KEY,
    id TEXT NOT NULL, states TEXT NOT NULL, share INTEGER NOT NULL, taken TEXT, full INTEGER NOT NULL,
    documents INTEGER NOT NULL DEFAULT 0, acts INTEGER NOT NULL DEFAULT 0, serves INTEGER NOT NULL DEFAULT 0,
    lies INTEGER NOT NULL DEFAULT 0, first TEXT,
    own TEXT,                 -- its id once namesakes are told apart, where that is another
    was TEXT, common TEXT,
    entity INTEGER,
    UNIQUE (id, states, share)
);
CREATE INDEX part_entity ON part (entity);
CREATE INDEX part_own ON part (own) WHERE own IS NOT NULL;
CREATE INDEX part_was ON part (was) WHERE was IS NOT NULL;
CREATE TABLE occurrence (part INTEGER, document INTEGER, PRIMARY KEY (part, document)) WITHOUT ROWID;
CREATE TABLE told (part INTEGER, what INTEGER, value TEXT, n INTEGER NOT NULL, PRIMARY KEY (part, what, value)) WITHOUT ROWID;
CREATE TABLE met (share TEXT, pattern TEXT, document INTEGER, PRIMARY KEY (share, pattern, document)) WITHOUT ROWID;
CREATE INDEX met_document ON met (document);
CREATE TABLE entity (num INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, cls TEXT, kind TEXT, name TEXT, canonical TEXT);

CREATE TABLE account (        -- what a document tells of an agreement; its entities are parts
    num INTEGER PRIMARY KEY, document INTEGER NOT NULL, position INTEGER NOT NULL, told TEXT NOT NULL,
    place TEXT NOT NULL,      -- in the order in which accounts are put together
    keys TEXT,                -- JSON: by what it seeks others, and by what it is found
    pact INTEGER,
    UNIQUE (document, position)
);
CREATE INDEX account_pact ON account (pact);
CREATE TABLE near (key TEXT, seeks INTEGER, account INTEGER, PRIMARY KEY (key, seeks, account)) WITHOUT ROWID;
CREATE TABLE involved (part INTEGER, account INTEGER, PRIMARY KEY (part, account)) WITHOUT ROWID;
CREATE TABLE pact (           -- `first` tells of it first, at `position` of its agreements and `start` of its text
    num INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT, plain TEXT NOT NULL,
    first TEXT NOT NULL, position INTEGER NOT NULL, start INTEGER NOT NULL, kind TEXT NOT NULL, pact TEXT NOT NULL
);
CREATE INDEX pact_id ON pact (id);
CREATE INDEX pact_plain ON pact (plain);

CREATE TABLE relation (       -- what several documents may tell, as each tells it; ids without the base
    type TEXT, start TEXT, end TEXT, document INTEGER, properties TEXT NOT NULL, PRIMARY KEY (type, start, end, document)
) WITHOUT ROWID;
CREATE INDEX relation_document ON relation (document);
CREATE TABLE heard (document INTEGER, position INTEGER, day INTEGER, denies INTEGER, said TEXT NOT NULL, PRIMARY KEY (document, position))
    WITHOUT ROWID;
CREATE INDEX heard_day ON heard (denies, day);
CREATE TABLE dispute (start TEXT, end TEXT, day INTEGER, properties TEXT NOT NULL, PRIMARY KEY (start, end)) WITHOUT ROWID;
CREATE INDEX dispute_day ON dispute (day);

CREATE TABLE count (cls TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE log (kind TEXT, id TEXT, generation INTEGER NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE INDEX log_generation ON log (generation);
-- What is still to be done of an update that was begun.
CREATE TABLE touched_part (part INTEGER PRIMARY KEY);
CREATE TABLE touched_entity (entity INTEGER PRIMARY KEY);
CREATE TABLE touched_account (account INTEGER PRIMARY KEY);
CREATE TABLE touched_pact (pact INTEGER PRIMARY KEY);
CREATE TABLE to_join (account INTEGER PRIMARY KEY);
CREATE TABLE touched_day (day INTEGER PRIMARY KEY);
CREATE TABLE touched_speech (document INTEGER PRIMARY KEY, id TEXT NOT NULL);
CREATE INDEX touched_speech_id ON touched_speech (id);
CREATE TABLE touched_document (id TEXT PRIMARY KEY) WITHOUT ROWID;
"""


class Tables:
    """The database. Errors of SQLite come out as `WorkspaceError`, in words, within `errors`."""

    def __init__(self, db: sqlite3.Connection, path: Path | None = None) -> None:
        """Use `made`, `temporary` or `found`."""
        self.db, self.path = db, path

    @classmethod
    def made(cls, path: Path, rules: str) -> "Tables":
        """Those in the file `path`, made empty unless the same `rules` made it: all that what is kept depends on besides the facts."""
        found = cls.found(path, rules)
        if found is not None:
            return found
        for name in (path, *(path.with_name(path.name + more) for more in ("-wal", "-shm", "-journal"))):
            name.unlink(missing_ok=True)
        with _errors(path):
            return cls(_connect(path), path)._empty(rules)

    @classmethod
    def temporary(cls) -> "Tables":
        """Tables that vanish with this object, on disk where they grow large."""
        with _errors(None):
            return cls(_connect(None))._empty("")

    @classmethod
    def found(cls, path: Path, rules: str) -> "Tables | None":
        """Those in the file `path`; None where there is no such file, it cannot be read, or other rules made it."""
        if not path.is_file():
            return None
        db = None
        try:
            db = _connect(path)
            if db.execute("PRAGMA user_version").fetchone()[0] == SCHEMA:
                tables = cls(db, path)
                if tables.get("rules") == rules:
                    return tables
        except sqlite3.DatabaseError:
            pass
        if db is not None:
            db.close()
        return None

    def _empty(self, rules: str) -> "Tables":
        self.db.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {SCHEMA}; COMMIT;")
        self.clear(rules)
        return self

    def clear(self, rules: str | None = None) -> None:
        """Empty them, and begin to count anew."""
        rules = self.get("rules") if rules is None else rules
        with self.transaction():
            for (name,) in self.db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall():
                self.db.execute(f"DELETE FROM {name}")
            for name, value in (("rules", rules), ("token", secrets.token_hex(8)), ("generation", 0), ("oldest", 1)):
                self.set(name, value)

    def close(self) -> None:
        self.db.close()

    # What it was made from

    def get(self, name: str) -> Any:
        """A value of the table `meta`, None where there is none."""
        row = self.db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else row[0]

    def set(self, name: str, value: Any) -> None:
        """Keep a value there."""
        self.db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    @property
    def generation(self) -> int:
        """How many updates have changed it."""
        return int(self.get("generation"))

    # Counts and the log

    def count(self, change: Counter[str]) -> None:
        """Add to the number of nodes of each class."""
        self.db.executemany(
            "INSERT INTO count VALUES (?, ?) ON CONFLICT (cls) DO UPDATE SET n = n + excluded.n", [c for c in change.items() if c[1]]
        )

    def log(self, kind: str, ids: Iterable[str]) -> None:
        """Note what the next generation changes: of the `kind` document, node or relation. Nothing where all is new."""
        coming = self.generation + 1
        if coming > 1:
            self.db.executemany("INSERT OR REPLACE INTO log VALUES (?, ?, ?)", ((kind, id, coming) for id in ids))

    def end_generation(self) -> None:
        """What was noted is the new state."""
        generation = self.generation + 1
        self.set("generation", generation)
        number = self.db.execute("SELECT count(*) FROM log").fetchone()[0]
        while number > _LOG:
            oldest = self.get("oldest") + 1
            number -= self.db.execute("DELETE FROM log WHERE generation <= ?", (oldest,)).rowcount
            self.set("oldest", oldest)

    # Rows

    def in_turn(self, query: str, keys: Sequence[Any], size: int = 500) -> Iterator[tuple[Any, ...]]:
        """The rows of `query`, in which `{}` stands for a list of keys, for all `keys`."""
        for start in range(0, len(keys), size):
            some = keys[start : start + size]
            yield from self.db.execute(query.format(",".join("?" * len(some))), some)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing."""
        with self.errors():
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")
                raise
            self.db.execute("COMMIT")

    @contextmanager
    def unchanging(self) -> Iterator[None]:
        """What is read in this block is as it was at its beginning."""
        with self.errors():
            self.db.execute("BEGIN")
            self.get("state")
        try:
            yield
        finally:
            self.db.execute("COMMIT")

    def errors(self) -> AbstractContextManager[None]:
        """Say in words what SQLite says."""
        return _errors(self.path)


@contextmanager
def _errors(path: Path | None) -> Iterator[None]:
    where = path or "the temporary file of the merged view"
    try:
        yield
    except sqlite3.OperationalError as error:
        if "full" in str(error) or "disk I/O" in str(error):
            raise WorkspaceError(f"{where}: the disk is full or failing ({error}); free some space: what was done is kept") from error
        raise WorkspaceError(f"{where} cannot be used ({error}); {_AGAIN}") from error
    except sqlite3.DatabaseError as error:
        raise WorkspaceError(f"{where} is damaged ({error}); {_AGAIN}") from error


def _connect(path: Path | None) -> sqlite3.Connection:
    db = sqlite3.connect("" if path is None else path, isolation_level=None, timeout=10)
    # Lost with the machine's power, it is made anew; a process that dies loses nothing that was committed.
    mode = "OFF" if path is None else "NORMAL"
    db.executescript(
        f"PRAGMA journal_mode = {'MEMORY' if path is None else 'WAL'}; PRAGMA synchronous = {mode}; PRAGMA cache_size = -{_CACHE};"
    )
    return db


def edge_key(type: str, start: str, end: str) -> str:
    """A relation in the log; ids hold no space."""
    return f"{type} {start} {end}"
