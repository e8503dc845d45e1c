"""A store is given what changed since the state that it holds, and then holds what the documents say."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from changing import FEW, Changing

from benchmarks import synthetic
from kgraph import build, graph
from kgraph.cli.display import Plain
from kgraph.config import Settings
from kgraph.elements import Edge, Node
from kgraph.store import Address, Store
from kgraph.workspace import Workspace


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, number in FEW.items():
        monkeypatch.setattr(synthetic, name, number)
    monkeypatch.setattr(build, "_PART", 100.0)  # here, a step changes most of the documents


@pytest.fixture
def settings(address: Address, graph: str, tmp_path: Path) -> Settings:
    return Settings(
        workspace=tmp_path, uri=address.uri, username=address.username, password=address.password, database=address.database, graph=graph
    )


def text(elements: Iterator[Node | Edge]) -> list[str]:
    return sorted(
        f"{' '.join((e.cls, e.id) if isinstance(e, Node) else (e.type, e.start, e.end))} {sorted(e.properties.items())}" for e in elements
    )


def loaded(settings: Settings, workspace: Workspace) -> tuple[build.Synced, list[str]]:
    """What a build wrote, and what the documents say now."""
    synced = build.sync(workspace, settings, Plain())
    with build.merged(workspace, settings) as view:
        return synced, text(graph.elements(view))


def test_after_each_step_the_store_holds_what_the_documents_say(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = Changing(settings.workspace, 11)
    with Workspace(settings.workspace, write=True) as workspace:
        documents.step(workspace)
        loaded(settings, workspace)
        with monkeypatch.context() as only_changes:
            only_changes.setattr(Store, "write", None)
            for _ in range(8):
                documents.step(workspace)
                synced, wanted = loaded(settings, workspace)
                assert text(store.dump(settings.graph)) == wanted
                assert sum(synced.classes.values()) == sum(
                    "://" not in line.partition(" ")[2].partition(" ")[2].partition(" ")[0] for line in wanted
                )
                assert not loaded(settings, workspace)[0].written.changed


def test_a_load_that_was_cut_off_is_followed_by_one_that_looks_at_all(store: Store, settings: Settings) -> None:
    documents = Changing(settings.workspace, 12)

    class Impatient(Plain):
        def written(self, what: str, count: int) -> None:
            if what != "expected":
                raise KeyboardInterrupt

    with Workspace(settings.workspace, write=True) as workspace:
        documents.step(workspace)
        loaded(settings, workspace)
        for _ in range(2):
            documents.step(workspace)
            with pytest.raises(KeyboardInterrupt):
                build.sync(workspace, settings, Impatient())
            assert store.view(settings.graph) is None
            assert loaded(settings, workspace)[1] == text(store.dump(settings.graph))


def test_two_stores_of_one_workspace_are_each_given_what_they_lack(store: Store, settings: Settings, address: Address) -> None:
    documents = Changing(settings.workspace, 13)
    other = Settings(**{**{name: getattr(settings, name) for name in settings.__slots__}, "graph": settings.graph + " two"})
    try:
        with Workspace(settings.workspace, write=True) as workspace:
            for step in range(6):
                documents.step(workspace)
                wanted = loaded(settings, workspace)[1]
                if step % 3 == 2:
                    loaded(other, workspace)
                    assert text(store.dump(other.graph)) == wanted
    finally:
        store.write([], [], graph=other.graph)


def test_what_somebody_took_away_comes_back_when_all_is_looked_at(store: Store, settings: Settings, address: Address) -> None:
    from neo4j import GraphDatabase

    with Workspace(settings.workspace, write=True) as workspace:
        Changing(settings.workspace, 14).step(workspace)
        wanted = loaded(settings, workspace)[1]
        assert address.password is not None
        with GraphDatabase.driver(address.uri, auth=(address.username, address.password)) as driver:
            query = "MATCH (:Entity {graph: $graph})-[r:MADE]->(:Statement) DELETE r"
            driver.execute_query(query, graph=settings.graph, database_=address.database)
        assert text(store.dump(settings.graph)) != wanted
        assert build.sync(workspace, settings, Plain(), whole=True).written.edges_added
        assert text(store.dump(settings.graph)) == wanted
