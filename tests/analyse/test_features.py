"""Morphological features: what form and tag tell, and nothing that only the sentence would."""

import pytest

from kgraph.analyse.features import features


@pytest.mark.parametrize(
    ("form", "pos", "tag", "expected"),
    [
        ("ministers", "NOUN", "NNS", "Number=Plur"),
        ("Turkey", "PROPN", "NNP", "Number=Sing"),
        ("said", "VERB", "VBD", "Mood=Ind|Tense=Past|VerbForm=Fin"),
        ("says", "VERB", "VBZ", "Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin"),
        ("She", "PRON", "PRP", "Case=Nom|Gender=Fem|Number=Sing|Person=3|PronType=Prs"),
        ("it", "PRON", "PRP", "Gender=Neut|Number=Sing|Person=3|PronType=Prs"),
        ("themselves", "PRON", "PRP", "Number=Plur|Person=3|PronType=Prs|Reflex=Yes"),
        ("their", "PRON", "PRP$", "Case=Gen|Number=Plur|Person=3|Poss=Yes|PronType=Prs"),
        ("n’t", "PART", "RB", "Polarity=Neg"),
        ("these", "DET", "DT", "Number=Plur|PronType=Dem"),
        ("that", "PRON", "WDT", ""),
        ("1994", "NUM", "CD", "NumForm=Digit|NumType=Card"),
        ("ten", "NUM", "CD", "NumForm=Word|NumType=Card"),
        ("soon", "ADV", "RB", ""),
        ("of", "ADP", "IN", ""),
        ("of", "VERB", "IN", ""),
    ],
)
def test_features_of_a_word(form, pos, tag, expected):
    assert features(form, pos, tag) == expected
