"""One agreement while its mentions are gathered, and which agreement a mention takes up."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from spacy.tokens import Span

from kgraph.extract.agreements.found import Spoken
from kgraph.extract.agreements.roles import Role
from kgraph.extract.cast import Cast
from kgraph.extract.dates import compatible, more_precise, within_days
from kgraph.extract.syntax import children, first_conjunct, preposition, relation
from kgraph.facts import Status
from kgraph.lexicon import words

if TYPE_CHECKING:
    from kgraph.extract.agreements.terms import Provided

_REACH = 80  # tokens between an agreement and the "it" that takes it up


@dataclass(frozen=True, slots=True)
class Became:
    """What became of an agreement by one mention: `at` is its token, `date` as the text tells it."""

    status: Status
    date: str | None
    at: int


@dataclass(slots=True)
class Agreed:
    """One agreement of the document while its mentions are gathered. Roles keep the token that tells them."""

    kind: str
    mentions: list[Spoken] = field(default_factory=list)
    date: str | None = None
    effective: str | None = None
    roles: dict[tuple[int, str], Role] = field(default_factory=dict)
    evidence: list[int] = field(default_factory=list)
    name: str | None = None
    real: bool = False
    made: bool = False
    near: str | None = None
    statuses: list[Became] = field(default_factory=list)
    terms: list["Provided"] = field(default_factory=list)
    topic: bool = False  # the one that the text is about from its first sentences on
    provides: bool = False  # the text tells what it contains
    host: "Agreed | None" = None  # the agreement that provides for it, which tells it apart

    @property
    def status(self) -> Status | None:
        """What the text tells last of its fate."""
        return self.statuses[-1].status if self.statuses else None

    def members(self, role: str) -> set[int]:
        return {e for e, r in self.roles if r == role}

    @property
    def told_apart(self) -> bool:
        if self.host is not None and self.host.real and self.host.told_apart:
            return True
        return (self.topic and (self.provides or bool(self.roles) or any(m.verbs for m in self.mentions))) or bool(
            self.date or self.name or self.effective or self.members("mediator") or self.members("place") or len(self.members("party")) > 1
        )


@dataclass(frozen=True, slots=True)
class Mentions:
    """Where a text speaks of its agreements: `at` the tokens in `order`; `topic` is the one that the text is about."""

    agreements: list[Agreed]
    at: dict[int, Agreed]
    order: list[int]
    topic: Agreed | None

    def within(self, sentence: Span) -> list[int]:
        """The tokens of a sentence that name an agreement."""
        return self.between(sentence.start, sentence.end)

    def between(self, start: int, end: int) -> list[int]:
        """The tokens from `start` to before `end` that name an agreement."""
        return self.order[bisect_left(self.order, start) : bisect_left(self.order, end)]

    def before(self, token: int, reach: int, of: int) -> Agreed | None:
        """The agreement spoken of last before `token`, if less than `reach` tokens before `of`."""
        n = bisect_left(self.order, token)
        return self.at[self.order[n - 1]] if n and self.order[n - 1] > of - reach else None


def mentions_of(found: Sequence[Agreed]) -> Mentions:
    """Where the agreements that exist are spoken of, but for what is only supposed of them."""
    real = [a for a in found if a.real]
    at = {m.head.i: a for a in real for m in a.mentions if not m.supposed}
    return Mentions(real, at, sorted(at), next((a for a in real if a.topic), None))


def joined(
    out: Sequence[Agreed], m: Spoken, date: str | None, effective: str | None, near: str | None, told: list[Role], cast: Cast
) -> Agreed | None:
    """The agreement that a mention takes up."""
    parties = {r.entity for r in told if r.role == "party"}
    mediators = {r.entity for r in told if r.role == "mediator"}
    places = {r.entity for r in told if r.role == "place"}
    best: tuple[int, int] | None = None
    for number, a in enumerate(out):
        if not _kinds_agree(a, m) or any(x.host is not None and x.host.i == m.head.i for x in a.mentions):
            continue  # what provides for a ceasefire is not that ceasefire
        if relation(m.head) == "nmod" and any(x.head.i == m.head.head.i for x in a.mentions):
            continue  # "a protocol to the Abuja agreement"
        if not (_near(a.date, date) and _near(a.effective, effective) and _ordered(a.date or date, a.effective or effective)):
            continue
        if near and (other := a.near or a.date) and len(other) == 10 and not within_days(near, other, 3):
            continue  # "a week-old truce" is not the one agreed today
        if a.near and date and len(date) == 10 and not within_days(a.near, date, 3):
            continue
        if mediators and a.members("mediator") and not _powers(mediators, cast) & _powers(a.members("mediator"), cast):
            continue
        if len(parties) > 1 and len(a.members("party")) > 1 and not _powers(parties, cast) & _powers(a.members("party"), cast):
            continue
        same_day = bool(date and a.date) or bool(effective and a.effective)
        shared = (
            3 * same_day + 2 * bool(mediators & a.members("mediator")) + bool(_powers(parties, cast) & _powers(a.members("party"), cast))
        )
        shared += bool(places & a.members("place"))
        if (m.fresh or (m.named and (a.mentions[0].pair or _is_means(m)))) and not shared:
            continue  # "brokered peace between A and B, C and D, and with the Abraham Accords"
        if not m.definite and (date or effective) and not same_day and ((a.date or a.effective) or _settled(a, m)):
            continue  # "a ceasefire came into effect on 26 October" is not that of the 10th
        if (date or effective) and (a.date or a.effective) is None and not shared and _settled(a, m) and not m.definite:
            continue
        if not m.definite and not shared and m.real and (told or date) and _far(a, m):
            continue
        if m.named and not shared and ((a.name and m.form != a.name) or (date and not a.date and not a.name)):
            continue  # "the 1995 Dayton agreement" is not the deal of today
        score = (shared + (a.topic and m.generic and not _in_focus(out, a, m)), number)
        if best is None or score >= best:
            best = score
    return out[best[1]] if best is not None else None


def _powers(members: set[int], cast: Cast) -> set[int]:
    """Mediators or parties with the states and bodies that they act for: a minister and his state are no contradiction."""
    return members | {of for who, of in cast.antecedents.serving if who in members}


def _near(a: str | None, b: str | None) -> bool:
    return compatible(a, b) or within_days(a, b, 1)


def _ordered(agreed: str | None, effective: str | None) -> bool:
    """Whether an agreement of one day can take effect on another: not before it, and not months later."""
    if not agreed or not effective or compatible(agreed, effective):
        return True
    return (agreed < effective and within_days(agreed, effective, 31)) or within_days(agreed, effective, 1)


def _kinds_agree(a: Agreed, m: Spoken) -> bool:
    if a.kind == m.kind or m.generic:
        return True
    if m.host is not None and m.verb is not None and m.verb.lemma_.lower() in words("reaffirming_verbs"):
        return False  # "the accord reaffirmed the ceasefire": an earlier one
    return a.kind == "other" and a.mentions[0].generic and len(a.mentions[0].form.split()) <= 2 and m.real and not _settled(a, m)


def _settled(a: Agreed, m: Spoken) -> bool:
    return m.head.i - a.mentions[-1].head.i > 60


def _is_means(m: Spoken) -> bool:
    """Whether something else was done with an agreement: "brokered peace with the Abraham Accords"."""
    return preposition(m.head) == "with" and m.verb is not None and bool(children(m.verb, "obj"))


def _in_focus(out: Sequence[Agreed], topic: Agreed, m: Spoken) -> bool:
    """Whether a text that is about one agreement has just said something of another: "the agreement" is then that one."""
    last = max((o.mentions[-1] for o in out), key=lambda x: x.head.i)
    if last is topic.mentions[-1]:
        return False
    return last.head.sent.end >= m.head.sent.start and relation(last.head) == "nsubj"


def _far(a: Agreed, m: Spoken) -> bool:
    return m.head.i - a.mentions[-1].head.i > 250


def take(a: Agreed, m: Spoken, date: str | None, effective: str | None, told: list[Role]) -> None:
    known = bool(a.mentions)
    a.mentions.append(m)
    # What was only called for becomes real by a mention that tells when, by whom or through whom it was made.
    a.real = a.real or (m.real and (not known or bool(told or date or effective)))
    a.made = a.made or (m.real and not m.definite and any(v.tag_ in ("VBD", "VBN", "VBZ", "VBP") for v in m.verbs))
    if a.kind == "other" and m.kind != "other":
        a.kind = m.kind
    if date and compatible(a.date, date):
        a.date = more_precise(a.date, date)
    if effective and compatible(a.effective, effective):
        a.effective = more_precise(a.effective, effective)
    if m.named and a.name is None and " " in m.form:
        a.name = m.form
    for r in told:
        a.roles.setdefault((r.entity, r.role), r)
    if told or date or effective or len(a.mentions) == 1:
        a.evidence.append(m.head.i)


def inherit(found: Sequence[Agreed]) -> None:
    """A ceasefire that an agreement provides for was made with it: same day, place, parties and mediators, unless told otherwise.

    In a text about one agreement, a halt to the fighting of which nothing else is told is that agreement's.
    """
    topic = next((a for a in found if a.topic and a.kind != "ceasefire"), None)
    by_head = {m.head.i: a for a in found for m in a.mentions}
    for a in found:
        for m in a.mentions:
            known = m.verb is not None and m.verb.lemma_.lower() in words("reaffirming_verbs")
            at = m.host.i if m.host is not None else None
            if m.host is not None and (m.host.pos_ == "PRON" or m.host.lemma_.lower() in words("provision_nouns")):
                at = max((i for i, other in by_head.items() if m.host.i - _REACH < i < m.host.i and other is not a), default=None)
            host = by_head.get(at) if at is not None else None
            spoken_of = bool(m.verbs) or relation(first_conjunct(m.head)) in ("nsubj", "obj")  # not but a matter of "issues such as ..."
            if (
                host is None
                and topic is not None
                and spoken_of
                and a.kind == "ceasefire"
                and m.real
                and not m.supposed
                and not a.told_apart
            ):
                host = topic
                known = m.definite
            if host is None or host is a or host.host is a:
                continue
            a.host = a.host or host
            told = {role for _, role in a.roles}
            if known:
                told |= {"mediator", "place", "witness", "guarantor"}  # a ceasefire that is reaffirmed was made before, elsewhere
            else:
                a.date = a.date or host.date
                a.effective = a.effective or host.effective
            for (entity, role), r in host.roles.items():
                if role not in told:
                    a.roles.setdefault((entity, role), r)
