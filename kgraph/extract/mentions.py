"""What a document names: people, bodies, armed forces, countries and places, as spans with a kind.

Three sources, the more certain first: the gazetteer (states, regions, organizations and groups by their known names),
structures of English ("Armenian Defence Ministry", "the armed forces of Mali", "the city of Goris"), and what the
recogniser saw. A later source never splits what an earlier one found.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from spacy.tokens import Doc, Span, Token

from kgraph.extract.syntax import preposition, relation
from kgraph.facts import EntityKind
from kgraph.gazetteer import Entry, Gazetteer, fold
from kgraph.lexicon import canonical, reporting_verbs, table, words

_MAX_NAME = 8  # tokens in a gazetteer name
_POSSESSIVE = frozenset({"'s", "’s", "'", "’", "s’", "s'"})
_HYPHENS = frozenset("-–—/")


@dataclass(slots=True)
class Found:
    """A mention: tokens `start` to `end` of the document, and what it may be.

    `entry` is the gazetteer's, where the name alone decides. `state` is the country whose body, force or authority it is.
    `portfolio` names a ministry by its field ("Ministry of Defence"); `generic` marks "Armenian forces": no name of its own.
    `adjective` marks a demonym that only qualifies another noun.
    """

    start: int
    end: int
    kind: EntityKind
    rule: str
    entry: Entry | None = None
    state: Entry | None = None
    portfolio: str | None = None
    generic: bool = False
    adjective: bool = False
    confidence: float = 1.0
    aliases: list[str] = field(default_factory=list)


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


def find(doc: Doc, skipped: frozenset[int] = frozenset()) -> list[Found]:
    """The mentions of `doc` in reading order, none overlapping another; tokens in `skipped` (boilerplate) take no part."""
    taken = [i in skipped or t.is_space for i, t in enumerate(doc)]
    out: list[Found] = []
    recognised = _recognised(doc, taken)
    known = _known(doc, taken, recognised)
    _agree_with_text(doc, recognised)
    for source in (
        _whole(_bodies(doc, known, recognised), known),
        _whole(_forces(doc, known, recognised), known),
        _authorities(doc, known),
        known,
        recognised,
        _adjectives(doc),
    ):
        for found in source:
            if not any(taken[found.start : found.end]):
                out.append(found)
                taken[found.start : found.end] = [True] * (found.end - found.start)
    _metonyms(doc, out)
    return sorted(out, key=lambda f: f.start)


def _whole(bodies: Iterator[Found], known: list[Found]) -> Iterator[Found]:
    """Bodies that no known name covers: "UN Security Council" is in the gazetteer as a whole."""
    for b in bodies:
        if not any(k.kind in ("Organization", "ArmedForce") and k.start <= b.start and b.end <= k.end and k.end - k.start > 1 for k in known):
            yield b


def _agree_with_text(doc: Doc, found: list[Found]) -> None:
    """One word, one kind: a surname the recogniser took for a body, a town it once took for a person."""
    surnames: set[str] = set()
    votes: dict[str, dict[str, int]] = {}
    for f in found:
        name = doc[f.start : f.end].text
        if f.kind == "Person" and f.end - f.start > 1:
            surnames.add(doc[f.end - 1].text)
        elif f.end - f.start == 1 or f.kind != "Person":
            where = f.start > 0 and doc[f.start - 1].lower_ in ("in", "near", "at", "outside") and f.kind in ("Person", "Settlement")
            kind = "Settlement" if where else f.kind
            counts = votes.setdefault(name, {})
            counts[kind] = counts.get(kind, 0) + 1
    for f in found:
        name = doc[f.start : f.end].text
        if f.entry is not None and f.kind != "Settlement":
            continue
        if f.end - f.start == 1 and name in surnames:
            if f.kind != "Person":
                f.kind, f.entry, f.rule = "Person", None, "surname of a person named in full"
            continue
        counts = votes.get(name, {})
        if len(counts) > 1 or (f.kind == "Person" and "Settlement" in counts):
            best = max(sorted(counts), key=lambda k: counts[k])
            if best != f.kind and (counts[best] > counts.get(f.kind, 0) or f.kind == "Person"):
                other = next((o for o in found if o.kind == best and doc[o.start : o.end].text == name), None)
                f.kind, f.rule = _kind(best), "as elsewhere in the text"
                f.entry = other.entry if other is not None else (_place_entry(name, None) if best == "Settlement" else None)


# The recogniser ------------------------------------------------------------------------------------------------------


def _recognised(doc: Doc, taken: list[bool]) -> list[Found]:
    out = []
    for ent in doc.ents:
        if ent.label_ == "LOC" and (comma := next((t.i for t in ent if t.text == ","), None)) is not None:
            # "Doha, Qatar" is two places
            for a, b in ((ent.start, comma), (comma + 1, ent.end)):
                if a < b and not any(taken[a:b]) and (found := _classified(doc, a, b, "LOC")) is not None:
                    out.append(found)
            continue
        start, end = _bare(doc, ent.start, ent.end)
        if start >= end or any(taken[start:end]):
            continue
        if ent.label_ == "PERSON":
            out += _people(doc, start, end)
        elif ent.label_ in ("ORG", "LOC", "FAC", "NORP"):
            found = _classified(doc, start, end, ent.label_)
            if found is not None:
                out.append(found)
    return out


def _bare(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """A span without determiners, quotation marks and possessive endings at its edges."""
    while start < end and (doc[start].pos_ == "DET" or doc[start].is_punct or doc[start].is_space or doc[start].text in _POSSESSIVE):
        start += 1
    while end > start and (doc[end - 1].text in _POSSESSIVE or doc[end - 1].is_space or doc[end - 1].text in '.,;:"“”‘-–—'):
        if doc[end - 1].text == "." and end - start > 1 and len(doc[end - 2].text) == 1:
            break
        end -= 1
    return start, end


def _people(doc: Doc, start: int, end: int) -> list[Found]:
    """A person's name without the titles and countries before it: "Turkish President Erdogan" is "Erdogan"."""
    while start < end - 1 and (
        _is_title(doc[start])
        or _is_title_pair(doc, start, end)
        or gazetteer().demonym(doc[start].text)
        or doc[start].text in _POSSESSIVE
        or doc[start].text == "."
        or doc[start].text in _HYPHENS
    ):
        start += 1
    while end > start and (_is_title(doc[end - 1]) and doc[end - 1].text[0].islower()):
        end -= 1
    name = doc[start:end].text
    if not _looks_like_name(doc, start, end):
        return []
    if _is_title(doc[start]) and end - start == 1:
        return []
    entry = _only(name, ("Country", "Region", "Organization", "ArmedForce"))
    if entry is not None and "/geonames-" not in entry.id:
        return [Found(start, end, entry.kind, "gazetteer", entry)]
    if end - start == 1 and gazetteer().capital_of(name) is not None:
        return [_place(doc, start, end, "LOC")]
    if end - start == 1 and gazetteer().demonym(name):
        return []
    if end - start == 1 and _among_places(doc[start]) and _place_entry(name, None) is not None:
        return [_place(doc, start, end, "LOC")]
    return [Found(start, end, "Person", "recognised", confidence=0.9)]


def _among_places(token: Token) -> bool:
    """Whether a name is coordinated with a place ("Damascus and Homs")."""
    partners = [token.head] if token.dep_ == "conj" else [c for c in token.children if c.dep_ == "conj"]
    return any(p.ent_type_ == "LOC" for p in partners)


def _looks_like_name(doc: Doc, start: int, end: int) -> bool:
    letters = [t for t in doc[start:end] if t.text[:1].isalpha()]
    return bool(letters) and any(t.text[0].isupper() for t in letters) and not any(c.isdigit() for c in doc[start:end].text)


def _is_title(token: Token) -> bool:
    word = token.lower_.rstrip(".")
    return word in words("role_nouns") or word in words("honorifics") or word in words("ranks") or word in words("former_words")


def _is_title_pair(doc: Doc, start: int, end: int) -> bool:
    """The first word of a title of two or three words ("Prime" of "Prime Minister")."""
    for size in (2, 3, 4):
        if start + size < end + 1 and doc[start : start + size].text.lower() in words("role_nouns"):
            return True
    return False


def _classified(doc: Doc, start: int, end: int, label: str) -> Found | None:
    name = doc[start:end].text
    entry = _only(name, ("Country", "Region", "Organization", "ArmedForce", "Facility"))
    if entry is not None and "/geonames-" in entry.id:
        entry = None
    if not _looks_like_name(doc, start, end) or gazetteer().demonym(name):
        return None
    if label == "NORP":
        return Found(start, end, entry.kind, "gazetteer", entry) if entry and entry.kind in ("Organization", "ArmedForce") else None
    if label in ("LOC", "FAC"):
        return _place(doc, start, end, label)
    if entry is not None:
        return Found(start, end, entry.kind, "gazetteer", entry)
    last = doc[end - 1].lower_
    kind: EntityKind = "ArmedForce" if last in words("force_nouns") else "Organization"
    return Found(start, end, kind, "recognised", confidence=0.8)


def _place(doc: Doc, start: int, end: int, label: str) -> Found:
    """A place, with its kind from the noun beside or inside its name, then from the gazetteer."""
    nouns = table("place_nouns")
    kind = nouns.get(doc[end - 1].lower_) if end - start > 1 else None
    if kind is None and end < len(doc) and doc[end].lower_ in nouns and relation(doc[start:end].root) in ("compound", "flat", "nmod", "amod"):
        kind = nouns[doc[end].lower_]
    if kind is None and start >= 2 and doc[start - 1].lower_ == "of" and doc[start - 2].lower_ in nouns:
        kind = nouns[doc[start - 2].lower_]
    name = doc[start:end].text
    known = _place_entry(name, None)
    entry = known if known is not None and known.kind == "Country" else _place_entry(name, kind)
    if entry is not None:
        return Found(start, end, entry.kind, "gazetteer", entry)
    if kind is None:
        kind = "Facility" if label == "FAC" else "Settlement"
    return Found(start, end, _kind(kind), "recognised", confidence=0.8)


def _kind(name: str) -> EntityKind:
    return name  # type: ignore[return-value]


def _only(name: str, kinds: tuple[str, ...] | None) -> Entry | None:
    """The gazetteer's best entry of these kinds under a name."""
    entries = [e for e in gazetteer().lookup(name) if kinds is None or e.kind in kinds]
    return entries[0] if entries else None


def _place_entry(name: str, kind: str | None) -> Entry | None:
    """The place under a name: of the kind that the words beside it say; else a town before a region that is called after it."""
    entries = [e for e in gazetteer().lookup(name) if e.kind in ("Country", "Region", "Settlement", "Facility", "NaturalFeature")]
    if kind is not None:
        return next((e for e in entries if e.kind == kind), None)
    # "Idlib" alone is the town before it is the governorate that is called after it.
    own = next((e for e in entries if fold(e.name) == fold(name) and not (e.kind == "Region" and "/geonames-" in e.id)), None)
    if own is not None:
        return own
    return next((e for e in entries if "/geonames-" not in e.id or e.kind != "Region"), entries[0] if entries else None)


# Known names ---------------------------------------------------------------------------------------------------------


def _known(doc: Doc, taken: list[bool], recognised: list[Found]) -> list[Found]:
    """Names of states, regions, organizations, armed groups and facilities, the longest match first."""
    inside = {i: f for f in recognised for i in range(f.start, f.end)}
    out: list[Found] = []
    i = 0
    while i < len(doc):
        found = None if taken[i] or not doc[i].text[:1].isupper() else _longest(doc, i, taken)
        if found is not None and not _part_of_longer(found, inside):
            out.append(found)
            i = found.end
        else:
            i += 1
    return out


def _longest(doc: Doc, start: int, taken: list[bool]) -> Found | None:
    sentence_end = doc[start].sent.end
    for end in range(min(start + _MAX_NAME, sentence_end), start, -1):
        last = doc[end - 1]
        if any(taken[start:end]) or last.is_space or (last.is_punct and last.text != "."):
            continue
        name = doc[start:end].text
        entry = _only(name, ("Country", "Region", "Organization", "ArmedForce", "Facility", "NaturalFeature"))
        # First-order regions and towns by the hundred thousand share their names with words: those need the recogniser.
        if entry is not None and "/geonames-" not in entry.id and not (end - start == 1 and not _is_proper(doc, start, entry)):
            return Found(start, end, entry.kind, "gazetteer", entry)
    return None


def _is_proper(doc: Doc, i: int, entry: Entry) -> bool:
    """A single word counts as a name when it is used as one: "Turkey", but not the first word of "Fan heaters ..."."""
    token = doc[i]
    if token.pos_ in ("PROPN", "X") or token.ent_type_ in ("LOC", "ORG", "NORP", "FAC"):
        return True
    return (token.text.isupper() and len(token.text) > 1) or (entry.kind == "Country" and token.pos_ in ("NOUN", "ADJ"))


def _part_of_longer(found: Found, inside: dict[int, Found]) -> bool:
    """A match within a longer recognised name of another sort ("Georgia" in "Georgia Meloni") is not taken out of it."""
    other = inside.get(found.start) or inside.get(found.end - 1)
    if other is None or (other.start >= found.start and other.end <= found.end):
        return False
    if other.kind == "Person":
        return other.end - other.start > found.end - found.start
    # "University of Mali" stays whole; "Russia's Gazprom" does not.
    return other.start < found.start or (other.end > found.end and found.kind in ("Country", "Region"))


# Bodies, forces, authorities ----------------------------------------------------------------------------------------


def _owner(doc: Doc, start: int, known: dict[int, Found]) -> tuple[Entry | None, int]:
    """The state that the words before `start` name as owner ("Armenian ...", "Armenia's ..."), and where they begin."""
    i = start - 1
    if i >= 0 and doc[i].text in _POSSESSIVE:
        found = known.get(i - 1)
        if found is not None and found.entry is not None:
            return found.entry, found.start
        return None, start
    if i < 0:
        return None, start
    entry = gazetteer().demonym(doc[i].text)
    if entry is not None and doc[i].text[0].isupper() and (entry.kind == "Country" or entry.country):
        return entry, i
    found = known.get(i)
    if found is not None and found.entry is not None and found.kind in ("Country", "Region", "Organization", "ArmedForce"):
        return found.entry, found.start
    return None, start


def _of_owner(doc: Doc, end: int, known: dict[int, Found]) -> tuple[Entry | None, int]:
    """The state named after a head ("... of the Republic of Armenia", "... in Yerevan"), and where that ends."""
    i = end
    if i < len(doc) and doc[i].lower_ == "of":
        i += 1
        while i < len(doc) and doc[i].lower_ in ("the", "self", "-", "proclaimed", "unrecognised", "unrecognized", "breakaway"):
            i += 1
        found = known.get(i)
        if found is not None and found.entry is not None and found.kind in ("Country", "Region"):
            return found.entry, found.end
    return None, end


_OFFICES = frozenset({"Prosecutor General's Office", "Ombudsman"})


def _bodies(doc: Doc, known: list[Found], recognised: list[Found]) -> Iterator[Found]:
    """Ministries and other organs: "Azerbaijan's MoD", "the Ministry of Defence of Mali", "Russian foreign ministry"."""
    at = {i: f for f in known for i in range(f.start, f.end)}
    ministries = canonical("ministries")
    for i, token in enumerate(doc):
        if not token.text[:1].isalpha():
            continue
        for size in (6, 5, 4, 3, 2, 1):
            end = i + size
            if end > len(doc):
                continue
            form = doc[i:end].text
            portfolio = ministries.get(form.lower()) if size > 1 or form[:1].isupper() else None
            if portfolio is None:
                continue
            state, begin = _owner(doc, i, at)
            if state is None:
                state, end = _of_owner(doc, end, at)
            if portfolio in _OFFICES and (end < len(doc) and doc[end].ent_type_ == "PERSON" or state is None):
                break  # "Human Rights Defender Artak Beglaryan" is a title
            if state is not None or form[0].isupper() or (i > 0 and doc[i - 1].lower_ == "the"):
                yield Found(begin, end, "Organization", "body of a state", state=state, portfolio=portfolio, confidence=0.95)
            break
    heads = words("body_nouns")
    for i, token in enumerate(doc):
        # A named organ of a state: demonym or possessive, capitalised words, a head noun ("Azerbaijan's State Security Service").
        if token.lower_ not in heads or not token.text[0].isupper():
            continue
        begin = i
        while (
            begin > 0
            and doc[begin - 1].text[:1].isupper()
            and doc[begin - 1].text not in _POSSESSIVE
            and begin - 1 not in at
            and not gazetteer().demonym(doc[begin - 1].text)
        ):
            begin -= 1
        state, start = _owner(doc, begin, at)
        if state is not None and state.kind in ("Country", "Region") and (begin < i or token.lower_ not in words("generic_bodies")):
            end = _named_after(doc, i + 1)
            yield Found(start, end, "Organization", "body of a state", state=state, confidence=0.9)
        elif begin < i or token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "of":
            # "University of La Sabana", "Bank of England", "Observatory for Human Rights"
            end = _named_after(doc, i + 1)
            if end > i + 1 and begin not in at:
                yield Found(begin, end, "Organization", "named body", confidence=0.85)


def _named_after(doc: Doc, i: int) -> int:
    """The end of "of ..." or "for ..." with capitalised words behind the head of a body's name."""
    end = i
    while end + 1 < len(doc) and doc[end].lower_ in ("of", "for", "on", "and") and doc[end + 1].sent.start == doc[i - 1].sent.start:
        j = end + 1
        while j < len(doc) and doc[j].lower_ in ("the", "la", "le", "el", "de"):
            j += 1
        if j >= len(doc) or not doc[j].text[:1].isupper() or doc[j].text.isdigit():
            break
        if doc[end].lower_ == "and" and (end == i or doc[j].ent_type_ == "PERSON"):
            break
        if doc[end].lower_ == "on" and doc[j].ent_type_ == "DATE":
            break
        while j < len(doc) and (doc[j].text[:1].isupper() or doc[j].text in _HYPHENS) and doc[j].ent_type_ not in ("DATE", "PERSON"):
            j += 1
        if doc[j - 1].head.i >= j and relation(doc[j - 1]) in ("compound", "amod", "nmod"):
            break  # "European Council of EU leaders"
        end = j
    return end


def _forces(doc: Doc, known: list[Found], recognised: list[Found]) -> Iterator[Found]:
    """Armed forces by their state or group: "Armenian forces", "the army of Mali", "Taliban fighters"."""
    at = {i: f for f in known for i in range(f.start, f.end)}
    named = {i: f for f in recognised for i in range(f.start, f.end) if f.kind in ("Organization", "ArmedForce")}
    nouns = words("force_nouns")
    i = 0
    while i < len(doc):
        token = doc[i]
        if token.lower_ not in nouns or token.pos_ not in ("NOUN", "PROPN", "ADJ"):
            i += 1
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
        if head.text[:1].islower() and relation(head) in ("amod", "compound") and head.head.i > head.i and head.head.i not in range(i, end) and not head.head.is_punct and head.head.ent_type_ != "PERSON":
            # "American military involvement": the noun only qualifies
            i = end
            continue
        state, start = _owner(doc, begin, at)
        irregular = head.lower_ in words("irregular_forces")
        if irregular and state is not None and state.kind in ("Country", "Region"):
            # "Syrian rebels" are a side, not an organ of the state; "Libyan fighters" are no body at all
            if head.lower_ in ("rebels", "insurgents", "separatists", "opposition"):
                yield Found(start, end, "ArmedForce", "group by its land", confidence=0.7)
            i = end
            continue
        if start > 0 and doc[start - 1].lower_ == "ethnic":
            yield Found(start - 1, end, "ArmedForce", "group by its people", confidence=0.8)
            i = end
            continue
        stop = end
        if state is None:
            state, stop = _of_owner(doc, end, at)
        if state is not None:
            if state.kind in ("Organization", "ArmedForce"):
                yield Found(start, stop, "ArmedForce", "force of a group", entry=state)
            else:
                form = doc[begin:end].text.lower()
                yield Found(
                    start, stop, "ArmedForce", "force of a state", state=state, generic=form in words("generic_forces"), confidence=0.9
                )
        elif (group := named.get(begin - 1)) is not None:
            yield Found(group.start, end, "ArmedForce", "recognised", confidence=0.8)
        i = end


def _authorities(doc: Doc, known: list[Found]) -> Iterator[Found]:
    """Government words that stand for the state itself: "the Afghan government", "Armenian authorities"."""
    at = {i: f for f in known for i in range(f.start, f.end)}
    for i, token in enumerate(doc):
        if token.lower_ in words("state_voice_nouns") and token.pos_ in ("NOUN", "PROPN"):
            state, start = _owner(doc, i, at)
            stop = i + 1
            if state is None:
                state, stop = _of_owner(doc, i + 1, at)
            if state is not None and state.kind in ("Country", "Region", "Organization"):
                yield Found(start, stop, state.kind, "authorities of a state", entry=state, confidence=0.95)


def _adjectives(doc: Doc) -> Iterator[Found]:
    for i, token in enumerate(doc):
        if token.text[:1].isupper() and token.pos_ in ("ADJ", "PROPN", "NOUN"):
            entry = gazetteer().demonym(token.text)
            if entry is not None and entry.kind == "Country":
                yield Found(i, i + 1, entry.kind, "demonym", entry, adjective=True, confidence=0.9)


# Capitals that act -------------------------------------------------------------------------------------------------

_WHERE = frozenset({"in", "at", "from", "near", "around", "outside", "into", "through", "across", "over", "to", "via", "of", "on"})
_WITH = frozenset({"with", "by", "between", "against", "for", "behind", "towards", "toward", "on"})


def _metonyms(doc: Doc, found: list[Found]) -> None:
    """A capital that does what governments do is its state; one that things happen in stays the city."""
    for f in found:
        if f.kind not in ("Settlement", "Region") or f.end - f.start > 3:
            continue
        country = gazetteer().capital_of(doc[f.start : f.end].text)
        if country is not None and acts(doc[f.start : f.end].root):
            f.kind, f.entry, f.rule, f.confidence = "Country", country, "capital for its government", 0.85


def acts(head: Token) -> bool:
    """Whether a place name stands where an actor stands: subject of a verb, owner, the one spoken to or accused."""
    first = head
    while first.dep_ == "conj" and first.head.i != first.i:
        first = first.head
    label = relation(first)
    case = preposition(first)
    if label == "nsubj":
        verb = first.head
        return (
            verb.pos_ == "VERB"
            and verb.lemma_ not in words("event_verbs")
            and not any(c.dep_ == "nsubj:pass" and c.i == first.i for c in verb.children)
        )
    if label == "nmod" and first.dep_ == "nmod:poss":
        return first.head.lemma_.lower() not in table("place_nouns")
    if label == "obj":
        return first.head.lemma_ in reporting_verbs()
    if case == "between":
        return True
    if case in _WITH and case != "on":
        return True
    return case == "on" and first.head.lemma_ in ("call", "pressure", "sanction")


def key(text: str) -> str:
    """A name for comparison: case, hyphens, apostrophes and white space folded."""
    return re.sub(r"[\s\-–—'’.]+", " ", text.casefold()).strip()


def span_of(doc: Doc, found: Found) -> Span:
    return doc[found.start : found.end]
