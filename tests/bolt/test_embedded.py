"""The embedded server: one process at a time, nothing left behind, and nothing lost however it ends."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

import kgraph.embedded
from kgraph.config import Bounds
from kgraph.elements import Edge, Node
from kgraph.embedded import serve
from kgraph.errors import StoreBroken, StoreError, StoreFull, StoreLocked, StoreUnreachable
from kgraph.store import Address, Store, plan

ROOT = Path(__file__).parents[2]
COUNT = 400

# What a process of its own does: load the same graph, and die in the middle.
PROGRAM = """
import os, signal, sys
from kgraph.elements import Edge, Node
from kgraph.store import Address, Store, plan
from test_embedded import EDGES, NODES
plan.BATCH = 50
done = 0
def progress(what, count):
    global done
    done += count if what != "expected" else 0
    if done > 600:
        {end}
"""


def _nodes() -> list[Node]:
    document = Node("https://example.org/document/1", "Document", {"title": "T", "source": "t.txt", "sha256": "1"})
    passages = [
        Node(f"https://example.org/document/1/passage/{i}-{i + 1}", "Passage", {"text": "x", "start": i, "end": i + 1})
        for i in range(COUNT)
    ]
    return [document, *passages]


NODES = _nodes()
EDGES = [Edge(node.id, "PART_OF", NODES[0].id, {}) for node in NODES[1:]]


def held(store: Store, graph: str = "default") -> list[str]:
    return sorted(repr(element) for element in store.dump(graph))


WHOLE = sorted(repr(type(e)(e.id, e.cls, dict(sorted(e.properties.items()))) if isinstance(e, Node) else e) for e in [*NODES, *EDGES])


def run(program: str, *arguments: str) -> "subprocess.Popen[str]":
    path = os.pathsep.join([str(ROOT), str(Path(__file__).parent)])
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), *arguments],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ends(pid: int, within: float = 10.0) -> bool:
    """Whether the process is gone in time."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def server(monkeypatch):
    """The process that serves, once one does."""
    started = []
    launch = kgraph.embedded._launch

    def remembering(folder: Path):
        started.append(launch(folder))
        return started[-1]

    monkeypatch.setattr(kgraph.embedded, "_launch", remembering)
    return started


def test_what_was_loaded_is_there_the_next_time(tmp_path, server):
    for _ in range(2):
        with serve(tmp_path / "new" / "folder") as address, Store.connect(address) as store:
            written = store.write(NODES, EDGES)
    assert not written.changed
    assert all(process.poll() == 0 for process in server)


def test_nothing_reaches_the_terminal_or_the_current_folder(tmp_path, capfd, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with serve(tmp_path / "server") as address, Store.connect(address) as store:
        store.write(NODES, EDGES)
    assert capfd.readouterr() == ("", "")
    assert not list((tmp_path / "here").iterdir())
    assert (tmp_path / "server" / "log").is_dir()


def test_it_listens_on_loopback_alone_with_a_new_password_each_time(tmp_path):
    with serve(tmp_path) as first:
        pass
    with serve(tmp_path) as second:
        assert first.password != second.password
        assert second.uri.startswith("bolt://127.0.0.1:")
        assert second.password not in repr(second)
        port = int(second.uri.rpartition(":")[2])
        with socket.socket() as outside:
            outside.settimeout(2)
            with pytest.raises(OSError):
                outside.connect((_outside_address(), port))


def _outside_address() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing; tells the address of the way out
        except OSError:
            pytest.skip("this machine has no address but loopback")
        return str(probe.getsockname()[0])


def test_a_second_process_is_told_that_the_graph_is_in_use(tmp_path):
    with serve(tmp_path), pytest.raises(StoreLocked, match="in use by another kgraph process"), serve(tmp_path):
        pass


def test_a_port_that_is_taken(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StoreError, match=f"port {port} is taken"), serve(tmp_path, bolt_port=port):
            pass


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be used"), serve(tmp_path / "file" / "x"):
        pass


def test_without_the_package_it_says_what_to_do(tmp_path, monkeypatch):
    shadow = tmp_path / "shadow"
    shadow.mkdir()
    (shadow / "arcadedb.py").write_text("raise ImportError('no wheel for this platform')")
    monkeypatch.setenv("PYTHONPATH", str(shadow))
    with pytest.raises(StoreError, match=r"does not run here \(no wheel for this platform\).*NEO4J_URI"), serve(tmp_path / "server"):
        pass


def test_a_damaged_database_is_told_and_not_touched(tmp_path):
    with serve(tmp_path) as address, Store.connect(address) as store:
        store.write(NODES, EDGES)
    [dictionary] = (tmp_path / "databases" / "kgraph").glob("dictionary*")
    dictionary.unlink()
    before = list((tmp_path / "databases").rglob("*"))
    with pytest.raises(StoreError, match="may be damaged: move the folder away and build again"), serve(tmp_path):
        pass
    assert set(before) <= set((tmp_path / "databases").rglob("*"))


def test_damage_that_shows_only_later_is_told_too(tmp_path):
    with serve(tmp_path) as address, Store.connect(address) as store:
        store.write(NODES, EDGES)
    for bucket in (tmp_path / "databases" / "kgraph").glob("Passage_0*.bucket"):
        bucket.write_bytes(bytes(range(256)) * 256)
    with pytest.raises(StoreBroken, match="may be damaged"), serve(tmp_path) as address, Store.connect(address) as store:
        store.write(NODES, EDGES)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs the right to mount a small disk")
@pytest.mark.parametrize("size", ["2m", "5m"])
def test_a_full_disk_is_told_and_a_later_run_goes_on(tmp_path, size):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", disk], capture_output=True).returncode != 0:
        pytest.skip("no small disk can be mounted here")
    try:
        many = [Node(f"https://example.org/{i}", "Person", {"name": "x" * 2000}) for i in range(5000)]
        for _ in range(2):
            with pytest.raises(StoreFull, match="is full"), serve(disk / "server") as address, Store.connect(address) as store:
                store.write(many, [])
        subprocess.run(["mount", "-o", "remount,size=500m", disk], check=True)
        with serve(disk / "server") as address, Store.connect(address) as store:
            store.write(many, [])
            assert len(held(store)) == 5000
            assert not store.write(many, []).changed
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


# What it may take


def test_too_little_memory_is_told_with_the_setting_to_raise_and_more_goes_on(tmp_path):
    large = [Node("https://example.org/1", "Passage", {"text": "x" * 15_000_000, "start": 0, "end": 1})]
    with (
        pytest.raises(StoreError, match=r"64 MB.* raise memory in the section embedded: of kgraph\.yaml"),
        serve(tmp_path, Bounds(memory=64)) as address,
        Store.connect(address) as store,
    ):
        store.write(large, [])
    with serve(tmp_path) as address, Store.connect(address) as store:
        store.write(large, [])
        assert len(held(store)) == 1


def test_a_query_collects_what_there_is_memory_for_and_says_where_it_needs_more(tmp_path):
    with (
        pytest.raises(StoreError, match=r"its share of the 400 MB of the embedded database; ask for less, or raise memory"),
        serve(tmp_path, Bounds(memory=400)) as address,
        Store.connect(address) as store,
    ):
        # More than the half million elements at which the engine stops by itself.
        assert store.read("UNWIND range(1, 600000) AS x WITH collect(x) AS xs RETURN size(xs)").rows == [(600_000,)]
        store.read("UNWIND range(1, 2000) AS a UNWIND range(1, 2000) AS b RETURN a * 2000 + b AS x, count(*) AS n ORDER BY n LIMIT 1")


def test_a_server_that_does_not_answer_is_not_waited_for_longer_than_was_said(tmp_path, server, monkeypatch):
    launch = kgraph.embedded._launch

    def stopped(folder: Path):
        process = launch(folder)
        process.send_signal(signal.SIGSTOP)
        return process

    monkeypatch.setattr(kgraph.embedded, "_launch", stopped)
    begun = time.monotonic()
    with pytest.raises(StoreError, match=r"did not answer within 1 second; .* start_timeout"), serve(tmp_path, Bounds(start_timeout=1)):
        pass
    assert time.monotonic() - begun < 10
    assert server[0].poll() is not None
    monkeypatch.setattr(kgraph.embedded, "_launch", launch)
    with serve(tmp_path):
        pass


# However it ends


def test_a_server_killed_in_the_middle_of_a_load_loses_nothing(tmp_path, server, monkeypatch):
    monkeypatch.setattr(plan, "BATCH", 50)
    monkeypatch.setattr("kgraph.store.failures._PAUSES", (0.1,))
    done = 0

    def kill_late(what: str, count: int) -> None:
        nonlocal done
        done += count if what != "expected" else 0
        if done >= 600:
            server[0].kill()

    with (
        pytest.raises(StoreUnreachable, match=r"went away \(killed by signal 9.*run the command again"),
        serve(tmp_path) as address,
        Store.connect(address) as store,
    ):
        store.write(NODES, EDGES, progress=kill_late)
    with serve(tmp_path) as address, Store.connect(address) as store:
        assert 600 <= len(held(store)) < len(WHOLE)
        store.write(NODES, EDGES)
        assert held(store) == WHOLE


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_an_interrupted_command_leaves_no_server_and_the_next_goes_on(tmp_path, sign):
    program = PROGRAM.format(end=f"print(process.pid, flush=True); os.kill(os.getpid(), {int(sign)})") + textwrap.dedent("""
        import kgraph.embedded
        from pathlib import Path
        launch = kgraph.embedded._launch
        def remembering(folder):
            global process
            process = launch(folder)
            return process
        kgraph.embedded._launch = remembering
        with kgraph.embedded.serve(Path(sys.argv[1])) as address, Store.connect(address) as store:
            store.write(NODES, EDGES, progress=progress)
        """)
    output, _ = run(program, str(tmp_path)).communicate(timeout=60)
    assert ends(int(output.split()[0]))
    with serve(tmp_path) as address, Store.connect(address) as store:
        store.write(NODES, EDGES)
        assert held(store) == WHOLE


def test_a_loader_killed_in_the_middle_is_made_good_by_the_next(store: Store, address: Address, graph: str):
    program = PROGRAM.format(end="os.kill(os.getpid(), signal.SIGKILL)") + textwrap.dedent("""
        with Store.connect(Address(*sys.argv[1:4], sys.argv[4] or None)) as store:
            store.write(NODES, EDGES, graph=sys.argv[5], progress=progress)
        """)
    process = run(program, address.uri, address.username, address.password or "", address.database or "", graph)
    assert process.wait(timeout=60) == -signal.SIGKILL
    assert 600 <= len(held(store, graph)) < len(WHOLE)
    store.write(NODES, EDGES, graph=graph)
    assert held(store, graph) == WHOLE
