"""Where a text speaks of an agreement: its noun, the words of the noun phrase, how it is introduced, and what provides for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from spacy.tokens import Doc, Span, Token

from kgraph.extract.agreements.real import is_possible, is_purpose, is_real, is_supposed, is_wished
from kgraph.extract.syntax import (
    children,
    is_infinitive,
    is_modal,
    is_negated,
    is_verb,
    phrase,
    places_of,
    preposition,
    relation,
    with_conjuncts,
)
from kgraph.lexicon import table, words

_LONGEST = 7
_SIGNING = frozenset({"conclude", "initial", "ink", "sign"})
_CLAUSAL = frozenset({"advcl", "aux", "cop", "expl", "mark", "nsubj", "csubj", "obl", "parataxis", "vocative"})  # not of a noun phrase
_LISTING = frozenset({"acl:relcl", "advcl", "appos", "case", "cc", "conj", "parataxis", "punct"})


@dataclass(slots=True)
class Spoken:
    """A mention of an agreement: its noun (`head`), the words of the noun phrase, and how it is introduced.

    `real`: the sentence presents it as existing. `definite`: it presupposes that the reader knows it.
    `generic`: a noun that can take up any agreement ("the deal").
    """

    head: Token
    kind: str
    span: Span
    form: str
    definite: bool
    real: bool
    fresh: bool
    generic: bool
    named: bool
    verb: Token | None
    bare: bool = False  # no determiner, as in headlines and in "agree to ceasefire"
    supposed: bool = False  # "if they had signed a truce", "could sign a truce": it tells nothing about the agreement
    host: Token | None = None  # the agreement that provides for it ("the accord included a ceasefire")
    pair: tuple[Token, ...] = ()  # the two that made it, where only they tell it apart ("brokered peace between A and B, C and D")
    verbs: dict[Token, str] = field(default_factory=dict)  # the agreement verbs around it, each with its kind (roles.verbs_of)
    pending: bool = False  # what is told of it is still to be done ("to be signed on Friday")


def spoken(doc: Doc, skipped: frozenset[int]) -> Iterator[Spoken]:
    """The mentions of single agreements in reading order. Plurals ("three ceasefires") are not told apart, so not given."""
    nouns = table("agreement_nouns")
    reached = 0
    for i in _places(doc):
        if i < reached:
            continue
        if _signed_between(doc[i]) and _match(doc, i) is None:
            name = phrase(doc[i])
            yield Spoken(doc[i], "other", name, name.text, True, True, False, False, True, doc[i].head)
            reached = name.end
            continue
        if i in skipped or doc[i].is_space:
            continue
        halt = _agreed_halt(doc[i])
        if halt is not None:
            yield Spoken(doc[i], "ceasefire", doc[i : halt.i + 1], doc[i : halt.i + 1].text, False, True, False, False, False, doc[i].head)
            reached = halt.i + 1
            continue
        if doc[i].lemma_.lower() == "peace":
            yield from _peace_between(doc[i])
        end = _match(doc, i)
        stop = _agreed_stop(doc[i]) if end is None else None
        if stop is not None:
            verb = _governor(doc[i])
            host = _provided_by(doc[i], verb)
            yield Spoken(
                doc[i], "ceasefire", doc[i : stop.i + 1], doc[i : stop.i + 1].text, False, True, False, False, False, verb, host=host
            )
            reached = stop.i + 1
            continue
        if end is None:
            continue
        # "ceasefire and hostage deal", "truce agreement": the noun that the phrase is built on carries it.
        span = doc[i:end]
        head = span.root
        kind = nouns[_form(span)]
        while (
            relation(head) in ("compound", "nmod")
            and head.head.i == end
            and (longer := nouns.get(head.head.lower_)) is not None
            and not head.head.is_space
        ):
            head, end = head.head, head.head.i + 1
            kind = kind if kind != "other" else longer
        if (joint := _coordinated(head, end)) is not None:
            end = joint.i + 1
        if kind == "other" and (endings(head) or _is_of_peace(head)):  # whatever its name
            kind = "peace"
        found = _spoken(doc, doc[i:end], head, kind)
        if found is not None:
            yield found
        reached = end


def _places(doc: Doc) -> list[int]:
    """The tokens at which an agreement can be spoken of."""
    named = {c.i for i in places_of(doc, _SIGNING) for c in doc[i].children}
    told = places_of(doc, words("halting_verbs"), words("stopping_nouns"), ("peace",), _first_words(), table("agreement_nouns"))
    return sorted(named.union(told))


def _signed_between(token: Token) -> bool:
    """Whether a name is that of an agreement because two sides signed it: "the R-ARCSS was signed between A and B"."""
    if token.dep_ != "nsubj:pass" or token.pos_ != "PROPN" or token.head.lemma_.lower() not in _SIGNING:
        return False
    if token.ent_type_ in ("LOC", "NORP", "PERSON") or is_negated(token.head) or is_modal(token.head) or is_supposed(token):
        return False
    return any(preposition(c) == "between" and any(t.dep_ == "cc" for t in c.subtree) for c in children(token.head, "obl"))


def _form(span: Span) -> str:
    return " ".join(span.text.lower().split())


def _agreed_halt(token: Token) -> Token | None:
    """The object of "agreed to end hostilities", "committed themselves to stop the fighting": a ceasefire told by verbs."""
    verb = token.head
    if token.lemma_.lower() not in words("halting_verbs") or token.dep_ not in ("xcomp", "advcl", "ccomp") or not _binds(verb):
        return None
    return next((c for c in children(token, "obj") if is_fight(c)), None)


def is_fight(noun: Token) -> bool:
    """ "hostilities", "the fighting", "military operations"."""
    armed = any(c.lower_ in ("military", "armed", "offensive", "combat") for c in noun.children if c.dep_ in ("amod", "compound"))
    return noun.lemma_.lower() in words("halted_nouns") or (armed and noun.lemma_.lower() in ("action", "activity", "operation"))


def is_war(noun: Token) -> bool:
    """Armed conflict, whether it is told as a fight ("hostilities") or as a war."""
    return is_fight(noun) or not {noun.lemma_.lower(), noun.lower_}.isdisjoint(words("conflict_nouns"))


def _peace_between(noun: Token) -> Iterator[Spoken]:
    """The peace of each pair in "brokered peace between A and B, C and D": two names joined by "and" between commas."""
    verb = _governor(noun)
    if verb is None or relation(noun) != "obj" or is_negated(verb) or is_modal(verb) or is_purpose(verb):
        return
    if table("agreement_verbs").get(verb.lemma_.lower()) not in ("mediator", "party", "either") or is_wished(noun):
        return
    doc = noun.doc
    for c in (c for host in (noun, verb) for c in children(host, "nmod", "obl") if preposition(c) == "between" and c.i > noun.i):
        listed = [t for t in with_conjuncts(c) if t.pos_ == "PROPN"]
        for a, b in pairwise(listed):
            between = [t.lower_ for t in doc[a.i + 1 : b.i] if t.lower_ not in ("the", "of") and t.head.i not in (a.i,)]
            if between[:1] == ["and"]:
                span = doc[item(a).start : item(b).end]
                yield Spoken(a, "peace", span, span.text, False, True, False, False, False, verb, pair=(a, b))


def item(noun: Token) -> Span:
    """A noun of a list with what belongs to it alone."""
    return phrase(noun, without=[c for c in noun.children if c.dep_ in _LISTING])


def _binds(verb: Token) -> bool:
    """Whether somebody binds himself: "agreed", "committed themselves"; not "would agree", "did not agree", "to agree"."""
    if verb.lemma_.lower() not in words("binding_verbs") or is_negated(verb) or is_modal(verb):
        return False
    return not (verb.tag_ == "VB" and is_infinitive(verb))


def _agreed_stop(token: Token) -> Token | None:
    """The last word of "an immediate cessation of all hostilities", "an end to the fighting", "a suspension of combat", where an
    agreement provides for it or somebody agrees to it; an end of fighting by itself is none."""
    if token.lemma_.lower() not in words("stopping_nouns") or token.pos_ != "NOUN":
        return None
    fight = next((c for c in children(token, "nmod") if preposition(c) in ("of", "to", "in") and is_fight(c)), None)
    if fight is None:
        return None
    verb = _governor(token)
    if verb is None:
        return fight if _provided_by(token, None) is not None else None  # "the first point was a cessation of hostilities"
    if is_negated(verb) or is_modal(verb):
        return None
    made = _binds(verb) or table("agreement_verbs").get(verb.lemma_.lower()) == "party"
    bound = made and relation(token) in ("obj", "obl") and not (verb.tag_ == "VB" and is_infinitive(verb))
    return fight if bound or _provided_by(token, verb) is not None else None


@cache
def _first_words() -> frozenset[str]:
    return frozenset(re.split(r"[\s-]", form)[0] for form in table("agreement_nouns"))


def _match(doc: Doc, i: int) -> int | None:
    """The end of the longest agreement noun that begins at token i."""
    if doc[i].lower_ not in _first_words() and doc[i].lower_ not in table("agreement_nouns"):
        return None
    entries = table("agreement_nouns")
    for end in range(min(i + _LONGEST, doc[i].sent.end), i, -1):
        if doc[end - 1].is_space:
            continue
        if _form(doc[i:end]) in entries:
            return end
    return None


def _spoken(doc: Doc, span: Span, head: Token, kind: str) -> Spoken | None:
    plural = head.tag_ in ("NNS", "NNPS") and head.lower_ != "hostilities"
    if plural and not (head.text[0].isupper() or _is_named(doc, span, head)):
        return None  # "three ceasefires" are told apart nowhere, "the Oslo Accords" are one
    if (
        relation(head) in ("compound", "amod", "nmod:desc")
        and head.head.i > head.i
        and head.head.pos_ in ("NOUN", "PROPN")
        and head.head.lower_ not in table("agreement_nouns")
    ):
        governor = _governor(head.head)
        if head.head.lemma_.lower() in words("provision_nouns") and (host := _provided_by(head.head, governor)) is not None:
            # "the accord reaffirmed the ceasefire arrangements"
            return Spoken(head, kind, span, span.text, True, True, False, False, False, governor, host=host)
        # "ceasefire violations", "truce talks": the truce is spoken of, but only if it is known already.
        return Spoken(head, kind, span, span.text, True, False, False, True, False, None)
    if head.lemma_.lower() == "convention" and not _is_treaty(head):
        return None
    determiners = {c.lower_ for c in head.children if c.dep_ == "det"}
    modifiers = {c.lower_ for c in head.children if relation(c) in ("amod", "compound", "nmod", "nummod", "det")}
    if determiners & {"any", "no", "every", "each", "either"}:
        return None
    made_by = any(c.dep_ == "compound" and c.pos_ == "PROPN" and c.ent_type_ not in ("FAC", "LOC", "NORP") for c in head.children)
    if head.lower_ == "accord" and head.text[:1].isupper() and determiners & {"a", "an"} and made_by:
        return None  # "a 2003 Honda Accord"
    definite = bool(determiners & {"the", "this", "that", "these", "those"}) or any(c.dep_ == "nmod:poss" for c in head.children)
    named = _is_named(doc, span, head)
    if kind == "other" and named and head.lower_ in ("accord", "accords"):
        kind = "peace"  # "the Dayton Accords"; "the accord" may be any
    if head.lower_ == "pause" and len(span) == 1 and not definite:
        return None  # "a pause" is of anything; "the pause" may take up a truce
    verb = _governor(head)
    host = _provided_by(head, verb)
    supposed = is_supposed(head)
    real = host is not None or (not supposed and is_real(head, verb, definite, modifiers))
    fresh = bool(modifiers & words("fresh_words"))
    return Spoken(
        head,
        kind,
        span,
        _phrase(doc, span, head, named).text,
        definite,
        real,
        fresh,
        definite and kind == "other" and head.lower_ in words("anaphoric_nouns"),
        named,
        verb,
        not determiners and not definite,
        supposed or is_possible(head, verb, definite),
        host,
    )


def _is_treaty(convention: Token) -> bool:
    """Whether a convention is a text, "the Convention on the Rights of the Child", "the 1951 Refugee Convention", not a gathering."""
    doc, i = convention.doc, convention.i + 1
    on = i < len(doc) and doc[i].lower_ in ("against", "concerning", "for", "of", "on", "relating")
    before = [c for c in convention.children if c.i < convention.i]
    gathers = any(c.lower_ in ("national", "party") for c in before) or preposition(convention) in ("at", "during")
    return on or (not gathers and any(c.ent_type_ in ("DATE", "LOC") or c.like_num for c in before))


def _coordinated(head: Token, end: int) -> Token | None:
    """ "a ceasefire and hostage deal": the noun that goes on with what one determiner began, which makes it one agreement."""
    if head.tag_ != "NN" or not any(c.dep_ == "det" for c in head.children) or end >= len(head.doc) or head.doc[end].lower_ != "and":
        return None
    for other in children(head, "conj"):
        single = other.tag_ == "NN" and other.left_edge.i == end and not any(c.dep_ == "det" for c in other.children)
        if single and other.lower_ in table("agreement_nouns") and other.lower_ != head.lower_:
            return other
    return None


def endings(head: Token) -> list[Token]:
    """The verbs by which an agreement ends a war: "the Dayton Agreement, which ended the war"."""
    return [v for v in (*([head.head] if relation(head) == "nsubj" else ()), *children(head, "acl", "acl:relcl")) if ends_war(v)]


def ends_war(verb: Token) -> bool:
    """ "ended the war", "ending all hostilities"."""
    return verb.lemma_.lower() == "end" and any(is_war(o) for o in children(verb, "obj"))


def _is_of_peace(head: Token) -> bool:
    """ "A joint declaration for peace", "the agreement on peace and reconciliation"."""
    return any(preposition(c) in ("for", "of", "on") and c.lemma_.lower() == "peace" for c in children(head, "nmod"))


def _phrase(doc: Doc, span: Span, head: Token, named: bool) -> Span:
    """The noun phrase up to its noun, without prepositions before it; of a name, all of it ("Treaty of Friendship and ...")."""
    if is_verb(head):
        return span
    own = {t.i for t in head.subtree} - {t.i for c in head.children if relation(c) in _CLAUSAL or c.dep_ == "cc:preconj" for t in c.subtree}
    start = span.start
    while (
        start - 1 in own
        and doc[start - 1].dep_ not in ("case", "fixed", "mark", "cc", "advmod")
        and doc[start - 1].pos_ != "ADP"
        and not doc[start - 1].is_punct | doc[start - 1].is_space
    ) or (start - 2 in own and doc[start - 1].text in "-–" and not doc[start - 1].whitespace_):
        start -= 1
    end = span.end
    joins = head.text[:1].isupper()  # "the Agreement between A and B", but "the Pretoria agreement" between them
    if named:
        while (
            end + 1 < len(doc)
            and (doc[end].lower_ in ("of", "on", "for", "and", "the") or doc[end].text == "," or (joins and doc[end].lower_ == "between"))
            and doc[end + 1].text[:1].isupper()
            and doc[end + 1].ent_type_ != "DATE"
        ):
            end += 2
            while end < len(doc) and doc[end].text[:1].isupper():
                end += 1
    return doc[start:end]


def _is_named(doc: Doc, span: Span, head: Token) -> bool:
    """A name of its own: "Lusaka Protocol", "Treaty of Friendship": the noun is capitalised within a sentence."""
    if head.text.islower():
        # "the Bamako agreement", "the Tripoli 2 agreement": called after a place
        named_after = [c for c in head.children if c.dep_ in ("compound", "nmod:desc") and c.text[:1].isupper() and c.pos_ == "PROPN"]
        named_after = [c for c in named_after if c.nbor(1).text not in "-–"]  # "US-brokered ceasefire"
        return any(c.ent_type_ == "LOC" and head.nbor(-1).ent_type_ != "NORP" and head.nbor(-1).text not in "-–" for c in named_after)
    if not head.text[:1].isupper() or (head.text.isupper() and len(head.text) > 1):
        return False
    sentence = [t for t in head.sent if t.is_alpha and len(t) > 3]
    plain = any(t.pos_ == "VERB" and t.text.islower() for t in head.sent)
    if not plain and sum(t.text[0].isupper() for t in sentence) >= 0.7 * len(sentence):
        return False  # a headline: capitals tell nothing
    doc_next = head.nbor(1) if head.i + 1 < len(head.doc) else None
    if doc_next is not None and doc_next.lower_ in ("of", "on", "for") and head.i + 2 < len(head.doc) and head.nbor(2).text[:1].isupper():
        return head.nbor(2).ent_type_ != "DATE"  # "Memorandum of Understanding", "Agreement on the ..."
    bare = not any(relation(c) in ("compound", "amod", "flat", "nmod", "nmod:desc") and c.text[:1].isupper() for c in head.children)
    if bare:
        return False  # "the Agreement"
    return head.i > head.sent.start


def _governor(head: Token) -> Token | None:
    """The verb that the noun is an argument of."""
    t = head
    while t.dep_ in ("conj", "appos", "nmod", "compound", "flat") and t.head.i != t.i:
        t = t.head
        if t.dep_ == "nmod" and t.pos_ in ("NOUN", "PROPN") and t.lower_ not in table("agreement_nouns"):
            break
    if is_verb(t):
        return t
    return t.head if is_verb(t.head) and t.head.i != t.i else None


def _provided_by(head: Token, verb: Token | None) -> Token | None:
    """The agreement whose provision a noun is, or the pronoun that stands for it: "the accord included a ceasefire", "it provided
    for a truce", "the first point of the deal was a ceasefire", "a ceasefire was called into place under the agreement"."""
    t = head
    while (
        t.dep_ in ("nmod", "conj", "appos") and (t.dep_ != "nmod" or t.head.lemma_.lower() in words("provision_nouns")) and t.head.i != t.i
    ):
        t = t.head
    if any(c.dep_ == "cop" for c in t.children):
        if is_modal(t) or is_negated(t):
            return None
        points = [c for c in children(t, "nsubj") if c.lemma_.lower() in words("provision_nouns")]
        # "the first point was a ceasefire": of the agreement spoken of last
        was = any(c.dep_ == "cop" and c.tag_ == "VBD" for c in t.children)
        return next((n for p in points for n in children(p, "nmod") if is_agreement_noun(n)), next(iter(points), None) if was else None)
    verb = t.head if relation(t) in ("obj", "obl", "nsubj") and is_verb(t.head) else verb
    if verb is not None and relation(t) == "obl" and preposition(t) in ("by", "through") and verb.tag_ in ("VBD", "VBZ"):
        # "the agreement ended the fighting through a ceasefire"
        return next((c for c in children(verb, "nsubj") if is_agreement_noun(c) and not is_negated(verb)), None)
    if verb is None or is_negated(verb) or is_modal(verb) or (verb.tag_ == "VB" and is_infinitive(verb)):
        return None
    lemma, prep = verb.lemma_.lower(), preposition(t)
    provides = lemma in words("provision_verbs") or f"{lemma} {prep}" in words("provision_verbs")
    if relation(t) == "nsubj":
        # "... was established by the agreement", "... came into force under the accord"
        hosts = (c for c in children(verb, "obl") if preposition(c) in ("under", "in", "by", "through", "with") and is_agreement_noun(c))
        return next(hosts, None) if t.dep_ == "nsubj:pass" else None
    if not provides:
        return None
    subject = next((c for c in children(verb, "nsubj") if c.dep_ != "nsubj:pass"), None)
    first = verb
    while subject is None and first.dep_ == "conj" and is_verb(first.head):
        first = first.head  # "it sets up a council and provides for a truce"
        subject = next((c for c in children(first, "nsubj") if c.dep_ != "nsubj:pass"), None)
    if subject is None or subject.i == head.i:
        return None
    if subject.lower_ in ("that", "which") and first.dep_ == "acl:relcl":
        subject = first.head
    reaffirmed = lemma in words("reaffirming_verbs") and relation(t) != "obl"
    sides = reaffirmed and subject.lower_ in words("side_plurals") | {"they", "signatories"}
    return subject if sides or is_agreement_noun(subject) or subject.lower_ in ("it", "this") else None


def is_agreement_noun(token: Token) -> bool:
    return token.pos_ in ("NOUN", "PROPN") and (
        token.lower_ in table("agreement_nouns") or token.lemma_.lower() in table("agreement_nouns")
    )
