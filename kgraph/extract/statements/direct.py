"""Direct speech: which quoted words belong to which cue, from where marks, cue and speaker stand.

The parser attaches quoted speech now as complement, now as parataxis; the marks are more certain. Quoted words are speech
when a cue stands right behind them (", he said"), right before them ("said:", "said,"), or between their pieces; further
quotations of the same paragraph go on from the one before. A few quoted words inside a clause ("the 'retaken' town") are
part of that clause and not speech of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span, Token

from kgraph.extract.statements.cues import Cue, entry_of, speakers_of
from kgraph.extract.statements.quotations import Quotation
from kgraph.extract.statements.reported import Reported
from kgraph.extract.syntax import preposition, text_of
from kgraph.facts import Act
from kgraph.lexicon import reporting_verbs, words

SIGNED = "name behind a quotation"
_DASHES = frozenset("-–—―") | {"--"}
_SIGNATURE = 16  # words of the line that names who is quoted


@dataclass(slots=True)
class Direct:
    """A piece of direct speech. `cue` is None where the quotation goes on from the statement before (`same_as_before`)."""

    spans: list[tuple[int, int]]
    tokens: Span
    cue: Cue | None
    cue_span: tuple[int, int]
    speakers: list[Token]
    act: Act
    rule: str
    time: tuple[int, int] | None = None
    same_as_before: bool = False
    pieces: list[Quotation] = field(default_factory=list)


def direct_speech(doc: Doc, block: Span, quotes: Sequence[Quotation], before: Reported | None) -> list[Direct]:
    """The direct speech of a block, in reading order."""
    out: list[Direct] = []
    for number, q in enumerate(quotes):
        span = doc.char_span(q.start, q.end, alignment_mode="contract")
        if span is None or not len(span) or _is_title(doc, span, block, q):
            continue
        previous = out[-1] if out else None
        if previous is not None and _goes_on(doc, previous, q):
            # "..., he said, ...": the second piece of one quotation
            previous.spans.append(_content(text_of(doc), q))
            previous.pieces.append(q)
            continue
        spans = [_content(text_of(doc), q)]
        found = _after(doc, block, quotes, number, span) or _before(doc, block, quotes, number, span) or _above(doc, block, q, span)
        if found is not None:
            cue, who, rule = found
            where, sentence = (cue.span.start_char, cue.span.end_char), cue.token.sent
            time = (sentence.start_char, sentence.end_char)
            out.append(Direct(spans, span, cue, where, who, cue.verb.act_with("quote"), rule, time, pieces=[q]))
        elif (signed := _signed(doc, block, q, span)) is not None:
            dash, name = signed
            out.append(Direct(spans, span, None, (dash.idx, dash.idx + len(dash)), [name], "claim", SIGNED, pieces=[q]))
        elif _is_speech(doc, span, q) and (goes_on := _follows_on(doc, block, q, previous, before)) is not None:
            where, act = goes_on
            who = list(previous.speakers) if previous else []
            out.append(Direct(spans, span, None, where, who, act, "quotation goes on", same_as_before=not who, pieces=[q]))
    return out


def _content(text: str, q: Quotation) -> tuple[int, int]:
    start, end = q.start, q.end
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",."):
        if text[end - 1] == "." and text[max(start, end - 3) : end] == "...":
            break
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end


def _is_speech(doc: Doc, span: Span, q: Quotation) -> bool:
    """Whether quoted words are speech rather than a word or two held at a distance."""
    count = sum(not t.is_punct and not t.is_space for t in span)
    verbal = any(t.pos_ in ("VERB", "AUX") for t in span)
    whole = span.text.rstrip()[-1:] in ".,!?…"
    return (count >= 4 and verbal and (_upper(span) or whole)) or (count >= 3 and whole and _upper(span)) or (q.open_ended and count >= 4)


def _is_title(doc: Doc, span: Span, block: Span, q: Quotation) -> bool:
    """Whether marks hold a title or a nickname: on "Face the Nation.", Marcia "Cia" Price: few words, all capitalised, within a phrase
    or alone in a line."""
    inside = [t for t in span if t.is_alpha]
    named = span.start > 0 and doc[max(span.start - 2, 0)].lower_ in words("title_verbs")
    if not inside or len(inside) > (30 if named else 7) or any(t.text in ".!?" for t in span[:-1]):
        return False
    if any(t.text[0].islower() and len(t) > 3 for t in inside) or not inside[0].text[0].isupper():
        return False
    ended = span.text.rstrip()[-1:] in ".!?"
    if not ended and q.outer_start <= block.start_char and q.outer_end >= block.end_char and len(inside) > 2:
        return True
    before = [t for t in doc[max(span.start - 3, 0) : span.start] if not t.is_space and t.idx < q.outer_start]
    if not before or before[-1].text in (",", ":"):
        return False
    # American houses put the sentence's full stop inside the marks; then a title needs more to tell it from a short sentence.
    # A name alone in marks ('alias "Gabino"') is a nickname, unless a cue stands before it.
    nickname = len(inside) == 1 and not ended and entry_of(before[-1]) is None
    phrasal = before[-1].pos_ in ("ADP", "PROPN", "NOUN", "PART", "SCONJ", "DET") or before[-1].lower_ in words("title_verbs")
    within = phrasal or nickname
    return within and (not ended or (len(inside) > 1 and before[-1].pos_ in ("ADP", "PART", "PROPN")))


def _upper(span: Span) -> bool:
    first = next((c for c in span.text if c.isalpha()), "")
    return first.isupper() or span.text.lstrip()[:3] in ("...", "[")


def _gap(doc: Doc, start: int, end: int) -> list[Token]:
    """The words between two characters."""
    found = doc.char_span(start, end, alignment_mode="contract") if end > start else None
    return [t for t in found if not t.is_space] if found is not None else []


def _after(doc: Doc, block: Span, quotes: Sequence[Quotation], number: int, span: Span) -> tuple[Cue, list[Token], str] | None:
    """A cue right behind the closing mark: '"...", he said', '"..." said the minister'."""
    q = quotes[number]
    if q.open_ended:
        return None
    stop = quotes[number + 1].outer_start if number + 1 < len(quotes) else block.end_char
    region = _gap(doc, q.outer_end, stop)
    comma = False
    while region and region[0].is_punct:
        comma = comma or region[0].text in ",–—-"
        if region[0].text in ".;:?!":
            return None
        region = region[1:]
    if not region:
        return None
    inner = span.text.rstrip()[-1:]
    if not comma and inner not in (",", "?", "!", "…", "—", "-", ".") and not _upper(span):
        return None
    # A full stop and a new sentence: a cue there belongs to what follows, unless the sentence only attributes.
    anew = region[0].text[:1].isupper() and inner == "." and region[0].sent.start == region[0].i
    if anew and not _only_attributes(region):
        return None
    clause: list[Token] = []
    for t in region:
        if t.text in (".", ";", ":") or (
            t.lower_ in ("and", "but", "while", "after", "when", "because") and clause and any(x.pos_ == "VERB" for x in clause)
        ):
            break
        clause.append(t)
    return _cue_in(clause, region[0])


def _only_attributes(region: list[Token]) -> bool:
    sentence = region[0].sent
    rest = [t for t in sentence if not t.is_space and not t.is_punct]
    return (
        len(rest) <= 12
        and any(entry_of(t) is not None and t.pos_ == "VERB" for t in rest)
        and not any(t.dep_ in ("ccomp", "obj") and t.head.pos_ == "VERB" for t in rest)
    )


def _cue_in(clause: list[Token], first: Token) -> tuple[Cue, list[Token], str] | None:
    inside = {t.i for t in clause}
    for t in clause:
        verbal = t.pos_ in ("VERB", "AUX") or (t.pos_ != "PROPN" and t.lemma_.lower() in reporting_verbs())
        entry = entry_of(t) if verbal else None
        if entry is None or entry[0].issuing or (not entry[0].quote and entry[0].act != "announce"):
            continue
        who = [s for s in speakers_of(t, entry[0]) if s.i in inside or s.i < first.i]
        who = [s for s in who if s.i in inside] or _beside(t, clause)
        if not who:
            continue
        edge = min(min(s.left_edge.i for s in who), t.i)
        lead = [x for x in clause if x.i < edge and x.pos_ not in ("ADV", "PUNCT", "SCONJ", "CCONJ", "ADP")]
        if len(lead) > 2:
            continue
        return Cue(t, entry[0], entry[1], who), who, "quotation before its cue"
    return None


def _beside(verb: Token, clause: list[Token]) -> list[Token]:
    """The speaker next to a cue that the parser left without a subject: 'he said', 'said Lika Zakaryan'."""
    names = [t for t in clause if t.pos_ in ("PROPN", "PRON", "NOUN") and t.ent_type_ not in ("DATE", "MONEY") and abs(t.i - verb.i) <= 6]
    left = [t for t in names if t.i < verb.i]
    if left:
        head = left[-1]
        inside = {t.i for t in left}
        while head.head.i in inside and head.head.i != head.i:
            head = head.head
        return [head] if preposition(head) == "" else []
    right = [t for t in names if t.i > verb.i and t.dep_ not in ("obl", "nmod", "obl:unmarked")]
    if right and right[0].i - verb.i <= 3:
        head = right[0]
        seen = {t.i for t in right}
        while head.head.i in seen and head.head.i != head.i:
            head = head.head
        return [head]
    return []


def _before(doc: Doc, block: Span, quotes: Sequence[Quotation], number: int, span: Span) -> tuple[Cue, list[Token], str] | None:
    """A cue right before the opening mark: 'he said: "..."', 'told reporters, "..."'."""
    q = quotes[number]
    start = quotes[number - 1].outer_end if number else block.start_char
    region = _gap(doc, start, q.outer_start)
    if not region:
        return None
    last = region[-1]
    count = sum(not t.is_punct and not t.is_space for t in span)
    verb_last = entry_of(last) is not None and last.pos_ in ("VERB", "AUX") if not last.is_punct else False
    if not (last.text in (":", ",") or verb_last) or not (_upper(span) or (last.text == ":" and count >= 2)):
        return None
    if last.text == "," and not _upper(span):
        return None
    for t in reversed(region):
        if t.text in (".", ";", "?", "!") and t.i != last.i:
            break
        if t.pos_ not in ("VERB", "AUX", "NOUN"):
            continue
        entry = entry_of(t)
        if entry is None or t.pos_ == "NOUN":
            continue
        who = speakers_of(t, entry[0]) or [s for s in _beside(t, region) if s.i < t.i]
        who = [s for s in who if s.idx < q.outer_start]
        if who and last.i - t.i <= 25:
            return Cue(t, entry[0], entry[1], who), who, "quotation behind its cue"
    return None


def _above(doc: Doc, block: Span, q: Quotation, span: Span) -> tuple[Cue, list[Token], str] | None:
    """A cue at the end of the paragraph above, with a colon: 'The agency reports:' and the quotation below it."""
    if q.outer_start > block.start_char or not _is_speech(doc, span, q):
        return None
    i = block.start - 1
    while i >= 0 and doc[i].is_space:
        i -= 1
    if i < 1 or doc[i].text != ":":
        return None
    for t in reversed(list(doc[i].sent)):
        entry = entry_of(t) if t.pos_ in ("VERB", "AUX") else None
        if entry is not None and entry[0].quote and (who := speakers_of(t, entry[0])) and i - t.i <= 15:
            return Cue(t, entry[0], entry[1], who), who, "quotation below its cue"
    return None


def _signed(doc: Doc, block: Span, q: Quotation, span: Span) -> tuple[Token, Token] | None:
    """The dash and the name behind a quotation that is a paragraph of its own: '"We will not leave." - Amina Osman, a teacher'."""
    if q.open_ended or q.outer_start > block.start_char + 1 or not _is_speech(doc, span, q):
        return None
    region = _gap(doc, q.outer_end, block.end_char)
    if not 2 <= len(region) <= _SIGNATURE or region[0].text not in _DASHES or any(t.pos_ in ("VERB", "AUX") for t in region):
        return None
    name = region[1]
    while name.head.i > name.i and name.head.i <= region[-1].i and name.dep_ in ("compound", "nmod:desc", "amod", "flat", "det", "nmod"):
        name = name.head
    return (region[0], name) if name.pos_ == "PROPN" else None


def _goes_on(doc: Doc, previous: Direct, q: Quotation) -> bool:
    """Whether a quotation is the second piece of one that the cue interrupts: it goes on in lower case, or behind a comma."""
    if previous.cue is None:
        return False
    last = previous.pieces[-1]
    between = text_of(doc)[last.outer_end : q.outer_start]
    if "\n\n" in between or len(between) > 160 or any(mark in between for mark in ".!?;"):
        return False
    first = next((c for c in text_of(doc)[q.start : q.end] if c.isalpha()), "")
    return first.islower() and between.rstrip().endswith(",") and len(text_of(doc)[q.start : q.end].split()) > 3


def _follows_on(
    doc: Doc, block: Span, q: Quotation, previous: Direct | None, before: Reported | None
) -> tuple[tuple[int, int], Act] | None:
    """The cue of the statement that an unattributed quotation goes on from, if one does."""
    if (previous.rule if previous else before.rule if before else "") == SIGNED:
        return None
    if previous is not None:
        last = previous.pieces[-1]
        between = [t for t in _gap(doc, last.outer_end, q.outer_start) if not t.is_punct]
        own = len([t for t in between if previous.cue is None or not _belongs(t, previous)])
        return (previous.cue_span, "claim") if own <= 8 else None
    if before is not None and before.direct and q.outer_start <= block.start_char + 1 and before.spans[-1][1] <= block.start_char:
        text = text_of(doc)[before.spans[-1][1] : block.start_char]
        # The paragraph before ended with the words or with their cue, and nothing else was told in between.
        if (
            len(text) <= 250
            and before.block is not None
            and len(text_of(doc)[max(before.spans[-1][1], before.cue[1]) : block.start_char].split()) <= 12
        ):
            return before.cue, "claim"
    return None


def _belongs(token: Token, direct: Direct) -> bool:
    cue = direct.cue
    return cue is not None and (
        token.i == cue.token.i
        or any(token.i == s.i or token.is_ancestor(s) or s.is_ancestor(token) for s in direct.speakers)
        or cue.token.is_ancestor(token)
    )
