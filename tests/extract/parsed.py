"""Parses written down by hand, so that a test of a grammar rule shows the structure that the rule needs."""

import spacy
from spacy.tokens import Doc

from kgraph.extract.cast import Cast
from kgraph.extract.mentions import find

_VOCAB = spacy.blank("en").vocab  # a bare Vocab knows neither lower case nor punctuation
_CLASSES = {
    "VB": "VERB", "MD": "AUX", "NNP": "PROPN", "NN": "NOUN", "PRP": "PRON", "WP": "PRON", "WDT": "PRON", "IN": "ADP", "TO": "PART",
    "DT": "DET", "JJ": "ADJ", "RB": "ADV", "CD": "NUM", "CC": "CCONJ", "POS": "PART",
}  # fmt: skip


def parsed(line: str) -> Doc:
    """A `Doc` from `word/TAG/label/head` separated by spaces; heads count from 0, a root is its own head.

    `said=say` gives the word and its lemma; otherwise the lemma is the word in lower case.
    """
    tokens = [entry.rsplit("/", 3) for entry in line.split()]
    words = [word.split("=")[0] for word, *_ in tokens]
    return Doc(
        _VOCAB,
        words=words,
        spaces=[
            after not in (",", ".", ":", "”", "'s", "-") and word not in ("“", "-")
            for word, after in zip(words, [*words[1:], "."], strict=True)
        ],
        lemmas=[word.split("=")[-1].lower() if "=" in word else word.lower() for word, *_ in tokens],
        tags=[tag for _, tag, _, _ in tokens],
        pos=[_class(tag) for _, tag, _, _ in tokens],
        deps=[label for _, _, label, _ in tokens],
        heads=[int(head) for *_, head in tokens],
    )


def _class(tag: str) -> str:
    return next((name for start, name in sorted(_CLASSES.items(), key=lambda c: -len(c[0])) if tag.startswith(start)), "PUNCT")


def cast_of(doc: Doc) -> Cast:
    """Whom a hand-written parse names: what the gazetteer knows, for there is no network here."""
    return Cast(doc, find(doc, frozenset()))
