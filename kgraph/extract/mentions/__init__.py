"""What a document names: people, bodies, armed forces, countries and places, as spans with a kind.

Three sources, the more certain first: the gazetteer (states, regions, organizations and groups by their known names),
structures of English ("Armenian Defence Ministry", "the armed forces of Mali", "the city of Goris"), and what the
recogniser saw. A later source never splits what an earlier one found.
"""

from collections.abc import Iterator

from spacy.tokens import Doc

from kgraph.extract.mentions.bodies import authorities, bodies, forces
from kgraph.extract.mentions.found import NAME_SUFFIXES, POSSESSIVE, Found, key
from kgraph.extract.mentions.known import acting_capitals, adjectives, known_names
from kgraph.extract.mentions.placing import place
from kgraph.extract.mentions.recognised import agree_with_text, recognised_names
from kgraph.extract.syntax import relation, wording
from kgraph.lexicon import words

__all__ = ["NAME_SUFFIXES", "POSSESSIVE", "Found", "find", "key"]


def find(doc: Doc, skipped: frozenset[int] = frozenset()) -> list[Found]:
    """The mentions of `doc` in reading order, none overlapping another; tokens in `skipped` (boilerplate) take no part."""
    taken = [i in skipped or t.is_space for i, t in enumerate(doc)]
    out: list[Found] = []
    recognised = recognised_names(doc, taken)
    known = known_names(doc, taken, recognised)
    demonyms = list(adjectives(doc))
    states = {f.entry.country for f in (*known, *demonyms) if f.entry is not None and f.entry.kind == "Country"}
    for f in recognised:
        if _is_anothers(doc, f, known, states):
            f.entry, f.rule = None, "recognised"
    known = [f for f in known if not _is_anothers(doc, f, known, states)]
    agree_with_text(doc, recognised)
    for source in (
        _whole(bodies(doc, known), known),
        _whole(forces(doc, known, recognised), known),
        authorities(doc, known),
        known,
        recognised,
        demonyms,
    ):
        for found in source:
            if not any(taken[found.start : found.end]):
                out.append(found)
                taken[found.start : found.end] = [True] * (found.end - found.start)
    out = _with_place(doc, sorted(out, key=lambda f: f.start))
    out = place(doc, out)
    acting_capitals(doc, out)
    return out


def _is_anothers(doc: Doc, f: Found, known: list[Found], states: set[str | None]) -> bool:
    """Whether a bare name, which abroad means the body of one state, is another's: "Peru's Congress", "Congress" in a text on India."""
    if f.entry is None or wording(doc, f.start, f.end).lower() not in words("common_bodies") or f.entry.country is None:
        return False
    owner = next((k for k in known if k.end == f.start - 1 and doc[f.start - 1].text in POSSESSIVE), None)
    if owner is not None and owner.entry is not None and owner.kind == "Country":
        return owner.entry.country != f.entry.country
    return bool(states) and f.entry.country not in states


def _with_place(doc: Doc, found: list[Found]) -> list[Found]:
    """Names of groups that begin with a place, as one: "Darfur Joint Force", "Bangsamoro Islamic Freedom Fighters"."""
    out: list[Found] = []
    for f in found:
        place = out[-1] if out else None
        if (
            place is not None
            and f.kind in ("Organization", "ArmedForce")
            and f.entry is None
            and not f.generic
            and f.state is None
            and place.kind in ("Region", "Settlement")
            and not place.adjective
            and f.start - place.end <= 2
            and all(t.pos_ in ("ADJ", "PROPN") and t.text[:1].isupper() for t in doc[place.end : f.start])
            and all(t.text[:1].isupper() for t in doc[f.start : f.end])
            and relation(doc[place.end - 1]) in ("compound", "amod", "nmod")
            and doc[place.end - 1].head.i in range(place.end, f.end + 1)
        ):
            f.start = place.start + (doc[place.start].lower_ == "the")
            out[-1] = f
        else:
            out.append(f)
    return out


def _whole(bodies: Iterator[Found], known: list[Found]) -> Iterator[Found]:
    """Bodies that no known name covers: "UN Security Council" is in the gazetteer as a whole."""
    for b in bodies:
        if not any(
            k.kind in ("Organization", "ArmedForce") and k.start <= b.start and b.end <= k.end and k.end - k.start > 1 for k in known
        ):
            yield b
