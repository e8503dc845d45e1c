"""The workspace: what is kept, what survives, and what is said when it cannot be used."""

import dataclasses
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from kgraph.errors import DocumentError, UsageError, WorkspaceError
from kgraph.facts import Entity, Facts, Mention, Source
from kgraph.workspace import Workspace

BASE = "https://w3id.org/kgraph/id/"


def facts(name: str = "truce.txt", content: str = "1", title: str | None = None, words: int = 1) -> Facts:
    """The facts of a document that names one person; `content` stands for its bytes."""
    document = Source(f"document/{content:0>16}", name, content, title, "2020-10-10", None, None, "en")
    person = Entity("Person", "Nikol Pashinyan", ("Nikol Pashinyan", "Pashinyan"))
    return Facts("1", document, (person,), tuple(Mention(i, i + 9, "Pashinyan", 0) for i in range(words)), (), (), (), ())


def keep(workspace: Workspace, *documents: Facts) -> None:
    for document in documents:
        workspace.keep(document.document.source, document.document.source, "v1", document)
    workspace.commit()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "workspace"


def test_facts_come_back_as_they_were_in_the_order_of_their_ids(folder: Path) -> None:
    with Workspace(folder, write=True) as workspace:
        keep(workspace, facts("b.txt", "2"), facts("a.txt", "3"), facts("c.txt", "1"))
        assert list(workspace.facts()) == [facts("c.txt", "1"), facts("b.txt", "2"), facts("a.txt", "3")]
    with Workspace(folder) as workspace:
        assert [known.source for known in workspace.documents()] == ["a.txt", "b.txt", "c.txt"]


def test_the_same_content_in_two_places_is_one_document_whatever_came_first(folder: Path) -> None:
    with Workspace(folder, write=True) as workspace:
        keep(workspace, facts("z.txt"), facts("a.txt"))
        assert list(workspace.facts()) == [facts("a.txt")]
        workspace.forget("a.txt", BASE)
        assert list(workspace.facts()) == [facts("z.txt")]


def test_changed_content_takes_the_place_of_the_old(folder: Path) -> None:
    with Workspace(folder, write=True) as workspace:
        assert workspace.state("truce.txt", "1", "v1") == "new"
        keep(workspace, facts())
        assert workspace.state("truce.txt", "1", "v1") == "unchanged"
        assert workspace.state("truce.txt", "1", "v2") == "changed"
        assert workspace.state("truce.txt", "2", "v1") == "changed"
        keep(workspace, facts(content="2"))
        assert list(workspace.facts()) == [facts(content="2")]


def test_a_file_read_to_its_end_loses_the_records_it_no_longer_holds(folder: Path) -> None:
    with Workspace(folder, write=True) as workspace:
        for number in "123":
            workspace.keep(f"all.jsonl#{number}", "all.jsonl", "v1", facts(f"all.jsonl#{number}", number))
        assert workspace.begin("all.jsonl") == 3
        assert workspace.meet("all.jsonl#1") and workspace.meet("all.jsonl#3") and not workspace.meet("all.jsonl#3")
        workspace.finish("all.jsonl")
        workspace.remember("all.jsonl", "f", "v1", [DocumentError("all.jsonl#4", "no text")], failed=2)
        assert [known.source for known in workspace.documents()] == ["all.jsonl#1", "all.jsonl#3"]
        count, failed, [failure] = workspace.finished("all.jsonl", "f", "v1") or (0, 0, [])
        assert (count, failed, failure.source, failure.reason) == (2, 2, "all.jsonl#4", "no text")
        assert workspace.finished("all.jsonl", "other", "v1") is None
        assert workspace.finished("all.jsonl", "f", "v2") is None


def test_failures_that_an_earlier_version_remembered_are_still_told(folder: Path) -> None:
    with Workspace(folder, write=True) as workspace:
        workspace.remember("all.jsonl", "f", "v1", [])
        assert workspace.finished("all.jsonl", "f", "v1") == (0, 0, [])
    with sqlite3.connect(folder / "facts.sqlite") as database:
        database.execute("""UPDATE inputs SET failures = '[["all.jsonl, line 4", "too large"]]'""")
    with Workspace(folder) as workspace:
        documents, failed, [failure] = workspace.finished("all.jsonl", "f", "v1") or (0, 0, [])
        assert (documents, failed, failure.reason) == (0, 1, "too large")


def test_what_was_remembered_of_a_file_does_not_outlive_its_facts(folder: Path) -> None:
    with Workspace(folder, write=True) as workspace:
        keep(workspace, facts())
        workspace.remember("truce.txt", "f", "v1", [])
        keep(workspace, facts(content="2"))
        assert workspace.finished("truce.txt", "f", "v1") is None


@pytest.mark.parametrize(
    "name", ["news/truce.txt", "truce.txt", "document/0000000000000001", "0000000000000001", BASE + "document/0000000000000001"]
)
def test_a_document_is_forgotten_by_any_of_its_names(folder: Path, name: str) -> None:
    with Workspace(folder, write=True) as workspace:
        keep(workspace, facts("news/truce.txt"), facts("news/other.txt", "2"))
        assert [known.source for known in workspace.forget(name, BASE)] == ["news/truce.txt"]
        assert [known.source for known in workspace.documents()] == ["news/other.txt"]


def test_a_file_is_forgotten_however_its_path_is_spelled(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kgraph.workspace import key_of

    monkeypatch.chdir(tmp_path)
    Path("truce.txt").write_text("x")
    with Workspace(folder, write=True) as workspace:
        workspace.keep(key_of("truce.txt"), key_of("truce.txt"), "v1", facts())
        assert workspace.forget(f"../{tmp_path.name}/truce.txt", BASE)


def test_a_name_that_means_two_or_none_is_refused(folder: Path) -> None:
    with Workspace(folder, write=True) as workspace:
        keep(workspace, facts("a/truce.txt"), facts("b/truce.txt", "2"))
        with pytest.raises(UsageError, match=r"2 documents: a/truce.txt, b/truce.txt"):
            workspace.forget("truce.txt", BASE)
        with pytest.raises(UsageError, match=r"no document war\.txt"):
            workspace.forget("war.txt", BASE)
        assert len(workspace.documents()) == 2


def test_a_second_process_gets_one_clear_line_but_may_read(folder: Path) -> None:
    with Workspace(folder, write=True) as workspace:
        keep(workspace, facts())
        code = "import sys; from pathlib import Path; from kgraph.workspace import Workspace; Workspace(Path(sys.argv[1]), write=True)"
        second = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, timeout=30)
        assert second.returncode != 0 and "in use by another process" in second.stderr
        with Workspace(folder) as reader:
            assert len(reader.documents()) == 1
    with Workspace(folder, write=True):
        pass


def test_what_was_committed_survives_a_killed_process_and_the_rest_is_gone_whole(folder: Path) -> None:
    code = f"""
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parent)!r})
from test_workspace import facts, Workspace
workspace = Workspace(Path(sys.argv[1]), write=True)
workspace.keep("a.txt", "a.txt", "v1", facts("a.txt", "1"))
workspace.commit()
workspace.keep("b.txt", "b.txt", "v1", facts("b.txt", "2"))
os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", code, str(folder)], timeout=30)
    assert killed.returncode == -signal.SIGKILL
    with Workspace(folder, write=True) as workspace:
        assert list(workspace.facts()) == [facts("a.txt", "1")]


@pytest.mark.parametrize("content", [b"not a database, but long enough to be taken for one" * 20, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_told_and_left_alone(folder: Path, content: bytes) -> None:
    folder.mkdir(parents=True)
    (folder / "facts.sqlite").write_bytes(content)
    for write in (True, False):
        with pytest.raises(WorkspaceError, match=r"facts.sqlite .*move it away") as caught:
            Workspace(folder, write=write)
        assert "\n" not in str(caught.value)
    assert (folder / "facts.sqlite").read_bytes() == content


def test_damaged_facts_are_told(folder: Path) -> None:
    with Workspace(folder, write=True) as workspace:
        keep(workspace, facts())
    with sqlite3.connect(folder / "facts.sqlite") as database:
        database.execute("UPDATE documents SET facts = x'00'")
    with Workspace(folder) as workspace, pytest.raises(WorkspaceError, match="damaged"):
        list(workspace.facts())


def test_a_newer_workspace_is_left_to_the_newer_kgraph(folder: Path) -> None:
    with Workspace(folder, write=True):
        pass
    with sqlite3.connect(folder / "facts.sqlite") as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(WorkspaceError, match="newer kgraph"):
        Workspace(folder, write=True)


def test_a_full_disk_is_told_and_what_was_kept_stays(folder: Path) -> None:
    # A limit on the size of files stands in for the disk's end: the write fails in the same place.
    with Workspace(folder, write=True) as workspace:
        keep(workspace, facts())
    code = f"""
import resource, signal, sys
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parent)!r})
from test_workspace import facts, Workspace, WorkspaceError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    with Workspace(Path(sys.argv[1]), write=True) as workspace:
        for number in range(2, 2000):
            workspace.keep(str(number), str(number), "v1", facts(str(number), str(number), words=number))
            workspace.commit()
except WorkspaceError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, timeout=60)
    assert "the disk is full or failing" in done.stdout, done.stdout + done.stderr
    with Workspace(folder, write=True) as workspace:
        assert facts() in list(workspace.facts())


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkspaceError, match="cannot be used"):
        Workspace(tmp_path / "file" / "workspace", write=True)


def test_reading_makes_no_workspace(folder: Path) -> None:
    with pytest.raises(UsageError, match="no workspace"):
        Workspace(folder)
    assert not folder.exists()


def test_facts_of_another_form_are_told(folder: Path) -> None:
    with Workspace(folder, write=True) as workspace:
        keep(workspace, dataclasses.replace(facts(), mentions=(Mention(0, 1, "x", 7),)))
        with pytest.raises(WorkspaceError, match="another version"):
            list(workspace.facts())
