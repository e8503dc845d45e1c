"""Datelines: "TORONTO (Sputnik) - ..." stands before a sentence and is no part of it."""

from spacy.tokens import Span, Token

from kgraph.extract.statements.cues import Cue


def after_dateline(span: Span) -> int:
    """The first token behind a dateline ("TORONTO (Sputnik) - ...", "BAKU/YEREVAN, Oct. 9 (Reuters) -"), or the span's own first."""
    for n, t in enumerate(span[:25]) if span[0].text.isupper() else ():
        if t.text in ("-", "–", "—") and n >= 3 and any(x.text == ")" for x in span[:n]) and (t.whitespace_ or span[n - 1].whitespace_):
            return int(t.i) + 1
    return int(span.start)


def past_dateline(cue: Cue, body: int) -> Cue:
    """A cue without speakers that stand in the dateline."""
    if cue.speakers and any(t.i < body for t in cue.speakers):
        kept = [t for t in cue.speakers if t.i >= body]
        # The parser took the town for the subject: the speaker is the noun phrase that the sentence begins with.
        cue.speakers = kept or first_nominal(cue.token, body)
    return cue


def first_nominal(verb: Token, start: int) -> list[Token]:
    """The head of the noun phrase that begins at token `start`, if it ends before the verb."""
    for t in verb.doc[start : verb.i]:
        if t.pos_ in ("PROPN", "NOUN", "PRON"):
            head = t
            while (
                head.head.i > head.i
                and head.head.i < verb.i
                and head.dep_ in ("compound", "nmod:desc", "amod", "nmod", "nmod:poss", "flat", "det")
            ):
                head = head.head
            return [head]
    return []
