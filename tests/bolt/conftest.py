"""The servers that the tests in this folder run against: the embedded one, and a real Neo4j where NEO4J_URI names one."""

import os
from collections.abc import Iterator

import pytest

from kgraph.embedded import serve
from kgraph.store import Address, Store


@pytest.fixture(scope="session", params=["embedded", "neo4j"])
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    """Where a running server is."""
    if request.param == "embedded":
        with serve(tmp_path_factory.mktemp("server")) as address:
            yield address
        return
    yield request.getfixturevalue("neo4j")


@pytest.fixture
def graph(request: pytest.FixtureRequest) -> str:
    """A graph name of this test's own, also when several runs share a server."""
    return f"test {os.getpid()} {request.node.name[:60].strip('()[] ')}".replace(")", "")


@pytest.fixture
def store(address: Address, graph: str) -> Iterator[Store]:
    """A store with nothing in the test's graph, before and after."""
    with Store.connect(address) as store:
        store.write([], [], graph=graph)
        yield store
        store.write([], [], graph=graph)
