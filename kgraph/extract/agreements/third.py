"""Who stood between the parties or beside them: mediators of the talks, witnesses and guarantors, wherever a text tells of them.

"Norway hosted the negotiations", "Gabon acted as facilitator", "the mediator, General Abubakar", "signed in the presence of X",
"Chad and Sudan were guarantors". A witness or a guarantor is no mediator by that. Each is given to the agreement of the sentence,
to the one that the text is about, or to the one just spoken of.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kgraph.extract.agreements.agreed import Agreed, Mentions
from kgraph.extract.agreements.found import is_agreement_noun
from kgraph.extract.agreements.real import is_purpose, is_talks
from kgraph.extract.agreements.roles import Role, is_between, third_part
from kgraph.extract.cast import Cast
from kgraph.extract.syntax import (
    FINITE,
    agents,
    children,
    first_conjunct,
    is_modal,
    is_negated,
    is_passive,
    is_verb,
    preposition,
    relation,
    subjects,
    with_conjuncts,
)
from kgraph.lexicon import table, words

_SURE = 0.85
_SALIENT = 3  # mentions of an agreement that a text is about
_REACH = 60  # tokens back to the agreement just spoken of


@dataclass(frozen=True, slots=True)
class _Told:
    """`who` are the heads of those who were `role`; `at` is the token that says so."""

    role: str
    who: tuple[Token, ...]
    at: Token
    rule: str
    confidence: float
    ongoing: bool = False  # told of talks that go on or of no occasion: it belongs to no agreement already made
    called: bool = False  # a person is called mediator, of no agreement in particular
    vague: bool = False  # told of talks that may be any ("hosted a conference"), unless the sentence says what came of them


def stand_beside(doc: Doc, spoken: Mentions, cast: Cast) -> None:
    """Give the agreements of a document the mediators, witnesses and guarantors that the text tells apart from their own mentions."""
    if not spoken.order:
        return
    for told in _all_told(doc):
        a = _agreement_of(told, spoken)
        if a is None:
            continue
        sure = told.role == "mediator" and told.confidence >= _SURE
        for t in told.who:
            for index in stands_for(t, cast):
                if sure and (index, "party") in a.roles and len(a.members("party")) > 2:
                    del a.roles[index, "party"]  # who is called the mediator signed as such
                if (
                    cast.is_actor(index)
                    and (index, "party") not in a.roles
                    and not (told.role == "witness" and (index, "mediator") in a.roles)
                ):
                    a.roles.setdefault((index, told.role), Role(index, told.role, told.rule, t.i, told.confidence))


def stands_for(token: Token, cast: Cast) -> list[int]:
    """The actors behind a nominal: itself, or those whose representative, envoy or team it is ("Algerian representatives")."""
    lemma = token.lemma_.lower()
    described = lemma in words("representative_nouns") or lemma in words("role_nouns") or is_between(token)
    if cast.named_by(token) is None and described:
        owners = [cast.at[t.i] for t in _owners(token, "of", "from", "for") if t.i in cast.at]
        people = [cast.at[c.i] for c in children(token, "appos", "flat", "nmod:desc") if c.i in cast.at]
        if owners or people:
            return list(dict.fromkeys([*people, *owners]))
    return cast.meant(token)


def _owners(noun: Token, *prepositions: str) -> list[Token]:
    """Whose a noun is: "Algerian mediators", "the UN's mediation", "the mediation of the UN"."""
    return [
        t
        for c in children(noun, "nmod:poss", "amod", "compound", "nmod")
        if c.dep_ in ("nmod:poss", "amod", "compound") or preposition(c) in prepositions
        for t in with_conjuncts(c)
    ]


def _agreement_of(told: _Told, spoken: Mentions) -> Agreed | None:
    sentence = told.at.sent
    here = sorted(spoken.within(sentence), key=lambda i: abs(i - told.at.i))
    if told.vague and (not here or sentence.root.lemma_.lower() not in words("leading_verbs") | words("making_verbs")):
        return None
    if here and not told.called:
        return spoken.at[here[0]]
    if spoken.topic is not None and not (told.called and len(spoken.topic.mentions) < _SALIENT):
        return spoken.topic
    only = spoken.agreements[0] if len(spoken.agreements) == 1 else None
    if told.ongoing:
        # Talks that go on are of the agreement that a text is all about, not of one that it only recalls.
        return only if only is not None and len(only.mentions) >= _SALIENT else None
    return spoken.before(told.at.i, _REACH, told.at.i) or only


def _all_told(doc: Doc) -> Iterator[_Told]:
    for token in doc:
        if is_verb(token):
            yield from _of_verb(token)
        elif token.tag_ == "JJ" and token.lower_ == "involved":
            yield from _involved(token)
        if token.pos_ in ("NOUN", "PROPN"):
            yield from _of_noun(token)


def _of_verb(verb: Token) -> Iterator[_Told]:
    first = first_conjunct(verb)
    lemma = verb.lemma_.lower()
    will = any(c.lemma_.lower() in ("will", "shall") for c in verb.children if c.dep_ == "aux")
    if is_negated(verb) or (verb.tag_ == "VB" and first.i != verb.i and (is_modal(first) or is_negated(first))):
        return
    if is_modal(verb):
        # "the African Union will act as guarantor": an office that begins with the agreement
        yield from (t for t in _taking_part(verb, ongoing=False) if will and t.role == "guarantor")
        return
    ongoing = verb.tag_ == "VBG" and any(c.dep_ == "aux" for c in verb.children)
    if not is_purpose(verb):
        yield from _of_occasion(verb, ongoing)
        yield from _taking_part(verb, ongoing)
        if lemma == "play" and not ongoing:
            yield from _playing(verb)
        if lemma in ("involve", "engage") and not ongoing:
            yield from _involved(verb)
    # "signed in the presence of X", "in the presence of representatives of X"
    for c in children(verb, "obl"):
        if c.lemma_.lower() == "presence" and preposition(c) == "in" and lemma in words("making_verbs"):
            who = [t for n in children(c, "nmod") if preposition(n) == "of" for t in with_conjuncts(n)]
            yield _Told("witness", tuple(who), c, "presence at the signing", 0.85)


def _doers(verb: Token, *hung: str) -> list[Token]:
    """Who does what a verb says; of a verb hung on another by one of the relations `hung`, who does what that one says."""
    return agents(verb) or subjects(verb) or (subjects(verb.head) if verb.dep_ in hung else [])


def _of_occasion(verb: Token, ongoing: bool) -> Iterator[_Told]:
    """ "Norway hosted the talks", "the signing was witnessed by Turkey"."""
    lemma = verb.lemma_.lower()
    role = table("agreement_verbs").get(lemma) or _role_of(lemma)
    if role not in ("mediator", "witness", "guarantor"):
        return
    passive = is_passive(verb) or (verb.tag_ == "VBN" and verb.dep_ in ("acl", "advcl", "amod"))
    objects = children(verb, "nsubj:pass") if is_passive(verb) else [verb.head] if passive else _objects(verb)
    occasions = [o for o in objects if _is_occasion(o, lemma)]
    if occasions:
        # "hosted a conference" may be any; "hosted the talks that led to the truce" are its own
        vague = not any(_is_known(o) for o in occasions)
        who = agents(verb) if passive else _doers(verb, "conj", "xcomp", "advcl")
        if who:
            yield _Told(role, tuple(who), verb, f"{role} of the talks or of the signing", 0.75, ongoing, vague=vague)
    elif passive and verb.dep_ not in ("acl", "amod") and any(o.lower_ in ("it", "this") for o in objects):
        yield _Told(role, tuple(agents(verb)), verb, f"{role} of what was just spoken of", 0.8)


def _taking_part(verb: Token, ongoing: bool) -> Iterator[_Told]:
    """ "acted as facilitator", "served as mediators", "with Norway acting as mediator", "signed as witnesses"."""
    for c in children(verb, "obl", "xcomp", "advcl"):
        kind = third_part(c)
        if kind is None or preposition(c) != "as" or not _acts(verb):
            continue
        if kind == "witness" and verb.lemma_.lower() not in words("making_verbs"):
            continue  # observers at talks saw nothing signed
        beside = [o for o in verb.children if preposition(o) == "with" and o.right_edge.i == c.left_edge.i - 1]  # "with X as mediator"
        who = [t for o in beside for t in with_conjuncts(o)] or _doers(verb, "conj", "xcomp", "advcl", "acl")
        yield _Told(kind, tuple(who), c, f"acting as {kind}", 0.85, ongoing)


def _playing(verb: Token) -> Iterator[_Told]:
    """ "played a central role in securing the truce", "played the role of mediator"."""
    roles = [o for o in _played(verb) if o.lemma_.lower() in ("part", "role")]
    if not roles:
        return
    who = tuple(_doers(verb))
    for n in (n for o in roles for c in children(o, "nmod") if preposition(c) == "of" for n in with_conjuncts(c)):
        if (kind := third_part(n)) is not None:
            yield _Told(kind, who, n, f"acting as {kind}", 0.85)
    bringing = [v for h in (verb, *roles) for v in children(h, "advcl", "acl", "nmod", "obl") if v.tag_ == "VBG"]
    if any(table("agreement_verbs").get(v.lemma_.lower()) in ("mediator", "either") and _brings(v) for v in bringing):
        yield _Told("mediator", who, verb, "role in bringing it about", 0.7)


def _involved(verb: Token) -> Iterator[_Told]:
    """ "X was involved in bringing about the accord", "X was engaged in mediation that led to it"."""
    if not (is_passive(verb) or verb.tag_ in ("VBN", "JJ")) or is_negated(verb) or is_modal(verb):
        return
    for c in children(verb, "obl", "advcl"):
        if preposition(c) != "in" and not any(m.lower_ == "in" and m.dep_ in ("mark", "case") for m in c.children):
            continue
        bringing = c.tag_ == "VBG" and c.lemma_.lower() in _BRINGING | words("bringing_verbs") and _brings(c)
        if bringing or _mediates(c) or c.lemma_.lower() in words("mediation_nouns"):
            yield _Told("mediator", tuple(_involved_ones(verb)), verb, "involved in bringing it about", 0.7)
            return


_BRINGING = frozenset({"bring", "broker", "forge", "negotiate", "secure"})


def _mediates(verb: Token) -> bool:
    return is_verb(verb) and table("agreement_verbs").get(verb.lemma_.lower()) == "mediator" and _brings(verb)


def _involved_ones(verb: Token) -> list[Token]:
    told = [t for c in children(verb, "nsubj") for t in with_conjuncts(c)]
    return told or ([verb.head] if verb.dep_ in ("acl", "acl:relcl") else [])


def _played(verb: Token) -> list[Token]:
    """What somebody played: "played a role", "the role played by X"."""
    return [*children(verb, "obj"), *([verb.head] if verb.dep_ == "acl" else [])]


def _brings(verb: Token) -> bool:
    """Whether it is talks or an agreement, or its extension, that somebody brings about."""
    brought = [*children(verb, "obj"), *(c for c in children(verb, "obl") if preposition(c) == "about")]  # "bringing about the accord"
    return any(_is_occasion(x, "") for o in brought for x in (o, *children(o, "nmod")))


def _acts(verb: Token) -> bool:
    """Whether "as mediator" tells a part that somebody took: "served as", "hosted and served as", "signed as"."""
    taking = words("acting_verbs") | words("making_verbs")
    return any(v.lemma_.lower() in taking for v in with_conjuncts(verb))


def _objects(verb: Token) -> list[Token]:
    """What a verb is about, also where a second verb shares it ("facilitated and witnessed the signing")."""
    found = [o for c in children(verb, "obj") for o in with_conjuncts(c)]
    return found or [o for v in children(verb, "conj") for c in children(v, "obj") for o in with_conjuncts(c)]


def _role_of(verb: str) -> str | None:
    """The role of who leads talks ("negotiations led by the Contact Group") or attends a signing."""
    return {"attend": "witness", "lead": "mediator"}.get(verb)


def _is_occasion(noun: Token, verb: str) -> bool:
    """ "the talks", "the signing of the accord", "the accord", "meetings"; what one attends is a signing."""
    lemma = noun.lemma_.lower()
    if verb == "attend":
        return lemma in words("signing_nouns") - {"ceremony"} or (lemma == "ceremony" and any(c.lower_ == "signing" for c in noun.children))
    if any(c.lower_ in words("other_occasions") for c in noun.children if c.dep_ in ("amod", "compound")):
        return False
    if verb == "lead":
        return is_talks(noun)
    if verb in ("oversee", "chair") and lemma in table("agreement_nouns"):
        return False  # who oversees an accord watches over its terms
    return is_talks(noun) or lemma in words("signing_nouns") or is_agreement_noun(noun)


def _is_known(noun: Token) -> bool:
    """ "the talks", "his negotiations", "talks leading up to the accord": those of an agreement spoken of."""
    if noun.lower_ in table("agreement_nouns") or noun.lemma_.lower() in words("signing_nouns"):
        return True
    definite = any(c.lower_ in ("the", "these", "those", "its", "their", "both") for c in noun.children if c.dep_ in ("det", "nmod:poss"))
    return definite or any(v.lemma_.lower() in words("leading_verbs") for v in children(noun, "acl", "acl:relcl"))


def _of_noun(noun: Token) -> Iterator[_Told]:
    if noun.lemma_.lower() == "host" and any(_is_occasion(o, "") and _is_known(o) for o in children(noun, "nmod")):
        was = any(c.dep_ == "cop" and c.tag_ in FINITE for c in noun.children)
        if was and not is_negated(noun) and not is_modal(noun):  # "Uganda was host of the talks"
            who = [t for c in children(noun, "nsubj") for t in with_conjuncts(c)]
            yield _Told("mediator", tuple(who), noun, "host of the talks", 0.75)
    for kind in dict.fromkeys(k for n in with_conjuncts(noun) if (k := third_part(n)) is not None):
        # "Cuba and Norway were guarantors and facilitators of the process"
        finite = any(c.dep_ == "cop" and c.tag_ in FINITE for c in noun.children)
        if finite and not is_negated(noun) and not is_modal(noun) and noun.head.lemma_.lower() not in table("unreal_words"):
            who = [t for c in children(noun, "nsubj") if c.dep_ != "nsubj:pass" for t in with_conjuncts(c)]
            yield _Told(kind, tuple(who), noun, f"said to be {kind}", 0.85)
        # "with Norway as mediator", "Turkey and Russia, as guarantors, signed it"
        elif relation(noun) == "nmod" and preposition(noun) == "as" and (preposition(noun.head) == "with" or _signs(noun.head)):
            yield _Told(kind, tuple(with_conjuncts(noun.head)), noun, f"acting as {kind}", 0.85)
        # "the mediators from Qatar and Egypt", "Egyptian and Qatari mediators"
        if kind == "mediator" and noun.tag_ == "NNS" and not _is_wanted(noun):
            yield _Told(kind, tuple(_owners(noun, "from", "of")), noun, "mediators of a state or body", 0.7, ongoing=True)
        # "the mediator, General X", "mediator X", "X, the chief mediator"
        described = [c for c in children(noun, "appos", "flat") if c.pos_ == "PROPN"]
        described += [noun.head] if noun.dep_ in ("appos", "nmod:desc", "compound") and noun.head.pos_ == "PROPN" else []
        for t in described:
            yield _Told(kind, (t,), noun, f"called {kind}", 0.75, ongoing=True, called=True)
    # "the mediation of the UN", "UN mediation", "with the help of Norwegian mediators"
    if noun.lemma_.lower() in words("mediation_nouns") and not _is_wanted(noun):
        owners = _owners(noun, "of", "by", "from")
        if owners and (preposition(noun) in _THROUGH or relation(noun) == "nsubj"):
            yield _Told("mediator", tuple(owners), noun, "mediation noun", 0.8, ongoing=True)


def _signs(noun: Token) -> bool:
    return noun.dep_ == "nsubj" and noun.head.lemma_.lower() in words("making_verbs")


_THROUGH = frozenset({"after", "by", "following", "through", "thanks to", "under", "via", "with"})


def _is_wanted(noun: Token) -> bool:
    """ "called for UN mediation", "rejected Turkish mediation", "must return to talks under the auspices of the UN"."""
    if noun.head.lemma_.lower() in table("unreal_words"):
        return True
    verbs = [t for t in noun.ancestors if is_verb(t) and t.sent.start == noun.sent.start]
    return any(is_negated(v) or is_modal(v) or v.tag_ == "VB" for v in verbs[:2])
