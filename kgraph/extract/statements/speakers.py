"""From the words for a speaker to the actor who spoke, or to the description of one whom the text does not name."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Span, Token

from kgraph.extract.antecedents import is_text
from kgraph.extract.cast import Cast
from kgraph.extract.syntax import children, phrase, preposition, relation, subjects, trimmed, with_conjuncts
from kgraph.lexicon import words

_ONE = frozenset({"a", "an", "another", "one"})
_INDEFINITE = frozenset(
    {"he", "she", "they", "who", "some", "others", "many", "one", "those", "several", "most", "few", "all", "each", "both"}
    | {"someone", "somebody", "everyone", "everybody", "another"}
)
_COUNTS = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5}
_APART = ("conj", "cc", "acl:relcl", "appos", "punct", "acl", "case")


@dataclass(frozen=True, slots=True)
class Speaker:
    """`entity` is the cast's member, None for an unnamed source, whose words are `description`.

    `mutual` are all who spoke together ("both accused each other").
    """

    entity: int | None
    span: tuple[int, int] | None
    description: str | None = None
    mutual: tuple[int, ...] = ()


def speakers(
    tokens: Sequence[Token], cast: Cast, recent: Sequence[int], *, anybody: bool = False, people: bool = False, named: bool = False
) -> list[Speaker]:
    """The speakers that these heads of subjects stand for, one by one. Empty where they can be none.

    `anybody`: the verb is one of saying, with words said, so that any common noun is a source without a name ("a farmer said").
    `people`: it is one that only people do, so that any plural is ("speechwriters implored her"). `named`: texts and names that nobody
    recognised are sources as well ("according to federal statistics").
    """
    out: list[Speaker] = []
    consumed: set[int] = set()
    for token in tokens:
        if token.i in consumed:
            continue
        if token.tag_ in ("NNS", "NNPS") and token.lemma_.lower() in words("role_nouns"):
            many = _holders(token, tokens, cast)
            if many:
                consumed |= {t.i for t in tokens}
                span = phrase(token, without=[c for c in token.children if c.dep_ in ("acl:relcl", "punct", "acl")])
                out += [Speaker(i, (span.start_char, span.end_char)) for i in many]
                continue
        span = _bracketed(phrase(token, without=[c for c in token.children if c.dep_ in _APART]), token)
        where = (span.start_char, span.end_char)
        text = cast.antecedents.thing(token)
        if text is not None:
            # "The report came out in May. It says ...": the report, or whose it is
            span = phrase(text, without=[c for c in text.children if c.dep_ in _APART])
            token = text
        entities = [i for i in of_token(token, cast, recent) if cast.can_act(i)]
        if entities:
            out += [Speaker(i, where) for i in entities]
        elif several := _together(token, cast, recent):
            out += [Speaker(i, where) for i in several]
        elif text is not None or _unnamed(token) or _allowed(token, anybody, people, named):
            out.append(Speaker(None, where, span.text))
    together = tuple(dict.fromkeys(s.entity for s in out if s.entity is not None))
    if len(together) > 1:
        out = [Speaker(s.entity, s.span, s.description, together) for s in out]
    seen: set[int | None] = set()
    return [s for s in out if not (s.entity is not None and s.entity in seen) and not seen.add(s.entity)]  # type: ignore[func-returns-value]


def _bracketed(span: Span, token: Token) -> Span:
    """The words for a speaker with the mark that closes a bracket in them: "Paul D. Ryan (R-Wis.)"."""
    end = span.end
    opening = next((t.i for t in span if t.text == "("), None)
    if opening is not None and not any(t.text == ")" for t in span):
        # What else was set apart, and lies between, is left out with its bracket.
        end = next((t.i + 1 for t in token.doc[end : end + 2] if t.text == ")"), max(opening, token.i + 1))
    return trimmed(token.doc[span.start : end])


def _together(token: Token, cast: Cast, recent: Sequence[int]) -> list[int]:
    """ "the three presidents", "the two ministers": as many people as that, if as many have just spoken together, all of that office
    where their offices are told."""
    count = next((_COUNTS.get(c.lower_) for c in token.children if c.dep_ in ("nummod", "det") and c.lower_ in _COUNTS), None)
    definite = any(c.lower_ in ("the", "these", "both") for c in token.children)
    if count is None or not definite or token.tag_ != "NNS" or token.lemma_.lower() not in words("role_nouns"):
        return []
    found = list(recent[:count])
    office = token.lemma_.lower()
    roles = [{r.lower().split()[-1] for r in cast.members[i].roles} for i in found]
    fitting = all(cast.kind(i) == "Person" for i in found) and all(office in own or not own for own in roles)
    return sorted(found) if len(found) == count and fitting and any(office in own for own in roles) else []


def _holders(token: Token, tokens: Sequence[Token], cast: Cast) -> list[int]:
    """ "the presidents of America, Russia and France": the holders of one office in several states."""
    owners: list[int] = []
    for c in children(token, "nmod"):
        if preposition(c) == "of":
            owners += [cast.at[t.i] for t in with_conjuncts(c) if t.i in cast.at]
    owners += [cast.at[t.i] for t in tokens if t.i in cast.at and t.i != token.i and cast.kind(cast.at[t.i]) == "Country"]
    return cast.antecedents.holders(token, dict.fromkeys(owners))


def of_token(token: Token, cast: Cast, recent: Sequence[int]) -> list[int]:
    """The members that a subject stands for: itself, its text's author, its body, or its antecedent."""
    named = cast.named_by(token)
    if named is not None:
        return [named]
    lemma = token.lemma_.lower()
    if token.lower_ in ("i", "we", "me", "us") and cast.author is not None:
        return [cast.author]
    if lemma in words("speech_nouns") or lemma in words("medium_nouns"):
        return _author(token, cast, recent)
    if lemma in words("office_nouns"):
        owner = next(
            (cast.at[c.i] for c in children(token, "nmod:poss", "compound") if c.i in cast.at and cast.kind(cast.at[c.i]) == "Person"), None
        )
        if owner is not None:
            return [owner]
    if lemma in words("role_nouns") or lemma in words("spokesperson_nouns") or lemma in words("speaker_nouns"):
        person = cast.person_at_end(token)
        if person is not None:
            return [person]
        found = cast.resolve(token, recent)
        if found:
            return found
        definite = any(c.lower_ in ("the", "this") for c in token.children if c.dep_ == "det") and token.tag_ == "NN"
        collective = lemma in words("collective_voices")
        if lemma in words("spokesperson_nouns") or (lemma in words("state_voice_nouns") and (not definite or collective)):
            return _body(token, cast)
        return []
    return cast.resolve(token, recent)


def _author(token: Token, cast: Cast, recent: Sequence[int]) -> list[int]:
    """Whose statement it is: "a joint U.S.-Russian statement", "the announcement by the ministry", "the statement" of who spoke last."""
    if relation(token) == "obj" and token.head.pos_ == "VERB":
        issuers = [i for t in subjects(token.head) for i in (cast.resolve(t, recent) or of_token(t, cast, recent))]
        if issuers:
            return list(dict.fromkeys(issuers))
    for c in children(token, "nmod:poss", "nmod", "acl", "acl:relcl", "amod", "compound"):
        if c.dep_ in ("acl", "acl:relcl"):
            for agent in c.children:
                if agent.dep_ == "obl:agent" or preposition(agent) == "by":
                    found = cast.resolve(agent, recent)
                    if found:
                        return found
        elif relation(c) == "nmod" and c.dep_ != "nmod:poss" and preposition(c) not in ("by", "from", "of"):
            continue
        else:
            found = [
                i
                for t in (c, *(x for x in c.children if x.dep_ in ("conj", "compound", "amod")))
                if (i := cast.at.get(t.i)) is not None and cast.is_actor(i)
            ]
            if found:
                return list(dict.fromkeys(found))
    if any(c.lower_ in ("the", "this", "its", "his", "her", "their") for c in token.children) and recent:
        return [recent[0]]
    return []


def _body(token: Token, cast: Cast) -> list[int]:
    """A spokesman without a name speaks for the body that he is of."""
    for c in children(token, "nmod:poss", "compound", "amod", "nmod"):
        if relation(c) == "nmod" and c.dep_ != "nmod:poss" and c.i > token.i and preposition(c) not in ("of", "for", "from", "at"):
            continue
        index = cast.at.get(c.i)
        if index is None and c.pos_ in ("NOUN", "PROPN"):
            found = cast.resolve(c)
            index = found[0] if found else None
        if index is not None and (cast.is_actor(index) or (cast.kind(index) == "Region" and c.dep_ in ("compound", "amod", "nmod:poss"))):
            return [index]
    return []


def _can_speak(token: Token) -> bool:
    """Whether a noun may stand for people: no instrument, and no abstract noun, unless a list has it for a body or a text."""
    lemma = token.lemma_.lower()
    known = any(lemma in words(name) for name in ("speaker_nouns", "finding_nouns", "body_nouns", "group_nouns", "agreement_nouns"))
    if token.pos_ == "NOUN" and not known and (lemma.endswith(tuple(words("abstract_endings"))) or lemma in words("instrument_nouns")):
        return False
    return token.pos_ in ("NOUN", "PROPN") and token.ent_type_ not in ("DATE", "MONEY")


def _allowed(token: Token, anybody: bool, people: bool, named: bool) -> bool:
    if named and (is_text(token) or (token.pos_ == "PROPN" and _can_speak(token))):
        return True
    return (anybody or (people and token.tag_ in ("NNS", "NNPS"))) and _can_speak(token)


def _unnamed(token: Token) -> bool:
    """Whether a subject is somebody the text leaves without a name: "two officials", "a source", "residents"."""
    lemma = token.lemma_.lower()
    if token.pos_ == "PRON":
        return token.lower_ in _INDEFINITE
    if (
        token.tag_ == "NNP"
        and token.ent_type_ not in ("FAC", "LOC", "ORG")
        and any(c.lower_ in _ONE and c.dep_ in ("det", "nummod") for c in token.children)
    ):
        return True  # "a Syrian", "one Republican"
    if token.pos_ in ("DET", "ADJ", "NUM"):
        return token.lower_ in _INDEFINITE or any(relation(c) == "nmod" and preposition(c) in ("of", "from", "in") for c in token.children)
    return (
        lemma in words("unnamed_source_nouns")
        or lemma in words("speaker_nouns")
        or token.lower_ in words("unnamed_source_nouns")
        or lemma in words("force_nouns")
    )
