"""Who stood between the parties or beside them: mediators of the talks, witnesses and guarantors, wherever a text tells of them.

"Norway hosted the negotiations", "Gabon acted as facilitator", "the mediator, General Abubakar", "signed in the presence of X",
"Chad and Sudan were guarantors". A witness or a guarantor is no mediator by that. Each is given to the agreement of the sentence,
to the one that the text is about, or to the one just spoken of.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kgraph.extract.agreements.agreed import Agreed
from kgraph.extract.agreements.roles import Role
from kgraph.extract.cast import Cast
from kgraph.extract.syntax import (
    FINITE,
    agents,
    children,
    first_conjunct,
    is_infinitive,
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


def stand_beside(doc: Doc, found: Sequence[Agreed], cast: Cast) -> None:
    """Give the agreements of a document the mediators, witnesses and guarantors that the text tells apart from their own mentions."""
    real = [a for a in found if a.real]
    if not real:
        return
    heads = sorted((m.head.i, n) for n, a in enumerate(real) for m in a.mentions)
    for told in _all_told(doc):
        a = _agreement_of(told, real, heads)
        if a is None:
            continue
        sure = told.role == "mediator" and told.confidence >= _SURE
        for t in told.who:
            for index in [cast.at[t.i]] if t.i in cast.at and cast.adjective_at(t.i) else stands_for(t, cast):
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
    named = cast.named_by(token)
    if named is not None:
        return [named]
    lemma = token.lemma_.lower()
    if lemma in words("representative_nouns") or lemma in words("mediator_nouns") or lemma in words("role_nouns"):
        owners = [
            cast.at[t.i]
            for c in children(token, "amod", "compound", "nmod:poss", "nmod")
            if c.dep_ in ("amod", "compound", "nmod:poss") or preposition(c) in ("of", "from", "for")
            for t in with_conjuncts(c)
            if t.i in cast.at
        ]
        people = [cast.at[c.i] for c in children(token, "appos", "flat", "nmod:desc") if c.i in cast.at]
        if owners or people:
            return list(dict.fromkeys([*people, *owners]))
    return cast.resolve(token)


def _agreement_of(told: _Told, real: Sequence[Agreed], heads: Sequence[tuple[int, int]]) -> Agreed | None:
    sentence = told.at.sent
    inside = heads[bisect_left(heads, (sentence.start, -1)) : bisect_left(heads, (sentence.end, -1))]
    here = [n for _, n in sorted((abs(i - told.at.i), n) for i, n in inside)]
    if told.vague and (not here or sentence.root.lemma_.lower() not in words("leading_verbs") | words("making_verbs")):
        return None
    if here and not told.called:
        return real[here[0]]
    topic = next((a for a in real if a.topic), None)
    if topic is not None and not (told.called and len(topic.mentions) < _SALIENT):
        return topic
    if told.ongoing:
        # Talks that go on are of the agreement that a text is all about, not of one that it only recalls.
        return real[0] if len(real) == 1 and len(real[0].mentions) >= _SALIENT else None
    n = bisect_left(heads, (told.at.i, -1))
    if n and heads[n - 1][0] > told.at.i - _REACH:
        return real[heads[n - 1][1]]
    return real[0] if len(real) == 1 else None


def _all_told(doc: Doc) -> Iterator[_Told]:
    for token in doc:
        if is_verb(token):
            yield from _of_verb(token)
        if token.pos_ in ("NOUN", "PROPN"):
            yield from _of_noun(token)


def _of_verb(verb: Token) -> Iterator[_Told]:
    first = first_conjunct(verb)
    if not is_negated(verb) and any(c.lemma_.lower() in ("will", "shall") for c in verb.children if c.dep_ == "aux"):
        # "the African Union will act as guarantor": an office that begins with the agreement
        for c in children(verb, "obl", "xcomp"):
            if preposition(c) == "as" and table("third_party_nouns").get(c.lemma_.lower()) == "guarantor" and _acts(verb):
                yield _Told("guarantor", tuple(agents(verb) or subjects(verb)), c, "acting as guarantor", 0.8)
    if is_negated(verb) or is_modal(verb) or (verb.tag_ == "VB" and (is_modal(first) or is_negated(first))):
        return
    lemma = verb.lemma_.lower()
    role = table("agreement_verbs").get(lemma) or _role_of(lemma)
    ongoing = verb.tag_ == "VBG" and any(c.dep_ == "aux" for c in verb.children)
    aim = verb.tag_ == "VB" and is_infinitive(verb) and verb.head.lemma_.lower() not in words("bringing_verbs")
    if role in ("mediator", "witness", "guarantor") and not aim:
        passive = is_passive(verb) or (verb.tag_ == "VBN" and verb.dep_ in ("acl", "advcl", "amod"))
        objects = children(verb, "nsubj:pass") if is_passive(verb) else [verb.head] if passive else _objects(verb)
        occasions = [o for o in objects if _is_occasion(o, lemma)]
        if occasions:
            # "hosted a conference" may be any; "hosted the talks that led to the truce" are its own
            vague = not any(_is_known(o) for o in occasions)
            who = agents(verb) if passive else subjects(verb) or (subjects(verb.head) if verb.dep_ in ("conj", "xcomp", "advcl") else [])
            if who:
                yield _Told(role, tuple(who), verb, f"{role} of the talks or of the signing", 0.75, ongoing, vague=vague)
        elif passive and verb.dep_ not in ("acl", "amod") and any(o.lower_ in ("it", "this") for o in objects):
            yield _Told(role, tuple(agents(verb)), verb, f"{role} of what was just spoken of", 0.8)
    # "acted as facilitator", "served as mediators", "with Norway acting as mediator", "signed as witnesses"
    for c in (*children(verb, "obl", "xcomp", "advcl"),):
        kind = table("third_party_nouns").get(c.lemma_.lower())
        if kind == "witness" and lemma not in words("making_verbs"):
            continue  # observers at talks saw nothing signed
        if kind is not None and preposition(c) == "as" and not aim and _acts(verb):
            beside = [o for o in verb.children if preposition(o) == "with" and o.right_edge.i == c.left_edge.i - 1]  # "with X as mediator"
            who = (
                [t for o in beside for t in with_conjuncts(o)]
                or agents(verb)
                or subjects(verb)
                or (subjects(verb.head) if verb.dep_ in ("conj", "xcomp", "advcl", "acl") else [])
            )
            yield _Told(kind, tuple(who), c, f"acting as {kind}", 0.85, ongoing)
    # "played a central role in securing the truce"
    if lemma == "play" and not aim and not ongoing and any(o.lemma_.lower() in ("part", "role") for o in _played(verb)):
        for n in (n for o in _played(verb) for c in children(o, "nmod") if preposition(c) == "of" for n in with_conjuncts(c)):
            if (kind := table("third_party_nouns").get(n.lemma_.lower())) is not None:  # "played the role of mediator"
                yield _Told(kind, tuple(agents(verb) or subjects(verb)), n, f"acting as {kind}", 0.85)
        bringing = [v for h in (verb, *_played(verb)) for v in children(h, "advcl", "acl", "nmod", "obl") if v.tag_ == "VBG"]
        if any(table("agreement_verbs").get(v.lemma_.lower()) in ("mediator", "either") and _brings(v) for v in bringing):
            yield _Told("mediator", tuple(agents(verb) or subjects(verb)), verb, "role in bringing it about", 0.7)
    # "signed in the presence of X", "in the presence of representatives of X"
    for c in children(verb, "obl"):
        if c.lemma_.lower() == "presence" and preposition(c) == "in" and lemma in words("making_verbs"):
            who = [t for n in children(c, "nmod") if preposition(n) == "of" for t in with_conjuncts(n)]
            yield _Told("witness", tuple(who), c, "presence at the signing", 0.85)


def _played(verb: Token) -> list[Token]:
    """What somebody played: "played a role", "the role played by X"."""
    return [*children(verb, "obj"), *([verb.head] if verb.dep_ == "acl" else [])]


def _brings(verb: Token) -> bool:
    """Whether it is talks or an agreement, or its extension, that somebody brings about."""
    return any(_is_occasion(x, "") for o in children(verb, "obj") for x in (o, *children(o, "nmod")))


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
    talks = lemma in words("talk_nouns") or noun.lower_ in words("talk_nouns")
    if verb == "lead":
        return talks
    if verb in ("oversee", "chair") and lemma in table("agreement_nouns"):
        return False  # who oversees an accord watches over its terms
    return talks or lemma in words("signing_nouns") or lemma in table("agreement_nouns") or noun.lower_ in table("agreement_nouns")


def _is_known(noun: Token) -> bool:
    """ "the talks", "his negotiations", "talks leading up to the accord": those of an agreement spoken of."""
    if noun.lower_ in table("agreement_nouns") or noun.lemma_.lower() in words("signing_nouns"):
        return True
    definite = any(c.lower_ in ("the", "these", "those", "its", "their", "both") for c in noun.children if c.dep_ in ("det", "nmod:poss"))
    return definite or any(v.lemma_.lower() in words("leading_verbs") for v in children(noun, "acl", "acl:relcl"))


def _of_noun(noun: Token) -> Iterator[_Told]:
    for kind in dict.fromkeys(k for n in with_conjuncts(noun) if (k := table("third_party_nouns").get(n.lemma_.lower())) is not None):
        # "Cuba and Norway were guarantors and facilitators of the process"
        finite = any(c.dep_ == "cop" and c.tag_ in FINITE for c in noun.children)
        if finite and not is_negated(noun) and not is_modal(noun) and noun.head.lemma_.lower() not in table("unreal_words"):
            who = [t for c in children(noun, "nsubj") if c.dep_ != "nsubj:pass" for t in with_conjuncts(c)]
            yield _Told(kind, tuple(who), noun, f"said to be {kind}", 0.85)
        # "with Norway as mediator", "with Venezuela and Chile as observers"
        elif (
            relation(noun) == "nmod"
            and preposition(noun) == "as"
            and noun.head.dep_ == "nsubj"
            and noun.head.head.lemma_.lower() in words("making_verbs")
        ):
            yield _Told(kind, tuple(with_conjuncts(noun.head)), noun, f"acting as {kind}", 0.85)  # "X and Y, as guarantors, signed it"
        elif relation(noun) == "nmod" and preposition(noun) == "as" and preposition(noun.head) == "with":
            yield _Told(kind, tuple(with_conjuncts(noun.head)), noun, f"acting as {kind}", 0.85)
        # "the mediators from Qatar and Egypt", "Egyptian and Qatari mediators"
        if kind == "mediator" and noun.tag_ == "NNS" and not _is_wanted(noun):
            owners = [c for c in children(noun, "nmod") if preposition(c) in ("from", "of")] + children(
                noun, "amod", "compound", "nmod:poss"
            )
            yield _Told(kind, tuple(t for o in owners for t in with_conjuncts(o)), noun, "mediators of a state or body", 0.7, ongoing=True)
        # "the mediator, General X", "mediator X", "X, the chief mediator"
        described = [c for c in children(noun, "appos", "flat") if c.pos_ == "PROPN"]
        described += [noun.head] if noun.dep_ in ("appos", "nmod:desc", "compound") and noun.head.pos_ == "PROPN" else []
        for t in described:
            yield _Told(kind, (t,), noun, f"called {kind}", 0.75, ongoing=True, called=True)
    # "the mediation of the UN", "UN mediation", "with the help of Norwegian mediators"
    if noun.lemma_.lower() in words("mediation_nouns") and not _is_wanted(noun):
        owners = [
            t
            for c in children(noun, "nmod:poss", "amod", "compound", "nmod")
            if c.dep_ in ("nmod:poss", "amod", "compound") or preposition(c) in ("of", "by", "from")
            for t in with_conjuncts(c)
        ]
        if owners and (preposition(noun) in _THROUGH or relation(noun) == "nsubj"):
            yield _Told("mediator", tuple(owners), noun, "mediation noun", 0.8, ongoing=True)


_THROUGH = frozenset({"after", "by", "following", "through", "thanks to", "under", "via", "with"})


def _is_wanted(noun: Token) -> bool:
    """ "called for UN mediation", "rejected Turkish mediation", "must return to talks under the auspices of the UN"."""
    if noun.head.lemma_.lower() in table("unreal_words"):
        return True
    verbs = [t for t in noun.ancestors if is_verb(t) and t.sent.start == noun.sent.start]
    return any(is_negated(v) or is_modal(v) or v.tag_ == "VB" for v in verbs[:2])
