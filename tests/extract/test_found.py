"""Whether an agreement that a sentence speaks of exists: modality, on parses written down by hand."""

import pytest
from extract.parsed import parsed

from kgraph.extract.agreements.found import spoken


def mentions(line):
    """(form, whether real) of each mention."""
    return [(m.form, m.real) for m in spoken(parsed(line), frozenset())]


SIGNED = "Chad/NNP/nsubj/1 signed=sign/VBD/ROOT/1 a/DT/det/3 truce/NN/obj/1"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(SIGNED, [("a truce", True)], id="signed"),
        pytest.param("Chad/NNP/nsubj/2 will/MD/aux/2 sign/VB/ROOT/2 a/DT/det/4 truce/NN/obj/2", [("a truce", False)], id="will sign"),
        pytest.param(
            "Chad/NNP/nsubj/3 did=do/VBD/aux/3 not/RB/advmod/3 sign/VB/ROOT/3 a/DT/det/5 truce/NN/obj/3",
            [("a truce", False)],
            id="did not sign",
        ),
        pytest.param(
            "Chad/NNP/nsubj/1 called=call/VBD/ROOT/1 for/IN/case/4 a/DT/det/4 truce/NN/obl/1", [("a truce", False)], id="called for"
        ),
        pytest.param(
            "Chad/NNP/nsubj/1 met=meet/VBD/ROOT/1 to/TO/mark/3 sign/VB/advcl/1 a/DT/det/5 truce/NN/obj/3",
            [("a truce", False)],
            id="a purpose",
        ),
        pytest.param(
            "Chad/NNP/nsubj/1 agreed=agree/VBD/ROOT/1 to/TO/mark/3 sign/VB/xcomp/1 a/DT/det/5 truce/NN/obj/3",
            [("a truce", True)],
            id="agreed to",
        ),
        pytest.param(
            "talks=talk/NNS/nsubj/4 on/IN/case/3 a/DT/det/3 truce/NN/nmod/0 failed=fail/VBD/ROOT/4", [("a truce", False)], id="talks on"
        ),
        pytest.param("no/DT/det/1 truce/NN/nsubj/2 held=hold/VBD/ROOT/2", [], id="no truce"),
        pytest.param("truces=truce/NNS/nsubj/1 fail/VBP/ROOT/1", [], id="plural"),
        # Words that contain or sound like one.
        pytest.param("the/DT/det/1 dealer/NN/nsubj/2 left=leave/VBD/ROOT/2", [], id="another word"),
    ],
)
def test_what_is_real(line, expected):
    assert mentions(line) == expected


def test_the_truce_of_a_violation_is_known_but_not_told_as_made():
    [m] = spoken(parsed("truce/NN/compound/1 violations=violation/NNS/nsubj/2 rose=rise/VBD/ROOT/2"), frozenset())
    assert m.definite and not m.real


def test_skipped_words_are_not_read():
    doc = parsed(SIGNED)
    assert list(spoken(doc, frozenset({3}))) == []
