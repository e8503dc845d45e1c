"""Whom a judgement or a demand is aimed at where its verb's grammar does not say so: whose deed its content tells of.

"condemned Turkey's fighting talk" is aimed at Turkey, "demanded an Armenian withdrawal" at Armenia, "We condemn Armenia's
attack" at Armenia, "repeated that Armenia must withdraw" at Armenia. Whose loss it tells of ("condemned the murder of a
minister") stays out: only possessors, adjectives of states, agents, and subjects of what must be done.
"""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from kgraph.extract.antecedents import is_people
from kgraph.extract.cast import Cast
from kgraph.extract.statements.cues import entry_of
from kgraph.extract.syntax import agents, children, is_verb, with_conjuncts
from kgraph.facts import Act
from kgraph.lexicon import words

AIMED: frozenset[Act] = frozenset({"accuse", "condemn", "praise", "urge"})
_MUST = frozenset({"must", "should"})


def aimed_at(content: Span, act: Act, cast: Cast) -> list[Token]:
    """The heads of those at whom a content of an act of judging or urging is aimed."""
    head = content.root
    if is_verb(head):
        performing = next((t for t in content if is_verb(t) and _performs(t, act)), None)
        if performing is not None:
            return [t for o in children(performing, "obj") for t in (_owners(o, cast) or _themselves(o, cast))]
        return list(_obliged(head)) if act == "urge" else []
    return list(_owners(head, cast))


def _performs(verb: Token, act: Act) -> bool:
    """Whether the quoted words do the act themselves: "We strongly condemn ..."."""
    found = entry_of(verb)
    first = any(c.dep_ == "nsubj" and c.lower_ in ("i", "we") for c in verb.children)
    return found is not None and found[0].act == act and first


def _themselves(noun: Token, cast: Cast) -> list[Token]:
    return [t for t in with_conjuncts(noun) if cast.named_by(t) is not None]


def _owners(noun: Token, cast: Cast) -> Iterator[Token]:
    """Whose a deed is: its possessor, the state of its adjective, or the agent of the participle behind it."""
    if is_people(noun) or noun.lemma_.lower() in words("suffered_nouns"):
        return
    for c in noun.children:
        state = c.dep_ == "amod" and cast.adjective_at(c.i) and noun.pos_ == "NOUN"
        if (c.dep_ == "nmod:poss" and c.i < noun.i) or state:
            yield from with_conjuncts(c)
        elif c.dep_ == "acl" and c.tag_ == "VBN":
            yield from agents(c)


def _obliged(verb: Token) -> Iterator[Token]:
    """Of whom something is asked: the subject of "must withdraw"."""
    if any(c.dep_ == "aux" and c.lemma_.lower() in _MUST for c in verb.children):
        for c in children(verb, "nsubj"):
            yield from with_conjuncts(c)
