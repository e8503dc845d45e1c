"""The word lists: they load, they are well-formed, and the verbs' grammar says what English does."""

from typing import get_args

import pytest

from kgraph import lexicon
from kgraph.errors import LexiconError
from kgraph.facts import TermKind
from kgraph.lexicon import canonical, names, reporting_verbs, table, words
from kgraph.lexicon.verbs import reporting_verb

ACTS = {"announce", "claim", "deny", "accuse", "condemn", "urge", "warn", "promise", "praise", "concern"}
VALUES = {
    "speech_nouns": ACTS,
    "expressed_nouns": ACTS,
    "agreement_nouns": {"ceasefire", "peace", "other"},
    "agreement_verbs": {"party", "mediator", "witness", "guarantor", "either", "none", "bound"},
    "third_party_nouns": {"mediator", "likely", "witness", "guarantor"},
    "term_words": set(get_args(TermKind)),
    "mediated_words": {"sure", "likely"},
    "status_verbs": {"in_force", "violated", "collapsed", "extended", "ended"},
    "violation_nouns": {"in_force", "violated", "collapsed", "extended", "ended"},
    "unreal_words": {"wish", "plan", "condition", "failure", "doubt"},
    "place_nouns": {"Settlement", "Region", "Facility", "NaturalFeature"},
    "role_nouns": {"office", "job"},
    "former_words": {"past", "future", "acting", "present", "rank"},
    "speaker_nouns": {"person", "body", "text"},
}
YAML = {"reporting_verbs", "ministries"}


@pytest.mark.parametrize("name", sorted(set(names()) - YAML))
def test_every_list_has_entries_each_once(name):
    path = lexicon._FOLDER / "en" / f"{name}.txt"
    entries = [line.split("\t")[0] for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")]
    assert entries
    assert len(entries) == len(set(entries)), [e for e in entries if entries.count(e) > 1]
    assert words(name) == frozenset(entries)


@pytest.mark.parametrize(("name", "values"), VALUES.items())
def test_tables_hold_only_values_that_the_code_knows(name, values):
    assert set(table(name).values()) <= values


def test_a_list_that_does_not_exist_is_named_and_the_others_are_offered():
    with pytest.raises(LexiconError, match=r"nouns_of_joy.*ranks"):
        words("nouns_of_joy")
    with pytest.raises(LexiconError, match="tlh"):
        words("ranks", "tlh")


def test_a_list_is_no_table():
    with pytest.raises(LexiconError, match=r"ranks.txt, line 2: expected key<TAB>value"):
        table("ranks")


def test_beliefs_are_not_statements():
    assert not {"think", "believe", "hope", "know", "fear", "expect", "feel"} & reporting_verbs().keys()


@pytest.mark.parametrize(
    ("lemma", "act"),
    [
        ("say", "claim"),
        ("announce", "announce"),
        ("deny", "deny"),
        ("accuse", "accuse"),
        ("condemn", "condemn"),
        ("call for", "urge"),
        ("call on", "urge"),
        ("warn", "warn"),
        ("pledge", "promise"),
        ("thank", "praise"),
        ("regret", "concern"),
        ("point out", "claim"),
        ("criticise", "condemn"),
        ("criticize", "condemn"),
        ("emphasise", "claim"),
        ("emphasize", "claim"),
    ],
)
def test_acts(lemma, act):
    assert reporting_verbs()[lemma].act == act


def test_grammar_tells_content_from_addressee_and_target():
    verbs = reporting_verbs()
    assert verbs["tell"].obj == "addressee" and not verbs["tell"].np  # "told reporters"
    assert verbs["urge"].obj == "target" and verbs["urge"].inf  # "urged Kyiv to talk"
    assert verbs["announce"].np and verbs["announce"].obj is None  # "announced the capture"
    assert verbs["deny"].np and verbs["deny"].gerund  # "denied the claim", "denied shelling"
    assert verbs["accuse"].obj == "target" and verbs["accuse"].preps["of"] == "content"
    assert verbs["blame"].preps == {"for": "content", "on": "target"}
    assert verbs["call"].complement and not verbs["call"].np  # "called it a crime", but "called the president"
    assert verbs["quote"].obj == "speaker"  # "TASS quoted the minister as saying"
    assert verbs["add"].weak and verbs["continue"].weak


def test_the_same_verb_may_claim_or_urge():
    verbs = reporting_verbs()
    assert verbs["tell"].act_with("clause") == "claim"
    assert verbs["tell"].act_with("inf") == "urge"
    assert verbs["ask"].act_with("for") == "urge"
    assert verbs["insist"].act_with("on") == "urge"


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ({"np": True}, "needs an act"),
        ({"act": "sing"}, "unknown act 'sing'"),
        ({"act": "claim", "nominal": True}, "unknown field 'nominal'"),
        ({"act": "claim", "obj": "victim"}, "unknown role 'victim'"),
        ({"act": "claim", "preps": {True: "target"}}, "True must be a text; put it in quotation marks"),
        ({"act": "claim", "np": "yes please"}, "np must be true or false"),
        ({"act": "claim", "acts": {"of": "urge"}}, "neither a frame nor one of its prepositions"),
    ],
)
def test_a_verb_with_a_mistake_is_refused(entry, complaint):
    with pytest.raises(LexiconError, match=complaint):
        reporting_verb("hum", entry, frozenset(ACTS))


def test_ministries_have_one_name_whatever_the_spelling():
    ministries = canonical("ministries")
    for variant in ("defense ministry", "ministry of defense", "mod", "ministry of defence"):
        assert ministries[variant] == "Ministry of Defence"
    assert ministries["foreign office"] == ministries["state department"] == "Ministry of Foreign Affairs"


@pytest.mark.parametrize(("noun", "kind"), [("truce", "ceasefire"), ("peace accord", "peace"), ("memorandum of understanding", "other")])
def test_agreement_nouns(noun, kind):
    assert table("agreement_nouns")[noun] == kind


def test_offices_serve_states_and_jobs_do_not():
    roles = table("role_nouns")
    assert roles["foreign minister"] == "office"
    assert roles["journalist"] == "job"
