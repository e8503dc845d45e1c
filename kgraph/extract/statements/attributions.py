"""Attributing phrases: "according to the ministry, ...", "..., in the words of the envoy"."""

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Span, Token

from kgraph.extract.antecedents import is_people
from kgraph.extract.cast import Cast
from kgraph.extract.syntax import is_verb, preposition, trimmed, with_conjuncts
from kgraph.facts import Act
from kgraph.lexicon import words


class Attributed(NamedTuple):
    """A content that a phrase, a noun or a headline attributes: to whom, by which words, as which act, by which rule.

    `source` describes who said it where the text names nobody; `pieces` are those of a content that the phrase interrupts.
    """

    content: Span
    speakers: list[Token]
    cue: Span
    act: Act
    rule: str
    source: Span | None = None
    pieces: tuple[Span, ...] = ()


def attributed_phrases(sentence: Span, cast: Cast) -> Iterator[Attributed]:
    """Yield what the attributing phrases of a sentence attribute."""
    introduced = {t.head.i for t in sentence if t.dep_ == "case"}
    for token in sentence:
        if token.lemma_.lower() in words("wording_nouns") and preposition(token) in ("in", "by"):
            yield from _in_the_words_of(sentence, token, cast)
            continue
        if token.i not in introduced:
            continue  # a conjunct that shares its preposition, too: its first conjunct gives it
        case = preposition(token)
        if case not in words("attributing_phrases") and not case.startswith("according to"):
            continue
        if token.ent_type_ in ("DATE", "MONEY") or token.lemma_.lower() in words("unspeaking_nouns"):
            continue
        markers = [c for c in token.children if c.dep_ == "case"]
        first = min(m.i for m in markers)
        last = max([m.i for m in markers] + [f.i for m in markers for f in m.children if f.dep_ == "fixed"])
        content = _rest(sentence, token, first)
        if content is not None and len(content) > 2:
            yield Attributed(content, with_conjuncts(token), token.doc[first : last + 1], "claim", "attributing phrase")


def _has_words(who: Token, cast: Cast) -> bool:
    return who.i in cast.at or is_people(who) or any(who.lemma_.lower() in words(name) for name in ("spokesperson_nouns", "body_nouns"))


def _in_the_words_of(sentence: Span, noun: Token, cast: Cast) -> Iterator[Attributed]:
    """ "in the words of the envoy, ...", "..., in the minister's view": the whole sentence, around the phrase."""
    who = next((c for c in noun.children if c.dep_ == "nmod:poss" or (c.dep_ == "nmod" and preposition(c) == "of")), None)
    if who is None or not _has_words(who, cast):
        return
    if who.dep_ != "nmod:poss" and not any(c.dep_ == "det" for c in noun.children):
        return  # "in view of the attack" is nobody's view
    doc, own = noun.doc, [t.i for t in noun.subtree if t.text != ","]
    first, end = min(own), max(own) + 1
    before, behind = trimmed(doc[sentence.start : first]), trimmed(doc[end : sentence.end])
    ends = all(t.is_punct or t.is_space for t in doc[end : sentence.end])
    apart = (first == sentence.start or doc[first - 1].text == ",") and (ends or doc[end].text == ",")
    verbal = [part for part in (before, behind) if any(is_verb(t) for t in part)]
    if not apart or not verbal:
        return  # "in the words of the treaty": part of what the clause says
    inside = len(before) > 0 and len(behind) > 0 and (len(verbal) == 2 or verbal[0] is behind)
    content = doc[before.start : behind.end] if inside else verbal[0]
    pieces = (before, behind) if inside else ()
    last = next((c.i for c in who.children if c.dep_ == "case"), noun.i) if who.i > noun.i else noun.i
    yield Attributed(content, with_conjuncts(who), doc[first : last + 1], "claim", "attributing phrase", pieces=pieces)


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
