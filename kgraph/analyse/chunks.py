"""Base noun phrases under Universal Dependencies, for spaCy's `Doc.noun_chunks`."""

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
# What belongs to the phrase when it stands before its head.
_BEFORE = frozenset({"amod", "compound", "det", "det:predet", "nummod", "nmod:poss", "nmod:desc", "advmod", "flat", "nmod", "cc", "conj"})
_INSIDE = frozenset("-–'\"“”‘’")
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
    doc, start, end = head.doc, head.i, head.i + 1
    while start > 0 and _belongs(doc[start - 1], head):
        start -= 1
    while doc[start].dep_ in ("punct", "cc"):
        start += 1
    for child in head.rights:
        if child.dep_ in _AFTER and child.i <= end:
            end = child.right_edge.i + 1
    return start, end


def _belongs(token: Token, head: Token) -> bool:
    """Whether `token`, before `head`, modifies it, or a word that does."""
    while token != head:
        if not _modifies(token) or token.head == token:
            return False
        token = token.head
    return True


def _modifies(token: Token) -> bool:
    if token.dep_ == "case":
        return token.head.dep_ == "nmod:poss" and token.i > token.head.i
    return token.dep_ in _BEFORE or (token.dep_ == "punct" and token.text in _INSIDE)
