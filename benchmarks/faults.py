"""What a load into Neo4j survives: each fault several times, at moments drawn by chance, and what the graph is like afterwards.

    python benchmarks/faults.py --server SCRIPT [--documents N] [--times N] [--only a,b] [--seed N]

SCRIPT starts a Neo4j of its own as .ci/neo4j/start.sh does (`SCRIPT start`, `stop`, `clean`); its folder is in KGRAPH_NEO4J_HOME, and the
lines in KGRAPH_NEO4J_SETTINGS are added to its neo4j.conf. A workspace with N synthetic documents (300) is loaded as a user loads it,
by `kgraph build`; then it is changed (a part of the documents forgotten, others new) and loaded again, and the fault comes in the middle.

    server killed    SIGKILL to the server, which starts again at once; the load goes on by itself, or the next one does
    server gone      the same, but it starts again only after the load has given up
    loader killed    SIGKILL to kgraph
    interrupted      SIGINT to kgraph
    connection cut   a relay between the two drops all connections, once
    wrong password   refused, and nothing changed
    read-only        the database takes no writes
    disk full        the server's disk is full in the middle of a load, and has room again afterwards
    two loaders      two loads of different graphs under one name at once
    older version    digests of an earlier version of kgraph, and an index that is no longer made

"first" is the exit code of the load with the fault, "told" whether it said in one line what is wrong (or needed not to), "marked" whether
the store said that the graph is not whole, "lost" how many nodes and relations of a clean load are missing or wrong after the next run,
and "recovery" how long that run took, against "clean", a load into an empty database.
"""

import argparse
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from neo4j import GraphDatabase
from synthetic import Reporter, fill

from kgraph.errors import StoreError
from kgraph.store import Address, Store
from kgraph.workspace import Workspace

PATIENCE = 600.0
START = 30.0  # seconds for a server to open its database


class Bench:
    """A server, a workspace, and what a clean load of that gives."""

    def __init__(self, script: str, folder: Path, documents: int, seed: int) -> None:
        self.script, self.folder, self.dice = script, folder, random.Random(seed)
        self.environment = dict(os.environ)
        self.before, self.after = folder / "before", folder / "after"
        fill(self.before, documents)
        shutil.copytree(self.before, self.after)
        with Workspace(self.after, write=True) as workspace:
            for known in workspace.documents()[: documents // 3]:
                workspace.forget(known.source, "https://w3id.org/kgraph/id/")
            for number in range(documents, documents + documents // 3):
                facts = Reporter(number).facts()
                workspace.keep(facts.document.source, facts.document.source, facts.version, facts)
            workspace.commit()
        self.fresh()
        began = time.perf_counter()
        self.must(self.load(self.after))
        self.clean = time.perf_counter() - began
        self.whole = self.held()

    # The server

    def order(self, word: str, **more: str) -> None:
        environment = {**os.environ, **more}
        done = subprocess.run([self.script, word], env=environment, capture_output=True, text=True, check=True)
        for line in done.stdout.splitlines():
            name, _, value = line.removeprefix("export ").partition("=")
            self.environment[name] = value
        if word == "start" and not self.there():
            if more:
                raise SystemExit("Neo4j does not open its database")
            # What Neo4j's log says to do where a full disk cut its transaction log in the middle of a record.
            print("Neo4j does not open its database, and is told to cut its log where it is torn", flush=True)
            self.order("stop")
            self.order("start", KGRAPH_NEO4J_SETTINGS="internal.dbms.tx_log.fail_on_corrupted_log_files=false")

    def there(self) -> bool:
        """Wait until the database is there, which may be some time after the server says that it is. False where it does not come."""
        deadline = time.monotonic() + START
        while time.monotonic() < deadline:
            with suppress(StoreError), Store.connect(self.address) as store:
                store.is_complete()
                return True
            time.sleep(0.1)
        return False

    def fresh(self) -> None:
        """An empty database."""
        self.order("clean")
        self.order("start")

    def kill_server(self) -> None:
        pid = int((Path(os.environ["KGRAPH_NEO4J_HOME"]) / "run" / "kgraph.pid").read_text())
        os.kill(pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            while True:
                os.kill(pid, 0)
                time.sleep(0.05)

    @property
    def address(self) -> Address:
        return Address(self.environment["NEO4J_URI"], self.environment["NEO4J_USERNAME"], self.environment["NEO4J_PASSWORD"])

    def held(self) -> set[str]:
        with Store.connect(self.address) as store:
            return contents(store)

    def marked(self) -> bool:
        with Store.connect(self.address) as store:
            return store.is_complete() is False

    # Loads

    def start(self, workspace: Path, **more: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "kgraph", "build", "--workspace", str(workspace), "--quiet"]
        return subprocess.Popen(
            command, env={**self.environment, **more}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
        )

    def load(self, workspace: Path, **more: str) -> tuple[int, str]:
        process = self.start(workspace, **more)
        _, said = process.communicate(timeout=PATIENCE)
        return process.returncode, said

    def must(self, ended: tuple[int, str]) -> None:
        if ended[0] != 0:
            raise SystemExit(f"a load without a fault failed: {ended[1]}")

    def amid(self, process: "subprocess.Popen[str]") -> bool:
        """Wait until the load is writing, and then for a moment. False where it had ended by then."""
        with Store.connect(self.address) as store:
            while process.poll() is None and store.is_complete() is not False:
                time.sleep(0.05)
        time.sleep(self.dice.uniform(0, self.clean / 6))
        return process.poll() is None


def contents(store: Store) -> set[str]:
    """All nodes and relations of kgraph's, each in a form that tells whether two are the same."""
    return {repr(element) for element in store.dump()}


Fault = Callable[[Bench], tuple[int, str]]


def server_killed(bench: Bench) -> tuple[int, str]:
    process = bench.start(bench.after)
    bench.amid(process)
    bench.kill_server()
    bench.order("start")
    return ended(process)


def server_gone(bench: Bench) -> tuple[int, str]:
    process = bench.start(bench.after)
    bench.amid(process)
    bench.kill_server()
    result = ended(process)
    bench.order("start")
    return result


def loader_killed(bench: Bench, sign: int = signal.SIGKILL) -> tuple[int, str]:
    process = bench.start(bench.after)
    bench.amid(process)
    process.send_signal(sign)
    return ended(process)


def interrupted(bench: Bench) -> tuple[int, str]:
    return loader_killed(bench, signal.SIGINT)


def connection_cut(bench: Bench) -> tuple[int, str]:
    with relay(int(bench.address.uri.rpartition(":")[2])) as (port, cut):
        process = bench.start(bench.after, NEO4J_URI=f"bolt://127.0.0.1:{port}")
        bench.amid(process)
        cut()
        return ended(process)


def wrong_password(bench: Bench) -> tuple[int, str]:
    return bench.load(bench.after, NEO4J_PASSWORD="not-the-password")


def read_only(bench: Bench) -> tuple[int, str]:
    bench.order("stop")
    bench.order("start", KGRAPH_NEO4J_SETTINGS="server.databases.read_only=neo4j")
    result = bench.load(bench.after)
    bench.order("stop")
    bench.order("start")
    return result


def disk_full(bench: Bench) -> tuple[int, str]:
    data = Path(os.environ["KGRAPH_NEO4J_HOME"]) / "data"
    process = bench.start(bench.after)
    bench.amid(process)
    filler = data / "filler"
    # In pieces: the server takes room at the same time.
    with filler.open("wb") as file, suppress(OSError):
        while True:
            file.write(bytes(2**20))
            file.flush()
    result = ended(process)
    filler.unlink()
    # A full disk may stop Neo4j's database until it starts anew.
    bench.order("stop")
    bench.order("start")
    return result


def two_loaders(bench: Bench) -> tuple[int, str]:
    first, second = bench.start(bench.after), bench.start(bench.before)
    results = [ended(process) for process in (first, second)]
    return max(results)


def older_version(bench: Bench) -> tuple[int, str]:
    with GraphDatabase.driver(bench.address.uri, auth=(bench.address.username, bench.address.password or "")) as driver:
        driver.execute_query("MATCH (n) WHERE n.digest IS NOT NULL SET n.hash = 'ab' REMOVE n.digest")
        driver.execute_query("MATCH ()-[r]->() WHERE r.digest IS NOT NULL SET r.hash = 'ab' REMOVE r.digest")
        driver.execute_query("MATCH (n:KgraphLoad) DELETE n")
        driver.execute_query("CREATE INDEX kgraph_Entity_former IF NOT EXISTS FOR (n:Entity) ON (n.former)")
    return bench.load(bench.after)


FAULTS: dict[str, Fault] = {
    "server killed": server_killed,
    "server gone": server_gone,
    "loader killed": loader_killed,
    "interrupted": interrupted,
    "connection cut": connection_cut,
    "wrong password": wrong_password,
    "read-only": read_only,
    "disk full": disk_full,
    "two loaders": two_loaders,
    "older version": older_version,
}


def ended(process: "subprocess.Popen[str]") -> tuple[int, str]:
    _, said = process.communicate(timeout=PATIENCE)
    return process.returncode, said


@contextmanager
def relay(target: int) -> Iterator[tuple[int, Callable[[], None]]]:
    """A port that passes everything on to port `target`, and a way to drop all connections."""
    listening = socket.create_server(("127.0.0.1", 0))
    connections: list[socket.socket] = []

    def pump(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def accept() -> None:
        while True:
            try:
                near, _ = listening.accept()
                far = socket.create_connection(("127.0.0.1", target))
            except OSError:
                return
            connections.extend((near, far))
            for pair in ((near, far), (far, near)):
                threading.Thread(target=pump, args=pair, daemon=True).start()

    def cut() -> None:
        for connection in connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listening.getsockname()[1], cut
    finally:
        listening.close()
        cut()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", required=True)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--only", default=",".join(FAULTS))
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    # A shell has what it starts in the background ignore Ctrl-C, and so would the loads.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with TemporaryDirectory(prefix="kgraph-faults-") as folder:
        bench = Bench(options.server, Path(folder), options.documents, options.seed)
        print(f"clean: {len(bench.whole):,} nodes and relations in {bench.clean:.1f} s")
        print(f"{'fault':16} {'first':>6} {'told':>5} {'marked':>7} {'lost':>6} {'recovery':>9}  says", flush=True)
        for name in options.only.split(","):
            for _ in range(options.times):
                bench.fresh()
                bench.must(bench.load(bench.before))
                code, said = FAULTS[name](bench)
                marked = bench.marked()
                began = time.perf_counter()
                bench.must(bench.load(bench.after))
                recovery = time.perf_counter() - began
                lost = len(bench.whole ^ bench.held())
                lines = said.strip().splitlines()
                told = "yes" if code in (0, -signal.SIGKILL) or len(lines) == 1 else "no"
                shown = f"{name:16} {code:6} {told:>5} {'yes' if marked else 'no':>7} {lost:6} {recovery:7.1f} s"
                print(f"{shown}  {lines[-1][:150] if lines else ''}", flush=True)


if __name__ == "__main__":
    main()
