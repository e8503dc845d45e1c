"""The server process of the embedded database: started by `kgraph.embedded.serve`, not to be imported.

A process of its own, for three reasons: a Ctrl-C in the terminal reaches the command and not the database, the
database's own output never reaches the terminal, and forked workers do not inherit its threads.

It reads one line of JSON from standard input (what to serve), answers one line of JSON on standard output (the port,
or why not), and stops when standard input ends: when the command closes it, and also when the command is killed.
"""

import base64
import hashlib
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
# Of a password's hash. Ours is 256 random bits: stretching it would add nothing but a slower start.
ITERATIONS = 1000
# Megabytes that a process takes beside its heap: measured for the native build, estimated for the one with a Java machine.
NATIVE_BESIDE, JVM_BESIDE = 128, 256


def main() -> int:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # A Ctrl-C is meant for the command, which then closes our standard input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    order = json.loads(sys.stdin.readline())
    folder, log = order["folder"], order["log"]
    os.environ["ARCADEDB_LOG_DIR"] = log
    os.environ["ARCADEDB_LOG_CONSOLE"] = "0"
    _limit_memory(order["memory"])

    def answer(**what: object) -> None:
        print(json.dumps(what), file=answers, flush=True)

    try:
        _redirect_output(order["output"])
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
        server, port = _start(arcadedb, folder, order)
        server.create_database(DATABASE)
    except Exception as error:
        answer(error="start", reason=str(error))
        return 1
    answer(port=port, database=DATABASE)
    while not stop.wait(0.5):
        pass
    server.stop()
    return 0


def _limit_memory(megabytes: int) -> None:
    """Leave the engine so much heap that the process stays below so many `megabytes`; a quarter of the heap is for its pages."""
    for variable, beside in (("ARCADEDB_NATIVE_ISOLATE_ARGS", NATIVE_BESIDE), ("ARCADEDB_JVM_ARGS", JVM_BESIDE)):
        heap = max(megabytes - beside, megabytes // 4)
        # How much a query may collect, its share of the memory decides, and not a number of elements beside that.
        ours = f"-Xmx{heap}m -Darcadedb.queryMaxHeapElementsAllowedPerOp=-1"
        os.environ[variable] = f"{os.environ.get(variable, '')} {ours}".strip()


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


def _start(arcadedb, folder: str, order: dict):  # type: ignore[no-untyped-def,type-arg]
    deadline = time.monotonic() + LOCK_PATIENCE
    ports = 0
    while True:
        # The passwords are new each time; the server would keep those it first saw.
        _write_users(os.path.join(folder, "config"), order)
        port = order["port"] or _free_port(order["host"])
        server = arcadedb.ArcadeDBServer(
            folder,
            root_password=order["password"],
            config={
                "host": "127.0.0.1",  # of its HTTP server, which is not for others
                "bolt_host": order["host"],
                # In "production" the server keeps its reasons to itself: a full disk would read "check the log".
                "mode": "development",
                "http_port": 0,
                "server_plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
                "bolt_port": port,
                "server_saltIterations": ITERATIONS,
            },
        )
        try:
            server.start()
        except Exception as error:
            reason = str(error)
            if "locked by another process" in reason and time.monotonic() < deadline:
                time.sleep(0.2)
            elif "configured ports" in reason and not order["port"] and ports < 5:
                ports += 1  # somebody took the free port in between
            else:
                raise
        else:
            return server, port


def _write_users(folder: str, order: dict) -> None:  # type: ignore[type-arg]
    """Who may log in: we ourselves, who may do anything, and where there is one the reader."""
    users = [{"name": "root", "databases": {"*": ["admin"]}, "password": _hashed(order["password"])}]
    records = ["createRecord", "readRecord", "updateRecord", "deleteRecord"]
    groups = {
        "admin": _group(["updateSecurity", "updateSchema", "updateDatabaseSettings"], records),
        "*": _group([], []),
    }
    if "reader" in order:
        reader = order["reader"]
        users.append({"name": reader["name"], "databases": {DATABASE: ["reader"]}, "password": _hashed(reader["password"])})
        groups["reader"] = _group([], ["readRecord"])
    os.makedirs(folder, exist_ok=True)
    _write(os.path.join(folder, "server-users.jsonl"), "".join(json.dumps(user) + "\n" for user in users))
    _write(os.path.join(folder, "server-groups.json"), json.dumps({"databases": {"*": {"groups": groups}}, "version": 2}))


def _group(access: list[str], records: list[str]) -> dict[str, object]:
    return {"resultSetLimit": -1, "readTimeout": -1, "access": access, "types": {"*": {"access": records}}}


def _hashed(password: str) -> str:
    """A password in the form in which ArcadeDB keeps it."""
    salt = base64.b64encode(os.urandom(32)).decode()
    key = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), ITERATIONS, dklen=32)
    return f"PBKDF2WithHmacSHA256${ITERATIONS}${salt}${base64.b64encode(key).decode()}"


def _write(path: str, text: str) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def _free_port(host: str) -> int:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
