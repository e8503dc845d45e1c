"""In what something was said: "in a televised address", "in an interview with A Haber", "on Facebook", "at a press briefing"."""

from collections.abc import Iterator, Sequence

from spacy.tokens import Span, Token

from kgraph.extract.cast import Cast
from kgraph.extract.statements.cues import entry_of
from kgraph.extract.syntax import is_verb, phrase, preposition, relation
from kgraph.lexicon import reporting_verbs, words

_WAYS = frozenset({"in", "on", "at", "during", "via", "through", "by", "over"})
_APART = ("acl:relcl", "acl", "case", "appos", "punct", "conj", "cc")
_MOST = 12  # words


def medium_of(cue: Token, said: Sequence[tuple[int, int]], cast: Cast) -> Span | None:
    """The words for what a statement was made in, None where nothing of its cue's clause tells it."""
    for host in _hosts(cue):
        for c in host.children:
            if relation(c) not in ("obl", "nmod") or preposition(c) not in _WAYS or any(a <= c.idx < b for a, b in said):
                continue
            if preposition(c) in ("over", "by") and any(x.dep_ == "det" for x in c.children) and c.lemma_.lower() not in words("air_nouns"):
                continue  # "by phone", "over the radio"; "over the article" tells why
            if _is_medium(c) or (host.i == cue.i and _is_outlet(c, cast)):
                span = phrase(c, without=[x for x in c.children if x.dep_ in _APART or (x.i > c.i and not _describes(x))])
                comma = next((t.i for t in span if t.text == ","), span.end)
                span = c.doc[span.start : max(comma, c.i + 1)]
                if 0 < len(span) <= _MOST and not any(a < span.end_char and span.start_char < b for a, b in said):
                    return span
    return None


def _describes(behind: Token) -> bool:
    """Whether what stands behind a medium tells which it was ("with A Haber"), not when or why."""
    return preposition(behind) in ("of", "with", "to", "by", "on", "from", "for", "between") and behind.ent_type_ != "DATE"


def _hosts(cue: Token) -> Iterator[Token]:
    """The cue, a participle beside it ("speaking in parliament, he said"), and the cue that it adds to ("..., saying")."""
    yield cue
    yield from (c for c in cue.children if c.dep_ == "advcl" and c.tag_ == "VBG")
    head = cue.head
    if entry_of(head) is None:
        return
    if cue.dep_ in ("conj", "advcl", "xcomp") and is_verb(head) and head.i < cue.i and not any(c.dep_ == "nsubj" for c in cue.children):
        yield head


def _is_medium(noun: Token) -> bool:
    lemma = noun.lemma_.lower()
    names = {lemma, *(f"{c.lemma_.lower()} {lemma}" for c in noun.children if c.dep_ == "compound" and c.i == noun.i - 1)}
    if not names.isdisjoint(words("platforms")):
        return preposition(noun) in ("on", "via", "through")
    return not names.isdisjoint(words("medium_nouns")) and noun.tag_ not in ("NNP", "NNPS")


def _is_outlet(noun: Token, cast: Cast) -> bool:
    """ "said on CNN", not "called on the council": a body behind "on" and a verb that only says."""
    index = cast.at.get(noun.i)
    saying = reporting_verbs().get(noun.head.lemma_.lower())
    return (
        preposition(noun) == "on"
        and index is not None
        and cast.kind(index) == "Organization"
        and saying is not None
        and saying.clause
        and not saying.weak
        and saying.preps.get("on") is None
    )
