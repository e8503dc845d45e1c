"""What the driver and the server say went wrong, in the user's words, in one place."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from typing import TypeVar
from urllib.parse import urlsplit

from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    ConstraintError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from kgraph.errors import StoreBroken, StoreError, StoreFull, StoreRefused, StoreUnreachable, UsageError
from kgraph.store.address import Address

T = TypeVar("T")

TOO_LONG = "the query took too long and was stopped; ask for less, or allow more time"

# Waits between tries, in seconds: together longer than a leader election, shorter than a user's patience.
_PAUSES = (0.1, 0.3, 1.0, 2.0, 4.0)


@contextmanager
def in_words(address: Address, *, query: bool = False) -> Iterator[None]:
    """Turn whatever the driver raises inside the block into a `StoreError` that reads as one line.

    `query`: the block runs a query that a user wrote, and may have written wrong: that is a `UsageError`.
    """
    try:
        yield
    except (Neo4jError, DriverError, OSError, ValueError) as error:
        # The driver lets a cut connection (OSError) and an unreadable address (ValueError) through as they come.
        raise translate(error, address, query) from error


def translate(error: Exception, address: Address, query: bool = False) -> StoreError | UsageError:
    """The `StoreError` that says what `error` means for whoever uses the store at `address`."""
    where = place(address)
    code = getattr(error, "code", None) or ""
    said = _said(error)
    if "No space left" in said or "disk quota" in said.lower() or code.endswith("DatabaseUnavailable.DiskFull"):
        return StoreFull(f"the disk under the store at {where} is full; make room and try again: what was loaded stays")
    if "Could not append transaction" in said:
        # All that Neo4j tells of a full disk to its clients; the rest stands in its log.
        return StoreFull(f"the store at {where} cannot write to its disk, which may be full; make room and try again")
    if isinstance(error, AuthError) or code.startswith("Neo.ClientError.Security."):
        if "Forbidden" in code:
            return StoreRefused(f"the store at {where} does not let '{address.username}' do this: {said}")
        if "RateLimit" in code:
            return StoreRefused(f"the store at {where} refuses to try more passwords for a while; wait some seconds")
        if address.password is None:
            return StoreRefused(f"the store at {where} asks for a password; give it in NEO4J_PASSWORD")
        return StoreRefused(f"the store at {where} refuses the user name or password of '{address.username}'")
    if "DatabaseNotFound" in code or "Database does not exist" in said:
        return StoreError(f"the store at {where} has no database '{address.database}'")
    if "AccessMode" in code or "WriteOnReadOnlyAccess" in code or "ReadOnly" in code:
        return StoreRefused(f"the store at {where} is read-only here: {said}")
    if code.endswith(("TransactionTimedOut", "TransactionTimedOutClientConfiguration", "Terminated", "LockClientStopped")):
        return StoreError(TOO_LONG)
    if isinstance(error, ServiceUnavailable | SessionExpired | OSError):
        return StoreUnreachable(f"the store at {where} does not answer, or went away; is the server running?")
    if isinstance(error, ConfigurationError | ValueError) and not isinstance(error, Neo4jError):
        return UsageError(f"{where} is not a store's address: {said}; expected one such as bolt://127.0.0.1:7687")
    if query and isinstance(error, ClientError):
        # What the statement itself gets wrong is wrong use; anything else (a lock, a transaction) is the store's.
        kind = UsageError if code.startswith(("Neo.ClientError.Statement.", "Neo.ClientError.Procedure.")) else StoreError
        return kind(f"the store does not take the query: {said}")
    if "OutOfMemory" in code or "MemoryPool" in code:
        return StoreError(f"the store at {where} ran out of memory; ask for less, or give the server more")
    return StoreBroken(f"the store at {where} reports an error: {said}")


def place(address: Address) -> str:
    """The address without a name or password that somebody wrote into it."""
    try:
        parts = urlsplit(address.uri)
        host = (parts.hostname or "") + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return "the given address"
    return f"{parts.scheme}://{host}" if parts.scheme and host else address.uri.rpartition("@")[2]


def _said(error: Exception) -> str:
    # The server's own message, without the codes that the driver puts around it; its first line says it.
    text = getattr(error, "message", None) or str(error) or type(error).__name__
    return str(text).strip().split("\n")[0][:300]


def again(work: Callable[[int], T], patience: float = 0.0, stop: Event | None = None) -> T:
    """Do `work(attempt)`, and again after a pause while the server says that the same may work later.

    Beyond what the driver calls transient, a constraint may fail because two transactions made one node at once. A server that went
    away, and may be starting again, is waited for `patience` seconds. Once `stop` is set, nothing is tried again.
    """
    attempt, deadline, stop = 0, time.monotonic() + patience, stop or Event()
    while True:
        try:
            return work(attempt)
        except (Neo4jError, DriverError, OSError) as error:
            waits = attempt < len(_PAUSES) or (_away(error) and time.monotonic() < deadline)
            # Two writers that met once should not meet again.
            pause = _PAUSES[min(attempt, len(_PAUSES) - 1)] * (0.5 + random.random())
            if not _passing(error) or not waits or stop.wait(pause):
                raise
        attempt += 1


def _away(error: Exception) -> bool:
    return isinstance(error, ServiceUnavailable | SessionExpired | OSError) or "DatabaseUnavailable" in str(getattr(error, "code", ""))


def _passing(error: Exception) -> bool:
    if isinstance(error, ConstraintError | OSError):
        return True
    if isinstance(error, AuthError):
        return False
    if isinstance(error, Neo4jError | DriverError) and error.is_retryable():
        return True
    return isinstance(error, ClientError) and "ConcurrentModification" in str(error)
