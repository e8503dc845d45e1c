"""Attributing phrases: "according to the ministry, ...", "..., in the words of the envoy"."""

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Span, Token

from kgraph.extract.cast import Cast
from kgraph.extract.syntax import is_verb, preposition, trimmed, with_conjuncts
from kgraph.facts import Act
from kgraph.lexicon import words


class Attributed(NamedTuple):
    """A content that a phrase, a noun or a headline attributes: to whom, by which words, as which act, by which rule.

    `source` describes who said it where the text names nobody.
    """

    content: Span
    speakers: list[Token]
    cue: Span
    act: Act
    rule: str
    source: Span | None = None


def attributed_phrases(sentence: Span, cast: Cast) -> Iterator[Attributed]:
    """Yield what the attributing phrases of a sentence attribute."""
    for token in sentence:
        case = preposition(token)
        if case not in words("attributing_phrases") and not case.startswith("according to"):
            continue
        if token.ent_type_ in ("DATE", "MONEY") or token.lemma_.lower() in words("unspeaking_nouns"):
            continue
        markers = [c for c in token.children if c.dep_ == "case"]
        if not markers:
            continue  # a conjunct that shares its preposition: its first conjunct gives it
        first = min(m.i for m in markers)
        last = max([m.i for m in markers] + [f.i for m in markers for f in m.children if f.dep_ == "fixed"])
        content = _rest(sentence, token, first)
        if content is not None and len(content) > 2:
            yield Attributed(content, with_conjuncts(token), token.doc[first : last + 1], "claim", "attributing phrase")


def _rest(sentence: Span, token: Token, first: int) -> Span | None:
    """The clause that a phrase attributes, without the phrase: what stands on its longer side, within the same clause."""
    doc = sentence.doc
    own = {
        t.i
        for t in token.subtree
        if not (is_verb(t) and any(c.dep_ in ("nsubj", "nsubj:pass") for c in t.children) and t.dep_ != "acl:relcl")
    }
    end = max(own) + 1 if own else token.i + 1
    while end < sentence.end and doc[end - 1].i not in own:
        end += 1
    left = trimmed(doc[sentence.start : first])
    right_end = sentence.end
    right = trimmed(doc[min(end, sentence.end) : right_end]) if end < sentence.end else doc[0:0]
    host = token.head
    if host.i < first and len(left) >= 3:
        return left
    if len(right) >= 3:
        return right
    return left if len(left) >= 3 else None
