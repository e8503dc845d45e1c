"""What the recogniser saw, put right: people without their titles, places with their kind, one word with one kind in a text."""

import re

from spacy.tokens import Doc, Token

from kgraph.extract.mentions.found import (
    HYPHENS,
    NAME_SUFFIXES,
    POSSESSIVE,
    Found,
    best_entry,
    kind_named,
    place_entry,
    place_kind,
    place_kind_behind,
)
from kgraph.extract.syntax import relation, wording
from kgraph.facts import EntityKind
from kgraph.gazetteer import Entry, fold, gazetteer
from kgraph.lexicon import canonical, reporting_verbs, table, words


def recognised_names(doc: Doc, taken: list[bool]) -> list[Found]:
    out = []
    entities = [(ent, wording(doc, ent.start, ent.end)) for ent in doc.ents]
    bodies = {text for ent, text in entities if ent.label_ == "ORG"}
    for ent, text in entities:
        if _PARTY_STATE.match(text):
            continue  # "Mike Johnson, R-La."
        if ent.label_ == "MISC" and _is_acronym(text) and not any(taken[ent.start : ent.end]) and (text in bodies or _is_doer(ent.root)):
            out.append(Found(ent.start, ent.end, "Organization", "acronym of one who acts", confidence=0.7))
            continue
        if ent.label_ == "LOC" and (comma := next((t.i for t in ent if t.text == ","), None)) is not None:
            # "Doha, Qatar" is two places
            for a, b in ((ent.start, comma), (comma + 1, ent.end)):
                if a < b and not any(taken[a:b]) and (found := _classified(doc, a, b, "LOC")) is not None:
                    out.append(found)
            continue
        first, last = ent.start, ent.end
        if ent.label_ == "ORG" and (joint := next((t.i for t in ent if t.lower_ == "and"), None)) is not None:
            before = doc[first:joint]
            if any(t.lower_ in words("state_voice_nouns") for t in before) and any(t.lower_ == "of" for t in before):
                first = joint + 1  # "Government of Sudan and the SRF" are two; the first is found as an authority
        if ent.label_ != "PERSON":
            first, last = _owned(doc, first, last), _to_dash(doc, first, last)
            last = _to_state(doc, first, last)
        if ent.label_ in ("LOC", "FAC"):
            while first < last - 1 and doc[first].text.islower() and not _known_from(doc, first, last):
                first += 1  # "southern Mali" is Mali, "the south Caucasus region" begins with its south
        start, end = _bare(doc, first, last)
        if start >= end or any(taken[start:end]):
            continue
        if ent.label_ == "PERSON":
            out += _people(doc, start, end)
        elif ent.label_ in ("ORG", "LOC", "FAC", "NORP"):
            found = _classified(doc, start, end, ent.label_)
            if found is not None:
                out.append(found)
    return out


_PARTY_STATE = re.compile(r"[DRI]-[A-Z]")


def _is_acronym(name: str) -> bool:
    """ "MDD", "UNRF II", "SPLM/A-IO": of its letters most are capitals, and there is no word among them."""
    return len(name) > 2 and all(part.isupper() for part in re.split(r"[\s/\-–]+", name) if part.isalpha()) and name[0].isupper()


def _is_doer(token: Token) -> bool:
    """Whether somebody does what only people and bodies do: he speaks or binds himself, or has fighters ("MDD fighters")."""
    doc, i = token.doc, token.i
    if i > 1 and doc[i - 1].text == "(" and doc[i - 2].ent_type_ == "ORG" and wording(doc, i + 1, i + 2) == ")":
        return True  # "the National Council (MDD)"
    verb, first = token.head, token.dep_ == "nsubj" and token.head.pos_ == "VERB"
    if first and (verb.lemma_.lower() in words("binding_verbs") | words("making_verbs") or verb.lemma_.lower() in reporting_verbs()):
        return True
    return relation(token) in ("compound", "nmod") and token.head.lemma_.lower() in words("member_nouns") | words("force_nouns")


def _owned(doc: Doc, start: int, end: int) -> int:
    """Where a body's name begins that the recogniser took together with the state it belongs to.

    "Armenia's National Assembly", "Nagorno-Karabakh Defence Ministry".
    """
    for i in range(start + 1, end):
        before, rest = wording(doc, start, i), wording(doc, i, end)
        if doc[i].text in POSSESSIVE and i + 1 < end and best_entry(before, ("Country", "Region")) is not None:
            return i + 1
        if rest.lower() in canonical("ministries") and best_entry(before, ("Country", "Region")) is not None:
            return i
    return start


def _to_state(doc: Doc, start: int, end: int) -> int:
    """Where the name of a ministry or a government ends before its state: "Ministry of Defence" of Mali, not "University" of Mali."""
    for i in range(start + 1, end - 1):
        if doc[i].lower_ == "of":
            what, state = wording(doc, start, i).lower().removeprefix("the "), wording(doc, i + 1, end).removeprefix("the ")
            if (what in canonical("ministries") or what in words("collective_voices")) and best_entry(
                state, ("Country", "Region")
            ) is not None:
                return i
    return end


def _known_from(doc: Doc, start: int, end: int) -> bool:
    return any(place_entry(wording(doc, start, i), None) is not None for i in range(start + 2, end + 1))


def _to_dash(doc: Doc, start: int, end: int) -> int:
    """Where a name ends that the recogniser took together with what stands behind a dash: a headline's source, a dateline's text."""
    dashes = (i for i in range(start + 1, end) if doc[i].text in HYPHENS and doc[i].whitespace_ and doc[i - 1].whitespace_)
    return next(dashes, end)


def _bare(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """A span without determiners, quotation marks and possessive endings at its edges."""
    while start < end and (doc[start].pos_ == "DET" or doc[start].is_punct or doc[start].is_space or doc[start].text in POSSESSIVE):
        start += 1
    while end > start and (doc[end - 1].text in POSSESSIVE or doc[end - 1].is_space or doc[end - 1].text in '.,;:(["“”‘-–—'):
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
        or doc[start].text in POSSESSIVE
        or doc[start].text == "."
        or doc[start].text in HYPHENS
    ):
        start += 1
    while end > start and (_is_title(doc[end - 1]) and doc[end - 1].text[0].islower()):
        end -= 1
    name = wording(doc, start, end)
    if not _looks_like_name(doc, start, end):
        return []
    if _is_title(doc[start]) and end - start == 1:
        return []
    entry = best_entry(name, ("Country", "Region", "Organization", "ArmedForce"))
    if entry is not None and "/geonames-" not in entry.id:
        return [Found(start, end, entry.kind, "gazetteer", entry)]
    if end - start == 1 and gazetteer().capital_of(name) is not None:
        return [place(doc, start, end, "LOC")]
    if end - start == 1 and gazetteer().demonym(name):
        return []
    if end - start == 1 and _among_places(doc[start]) and place_entry(name, None) is not None:
        return [place(doc, start, end, "LOC")]
    return [Found(start, end, "Person", "recognised", confidence=0.9)]


def _among_places(token: Token) -> bool:
    """Whether a name is coordinated with a place ("Damascus and Homs")."""
    partners = [token.head] if token.dep_ == "conj" else [c for c in token.children if c.dep_ == "conj"]
    return any(p.ent_type_ == "LOC" for p in partners)


def _looks_like_name(doc: Doc, start: int, end: int) -> bool:
    letters = [t for t in doc[start:end] if t.text[:1].isalpha()]
    return bool(letters) and any(t.text[0].isupper() for t in letters) and not any(c.isdigit() for c in wording(doc, start, end))


def _is_title(token: Token) -> bool:
    word = token.lower_.rstrip(".")
    return word in words("role_nouns") or word in words("honorifics") or word in words("ranks") or word in words("former_words")


def _is_title_pair(doc: Doc, start: int, end: int) -> bool:
    """The first word of a title of two or three words ("Prime" of "Prime Minister")."""
    return any(start + size < end + 1 and wording(doc, start, start + size).lower() in words("role_nouns") for size in (2, 3, 4))


def _classified(doc: Doc, start: int, end: int, label: str) -> Found | None:
    name = wording(doc, start, end)
    entry = best_entry(name, ("Country", "Region", "Organization", "ArmedForce", "Facility"))
    if entry is not None and "/geonames-" in entry.id:
        entry = None
    if not _looks_like_name(doc, start, end) or gazetteer().demonym(name):
        return None
    if label == "NORP":
        return Found(start, end, entry.kind, "gazetteer", entry) if entry and entry.kind in ("Organization", "ArmedForce") else None
    if label in ("LOC", "FAC"):
        return place(doc, start, end, label)
    if entry is not None:
        return Found(start, end, entry.kind, "gazetteer", entry)
    last = doc[end - 1].lower_
    kind: EntityKind = "ArmedForce" if last in words("force_nouns") else "Organization"
    return Found(start, end, kind, "recognised", confidence=0.8)


def place(doc: Doc, start: int, end: int, label: str) -> Found:
    """A place, with its kind from the noun beside or inside its name, then from the gazetteer."""
    kind = place_kind(doc, start, end)
    name = wording(doc, start, end)
    known = place_entry(name, None)
    entry = known if known is not None and known.kind == "Country" else place_entry(name, kind)
    if entry is None and known is not None and _is_beside(doc, start, end, kind, known):
        entry = known
    if entry is not None:
        return Found(start, end, entry.kind, "gazetteer", entry)
    if kind is None:
        kind = "Facility" if label == "FAC" else "Settlement"
    return Found(start, end, kind_named(kind), "recognised", confidence=0.8)


def _is_beside(doc: Doc, start: int, end: int, kind: str | None, known: Entry) -> bool:
    """Whether the noun that told a kind does not make another place of a known one: "the port of Latakia", "the Knoxville area" are where
    the town is, and "Rock Hill" is a town whatever hills are."""
    inside = table("place_nouns").get(doc[end - 1].lower_) == kind and end - start > 1
    if inside:
        return fold(known.name) == fold(wording(doc, start, end))
    behind = place_kind_behind(doc, start, end)
    return kind in ("Facility", "NaturalFeature") or (behind == kind and doc[end].lower_ == "area")


def _is_town(doc: Doc, f: Found, surnames: set[str]) -> bool:
    """A name that the recogniser took for a person's: no title, no full name in the text, and a town is called just so.

    One who speaks or has an office stays a person.
    """
    name = wording(doc, f.start, f.end)
    if name in surnames or (f.start > 0 and _is_title(doc[f.start - 1])) or f.end - f.start > 3:
        return False
    entry = place_entry(name, "Settlement")
    if entry is None or fold(entry.name) != fold(name):
        return False
    root = doc[f.start : f.end].root
    subject = relation(root) == "nsubj" and root.dep_ != "nsubj:pass" and root.head.pos_ == "VERB"
    lemma = root.head.lemma_.lower()
    if subject and (lemma in reporting_verbs() or (f.end - f.start > 1 and lemma not in words("event_verbs"))):
        return False  # who mediates or signs is no town, whatever town is called after him
    if any(c.dep_ == "appos" and place_entry(c.text, "Settlement") is None for c in root.children):
        return False  # "Goris, a minister": who is described is somebody
    second = relation(root) == "appos" and place_entry(root.head.text, "Settlement") is not None  # "Shusha (Shushi)"
    return f.end - f.start > 1 or second or relation(root) in ("obl", "nmod", "nsubj", "obj", "conj")


def agree_with_text(doc: Doc, found: list[Found]) -> None:
    """One word, one kind: a surname the recogniser took for a body, a town it once took for a person."""
    surnames: set[str] = set()
    votes: dict[str, dict[str, int]] = {}
    for f in found:
        name = wording(doc, f.start, f.end)
        if f.kind == "Person" and f.end - f.start > 1:
            last = [t.text for t in doc[f.start : f.end] if t.lower_.rstrip(".") not in NAME_SUFFIXES and t.is_alpha]
            surnames.update(last[-1:])
        elif f.end - f.start == 1 or f.kind != "Person":
            where = f.start > 0 and doc[f.start - 1].lower_ in ("in", "near", "at", "outside") and f.kind in ("Person", "Settlement")
            kind = "Settlement" if where else f.kind
            counts = votes.setdefault(name, {})
            counts[kind] = counts.get(kind, 0) + 1
    for f in found:
        name = wording(doc, f.start, f.end)
        if f.kind == "Person" and _is_town(doc, f, surnames):
            f.kind, f.entry, f.rule = "Settlement", place_entry(name, "Settlement"), "gazetteer"
            continue
        if f.entry is not None and f.kind != "Settlement":
            continue
        if f.end - f.start == 1 and name in surnames:
            town = f.kind == "Settlement" and f.start > 0 and doc[f.start - 1].lower_ in words("where_words")
            if f.kind != "Person" and not town:  # "Jesse Jackson spoke in Jackson"
                f.kind, f.entry, f.rule = "Person", None, "surname of a person named in full"
            continue
        counts = votes.get(name, {})
        if len(counts) > 1 or (f.kind == "Person" and "Settlement" in counts):
            best = max(sorted(counts), key=lambda k: counts[k])
            if best != f.kind and (counts[best] > counts.get(f.kind, 0) or f.kind == "Person"):
                other = next((o for o in found if o.kind == best and wording(doc, o.start, o.end) == name), None)
                f.kind, f.rule = kind_named(best), "as elsewhere in the text"
                f.entry = other.entry if other is not None else (place_entry(name, None) if best == "Settlement" else None)
