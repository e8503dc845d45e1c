"""Agreements: which one, of what kind, when, between whom, mediated by whom, agreed where, and what became of it.

Mentions are gathered into agreements one by one: a mention joins the last agreement that nothing about it contradicts
(kind, date, mediators, parties), "a new", "a second" and the like start another. An agreement needs something that
tells it from others: a date, a place, a mediator, a party or a name.
"""

from collections.abc import Callable

from spacy.tokens import Doc, Span, Token

from kgraph.extract.agreements.agreed import Agreed, inherit, joined, mentions_of, take
from kgraph.extract.agreements.bound import bind
from kgraph.extract.agreements.fate import ended_war, settle_statuses, status
from kgraph.extract.agreements.found import Spoken, is_agreement_noun, spoken
from kgraph.extract.agreements.real import is_talks
from kgraph.extract.agreements.roles import Role, roles, verbs_of
from kgraph.extract.agreements.sides import belligerents, complete_parties, leaders_to_states, people_sign
from kgraph.extract.agreements.terms import provide
from kgraph.extract.agreements.third import stand_beside
from kgraph.extract.agreements.when import led_to, of_clause, when
from kgraph.extract.cast import Cast
from kgraph.extract.syntax import children, is_modal, preposition, relation, with_conjuncts
from kgraph.facts import AgreementKind
from kgraph.lexicon import words

_OPENING = 3  # sentences in which a text says what it is about
_TITLE = 12  # tokens; what is shorter is a heading

__all__ = ["KINDS", "Agreed", "agreements"]

KINDS: dict[str, AgreementKind] = {"ceasefire": "Ceasefire", "peace": "PeaceAgreement", "other": "Agreement"}


def agreements(doc: Doc, cast: Cast, skipped: frozenset[int], anchor_of: Callable[[int], str | None]) -> list[Agreed]:
    """The agreements that a document tells apart, in order of first mention.

    `anchor_of(i)` is the date that dates at token i count from (see `dates.moments`).
    """
    out: list[Agreed] = []
    bodies = frozenset(i for i, index in cast.at.items() if cast.kind(index) in ("Organization", "ArmedForce", "Person"))
    for m in spoken(doc, skipped | bodies):
        m.verbs = dict(verbs_of(m))
        if m.pending and not m.verbs and m.host is None:
            m.real, m.supposed = False, True
        anchor = anchor_of(m.head.i)
        date, effective, near = when(doc, m, anchor)
        told = roles(doc, m, cast)
        if m.bare and not (told or date or effective or m.named or status(m) or m.verbs):
            m.real = False
        around = of_clause(doc, m, anchor) if not (date or effective) else None
        if around and (ended_war(m) or led_to(m)):
            date = around
        if m.host is not None and not is_agreement_noun(m.host) and not any(a.real for a in out):
            if m.verb is not None and m.verb.lemma_.lower() in words("reaffirming_verbs"):
                m.host = None  # what both reaffirm exists, whatever they reaffirm it by
            else:
                m.real = False  # a point of no agreement
        target = joined(out, m, date or around, effective, near, told, cast)
        if target is not None and target.real and not (m.real or m.definite):
            continue  # "neither wants a deal" is not the one that was made
        if target is None:
            topic = not out and is_topic(m, doc)
            if m.generic and m.definite and not tells(m, date, told) and not topic:
                continue
            if KINDS[m.kind] == "Agreement" and not (topic or m.named or is_made(m, told, bool(date or effective), cast)):
                continue
            if KINDS[m.kind] == "Agreement" and is_business(m):
                continue
            # An agreement that is only called for or planned waits for a mention that tells it was made.
            target = Agreed(m.kind, topic=topic)
            if m.definite and not tells(m, date or effective, told) and not topic and m.host is None:
                m.real = any(a.topic and a.real for a in out) and m.kind == "ceasefire" and m.real  # that of which the agreement speaks
            out.append(target)
        elif not any(a.topic for a in out):
            target.topic = is_topic(m, doc)
        take(target, m, date, effective, told)
        target.near = target.near or near
        target.provides = target.provides or provides(m)
    settle_statuses(doc, out, anchor_of)
    inherit(out)
    mentioned = mentions_of(out)
    stand_beside(doc, mentioned, cast)
    bind(doc, mentioned, cast)
    inherit(out)
    provide(doc, mentioned)
    for a in out:
        leaders_to_states(a, cast)
        people_sign(a, cast)
    ending = [a for a in out if a.real and a.kind in ("ceasefire", "peace")]
    sides = belligerents(doc, cast) if ending else []
    for a in ending:
        complete_parties(a, sides, out, cast)
    return [a for a in out if a.real and (a.told_apart or (a.made and len(a.members("party")) > 1))]


def is_topic(m: Spoken, doc: Doc) -> bool:
    """Whether a text is about this agreement: its first sentences have it for their subject, as known ("This agreement provides ...",
    "The first point in the agreement was ..."), or as made ("A 16-point accord was signed"), or point to it ("In this agreement ...")."""
    made = m.head.dep_ == "nsubj:pass" and m.verb is not None and m.verb.lemma_.lower() in words("making_verbs") and m.verb.dep_ == "ROOT"
    if not (m.definite or m.named or made) or not m.real or (m.verb is not None and is_modal(m.verb)):
        return False
    if not _opens(m.head.sent, doc):
        return False
    if any(c.lower_ == "this" and c.dep_ == "det" for c in m.head.children):
        return True
    host = m.head.head if relation(m.head) == "nmod" and m.head.head.lemma_.lower() in words("provision_nouns") else m.head
    finite = host.head.tag_ in ("VBD", "VBZ", "VBN", "VBP") or any(c.dep_ == "cop" for c in host.head.children)
    return relation(host) == "nsubj" and finite


def _opens(sentence: Span, doc: Doc) -> bool:
    """Whether a sentence is one of the first in its text, headings not counted."""
    start, before = sentence.start, 0
    while start > 0 and before < _OPENING:
        earlier = doc[start - 1].sent
        before += len(earlier) > _TITLE
        start = earlier.start
    return before < _OPENING


def provides(m: Spoken) -> bool:
    """Whether a mention tells what the agreement contains."""
    verb = m.verb
    if verb is None or relation(m.head) != "nsubj":
        return False
    lemma = verb.lemma_.lower()
    return lemma in words("provision_verbs") or any(f"{lemma} {preposition(c)}" in words("provision_verbs") for c in children(verb, "obl"))


def tells(m: Spoken, date: str | None, told: list[Role]) -> bool:
    return bool(date or told or m.named)


def _of_powers(talks: Token, cast: Cast) -> bool:
    """Whether it is states or armed groups that talk: "negotiations between the FMLN and the government"."""
    sides = [t for c in children(talks, "nmod") if preposition(c) in ("between", "among") for t in with_conjuncts(c)]
    return any(cast.kind(i) in ("Country", "Region", "ArmedForce") for t in sides for i in cast.meant(t))


def is_business(m: Spoken) -> bool:
    """ "A transfer deal", "the plea agreement", "the Paris climate agreement": none of peace and war."""
    around = {c.lower_ for c in children(m.head, "amod", "compound", "nmod:desc")} | {t.lower_ for t in m.span}
    return not words("business_words").isdisjoint(around)


def is_made(m: Spoken, told: list[Role], dated: bool, cast: Cast) -> bool:
    """An agreement of no special kind counts where the text says who made it with whom, and it is one between states or groups."""
    parties = [r.entity for r in told if r.role == "party"]
    powers = {of for who, of in cast.antecedents.serving if who in parties} | set(parties)
    if parties and not any(cast.kind(i) in ("Country", "Region", "ArmedForce") for i in powers):
        return False  # clubs and companies agree too
    roles_told = {r.role for r in told}
    signed = any(v.lemma_.lower() in words("making_verbs") and (v.tag_ in ("VBD", "VBN") or v.dep_ == "acl") for v in m.verbs)
    if signed and (dated or roles_told):
        return True
    if led_to(m) and m.verb is not None and any(is_talks(s) and _of_powers(s, cast) for s in children(m.verb, "nsubj")):
        return True
    return len(parties) > 1 or ("mediator" in roles_told and bool(m.verbs))
