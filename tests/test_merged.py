"""The merged view comes out the same on whatever way its documents came, and goes on where it was interrupted."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from changing import FEW, Changing
from facts_sample import BASE, Document

from benchmarks import synthetic
from kgraph import build, graph
from kgraph.config import Settings
from kgraph.errors import WorkspaceError
from kgraph.facts import Facts
from kgraph.merged import Merged, Source, of
from kgraph.merged.tables import Tables
from kgraph.resolve import NONE, Decisions
from kgraph.resolve.decisions import Decision, Share
from kgraph.workspace import Workspace

FILE = "merged.sqlite"
DECISIONS = """
- id: person/first1-surname1
  merge: [person/first2-surname1, "person/first3-*"]
- id: organization/body-1
  split:
    - {name: First Body, documents: ["*0*"]}
    - {name: Rest of the Body}
"""


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, number in FEW.items():
        monkeypatch.setattr(synthetic, name, number)


def state(view: Merged) -> dict[str, list[Any]]:
    """All that is kept, less the numbers that depend on the way."""
    queries = {
        "entity": "SELECT id, cls, kind, name, canonical FROM entity",
        "agreement": "SELECT id, plain, first, position, start, kind, pact FROM pact",
        "relation": "SELECT type, start, end, d.id, properties FROM relation JOIN document d ON d.num = document",
        "dispute": "SELECT start, end, day, properties FROM dispute",
        "count": "SELECT cls, n FROM count WHERE n <> 0",
        "document": "SELECT id, classes FROM document",
        "part": "SELECT p.id, states, share, documents, acts, serves, lies, first, own, was, common, e.id FROM part p"
        " JOIN entity e ON e.num = p.entity",
        "told": "SELECT p.id, p.states, p.share, what, value, n FROM told JOIN part p ON p.num = part",
    }
    return {name: sorted(view.tables.db.execute(query), key=repr) for name, query in queries.items()}


def differing(one: dict[str, list[Any]], other: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """What only one of them has, a few of each kind."""
    return {name: [row for row in rows if row not in other[name]][:2] for name, rows in one.items() if rows != other[name]}


@pytest.mark.parametrize(("seed", "decided"), [(1, False), (2, False), (3, True)])
def test_small_steps_come_to_the_same_as_one_go(tmp_path: Path, seed: int, decided: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kgraph.merged.pacts._FEW", 1.0)
    file = tmp_path / "entities.yaml"
    file.write_text(DECISIONS)
    settings = Settings(workspace=tmp_path / "workspace", entities=file if decided else None)
    documents = Changing(settings.workspace, seed)
    most = dict.fromkeys(("agreement", "dispute", "relation"), 0)
    namesakes = merged = 0
    for _ in range(15):
        with Workspace(settings.workspace, write=True) as workspace:
            documents.step(workspace)
            with build.merged(workspace, settings) as view:
                stepwise, told = state(view), (view.unmatched, view.classes)
            facts = list(workspace.facts())
        with monkeypatch.context() as all_connected:
            all_connected.setattr("kgraph.merged.pacts._FEW", -1)
            at_once = of(facts, settings.base, build._decisions(settings))
        assert differing(stepwise, state(at_once)) == differing(state(at_once), stepwise) == {}
        assert told == (at_once.unmatched, at_once.classes)
        most = {name: max(number, len(stepwise[name])) for name, number in most.items()}
        namesakes += any(row[8] for row in stepwise["part"])
        merged += any(row[9] for row in stepwise["part"])
    # All that may go wrong was there.
    assert most["agreement"] > 10 and most["dispute"] and most["relation"] > 100 and namesakes and bool(merged) == decided


class Failing:
    """Facts that cannot be read again after so many times."""

    def __init__(self, workspace: Workspace, times: int) -> None:
        self._workspace, self._times = workspace, times

    def _counted(self) -> None:
        self._times -= 1
        if self._times < 0:
            raise KeyboardInterrupt

    def facts(self, after: str = "") -> Iterator[Facts]:
        for facts in self._workspace.facts(after):
            self._counted()
            yield facts

    def one(self, id: str) -> Facts | None:
        self._counted()
        return self._workspace.one(id)

    def changes(self, after: int) -> Iterator[tuple[int, str]]:
        return self._workspace.changes(after)

    def last_change(self) -> int:
        return self._workspace.last_change()


def test_an_update_that_is_interrupted_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kgraph.merged._TOGETHER", 4)
    monkeypatch.setattr("kgraph.merged.views._AT_A_TIME", 3)
    documents = Changing(tmp_path, 4)
    interrupted = 0
    with Workspace(tmp_path, write=True) as workspace:
        for _ in range(14):
            documents.step(workspace)
            times: int | None = 0
            while times is not None:
                tables = Tables.made(tmp_path / FILE, "rules")
                source: Source = Failing(workspace, times)
                with Merged(source, BASE, NONE, tables) as view:
                    try:
                        view.update()
                        stepwise, times = state(view), None
                    except KeyboardInterrupt:
                        interrupted, times = interrupted + 1, times + 5
            assert stepwise == state(of(workspace.facts(), BASE))
    assert interrupted > 10


def test_facts_that_an_older_copy_replaced_are_seen_anew(tmp_path: Path) -> None:
    settings = Settings(workspace=tmp_path / "workspace")
    documents = Changing(settings.workspace, 5)
    for _ in range(3):
        with Workspace(settings.workspace, write=True) as workspace:
            documents.step(workspace)
            with build.merged(workspace, settings) as view:
                before = view.version
        if not (tmp_path / "copy").exists():
            shutil.copy(settings.workspace / "facts.sqlite", tmp_path / "copy")
    shutil.copy(tmp_path / "copy", settings.workspace / "facts.sqlite")
    with Workspace(settings.workspace, write=True) as workspace, build.merged(workspace, settings) as view:
        assert state(view) == state(of(workspace.facts(), settings.base))
        assert view.since(before) is None  # what a store holds of the other is compared whole


def test_what_changed_since_an_earlier_state_is_told(tmp_path: Path) -> None:
    settings = Settings(workspace=tmp_path)
    one, other = Document(1).affiliation("Ali Hassan", "France", "envoy"), Document(2).names("Ali Hassan")
    states: list[str] = []
    with Workspace(tmp_path, write=True) as workspace:
        for document in (one, other):
            facts = document.facts()
            workspace.keep(document.source, document.source, "1", facts)
            with build.merged(workspace, settings) as view:
                states.append(view.version)
        with build.merged(workspace, settings) as view:
            since = view.since(states[0])
            assert since is not None
            assert (since.documents, since.nodes, since.relations) == ([other.id], ["person/ali-hassan"], [])
            now = view.since(states[1])
            assert now is not None and not now.documents and not now.nodes
            assert view.since("another:1") is None is view.since("nonsense")


def test_of_a_workspace_that_is_only_read_the_view_vanishes_again(tmp_path: Path) -> None:
    settings = Settings(workspace=tmp_path)
    with Workspace(tmp_path, write=True) as workspace:
        Changing(tmp_path, 6).step(workspace)
        # Another process would build just now: this one may not write.
        with Workspace(tmp_path) as reader, build.merged(reader, settings) as view:
            assert list(graph.elements(view)) == list(graph.elements(of(reader.facts(), settings.base)))
            assert not (tmp_path / FILE).exists()
    with Workspace(tmp_path) as reader, build.merged(reader, settings) as view:
        assert (tmp_path / FILE).exists()  # for the next who reads
        kept = view.version
    with Workspace(tmp_path) as reader, build.merged(reader, settings) as view:
        assert view.version == kept


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else False, reason="the superuser may write anywhere")
def test_a_workspace_that_nobody_may_write_to_is_read(tmp_path: Path) -> None:
    settings = Settings(workspace=tmp_path)
    with Workspace(tmp_path, write=True) as workspace:
        Changing(tmp_path, 6).step(workspace)
    tmp_path.chmod(0o555)
    try:
        with Workspace(tmp_path) as reader, build.merged(reader, settings) as view:
            assert view.documents
    finally:
        tmp_path.chmod(0o755)


def test_a_file_that_is_damaged_or_of_other_rules_is_made_anew(tmp_path: Path) -> None:
    settings = Settings(workspace=tmp_path)
    with Workspace(tmp_path, write=True) as workspace:
        Changing(tmp_path, 7).step(workspace)
        with build.merged(workspace, settings) as view:
            whole, kept = state(view), view.version
        with build.merged(workspace, Settings(workspace=tmp_path, base="https://example.org/id/")) as view:
            assert view.version != kept
            assert all(node.id.startswith("https://example.org/id/") for node in graph.shared_nodes(view))
        (tmp_path / FILE).write_bytes(b"no database at all" * 1000)
        with build.merged(workspace, settings) as view:
            assert state(view) == whole
        db = sqlite3.connect(tmp_path / FILE)
        db.execute("DROP TABLE occurrence")
        db.close()
        Changing(tmp_path, 8).step(workspace)
        with pytest.raises(WorkspaceError, match=r"merged\.sqlite cannot be used .*; delete it"), build.merged(workspace, settings):
            pass


def test_the_same_decisions_hold_for_documents_that_come_later() -> None:
    share = Share("person/ali-hassan", "person/ali-hassan/the-other", ("2.txt",))
    decisions = Decisions("entities.yaml", (Decision("person/ali-hassan", split=(share,)), Decision(share.id, name="The Other")))
    documents = [Document(number, f"{number}.txt").names("Ali Hassan").facts() for number in (1, 2)]
    assert {e.name for e in of(documents, BASE, decisions).entities.values()} == {"Ali Hassan", "The Other"}
