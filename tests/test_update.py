"""From documents to facts: as many processes as pay, flat memory, and nothing lost or doubled wherever a run is cut off."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT

from kgraph import work
from kgraph.cli.display import Plain
from kgraph.config import Settings
from kgraph.errors import DocumentError
from kgraph.facts import load
from kgraph.read import Unread, unread
from kgraph.update import Tally, extract_lines, update
from kgraph.workspace import Workspace


class Told(Plain):
    """Keeps what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.sizes: dict[str, int] = {}
        self.documents = 0

    def document(self, size: int) -> None:
        self.documents += size

    def finished(self, input_: str, size: int) -> None:
        self.sizes[input_] = self.documents + size
        self.documents = 0

    def _say(self, line: str) -> None:
        self.lines.append(line)


def record(number: int, text: str = "") -> str:
    text = text or f"Foreign Minister Sergey Lavrov said on {number % 28 + 1} October that Armenia had agreed to truce number {number}."
    return json.dumps({"id": number, "text": text})


def lines(path: Path, *records: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in records))
    return path


def run(folder: Path, *inputs: Path, watcher: Plain | None = None, workers: int | None = 1) -> Tally:
    with Workspace(folder, write=True) as workspace:
        return update(workspace, [str(path) for path in inputs], Settings(workers=workers), watcher or Plain())


def sources(folder: Path) -> list[str]:
    with Workspace(folder) as workspace:
        return [known.source for known in workspace.documents()]


def test_records_that_are_known_are_passed_over_and_those_that_went_are_dropped(tmp_path: Path) -> None:
    path = lines(tmp_path / "all.jsonl", record(1), record(2), record(3))
    assert run(tmp_path / "w", path).new == 3
    lines(path, record(3), record(1, "Armenia signed the truce."), record(4))
    tally = run(tmp_path / "w", path)
    assert (tally.new, tally.changed, tally.unchanged) == (1, 1, 1)
    assert sources(tmp_path / "w") == [f"{path}#1", f"{path}#3", f"{path}#4"]


def test_records_of_one_id_are_two_documents_and_stay_so(tmp_path: Path) -> None:
    path = lines(tmp_path / "all.jsonl", record(1), record(1, "Armenia signed the truce."))
    assert run(tmp_path / "w", path).new == 2
    lines(path, record(1), record(1, "Armenia signed the truce."), record(2))
    tally = run(tmp_path / "w", path)
    assert (tally.new, tally.unchanged) == (1, 2)


def test_a_file_of_bad_records_tells_the_first_hundred_and_how_many_there_are(tmp_path: Path) -> None:
    path = lines(tmp_path / "all.jsonl", record(1), *["{half"] * 250)
    watcher = Told()
    assert run(tmp_path / "w", path, watcher=watcher).failed == 250
    assert len(watcher.lines) == 101 and watcher.lines[-1] == f"kgraph: {path}: 150 more that could not be used"
    assert watcher.failures == 250


def test_what_is_too_large_in_a_file_is_remembered_and_told_again(tmp_path: Path) -> None:
    path = lines(tmp_path / "all.jsonl", *[record(number, "word " * 100) for number in range(150)])
    settings = Settings(workers=1, read={"max_bytes": 300})
    for _ in range(2):  # the second time from what is remembered
        watcher = Told()
        with Workspace(tmp_path / "w", write=True) as workspace:
            assert update(workspace, [str(path)], settings, watcher).failed == 150
            assert len(watcher.lines) == 101 and watcher.failures == 150


def test_files_are_told_to_their_last_byte(tmp_path: Path) -> None:
    """Or a bar that counts bytes would never fill."""
    path = lines(tmp_path / "all.jsonl", record(1), "{half", record(2), "")
    (tmp_path / "one.txt").write_text("Armenia signed the truce.\n")
    watcher = Told()
    run(tmp_path / "w", tmp_path / "one.txt", path, watcher=watcher)
    assert watcher.sizes == {str(tmp_path / "one.txt"): 26, str(path): path.stat().st_size}


def test_one_file_of_many_records_goes_to_several_processes_and_gives_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kgraph.update.cores", lambda: 2)
    monkeypatch.setattr("kgraph.update._PAYS", 2_000)
    path = lines(tmp_path / "all.jsonl", *map(record, range(60)))
    alone = list(extract_lines([str(path)], Settings(workers=1), Plain()))
    assert list(extract_lines([str(path)], Settings(), Plain())) == alone
    assert [load(line).document.source for line in alone] == [f"{path}#{n}" for n in range(60)]
    run(tmp_path / "one", path)
    run(tmp_path / "two", path, workers=None)
    with Workspace(tmp_path / "one") as one, Workspace(tmp_path / "two") as two:
        assert list(one.packed()) == list(two.packed())


def test_a_pipeline_that_has_met_too_many_words_is_loaded_afresh_and_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = [task for task in unread(str(lines(tmp_path / "a.jsonl", *map(record, range(6))))) if isinstance(task, Unread)]
    kept = [work.started(None, (), packed=False)(task) for task in tasks]
    loaded: list[str | None] = []
    from kgraph.analyse import load_pipeline

    def counted(name: str | None) -> object:
        loaded.append(name)
        return load_pipeline(name)

    monkeypatch.setattr("kgraph.analyse.load_pipeline", counted)
    monkeypatch.setattr(work, "_NEW_WORDS", 5)
    worker = work.started(None, (), packed=False)
    assert [worker(task) for task in tasks] == kept
    assert len(loaded) > 3


def test_a_document_that_cannot_be_read_comes_back_from_another_process_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\x00\x01" * 500)
    (tmp_path / "b.txt").write_text("Armenia signed the truce.\n")
    watcher = Told()
    tally = run(tmp_path / "w", tmp_path / "a.txt", tmp_path / "b.txt", watcher=watcher, workers=2)
    assert (tally.new, tally.failed) == (1, 1)
    assert watcher.lines == [f"kgraph: {DocumentError(str(tmp_path / 'a.txt'), 'binary file, not text')}"]


def test_a_build_that_is_killed_again_and_again_ends_with_the_same_facts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    count = 200
    lines(tmp_path / "all.jsonl", *map(record, range(count)))
    code = """
import sys
from pathlib import Path
from kgraph.cli.display import Plain
from kgraph.config import Settings
from kgraph.update import update
from kgraph.workspace import Workspace

if __name__ == "__main__":
    with Workspace(Path("killed"), write=True) as workspace:
        print(update(workspace, ["all.jsonl"], Settings(workers=2), Plain()).new)
"""
    (tmp_path / "build.py").write_text(code)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    known = 0
    for _ in range(3):
        process = subprocess.Popen([sys.executable, "build.py"], cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL)
        # Not before it has kept something new, and then at any moment.
        while process.poll() is None and kept(tmp_path / "killed") <= known:
            time.sleep(0.03)
        time.sleep(random.random() / 3)
        process.kill()
        process.wait()
        assert kept(tmp_path / "killed") >= known
        known = kept(tmp_path / "killed")
    assert known
    done = subprocess.run([sys.executable, "build.py"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert int(done.stdout) == count - known
    monkeypatch.chdir(tmp_path)
    run(Path("whole"), Path("all.jsonl"))
    with Workspace(Path("killed")) as killed, Workspace(Path("whole")) as whole:
        assert list(killed.packed()) == list(whole.packed()) and killed.fingerprint() == whole.fingerprint()


def kept(folder: Path) -> int:
    """How many documents a workspace holds for certain."""
    try:
        with sqlite3.connect(f"file:{folder / 'facts.sqlite'}?mode=ro", uri=True) as database:
            return int(database.execute("SELECT count(*) FROM documents").fetchone()[0])
    except sqlite3.OperationalError:  # not even begun
        return 0


def test_workers_end_with_the_process_that_was_killed(tmp_path: Path) -> None:
    """Nobody is left to take what they do."""
    code = """
import os, time
from kgraph.parallel import ordered

def start():
    def work(task):
        print(os.getpid(), flush=True)
        time.sleep(60)
    return work

if __name__ == "__main__":
    list(ordered([(1, 1), (2, 2)], start, 2))
"""
    (tmp_path / "run.py").write_text(code)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "run.py"], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    workers = [int(process.stdout.readline()) for _ in range(2)]
    process.send_signal(signal.SIGKILL)
    process.wait()
    until = time.monotonic() + 20
    while time.monotonic() < until and any(Path(f"/proc/{worker}").exists() for worker in workers):
        time.sleep(0.1)
    assert not any(alive(worker) for worker in workers)


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{process}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
