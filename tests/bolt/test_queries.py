"""The canned questions over a small graph made by hand, whose answers are known. Every server must give exactly these rows."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kgraph.elements import Edge, Node, Value
from kgraph.queries import arguments, catalogue, find, run
from kgraph.store import Address, Result, Store

Ask = Callable[..., Result]
BASE = "https://w3id.org/kgraph/id/"


def node(id: str, cls: str, **properties: Value) -> Node:
    return Node(BASE + id, cls, properties)


def edge(start: str, type: str, end: str, **properties: Value) -> Edge:
    return Edge(BASE + start, type, BASE + end, properties)


def told(start: str, type: str, end: str, *passages: str, **properties: Value) -> Edge:
    """A relation with its evidence: the passages that tell it, and their documents."""
    documents = tuple(sorted({BASE + passage.split("/passage/")[0] for passage in passages}))
    return edge(start, type, end, documents=documents, passages=tuple(BASE + p for p in passages), confidence=0.9, **properties)


def of_agreement(agreement: str, type: str, part: str, passage: str) -> list[Edge]:
    """A provision or report of an agreement, and the passage that tells it."""
    return [told(agreement, type, part, passage), edge(part, "EVIDENCED_BY", passage, confidence=0.9)]


TALKS, NOTES, WAR = "document/1111111111111111", "document/2222222222222222", "document/3333333333333333"
BROKERED = f"{TALKS}/passage/900-990"  # as a string "900" comes after "1000": rows must be in the order of the text
AGREED = f"{TALKS}/passage/1000-1060"
OLD = f"{NOTES}/passage/0-50"
RUMOUR = f"{NOTES}/passage/60-120"
BROKE = f"{WAR}/passage/0-80"
DENIED = f"{WAR}/passage/90-150"
FLAG = f"{WAR}/passage/200-260"
HELD = f"{WAR}/passage/300-360"
APPEAL = f"{WAR}/passage/400-480"
AGAIN = f"{WAR}/passage/500-560"
SIGNING = f"{TALKS}/passage/1100-1160"
TERMS = f"{TALKS}/passage/1200-1260"
SEEN = f"{NOTES}/passage/130-190"
OVER = f"{NOTES}/passage/200-240"
VAGUE = f"{NOTES}/passage/250-290"
CONDEMNED = f"{NOTES}/passage/300-340"
FELL = f"{WAR}/passage/600-640"
LATER = f"{WAR}/passage/700-740"
BIASED = f"{WAR}/passage/800-850"
EXCHANGE, CORRIDOR = f"{TALKS}/provision/1210-1228-exchange", f"{TALKS}/provision/1233-1248-corridor"
COLLAPSED, ENDED = f"{WAR}/status/600-640-collapsed-2020-10-12", f"{WAR}/status/700-740-ended-2020-11-09"
EARLY, IN_OCTOBER = f"{NOTES}/status/200-240-ended-2016", f"{NOTES}/status/250-290-collapsed-2020-10"
VIOLATED, HOLDING = f"{WAR}/status/600-640-violated", f"{TALKS}/status/1200-1260-in_force"
TRUCE, BISHKEK, PEACE = "ceasefire/2020-10-10/armenia-azerbaijan", "ceasefire/1994-05/armenia-azerbaijan", "peace-agreement/undated"

NODES = [
    node(TALKS, "Document", title="Ten hours in Moscow", source="talks.txt", published="2020-10-10", publisher="Example Wire", sha256="1"),
    node(NOTES, "Document", source="notes/undated.txt", sha256="2"),
    node(WAR, "Document", title="Day 39", source="war.html", published="2020-11-04", url="https://news.example/day-39", sha256="3"),
    node(BROKERED, "Passage", text="Russia brokered the truce.", start=900, end=990),
    node(AGREED, "Passage", text="Armenia and Azerbaijan agreed on a truce.", start=1000, end=1060),
    node(OLD, "Passage", text="The Minsk Group mediated a peace deal.", start=0, end=50),
    node(RUMOUR, "Passage", text="A source spoke of shelling.", start=60, end=120),
    node(BROKE, "Passage", text="Baku accused Armenia of breaking the truce.", start=0, end=80, date="2020-11-04T18:30"),
    node(DENIED, "Passage", text="The army denied it.", start=90, end=150),
    node(FLAG, "Passage", text='"Shusha is ours," Aliyev told Russia.', start=200, end=260),
    node(HELD, "Passage", text="Pashinyan said that Shusha holds.", start=300, end=360),
    node(APPEAL, "Passage", text="Guterres urged both sides to stop.", start=400, end=480),
    node(AGAIN, "Passage", text="Moscow mediated the truce of October.", start=500, end=560),
    node(SIGNING, "Passage", text="Pashinyan and Aliyev signed it.", start=1100, end=1160),
    node(TERMS, "Passage", text="It holds: they exchange prisoners and open a corridor.", start=1200, end=1260),
    node(SEEN, "Passage", text="The UN witnessed the deal, and Russia guarantees it.", start=130, end=190),
    node(OVER, "Passage", text="The old truce ended in 2016.", start=200, end=240),
    node(VAGUE, "Passage", text="In October the truce broke down.", start=250, end=290),
    node(CONDEMNED, "Passage", text="The Minsk Group condemned Russia.", start=300, end=340),
    node(FELL, "Passage", text="The truce, violated often, collapsed on 12 October.", start=600, end=640),
    node(LATER, "Passage", text="The truce ended on 9 November.", start=700, end=740),
    node(BIASED, "Passage", text="Russia condemned the Minsk Group for bias.", start=800, end=850),
    node("country/AM", "Country", name="Armenia", aliases=("Armenia", "Yerevan"), iso="AM"),
    node("country/AZ", "Country", name="Azerbaijan", aliases=("Azerbaijan", "Baku"), iso="AZ", latitude=40.5, longitude=47.5),
    node("country/RU", "Country", name="Russia", iso="RU"),
    node("organization/osce-minsk-group", "Organization", name="OSCE Minsk Group", aliases=("Minsk Group", "OSCE Minsk Group")),
    node("armed-force/armenian-army", "ArmedForce", name="Armenian Army", aliases=("Armenian Army",)),
    node("organization/united-nations", "Organization", name="United Nations", aliases=("UN", "United Nations")),
    node("person/ilham-aliyev", "Person", name="Ilham Aliyev", aliases=("Aliyev", "Ilham Aliyev")),
    node("person/nikol-pashinyan", "Person", name="Nikol Pashinyan", aliases=("Nikol Pashinyan", "Pashinyan")),
    node("person/antonio-guterres", "Person", name="António Guterres", aliases=("António Guterres", "Guterres")),
    node("settlement/shusha", "Settlement", name="Shusha", aliases=("Shusha", "Shushi"), latitude=39.75, longitude=46.75, geonames="58"),
    node("region/nagorno-karabakh", "Region", name="Nagorno-Karabakh", aliases=("Artsakh", "Nagorno-Karabakh")),
    node("settlement/moscow", "Settlement", name="Moscow"),
    node(
        TRUCE,
        "Ceasefire",
        name="ceasefire of 10 October 2020",
        aliases=("Moscow truce",),
        date="2020-10-10",
        status="violated",
        confidence=0.8,
        mergedBy=(f"same kind, same day, 2 shared parties: {BASE}{TALKS} and {BASE}{WAR}",),
    ),
    node(BISHKEK, "Ceasefire", name="ceasefire of May 1994", date="1994-05", effective="1994-05-12", confidence=0.7),
    node(PEACE, "PeaceAgreement", name="peace deal", confidence=0.5),
    node(
        f"{WAR}/statement/1-2",
        "Statement",
        content="of breaking the truce",
        cue="accused",
        act="accuse",
        direct=False,
        date="2020-11-04T18:30",
    ),
    node(f"{WAR}/statement/3-4", "Statement", content="it", cue="denied", act="deny", direct=False, date="2020-11-04"),
    node(f"{WAR}/statement/5-6", "Statement", content="Shusha is ours", cue="told", act="claim", direct=True, date="2020-11-04"),
    node(f"{WAR}/statement/7-8", "Statement", content="that Shusha holds", cue="said", act="claim", direct=False, date="2020-11-04"),
    node(f"{WAR}/statement/9-10", "Statement", content="to stop", cue="urged", act="urge", direct=False, date="2020-10"),
    node(
        f"{NOTES}/statement/1-2", "Statement", content="of shelling", cue="spoke", act="accuse", direct=False, sourceDescription="A source"
    ),
    node(f"{NOTES}/statement/3-4", "Statement", content="shelling", cue="reportedly", act="claim", direct=False),
    node(f"{NOTES}/statement/5-6", "Statement", content="Russia", cue="condemned", act="condemn", direct=False, date="2020-10-01"),
    node(
        f"{WAR}/statement/11-12",
        "Statement",
        content="the Minsk Group for bias",
        cue="condemned",
        act="condemn",
        direct=False,
        date="2020-11-03",
    ),
    node(EXCHANGE, "Provision", kind="exchange", text="exchange prisoners", start=1210, end=1228, confidence=0.7, rule="agree-to"),
    node(CORRIDOR, "Provision", kind="corridor", text="open a corridor", start=1233, end=1248, confidence=0.7, rule="agree-to"),
    node(COLLAPSED, "StatusReport", status="collapsed", date="2020-10-12", confidence=0.9, rule="collapse"),
    node(ENDED, "StatusReport", status="ended", date="2020-11-09", confidence=0.9, rule="end"),
    node(EARLY, "StatusReport", status="ended", date="2016", confidence=0.9, rule="end"),
    node(IN_OCTOBER, "StatusReport", status="collapsed", date="2020-10", confidence=0.9, rule="collapse"),
    node(VIOLATED, "StatusReport", status="violated", confidence=0.9, rule="violate"),
    node(HOLDING, "StatusReport", status="in_force", confidence=0.9, rule="hold"),
]

EDGES = [
    *(edge(n.id.removeprefix(BASE), "PART_OF", n.id.removeprefix(BASE).split("/passage/")[0]) for n in NODES if n.cls == "Passage"),
    edge(TALKS, "MENTIONS", "country/AM", forms=("Armenia",), count=3),
    edge(TALKS, "MENTIONS", "country/AZ", forms=("Azerbaijan",), count=2),
    edge(TALKS, "MENTIONS", "country/RU", forms=("Moscow", "Russia"), count=2),
    edge(TALKS, "MENTIONS", TRUCE, forms=("truce",), count=2),
    edge(NOTES, "MENTIONS", "organization/osce-minsk-group", forms=("Minsk Group",), count=1),
    edge(WAR, "MENTIONS", "country/AZ", forms=("Azerbaijan", "Baku"), count=4),
    edge(WAR, "MENTIONS", "country/AM", forms=("Armenia",), count=2),
    edge(WAR, "MENTIONS", "country/RU", forms=("Moscow",), count=1),
    edge(WAR, "MENTIONS", "settlement/shusha", forms=("Shusha",), count=2),
    edge(WAR, "MENTIONS", "person/ilham-aliyev", forms=("Aliyev",), count=1),
    edge(TRUCE, "EVIDENCED_BY", AGREED),
    edge(BISHKEK, "EVIDENCED_BY", OLD),
    edge(PEACE, "EVIDENCED_BY", OLD),
    told("country/AM", "PARTY_TO", TRUCE, AGREED),
    told("country/AZ", "PARTY_TO", TRUCE, AGREED),
    told("country/AM", "PARTY_TO", BISHKEK, OLD),
    told("country/RU", "MEDIATED", TRUCE, AGAIN, AGREED, BROKERED),
    told("organization/osce-minsk-group", "MEDIATED", PEACE, OLD),
    told(TRUCE, "SIGNED_AT", "settlement/moscow", BROKERED),
    told("person/nikol-pashinyan", "SIGNED", TRUCE, SIGNING),
    told("person/ilham-aliyev", "SIGNED", TRUCE, SIGNING),
    told("organization/united-nations", "WITNESSED", PEACE, SEEN),
    told("country/RU", "GUARANTEED", PEACE, SEEN),
    *of_agreement(TRUCE, "HAS_PROVISION", EXCHANGE, TERMS),
    *of_agreement(TRUCE, "HAS_PROVISION", CORRIDOR, TERMS),
    *of_agreement(TRUCE, "HAS_STATUS_REPORT", COLLAPSED, FELL),
    *of_agreement(TRUCE, "HAS_STATUS_REPORT", VIOLATED, FELL),
    *of_agreement(TRUCE, "HAS_STATUS_REPORT", ENDED, LATER),
    *of_agreement(TRUCE, "HAS_STATUS_REPORT", IN_OCTOBER, VAGUE),
    *of_agreement(TRUCE, "HAS_STATUS_REPORT", HOLDING, TERMS),
    # One report of two agreements; of the later one it cannot be, as it is dated before that began.
    *of_agreement(BISHKEK, "HAS_STATUS_REPORT", EARLY, OVER),
    told(TRUCE, "HAS_STATUS_REPORT", EARLY, OVER),
    told("person/ilham-aliyev", "AFFILIATED_WITH", "country/AZ", FLAG, role="President"),
    told("person/nikol-pashinyan", "AFFILIATED_WITH", "country/AM", HELD, role="Prime Minister"),
    told("person/antonio-guterres", "AFFILIATED_WITH", "organization/united-nations", APPEAL, role="Secretary-General"),
    told("armed-force/armenian-army", "AFFILIATED_WITH", "country/AM", DENIED),
    edge("settlement/shusha", "LOCATED_IN", "region/nagorno-karabakh", documents=(), passages=()),
    edge("region/nagorno-karabakh", "LOCATED_IN", "country/AZ", documents=(), passages=()),
    edge("country/AZ", "MADE", f"{WAR}/statement/1-2"),
    edge(f"{WAR}/statement/1-2", "TARGETS", "country/AM"),
    edge(f"{WAR}/statement/1-2", "ALLEGES_VIOLATION_OF", TRUCE),
    edge(f"{WAR}/statement/1-2", "ABOUT", TRUCE),
    edge(f"{WAR}/statement/1-2", "EVIDENCED_BY", BROKE),
    edge("armed-force/armenian-army", "MADE", f"{WAR}/statement/3-4"),
    edge(f"{WAR}/statement/3-4", "DISPUTES", f"{WAR}/statement/1-2"),
    edge(f"{WAR}/statement/3-4", "EVIDENCED_BY", DENIED),
    edge("person/ilham-aliyev", "MADE", f"{WAR}/statement/5-6"),
    edge(f"{WAR}/statement/5-6", "ADDRESSED_TO", "country/RU"),
    edge(f"{WAR}/statement/5-6", "ABOUT", "settlement/shusha"),
    edge(f"{WAR}/statement/5-6", "DISPUTES", f"{WAR}/statement/7-8"),
    edge(f"{WAR}/statement/5-6", "EVIDENCED_BY", FLAG),
    edge("person/nikol-pashinyan", "MADE", f"{WAR}/statement/7-8"),
    edge(f"{WAR}/statement/7-8", "ABOUT", "settlement/shusha"),
    edge(f"{WAR}/statement/7-8", "DISPUTES", f"{WAR}/statement/5-6"),
    edge(f"{WAR}/statement/7-8", "EVIDENCED_BY", HELD),
    edge("person/antonio-guterres", "MADE", f"{WAR}/statement/9-10"),
    edge(f"{WAR}/statement/9-10", "TARGETS", "country/AM"),
    edge(f"{WAR}/statement/9-10", "TARGETS", "country/AZ"),
    edge(f"{WAR}/statement/9-10", "EVIDENCED_BY", APPEAL),
    edge(f"{NOTES}/statement/1-2", "EVIDENCED_BY", RUMOUR),
    edge(f"{NOTES}/statement/3-4", "EVIDENCED_BY", RUMOUR),
    edge("organization/osce-minsk-group", "MADE", f"{NOTES}/statement/5-6"),
    edge(f"{NOTES}/statement/5-6", "TARGETS", "country/RU"),
    edge(f"{NOTES}/statement/5-6", "EVIDENCED_BY", CONDEMNED),
    edge("country/RU", "MADE", f"{WAR}/statement/11-12"),
    edge(f"{WAR}/statement/11-12", "TARGETS", "organization/osce-minsk-group"),
    edge(f"{WAR}/statement/11-12", "DISPUTES", f"{NOTES}/statement/5-6"),
    edge(f"{WAR}/statement/11-12", "EVIDENCED_BY", BIASED),
]

# Every question with its defaults: what a reader of the graph above would answer.
ANSWERS = {
    name: [tuple(row) for row in rows]
    for name, rows in json.loads(Path(__file__).with_name("answers.json").read_text(encoding="utf-8")).items()
}


ELSEWHERE = {
    "Passage": {"text": "elsewhere"},
    "Document": {"title": "Elsewhere"},
    "Statement": {"content": "elsewhere"},
    "Provision": {"text": "elsewhere"},
    "StatusReport": {"date": "1999"},
}


@pytest.fixture(scope="module")
def asked(address: Address) -> Iterator[tuple[Store, str]]:
    """A store that holds the graph above, and the name it bears there."""
    graph = f"test queries {os.getpid()}"
    with Store.connect(address) as store:
        store.write(NODES, EDGES, graph=graph)
        # The same ids in another graph of the same database must not show through.
        store.write([replace(n, properties={**n.properties, **ELSEWHERE.get(n.cls, {})}) for n in NODES], EDGES, graph=graph + " twin")
        yield store, graph
        store.write([], [], graph=graph)
        store.write([], [], graph=graph + " twin")


@pytest.fixture
def ask(asked: tuple[Store, str]) -> Ask:
    """Ask a question about the graph above: its name, and values as a user writes them."""
    store, graph = asked

    def run_it(question: str, /, **given: str) -> Result:
        query = find(question)
        return run(store, query, arguments(query, {"graph": graph} | given))

    return run_it


def column(result: Result, name: str) -> list[object]:
    at = result.columns.index(name)
    return [row[at] for row in result.rows]


def test_every_question_has_its_known_answer(ask: Ask) -> None:
    answers = {query.name: ask(query.name).rows for query in catalogue()}
    assert sorted(answers) == sorted(ANSWERS)
    for name, rows in answers.items():
        assert rows == ANSWERS[name], name


def test_a_file_runs_as_it_stands(asked: tuple[Store, str]) -> None:
    store, graph = asked
    for query in catalogue():
        # Whoever pastes the file into Neo4j Browser changes a default in the text, as here the graph's name.
        result = store.read(query.text.replace("'default' AS graph", f"'{graph}' AS graph"))
        assert result.columns == tuple(column.name for column in query.columns), query.name
        assert result.rows == ANSWERS[query.name], query.name


def test_no_rows_still_have_columns(ask: Ask) -> None:
    nothing = ask("mediators", mediator="Nobody")
    assert (nothing.columns[0], nothing.rows) == ("mediator", [])


@pytest.mark.parametrize("name", ["OSCE Minsk Group", "osce minsk group", "minsk GROUP", BASE + "organization/osce-minsk-group"])
def test_a_name_is_found_by_alias_by_id_and_in_any_case(ask: Ask, name: str) -> None:
    assert column(ask("mediators", mediator=name, kind="Agreement"), "agreement") == ["peace deal"]


def test_a_part_of_a_name_is_no_name(ask: Ask) -> None:
    assert ask("mediators", mediator="Minsk", kind="Agreement").rows == []


def test_an_agreement_without_mediator_or_parties_is_on_the_timeline(ask: Ask) -> None:
    assert column(ask("agreements"), "agreement") == ["ceasefire of May 1994", "ceasefire of 10 October 2020", "peace deal"]
    assert column(ask("agreements", kind="PeaceAgreement"), "parties") == [[]]
    assert column(ask("agreements", party="baku"), "parties") == [["Armenia", "Azerbaijan"]]


@pytest.mark.parametrize(
    ("bounds", "dates"),
    [
        ({"since": "2020"}, ["2020-10-10"]),
        ({"since": "1994-05-12"}, ["1994-05", "2020-10-10"]),  # May 1994 may be the 12th
        ({"since": "1994-06"}, ["2020-10-10"]),
        ({"until": "1994"}, ["1994-05"]),
        ({"until": "2020-10-10"}, ["1994-05", "2020-10-10"]),
        ({"until": "2020-10-09"}, ["1994-05"]),
        ({"since": "1994", "until": "1994-05-01"}, ["1994-05"]),
    ],
)
def test_bounds_compare_dates_as_far_as_both_are_precise(ask: Ask, bounds: dict[str, str], dates: list[str]) -> None:
    assert column(ask("agreements", **bounds), "date") == dates


def test_a_time_of_day_is_within_its_day(ask: Ask) -> None:
    assert column(ask("accusations", until="2020-11-04"), "date") == ["2020-11-04T18:30"]


def test_who_accused_whom_by_either_side(ask: Ask) -> None:
    assert column(ask("accusations", accuser="Baku"), "accused") == ["Armenia"]
    assert column(ask("accusations", accused="yerevan"), "accuser") == ["Azerbaijan"]
    assert ask("accusations", accuser="Armenia").rows == []
    assert column(ask("violations", agreement="Moscow truce"), "accuser") == ["Azerbaijan"]
    assert ask("violations", agreement="ceasefire of May 1994").rows == []


def test_unnamed_sources_are_left_out_where_a_speaker_is_asked_for(ask: Ask) -> None:
    assert "A source" in column(ask("statements_by"), "speaker")
    assert column(ask("statements_by", speaker="Aliyev"), "content") == ["Shusha is ours"]


def test_statements_by_addressee_and_act(ask: Ask) -> None:
    assert column(ask("statements_by", to="Russia"), "speaker") == ["Ilham Aliyev"]
    assert column(ask("statements_by", act="deny"), "speaker") == ["Armenian Army"]


def test_disputes_by_either_speaker_and_by_topic(ask: Ask) -> None:
    assert column(ask("disputes", name="Armenian Army"), "claimant") == ["Azerbaijan"]
    assert column(ask("disputes", about="Shushi"), "opponent") == ["Nikol Pashinyan"]
    assert column(ask("disputes", about="Moscow truce"), "opponent") == ["Armenian Army"]


def test_evidence_comes_in_the_order_of_documents_and_text(ask: Ask) -> None:
    assert column(ask("evidence_relation", one="Moscow truce", other="russia"), "start") == [900, 1000, 500]
    assert column(ask("evidence_relation", one="russia", other="Moscow truce"), "start") == [900, 1000, 500]


def test_a_relation_that_a_gazetteer_told_has_no_sentence(ask: Ask) -> None:
    [row] = ask("evidence_relation", one="Shusha", relation="LOCATED_IN").rows
    assert row[:3] == ("Shusha", "LOCATED_IN", "Nagorno-Karabakh")
    assert row[5] is None


def test_places_within_a_place_however_many_steps_up(ask: Ask) -> None:
    assert column(ask("places", within="Azerbaijan"), "place") == ["Shusha", "Nagorno-Karabakh"]
    assert column(ask("places", within="Artsakh"), "place") == ["Shusha"]


def test_connections_of_each_kind_and_no_longer_than_asked(ask: Ask) -> None:
    ways = column(ask("connections", one="Armenian Army", other="Pashinyan"), "way")
    assert "Armenian Army -AFFILIATED_WITH-> Armenia <-AFFILIATED_WITH- Nikol Pashinyan" in ways
    far = ask("connections", one="Armenian Army", other="Russia")
    assert column(far, "way")[0] == "Armenian Army -AFFILIATED_WITH-> Armenia -PARTY_TO-> ceasefire of 10 October 2020 <-MEDIATED- Russia"
    assert max(column(ask("connections", one="Armenian Army", other="Russia", hops="2"), "hops"), default=0) == 0
    assert ask("connections", one="Armenia", other="armenia").rows == []


def test_offices_by_holder_body_and_word(ask: Ask) -> None:
    assert column(ask("offices", role="minister"), "holder") == ["Nikol Pashinyan"]
    assert column(ask("offices", body="UN"), "role") == ["Secretary-General"]
    assert column(ask("offices", holder="aliyev"), "body") == ["Azerbaijan"]


def test_agreements_between_two_actors_either_way_round(ask: Ask) -> None:
    for one, other in (("Baku", "yerevan"), ("Armenia", "Azerbaijan"), ("Armenia", ""), ("", "Armenia")):
        [row] = ask("agreements_between", one=one, other=other).rows
        assert row[1] == "ceasefire of 10 October 2020"
        assert set(row[3:5]) == {"Armenia", "Azerbaijan"}
    assert column(ask("agreements_between", one="Baku"), "one") == ["Azerbaijan"]
    assert ask("agreements_between", one="Armenia", other="Armenia").rows == []
    assert ask("agreements_between", one="Armenia", other="Russia").rows == [], "a mediator is no party"
    assert ask("agreements_between", kind="PeaceAgreement").rows == []


def test_what_broke_and_who_says_who_broke_it_stand_side_by_side(ask: Ask) -> None:
    told = ask("breaches", agreement="Moscow truce")
    assert column(told, "report") == ["collapsed", "collapsed", None, "violated"], "what ran out or holds is no breach"
    assert column(told, "speaker") == [None, None, "Azerbaijan", None]
    assert column(ask("breaches", accused="yerevan"), "disputed_by") == [["Armenian Army"]]
    assert ask("breaches", agreement="peace deal").rows == []


def test_a_duration_is_counted_from_day_to_day_or_not_at_all(ask: Ask) -> None:
    found = {row[0]: row[2:6] for row in ask("durations").rows}
    # By the most precise date of the first end, not by the report of 2016, which came before it began.
    assert found["ceasefire of 10 October 2020"] == ("2020-10-10", "2020-10-12", 2, "collapsed")
    assert found["ceasefire of May 1994"] == ("1994-05-12", "2016", None, "ended")
    assert found["peace deal"] == (None, None, None, None)
    assert column(ask("durations", agreement="Moscow truce"), "reports") == [
        ["2016 ended", "2020-10 collapsed", "2020-10-12 collapsed", "2020-11-09 ended"]
    ]


def test_mediators_are_ranked_by_what_they_mediated(ask: Ask) -> None:
    assert column(ask("mediators_ranked"), "mediator") == ["Russia", "OSCE Minsk Group"]
    assert column(ask("mediators_ranked", kind="PeaceAgreement"), "mediated") == [["peace deal"]]


def test_why_documents_were_merged(ask: Ask) -> None:
    assert column(ask("merged", agreement="Moscow truce"), "rule") == ["same kind, same day, 2 shared parties"]
    assert ask("merged", agreement="peace deal").rows == []


def test_opponents_who_signed_or_whose_states_did_were_at_one_table(ask: Ask) -> None:
    assert column(ask("disputes", about="Shusha"), "claimant") == ["Ilham Aliyev"]
    assert column(ask("accusations", accused="Armenia"), "accuser") == ["Azerbaijan"]
    for name in ("Aliyev", "Armenia", "Azerbaijan", "Armenian Army"):
        assert ask("never_at_one_table", name=name).rows == []
    assert column(ask("never_at_one_table", name="minsk group"), "one") == ["Russia"]


def test_what_an_agreement_says_by_kind(ask: Ask) -> None:
    assert column(ask("provisions", kind="corridor"), "provision") == ["open a corridor"]
    assert column(ask("provisions", agreement="Moscow truce"), "kind") == ["exchange", "corridor"]
    assert ask("provisions", kind="aid").rows == []


def test_who_signed_for_whom_and_who_else_put_a_name_to_it(ask: Ask) -> None:
    assert column(ask("signatories", role="SIGNED"), "party") == [["Azerbaijan"], ["Armenia"]]
    assert column(ask("signatories", who="UN"), "role") == ["WITNESSED"]
    assert column(ask("signatories", agreement="peace deal"), "who") == ["Russia", "United Nations"]


def test_reports_of_what_became_of_an_agreement_by_status(ask: Ask) -> None:
    assert column(ask("statuses", status="collapsed"), "date") == ["2020-10", "2020-10-12"]
    assert column(ask("statuses", agreement="ceasefire of May 1994"), "status") == ["ended"]


def test_limit_keeps_the_first_rows(ask: Ask) -> None:
    assert ask("mentions_of", limit="3").rows == ANSWERS["mentions_of"][:3]


def test_another_graph_in_the_same_database_is_not_looked_into(ask: Ask) -> None:
    assert all(ask(query.name, graph="of others").rows == [] for query in catalogue())
