"""Names that the gazetteer knows: states, regions, organizations, groups; demonyms; capitals that act as their governments."""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from kgraph.extract.mentions.found import POSSESSIVE, Found, best_entry, place_kind
from kgraph.extract.syntax import first_conjunct, preposition, relation, wording
from kgraph.gazetteer import Entry, fold, gazetteer
from kgraph.lexicon import reporting_verbs, table, words

_MAX_NAME = 8  # tokens in a gazetteer name
_WITH = frozenset({"with", "by", "between", "against", "for", "behind", "towards", "toward"})


def known_names(doc: Doc, taken: list[bool], recognised: list[Found]) -> list[Found]:
    """Names of states, regions, organizations, armed groups and facilities, the longest match first."""
    inside = {i: f for f in recognised for i in range(f.start, f.end)}
    out: list[Found] = []
    for sentence in doc.sents:
        reached = sentence.start
        for token in sentence:
            i = token.i
            if i < reached or taken[i] or not token.text[:1].isupper():
                continue
            if i > 0 and doc[i - 1].lower_.rstrip(".") in words("honorifics"):
                continue  # "Ms Jordan" is no state
            found = _longest(doc, i, min(i + _MAX_NAME, sentence.end), taken)
            if found is not None and not _part_of_longer(found, inside):
                out.append(found)
                reached = found.end
    return out


def _ends(doc: Doc, start: int, furthest: int) -> Iterator[int]:
    """Where a name that begins at `start` may end, the last first. Most words begin no longer name, and need no more than one look-up."""
    reach = start + 1
    while reach < furthest and _may_go_on(wording(doc, start, reach + 1)):
        reach += 1
    kinds = table("place_nouns")
    of_kind = _begins_with_kind(wording(doc, start, furthest))
    for end in range(furthest, start, -1):
        if end <= reach or of_kind or doc[end - 1].lower_ in kinds:
            yield end
        elif not doc[end - 2].whitespace_ and wording(doc, start, end).split()[-1].lower() in kinds:
            yield end  # the noun was taken apart


def _may_go_on(text: str) -> bool:
    return "'" in text or "’" in text or gazetteer().begins(text)  # "A B's" is looked up without its ending


def _begins_with_kind(text: str) -> bool:
    """ "The province of ..."."""
    if "of" not in text:
        return False
    before, of, _ = " ".join(text.split()).partition(" of ")
    return bool(of) and before.lower().removeprefix("the ") in table("place_nouns")


def _longest(doc: Doc, start: int, furthest: int, taken: list[bool]) -> Found | None:
    for end in _ends(doc, start, furthest):
        last = doc[end - 1]
        if any(taken[start:end]) or last.is_space or (last.is_punct and last.text != "."):
            continue
        name = wording(doc, start, end)
        if last.tag_ == "POS" or last.text in POSSESSIVE:
            continue
        if last.text == "." and end - start > 1 and best_entry(wording(doc, start, end - 1), None) is not None:
            continue  # the full stop of the sentence, not of an abbreviation
        entry = best_entry(name, ("Country", "Region", "Organization", "ArmedForce", "Facility", "NaturalFeature"))
        if (
            entry is not None
            and entry.kind == "Region"
            and end - start == 1
            and (state := gazetteer().demonym(name)) is not None
            and state.kind == "Country"
        ):
            return None  # "Somali" is an adjective before it is a region
        if entry is not None and entry.kind == "Region" and (town := _town_of_region(doc, start, end, entry)) is not None:
            entry = town
        # First-order regions and towns by the hundred thousand share their names with words: those need the recogniser.
        if (
            entry is not None
            and (entry.kind == "Settlement" or "/geonames-" not in entry.id)
            and not (end - start == 1 and not _is_proper(doc, start, entry))
        ):
            return Found(start, end, entry.kind, "gazetteer", entry)
    return None


def _town_of_region(doc: Doc, start: int, end: int, region: Entry) -> Entry | None:
    """The town that a region is called after, where the short name stands alone: "in Kharkiv", not "the province of Kandahar"."""
    name = wording(doc, start, end)
    if fold(region.name) == fold(name) or place_kind(doc, start, end) == "Region":
        return None
    towns = (e for e in gazetteer().lookup(name) if e.kind == "Settlement" and e.country == region.country and fold(e.name) == fold(name))
    return next(towns, None)


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


def adjectives(doc: Doc) -> Iterator[Found]:
    for token in doc:
        if token.text[:1].isupper() and token.pos_ in ("ADJ", "PROPN", "NOUN"):
            i = token.i
            pair = gazetteer().demonym(wording(doc, i, i + 2)) if i + 1 < len(doc) and doc[i + 1].is_alpha and token.pos_ != "DET" else None
            if pair is not None and pair.kind == "Country":
                yield Found(i, i + 2, pair.kind, "demonym", pair, adjective=True, confidence=0.9)
                continue
            entry = gazetteer().demonym(token.text)
            if entry is not None and entry.kind == "Country":
                yield Found(i, i + 1, entry.kind, "demonym", entry, adjective=True, confidence=0.9)


def acting_capitals(doc: Doc, found: list[Found]) -> None:
    """A capital that does what governments do is its state; one that things happen in stays the city."""
    for f in found:
        if f.kind not in ("Settlement", "Region") or f.end - f.start > 3:
            continue
        if doc[f.start].text.isupper():
            continue  # a dateline names the town
        country = gazetteer().capital_of(wording(doc, f.start, f.end))
        if f.entry is not None and country is not None and f.entry.country not in (country.iso, country.country):
            continue  # the San Jose of California
        if country is not None and acts(doc[f.start : f.end].root):
            f.kind, f.entry, f.rule, f.confidence = "Country", country, "capital for its government", 0.85


def acts(head: Token) -> bool:
    """Whether a place name stands where an actor stands: subject of a verb, owner, the one spoken to or accused."""
    first = first_conjunct(head)
    label = relation(first)
    case = preposition(first)
    if label == "nsubj":
        verb = first.head
        if first.dep_ == "nsubj:pass":
            spoken_of = reporting_verbs().get(verb.lemma_)
            return spoken_of is not None and spoken_of.obj is not None  # "Baku was accused"
        return (
            verb.pos_ == "VERB"
            and verb.lemma_ not in words("event_verbs")
            and not any(c.dep_ == "nsubj:pass" and c.i == first.i for c in verb.children)
        )
    if label == "nmod" and first.dep_ == "nmod:poss":
        return first.head.lemma_.lower() not in table("place_nouns")
    if label in ("obj", "iobj"):
        return first.head.lemma_ in reporting_verbs()
    if case in ("against", "between", "for", "toward", "towards"):
        # "left for Vienna", "the road between Damascus and Beirut", "the battle for Mogadishu" are of the town
        over = first.head.lemma_.lower()
        if over in words("moving_verbs") or table("way_nouns").get(over) in ("way", "fight" if case != "between" else "way"):
            return False
    return case in _WITH or (case == "on" and first.head.lemma_ in words("pressing_nouns"))
