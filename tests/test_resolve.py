"""Which accounts of an agreement become one across documents, which stay apart, and that the reason is kept."""

import itertools

import pytest
from facts_sample import BASE, Document, source

from kgraph.resolve import Pact, resolve

SIDES = ("Armenia", "Azerbaijan")
ONE, OTHER, THIRD = (f"document/{number:016x}" for number in (1, 2, 3))


def pacts(*documents: Document) -> list[Pact]:
    return list(resolve(source(*documents), BASE).agreements.values())


def reasons(*documents: Document) -> list[tuple[str, str, str]]:
    """Why the documents' accounts became one agreement."""
    [pact] = pacts(*documents)
    return pact.why


def test_two_truces_a_week_apart_stay_two() -> None:
    first = Document(1).agreement("2020-10-10", parties=SIDES, mediators=["Russia"])
    second = Document(2).agreement("2020-10-17", parties=SIDES, mediators=["Russia"])
    assert [(p.date, p.why) for p in pacts(first, second)] == [("2020-10-10", []), ("2020-10-17", [])]


def test_two_truces_of_one_document_stay_two() -> None:
    assert len(pacts(Document(1).agreement(parties=SIDES).agreement(parties=SIDES))) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"mediators": ["Russia"]}, {"mediators": ["France"]}),
        ({"date": "2020-10-10"}, {"date": "2020-10-12"}),
        ({"date": "2020-10"}, {"date": "2020-11"}),
        ({"date": "2020"}, {"date": "2021-10-10"}),
        ({"kind": "Ceasefire"}, {"kind": "PeaceAgreement"}),
        ({"parties": ["Armenia", "Azerbaijan"]}, {"parties": ["Armenia", "France"]}),
        ({"parties": ["Armenia"]}, {"parties": ["France"]}),
        ({"date": None, "name": "Moscow Protocol"}, {"date": None, "name": "Paris Protocol"}),
        ({"date": None}, {"date": None}),
    ],
)
def test_accounts_that_contradict_each_other_or_share_too_little_stay_two(one: dict[str, object], other: dict[str, object]) -> None:
    documents = [Document(n).agreement(**{"parties": SIDES, **told}) for n, told in ((1, one), (2, other))]  # type: ignore[arg-type]
    assert [p.why for p in pacts(*documents)] == [[], []]


def test_truces_of_one_war_at_two_places_on_following_days_stay_two() -> None:
    # Both documents name the two states; neither says between whom, and the places differ.
    first, second = (
        Document(n).agreement(date, places=[place]) for n, date, place in ((1, "2020-10-10", "Moscow"), (2, "2020-10-11", "Paris"))
    )
    for document in (first, second):
        document.entity("Armenia"), document.entity("Azerbaijan")
    assert len(pacts(first, second)) == 2


def test_who_signed_witnessed_or_guaranteed_joins_and_parts_nothing() -> None:
    roles = {role: ["African Union"] for role in ("signatories", "witnesses", "guarantors")}
    others = {role: ["OSCE Minsk Group"] for role in roles}
    apart = pacts(Document(1).agreement("2020-10-10", **roles), Document(2).agreement("2020-10-10", **roles))
    assert len(apart) == 2
    assert len(pacts(Document(1).agreement(parties=SIDES, **roles), Document(2).agreement(parties=SIDES, **others))) == 1


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ({}, {}, "same kind, same day, 2 shared parties"),
        ({}, {"parties": ["Armenia"]}, "same kind, same day, 1 shared party"),
        ({}, {"date": "2020-10-11"}, "same kind, one day apart, 2 shared parties"),
        ({}, {"date": "2020-10"}, "same kind, same month, 2 shared parties"),
        ({"date": "2020"}, {"date": "2020-10"}, "same kind, same year, 2 shared parties"),
        ({"date": None, "name": "Moscow Protocol"}, {"name": "Moscow protocol"}, "same kind, same name, 2 shared parties"),
    ],
)
def test_why_two_accounts_became_one_is_kept(one: dict[str, object], other: dict[str, object], rule: str) -> None:
    documents = [Document(n).agreement(**{"parties": SIDES, **told}) for n, told in ((1, one), (2, other))]  # type: ignore[arg-type]
    assert reasons(*documents) == [(rule, ONE, OTHER)]


@pytest.mark.parametrize(
    ("date", "roles", "rule"),
    [
        ("2020-10-10", {}, "same kind, same day, 2 states that both documents name"),
        ("2020-10-11", {"mediators": ["Russia"]}, "same kind, one day apart, 3 states that both documents name, shared mediator"),
        ("2020-10-11", {"places": ["Moscow"]}, "same kind, one day apart, 2 states that both documents name, shared place"),
    ],
)
def test_a_report_that_leaves_the_parties_out_joins_by_the_war(date: str, roles: dict[str, list[str]], rule: str) -> None:
    told = Document(1).agreement("2020-10-10", parties=SIDES, **roles)
    short = Document(2).agreement(date, **roles)
    short.entity("Armenia"), short.entity("Azerbaijan")
    assert reasons(told, short) == [(rule, ONE, OTHER)]


def test_each_document_after_the_first_has_its_reason_in_any_order() -> None:
    def three() -> list[Document]:
        return [
            Document(1).agreement("2020-10-10", parties=SIDES),
            Document(2).agreement("2020-10", parties=SIDES),
            Document(3).agreement("2020-10-11", parties=["Armenia"]),
        ]

    expected = [("same kind, one day apart, 1 shared party", ONE, THIRD), ("same kind, same month, 2 shared parties", ONE, OTHER)]
    for order in itertools.permutations(three()):
        assert reasons(*order) == expected


def test_a_place_that_signs_is_an_actor() -> None:
    document = Document(1).agreement(parties=SIDES, guarantors=["Nagorno-Karabakh"], places=["Moscow"])
    classes = {c.name: c.cls for c in resolve(source(document), BASE).entities.values()}
    assert (classes["Nagorno-Karabakh"], classes["Moscow"]) == ("GovernedRegion", "Settlement")
