"""One document from parse to facts: runs the extractors in turn and writes down what they found, with its evidence."""

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property

from spacy.tokens import Doc

from kgraph.extract.affiliations import affiliations
from kgraph.extract.agreements import KINDS, Agreed, agreements
from kgraph.extract.cast import Cast
from kgraph.extract.dates import moments
from kgraph.extract.locations import locations
from kgraph.extract.mentions import find
from kgraph.extract.statements import Reported, statements
from kgraph.extract.statements.dating import dates
from kgraph.extract.statements.disputes import Said, View, disputes
from kgraph.extract.syntax import is_negated, sentence_text
from kgraph.facts import (
    Affiliation,
    Agreement,
    Entity,
    Evidence,
    Facts,
    Location,
    Matter,
    Mention,
    Part,
    Source,
    Span,
    Statement,
    StatusReport,
    Term,
    sides,
)
from kgraph.lexicon import table, words
from kgraph.read.article import UNREAD, Article, Block

_WITH_YEAR = re.compile(r"^.*(?:1[5-9]|20)\d\d.*", re.MULTILINE)  # lines: no date goes beyond one


def extract(article: Article, doc: Doc, version: str) -> Facts:
    """The facts of one document. `doc` is the analysis of `article.text`, character for character."""
    blocks = [b for b in article.blocks if b.kind not in UNREAD]
    if article.language not in (None, "en"):
        blocks = []
    skipped = _skipped(doc, blocks)
    cast = Cast(doc, find(doc, skipped))
    writer = _Writer(article, doc, blocks, cast)
    cast.author = _author(article, cast)
    served = affiliations(doc, cast)
    cast.antecedents.serving = {(s.who, s.of) for s in served}
    lying = locations(doc, cast)
    agreed = agreements(doc, cast, skipped, writer.anchor)
    cast.antecedents.mediators = frozenset(r.entity for a in agreed for r in a.roles.values() if r.role == "mediator")
    reported = statements(doc, blocks, cast)
    return writer.facts(version, served, lying, agreed, reported)


def _skipped(doc: Doc, blocks: Sequence[Block]) -> frozenset[int]:
    out: set[int] = set()
    n = 0
    for token in doc:
        while n < len(blocks) and blocks[n].end <= token.idx:
            n += 1
        if n == len(blocks) or token.idx < blocks[n].start:
            out.add(token.i)
    return frozenset(out)


def _author(article: Article, cast: Cast) -> int | None:
    """Who says "I" in a text that its title calls a statement, speech or letter by somebody."""
    title = article.title or next((article.text[b.start : b.end] for b in article.blocks if b.kind == "title"), "")
    low = title.lower()
    if not any(re.search(rf"\b{noun}s?\b.{{0,20}}\b(?:by|from|of)\b", low) for noun in sorted(words("authored_nouns"))):
        return None
    first = next((i for f, i in cast.mentions if cast.kind(i) == "Person"), None)
    if first is not None and any(form.split()[-1].lower() in low for form in cast.members[first].forms):
        return first
    return None


class _Writer:
    """Turns what the extractors found into facts: indexes made dense, evidence sentences cut, dates resolved."""

    def __init__(self, article: Article, doc: Doc, blocks: Sequence[Block], cast: Cast) -> None:
        self.article, self.doc, self.blocks, self.cast = article, doc, blocks, cast
        self._starts = [b.start for b in blocks]
        self._mention_starts = [doc[f.start].idx for f, _ in cast.mentions]

    # A story without a date of its own may still tell the year: by full dates in it, or by the day its page was made.

    @cached_property
    def _full(self) -> list[tuple[int, str]]:
        text = self.article.text
        told = (m for line in _WITH_YEAR.finditer(text) for m in moments(text, *line.span(), None))
        return [(m.start, m.value) for m in told if len(m.value) >= 7 and self.block(m.start)]

    @cached_property
    def _latest(self) -> str | None:
        text = self.article.text
        chrome = [b for b in self.article.blocks if b.kind in UNREAD and not b.date]
        return max((m.value for b in chrome for m in moments(text, b.start, b.end, None) if len(m.value) == 10), default=None)

    def block(self, at: int) -> Block | None:
        n = bisect_right(self._starts, at) - 1
        return self.blocks[n] if n >= 0 and at < self.blocks[n].end else None

    def anchor(self, token: int) -> str | None:
        """The date from which the dates at a token count: the entry's, the document's, else the year of the last date with a month in
        the text, else `../` and the day of the page around the text, after which nothing in it can have happened."""
        at = self.doc[token].idx
        block = self.block(at)
        if block is not None and block.date:
            return block.date
        if self.article.published:
            return self.article.published
        n = bisect_right(self._full, (at, "9999")) - 1
        if n >= 0:
            return self._full[n][1][:4]
        return f"../{self._latest}" if self._latest else None

    def evidence(self, start: int, end: int, rule: str, confidence: float) -> Evidence:
        """The sentences around the characters `start` to `end`."""
        a, b = sentence_text(self.doc, start, end)
        block = self.block(a)
        return Evidence(a, b, self.article.text[a:b], rule, confidence, block.date if block else None)

    def at_token(self, token: int, rule: str, confidence: float) -> Evidence:
        t = self.doc[token]
        return self.evidence(t.idx, t.idx + len(t), rule, confidence)

    def facts(self, version: str, served: list, lying: list, agreed: list[Agreed], reported: list[Reported]) -> Facts:  # type: ignore[type-arg]
        cast = self.cast
        numbered = self._reports(reported)
        said = [self._said(r) for r in numbered]
        when = self._dates(numbered)
        views = [View(self.doc, s) for s in said]
        disputed = disputes(said, views)
        denied = {n for numbers in disputed.values() for n in numbers}
        refused = [r for n, r in enumerate(numbered) if n in denied]
        # "broke the truce of May" presupposes the truce: who denies that denies the breach.
        agreed = [a for a in agreed if any(m.real and m.definite for m in a.mentions) or not self._only_told_in(a, refused)]
        used = {i for _, i in cast.mentions}
        used |= {x for s in served for x in (s.who, s.of)} | {x for s in lying for x in (s.place, s.inside)}
        used |= {r.entity for a in agreed for r in a.roles.values()}
        kept = sorted(used)
        new = {old: n for n, old in enumerate(kept)}
        made = [self._agreement(a, new, self._only_told_in(a, numbered)) for a in agreed]
        return Facts(
            version=version,
            document=self._source(),
            entities=tuple(self._entity(i) for i in kept),
            mentions=tuple(
                Mention(self.doc[f.start].idx, self._end(f.end), self.article.text[self.doc[f.start].idx : self._end(f.end)], new[i])
                for f, i in cast.mentions
            ),
            affiliations=tuple(
                Affiliation(new[s.who], new[s.of], s.role, self.evidence(s.start, s.end, s.rule, s.confidence)) for s in served
            ),
            locations=tuple(Location(new[s.place], new[s.inside], self.evidence(s.start, s.end, s.rule, s.confidence)) for s in lying),
            agreements=tuple(made),
            statements=tuple(
                self._statement(r, new, when[n], views[n].matter, disputed.get(n, []), agreed) for n, r in enumerate(numbered)
            ),
        )

    def _end(self, token: int) -> int:
        last = self.doc[token - 1]
        return last.idx + len(last)

    def _source(self) -> Source:
        a = self.article
        parts = [a.text, a.title or "", a.published or "", a.publisher or "", a.url or ""]
        parts += [f"{b.start}-{b.end}-{b.kind}-{b.date or ''}" for b in a.blocks]
        digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
        return Source(f"document/{digest[:16]}", a.source, a.sha256, a.title, a.published, a.publisher, a.url, a.language)

    def _entity(self, index: int) -> Entity:
        m = self.cast.members[index]
        forms = m.forms or {m.name}
        return Entity(m.kind, m.name, tuple(sorted(forms)), m.entry.id if m.entry else None, m.rule, round(m.confidence or 0.9, 2))

    def _only_told_in(self, a: Agreed, reports: Sequence[Reported]) -> bool:
        """Whether all that tells of an agreement stands within what these reports say: then it is no more than their speakers' word."""
        heads = [m.head.idx for m in a.mentions if m.real]
        return bool(heads) and all(any(s <= at < e for r in reports for s, e in r.spans) for at in heads)

    def _agreement(self, a: Agreed, new: dict[int, int], claimed: bool) -> Agreement:
        def parts(role: str) -> tuple[Part, ...]:
            found = sorted((r for r in a.roles.values() if r.role == role), key=lambda r: (r.at, r.entity))
            return tuple(Part(new[r.entity], self.at_token(r.at, r.rule, r.confidence)) for r in found)

        spans = tuple(Span(m.span.start_char, m.span.end_char) for m in a.mentions)
        forms = tuple(dict.fromkeys(" ".join(m.form.split()) for m in a.mentions))
        rule, confidence = ("agreement noun in reported speech", 0.6) if claimed else ("agreement noun", 0.85)
        evidence = {(e.start, e.end): e for e in (self.at_token(i, rule, confidence) for i in a.evidence)}
        return Agreement(
            KINDS[a.kind],
            a.name,
            spans,
            forms,
            a.date or a.effective,
            a.effective,
            a.status,
            parts("party"),
            parts("mediator"),
            parts("place"),
            tuple(evidence.values()),
            confidence,
            parts("signatory"),
            parts("witness"),
            parts("guarantor"),
            terms=tuple(
                Term(
                    t.kind,
                    t.span.text,
                    Span(t.span.start_char, t.span.end_char),
                    self.evidence(t.span.start_char, t.span.end_char, t.rule, 0.8),
                )
                for t in sorted(a.terms, key=lambda t: t.span.start_char)
            ),
            statuses=tuple(StatusReport(b.status, b.date, self.at_token(b.at, "verb of what became of it", 0.8)) for b in a.statuses),
        )

    def _reports(self, reported: list[Reported]) -> list[Reported]:
        return sorted(reported, key=lambda r: (r.cue, r.spans, -1 if r.speaker.entity is None else r.speaker.entity))

    def _statement(
        self, r: Reported, new: dict[int, int], date: str | None, matter: Matter, disputed: list[int], agreed: list[Agreed]
    ) -> Statement:
        start, end = r.spans[0][0], r.spans[-1][1]
        speaker = new.get(r.speaker.entity) if r.speaker.entity is not None else None
        about = self._about(start, end, r, new)
        about_agreements = tuple(n for n, a in enumerate(agreed) if any(start <= m.span.start_char < end for m in a.mentions))
        low = min(start, r.cue[0])
        high = max(end, r.cue[1])
        content = self.article.text[start:end]
        return Statement(
            speaker=speaker,
            speaker_span=Span(*r.speaker.span) if r.speaker.span else None,
            source=r.speaker.description if speaker is None else None,
            cue=self.article.text[r.cue[0] : r.cue[1]],
            cue_span=Span(*r.cue),
            content=content,
            content_spans=tuple(Span(a, b) for a, b in r.spans),
            act=r.act,
            direct=r.direct,
            date=date,
            addressees=tuple(new[i] for i in r.addressees if i in new),
            targets=tuple(new[i] for i in r.targets if i in new),
            about=about,
            about_agreements=about_agreements,
            disputes=tuple(disputed),
            violations=self._violated(r, start, end, agreed),
            evidence=self.evidence(low, high, r.rule, r.confidence),
            matter=matter,
            medium=self.article.text[slice(*r.medium)] if r.medium is not None else None,
        )

    def _dates(self, numbered: list[Reported]) -> list[str | None]:
        """When each statement was made; what the author of the document itself says, on the document's day."""
        author, published = self.cast.author, self.article.published
        told = dates(numbered, self.doc, self.blocks, self.anchor, self.cast.at)
        return [
            d or (published if author is not None and r.speaker.entity == author else None) for r, d in zip(numbered, told, strict=True)
        ]

    def _about(self, start: int, end: int, r: Reported, new: dict[int, int]) -> tuple[int, ...]:
        first, last = bisect_left(self._mention_starts, start), bisect_left(self._mention_starts, end)
        named = (new[i] for f, i in self.cast.mentions[first:last] if not f.adjective and i != r.speaker.entity)
        return tuple(dict.fromkeys(named))

    def _said(self, r: Reported) -> Said:
        start, end = r.spans[0][0], r.spans[-1][1]
        first, last = bisect_left(self._mention_starts, start), bisect_left(self._mention_starts, end)
        names = frozenset(i for f, i in self.cast.mentions[first:last] if not f.adjective)
        places = frozenset(i for _, i in self.cast.mentions[first:last] if self.cast.kind(i) in ("Settlement", "Region", "Facility"))
        who = r.speaker.entity
        own = frozenset() if who is None else sides(who, self.cast.antecedents.serving)
        return Said(who, r.act, start, end, r.cue[0], tuple(r.targets), places, own, names)

    def _violated(self, r: Reported, start: int, end: int, agreed: list[Agreed]) -> tuple[int, ...]:
        """The agreements that a content says were broken: those that a verb or noun of breach governs, unless it is negated."""
        if r.act in ("deny", "promise", "praise", "urge"):
            return ()
        span = self.doc.char_span(start, end, alignment_mode="expand")
        broken: set[int] = set()
        for t in span or ():
            kind = table("breach_words").get(t.lemma_.lower())
            if kind is None or (kind == "verb" and t.pos_ != "VERB"):
                continue
            if not any(is_negated(v) for v in (t, t.head)):
                objects = [c for c in t.children if c.dep_ in ("obj", "nsubj:pass", "nmod", "compound", "obl")]
                broken |= {x.i for o in (*objects, t.head) for x in (o, *(c for c in o.children if c.dep_ in ("compound", "nmod", "conj")))}
        return tuple(n for n, a in enumerate(agreed) if any(m.head.i in broken for m in a.mentions))
