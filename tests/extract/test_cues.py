"""Which verb reports, whether it tells that something was said, and who said it: on parses written down by hand."""

import pytest
from extract.parsed import cast_of, parsed

from kgraph.extract.statements.cues import cues, entry_of, is_told


def found(line):
    doc = parsed(line)
    return [(c.span.text, [t.text for t in c.speakers]) for c in cues(doc[:], cast_of(doc))]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Chad/NNP/nsubj/1 said=say/VBD/ROOT/1 it/PRP/nsubj/3 rained=rain/VBD/ccomp/1", [("said", ["Chad"])]),
        ("Chad/NNP/nsubj/1 called=call/VBD/ROOT/1 for/IN/case/3 help/NN/obl/1", [("called for", ["Chad"])]),
        (
            "Chad/NNP/nsubj:pass/2 was=be/VBD/aux:pass/2 accused=accuse/VBN/ROOT/2 by/IN/case/4 Mali/NNP/obl:agent/2",
            [("accused", ["Mali"])],
        ),
        ("Chad/NNP/nsubj/1 walked=walk/VBD/ROOT/1 home/RB/advmod/1", []),
    ],
)
def test_the_cue_and_its_speaker(line, expected):
    assert found(line) == expected


@pytest.mark.parametrize(
    ("line", "verb", "told"),
    [
        ("Chad/NNP/nsubj/3 did=do/VBD/aux/3 not/RB/advmod/3 say/VB/ROOT/3", 3, False),
        ("Chad/NNP/nsubj/2 will/MD/aux/2 say/VB/ROOT/2", 2, False),
        ("Chad/NNP/nsubj/1 hopes=hope/VBZ/ROOT/1 to/TO/mark/3 announce/VB/xcomp/1", 3, False),
        ("if/IN/mark/2 Chad/NNP/nsubj/2 says=say/VBZ/advcl/3 leave/VB/ROOT/3", 2, False),
        ("Chad/NNP/nsubj/2 did=do/VBD/aux/2 say/VB/ROOT/2", 2, True),
        ("Chad/NNP/nsubj/2 has=have/VBZ/aux/2 said=say/VBN/ROOT/2", 2, True),
        ("Chad/NNP/nsubj/1 went=go/VBD/ROOT/1 on/RP/advmod/1 to/TO/mark/4 accuse/VB/xcomp/1", 4, True),
    ],
)
def test_only_what_was_uttered_is_told(line, verb, told):
    assert is_told(parsed(line)[verb]) is told


def test_a_verb_with_its_second_word_goes_before_the_bare_verb():
    doc = parsed("Chad/NNP/nsubj/1 called=call/VBD/ROOT/1 on/IN/case/3 Mali/NNP/obl/1 to/TO/mark/5 leave/VB/advcl/1")
    verb, second = entry_of(doc[1])
    assert (verb.lemma, second.text) == ("call on", "on")
