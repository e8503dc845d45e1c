"""Bodies told by their structure: ministries, organs and forces of a state, governments that stand for it."""

import re
from collections.abc import Iterator
from functools import cache

from spacy.tokens import Doc

from kgraph.extract.mentions.found import HYPHENS, POSSESSIVE, Found, best_entry
from kgraph.extract.syntax import places_of, relation, wording
from kgraph.gazetteer import Entry, gazetteer
from kgraph.lexicon import canonical, table, words

_OFFICES = frozenset({"Prosecutor General's Office", "Ombudsman"})


@cache
def _first_words() -> frozenset[str]:
    """What the name of a ministry can begin with."""
    return frozenset(re.split(r"[\s'’,-]", form)[0] for form in canonical("ministries"))


def bodies(doc: Doc, known: list[Found]) -> Iterator[Found]:
    """Ministries and other organs: "Azerbaijan's MoD", "the Ministry of Defence of Mali", "Russian foreign ministry"."""
    at = {i: f for f in known for i in range(f.start, f.end)}
    ministries = canonical("ministries")
    for i in places_of(doc, _first_words()):
        if doc[i].lower_ not in _first_words():
            continue
        for size in (6, 5, 4, 3, 2, 1):
            end = i + size
            if end > len(doc):
                continue
            form = wording(doc, i, end)
            portfolio = ministries.get(form.lower()) if size > 1 or form[:1].isupper() else None
            if portfolio is None:
                continue
            state, begin = _owner(doc, i, at)
            if state is None:
                state, end = _of_owner(doc, end, at)
            if state is None:
                state = _in_capital(doc, end)
            if portfolio in _OFFICES and (state is None or _is_title_of_person(doc, begin, end)):
                break  # "Human Rights Defender Artak Beglaryan" is a title
            if state is not None or form[0].isupper() or (i > 0 and doc[i - 1].lower_ == "the"):
                yield Found(begin, end, "Organization", "body of a state", state=state, portfolio=portfolio, confidence=0.95)
            break
    heads = words("body_nouns")
    for i in places_of(doc, heads):
        token = doc[i]
        # A named organ of a state: demonym or possessive, capitalised words, a head noun ("Azerbaijan's State Security Service").
        if token.lower_ not in heads or not token.text[0].isupper() or token.lower_ in words("state_voice_nouns"):
            continue
        begin = i
        while (
            begin > 0
            and doc[begin - 1].text[:1].isupper()
            and doc[begin - 1].text not in POSSESSIVE
            and begin - 1 not in at
            and not gazetteer().demonym(doc[begin - 1].text)
        ):
            begin -= 1
        state, start = _owner(doc, begin, at)
        if state is not None and token.lower_ in words("private_bodies") and doc[begin - 1].text not in POSSESSIVE:
            # "American Civil Liberties Union", "Turkish Red Crescent" are called so, and are no organs of the state
            yield Found(start, _named_after(doc, i + 1), "Organization", "named body", confidence=0.85)
            continue
        if state is not None and state.kind in ("Country", "Region") and (begin < i or token.lower_ not in words("generic_bodies")):
            end = _named_after(doc, i + 1)
            yield Found(start, end, "Organization", "body of a state", state=state, confidence=0.9)
        elif begin < i or (token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "of"):
            # "University of La Sabana", "Bank of England", "Observatory for Human Rights"
            end = _named_after(doc, i + 1)
            if end > i + 1 and begin not in at:
                yield Found(begin, end, "Organization", "named body", confidence=0.85)


def _is_title_of_person(doc: Doc, begin: int, end: int) -> bool:
    """Whether an office stands beside the name of who holds it: before it, or as an apposition behind it."""
    if end < len(doc) and doc[end].ent_type_ == "PERSON":
        return True
    i = begin - 1
    while i > 0 and doc[i].pos_ == "DET":
        i -= 1
    return i > 0 and doc[i].text == "," and doc[i - 1].ent_type_ == "PERSON"


def _named_after(doc: Doc, i: int) -> int:
    """The end of "of ..." or "for ..." with capitalised words behind the head of a body's name."""
    end = i
    while end + 1 < len(doc) and doc[end].lower_ in ("of", "for", "on", "and") and doc[end + 1].sent.start == doc[i - 1].sent.start:
        j = end + 1
        if doc[end].lower_ == "and" and (doc[j].lower_ == "the" or _begins_body(doc, j)):
            break  # "the Bank of England and the University of Oxford", "... and Harvard University"
        while j < len(doc) and doc[j].lower_ in ("the", "la", "le", "el", "de"):
            j += 1
        if j >= len(doc) or not doc[j].text[:1].isupper() or doc[j].text.isdigit():
            break
        if doc[end].lower_ == "and" and (end == i or doc[j].ent_type_ == "PERSON"):
            break
        if doc[end].lower_ == "on" and doc[j].ent_type_ == "DATE":
            break
        while j < len(doc) and (doc[j].text[:1].isupper() or doc[j].text in HYPHENS) and doc[j].ent_type_ not in ("DATE", "PERSON"):
            j += 1
        if doc[j - 1].head.i >= j and relation(doc[j - 1]) in ("compound", "amod", "nmod"):
            break  # "European Council of EU leaders"
        end = j
    return end


def _begins_body(doc: Doc, i: int) -> bool:
    """Whether a body of its own begins at a token: capitalised words that end in the noun for one."""
    while i < len(doc) and doc[i].text[:1].isupper():
        if doc[i].lower_ in words("body_nouns"):
            return True
        i += 1
    return False


def forces(doc: Doc, known: list[Found], recognised: list[Found]) -> Iterator[Found]:
    """Armed forces by their state or group: "Armenian forces", "the army of Mali", "Taliban fighters"."""
    at = {i: f for f in known for i in range(f.start, f.end)}
    named = {i: f for f in recognised for i in range(f.start, f.end) if f.kind in ("Organization", "ArmedForce")}
    nouns = words("force_nouns")
    end = 0
    for i in places_of(doc, nouns):
        token = doc[i]
        if i < end or token.lower_ not in nouns or token.pos_ not in ("NOUN", "PROPN", "ADJ"):
            continue
        # The whole noun: "armed forces", "air defence forces", "national army".
        end = i + 1
        while end < len(doc) and doc[end].lower_ in nouns and not doc[end].is_space:
            end += 1
        begin = i
        while (
            begin > 0
            and (
                doc[begin - 1].lower_ in words("force_modifiers")
                or (
                    doc[begin - 1].text[:1].isupper()
                    and doc[begin - 1].pos_ == "PROPN"
                    and begin - 1 not in at
                    and doc[i].text[0].isupper()
                )
            )
            and not gazetteer().demonym(doc[begin - 1].text)
        ):
            begin -= 1
        head = doc[end - 1]
        if (
            head.text[:1].islower()
            and relation(head) in ("amod", "compound")
            and head.head.i > head.i
            and head.head.i not in range(i, end)
            and not head.head.is_punct
            and head.head.ent_type_ != "PERSON"
        ):
            # "American military involvement": the noun only qualifies
            continue
        state, start = _owner(doc, begin, at)
        irregular = head.lower_ in words("irregular_forces")
        if irregular and state is not None and state.kind in ("Country", "Region"):
            # "Syrian rebels" are a side, not an organ of the state; "Libyan fighters" are no body at all
            if table("irregular_forces")[head.lower_] == "side":
                yield Found(start, end, "ArmedForce", "group by its land", confidence=0.7)
            continue
        if start > 0 and doc[start - 1].lower_ == "ethnic":
            yield Found(start - 1, end, "ArmedForce", "group by its people", confidence=0.8)
            continue
        stop = end
        if state is None:
            state, stop = _of_owner(doc, end, at)
        if state is not None:
            if state.kind in ("Organization", "ArmedForce"):
                yield Found(start, stop, state.kind, "force of a group", entry=state)
            else:
                form = wording(doc, begin, end).lower()
                generic = form in words("generic_forces")
                entry = _national_force(state) if generic else None
                generic = generic and entry is None
                yield Found(start, stop, "ArmedForce", "force of a state", entry=entry, state=state, generic=generic, confidence=0.9)
        elif (group := named.get(begin - 1)) is not None:
            # "JSS rebels" are the JSS; "Patriotic Front forces" may be but a part of it
            own = wording(doc, group.start, group.end) if irregular or doc[group.end - 1].text.isupper() else None
            yield Found(group.start, end, "ArmedForce", "recognised", group=own, confidence=0.8)


@cache
def _national_force(state: Entry) -> Entry | None:
    """The gazetteer's entry for the armed forces of a state, where it has one under their plain name."""
    for name in (f"Armed Forces of {state.name}", f"{state.name} Armed Forces"):
        entry = best_entry(name, ("ArmedForce",))
        if entry is not None:
            return entry
    adjectives = sorted(w for w in gazetteer().demonyms_of(state.id))
    names = (f"{w} {force}" for force in ("Armed Forces", "military", "army", "forces") for w in adjectives)
    return next((e for name in names if (e := best_entry(name, ("ArmedForce",))) is not None and e.country == state.iso), None)


def authorities(doc: Doc, known: list[Found]) -> Iterator[Found]:
    """Government words that stand for the state itself: "the Afghan government", "Armenian authorities"."""
    at = {i: f for f in known for i in range(f.start, f.end)}
    for i in places_of(doc, words("collective_voices")):
        token = doc[i]
        # "the Cambodian leader" is a person, who speaks for the state but is not it
        if token.lower_ in words("collective_voices") and token.pos_ in ("NOUN", "PROPN"):
            state, start = _owner(doc, i, at)
            if state is not None and state.kind == "Organization" and (whose := _owner(doc, start, at))[0] is not None:
                state, start = whose  # "the Israeli Likud government"
            stop = i + 1
            if state is None:
                state, stop = _of_owner(doc, i + 1, at)
            if state is not None and state.kind in ("Country", "Region", "Organization"):
                yield Found(start, stop, state.kind, "authorities of a state", entry=state, confidence=0.95)


def _owner(doc: Doc, start: int, known: dict[int, Found]) -> tuple[Entry | None, int]:
    """The state that the words before `start` name as owner ("Armenian ...", "Armenia's ..."), and where they begin."""
    i = start - 1
    if i >= 0 and doc[i].text in POSSESSIVE:
        found = known.get(i - 1)
        if found is not None and found.entry is not None:
            return found.entry, found.start
        return None, start
    if i < 0:
        return None, start
    for size in (2, 1):  # "South Sudanese" before "Sudanese"
        first = i - size + 1
        entry = gazetteer().demonym(wording(doc, first, i + 1)) if first >= 0 and doc[first].pos_ != "DET" else None
        if entry is not None and doc[i - size + 1].text[:1].isupper() and (entry.kind == "Country" or entry.country):
            return entry, i - size + 1
    found = known.get(i)
    if found is not None and found.entry is not None and found.kind in ("Country", "Region", "Organization", "ArmedForce"):
        return found.entry, found.start
    return None, start


def _in_capital(doc: Doc, end: int) -> Entry | None:
    """The state of "the defence ministry in Yerevan"; the town stays a mention of its own."""
    if end + 1 >= len(doc) or doc[end].lower_ != "in":
        return None
    names = (wording(doc, end + 1, stop) for stop in (end + 3, end + 2) if stop <= len(doc))
    return next((state for name in names if (state := gazetteer().capital_of(name)) is not None), None)


def _of_owner(doc: Doc, end: int, known: dict[int, Found]) -> tuple[Entry | None, int]:
    """The state named after a head ("... of the Republic of Armenia"), and where that ends."""
    i = end
    if i < len(doc) and doc[i].lower_ == "of":
        i += 1
        while i < len(doc) and doc[i].lower_ in words("apart_words"):
            i += 1
        found = known.get(i)
        if found is not None and found.entry is not None and found.kind in ("Country", "Region"):
            return found.entry, found.end
    return None, end
