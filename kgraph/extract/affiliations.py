"""Who serves whom: offices from titles, appositions and predicates, and organs with their state."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kgraph.extract.cast import Cast
from kgraph.extract.mentions import POSSESSIVE, Found
from kgraph.extract.syntax import children, first_conjunct, is_negated, is_passive, preposition, relation, with_conjuncts, wording
from kgraph.gazetteer import Entry, gazetteer
from kgraph.lexicon import table, words

_LONGEST = 6  # tokens of a title


@dataclass(frozen=True, slots=True)
class Serves:
    """`who` serves `of` in `role` (None for an organ of a state), as told by the characters `start` to `end`."""

    who: int
    of: int
    role: str | None
    start: int
    end: int
    rule: str
    confidence: float


def affiliations(doc: Doc, cast: Cast) -> list[Serves]:
    """The affiliations that a document tells, in reading order, each pair and role once."""
    out: list[Serves] = []
    seen: set[tuple[int, int, str | None]] = set()
    for found in (*_organs(doc, cast), *_offices(doc, cast)):
        key = (found.who, found.of, found.role.lower() if found.role else None)
        if cast.kind(found.of) in ("Facility", "NaturalFeature"):
            continue
        against = found.role is not None and not words("opposing_words").isdisjoint(found.role.lower().split())
        if against and cast.kind(found.of) == "Country":
            continue  # a leader of the opposition serves no state
        if found.who != found.of and key not in seen:
            seen.add(key)
            out.append(found)
    out.sort(key=lambda s: (s.start, s.end, s.who, s.of))
    return out


def _organs(doc: Doc, cast: Cast) -> Iterator[Serves]:
    """Bodies and forces with the state or organization whose organ they are."""
    for f, index in list(cast.mentions):
        if f.state is not None and f.end - f.start > 0:
            owner = cast.member_for(f.state, _adjective(doc, f))
            yield Serves(index, owner, None, doc[f.start].idx, doc[f.end - 1].idx + len(doc[f.end - 1]), f.rule, 0.9)
        elif f.entry is not None and f.entry.parent and cast.kind(index) in ("Organization", "ArmedForce"):
            parent = cast.known(f.entry.parent, wording(doc, f.start, f.end))
            if parent is not None and parent != index:
                yield Serves(index, parent, None, doc[f.start].idx, doc[f.end - 1].idx + len(doc[f.end - 1]), "gazetteer", 0.8)

    for f, index in list(cast.mentions):
        if cast.kind(index) not in ("Organization", "ArmedForce") or f.state is not None:
            continue
        stop = doc[f.end - 1].idx + len(doc[f.end - 1])
        # "Lebanon's Hezbollah"
        holder = cast.at.get(f.start - 2) if f.start >= 2 and doc[f.start - 1].text in POSSESSIVE else None
        if holder is not None and cast.kind(holder) in ("Country", "Organization", "ArmedForce"):
            yield Serves(index, holder, None, doc[cast.found_at(f.start - 2).start].idx, stop, "possessive before a name", 0.85)
        elif f.entry is not None and f.entry.country and is_state_organ(f.entry):
            state = cast.known(f"country/{f.entry.country}")
            if state is not None:
                yield Serves(index, state, None, doc[f.start].idx, stop, "gazetteer", 0.8)
        elif f.entry is None and (named := _state_in_name(doc, f)) is not None:
            yield Serves(index, cast.member_for(named), None, doc[f.start].idx, stop, "state in its name", 0.8)


def _state_in_name(doc: Doc, f: Found) -> Entry | None:
    """The state whose force a name tells: "Pakistan Air Force", "U.S. Navy"."""
    if f.kind != "ArmedForce" or doc[f.end - 1].lower_ not in words("force_nouns"):
        return None
    if doc[f.end - 1].lower_ in words("irregular_forces"):
        return None
    for end in range(f.end - 1, f.start, -1):
        rest = wording(doc, end, f.end).lower()
        entries = [e for e in gazetteer().lookup(wording(doc, f.start, end)) if e.kind == "Country"]
        if entries and rest in _SERVICES:
            return entries[0]
    return None


_SERVICES = frozenset(
    {"air force", "army", "coast guard", "ground forces", "marine corps", "marines", "military", "navy", "special forces"}
)


def is_state_organ(entry: Entry) -> bool:
    """Whether a body of the gazetteer is an organ of its state ("State Duma", "Kremlin"), not a company or a party there."""
    if entry.kind == "ArmedForce":
        return _is_national_force(entry)
    names = " ".join((entry.name, *entry.aliases)).lower()
    return any(re.search(rf"\b{re.escape(w)}\b", names) for w in words("state_organs")) and not any(
        w in names for w in words("party_words")
    )


def _is_national_force(entry: Entry) -> bool:
    """Whether a force is called by its state's adjective ("Sudanese Armed Forces"); an insurgent army is not, whatever its name."""
    for name in (entry.name, *entry.aliases):
        owner, _, rest = name.partition(" ")
        state = gazetteer().demonym(owner)
        if state is not None and state.iso == entry.country and rest.lower() in words("generic_forces"):
            return True
    return False


def _adjective(doc: Doc, f: Found) -> str | None:
    for t in doc[f.start : f.end]:
        if f.state is not None and (entry := gazetteer().demonym(t.text)) is not None and entry.id == f.state.id:
            return str(t.text)
    return None


def _offices(doc: Doc, cast: Cast) -> Iterator[Serves]:
    for f, index in list(cast.mentions):
        if cast.kind(index) != "Person":
            continue
        yield from _before_name(doc, cast, f, index)
        yield from _after_name(doc, cast, f, index)


def _before_name(doc: Doc, cast: Cast, f: Found, index: int) -> Iterator[Serves]:
    """ "Armenian Prime Minister Nikol Pashinyan", "Armenia's foreign minister, ...", "head of the Commission on ... Ruben Rubinyan"."""
    i = f.start - 1
    comma = False
    if i >= 0 and doc[i].text == "," and i > 0:
        comma, i = True, i - 1
    if i >= 0 and doc[i].text in ("(",):
        return
    role_end = i + 1
    size = _title_ending_at(doc, role_end)
    if size:
        start = role_end - size
        if comma and not _has_determiner(doc, start, cast):
            return
        cast.members[index].roles.add(wording(doc, start, role_end))
        yield from _with_owner(doc, cast, index, start, role_end, f, "title before a name")
        return
    if i > 0 and doc[i].lower_ == "counterpart" and (owner := cast.at.get(i - 1 - (doc[i - 1].text in POSSESSIVE))) is not None:
        # "Foreign Minister X and his Armenian counterpart Y"
        other = _last_role(doc, cast, f)
        if other is not None and cast.kind(owner) != "Person":
            cast.members[index].roles.add(other)
            yield Serves(index, owner, other, doc[i - 1].idx, doc[f.end - 1].idx + len(doc[f.end - 1]), "counterpart", 0.85)
        return
    # "head of the X Commission Ruben Rubinyan": a title with its body between it and the name.
    j = i
    owner = cast.at.get(j)
    if owner is not None and cast.kind(owner) != "Person":
        begin = cast.found_at(j).start
        k = begin - 1
        while k >= 0 and (doc[k].lower_ in words("apart_words") or (k in cast.at and cast.adjective_at(k))):
            k -= 1
        body = cast.kind(owner) in ("Organization", "ArmedForce")
        joins = k >= 0 and (
            doc[k].lower_ in ("of", "for")
            or (doc[k].lower_ in ("in", "at") and body)
            or (doc[k].lower_ == "to" and doc[k - 1].lower_ in words("serving_to_nouns"))
        )
        if joins:
            size = _title_ending_at(doc, k)
            if size:
                cast.members[index].roles.add(wording(doc, k - size, k))
                yield Serves(
                    index,
                    owner,
                    wording(doc, k - size, k),
                    doc[k - size].idx,
                    doc[f.end - 1].idx + len(doc[f.end - 1]),
                    "title with its body before a name",
                    0.85,
                )


def _last_role(doc: Doc, cast: Cast, f: Found) -> str | None:
    """The office of the person named before in the sentence, whose counterpart another is."""
    start = doc[f.start].sent.start
    for g, _ in reversed(cast.mentions):
        if g.start < start:
            return None
        if g.start < f.start and g.kind == "Person" and (size := _title_ending_at(doc, g.start)):
            return wording(doc, g.start - size, g.start)
    return None


def _has_determiner(doc: Doc, start: int, cast: Cast) -> bool:
    k = start - 1
    return k >= 0 and (doc[k].pos_ == "DET" or doc[k].text in POSSESSIVE or k in cast.at)


def _title_ending_at(doc: Doc, end: int) -> int:
    """How many tokens before `end` form a title, 0 for none: the longest in the list, with "former" and the like before it."""
    roles = words("role_nouns")
    longest = 0
    while longest < min(_LONGEST, end) and not doc[end - longest - 1].is_space:
        longest += 1
    for size in range(longest, 0, -1):
        start = end - size
        text = wording(doc, start, end).lower()
        if text in roles or text in words("ranks") or text in words("spokesperson_nouns"):
            while start > 0 and (doc[start - 1].lower_ in words("former_words") or doc[start - 1].lower_ in words("title_modifiers")):
                start -= 1
                size += 1
            # "hostage coordinator", "presidential spokesman": a common noun or adjective that narrows the office.
            if (
                start > 0
                and doc[start - 1].pos_ in ("NOUN", "ADJ")
                and doc[start - 1].text.islower()
                and doc[start - 1].head.i == end - 1
                and not gazetteer().demonym(doc[start - 1].text)
            ):
                size += 1
            return size
    return 0


def _with_owner(doc: Doc, cast: Cast, index: int, start: int, end: int, f: Found, rule: str) -> Iterator[Serves]:
    """The owner of an office: before it ("Armenian", "Armenia's", "UN"), else behind it ("... of Armenia")."""
    role = _former(doc, start, cast) + wording(doc, start, end)
    stop = doc[f.end - 1].idx + len(doc[f.end - 1])
    k = start - 1
    if k > 1 and doc[k].text == ")" and k - 1 in cast.at and doc[cast.found_at(k - 1).start - 1].text == "(":
        k -= 1  # "Tigray People's Liberation Front (TPLF) spokesman X"
        yield Serves(index, cast.at[k], role, doc[cast.found_at(k).start].idx, stop, rule, 0.9)
        return
    if k >= 0 and doc[k].text in POSSESSIVE:
        k -= 1
    owner = cast.at.get(k) if k >= 0 and doc[k].sent.start == doc[start].sent.start else None
    if owner is None and k == start - 2 and doc[k].pos_ == "NOUN":
        found = cast.resolve(doc[k])  # "the ministry's spokeswoman"
        owner = found[0] if found and cast.kind(found[0]) != "Person" else None
        if owner is not None:
            yield Serves(index, owner, role, doc[k].idx, stop, rule, 0.8)
            return
    if owner is not None and k == start - 1 and not cast.adjective_at(k) and not _qualifies(doc[k], start):
        owner = None  # "in Yerevan President Putin ..."
    if owner is not None and cast.kind(owner) != "Person":
        yield Serves(index, owner, role, doc[cast.found_at(k).start].idx, stop, rule, 0.95)
        return
    behind = end if doc[end].lower_ in ("of", "for", "to") else f.end
    if behind < len(doc) and doc[behind].lower_ in ("at", "with"):
        return  # "Foreign Minister X at NATO headquarters" is a guest there
    owner, last = _of(doc, cast, behind)
    if owner is not None:
        yield Serves(index, owner, role, doc[start].idx, max(stop, last), rule, 0.9)
        return


def _former(doc: Doc, start: int, cast: Cast) -> str:
    """The word that ends an office where its body stands between them: "former Cambodian leader", "Former US President"."""
    k = start - 1
    if k < 0 or k not in cast.at:
        return ""
    k = cast.found_at(k).start - 1
    return f"{doc[k].text} " if k >= 0 and table("former_words").get(doc[k].lower_) in ("past", "future") else ""


def _qualifies(name: Token, start: int) -> bool:
    """Whether a name in front of a title belongs to it ("UN envoy"), and is no adverbial that only stands there."""
    root = name
    while root.head.i != root.i and root.head.i < start and root.dep_ in ("flat", "compound"):
        root = root.head
    return not any(c.dep_ == "case" for c in root.children) and root.head.i >= start


def _of(doc: Doc, cast: Cast, i: int) -> tuple[int | None, int]:
    """ "of Armenia", "for Yemen", behind a title or a name."""
    if i < len(doc) and doc[i].lower_ == "to" and doc[i - 1].lower_ not in words("serving_to_nouns"):
        return None, 0  # an ambassador to a state serves another
    if i < len(doc) and doc[i].lower_ in ("of", "for", "to", "at", "with"):
        strict = doc[i].lower_ == "of"
        j = i + 1
        while j < len(doc) and doc[j].lower_ in words("apart_words"):
            j += 1
        owner = cast.at.get(j)
        if owner is not None and cast.kind(owner) != "Person" and (strict or cast.kind(owner) in ("Organization", "ArmedForce")):
            end = cast.found_at(j).end
            return owner, doc[end - 1].idx + len(doc[end - 1])
    return None, 0


def _after_name(doc: Doc, cast: Cast, f: Found, index: int) -> Iterator[Serves]:
    """ "X, the president of Artsakh, ...", "X, who was Afghanistan's chief executive", "X is the president of Y"."""
    root = doc[f.start : f.end].root
    # What stands behind a name describes that name, whichever of two coordinated people the parser hung it on.
    first = first_conjunct(root)
    hosts: list[Token] = [c for t in with_conjuncts(first) for c in children(t, "appos") if c.i >= f.end and _next_to(cast, f, c)]
    if relation(root) == "nsubj" and any(c.dep_ == "cop" for c in root.head.children):
        hosts.append(root.head)
    for c in children(root, "acl:relcl"):
        if any(x.dep_ == "cop" for x in c.children):
            hosts.append(c)
    for host in hosts:
        yield from _predicate(doc, cast, index, host, f)
    yield from _leading(doc, cast, index, root, f)


def _leading(doc: Doc, cast: Cast, index: int, person: Token, f: Found) -> Iterator[Serves]:
    """ "X, who heads the commission", "X commands the brigade", "the alliance, led by X": the present tense, or the participle."""
    verbs = [c for c in children(person, "acl:relcl") if any(x.lower_ == "who" and relation(x) == "nsubj" for x in c.children)]
    if relation(person) == "nsubj" and person.dep_ != "nsubj:pass":
        verbs.append(person.head)
    for verb in verbs:
        role = table("heading_verbs").get(verb.lemma_.lower())
        helped = any(c.dep_.startswith("aux") for c in verb.children)
        if role is None or verb.tag_ not in ("VBZ", "VBP") or helped or is_negated(verb):
            continue
        for o in children(verb, "obj"):
            owner = cast.named_by(o)
            if owner is not None and cast.kind(owner) in ("Organization", "ArmedForce", "Country"):
                low, high = min(f.start, verb.i), max(f.end - 1, o.right_edge.i)
                yield Serves(index, owner, role, doc[low].idx, doc[high].idx + len(doc[high]), "verb of leading", 0.85)
    verb = person.head
    if person.dep_ == "obl:agent" and verb.tag_ == "VBN" and verb.dep_ in ("acl", "advcl") and not is_passive(verb):
        role = table("heading_verbs").get(verb.lemma_.lower())
        owner = cast.named_by(verb.head)
        if role is not None and owner is not None and cast.kind(owner) in ("Organization", "ArmedForce"):
            low = min(cast.found_at(verb.head.i).start, verb.i) if verb.head.i in cast.at else verb.head.i
            yield Serves(index, owner, role, doc[low].idx, doc[f.end - 1].idx + len(doc[f.end - 1]), "verb of leading", 0.85)


def _next_to(cast: Cast, f: Found, host: Token) -> bool:
    """Whether no other person is named between a name and the noun that may describe it."""
    return not any(
        i in cast.at and cast.kind(cast.at[i]) == "Person" and cast.found_at(i).start != f.start for i in range(f.end, host.left_edge.i)
    )


def _predicate(doc: Doc, cast: Cast, index: int, host: Token, f: Found) -> Iterator[Serves]:
    # "an MP and head of the commission", but not "X, president of A, and Y, president of B"
    nouns = [host, *(c for c in host.children if c.dep_ == "conj" and not any(x.dep_ == "appos" for x in c.children))]
    for noun in nouns:
        size = _title_ending_at(doc, noun.i + 1)
        if not size or any(c.lower_ in ("not", "never") for c in noun.children):
            continue
        if (named := cast.at.get(noun.i + 1)) is not None and cast.kind(named) == "Person":
            continue  # "X, foreign minister Y and Z": the title of the next name
        start = noun.i + 1 - size
        role = wording(doc, start, noun.i + 1)
        cast.members[index].roles.add(role)
        for c in children(noun, "nmod:poss", "amod", "compound", "nmod", "nmod:desc"):
            owner = cast.at.get(c.i)
            if owner is None and c.dep_ == "nmod:poss" and c.pos_ == "NOUN":
                found = cast.resolve(c)  # "X, the group's chief negotiator"
                owner = found[0] if len(found) == 1 else None
            if (
                owner is None
                or cast.kind(owner) == "Person"
                or (c.i > noun.i and preposition(c) not in ("of", "for", "to", "at", "in", "with"))
            ):
                continue
            if c.i > noun.i and preposition(c) == "to" and noun.lower_ not in words("serving_to_nouns"):
                continue
            if c.i > noun.i and preposition(c) in ("for", "to", "in", "with") and cast.kind(owner) not in ("Organization", "ArmedForce"):
                continue
            low, high = min(f.start, noun.left_edge.i), max(f.end - 1, c.right_edge.i)
            yield Serves(index, owner, role, doc[low].idx, doc[high].idx + len(doc[high]), "predicate or apposition", 0.85)
