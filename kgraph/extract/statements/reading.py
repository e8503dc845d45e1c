"""One block of a document read for statements: headlines first, then direct speech, indirect speech and phrases in reading order."""

from collections.abc import Callable, Iterator, Sequence

from spacy.tokens import Doc, Span, Token

from kgraph.extract.antecedents import is_people
from kgraph.extract.cast import Cast
from kgraph.extract.statements.aimed import AIMED, aimed_at
from kgraph.extract.statements.attributions import Attributed, attributed_phrases
from kgraph.extract.statements.content import ANTECEDENT, contents, roles
from kgraph.extract.statements.cues import Cue, cues, entry_of
from kgraph.extract.statements.dateline import after_dateline, past_dateline
from kgraph.extract.statements.direct import SIGNED, Direct, direct_speech
from kgraph.extract.statements.extent import Content
from kgraph.extract.statements.headlines import headline
from kgraph.extract.statements.media import medium_of
from kgraph.extract.statements.nominal import nominal_cues
from kgraph.extract.statements.quotations import Quotation
from kgraph.extract.statements.reported import Reported, without_repeats
from kgraph.extract.statements.speakers import Speaker, speakers
from kgraph.extract.statements.transcripts import Turn
from kgraph.extract.syntax import children, is_passive, is_verb, subjects, text_of
from kgraph.facts import Act
from kgraph.lexicon import words
from kgraph.read.article import Block

_HUMAN = frozenset({"accuse", "condemn", "praise"})

Telling = tuple[int, int, Callable[[list[Reported]], Sequence[Speaker]]]
"""Where something is told (offset of the cue, and which goes first there), and what adds it to the statements so far."""


class BlockReader:
    """Reads one block. `recent` are the members that spoke last, `before` the statements of the blocks before."""

    def __init__(
        self,
        doc: Doc,
        span: Span,
        block: Block,
        quotes: list[Quotation],
        cast: Cast,
        recent: list[int],
        before: list[Reported],
        turn: Turn | None = None,
    ) -> None:
        self.doc, self.span, self.block, self.cast, self.recent, self.before, self.turn = doc, span, block, cast, recent, before, turn
        self.quotes = quotes if turn is None else [Quotation(*turn.words, *turn.words)]
        self.body = after_dateline(span)

    def statements(self) -> list[Reported]:
        """The block's statements, in the order of their cues. What is told first is resolved first: "he" is who spoke before it."""
        if self.block.kind in ("title", "heading") or _is_headline(self.span):
            found = headline(self.span, self.cast)
            if found is not None:
                return list(self._phrase(found, speakers(found.speakers, self.cast, self.recent), 0.8))
        out: list[Reported] = []
        for _, _, tell in sorted(self._tellings(), key=lambda t: t[:2]):
            who = tell(out)
            _remember(self.recent, who)
        return without_repeats([r for r in out if not r.only_told_by(out, self.cast.antecedents.serving)])

    def _spoken(self, turn: Turn) -> Callable[[list[Reported]], Sequence[Speaker]]:
        """A turn of a transcript: the whole paragraph behind the speaker's name."""

        def tell(out: list[Reported]) -> Sequence[Speaker]:
            name = self.doc.char_span(*turn.name, alignment_mode="expand")
            index = self.cast.at.get(name[-1].i) if name is not None else None
            called = text_of(self.doc)[slice(*turn.name)]
            if index is None or self.cast.kind(index) not in ("Person", "Organization"):
                index = self.cast.person_called(called)
            who = Speaker(index, turn.name, called if index is None else None)
            colon = text_of(self.doc).index(":", turn.name[1])  # there may be a space before it
            out.append(Reported(who, (colon, colon + 1), [turn.words], "claim", True, "name before a turn", 0.8, None, block=self.block))
            return [who]

        return tell

    def _tellings(self) -> Iterator[Telling]:
        if self.turn is not None:
            yield self.turn.name[0], 0, self._spoken(self.turn)
        sentences: list[Span] = list(self.span.sents)  # type: ignore[attr-defined]  # spaCy's stubs lack it
        found = {s.start: [_outside(past_dateline(c, self.body), self.cast) for c in cues(s, self.cast)] for s in sentences}
        directs = direct_speech(self.doc, self.span, self.quotes, self.before[-1] if self.before else None) if self.turn is None else []
        used: dict[int, list[tuple[int, int]]] = {}
        for d in directs:
            if d.cue is not None:
                used.setdefault(d.cue.token.i, []).extend(d.spans)
            yield d.cue_span[0], 0, self._direct(d)
        for sentence in sentences:
            for cue in found[sentence.start]:
                if self._quoted(cue.token) and not _reports_within(cue):
                    continue
                for content in contents(cue, self.cast):
                    if not _meets(content.span, used.get(cue.token.i, [])) and content.span.start >= self.body:
                        yield cue.token.idx, 1, self._indirect(cue, content)
            for attributed in (*attributed_phrases(sentence, self.cast), *nominal_cues(sentence, self.cast)):
                if attributed.rule == "attributing phrase" and self._quoted(attributed.cue[0]) and not self._named(attributed.speakers):
                    continue  # "according to our data", says who is quoted
                if not any(_meets(attributed.content, d.spans) for d in directs if d.cue is None):
                    yield attributed.cue.start_char, 2, self._attributed(attributed)

    def _direct(self, d: Direct) -> Callable[[list[Reported]], Sequence[Speaker]]:
        def tell(out: list[Reported]) -> Sequence[Speaker]:
            who = self._direct_speakers(d, out or self.before)
            if d.cue is not None:
                time, medium = d.time, self._medium(d.cue.token, d.spans)
            else:
                # a quotation that goes on was uttered when the one before it was, and in what it was
                begun = next((r for r in reversed([*self.before[-8:], *out]) if r.cue == d.cue_span), None)
                time, medium = (begun.time, begun.medium) if begun is not None else (None, None)
            act = d.act
            if act == "claim":
                act = performed_act(d.tokens) or act
            addressees, targets = roles(d.cue, self.cast) if d.cue is not None else ([], [])
            for s in who:
                r = Reported(s, d.cue_span, d.spans, act, True, d.rule, 0.95 if d.cue is not None else 0.7, time, block=self.block)
                r.medium = medium
                self._fill(r, addressees, targets)
                out.append(r)
            return who

        return tell

    def _direct_speakers(self, d: Direct, before: Sequence[Reported]) -> list[Speaker]:
        if d.rule == SIGNED:
            who = speakers(d.speakers, self.cast, self.recent)
            return [w for w in who if w.entity is not None and self.cast.kind(w.entity) == "Person"]
        if d.speakers:
            return speakers(d.speakers, self.cast, self.recent, anybody=d.cue is not None and not d.cue.verb.weak)
        if d.same_as_before and before:
            last = before[-1]
            return [r.speaker for r in before[-8:] if r.cue == last.cue and r.spans == last.spans]
        return []

    def _indirect(self, cue: Cue, content: Content) -> Callable[[list[Reported]], Sequence[Speaker]]:
        def tell(out: list[Reported]) -> Sequence[Speaker]:
            # Only people accuse, condemn, praise and urge; of "demand" and "promise" that is not certain ("rules that promise to").
            saying = not cue.verb.weak and content.frame == "clause"
            acting = not cue.verb.weak and (cue.verb.act in _HUMAN or _urges(cue))
            who = speakers(cue.speakers, self.cast, self.recent, anybody=saying, people=acting)
            # A verb that is as often not about speech reports only with a clause, an infinitive, or a judgement.
            judged = content.frame in ("for", "as") and self._judged(content)  # "blasted the ministry for failing to act"
            if cue.verb.weak and content.frame not in ("clause", "inf", "complement") and not judged:
                return who
            span = content.span
            deed = _is_deed(content, cue)
            if content.rule == ANTECEDENT and (clause := _denied_clause(span, cue, out)) is not None:
                span, deed = clause, False
            span = _unquoted(span)
            act = cue.verb.act_with(content.frame)
            where, sentence = (cue.span.start_char, cue.span.end_char), cue.token.sent
            said = [(piece.start_char, piece.end_char) for piece in content.pieces or [span]]
            time, medium = (sentence.start_char, sentence.end_char), self._medium(cue.token, said)
            for s in who:
                r = Reported(s, where, list(said), act, self._has_quotation(span), content.rule, 0.85, time, block=self.block)
                r.medium, r.deed = medium, deed
                self._fill(r, content.addressees, content.targets)
                if act == "accuse" and not r.targets and s.mutual:
                    r.targets = [i for i in s.mutual if i != s.entity]
                out.append(r)
            return who

        return tell

    def _attributed(self, attributed: Attributed) -> Callable[[list[Reported]], Sequence[Speaker]]:
        def tell(out: list[Reported]) -> Sequence[Speaker]:
            who = speakers(attributed.speakers, self.cast, self.recent, named=attributed.rule == "attributing phrase")
            if attributed.source is not None:
                source = attributed.source
                who = [Speaker(None, (source.start_char, source.end_char), source.text)]
            out += self._phrase(attributed, who, 0.75)
            return who

        return tell

    def _phrase(self, a: Attributed, who: Sequence[Speaker], confidence: float) -> Iterator[Reported]:
        sentence = a.cue[0].sent
        said = [(piece.start_char, piece.end_char) for piece in a.pieces or (a.content,)]
        medium = self._medium(a.cue.root, said) if is_verb(a.cue.root) else None
        for s in who:
            r = Reported(
                s,
                (a.cue.start_char, a.cue.end_char),
                list(said),
                a.act,
                self._has_quotation(a.content),
                a.rule,
                confidence,
                (sentence.start_char, sentence.end_char),
                block=self.block,
            )
            r.medium = medium
            self._fill(r, [], [])
            yield r

    def _fill(self, out: Reported, addressees: list[Token], targets: list[Token]) -> None:
        speaker = out.speaker
        self._add(addressees, out.addressees, speaker)
        self._add(targets, out.targets, speaker)
        if not out.targets and out.act in AIMED:
            content = self.doc.char_span(out.spans[0][0], out.spans[-1][1], alignment_mode="expand")
            self._add(aimed_at(content, out.act, self.cast) if content is not None else [], out.targets, speaker)

    def _add(self, tokens: Sequence[Token], sink: list[int], speaker: Speaker) -> None:
        for t in tokens:
            if t.lower_ in ("other", "another", "each") and speaker.mutual:
                found = [i for i in speaker.mutual if i != speaker.entity]
            else:
                found = self.cast.meant(t)
            sink += [i for i in found if i != speaker.entity and self.cast.can_act(i) and i not in sink]

    def _medium(self, cue: Token, said: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
        found = medium_of(cue, said, self.cast)
        return (found.start_char, found.end_char) if found is not None else None

    def _quoted(self, token: Token) -> bool:
        return any(q.start <= token.idx < q.end for q in self.quotes)

    def _judged(self, content: Content) -> bool:
        """Whether a verb that is as often a deed judges: it names an actor and gives a reason, not a place for hours."""
        root = content.span.root
        if content.frame == "for" and root.tag_ != "VBG" and not any(c.dep_ == "cop" and c.tag_ == "VBG" for c in root.children):
            return False
        return any(self._answers(t) for t in content.targets)

    def _answers(self, token: Token) -> bool:
        """Whether one can be judged: an actor, a name of none that is known to be a place, people and bodies."""
        index = self.cast.named_by(token)
        if index is not None:
            return self.cast.is_actor(index)
        return is_people(token) or token.pos_ in ("PROPN", "PRON") or token.is_title

    def _named(self, speakers: Sequence[Token]) -> bool:
        return any(t.i in self.cast.at for t in speakers)

    def _has_quotation(self, span: Span) -> bool:
        return any(span.start_char - 1 <= q.start and q.end <= span.end_char + 1 for q in self.quotes)


def _outside(cue: Cue, cast: Cast) -> Cue:
    """A cue behind a quotation, ', adding that ...', which the parser hung on a verb within it: who speaks is who was quoted."""
    quoted = cast.antecedents.quoted
    if cue.token.i not in quoted and cue.speakers and all(t.i in quoted for t in cue.speakers):
        verb = next((t for t in cue.token.ancestors if is_verb(t) and t.i not in quoted and t.i < cue.token.i), None)
        cue.speakers = subjects(verb) if verb is not None else cue.speakers
    return cue


def _urges(cue: Cue) -> bool:
    return cue.verb.act == "urge" and cue.verb.obj == "target" and not is_passive(cue.token)


def _is_deed(content: Content, cue: Cue) -> bool:
    """Whether a denial tells what was done as well as what was said: "turned down the offer"; not "denied that ...", "denied shelling
    the town", "denied claims that ...", nor the narrator's "charges that both deny"."""
    if cue.verb.act_with(content.frame) != "deny" or content.frame in ("clause", "gerund"):
        return False
    noun = content.span.root
    told = any(m.dep_ == "mark" and m.lower_ == "that" for c in children(noun, "acl", "ccomp", "advcl") for m in c.children)
    return not told and not (content.rule == ANTECEDENT and noun.lemma_.lower() in words("speech_nouns"))


def _is_headline(span: Span) -> bool:
    """A line in Title Case without a final full stop."""
    if span[-1].text in ".!?":
        return False
    words = [t for t in span if t.is_alpha and len(t) > 3]
    return 3 <= len(words) <= 30 and sum(t.text[0].isupper() for t in words) >= 0.8 * len(words)


def _reports_within(cue: Cue) -> bool:
    """A report within quoted words counts when its speaker is named: "the agencies explained that ...", not "I say"."""
    return bool(cue.speakers) and all(t.pos_ in ("PROPN", "NOUN") for t in cue.speakers) and not cue.verb.weak


def _meets(span: Span, taken: Sequence[tuple[int, int]]) -> bool:
    return any(a < span.end_char and span.start_char < b for a, b in taken)


def _unquoted(span: Span) -> Span:
    """A content without the quotation marks around the whole of it."""
    marks = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»"}
    inner = span[1:-1] if len(span) > 2 else span
    if len(span) > 2 and marks.get(span[0].text) == span[-1].text and not any(t.text in (span[0].text, span[-1].text) for t in inner):
        return inner
    return span


def _denied_clause(antecedent: Span, cue: Cue, before: Sequence[Reported]) -> Span | None:
    """What ", which both deny" takes up: the whole of a report that ends there, not its last noun."""
    relative = next((t for t in cue.token.subtree if t.lower_ == "which"), None)
    if relative is None or relative.i == 0 or relative.doc[relative.i - 1].text != ",":
        return None
    for r in reversed(before):
        start, end = r.spans[0][0], r.spans[-1][1]
        if start <= antecedent.start_char and antecedent.end_char <= end and end <= relative.idx + len(relative) + 60:
            return relative.doc.char_span(
                start, min(end, relative.doc[relative.i - 2].idx + len(relative.doc[relative.i - 2])), alignment_mode="contract"
            )
    return None


def _remember(recent: list[int], who: Sequence[Speaker]) -> None:
    for s in who:
        if s.entity is not None:
            if s.entity in recent:
                recent.remove(s.entity)
            recent.insert(0, s.entity)
    del recent[6:]


def performed_act(tokens: Span) -> Act | None:
    """The act that quoted words perform by themselves: "We call for ...", "I thank ...", "We strongly condemn ..."."""
    for t in tokens:
        if t.tag_ not in ("VBP", "VB") or (tokens.start <= t.head.i < tokens.end and t.head.i != t.i and t.dep_ != "conj"):
            continue
        if not any(c.dep_ == "nsubj" and c.lower_ in ("i", "we") for c in t.children) or any(c.dep_ == "aux" for c in t.children):
            continue
        found = entry_of(t)
        return found[0].act if found is not None and found[0].act not in ("claim", "announce") else None
    return None
