"""What goes wrong, as a user meets it: one clear line each, the others go on, nothing stored is lost, and the exit code tells.

How each kind of bad file is read is tested in tests/read/, each way in which the store fails in tests/bolt/; here is the whole way.
"""

import ctypes
import gzip
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, Kgraph, command, environment, run_kgraph

TRUCE = "Armenia and Azerbaijan agreed on a ceasefire on 10 October 2020. Russia mediated the ceasefire in Moscow.\n"
DENIAL = "Azerbaijan denied that its army had shelled Stepanakert, the Defence Ministry said.\n"
NOWHERE = "bolt://127.0.0.1:1"

BAD: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "empty file"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "PNG image"),
    "binary.html": (bytes(range(256)) * 20, "binary file, not text"),
    "cut.txt.gz": (gzip.compress(os.urandom(3000))[:1000], "damaged gzip file"),
    "cut.pdf": (b"%PDF-1.7\n1 0 obj\n<< /Type", "damaged PDF"),
    "menu.html": (b"<html><body><nav><a href='/'>Home</a><div></nav", "no text in the page"),
    "cut.json": (b'{"text": "The two si', "not valid JSON"),
    "half.jsonl": (json.dumps({"text": DENIAL}).encode() + b"\n{half\n", "line 2: not valid JSON"),
    "letter.docx": (b"PK", "unknown format"),
}
ODD: dict[str, bytes] = {
    "undated.txt": TRUCE.replace(" on 10 October 2020", "").encode(),
    "latin.txt": "Le Président français, François Hollande, said that the café in Şuşa was hit.".encode("cp1252", "ignore"),
    "unclosed.html": f"<html><body><h1>Truce<p>{TRUCE * 3}<div><b>".encode(),
}


def one_line(done: "subprocess.CompletedProcess[str]", code: int) -> str:
    """The one line of an error, having made sure that there is no other and nothing else."""
    assert done.returncode == code, done.stdout + done.stderr
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    return line


def test_bad_files_are_named_one_line_each_and_the_others_are_built(kgraph: Kgraph, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    (folder / "nothing").mkdir(parents=True)
    for name, (data, _) in BAD.items():
        (folder / name).write_bytes(data)
    for name, data in ODD.items():
        (folder / name).write_bytes(data)
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(50_000_000)
    reasons = {**{name: reason for name, (_, reason) in BAD.items()}, "huge.txt": "too large: 50 MB", "nothing": "holds no documents"}
    for first in (True, False):
        done = kgraph("build", "news", "news/nothing", "news/letter.docx", "--json")
        assert done.returncode == 1
        told = {line.split(": ")[1].removeprefix("news/"): line for line in done.stderr.splitlines()}
        assert len(told) == len(done.stderr.splitlines())
        assert {name: reason for name, reason in reasons.items() if reason not in told.get(name, "")} == {}
        documents = json.loads(done.stdout)["documents"]
        good = len(ODD) + 1  # half.jsonl has one sound line
        assert (documents["new"], documents["unchanged"], documents["failed"]) == ((good, 0) if first else (0, good)) + (len(reasons),)
    kept = {row["source"].removeprefix("news/"): row for row in json.loads(kgraph("documents", "--format", "json").stdout)}
    assert kept["undated.txt"]["published"] is None
    assert [row["date"] for row in json.loads(kgraph("ask", "mediators", "-f", "json").stdout)] == ["2020-10-10", None]


def test_a_folder_without_documents_is_a_failure(kgraph: Kgraph, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "photo.png").write_bytes(b"\x89PNG")
    assert "the folder holds no documents" in one_line(kgraph("build", "news", "--quiet"), 1)


# The store


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The facts of so many documents that loading them takes a while; made from those of one."""
    folder = tmp_path_factory.mktemp("many")
    done = run_kgraph(folder, "extract", ROOT / "examples" / "corpus" / "yemen-truce.txt")
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    with (folder / "facts.jsonl").open("w") as file:
        for number in range(250):
            facts["document"] |= {"id": f"document/{number:016x}", "source": f"{number}.txt", "sha256": f"{number:064x}"}
            file.write(json.dumps(facts) + "\n")
    return folder / "facts.jsonl"


@pytest.fixture(scope="module")
def undisturbed(many: Path) -> list[str]:
    """What the embedded database holds once they are loaded and nothing went wrong."""
    done = run_kgraph(many.parent, "load", many, "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    return held(many.parent)


def held(folder: Path) -> list[str]:
    from kgraph.embedded import serve
    from kgraph.store import Store

    with serve(folder / ".kgraph" / "server") as address, Store.connect(address) as store:
        return [repr(element) for element in store.dump()]


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


@pytest.fixture
def loading(many: Path, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process that is in the middle of loading them."""
    if not Path("/proc/self/task").is_dir():
        pytest.skip("needs /proc, to find the database's process")
    load = subprocess.Popen(
        command("load", many), cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    stored = tmp_path / ".kgraph" / "server" / "databases" / "kgraph"
    while load.poll() is None and not (stored.is_dir() and sum(file.stat().st_size for file in stored.glob("Passage_0*")) > 100_000):
        time.sleep(0.01)
    assert load.poll() is None, "loaded before anything could go wrong: more documents are needed"
    yield load
    load.kill()
    load.wait()


def test_a_store_that_goes_away_in_the_middle_of_a_load(
    kgraph: Kgraph, loading: "subprocess.Popen[str]", undisturbed: list[str], tmp_path: Path
) -> None:
    [server] = children(loading.pid)
    os.kill(server, signal.SIGKILL)
    output, errors = loading.communicate(timeout=120)
    line = one_line(subprocess.CompletedProcess([], loading.returncode, output, errors), 3)
    assert "went away" in line
    done = kgraph("build", "--json")  # the facts were kept: no document is needed
    assert done.returncode == 0 and json.loads(done.stdout)["nodes"]["added"] > 0
    assert held(tmp_path) == undisturbed


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_load_stopped_in_the_middle_is_made_good_by_the_next(
    kgraph: Kgraph, loading: "subprocess.Popen[str]", undisturbed: list[str], tmp_path: Path, number: signal.Signals
) -> None:
    loading.send_signal(number)
    _, errors = loading.communicate(timeout=60)
    if number == signal.SIGINT:
        assert loading.returncode == 130
        assert errors == "kgraph: interrupted; what was done is kept, and the same command goes on from there\n"
    assert kgraph("build", "--quiet").returncode == 0
    assert held(tmp_path) == undisturbed


def test_a_store_that_is_down_costs_nothing_that_was_stored(kgraph: Kgraph, tmp_path: Path) -> None:
    (tmp_path / "truce.txt").write_text(TRUCE)
    assert kgraph("build", "truce.txt").returncode == 0
    before = held(tmp_path)
    (tmp_path / "truce.txt").write_text(DENIAL)
    for arguments in (["build", "truce.txt"], ["ask", "mediators"], ["cypher", "RETURN 1"]):
        assert f"{NOWHERE} does not answer" in one_line(kgraph(*arguments, "--uri", NOWHERE), 3)
    assert held(tmp_path) == before
    (tmp_path / "truce.txt").write_text(TRUCE)
    assert json.loads(kgraph("build", "truce.txt", "--json").stdout)["documents"]["unchanged"] == 1


def test_forgetting_while_the_store_is_down_can_be_repeated(kgraph: Kgraph, tmp_path: Path) -> None:
    (tmp_path / "truce.txt").write_text(TRUCE)
    assert kgraph("build", "truce.txt").returncode == 0
    one_line(kgraph("forget", "truce.txt", "--uri", NOWHERE), 3)
    assert kgraph("forget", "truce.txt").returncode == 0
    assert held(tmp_path) == []


@pytest.mark.skipif("NEO4J_URI" not in os.environ, reason="NEO4J_URI is not set")
def test_a_refused_password(kgraph: Kgraph, tmp_path: Path) -> None:
    (tmp_path / "truce.txt").write_text(TRUCE)
    wrong = {"NEO4J_URI": os.environ["NEO4J_URI"], "NEO4J_USERNAME": "nobody", "NEO4J_PASSWORD": "not-for-the-log"}
    for arguments in (["build", "truce.txt"], ["ask", "mediators"]):
        line = one_line(kgraph(*arguments, env=wrong), 3)
        assert "password" in line and "not-for-the-log" not in line
    assert not (tmp_path / ".kgraph").exists()


# The workspace


def test_a_workspace_that_another_process_writes_to(kgraph: Kgraph, tmp_path: Path) -> None:
    (tmp_path / "truce.txt").write_text(TRUCE)
    (tmp_path / "facts.jsonl").write_text(kgraph("extract", "truce.txt").stdout)
    assert kgraph("build", "truce.txt").returncode == 0
    # It waits for its document, and holds the workspace.
    other = subprocess.Popen(
        command("build", "-"), cwd=tmp_path, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        deadline = time.monotonic() + 30
        while not (tmp_path / ".kgraph" / "facts.sqlite-wal").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        for arguments in (["build", "truce.txt"], ["load", "facts.jsonl"], ["forget", "truce.txt"]):
            assert "in use by another process" in one_line(kgraph(*arguments), 3)
        # Reading goes on.
        assert "truce.txt" in kgraph("documents", "-f", "csv").stdout
        assert kgraph("export", "graph.nq").returncode == 0
    finally:
        other.communicate(DENIAL, timeout=60)
    assert other.returncode == 0
    assert len(json.loads(kgraph("documents", "-f", "json").stdout)) == 2


def without_override() -> None:
    """Make the rights of files bind root, too."""
    if os.geteuid() == 0:
        for capability in (1, 2):  # to write, and to read, what the rights forbid
            assert ctypes.CDLL(None).prctl(24, capability, 0, 0, 0) == 0  # PR_CAPBSET_DROP


@pytest.fixture
def read_only(kgraph: Kgraph, tmp_path: Path) -> Iterator[Path]:
    """A workspace with a document and its graph, in which nothing may be written."""
    if sys.platform != "linux":
        pytest.skip("drops root's rights as Linux does")
    (tmp_path / "truce.txt").write_text(TRUCE)
    assert kgraph("build", "truce.txt", "--quiet").returncode == 0
    folder = tmp_path / ".kgraph"
    subprocess.run(["chmod", "-R", "a-w", folder], check=True)
    yield folder
    subprocess.run(["chmod", "-R", "u+rwX", folder], check=True)


def test_a_workspace_that_may_not_be_written(kgraph: Kgraph, read_only: Path) -> None:
    for arguments in (["build", "truce.txt"], ["build"], ["forget", "truce.txt"], ["ask", "mediators"], ["cypher", "RETURN 1"]):
        line = one_line(kgraph(*arguments, preexec_fn=without_override), 3)
        assert "cannot write to workspace" in line and "Permission denied" in line and "damaged" not in line
    # What needs the facts alone goes on.
    assert "truce.txt" in kgraph("documents", "-f", "csv", preexec_fn=without_override).stdout
    assert kgraph("export", "graph.nq", preexec_fn=without_override).returncode == 0
    assert kgraph("sparql", "ASK { ?s ?p ?o }", preexec_fn=without_override).stdout == "true\n"
    assert not (read_only / "quads").exists()
    assert kgraph("check", preexec_fn=without_override).returncode == 0


def test_facts_that_may_not_be_written(kgraph: Kgraph, read_only: Path) -> None:
    subprocess.run(["chmod", "-R", "u+w", read_only], check=True)
    (read_only / "facts.sqlite").chmod(0o444)
    assert "cannot write to workspace .kgraph" in one_line(kgraph("build", "truce.txt", preexec_fn=without_override), 3)


def test_what_a_killed_process_left_beside_the_facts_is_not_read_past(kgraph: Kgraph, read_only: Path) -> None:
    # A journal that SQLite may not work in: without it, the answer would be an old one.
    subprocess.run(["chmod", "u+w", read_only], check=True)
    (read_only / "facts.sqlite-wal").write_bytes(b"something")
    (read_only / "facts.sqlite-wal").chmod(0o444)
    subprocess.run(["chmod", "a-w", read_only], check=True)
    assert "cannot open workspace .kgraph" in one_line(kgraph("documents", preexec_fn=without_override), 3)


def test_a_workspace_that_may_not_be_read(kgraph: Kgraph, read_only: Path) -> None:
    read_only.chmod(0)
    for arguments in (["documents"], ["export", "graph.nq"], ["ask", "mediators"]):
        assert "cannot open workspace .kgraph: Permission denied" in one_line(kgraph(*arguments, preexec_fn=without_override), 3)


# The settings


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("fields: {text: 5}", "'read: fields: text' must be text"),
        ("fields: {date: [meta, published]}", "'read: fields: date' must be text"),
        ("fields: {text: {body: text}}", "'read: fields: text' must be text"),
        ("fields: {url: null}", "'read: fields: url' must be text"),
        ("fields: {title: ' '}", "'read: fields: title' must be text"),
        ("fields: body", "'read: fields' must be a mapping"),
        ("fields: {body: text}", "unknown setting 'read: fields: body'"),
        ("max_bytes: true", "'read: max_bytes' must be a whole number"),
        ("max_bytes: 0", "'read: max_bytes' must be a whole number"),
    ],
)
def test_a_wrong_setting_of_reading_is_told_before_anything_is_made(kgraph: Kgraph, tmp_path: Path, section: str, expected: str) -> None:
    (tmp_path / "mine.yaml").write_text(f"read:\n  {section}\n")
    (tmp_path / "record.json").write_text(json.dumps({"text": TRUCE}))
    for arguments in (["build", "record.json"], ["extract", "record.json", "-o", "facts.jsonl"]):
        line = one_line(kgraph(*arguments, "--config", "mine.yaml"), 2)
        assert "mine.yaml: " in line and expected in line
    assert sorted(os.listdir(tmp_path)) == ["mine.yaml", "record.json"]


# The disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)]
    if os.geteuid() != 0 or shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("no small disk can be mounted here")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def test_a_full_disk_under_the_workspace(kgraph: Kgraph, many: Path, small_disk: Path, undisturbed: list[str]) -> None:
    line = one_line(kgraph("load", many, "--workspace", small_disk / ".kgraph"), 3)
    assert "full" in line
    subprocess.run(["mount", "-o", "remount,size=500m", small_disk], check=True)
    assert kgraph("load", many, "--workspace", small_disk / ".kgraph", "--quiet").returncode == 0
    assert held(small_disk) == undisturbed


def test_quads_that_find_no_room_on_the_disk(kgraph: Kgraph, many: Path, small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=500m", small_disk], check=True)
    workspace = small_disk / ".kgraph"
    assert kgraph("load", many, "--workspace", workspace, "--quiet").returncode == 0
    with (small_disk / "ballast").open("wb") as ballast:
        ballast.write(bytes(shutil.disk_usage(small_disk).free - 300_000))
    line = one_line(kgraph("sparql", "ASK { ?s ?p ?o }", "--workspace", workspace), 3)
    assert "full" in line
    (small_disk / "ballast").unlink()
    assert kgraph("sparql", "ASK { ?s ?p ?o }", "--workspace", workspace).stdout == "true\n"


def test_facts_that_may_not_grow_are_told_and_a_later_run_goes_on(
    kgraph: Kgraph, many: Path, undisturbed: list[str], tmp_path: Path
) -> None:
    # A limit on the size of files does what a full disk does, and needs no rights.
    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    line = one_line(kgraph("load", many, preexec_fn=small), 3)
    assert "the disk is full or failing" in line
    assert kgraph("load", many, "--quiet").returncode == 0
    assert held(tmp_path) == undisturbed


def test_an_export_that_has_no_room_leaves_the_old_one(kgraph: Kgraph, many: Path, undisturbed: list[str], tmp_path: Path) -> None:
    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    (tmp_path / "graph.nq").write_text("what was there\n")
    line = one_line(kgraph("export", "graph.nq", "--workspace", many.parent / ".kgraph", preexec_fn=small), 2)
    assert "graph.nq" in line
    assert (tmp_path / "graph.nq").read_text() == "what was there\n" and os.listdir(tmp_path) == ["graph.nq"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.xfail(reason="it says '[Errno 28] No space left on device', and not where")
def test_facts_that_find_no_room(kgraph: Kgraph, tmp_path: Path) -> None:
    (tmp_path / "truce.txt").write_text(TRUCE)
    done = kgraph("extract", "truce.txt", "-o", "/dev/full")
    assert done.returncode > 1
    assert "/dev/full" in one_line(done, done.returncode) and "Errno" not in done.stderr
