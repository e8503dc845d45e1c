"""Who mediated the talks: "Norway hosted the negotiations", "talks chaired by the envoy", where the text tells of one agreement."""

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from kgraph.extract.agreements.agreed import Agreed
from kgraph.extract.agreements.roles import Role
from kgraph.extract.cast import Cast
from kgraph.extract.syntax import agents, children, is_modal, is_negated, is_passive, relation, subjects
from kgraph.lexicon import table, words


def mediate(doc: Doc, found: Sequence[Agreed], cast: Cast) -> None:
    """Give the mediators of talks to the one agreement that the document tells, or to the one in the same sentence."""
    real = [a for a in found if a.real]
    _taken_up(doc, real, cast)
    for token, verb in _mediated_talks(doc):
        here = [a for a in real if any(m.head.sent.start == token.sent.start for m in a.mentions)]
        one = here if len(here) == 1 else real if len(real) == 1 else []
        for a in one:
            _add(a, _mediators(token, verb), "mediator of the talks", 0.7, cast)


def _add(a: Agreed, mediators: Sequence[Token], rule: str, confidence: float, cast: Cast) -> None:
    """Give an agreement its mediators; who is a party to it is none."""
    for t in mediators:
        for index in cast.resolve(t):
            if cast.is_actor(index) and (index, "party") not in a.roles:
                a.roles.setdefault((index, "mediator"), Role(index, "mediator", rule, t.i, confidence))


def _taken_up(doc: Doc, real: Sequence[Agreed], cast: Cast) -> None:
    """ "It was brokered by Norway": the agreement last spoken of, in the sentence before."""
    for token in doc:
        if token.lower_ not in ("it", "this", "that") or token.dep_ != "nsubj:pass":
            continue
        verb = token.head
        if table("agreement_verbs").get(verb.lemma_.lower()) != "mediator" or is_negated(verb) or is_modal(verb):
            continue
        before = [(m.head.i, n) for n, a in enumerate(real) for m in a.mentions if token.i - 80 < m.head.i < token.i]
        if not before:
            continue
        _add(real[max(before)[1]], agents(verb), "mediating verb", 0.85, cast)


def _mediated_talks(doc: Doc) -> Iterator[tuple[Token, Token]]:
    """The nouns for talks that somebody mediated, each with the verb that says so."""
    for token in doc:
        if token.lemma_.lower() not in words("talk_nouns") and token.lower_ not in words("talk_nouns"):
            continue
        verbs = [c for c in children(token, "acl", "acl:relcl") if c.tag_ == "VBN" or c.dep_ == "acl:relcl"]
        if relation(token) in ("obj", "nsubj"):
            verbs.append(token.head)
        for verb in verbs:
            mediating = table("agreement_verbs").get(verb.lemma_.lower()) == "mediator"
            if mediating and not is_negated(verb) and verb.tag_ != "VB" and not is_modal(verb):
                yield token, verb


def _mediators(token: Token, verb: Token) -> list[Token]:
    if named := agents(verb):
        return named
    passive = is_passive(verb) or (verb.tag_ == "VBN" and verb.dep_ == "acl")
    return [t for t in ([] if passive else subjects(verb)) if t.i != token.i]
