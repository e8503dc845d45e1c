"""Who said what: reporting verbs and attributing phrases, their speakers, and the words they report.

Direct speech is found from its quotation marks first, whatever the parser made of it; indirect speech from the grammar of
the reporting verb (kgraph/lexicon/en/reporting_verbs.yaml); headlines by their own forms.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span, Token

from kgraph.extract.cast import Cast
from kgraph.extract.statements.attributions import Attributed, attributed_phrases
from kgraph.extract.statements.content import Content, contents, roles
from kgraph.extract.statements.cues import Cue, cues, entry_of
from kgraph.extract.statements.direct import Direct, direct_speech
from kgraph.extract.statements.headlines import headline
from kgraph.extract.statements.nominal import nominal_cues
from kgraph.extract.statements.quotations import Quotation, quotations
from kgraph.extract.statements.speakers import Speaker, speakers
from kgraph.facts import Act
from kgraph.lexicon import reporting_verbs
from kgraph.read.article import Block


@dataclass(slots=True)
class Reported:
    """A statement before its entities are written down: who (`speaker`), with which word, what, to whom and about whom."""

    speaker: Speaker
    cue: tuple[int, int]
    spans: list[tuple[int, int]]
    act: Act
    direct: bool
    rule: str
    confidence: float
    time: tuple[int, int] | None = None  # characters around the cue, less the content, where its own date may stand
    addressees: list[int] = field(default_factory=list)
    targets: list[int] = field(default_factory=list)
    block: Block | None = None


def statements(doc: Doc, blocks: Sequence[Block], cast: Cast) -> list[Reported]:
    """The statements that a document reports, in reading order of their cues."""
    read = [b for b in blocks if b.kind not in ("boilerplate", "timestamp")]
    quotes = quotations(doc.text, [(b.start, b.end) for b in read])
    out: list[Reported] = []
    recent: list[int] = []
    cast.quoted = frozenset(
        t.i for q in quotes if (span := doc.char_span(q.start, q.end, alignment_mode="contract")) is not None for t in span
    )
    for block in read:
        span = doc.char_span(block.start, block.end, alignment_mode="contract")
        if span is None or not len(span):
            continue
        out += _in_block(doc, span, block, quotes, cast, recent, out)
    return _without_repeats(out)


def _in_block(
    doc: Doc, span: Span, block: Block, quotes: list[Quotation], cast: Cast, recent: list[int], before: list[Reported]
) -> list[Reported]:
    mine = [q for q in quotes if block.start <= q.outer_start < block.end]
    body = after_dateline(span)
    if block.kind in ("title", "heading") or _is_headline(span):
        found = headline(span, cast)
        if found is not None:
            who, cue, content, act, rule = found
            quoted = any(content.start_char <= q.start and q.end <= content.end_char for q in mine)
            said = [(content.start_char, content.end_char)]
            return [
                Reported(s, (cue.start_char, cue.end_char), said, act, quoted, rule, 0.8, block=block)
                for s in speakers(who, cast, recent)
            ]
    sentence_cues = {s.start: [_past_dateline(c, body) for c in cues(s, cast)] for s in span.sents}
    directs = direct_speech(doc, span, mine, sentence_cues, before[-1] if before else None, cast)
    # What is told first is resolved first: "he" is whoever spoke last before it.
    told: list[tuple[int, int, Direct | tuple[Cue, Content] | Attributed]] = [(d.cue_span[0], 0, d) for d in directs]
    used: dict[int, list[tuple[int, int]]] = {}
    for d in directs:
        if d.cue is not None:
            used.setdefault(d.cue.token.i, []).extend(d.spans)
    for sentence in span.sents:
        for c in sentence_cues[sentence.start]:
            if _inside(mine, c.token) is not None and not _reports_within(c, mine):
                continue
            for content in contents(c, cast):
                if not _meets(content.span, used.get(c.token.i, [])) and content.span.start >= body:
                    told.append((c.token.idx, 1, (c, content)))
        for attributed in (*attributed_phrases(sentence, cast), *nominal_cues(sentence, cast)):
            if not any(_meets(attributed[0], d.spans) for d in directs if d.cue is None):
                told.append((attributed[2].start_char, 2, attributed))
    out: list[Reported] = []
    for _, kind, item in sorted(told, key=lambda t: (t[0], t[1])):
        if isinstance(item, Direct):
            who_spoke = _direct_speakers(item, cast, recent, out or before)
            out += [_of_direct(item, s, cast, block) for s in who_spoke]
            if item.cue is None and item.time is None:
                # a quotation that goes on was uttered when the one before it was
                last = next((r for r in reversed([*before, *out]) if r.cue == item.cue_span and r.time), None)
                for r in out[len(out) - len(who_spoke) :]:
                    r.time = last.time if last is not None else None
        elif kind == 1:
            c, content = item  # type: ignore[misc]
            who_spoke = speakers(c.speakers, cast, recent)
            if content.rule == "antecedent of a relative clause":
                content.span = _denied_clause(content.span, c, out) or content.span
            out += _of_cue(c, content, who_spoke, mine, cast, block)
        else:
            content_span, tokens, cue, act, rule = item  # type: ignore[misc]
            who_spoke = speakers(tokens, cast, recent)
            out += _of_phrase(content_span, who_spoke, cue, act, rule, mine, block)
        _remember(recent, who_spoke)
    return out


def after_dateline(span: Span) -> int:
    """The first token behind a dateline ("TORONTO (Sputnik) - ...", "BAKU/YEREVAN, Oct. 9 (Reuters) -"), or the span's own first."""
    for n, t in enumerate(span[:25]):
        if t.text in ("-", "–", "—") and n >= 3 and any(x.text == ")" for x in span[:n]) and span[0].text.isupper() and (t.whitespace_ or span[n - 1].whitespace_):
            return int(t.i) + 1
    return int(span.start)


def _past_dateline(cue: Cue, body: int) -> Cue:
    """A cue without speakers that stand in the dateline."""
    if cue.speakers and any(t.i < body for t in cue.speakers):
        kept = [t for t in cue.speakers if t.i >= body]
        # The parser took the town for the subject: the speaker is the noun phrase that the sentence begins with.
        cue.speakers = kept or first_nominal(cue.token, body)
    return cue


def first_nominal(verb: Token, start: int) -> list[Token]:
    """The head of the noun phrase that begins at token `start`, if it ends before the verb."""
    for t in verb.doc[start : verb.i]:
        if t.pos_ in ("PROPN", "NOUN", "PRON"):
            head = t
            while head.head.i > head.i and head.head.i < verb.i and head.dep_ in ("compound", "nmod:desc", "amod", "nmod", "nmod:poss", "flat", "det"):
                head = head.head
            return [head]
    return []


def _meets(span: Span, taken: Sequence[tuple[int, int]]) -> bool:
    return any(a < span.end_char and span.start_char < b for a, b in taken)


def _denied_clause(antecedent: Span, cue: Cue, before: Sequence[Reported]) -> Span | None:
    """What ", which both deny" takes up: the whole of a report that ends there, not its last noun."""
    relative = next((t for t in cue.token.subtree if t.lower_ == "which"), None)
    if relative is None or relative.i == 0 or relative.doc[relative.i - 1].text != ",":
        return None
    for r in reversed(before):
        start, end = r.spans[0][0], r.spans[-1][1]
        if start <= antecedent.start_char and antecedent.end_char <= end and end <= relative.idx + len(relative) + 60:
            return relative.doc.char_span(start, min(end, relative.doc[relative.i - 2].idx + len(relative.doc[relative.i - 2])), alignment_mode="contract")
    return None


def _of_phrase(content: Span, who: list[Speaker], cue: Span, act: Act, rule: str, quotes: list[Quotation], block: Block) -> Iterator[Reported]:
    a, b = content.start_char, content.end_char
    quoted = any(a - 1 <= q.start and q.end <= b + 1 for q in quotes)
    sentence = cue[0].sent
    for s in who:
        yield Reported(s, (cue.start_char, cue.end_char), [(a, b)], act, quoted, rule, 0.75, (sentence.start_char, sentence.end_char), block=block)


def _is_headline(span: Span) -> bool:
    """A line in Title Case without a final full stop."""
    words = [t for t in span if t.is_alpha and len(t) > 3]
    last = span[-1].text
    return 3 <= len(words) <= 30 and last not in ".!?" and sum(t.text[0].isupper() for t in words) >= 0.8 * len(words)


def _inside(quotes: list[Quotation], token: Token) -> Quotation | None:
    return next((q for q in quotes if q.start <= token.idx < q.end), None)


def _reports_within(cue: Cue, quotes: list[Quotation]) -> bool:
    """A report within quoted words counts when its speaker is named: "the agencies explained that ...", not "I say"."""
    return bool(cue.speakers) and all(t.pos_ in ("PROPN", "NOUN") for t in cue.speakers) and not cue.verb.weak


def _direct_speakers(d: Direct, cast: Cast, recent: list[int], before: Sequence[Reported]) -> list[Speaker]:
    if d.speakers:
        return speakers(d.speakers, cast, recent)
    if d.same_as_before and before:
        last = before[-1]
        return [r.speaker for r in before if r.cue == last.cue and r.spans == last.spans]
    return []


def _remember(recent: list[int], who: Sequence[Speaker]) -> None:
    for s in who:
        if s.entity is not None:
            if s.entity in recent:
                recent.remove(s.entity)
            recent.insert(0, s.entity)
    del recent[6:]


def _of_direct(d: Direct, speaker: Speaker, cast: Cast, block: Block) -> Reported:
    act = d.act
    performed = performed_act(d.tokens, cast)
    if act == "claim" and performed is not None:
        act = performed
    addressees: list[Token] = []
    targets: list[Token] = []
    if d.cue is not None:
        addressees, targets = roles(d.cue, cast)
    out = Reported(speaker, d.cue_span, d.spans, act, True, d.rule, 0.95 if d.cue is not None else 0.7, block=block)
    out.time = d.time
    _fill(out, addressees, targets, cast, speaker)
    return out


def _of_cue(
    cue: Cue, content: Content, who: list[Speaker], quotes: list[Quotation], cast: Cast, block: Block) -> Iterator[Reported]:
    if cue.verb.weak and (content.frame not in ("clause", "inf") or not any(s.entity is not None for s in who)):
        if not any(s.can_speak for s in who) or content.frame not in ("clause", "inf", "complement"):
            return
    a, b = content.span.start_char, content.span.end_char
    quoted = any(a - 1 <= q.start and q.end <= b + 1 for q in quotes)
    act = cue.verb.act_with(content.frame)
    for speaker in who:
        if not speaker.can_speak:
            continue
        sentence = cue.token.sent
        out = Reported(speaker, (cue.span.start_char, cue.span.end_char), [(a, b)], act, quoted, content.rule, 0.85, block=block)
        out.time = (sentence.start_char, sentence.end_char)
        _fill(out, content.addressees, content.targets, cast, speaker)
        if act == "accuse" and not out.targets and speaker.mutual:
            out.targets = [i for i in speaker.mutual if i != speaker.entity]
        yield out


def _fill(out: Reported, addressees: list[Token], targets: list[Token], cast: Cast, speaker: Speaker) -> None:
    for tokens, sink in ((addressees, out.addressees), (targets, out.targets)):
        for t in tokens:
            if t.lower_ in ("other", "another", "each") and speaker.mutual:
                found = [i for i in speaker.mutual if i != speaker.entity]
            else:
                found = cast.resolve(t)
            for i in found:
                if i != speaker.entity and cast.is_actor(i) and i not in sink:
                    sink.append(i)


def performed_act(tokens: Span, cast: Cast) -> Act | None:
    """The act that quoted words perform by themselves: "We call for ...", "I thank ...", "We strongly condemn ..."."""
    for t in tokens:
        if t.tag_ not in ("VBP", "VB") or tokens.start <= t.head.i < tokens.end and t.head.i != t.i and t.dep_ != "conj":
            continue
        if not any(c.dep_ == "nsubj" and c.lower_ in ("i", "we") for c in t.children) or any(c.dep_ == "aux" for c in t.children):
            continue
        found = entry_of(t)
        return found[0].act if found is not None and found[0].act not in ("claim", "announce") else None
    return None


def _without_repeats(found: list[Reported]) -> list[Reported]:
    """One statement for one speaker and one stretch of text: the first rule that read it keeps it."""
    out: list[Reported] = []
    for r in found:
        if not r.spans or r.spans[-1][1] - r.spans[0][0] < 3:
            continue
        key = (r.speaker.entity, r.speaker.description)
        if any((o.speaker.entity, o.speaker.description) == key and _overlap(o, r) > 0.8 for o in out):
            continue
        out.append(r)
    return out


def _overlap(a: Reported, b: Reported) -> float:
    low, high = max(a.spans[0][0], b.spans[0][0]), min(a.spans[-1][1], b.spans[-1][1])
    longest = max(a.spans[-1][1] - a.spans[0][0], b.spans[-1][1] - b.spans[0][0])
    return max(0, high - low) / longest


__all__ = ["Reported", "reporting_verbs", "statements"]
