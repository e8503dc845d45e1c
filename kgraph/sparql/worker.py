"""The process that evaluates queries: started by `kgraph.sparql`, not to be imported.

Oxigraph cannot be told to stop in the middle of a query, a process can: whoever started this one ends it when a query has had its
time. The limits are set here as well, on the process itself, so that they hold even if that other process dies.

Standard input has frames (4 bytes of length, big-endian, then JSON): first what to open, then one query after the other. Standard
output answers each with frames of a letter, 4 bytes of length and as many bytes: `H` (JSON: kind of result and media type), any
number of `D` (pieces of the result), and `E` for the end; or `X` (JSON: why not) at any point.
"""

import io
import json
import os
import signal
import struct
import sys
from typing import Any, BinaryIO

import pyoxigraph as ox

PIECE = 1 << 16  # bytes


class TooLarge(Exception):
    """The result is larger than the query may give."""


class Unacceptable(Exception):
    """The client takes no format in which this kind of result can be written."""


class Pieces(io.RawIOBase):
    """A file that hands on what is written to it in frames, up to `most` bytes."""

    def __init__(self, out: BinaryIO, most: int) -> None:
        self.out, self.most, self.size = out, most, 0
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.size += len(data)
        if self.size > self.most:
            raise TooLarge
        self.waiting += data
        if len(self.waiting) >= PIECE:
            self.hand_on()
        return len(data)

    def hand_on(self) -> None:
        if self.waiting:
            send(self.out, b"D", bytes(self.waiting))
            self.waiting.clear()


def main() -> int:
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # whatever else is printed must not end up between frames
    # A Ctrl-C is meant for the command, which ends this process itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with(os.getppid())
    order = receive()
    if order is None:
        return 0
    try:
        store = ox.Store.read_only(order["store"])
    except OSError as error:
        fail(out, "store", str(error))
        return 1
    _limit_memory(order["memory"])
    _cut_off()
    send(out, b"R", b"")
    while (job := receive()) is not None:
        answer(store, job, out)
    return 0


def answer(store: ox.Store, job: dict[str, Any], out: BinaryIO) -> None:
    """Evaluate one query and send its result, or why there is none."""
    pieces = Pieces(out, job["size"])
    if hasattr(signal, "setitimer"):
        # The default action ends the process, wherever it is.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, job["seconds"])
    try:
        result = store.query(job["query"], prefixes=job["prefixes"], **_dataset(job))
        write(result, job, pieces, out)
        pieces.hand_on()
        send(out, b"E", b"")
    except TooLarge:
        fail(out, "size", "")
    except Unacceptable as kind:
        fail(out, "format", str(kind))
    except SyntaxError as error:
        fail(out, "syntax", str(error.msg))
    except (OSError, RuntimeError, ValueError) as error:
        fail(out, "size" if pieces.size > pieces.most else "evaluation", str(error))
    except MemoryError:
        fail(out, "memory", "")
    finally:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)


def write(result: Any, job: dict[str, Any], pieces: Pieces, out: BinaryIO) -> None:
    """Write a result in the format that the job names for its kind."""
    kind = "graph" if isinstance(result, ox.QueryTriples) else "boolean" if isinstance(result, ox.QueryBoolean) else "solutions"
    wanted = job["formats"].get(kind)
    if wanted is None:
        raise Unacceptable(kind)
    send(out, b"H", json.dumps({"kind": kind, "type": wanted}).encode())
    if kind == "graph":
        graph_format = ox.RdfFormat.from_media_type(wanted)
        prefixes = job["prefixes"] if graph_format not in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS) else None
        ox.serialize(result, pieces, format=graph_format, prefixes=prefixes)  # type: ignore[arg-type]
    else:
        result.serialize(pieces, format=ox.QueryResultsFormat.from_media_type(wanted))


def _dataset(job: dict[str, Any]) -> dict[str, Any]:
    """The dataset that the protocol's parameters name: once one is named, what is not named is empty."""
    if not job["default"] and not job["named"]:
        return {}
    return {"default_graph": [ox.NamedNode(i) for i in job["default"]], "named_graphs": [ox.NamedNode(i) for i in job["named"]]}


def _limit_memory(most: int) -> None:
    """Let the process grow by `most` bytes, where the system can say so."""
    try:
        import resource

        with open("/proc/self/statm") as file:
            now = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_AS, (now + most, now + most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError):
        pass  # no such limit here; the time limit holds


def _cut_off() -> None:
    """Make no socket from here on (Linux): whatever a query asks for, this process calls nobody.

    A filter of system calls (https://docs.kernel.org/userspace-api/seccomp_filter.html) that answers `socket` with EPERM.
    """
    numbers = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
    machine = os.uname().machine if hasattr(os, "uname") else ""
    if sys.platform != "linux" or machine not in numbers:
        return
    import ctypes

    architecture, socket = numbers[machine]
    load, equal, answer = 0x20, 0x15, 0x06
    allow, refuse, kill = 0x7FFF0000, 0x00050000 | 1, 0x80000000
    code = [
        (load, 0, 0, 4),  # the architecture that the call is of
        (equal, 1, 0, architecture),
        (answer, 0, 0, kill),
        (load, 0, 0, 0),  # its number
        (equal, 0, 1, socket),
        (answer, 0, 0, refuse),
        (answer, 0, 0, allow),
    ]
    program = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in code))
    filter_ = ctypes.create_string_buffer(struct.pack("@HP", len(code), ctypes.addressof(program)))
    PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, filter_, 0, 0)


def _end_with(parent: int) -> None:
    """End this process when the one that started it ends, even in the middle of a query (Linux)."""
    if sys.platform == "linux":
        import ctypes

        PR_SET_PDEATHSIG = 1
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            sys.exit(0)


def receive() -> dict[str, Any] | None:
    """The next frame of standard input; None at its end."""
    length = sys.stdin.buffer.read(4)
    if len(length) < 4:
        return None
    read: dict[str, Any] = json.loads(sys.stdin.buffer.read(struct.unpack(">I", length)[0]))
    return read


def send(out: BinaryIO, letter: bytes, data: bytes) -> None:
    rest = memoryview(letter + struct.pack(">I", len(data)) + data)
    while rest:
        rest = rest[out.write(rest) :]


def fail(out: BinaryIO, why: str, text: str) -> None:
    send(out, b"X", json.dumps({"why": why, "text": text}).encode())


if __name__ == "__main__":
    sys.exit(main())
