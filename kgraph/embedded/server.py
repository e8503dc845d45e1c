"""The server process of the embedded database: started by `kgraph.embedded.serve`, not to be imported.

A process of its own, for three reasons: a Ctrl-C in the terminal reaches the command and not the database, the
database's own output never reaches the terminal, and forked workers do not inherit its threads.

It reads one line of JSON from standard input (what to serve), answers one line of JSON on standard output (the port,
or why not), and stops when standard input ends: when the command closes it, and also when the command is killed.
"""

import importlib
import json
import os
import signal
import socket
import sys
import threading
import time
from types import ModuleType

DATABASE = "kgraph"
# A command that was killed takes a moment to release the files; a command that works keeps them.
LOCK_PATIENCE = 5.0


def main() -> int:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # A Ctrl-C is meant for the command, which then closes our standard input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    order = json.loads(sys.stdin.readline())
    folder, log = order["folder"], order["log"]
    os.environ["ARCADEDB_LOG_DIR"] = log
    os.environ["ARCADEDB_LOG_CONSOLE"] = "0"

    def answer(**what: object) -> None:
        print(json.dumps(what), file=answers, flush=True)

    try:
        _redirect_output(os.path.join(log, "output.log"))
    except OSError as error:  # no right to write there
        answer(error="start", reason=str(error))
        return 1
    try:
        arcadedb = _engine()
    except Exception as error:  # a missing package, or a platform it has no library for
        answer(error="package", reason=str(error))
        return 1

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    threading.Thread(target=_wait_for_the_command, args=(stop,), daemon=True).start()
    try:
        server, port = _start(arcadedb, folder, order["password"], order["port"])
        server.create_database(DATABASE)
    except Exception as error:
        answer(error="start", reason=str(error))
        return 1
    answer(port=port, database=DATABASE)
    while not stop.wait(0.5):
        pass
    server.stop()
    return 0


def _engine() -> ModuleType:
    try:
        import arcadedb
    except ModuleNotFoundError:
        if sys.version_info >= (3, 11):
            raise
        # For Python 3.10 there is only the build with a Java machine inside: the same, but slower to start.
        return importlib.import_module("arcadedb_embedded")
    return arcadedb  # type: ignore[no-any-return]


def _redirect_output(path: str) -> None:
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)


def _wait_for_the_command(stop: threading.Event) -> None:
    parent = os.getppid()

    def read() -> None:
        sys.stdin.read()
        stop.set()

    threading.Thread(target=read, daemon=True).start()
    # A worker forked by a killed command may hold our standard input open: look at the parent, too.
    while not stop.wait(1.0):
        if os.name == "posix" and os.getppid() != parent:
            stop.set()


def _start(arcadedb, folder: str, password: str, wanted: int):  # type: ignore[no-untyped-def]
    users = os.path.join(folder, "config", "server-users.jsonl")
    deadline = time.monotonic() + LOCK_PATIENCE
    ports = 0
    while True:
        # The password is new each time; the server would keep the one it first saw.
        if os.path.exists(users):
            os.remove(users)
        port = wanted or _free_port()
        server = arcadedb.ArcadeDBServer(
            folder,
            root_password=password,
            config={
                "host": "127.0.0.1",
                # In "production" the server keeps its reasons to itself: a full disk would read "check the log".
                "mode": "development",
                "http_port": 0,
                "server_plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
                "bolt_port": port,
                # The password is 256 random bits: stretching it would add nothing but a slower start.
                "server_saltIterations": 1000,
            },
        )
        try:
            server.start()
        except Exception as error:
            reason = str(error)
            if "locked by another process" in reason and time.monotonic() < deadline:
                time.sleep(0.2)
            elif "configured ports" in reason and not wanted and ports < 5:
                ports += 1  # somebody took the free port in between
            else:
                raise
        else:
            return server, port


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
