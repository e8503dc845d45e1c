"""Whom an agreement binds, where the text tells it by what they took on: "under the deal, Mali will free its prisoners", "the accord
commits the FRUD to disarm", "both parties agreed to withdraw", "talks between Chad and the MDD led to the accord"."""

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from kgraph.extract.agreements.agreed import Agreed, Mentions
from kgraph.extract.agreements.found import is_agreement_noun, is_war
from kgraph.extract.agreements.real import is_talks
from kgraph.extract.agreements.roles import Role, each_side
from kgraph.extract.cast import Cast
from kgraph.extract.syntax import children, is_infinitive, is_negated, is_verb, preposition, relation, subjects, with_conjuncts
from kgraph.lexicon import words

_UNDER = frozenset({"under", "in", "by", "within", "through"})
_REACH = 120  # tokens between an agreement and what its parties take on
_BIDDING = frozenset({"will", "would", "shall", "must", "should", "'ll", "’ll"})


def bind(doc: Doc, spoken: Mentions, cast: Cast) -> None:
    """Give each agreement the parties that the text tells by their obligations or by the talks that led to it."""
    if not spoken.order:
        return
    topic = spoken.topic
    for token in doc:
        if is_verb(token) and not is_negated(token):
            for a, tokens, rule, confidence in (*_obliged(token, spoken), *_talks(token, spoken)):
                _add(a, tokens, rule, confidence, cast)
        if token.lower_ == "it" and token.dep_ == "nsubj:pass" and token.head.lemma_.lower() in words("making_verbs"):
            last = spoken.before(token.sent.start, _REACH, token.i)
            if last is not None:  # "It was signed by A and B"
                _add(last, [t for c in children(token.head, "obl:agent") for t in each_side(cast, c)], "signed by", 0.8, cast)
        if topic is not None and _nearest(spoken, token, topic) is topic:
            _add(topic, list(_set_apart(token, cast)), "sides of a text on one agreement", 0.65, cast)
            if len(topic.members("party")) < 2:
                _add(topic, list(_conceding(token, cast)), "what a text on one agreement asks of a group", 0.65, cast)


def _nearest(spoken: Mentions, token: Token, topic: Agreed) -> Agreed:
    """The agreement of the sentence that a token stands in, else that which the text is about."""
    here = [spoken.at[i] for i in spoken.within(token.sent)]
    return topic if not here or any(a is topic or a.host is topic for a in here) else here[0]


def _set_apart(noun: Token, cast: Cast) -> Iterator[Token]:
    """The two of "negotiations between A and B", "the conflict between A and B"."""
    if noun.pos_ != "NOUN" or not (is_talks(noun) or is_war(noun) or noun.lemma_.lower() in words("relation_nouns")):
        return
    for c in children(noun, "nmod"):
        if preposition(c) in ("between", "among"):
            yield from each_side(cast, c)


def _conceding(token: Token, cast: Cast) -> Iterator[Token]:
    """The groups whose fighters are to disarm, withdraw or be integrated: "encampment of MDD fighters", "UNITA forces would withdraw"."""
    lemma = token.lemma_.lower()
    if token.pos_ == "NOUN" and lemma in words("conceding_nouns"):
        asked = [t for c in children(token, "nmod") if preposition(c) in ("of", "for") for t in with_conjuncts(c)]
        asked += [t for c in children(token, "nmod:poss") for t in with_conjuncts(c)]
    elif is_verb(token) and lemma in words("conceding_verbs") and not is_negated(token):
        asked = [t for c in children(token, "nsubj") for t in with_conjuncts(c)]
    else:
        return
    for t in asked:
        owner = [t, *(c for c in children(t, "compound", "nmod:poss", "nmod:desc", "amod") if c.i in cast.at)]
        if t.lemma_.lower() in words("force_nouns") or t.lemma_.lower() in words("member_nouns"):
            owner += [c for c in children(t, "nmod") if preposition(c) in ("of", "from")]
        yield from (o for o in owner if o.i in cast.at and cast.kind(cast.at[o.i]) in ("ArmedForce", "Organization"))


def _add(a: Agreed, tokens: Sequence[Token], rule: str, confidence: float, cast: Cast) -> None:
    for t in tokens:
        for index in cast.meant(t):
            if cast.kind(index) in ("Country", "Organization", "ArmedForce", "Region") and not _is_third(a, index, cast):
                a.roles.setdefault((index, "party"), Role(index, "party", rule, t.i, confidence))


def _is_third(a: Agreed, index: int, cast: Cast) -> bool:
    """Whether one stands above the parties: who mediated, and bodies of no one state, which promise help and monitors."""
    entry = cast.members[index].entry
    return bool({(index, "mediator"), (index, "witness"), (index, "guarantor")} & a.roles.keys()) or (
        entry is not None and entry.kind == "Organization" and entry.country is None
    )


def last_spoken(spoken: Mentions, verb: Token) -> Agreed | None:
    """The agreement spoken of last, in the sentence or before; of a text about one agreement, that one."""
    return spoken.before(verb.sent.end, _REACH, verb.i) or spoken.topic


def is_bidden(verb: Token) -> bool:
    """ "will withdraw", "shall release"."""
    return any(c.lemma_.lower() in _BIDDING for c in verb.children if c.dep_ == "aux")


def _obliged(verb: Token, spoken: Mentions) -> Iterator[tuple[Agreed, list[Token], str, float]]:
    lemma, at = verb.lemma_.lower(), spoken.at
    bidden = is_bidden(verb)
    if verb.tag_ == "VB" and is_infinitive(verb) and not is_due(verb):
        return
    if any(c.dep_ == "mark" and c.lower_ in ("if", "unless", "until", "whether") for c in verb.children):
        return  # "if the parties commit to it"
    # "the accord commits A and B to ...", "the deal requires A to withdraw"
    if lemma in words("committing_verbs") and not bidden:
        subject = next((c for c in children(verb, "nsubj") if c.i in at), None)
        yields = [c for c in children(verb, "xcomp", "advcl", "ccomp") if c.lemma_.lower() in words("conceding_verbs")]
        if subject is not None and (lemma in ("bind", "commit", "oblige", "obligate") or yields):
            yield at[subject.i], [t for o in children(verb, "obj", "iobj") for t in with_conjuncts(o)], "bound by an agreement", 0.8
    who = [t for s in subjects(verb) or children(verb, "nsubj") for t in with_conjuncts(s)]
    if not who or any(is_agreement_noun(t) for t in who):
        return
    binding = lemma in words("binding_verbs")
    conceding = lemma in words("conceding_verbs")
    host = under(verb, at)
    if host is not None and (binding or (conceding and (bidden or is_due(verb) or verb.tag_ in ("VBD", "VBZ")))):
        yield at[host.i], who, "obligation under an agreement", 0.8
        return
    if not binding or bidden:
        return
    a = last_spoken(spoken, verb)
    if a is None:
        return
    what = [c for c in children(verb, "xcomp", "advcl", "ccomp", "obl") if c.i > verb.i]
    yields = [c for c in what if c.lemma_.lower() in words("conceding_verbs")]
    if a.topic and what and not any(c.lemma_.lower() in words("assisting_verbs") for c in what):
        yield a, who, "obligation in a text on one agreement", 0.7
    elif yields and verb.tag_ == "VBD":
        yield a, who, "obligation beside an agreement", 0.65


def is_due(verb: Token) -> bool:
    """ "both were to exchange prisoners", "the army is to withdraw"."""
    marked = any(c.lower_ == "to" and c.dep_ in ("mark", "aux") for c in verb.children)
    return marked and any(c.dep_ == "cop" and c.lemma_.lower() == "be" for c in verb.children)


def under(verb: Token, at: dict[int, Agreed]) -> Token | None:
    """The agreement of "under the deal, A will withdraw and B will free its prisoners", said once for all verbs joined to the first."""
    while True:
        places = [c for c in children(verb, "obl") if preposition(c) in _UNDER | {"as"}]
        held = [n for c in places for n in (c, *(children(c, "nmod") if c.lemma_.lower() in words("framework_nouns") else ()))]
        found = next((n for n in held if n.i in at), None)
        if found is not None or verb.dep_ not in ("conj", "ccomp", "parataxis") or not is_verb(verb.head):
            return found
        verb = verb.head


def _talks(verb: Token, spoken: Mentions) -> Iterator[tuple[Agreed, list[Token], str, float]]:
    """ "Talks between A and B resulted in the accord", "the deal was reached after talks between A and B"."""
    at = spoken.at
    if not spoken.between(verb.left_edge.i, verb.right_edge.i + 1):
        return
    inside = [t for t in verb.subtree if t.i in at]
    if not inside:
        return
    below = [n for c in children(verb, "obl", "xcomp", "advcl") for n in children(c, "nmod", "obl")]
    for noun in (*children(verb, "nsubj", "obl"), *below):
        if not is_talks(noun):
            continue
        leads = relation(noun) == "nsubj" and verb.lemma_.lower() in words("leading_verbs")
        follows = relation(noun) in ("obl", "nmod") and preposition(noun) in ("after", "following", "from", "in", "during", "of", "through")
        for c in children(noun, "nmod"):
            if preposition(c) in ("between", "among") and (leads or follows):
                yield at[inside[0].i], with_conjuncts(c), "talks that led to an agreement", 0.75
