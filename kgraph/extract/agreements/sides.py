"""Who was at war with whom, and whom those who sign stand for: the parties that a text leaves to its reader."""

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from kgraph.extract.agreements.agreed import Agreed
from kgraph.extract.agreements.roles import Role
from kgraph.extract.cast import Cast
from kgraph.extract.syntax import children, is_verb, places_of, preposition, relation, subjects, with_conjuncts
from kgraph.lexicon import words


def belligerents(doc: Doc, cast: Cast) -> list[tuple[list[int], int]]:
    """The pairs of sides that the document sets against each other ("the conflict between X and Y"), with the token that tells it."""
    out: list[tuple[list[int], int]] = []
    for i in places_of(doc, words("conflict_nouns")):
        token = doc[i]
        pair: list[int] = []
        for c in children(token, "nmod", "obl"):
            if preposition(c) == "between":
                pair = _sides(cast, c)
        verb = token.head
        if not pair and is_verb(verb) and relation(token) in ("nsubj", "obj", "obl"):
            for c in children(verb, "obl"):
                if preposition(c) == "between":
                    pair = _sides(cast, c)
            if not pair and relation(token) == "obj" and verb.lemma_.lower() in words("war_verbs"):
                pair = [i for t in subjects(verb) for i in _side(cast, t)]
        if len(set(pair)) == 2:
            out.append((pair, token.i))
    return out


def _sides(cast: Cast, token: Token) -> list[int]:
    found = [i for t in with_conjuncts(token) for i in _side(cast, t)]
    if len(found) == 1 or not found:
        # "between Armenian and Azerbaijani forces": two demonyms share one noun
        found = [cast.at[t.i] for c in token.subtree if c.dep_ in ("amod", "compound") for t in with_conjuncts(c) if t.i in cast.at]
    return list(dict.fromkeys(cast.side(i) for i in found))


def _side(cast: Cast, token: Token) -> list[int]:
    index = cast.at.get(token.i)
    if index is None:
        return []
    return [cast.side(index)]


def leaders_to_states(a: Agreed, cast: Cast) -> None:
    """Leaders who sign stand for their states."""
    for (entity, role), r in list(a.roles.items()):
        if role == "party" and cast.kind(entity) == "Person":
            served = {
                of for who, of in cast.antecedents.serving if who == entity and cast.kind(of) in ("Country", "ArmedForce", "Organization")
            }
            groups = {of for of in served if cast.kind(of) != "Country"}
            powers = groups or served  # the leader of a movement signs for the movement, whatever his country
            if len(powers) == 1:
                [power] = powers
                del a.roles[entity, role]
                a.roles.setdefault((entity, "signatory"), Role(entity, "signatory", r.rule, r.at, r.confidence))
                a.roles.setdefault((power, "party"), Role(power, "party", "leader signs for the state", r.at, 0.8))


def people_sign(a: Agreed, cast: Cast) -> None:
    """Where states or groups are parties, the people beside them signed for one of them, whoever that was."""
    powers = [e for e in a.members("party") if cast.kind(e) != "Person"]
    for entity in sorted(a.members("party")) if len(powers) > 1 else ():
        if cast.kind(entity) == "Person":
            r = a.roles.pop((entity, "party"))
            a.roles.setdefault((entity, "signatory"), Role(entity, "signatory", r.rule, r.at, r.confidence))


def _others_near(a: Agreed, pair: tuple[int, ...], cast: Cast) -> bool:
    """Whether a force or movement of neither side stands beside an agreement: then it may be theirs."""
    known = {*pair, *a.members("mediator")}
    known |= {who for who, of in cast.antecedents.serving if of in known}
    for m in a.mentions:
        sentence = m.head.sent
        end = sentence.doc[sentence.end].sent.end if sentence.end < len(sentence.doc) else sentence.end
        if any(i in cast.at and cast.kind(cast.at[i]) == "ArmedForce" and cast.at[i] not in known for i in range(sentence.start, end)):
            return True
    return False


def complete_parties(a: Agreed, sides: list[tuple[list[int], int]], others: Sequence[Agreed], cast: Cast) -> None:
    """The parties of a ceasefire whose text leaves them out: the belligerents of the document's conflict, else those of its other
    ceasefires, where these are always the same."""
    parties = a.members("party")
    if a.name and a.kind == "peace" and not (a.topic or a.date or parties or a.members("mediator") or a.members("place")):
        return  # one that is only named may be of any war
    if len(parties) >= 2 or any("unilateral" in {t.lower_ for t in m.head.children} for m in a.mentions):
        return
    wars = {tuple(sorted(pair)) for pair, _ in sides}
    rule = "belligerents of the conflict"
    if wars:
        if len(wars) > 1:
            return  # more than one war: which one it ends is not told
        [best] = wars
        at = dict.fromkeys(best, next(i for pair, i in sides if tuple(sorted(pair)) == best))
    elif a.kind == "ceasefire":
        told = [o for o in others if o is not a and o.kind == "ceasefire" and len(o.members("party")) == 2]
        pairs = {tuple(sorted(o.members("party"))) for o in told}
        if len(pairs) != 1:
            return
        [best] = pairs
        if _others_near(a, best, cast):
            return
        at = {entity: told[0].roles[entity, "party"].at for entity in best}
        rule = "parties of the document's other ceasefire"
    else:
        return
    if parties and not parties & set(best):
        return
    for entity in best:
        if entity not in a.members("mediator"):
            a.roles.setdefault((entity, "party"), Role(entity, "party", rule, at[entity], 0.6))
