"""The graph views and the guide's queries over a small graph: every server runs them, and they give what can be drawn."""

import os
import re
from collections.abc import Iterator
from html import unescape

import pytest
from bolt.test_queries import EDGES, NODES

from kgraph.browser import kit
from kgraph.browser.kit import GUIDE
from kgraph.browser.scripts import runnable
from kgraph.browser.views import View, views
from kgraph.store import Address, Store

Asked = tuple[Store, str]
QUERIES = [
    unescape(text).strip() for text in re.findall(r'<pre class="[^"]*runnable">(.*?)</pre>', kit("GRAPH")[GUIDE].decode(), re.DOTALL)
]


@pytest.fixture(scope="module")
def asked(address: Address) -> Iterator[Asked]:
    """A store that holds the graph, and the name it bears there."""
    graph = f"test views {os.getpid()}"
    with Store.connect(address) as store:
        store.write(NODES, EDGES, graph=graph)
        yield store, graph
        store.write([], [], graph=graph)


def ids(value: object) -> Iterator[str]:
    """The ids of the nodes in a cell, on paths too; a cell that is no graph element fails."""
    for element in value if isinstance(value, list) else [] if value is None else [value]:
        assert isinstance(element, dict) and "properties" in element, element
        if "labels" in element:
            yield element["id"]


def drawn(store: Store, query: str) -> set[str]:
    """The last parts of the ids of all nodes that the query gives."""
    return {id_.rsplit("/", 1)[1] for row in store.read(query).rows for cell in row for id_ in ids(cell)}


@pytest.mark.parametrize("view", views(), ids=lambda view: view.name)
def test_a_view_gives_what_can_be_drawn_and_nothing_of_another_graph(asked: Asked, view: View) -> None:
    store, graph = asked
    assert len(drawn(store, runnable(view.text, graph))) >= 2
    assert drawn(store, runnable(view.text, graph + " of others")) == set()


@pytest.mark.parametrize(
    ("name", "change", "there", "absent"),
    [
        ("mediators", ("'' AS mediator", "'Russia' AS mediator"), {"RU", "AM", "AZ", "moscow"}, {"osce-minsk-group"}),
        ("disputes", ("'' AS name", "'Armenian Army' AS name"), {"armenian-army", "AZ", "1-2", "3-4"}, {"ilham-aliyev"}),
        ("accusations", ("'' AS accused", "'yerevan' AS accused"), {"AM", "AZ", "1-2"}, set()),
        ("offices", ("'' AS role", "'president' AS role"), {"ilham-aliyev", "AZ"}, {"nikol-pashinyan"}),
        ("evidence_agreement", ("'' AS agreement", "'Moscow truce' AS agreement"), {"900-990", "600-640", "RU"}, {"osce-minsk-group"}),
        ("evidence_relation", ("'' AS one", "'UN' AS one"), {"antonio-guterres", "united-nations", "400-480"}, {"RU"}),
        ("statements_by", ("'' AS speaker", "'Guterres' AS speaker"), {"antonio-guterres", "9-10"}, {"ilham-aliyev"}),
        ("connections", ("'' AS one", "'Nikol Pashinyan' AS one"), {"nikol-pashinyan", "AZ"}, {"united-nations"}),
        ("places", ("'' AS within", "'Artsakh' AS within"), {"shusha", "nagorno-karabakh"}, {"moscow"}),
        ("agreements", ("'' AS party", "'Baku' AS party"), {"AZ", "AM", "RU", "ilham-aliyev"}, {"united-nations"}),
        ("parties", ("'' AS party", "'Baku' AS party"), {"AZ", "AM"}, {"RU"}),
        ("breaches", ("'' AS agreement", "'Moscow truce' AS agreement"), {"1-2", "3-4", "600-640-violated"}, {"700-740-ended-2020-11-09"}),
        ("provisions", ("'' AS agreement", "'Moscow truce' AS agreement"), {"1210-1228-exchange", "1200-1260"}, {"RU"}),
    ],
)
def test_a_view_can_be_kept_to_one_thing(asked: Asked, name: str, change: tuple[str, str], there: set[str], absent: set[str]) -> None:
    store, graph = asked
    [view] = [view for view in views() if view.name == name]
    query = runnable(view.text, graph)
    assert change[0] in query
    found = drawn(store, query.replace(*change))
    assert there <= found and not absent & found


@pytest.mark.parametrize("number", range(len(QUERIES)))
def test_a_query_of_the_guide_has_an_answer(asked: Asked, number: int) -> None:
    store, graph = asked
    rows = store.read(QUERIES[number].replace("'GRAPH'", f"'{graph}'")).rows
    assert rows and any(cell is not None for cell in rows[0])


def test_the_guide_ends_at_the_sentences_that_tell_of_a_mediation(asked: Asked) -> None:
    store, graph = asked
    [query] = [query for query in QUERIES if "AS sentence" in query]
    result = store.read(query.replace("'GRAPH'", f"'{graph}'"))
    told = [row[result.columns.index("sentence")] for row in result.rows]
    assert told == ["Russia brokered the truce.", "Armenia and Azerbaijan agreed on a truce.", "Moscow mediated the truce of October."]
