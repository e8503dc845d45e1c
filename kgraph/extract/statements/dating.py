"""When statements were made: by the words beside their cue, by the entry, or by the statement that they go on from.

A reporter dates a speech once ("Macron on Wednesday pledged ...") and then goes on ("He also said ..."); and the headline
and the first paragraph report without a date what a later sentence dates. A date goes over to such statements only: of the
same speaker, with no other speaker and no other date in between, in a narrative tense.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

from spacy.tokens import Doc, Token

from kgraph.extract.dates import Moment, counted, counts, moments, within_days
from kgraph.extract.statements.reported import Reported
from kgraph.extract.syntax import SUBSTANCE, clause_of, relation, text_of, with_conjuncts
from kgraph.facts import Act
from kgraph.lexicon import table
from kgraph.read.article import Block

_NARRATIVE = frozenset({"VBD", "VBG", "VBN"})
_SAME = 0.6  # of the shorter content's words of substance
_MOST = 200  # dated statements of one speaker that are looked at
_RECENT = 10  # days
_AROUND = 40  # characters behind a source in which its own date may stand
_FULL = len("YYYY-MM-DD")
_FEWEST = 3  # words of substance that two reports of one statement share


def dates(
    reported: Sequence[Reported], doc: Doc, blocks: Sequence[Block], anchor: Callable[[int], str | None], at: Mapping[int, int]
) -> list[str | None]:
    """The date of each statement (`YYYY`, `YYYY-MM` or `YYYY-MM-DD`, a live blog's with its time), None where none is told.

    `reported` in reading order; `anchor` gives the date from which the dates at a token count, `at` the actor that a token names.
    """
    found = [
        _counted(r, doc, anchor) or _own(r, doc, anchor) or _from_deed(r, doc, anchor, at) or _entry(r) or _bounded(r, doc, anchor)
        for r in reported
    ]
    groups = _groups(reported)
    place = {id(b): n for n, b in enumerate(blocks)}
    _go_on(groups, reported, found, doc, place)
    _repeated(groups, reported, found, doc, place)
    return found


def _own(r: Reported, doc: Doc, anchor: Callable[[int], str | None]) -> str | None:
    """The date that stands with the cue or the source, outside what was said."""
    return _first(moments(text_of(doc), *r.time, anchor(_token(doc, r.cue[0]).i)), r, doc) if r.time is not None else None


def _counted(r: Reported, doc: Doc, anchor: Callable[[int], str | None]) -> str | None:
    """A day counted from the one told last in the same paragraph: "Three days later, the authorities stated"."""
    if r.time is None or r.block is None or not counts(text_of(doc), *r.time):
        return None
    before = moments(text_of(doc), r.block.start, r.time[0], anchor(_token(doc, r.cue[0]).i))
    told = [m.value for m in before if len(m.value) == _FULL]
    return _first(counted(text_of(doc), *r.time, told[-1]), r, doc) if told else None


def _first(found: Iterable[Moment], r: Reported, doc: Doc) -> str | None:
    verbs = _clauses(r, doc)
    for m in found:
        said = any(a <= m.start < b for a, b in r.spans)
        if not said and (clause_of(_token(doc, m.start)).i in verbs or _within_source(m.start, r)):
            return m.value
    return None


def _entry(r: Reported) -> str | None:
    return r.block.date if r.block is not None else None


def _bounded(r: Reported, doc: Doc, anchor: Callable[[int], str | None]) -> str | None:
    """The day of the report, where what is reported happened on that day: "said they had agreed on Saturday", on a Saturday.

    What is told to be over was not said before, and what is reported was not said later.
    """
    day = anchor(_token(doc, r.cue[0]).i)
    if r.direct or not _narrated(r, doc) or day is None or day.startswith("../"):
        return None  # quoted words count from the day on which they were said
    for start, end in r.spans:
        for m in moments(text_of(doc), start, end, day):
            if m.value == day[:_FULL] and len(m.value) == _FULL and _is_over(clause_of(_token(doc, m.start))):
                return m.value
    return None


def _is_over(verb: Token) -> bool:
    """Whether a clause is in the past or the pluperfect."""
    helpers = [c for c in verb.children if c.dep_ in ("aux", "aux:pass", "cop")]
    if any(c.tag_ in ("MD", "TO") for c in helpers):
        return False
    return verb.tag_ == "VBD" or any(c.tag_ == "VBD" for c in helpers)


def _from_deed(r: Reported, doc: Doc, anchor: Callable[[int], str | None], at: Mapping[int, int]) -> str | None:
    """The day of what the speaker did in the sentence before: "On 2 December Putin chaired a summit. He said ..."."""
    if r.speaker.entity is None or r.block is None or not _narrated(r, doc):
        return None
    start = min(r.cue[0], r.spans[0][0])
    sentence = _token(doc, start).sent
    if sentence.start == 0 or sentence.start_char <= r.block.start:
        return None
    before = doc[sentence.start - 1].sent
    deed = before.root
    doers = [t for c in deed.children if relation(c) == "nsubj" for t in with_conjuncts(c)]
    if deed.tag_ != "VBD" or not any(at.get(t.i) == r.speaker.entity for t in doers):
        return None
    day = anchor(before.start)
    for m in moments(text_of(doc), max(before.start_char, r.block.start), before.end_char, day):
        # What happened in another year is somebody's life, not the occasion.
        if clause_of(_token(doc, m.start)).i == deed.i and within_days(m.value, day, _RECENT):
            return m.value
    return None


def _within_source(at: int, r: Reported) -> bool:
    """Whether a date belongs to the source's own words: "according to a statement published on Saturday"."""
    span = r.speaker.span
    return r.rule == "attributing phrase" and span is not None and span[0] <= at < span[1] + _AROUND


def _clauses(r: Reported, doc: Doc) -> set[int]:
    """The verbs whose adverbials date a statement: its cue, and those that it is coordinated with or adds to ("..., saying")."""
    token = _token(doc, r.cue[0])
    out = {clause_of(token).i if token.pos_ not in ("VERB", "AUX") else token.i}
    while token.dep_ in ("conj", "advcl", "xcomp", "acl", "obj", "obl") and token.head.i != token.i:
        if token.dep_ in ("advcl", "xcomp") and any(c.dep_ == "nsubj" for c in token.children):
            break
        token = token.head
        out.add(token.i)
    return out


def _groups(reported: Sequence[Reported]) -> list[list[int]]:
    """The positions of statements that share their cue and content: one report by several speakers."""
    out: list[list[int]] = []
    for n, r in enumerate(reported):
        if out and (first := reported[out[-1][0]]).cue == r.cue and first.spans == r.spans:
            out[-1].append(n)
        else:
            out.append([n])
    return out


def _go_on(groups: list[list[int]], reported: Sequence[Reported], found: list[str | None], doc: Doc, place: dict[int, int]) -> None:
    for before, group in pairwise(groups):
        date, r = found[before[0]], reported[group[0]]
        if date is None or any(found[n] for n in group) or not _same_speakers(before, group, reported):
            continue
        steps = _steps(reported[before[0]], r, place)
        if steps is not None and steps <= 1 and (r.rule == "quotation goes on" or _narrated(r, doc)):
            for n in group:
                found[n] = date


def _same_speakers(a: list[int], b: list[int], reported: Sequence[Reported]) -> bool:
    """Whether all who speak now spoke before. A source without a name is never known to be the one before."""
    who = {reported[n].speaker.entity for n in b}
    return None not in who and who <= {reported[n].speaker.entity for n in a}


def _steps(a: Reported, b: Reported, place: dict[int, int]) -> int | None:
    """How many blocks on."""
    if a.block is None or b.block is None:
        return None
    return place[id(b.block)] - place[id(a.block)]


def _narrated(r: Reported, doc: Doc) -> bool:
    """Whether the cue tells of one occasion: "he said", "adding"; not "he says", "he has since said"."""
    token = _token(doc, r.cue[0])
    return token.tag_ in _NARRATIVE and not any(c.dep_ == "aux" and c.lower_ in ("has", "have", "had", "'s", "’s") for c in token.children)


def _repeated(groups: list[list[int]], reported: Sequence[Reported], found: list[str | None], doc: Doc, place: dict[int, int]) -> None:
    """What the headline and the first paragraph tell without a date is what the same speaker says below, with one."""
    dated: dict[tuple[int | None, Act], list[tuple[list[int], frozenset[str]]]] = {}
    for group in groups:
        if found[group[0]]:
            first = reported[group[0]]
            told = (group, _substance(first, doc))
            for n in group:
                dated.setdefault((reported[n].speaker.entity, first.act), []).append(told)
    for group in groups:
        first = reported[group[0]]
        if found[group[0]] or first.block is None:
            continue
        joint = len(group) > 1  # several who speak as one do so once in a text, wherever it comes back to it
        if not joint and first.block.kind not in ("title", "heading") and place[id(first.block)] > 1:
            continue
        substance = _substance(first, doc)
        near = dated.get((first.speaker.entity, first.act), [])[:_MOST]
        same = {
            found[other[0]]
            for other, theirs in near
            if _same_speakers(other, group, reported) and _alike(substance, theirs, _FEWEST - joint)
        }
        if len(same) == 1:
            for n in group:
                found[n] = next(iter(same))


def _substance(r: Reported, doc: Doc) -> frozenset[str]:
    span = doc.char_span(r.spans[0][0], r.spans[-1][1], alignment_mode="expand")
    lemmas = (t.lemma_.lower() for t in span or () if t.pos_ in SUBSTANCE)
    kinds = table("agreement_nouns")  # "a ceasefire", "a truce", "a cessation of hostilities" are one thing
    return frozenset(kinds.get("cessation of hostilities" if w == "cessation" else w, w) for w in lemmas)


def _alike(a: frozenset[str], b: frozenset[str], fewest: int) -> bool:
    return len(a & b) >= max(min(fewest, len(a), len(b)), _SAME * min(len(a), len(b)), 1)


def _token(doc: Doc, at: int) -> Token:
    span = doc.char_span(at, at + 1, alignment_mode="expand")
    assert span is not None  # offsets are of this document's text
    return span[0]
