"""The embedded database: ArcadeDB on a free loopback port, for as long as a command needs it.

Nothing to install or start: `serve` runs the server in a process of its own, with a random password, and gives the
address at which the store finds it. The server's own log stays in the folder.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from kgraph.config import Bounds
from kgraph.errors import PortTaken, StoreBroken, StoreError, StoreFull, StoreLocked, StoreUnreachable
from kgraph.store.address import Address

__all__ = ["Address", "Reader", "serve"]

STOP_TIMEOUT = 30.0  # seconds
OUTPUT = "output.log"  # in the folder of the log: what the server prints
FULL = 4 * 2**20  # bytes left on a disk that is full for a database, whose files grow in steps


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who may log in and read, but change nothing."""

    name: str
    password: str


@contextmanager
def serve(
    folder: Path,
    bounds: Bounds = Bounds(),  # noqa: B008 - it cannot be changed
    *,
    bolt_port: int | None = None,
    host: str = "127.0.0.1",
    reader: Reader | None = None,
) -> Iterator[Address]:
    """Serve the database in `folder` (made if missing) over Bolt on `host` until the block ends.

    `bolt_port` None takes a free port. The address that is given may write; others may connect as `reader`.
    Whoever connects has to close the connection before the block ends.
    Raises `StoreLocked` where another process serves the folder, `StoreFull` on a full disk, and `StoreError` where the
    folder cannot be used, the port is taken, the database is damaged, does not answer in time or ran out of memory, or there is
    no server for this platform.
    """
    folder = folder.absolute()
    database = folder / "databases"
    is_new = not database.exists()
    process = _launch(folder)
    try:
        password = secrets.token_urlsafe(32)
        order: dict[str, Any] = {
            "folder": str(folder),
            "log": str(_log(folder)),
            "output": str(_log(folder) / OUTPUT),
            "password": password,
            "port": bolt_port or 0,
            "host": host,
            "memory": bounds.memory,
        }
        if reader is not None:
            order["reader"] = {"name": reader.name, "password": reader.password}
        answer = _ask(process, order, bounds.start_timeout)
        if "error" in answer:
            raise _failure(folder, bounds, bolt_port, answer)
        own = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
        yield Address(f"bolt://{own}:{answer['port']}", "root", password, answer["database"], patience=0, writers=1)
    except StoreError as error:
        if not _is_full(folder):
            if isinstance(error, StoreBroken | StoreUnreachable):
                raise _explained(error, folder, bounds, process.poll()) from error
            raise
        if is_new:
            # Indexes that were made while the disk was full are broken for good; nothing is in it yet.
            _stop(process)
            shutil.rmtree(database, ignore_errors=True)
        raise _full(folder) from error
    finally:
        _stop(process)


def _is_full(folder: Path) -> bool:
    # The server does not always say why it failed.
    try:
        return shutil.disk_usage(folder).free < FULL
    except OSError:
        return False


def _full(folder: Path) -> StoreFull:
    return StoreFull(f"the disk under {folder} is full; make room and run the command again: it goes on where it stopped")


def _log(folder: Path) -> Path:
    return folder / "log"


def _launch(folder: Path) -> "subprocess.Popen[str]":
    try:
        _log(folder).mkdir(parents=True, exist_ok=True)
        return subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("server.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            cwd=folder,
            **_apart(),
        )
    except OSError as error:
        raise _disk(folder, error) from error


def _apart() -> dict[str, Any]:
    # In a session of its own, so that a Ctrl-C in the terminal reaches the command alone.
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def _ask(process: "subprocess.Popen[str]", order: dict[str, Any], timeout: float) -> dict[str, Any]:
    # Standard input stays open: its end is the sign to stop.
    line = ""
    with suppress(OSError):
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
        line = _line(process.stdout, timeout)
    if not line:
        if process.poll() is None:
            process.kill()  # it would not stop in good time either; what was acknowledged is in the journal
            return {"error": "late", "reason": "it did not answer"}
        return {"error": "start", "reason": f"it ended with exit status {process.returncode}"}
    answer: dict[str, Any] = json.loads(line)
    return answer


def _line(stream: IO[str], timeout: float) -> str:
    # A thread, since a pipe cannot be waited on with a timeout on every platform.
    import threading

    lines: list[str] = []
    reader = threading.Thread(target=lambda: lines.append(stream.readline()), daemon=True)
    reader.start()
    reader.join(timeout)
    return lines[0] if lines else ""


def _stop(process: "subprocess.Popen[str]") -> None:
    with suppress(OSError):
        assert process.stdin is not None
        process.stdin.close()
    try:
        process.wait(STOP_TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    except BaseException:
        # A second Ctrl-C: no more patience. What was acknowledged is in the journal.
        process.kill()
        process.wait()
        raise
    finally:
        assert process.stdout is not None
        process.stdout.close()


def _failure(folder: Path, bounds: Bounds, port: int | None, answer: dict[str, Any]) -> StoreError:
    reason = str(answer["reason"])
    if answer["error"] == "package":
        return StoreError(
            f"the embedded database does not run here ({_short(reason)}); install the package arcadedb (64-bit Linux, macOS on Apple"
            " silicon, Windows), or name a Neo4j server in NEO4J_URI"
        )
    if answer["error"] == "late":
        seconds = f"{bounds.start_timeout} second" + ("s" if bounds.start_timeout > 1 else "")
        return StoreError(
            f"the embedded database in {folder} did not answer within {seconds}; run the command again, or allow"
            " more with start_timeout in the section embedded: of kgraph.yaml"
        )
    if "OutOfMemory" in reason or _ran_out_of_memory(folder):
        return _small(folder, bounds)
    if "locked by another process" in reason:
        return StoreLocked(f"the graph in {folder} is in use by another kgraph process; wait until it ends, or name another --workspace")
    if "configured ports" in reason:
        return PortTaken(f"port {port} is taken by another program; name another one")
    if "No space left" in reason or "Disk quota" in reason:
        return _full(folder)
    if "Permission denied" in reason or "Read-only file system" in reason or "AccessDenied" in reason:
        return _not_writable(folder, "Read-only file system" if "Read-only" in reason else "Permission denied")
    return StoreError(
        f"the embedded database in {folder} does not open ({_short(reason)}); it may be damaged: move the folder away and build again"
        f" (its log: {_log(folder)})"
    )


def _explained(error: StoreError, folder: Path, bounds: Bounds, status: int | None) -> StoreError:
    """What became of the server that broke off in the middle of the work; `status` is how it ended, None where it still runs."""
    if _ran_out_of_memory(folder):
        return _small(folder, bounds)
    if status is not None:
        how = f"killed by signal {-status}, perhaps for lack of memory" if status < 0 else f"it ended with exit status {status}"
        return StoreUnreachable(
            f"the embedded database went away ({how}); run the command again: it goes on where it stopped (log: {_log(folder)})"
        )
    if "Error during read lock" in str(error) and status is None:  # around running out of memory, too, which the log need not tell
        return StoreBroken(
            f"{error}; it may have run out of its {bounds.memory} MB: raise memory in the section embedded: of kgraph.yaml; if that does"
            f" not help, the database in {folder} may be damaged: move that folder away and build again"
        )
    if "heap budget exceeded" in str(error):  # nothing is damaged
        return StoreError(
            f"the query needs more at once than its share of the {bounds.memory} MB of the embedded database; ask for less, or raise memory"
            " in the section embedded: of kgraph.yaml"
        )
    if isinstance(error, StoreBroken):
        return StoreBroken(f"{error}; the database in {folder} may be damaged: move that folder away and build again")
    return error


def _ran_out_of_memory(folder: Path) -> bool:
    # What the server tells the client then is now this, now that. Both files are begun anew at each start.
    for name in (OUTPUT, "arcadedb.log.0"):
        with suppress(OSError), (_log(folder) / name).open("rb") as lines:
            if any(b"OutOfMemoryError" in line for line in lines):
                return True
    return False


def _small(folder: Path, bounds: Bounds) -> StoreError:
    return StoreError(
        f"the {bounds.memory} MB of the embedded database in {folder} are too little: raise memory in the section embedded: of kgraph.yaml,"
        " and run the command again: it goes on where it stopped"
    )


def _not_writable(folder: Path, reason: str) -> StoreError:
    return StoreError(
        f"cannot write to workspace {folder.parent}: {reason}; the embedded database in it has to, even to answer:"
        " copy the workspace to where you may write, or name a Neo4j server in NEO4J_URI"
    )


def _short(reason: str) -> str:
    # The innermost cause, without the chain of exceptions that led there.
    words = reason.rsplit("(caused by ", 1)[-1].split("\n")[0].strip().rstrip(")")
    head, _, tail = words.partition(": ")
    return tail if tail and "." in head and " " not in head else words


def _disk(folder: Path, error: OSError) -> StoreError:
    import errno

    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _full(folder)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return _not_writable(folder, os.strerror(error.errno))
    return StoreError(f"the graph in {folder} cannot be used: {os.strerror(error.errno) if error.errno else error}")
