"""Who made an agreement, who mediated it, and where: roles read from the noun phrase and the verb above it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from spacy.tokens import Doc, Token

from kgraph.extract.agreements.found import Spoken, is_agreement_noun
from kgraph.extract.cast import Cast
from kgraph.extract.syntax import (
    agents,
    child,
    children,
    first_conjunct,
    is_agent,
    is_modal,
    is_negated,
    is_passive,
    is_undone,
    is_verb,
    preposition,
    relation,
    subjects,
    with_conjuncts,
)
from kgraph.lexicon import table, words

_HYPHENS = frozenset("-–—")


@dataclass(frozen=True, slots=True)
class Role:
    """Member `entity` is `role` (party, mediator or place) by `rule`; `at` is the token that tells it."""

    entity: int
    role: str
    rule: str
    at: int
    confidence: float


def roles(doc: Doc, found: Spoken, cast: Cast) -> list[Role]:
    """The roles that one mention of an agreement tells, each entity once in a role."""
    out: dict[tuple[int, str], Role] = {}
    if found.supposed:
        return []
    for role in (*_mediators(doc, found, cast), *_parties(doc, found, cast), *_places(doc, found, cast)):
        out.setdefault((role.entity, role.role), role)
    mediators = {e for e, r in out if r == "mediator"}
    return [r for r in out.values() if (r.role == "place" or cast.can_act(r.entity)) and not (r.role == "party" and r.entity in mediators)]


def verbs_of(found: Spoken) -> Iterator[tuple[Token, str]]:
    """The agreement verbs around a mention, each with its kind: above it, or in a clause or participle that describes it."""
    kinds = table("agreement_verbs")
    # A subject stands before its verb: a participle in front of the noun belongs to another one.
    misled = found.verb is not None and relation(found.head) == "nsubj" and found.verb.i < found.head.i and found.verb.tag_ == "VBN"
    candidates = [found.verb] if found.verb is not None and not misled else []
    candidates += [c for c in _describing(found.head) if is_verb(c)]
    # A participle right behind the noun describes it, whatever the parser hung it on: "... of violating the truce signed on 20 May".
    behind = found.head.i + 1
    if behind < found.head.sent.end and found.head.doc[behind].tag_ == "VBN" and found.head.doc[behind].dep_ == "acl":
        candidates.append(found.head.doc[behind])
    if is_verb(found.head):
        candidates.append(found.head.head)
    # "the truce began ... and was agreed with the help of ..."
    if found.verb is not None and relation(found.head) == "nsubj" and not misled:
        candidates += [c for c in children(found.verb, "conj") if is_verb(c) and not any(c2.dep_ == "nsubj" for c2 in c.children)]
    # "signed in Geneva and mediated by the centre"
    candidates += [
        x for c in candidates if c.tag_ == "VBN" for x in children(c, "conj") if x.tag_ == "VBN" and child(x, "obl:agent") is not None
    ]
    for v in list(candidates):
        # "agreed to sign", "helped to broker", "was announced ... after they agreed"
        candidates += [c for c in children(v, "xcomp") if is_verb(c)]
        # "signed a ceasefire brokered by ...", which the parser may read as a clause of its own; "..., mediated by ..."
        bare = not any(c.dep_ in ("aux", "aux:pass", "mark") for c in v.children)
        if v.tag_ == "VBN" and is_verb(v.head) and ((bare and v.dep_ in ("xcomp", "ccomp")) or _is_cut_off(v, found.head)):
            candidates.append(v.head)
        # "talks in Moscow, mediated by Russia, led to the deal"
        candidates += [c for s in subjects(v) if s.i != found.head.i for n in (s, *children(s, "nmod")) for c in _mediated(n)]
        candidates += [c for c in children(v, "advcl") if c.tag_ == "VBN" and child(c, "obl:agent") is not None]
    for v in dict.fromkeys(candidates):
        if is_modal(v):
            continue  # what could or will be done has no doer yet
        lemma = v.lemma_.lower()
        prep = next((preposition(c) for c in children(v, "obl") if c.i == found.head.i), "")
        kind = kinds.get(f"{lemma} {prep}") or kinds.get(lemma)
        if kind is None or (v is found.verb and not found.pair and not _is_direct(found.head, v, f"{lemma} {prep}" in kinds, kind)):
            continue
        if _is_pending(v):
            found.pending = found.pending or kind != "bound"  # "to be signed on Friday", "are due to sign"
            continue
        yield v, kind


def _is_pending(verb: Token) -> bool:
    """Whether a deed is still to be done: an infinitive that nothing tells to have come true."""
    marked = any(c.lower_ in ("due", "to") and c.dep_ in ("mark", "aux") for c in verb.children)
    return marked and not (verb.head.lemma_.lower() in words("bringing_verbs") and not is_modal(verb.head))


def _is_direct(head: Token, verb: Token, listed: bool, kind: str) -> bool:
    """Whether it is the agreement that the verb above makes: "signed the text of the accord", but not "in breach of the accord, the army
    struck a town", "announced the end of the truce"."""
    top = first_conjunct(head)
    while top.dep_ in ("compound", "nmod:desc", "flat") and top.head.i != verb.i and top.head.i != top.i:
        top = top.head
    if top.head.i == verb.i or is_verb(head):
        has_other = any(o.i not in (head.i, top.i) for o in children(verb, "obj"))
        return listed or relation(top) != "obl" or not has_other or kind == "none"
    noun = top.head.lemma_.lower()
    beside = (
        noun in words("signing_nouns") or noun in ("text", "version", "copy") or noun in table("agreement_nouns") or top.dep_ == "appos"
    )
    return beside or (kind == "mediator" and table("violation_nouns").get(noun) == "extended") or top.head.dep_ in ("conj", "appos")


def _describing(noun: Token) -> list[Token]:
    """The clauses and participles that describe a noun.

    "the truce of May, brokered by Russia, and that of June, arranged with French help": the parser may hang both on the first.
    So it may with what another agreement is the subject of: "a new truce, a week after the ceasefire agreed in Doha fell apart".
    """
    own = [
        c for c in children(noun, "acl", "acl:relcl", "amod") if c.dep_ != "acl" or not any(map(is_agreement_noun, children(c, "nsubj")))
    ]
    other = child(noun, "conj")
    if other is not None and any(noun.i < c.i < other.i for c in own):
        own = [c for c in own if c.i < other.i]
    return own


def _is_cut_off(verb: Token, noun: Token) -> bool:
    """ "signed a ceasefire brokered by ...", where the parser made a clause of noun and participle, though it has no auxiliary."""
    return verb.dep_ == "advcl" and verb.head.i < noun.i < verb.i and not any(c.dep_ in ("aux", "aux:pass", "mark") for c in verb.children)


def _mediated(noun: Token) -> list[Token]:
    mediating = (c for c in children(noun, "acl") if c.tag_ == "VBN" and _is_mediating(c))
    return [c for c in mediating if child(c, "obl:agent") is not None]


def each_side(cast: Cast, token: Token) -> list[Token]:
    """A noun and what is coordinated with it, also where the parser hung a body on the state before it:
    "the government of Chad and the UFDD" are two."""
    out = with_conjuncts(token)
    for t in list(out):
        if t.lemma_.lower() in words("state_voice_nouns") or t.lemma_.lower() in words("speaker_nouns"):
            for c in children(t, "nmod"):
                beside = [x for x in with_conjuncts(c) if x.i != c.i]
                out += [x for x in beside if x.i in cast.at and cast.kind(cast.at[x.i]) in ("Organization", "ArmedForce")]
    return sorted(set(out), key=lambda x: x.i)


def _actor(cast: Cast, token: Token) -> list[int]:
    found = cast.resolve(token)
    if token.lower_ in ("they", "them") and len(found) < 2:
        return []  # those who agree are several
    represented = _represented(token, cast)
    if not found and token.lemma_.lower() in ("country", "member", "nation", "state"):
        # "the ECOWAS states": the body of which they are members
        bodies = [cast.at[c.i] for c in children(token, "compound", "nmod:desc") if c.i in cast.at]
        found = [i for i in bodies if cast.kind(i) == "Organization"]
    return represented or [i for i in found if cast.is_actor(i) or cast.kind(i) in ("Region", "Facility")]


def _represented(token: Token, cast: Cast) -> list[int]:
    """ "X, representing the government of Y", "X on behalf of Y", "X as a representative of Y": those who are bound."""
    above = token.head.head if token.dep_ == "conj" else token.head
    for c in (*children(token, "acl", "acl:relcl", "nmod"), *children(above, "obl", "advcl")):
        person = token.i in cast.at and cast.kind(cast.at[token.i]) == "Person"
        beside = c.i < len(token.doc) and cast.found_at(token.i).end == c.left_edge.i if person else False
        signs = token.head.lemma_.lower() in words("making_verbs") and relation(token) == "nsubj" and c.dep_ == "obl"
        if person and preposition(c) == "for" and (beside or signs) and c.i in cast.at and cast.is_actor(cast.at[c.i]):
            hosts = [c]
        elif c.dep_ == "nmod":
            continue
        elif c.lemma_.lower() == "represent":
            hosts = children(c, "obj")
        elif c.lemma_.lower() in ("behalf", "representative") and preposition(c) in ("on", "as") and c.i > token.i:
            hosts = [n for n in children(c, "nmod") if preposition(n) == "of"]
        else:
            continue
        found = [i for h in hosts for t in with_conjuncts(h) for i in cast.resolve(t) if cast.is_actor(i)]
        if found:
            return found
    return []


def _named_or_adjective(cast: Cast, token: Token) -> list[int]:
    index = cast.at.get(token.i)
    if index is not None:
        return [index]
    return _actor(cast, token)


def _mediators(doc: Doc, found: Spoken, cast: Cast) -> Iterator[Role]:
    head = found.head
    made = words("mediated_words")
    # "Russian-brokered truce", "the UN-mediated ceasefire"
    for i in range(max(head.left_edge.i, head.sent.start), head.i):
        if doc[i].lower_ in made and table("mediated_words")[doc[i].lower_] == "sure" and i >= 2 and doc[i - 1].text in _HYPHENS:
            j = i - 2
            while True:
                index = cast.at.get(j)
                if index is not None:
                    yield Role(index, "mediator", "compound with a mediating participle", j, 0.95)
                    start = cast.found_at(j).start
                else:
                    start = j
                if start >= 2 and (doc[start - 1].text in _HYPHENS or doc[start - 1].lower_ == "and") and (start - 2) in cast.at:
                    j = start - 2
                    continue
                break
    for verb, kind in found.verbs.items():
        if kind == "mediator":
            heads = agents(verb) or ([] if is_passive(verb) or (verb.tag_ == "VBN" and verb.dep_ in ("acl", "amod")) else subjects(verb))
            for t in heads:
                for index in _actor(cast, t):
                    yield Role(index, "mediator", "mediating verb", t.i, 0.95)
        yield from _auspices(verb, cast)
        yield from _acting(verb, cast)
    yield from _auspices(head, cast)
    if found.verb is not None:
        yield from _auspices(found.verb, cast)


def _acting(verb: Token, cast: Cast) -> Iterator[Role]:
    """ "..., with Norway acting as mediator"."""
    for clause in children(verb, "advcl"):
        if not any(m.dep_ == "mark" and m.lower_ == "with" for m in clause.children):
            continue
        if any(preposition(o) == "as" and is_between(o) for o in children(clause, "obl")):
            for t in subjects(clause):
                for index in _actor(cast, t):
                    yield Role(index, "mediator", "acting as mediator", t.i, 0.9)


def is_between(noun: Token) -> bool:
    """ "mediators", "negotiators": who may stand between two sides."""
    return table("third_party_nouns").get(noun.lemma_.lower()) in ("mediator", "likely")


def third_part(noun: Token) -> str | None:
    """The part that a noun tells for certain: mediator, witness or guarantor."""
    kind = table("third_party_nouns").get(noun.lemma_.lower())
    if noun.lemma_.lower() == "party" and any(c.lower_ == "third" for c in noun.children):
        return "witness"
    return kind if kind != "likely" else None


def _auspices(host: Token, cast: Cast) -> Iterator[Role]:
    """ "under the auspices of the UN", "with Qatari mediation", "with the help of Norwegian mediators"."""
    brought = [c for c in children(host, "obj") if host.lemma_.lower() == "follow"]  # "the truce followed mediation by France"
    for c in (*children(host, "obl", "nmod", "advcl"), *brought):
        chain = [c, *(n for n in children(c, "nmod"))]
        for noun in chain:
            if noun.lemma_.lower() not in words("mediation_nouns") and not is_between(noun):
                continue
            if c not in brought and preposition(c) not in ("under", "with", "through", "by", "via", "after", "thanks to", "following"):
                continue
            for owner in children(noun, "nmod:poss", "amod", "compound", "nmod", "appos"):
                if owner.i > noun.i and relation(owner) == "nmod" and preposition(owner) not in ("of", "by", "from"):
                    continue
                for t in with_conjuncts(owner):
                    for index in _named_or_adjective(cast, t):
                        if cast.is_actor(index):
                            yield Role(index, "mediator", "mediation noun", t.i, 0.9)


def _parties(doc: Doc, found: Spoken, cast: Cast) -> Iterator[Role]:
    head = found.head
    if found.pair:
        for t in found.pair:
            for index in _actor(cast, t):
                yield Role(index, "party", "between phrase", t.i, 0.9)
        return
    # "mediated by the UN between A and B": the parser may hang the two sides on who mediated
    through = [agent for verb in found.verbs for agent in agents(verb)]
    # "signed in Pretoria between A and B": the parser may hang them on the town
    where = [c for verb in found.verbs for c in children(verb, "obl") if c.i in cast.at and preposition(c) in ("at", "in")]
    hosts = list(dict.fromkeys([head, *([found.verb] if found.verb is not None else []), *found.verbs, *through, *where, *_said_of(head)]))
    if found.named:  # "the Treaty of Friendship and Assistance between A and B": the sides may hang on a later word of the name
        hosts += [t for t in head.subtree if t.dep_ in ("conj", "nmod") and t.pos_ in ("NOUN", "PROPN") and t.i not in cast.at]
    for c in children(head, "nmod:poss"):
        pair = _actor(cast, c)
        for index in pair if len(pair) > 1 else ():
            yield Role(index, "party", "whose agreement it is", c.i, 0.85)  # "the two countries' treaty"
    for host in hosts:
        if is_verb(host) and any(o.i != head.i and o.lemma_.lower() == "peace" for o in children(host, "obj")):
            continue  # "brokered peace between A and B, and with the accords"
        for c in children(host, "nmod", "obl"):
            if preposition(c) in ("between", "among") or (host is head and preposition(c) in ("with",) and c.i > head.i):
                for t in _both(cast, c):
                    for index in _actor(cast, t):
                        yield Role(index, "party", f"{preposition(c)} phrase", t.i, 0.95)
    # "India-Pakistan ceasefire", "U.S.-Taliban agreement"
    for i in range(max(head.left_edge.i, head.sent.start), head.i - 1):
        if doc[i].text in _HYPHENS and i - 1 in cast.at and i + 1 in cast.at and doc[i - 1].whitespace_ == "":
            pair = [cast.at[i - 1], cast.at[i + 1]]
            follows = doc[cast.found_at(i + 1).end]
            if (
                pair[0] != pair[1]
                and all(cast.is_actor(p) for p in pair)
                and not (follows.text in _HYPHENS and doc[follows.i + 1].lower_ in words("mediated_words"))
            ):
                for p in pair:
                    yield Role(p, "party", "compound of two names", i, 0.9)
    for verb, kind in found.verbs.items():
        if is_undone(verb) or _takes_part_as(verb):
            continue  # "did not sign the accord", "signed it as witnesses"
        made_by = [t for a in children(verb, "obl:agent") if is_agent(a) for t in _each(a, cast)]
        if kind == "party" or (kind == "either" and not _is_mediating(verb)):
            heads = made_by or (
                []
                if is_passive(verb) or (verb.tag_ == "VBN" and verb.dep_ == "acl")
                else [x for t in subjects(verb) for x in each_side(cast, t)]
            )
            if kind == "either" and len(heads) < 2:
                continue
            if verb.lemma_.lower() == "have" and not any(
                preposition(c) == "with" for h in (head, verb) for c in children(h, "nmod", "obl")
            ):
                continue  # "Russia has a pact with Armenia", but "the region has a truce"
            for t in heads:
                for index in _actor(cast, t):
                    if cast.kind(index) != "Facility":
                        yield Role(index, "party", "subject of an agreeing verb", t.i, 0.85)
            for c in children(verb, "obl"):
                if preposition(c) in ("with",) and heads and not _is_third_party(c):
                    for t in each_side(cast, c):
                        for index in _actor(cast, t):
                            yield Role(index, "party", "with phrase of an agreeing verb", t.i, 0.85)


def _said_of(head: Token) -> list[Token]:
    """What an agreement is said to be, and the participles of that: "the accord is the first between A and B", "is one of eight signed
    between A and B"."""
    said = head.head
    if relation(head) != "nsubj" or not any(c.dep_ == "cop" for c in said.children) or is_negated(said) or is_modal(said):
        return []
    if said.pos_ not in ("ADJ", "NUM") and not is_agreement_noun(said):
        return []  # "the accord is the fruit of diplomacy between A and B": they may be those who mediated
    nouns = [said, *(c for c in children(said, "nmod") if preposition(c) == "of")]
    return [*nouns, *(v for n in nouns for v in children(n, "acl") if v.tag_ == "VBN" and v.lemma_.lower() in words("making_verbs"))]


def _takes_part_as(verb: Token) -> bool:
    """ "signed the accord as witnesses", "as guarantors, signed the accord": who signs so is no party."""
    taking = [c for h in (verb, *subjects(verb)) for c in children(h, "obl", "nmod", "advcl") if preposition(c) == "as"]
    beside = [o.right_edge.i for o in verb.children if preposition(o) == "with"]  # "signed it with Malaysia as facilitator"
    return any(third_part(c) is not None and c.left_edge.i - 1 not in beside for c in taking)


def _is_third_party(token: Token) -> bool:
    """ "with Malaysia as facilitator"."""
    doc, i = token.doc, token.right_edge.i + 1
    inside = any(preposition(c) == "as" and third_part(c) is not None for c in children(token, "nmod"))
    behind = i < token.sent.end and doc[i].lower_ == "as" and any(third_part(t) is not None for t in doc[i + 1 : i + 5])
    return inside or behind


def _both(cast: Cast, token: Token) -> list[Token]:
    """The two sides behind "between", also where the parser hung the second one elsewhere."""
    out = each_side(cast, token)
    doc, i = token.doc, token.right_edge.i + 1
    if len(out) == 1 and i + 1 < token.sent.end and doc[i].lower_ == "and":
        i += 2 if doc[i + 1].pos_ == "DET" else 1
        if i < token.sent.end and i in cast.at:
            out.append(doc[cast.found_at(i).start : cast.found_at(i).end].root)
    return out


def _each(agent: Token, cast: Cast) -> list[Token]:
    """Each of those named as agents, also where the parser lost the coordination: "by the President of A, X, the Premier ..."."""
    people = [t for t in agent.subtree if t.i in cast.at and cast.kind(cast.at[t.i]) == "Person" and t.i == cast.found_at(t.i).start]
    return people if len(people) > 1 else each_side(cast, agent)


def _is_mediating(verb: Token) -> bool:
    return table("agreement_verbs").get(verb.lemma_.lower()) == "mediator"


def _makes(verb: Token) -> bool:
    """Whether an agreement is made where a verb says: a verb of making, of mediating, or of announcing it."""
    lemma = verb.lemma_.lower()
    return lemma in words("making_verbs") or table("agreement_verbs").get(lemma) in ("mediator", "none", "either")


def _is_within(doc: Doc, place: Token, cast: Cast) -> bool:
    """ "in Juba", also in "in Juba, South Sudan", where the parser may give the "in" to the country."""
    start = cast.found_at(place.i).start
    beside = start > 0 and doc[start - 1].lower_ in ("in", "at")
    return beside or preposition(place) in ("in", "at")


def _is_of_another(place: Token, host: Token, head: Token) -> bool:
    """Whether a place below a verb stands in a clause of another agreement, whose it is alone: "after the ceasefire agreed in Doha"."""
    own = {head.i, head.head.i, first_conjunct(head).i}
    way = [*takewhile(lambda t: t.i != host.i, place.ancestors), host]
    return any(is_agreement_noun(n) and n.i not in own for t in way for n in (t, *children(t, "nsubj")))


def _places(doc: Doc, found: Spoken, cast: Cast) -> Iterator[Role]:
    """Where it was made: "signed in Lusaka", "agreed after ten hours of talks in Moscow". A truce in a region is not made there."""
    hosts = [v for v in found.verbs if _makes(v)]
    for host in hosts:
        for c in host.subtree:
            index = cast.at.get(c.i)
            if index is None or c.i != doc[cast.found_at(c.i).start : cast.found_at(c.i).end].root.i or cast.adjective_at(c.i):
                continue
            if not _is_within(doc, c, cast) or relation(c) not in ("obl", "nmod") or _is_of_another(c, host, found.head):
                continue
            town = cast.kind(index) in ("Settlement", "Facility")
            own = c.head.i == host.i
            if (own and (town or (cast.kind(index) == "Country" and host.lemma_.lower() in words("making_verbs")))) or (
                town and (c.head.lemma_.lower() in words("talk_nouns") or c.head.head.i == host.i)
            ):
                yield Role(index, "place", "place of an agreeing verb", c.i, 0.85)
                return
    for c in children(found.head, "nmod"):
        index = cast.at.get(c.i)
        if index is not None and preposition(c) in ("in", "at") and cast.kind(index) in ("Settlement", "Facility"):
            yield Role(index, "place", "place of an agreement", c.i, 0.6)
            return
