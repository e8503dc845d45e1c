"""Headlines: "X Says ...", "..., X Says", "X: ...", "... - X"."""

from spacy.tokens import Doc, Span, Token

from kgraph.extract.antecedents import is_people
from kgraph.extract.cast import Cast
from kgraph.extract.statements.attributions import Attributed
from kgraph.extract.statements.cues import entry_of
from kgraph.extract.syntax import FINITE, trimmed
from kgraph.lexicon import reporting_verbs, words

_DASHES = frozenset("-–—")
_MOST = 10  # words in the part of a headline that names its speaker


def headline(span: Span, cast: Cast) -> Attributed | None:
    """What a headline attributes, None for one that reports nothing.

    Headlines whose grammar the parser sees through ("X Accuses Y of ...") are left to the rules for sentences.
    """
    doc = span.doc
    tokens = [t for t in span if not t.is_space]
    while tokens and tokens[-1].is_punct and tokens[-1].text in ".":
        tokens = tokens[:-1]
    if len(tokens) < 4:
        return None
    return _colon(doc, tokens, cast) or _dash(doc, tokens, cast) or _says(doc, tokens, cast)


def _colon(doc: Doc, tokens: list[Token], cast: Cast) -> Attributed | None:
    """ "Aliyev: the military has taken ..." """
    for n, t in enumerate(tokens[: _MOST + 1]):
        if t.text == ":" and 0 < n < len(tokens) - 2:
            rest = tokens[n + 1 :]
            quoted = rest[0].is_quote and rest[-1].is_quote
            who = _doer(tokens[:n], cast) if quoted else None
            who = who or (None if _acted(tokens[:n]) else _speaker(tokens[:n], cast))
            told = any(entry_of(t) is not None and t.pos_ == "VERB" and any(c.dep_ == "nsubj" for c in t.children) for t in rest)
            says = rest[0].is_quote or any(t.pos_ in ("VERB", "AUX") for t in rest)
            if who is not None and not told and says and not rest[0].text[0].isdigit():
                return Attributed(_content(doc, tokens[n + 1 :]), [who], doc[t.i : t.i + 1], "claim", "headline with a colon")
            return None
    return None


def _doer(tokens: list[Token], cast: Cast) -> Token | None:
    """Who acts in what stands before a quotation: "Warren hammers bank: 'You should be investigated'"."""
    for t in tokens:
        if t.dep_ == "nsubj":
            index = cast.at.get(t.i)
            if is_people(t) if index is None else cast.is_actor(index) and not cast.adjective_at(t.i):
                return t
    return None


def _acted(tokens: list[Token]) -> bool:
    """Whether somebody acts on another in what stands before a colon: "Minister slams rebels: ..." is not said by the rebels."""
    return any(t.dep_ == "obj" and t.head.tag_ in FINITE and any(c.dep_ == "nsubj" for c in t.head.children) for t in tokens)


def _dash(doc: Doc, tokens: list[Token], cast: Cast) -> Attributed | None:
    """ "... Injured - Presidential Assistant" """
    for n in range(len(tokens) - 2, max(2, len(tokens) - _MOST - 2), -1):
        t = tokens[n]
        if t.text in _DASHES and doc[t.i - 1].whitespace_ and (t.whitespace_ or doc[t.i + 1].is_space):
            who = _speaker(tokens[n + 1 :], cast)
            if who is not None:
                return Attributed(_content(doc, tokens[:n]), [who], doc[t.i : t.i + 1], "claim", "headline with a dash")
            return None
        if t.text in ".:":
            return None
    return None


def _says(doc: Doc, tokens: list[Token], cast: Cast) -> Attributed | None:
    """ "..., Aliyev Says", where a comma sets the speaker apart."""
    last = tokens[-1]
    entry = (
        reporting_verbs().get(last.lemma_.lower())
        or reporting_verbs().get(last.lower_.rstrip("s"))
        or reporting_verbs().get(last.lower_[:-1])
    )
    if entry is None or not entry.clause or not last.lower_.endswith(("s", "say", "d")):
        return None
    for n in range(len(tokens) - 2, max(1, len(tokens) - _MOST - 2), -1):
        if tokens[n].text == ",":
            who = _speaker(tokens[n + 1 : -1], cast, states=True)
            if who is None:
                return None
            return Attributed(_content(doc, tokens[:n]), [who], doc[last.i : last.i + 1], entry.act, "headline ending in its cue")
    return None


def _speaker(tokens: list[Token], cast: Cast, *, states: bool = False) -> Token | None:
    """The head of a short part of a headline that names who speaks: a person or body at its end, or a title.

    A state counts only where a verb of saying follows (`states`): "Turkey: protests spread" is about it, not by it.
    """
    tokens = [t for t in tokens if not t.is_punct or t.text in ("'", "’")]
    if not tokens or len(tokens) > _MOST:
        return None
    for t in reversed(tokens[-4:]):
        index = cast.at.get(t.i)
        if index is not None and cast.kind(index) == "Person" and t.i >= tokens[-1].i - 1:
            return t
    last = tokens[-1]
    index = cast.at.get(last.i)
    if (
        index is not None
        and not cast.adjective_at(last.i)
        and (cast.kind(index) in ("Organization", "ArmedForce") or (states and cast.kind(index) in ("Country", "Region")))
    ):
        return last
    if last.lemma_.lower() in words("role_nouns") or last.lemma_.lower() in words("speaker_nouns") or last.lower_ in words("role_nouns"):
        return last
    return None


def _content(doc: Doc, tokens: list[Token]) -> Span:
    return trimmed(doc[tokens[0].i : tokens[-1].i + 1])
