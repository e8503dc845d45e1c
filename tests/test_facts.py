"""The facts of a document as a line of JSON: nothing is lost, and nothing may dangle."""

from dataclasses import replace

import pytest
from facts_sample import Document, sentence

from kgraph.facts import Facts, Part, dump, load

DEAL = sentence("They agreed to exchange prisoners.")


def told() -> Facts:
    document = Document(1).agreement(
        parties=["Armenia"],
        signatories=["Nikol Pashinyan"],
        witnesses=["African Union"],
        guarantors=["Russia"],
        terms=[("exchange", "exchange prisoners", DEAL)],
        statuses=[("collapsed", "2020-10", DEAL), ("in_force", None, DEAL)],
    )
    return document.facts()


def test_what_is_written_is_read_back() -> None:
    assert load(dump(told())) == told()


@pytest.mark.parametrize("role", ["parties", "mediators", "signatories", "witnesses", "guarantors", "places"])
def test_a_part_that_names_nobody_is_refused_with_its_document(role: str) -> None:
    facts = told()
    [agreement] = facts.agreements
    broken = replace(facts, agreements=(replace(agreement, **{role: (Part(9, DEAL),)}),))
    with pytest.raises(ValueError, match="document/0000000000000001: an agreement points to nothing"):
        load(dump(broken))
