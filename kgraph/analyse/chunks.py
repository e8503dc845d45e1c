"""Base noun phrases under Universal Dependencies, for spaCy's `Doc.noun_chunks`."""

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
# What belongs to the phrase when it stands before its head; possessors bring their own modifiers.
_BEFORE = frozenset({"amod", "compound", "det", "det:predet", "nummod", "nmod:poss", "nmod:desc", "advmod", "flat", "nmod"})
_AFTER = frozenset({"flat", "fixed", "goeswith"})
# A name's parts belong to the name: no phrase of their own.
_PARTS = frozenset({"compound", "flat", "fixed", "goeswith", "nmod:desc", "det", "det:predet"})


def noun_chunks(doclike: Doc | Span) -> Iterator[tuple[int, int, int]]:
    """Yield (first token, one past the last, label) of each noun phrase without what follows its head: no "of ...", no clause."""
    label = doclike.vocab.strings.add("NP")
    end_of_last = -1
    for token in doclike:
        if token.pos_ not in _NOMINAL or token.dep_ in _PARTS or _is_possessor(token):
            continue
        start, end = _edges(token)
        if start > end_of_last:
            end_of_last = end - 1
            yield start, end, label


def _is_possessor(token: Token) -> bool:
    # "Armenia" in "Armenia's army" is inside that phrase already, as long as the phrase has a nominal head.
    return token.dep_ == "nmod:poss" and token.head.pos_ in _NOMINAL and token.i < token.head.i


def _edges(head: Token) -> tuple[int, int]:
    start, end = head.i, head.i + 1
    for child in reversed(list(head.lefts)):
        if child.dep_ in _BEFORE and child.right_edge.i == start - 1:
            start = child.left_edge.i
        elif child.dep_ == "punct" and child.i == start - 1 and child.text == "-":
            start = child.i
        else:
            break
    for child in head.rights:
        if child.dep_ in _AFTER and child.i <= end:
            end = child.right_edge.i + 1
    return start, end
