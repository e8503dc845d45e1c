"""Which statements of a document contradict each other: a denial and what it denies, opposite things said of the same matter.

No link stands on likeness alone: one of the two denies or negates, the other affirms, the words of the matter are shared,
and the speakers differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kgraph.extract.statements.quotations import Quotation
from kgraph.extract.syntax import NEGATIONS
from kgraph.facts import Act

_CONTENT = frozenset({"NOUN", "VERB", "PROPN", "ADJ", "NUM"})
_LIGHT = frozenset(
    {
        "say",
        "be",
        "have",
        "claim",
        "report",
        "accord",
        "state",
        "official",
        "side",
        "country",
        "people",
        "day",
        "time",
        "make",
        "take",
        "do",
    }
)
_SHARE = 0.5  # of the shorter one's words of substance


@dataclass(frozen=True, slots=True)
class Said:
    """What the comparison needs of a statement."""

    speaker: int | None
    act: Act
    start: int
    end: int
    cue: int


def disputes(doc: Doc, said: Sequence[Said]) -> dict[int, list[int]]:
    """For each statement that denies or contradicts: the positions of the statements that it disputes."""
    stems = [_stems(doc, s) for s in said]
    negated = [_is_negated(doc, s) for s in said]
    out: dict[int, list[int]] = {}
    for i, s in enumerate(said):
        denies = s.act == "deny"
        if not (denies or negated[i]):
            continue
        for j, o in enumerate(said):
            if i == j or o.speaker == s.speaker or o.act in ("deny", "urge", "promise") or (negated[j] and not denies):
                continue
            if s.start <= o.start and o.end <= s.end:
                # "denied an assertion that ...": what is denied is itself a report within the denial
                if denies and o.speaker != s.speaker and len(stems[j]) > 1:
                    out.setdefault(i, []).append(j)
                continue
            shared = len(stems[i] & stems[j])
            least = min(len(stems[i]), len(stems[j]))
            if shared >= 2 and shared >= _SHARE * least:
                out.setdefault(i, []).append(j)
    return out


def _stems(doc: Doc, s: Said) -> frozenset[str]:
    span = doc.char_span(s.start, s.end, alignment_mode="expand")
    if span is None:
        return frozenset()
    return frozenset(_stem(t) for t in span if t.pos_ in _CONTENT and t.lemma_.lower() not in _LIGHT and len(t) > 2)


def _stem(token: Token) -> str:
    """A crude stem, so that "capture", "captured" and "capturing", "denial" and "deny" meet."""
    return token.lemma_.lower()[:5]


def _is_negated(doc: Doc, s: Said) -> bool:
    span = doc.char_span(s.start, s.end, alignment_mode="expand")
    return span is not None and any(t.lower_ in NEGATIONS and (t.dep_ in ("advmod", "det") or t.lower_ == "no") for t in span)


_ = Quotation
