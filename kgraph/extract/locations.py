"""Which place lies in which, as the text says: "Ganja, Azerbaijan", "Khan Younis in southern Gaza", "Armenia's Syunik region"."""

from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kgraph.extract.cast import PLACES, Cast
from kgraph.extract.mentions import POSSESSIVE
from kgraph.extract.syntax import children, first_conjunct, preposition, relation, wording
from kgraph.gazetteer import Entry, gazetteer
from kgraph.lexicon import table, words

_SIZE = {"Facility": 0, "Settlement": 1, "NaturalFeature": 2, "Region": 3, "Country": 4}


@dataclass(frozen=True, slots=True)
class Lies:
    """`place` lies in `inside`, as told by the characters `start` to `end`."""

    place: int
    inside: int
    start: int
    end: int
    rule: str
    confidence: float


def locations(doc: Doc, cast: Cast) -> list[Lies]:
    """The locations that a document tells, in reading order, each pair once."""
    out: list[Lies] = []
    seen: set[tuple[int, int]] = set()
    for f, index in cast.mentions:
        if f.adjective or cast.kind(index) not in PLACES:
            continue
        found = _inside(doc, cast, f.start, f.end)
        if found is None:
            continue
        outer, rule, confidence = found
        if outer == index or (index, outer) in seen or not _fits(cast, index, outer):
            continue
        seen.add((index, outer))
        g = [doc[f.start].idx, doc[f.end - 1].idx + len(doc[f.end - 1])]
        out.append(Lies(index, outer, g[0], g[1], rule, confidence))
    out += _known(doc, cast, {lies.place for lies in out})
    return out


def _known(doc: Doc, cast: Cast, told: set[int]) -> list[Lies]:
    """Places that the gazetteer puts into a state or region which the document names too: plainly implied, if not said.

    Where the document speaks of a region or self-proclaimed state on a state's land, whose towns are whose may be the very
    dispute: then only what the text says counts.
    """
    contested = {m.entry.country for m in cast.members if m.entry is not None and _is_apart(m.entry)}
    by_entry = {m.entry.id: i for i, m in enumerate(cast.members) if m.entry is not None and not m.only_adjective}
    out: list[Lies] = []
    for f, index in cast.mentions:
        entry = cast.members[index].entry
        if (
            index in told
            or f.adjective
            or entry is None
            or entry.kind not in ("Settlement", "Region", "Facility")
            or f.entry != entry
            or any(e.country in contested for e in (entry, *gazetteer().lookup(wording(doc, f.start, f.end))))
            or not _is_where(doc[f.start : f.end].root)
        ):
            continue
        outer = next((by_entry[i] for i in (entry.parent, f"country/{entry.country}") if i in by_entry), None)
        if outer is not None and outer != index and _fits(cast, index, outer):
            told.add(index)
            out.append(Lies(index, outer, doc[f.start].idx, doc[f.end - 1].idx + len(doc[f.end - 1]), "gazetteer", 0.6))
    return out


def _is_where(name: Token) -> bool:
    """Whether a name is used of a place ("fled to Homs", "the town of Goris"): a capital that accuses, or a dateline, is not."""
    first = first_conjunct(name)
    if preposition(first) in words("where_words") or relation(first) in ("compound", "nmod:desc", "appos", "nmod:poss"):
        return True
    return relation(first) == "nmod" and first.head.lemma_.lower() in table("place_nouns")


def _is_apart(entry: Entry) -> bool:
    """A state without a code of its own on another's land, or a region that one was proclaimed on."""
    if entry.kind == "Country":
        return entry.iso is None
    names = (entry.name, f"{entry.name} Republic", f"Republic of {entry.name}", f"{entry.name} People's Republic")
    return entry.kind == "Region" and any(e.kind == "Country" and e.iso is None for name in names for e in gazetteer().lookup(name))


def _fits(cast: Cast, index: int, outer: int) -> bool:
    inner, around = cast.members[index].entry, cast.members[outer].entry
    if inner is not None and inner.kind == "Region" and inner.country is None and around is not None and around.country:
        return False  # "the Caucasus region of Abkhazia" is Abkhazia: what spans states lies in none
    small, large = _SIZE[cast.kind(index)], _SIZE[cast.kind(outer)]
    return small < large or (small == large == 3)


def _inside(doc: Doc, cast: Cast, start: int, end: int) -> tuple[int, str, float] | None:
    root = doc[start:end].root
    first = first_conjunct(root)
    towns = first.head.tag_ in ("NNS", "NNPS") and table("place_nouns").get(first.head.lemma_.lower()) == "Settlement"
    if first.i < root.i and first.i in cast.at and towns:
        return _inside(
            doc, cast, cast.found_at(first.i).start, cast.found_at(first.i).end
        )  # "the Armenian cities of Goris, Meghri and Kapan"
    # "Azerbaijan's Ganja", "the Armenian city of Kapan", "Iraqi Kurdistan": the owner before the name or before its noun.
    i = start - 1
    while i >= 0 and (
        doc[i].lower_ in ("of", "the", "-") or _is_place_noun(doc[i]) or (doc[i].pos_ in ("ADJ", "ADV") and i not in cast.at)
    ):
        i -= 1
    if i >= 0 and doc[i].text in POSSESSIVE:
        i -= 1
        owner = cast.at.get(i)
        if owner is not None and cast.kind(owner) in PLACES and not cast.adjective_at(i):
            return owner, "possessive before a place", 0.85
    elif (
        i >= 0
        and i in cast.at
        and cast.adjective_at(i)
        and not (doc[i - 1].text == "-" or doc[i - 1].lower_.startswith("ethnic"))  # who lives there, not where it lies
        and any(_is_place_noun(doc[k]) for k in range(i + 1, min(end + 1, len(doc))))
    ):
        return cast.at[i], "demonym before a place", 0.85
    # "Ganja, Azerbaijan": the name behind a comma.
    if (
        end + 1 < len(doc)
        and doc[end].text == ","
        and (outer := cast.at.get(end + 1)) is not None
        and cast.kind(outer) in ("Country", "Region")
    ):
        nxt = doc[cast.found_at(end + 1).start : cast.found_at(end + 1).end].root
        # A parser may take the state for the next of a list; the gazetteer knows better.
        described = nxt.dep_ in ("appos", "nmod", "nmod:unmarked", "flat", "compound", "list") or _known_in(cast, cast.at[start], outer)
        if described and not _enumerated(doc, end, cast):
            return outer, "place behind a comma", 0.8
    # "the town of Hadrut in Nagorno-Karabakh"
    host = root
    if relation(root) in ("nmod", "appos", "compound") and root.head.lemma_.lower() in table("place_nouns"):
        host = root.head
    for h in dict.fromkeys((root, host)):
        for c in children(h, "nmod", "appos", "obl"):
            inner = cast.at.get(c.i)
            if (
                inner is not None
                and c.i > root.i
                and preposition(c) in ("in", "of")
                and not _listed(doc, root, c)
                and not cast.adjective_at(c.i)
                and cast.kind(inner) in PLACES
            ):
                return inner, "place with its surroundings", 0.85
    return None


def _is_place_noun(token: Token) -> bool:
    """ "city", "Cities"."""
    return not {token.lower_, token.lemma_.lower()}.isdisjoint(table("place_nouns"))


def _listed(doc: Doc, name: Token, other: Token) -> bool:
    """ "in Asia, in Africa and in Europe": the same preposition again behind a comma."""
    first = other.left_edge.i
    comma = doc[first].text == "," or doc[first - 1].text == ","
    return comma and preposition(name) == preposition(other)


def _known_in(cast: Cast, place: int, outer: int) -> bool:
    entry, around = cast.members[place].entry, cast.members[outer].entry
    return entry is not None and around is not None and around.id in (entry.parent, f"country/{entry.country}")


def _enumerated(doc: Doc, comma: int, cast: Cast) -> bool:
    """Whether a comma separates a list ("Goris, Meghri, Kapan") rather than a place from its country."""
    after = cast.found_at(comma + 1).end
    return (after + 1 < len(doc) and doc[after].lower_ in ("and", "or")) or (
        after < len(doc) - 1 and doc[after].text == "," and doc[after + 1].i in cast.at
    )
