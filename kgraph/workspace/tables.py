"""The file of a workspace: its tables, the lock that one process at a time has, and what goes wrong with them, in words."""

import errno
import os
import sqlite3
from pathlib import Path
from typing import Any

from kgraph.errors import WorkspaceError

SCHEMA = 2
TABLES = """
CREATE TABLE IF NOT EXISTS inputs (
    input TEXT PRIMARY KEY,      -- a file or address that was read to its end
    fingerprint TEXT NOT NULL,   -- of its bytes
    version TEXT NOT NULL,       -- of what read it
    failures TEXT NOT NULL       -- JSON: how many records in it could not be used, then source and reason of the first of them
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents (
    key TEXT PRIMARY KEY,        -- what tells this document's place from all others: the file, or the file and the record
    input TEXT NOT NULL,         -- the file it came from
    source TEXT NOT NULL,        -- as the user gave it
    sha256 TEXT NOT NULL,
    version TEXT NOT NULL,
    id TEXT NOT NULL,            -- made from the content: two places may hold one document
    title TEXT,
    published TEXT,
    facts BLOB NOT NULL          -- compressed JSON
);
CREATE INDEX IF NOT EXISTS by_id ON documents (id, source, key);
CREATE INDEX IF NOT EXISTS by_input ON documents (input);
CREATE TABLE IF NOT EXISTS changes (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE      -- of a document that came, changed or went, until the merged view knows
);
CREATE TABLE IF NOT EXISTS merged (state TEXT);  -- which state of the merged view knows all that is in no change
CREATE TRIGGER IF NOT EXISTS replaced BEFORE INSERT ON documents BEGIN
    INSERT OR REPLACE INTO changes (id) SELECT id FROM documents WHERE key = NEW.key;
END;
CREATE TRIGGER IF NOT EXISTS kept AFTER INSERT ON documents BEGIN
    INSERT OR REPLACE INTO changes (id) VALUES (NEW.id);
END;
CREATE TRIGGER IF NOT EXISTS gone AFTER DELETE ON documents BEGIN
    INSERT OR REPLACE INTO changes (id) VALUES (OLD.id);
END;
"""

AGAIN = "move it away, and 'kgraph build' reads the documents again"
_IN_USE = "in use by another process; wait for it to end, or give another --workspace"


def not_allowed(error: sqlite3.OperationalError) -> bool:
    """Whether it is the right to use a file that is missing."""
    return "readonly" in str(error) or "unable to open" in str(error)


def in_words(path: Path, error: sqlite3.OperationalError, *, write: bool) -> str:
    """What SQLite says of the file `path`, for the user; `write`: it was to be written."""
    text = str(error)
    if "full" in text or "disk I/O" in text:
        return f"{path}: the disk is full or failing ({text}); free some space and build again: what was done is kept"
    if "locked" in text:
        return f"{path} is {_IN_USE}"
    if "no such table" in text or "no such column" in text:
        return f"{path} is damaged or no workspace of kgraph ({text}); {AGAIN}"
    if not_allowed(error):
        what, right = ("write to", "write") if write else ("open", "use")
        return f"cannot {what} workspace {path.parent}: no right to {right} {path.name} or a file beside it"
    return f"{path} cannot be used: {text}"


def lock(folder: Path) -> Any:
    """The lock of the workspace in `folder`, made if missing, to be released. Raises `WorkspaceError` where somebody else has it."""
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = FileLock(folder / "lock")
        held.acquire(timeout=0)
    except Timeout:
        raise WorkspaceError(f"the workspace {folder} is {_IN_USE}") from None
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise WorkspaceError(f"cannot write to workspace {folder}: {os.strerror(error.errno)}") from error
        raise WorkspaceError(f"the workspace {folder} cannot be used: {error.strerror or error}") from error
    except NotImplementedError as error:
        raise WorkspaceError(f"the workspace {folder} cannot be used: {error}") from error
    return held
