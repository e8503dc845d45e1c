"""Who and what becomes one across documents, what stays apart, and that the reason is kept: agreements, then people."""

import itertools

import pytest
from facts_sample import BASE, Document, source

from kgraph import merged
from kgraph.resolve import Pact

SIDES = ("Armenia", "Azerbaijan")
ONE, OTHER, THIRD = (f"document/{number:016x}" for number in (1, 2, 3))


def pacts(*documents: Document) -> list[Pact]:
    return list(merged.of(source(*documents), BASE).agreements.values())


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
    classes = {c.name: c.cls for c in merged.of(source(document), BASE).entities.values()}
    assert (classes["Nagorno-Karabakh"], classes["Moscow"]) == ("GovernedRegion", "Settlement")


# People of one name


def people(*documents: Document) -> merged.Merged:
    return merged.of(source(*documents), BASE)


def why(resolution: merged.Merged) -> dict[str, tuple[str, ...]]:
    """Why each person is one, by id."""
    return {id.removeprefix(BASE): e.why for id, e in resolution.entities.items() if e.kind == "Person"}


def test_two_people_of_one_name_in_two_states_stay_two() -> None:
    documents = [
        Document(1).affiliation("Ali Hassan", "Armenia", "minister"),
        Document(2).affiliation("Ali Hassan", "France", "professor"),
        Document(3).affiliation("Ali Hassan", "France"),
        Document(4).names("Ali Hassan"),
    ]
    expected = {
        "person/ali-hassan": ("same full name, shared affiliation: country/france", "same name and kind"),
        "person/ali-hassan/armenia": (),
    }
    for order in itertools.permutations(documents):
        found = people(*order)
        assert why(found) == expected
        # What tells nothing of whom he serves is of the one that most documents name.
        assert [found.entity(d.id, 0).removeprefix(BASE) for d in documents] == [
            "person/ali-hassan/armenia", *["person/ali-hassan"] * 3
        ]  # fmt: skip
    # One more document of the same moves nobody.
    assert set(why(people(*documents, Document(5).affiliation("Ali Hassan", "France")))) == set(expected)


def test_a_document_that_tells_both_states_makes_them_one_person() -> None:
    apart = [Document(1).affiliation("Ali Hassan", "Armenia"), Document(2).affiliation("Ali Hassan", "France")]
    both = Document(3).affiliation("Ali Hassan", "France").affiliation("Ali Hassan", "Armenia")
    assert len(why(people(*apart))) == 2
    assert why(people(*apart, both)) == {"person/ali-hassan": ("same full name, shared affiliation: country/armenia",)}


def test_of_two_as_often_named_the_one_of_the_smallest_document_keeps_the_plain_id() -> None:
    found = people(Document(2).affiliation("Ali Hassan", "Armenia"), Document(1).affiliation("Ali Hassan", "France"))
    assert found.entity(ONE, 0) == BASE + "person/ali-hassan"
    assert found.entity(OTHER, 0) == BASE + "person/ali-hassan/armenia"


def test_the_state_of_a_body_is_that_of_its_people() -> None:
    # By what a document says of the body, or the gazetteer; the African Union is of no state.
    said = Document(1).affiliation("Ali Hassan", "OSCE Minsk Group").affiliation("OSCE Minsk Group", "Armenia")
    known = Document(2)
    known.entity("Kremlin", "Organization", "organization/kremlin")
    known.affiliation("Ali Hassan", "Kremlin")
    third = Document(3).affiliation("Ali Hassan", "African Union")
    assert set(why(people(said, known, third))) == {"person/ali-hassan", "person/ali-hassan/russia"}


def test_a_self_proclaimed_or_dissolved_state_tells_nobody_apart() -> None:
    soviet = Document(1)
    soviet.entity("Soviet Union", "Country", "country/soviet-union")
    soviet.affiliation("Ali Hassan", "Soviet Union")
    assert set(why(people(soviet, Document(2).affiliation("Ali Hassan", "Russia")))) == {"person/ali-hassan"}


def test_why_an_entity_is_one_is_kept() -> None:
    first, second = Document(1).names("Moscow", "Sargsyan"), Document(2).names("Moscow", "Sargsyan")
    for document in (first, second):
        document.entity("Armenia", "Country", "country/AM")
    reasons = {e.id.removeprefix(BASE): e.why for e in people(first, second).entities.values()}
    assert reasons == {
        "settlement/moscow": ("same name and kind",),
        "country/AM": ("gazetteer entry: country/AM",),
        f"person/sargsyan/{ONE[9:]}": (),
        f"person/sargsyan/{OTHER[9:]}": (),
    }
