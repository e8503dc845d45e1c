"""How a real Neo4j goes about the questions: from an index to what is asked for, never through all there is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import neo4j as driver
import pytest

from kgraph.queries import catalogue
from kgraph.resources import folder
from kgraph.store import Address, Store

# What a plan may begin with. A `USING INDEX` makes every plan a seek, whatever a database holds; the first clause is a projection.
BEGINNINGS = {"NodeUniqueIndexSeek", "NodeIndexSeek", "Argument", "Projection"}

TEXTS = {f"{query.name}{form}": text for query in catalogue() for form, text in (("", query.text), (" as asked", query.cypher))}
TEXTS |= {f"graphs/{path.stem}": path.read_text(encoding="utf-8") for path in sorted(Path(folder("queries"), "graphs").glob("*.cypher"))}
DEFAULTS = {p.name: p.default for query in catalogue() for p in query.parameters}


@pytest.fixture(scope="module")
def session(neo4j: Address) -> Iterator[driver.Session]:
    """A session with a real Neo4j that has kgraph's indexes, and nearly nothing in them."""
    with Store.connect(neo4j) as store:
        store.write([], [], graph="test plans")
    auth = (neo4j.username, neo4j.password or "")
    with driver.GraphDatabase.driver(neo4j.uri, auth=auth) as connection, connection.session(database=neo4j.database) as session:
        yield session


def operators(plan: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """The operators of a plan, and of each whether it is one that a plan begins with."""
    parts = plan.get("children", [])
    yield plan["operatorType"].partition("@")[0], not parts
    for part in parts:
        yield from operators(part)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_question_begins_at_an_index(session: driver.Session, text: str) -> None:
    summary = session.run(f"EXPLAIN {text}", DEFAULTS).consume()
    found = list(operators(summary.plan))  # type: ignore[arg-type]
    assert {name for name, begins in found if begins} <= BEGINNINGS
    assert any(name.endswith("IndexSeek") for name, _ in found)
    assert "CartesianProduct" not in {name for name, _ in found}
    # 01N50 to 01N52: labels, types and properties that nothing in a database bears yet. Anything else is a warning of which Neo4j
    # Browser tells beside the answer: a deprecation, an index that is missing.
    warned = [status.gql_status for status in summary.gql_status_objects if status.is_notification]
    assert [code for code in warned if code not in ("01N50", "01N51", "01N52")] == []
