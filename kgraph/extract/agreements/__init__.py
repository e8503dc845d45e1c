"""Agreements: which one, of what kind, when, between whom, mediated by whom, agreed where, and what became of it.

Mentions are gathered into agreements one by one: a mention joins the last agreement that nothing about it contradicts
(kind, date, mediators, parties), "a new", "a second" and the like start another. An agreement needs something that
tells it from others: a date, a place, a mediator, a party or a name.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from kgraph.extract.agreements.found import Spoken, spoken
from kgraph.extract.agreements.roles import Role, roles, verbs_of
from kgraph.extract.cast import Cast
from kgraph.extract.dates import Moment, compatible, moments, more_precise, within_days
from kgraph.extract.syntax import children, first_conjunct, is_negated, is_verb, preposition, relation, subjects, with_conjuncts
from kgraph.facts import AgreementKind, Status
from kgraph.lexicon import table, words

KINDS: dict[str, AgreementKind] = {"ceasefire": "Ceasefire", "peace": "PeaceAgreement", "other": "Agreement"}
INFERRED = frozenset({"belligerents of the conflict", "parties of the document's other ceasefire"})
_EFFECT = ("take effect", "come into effect", "go into effect", "come into force", "enter into force", "start", "begin")


@dataclass(slots=True)
class Agreed:
    """One agreement of the document while its mentions are gathered. Roles keep the token that tells them."""

    kind: str
    mentions: list[Spoken] = field(default_factory=list)
    date: str | None = None
    effective: str | None = None
    status: Status | None = None
    roles: dict[tuple[int, str], Role] = field(default_factory=dict)
    evidence: list[int] = field(default_factory=list)
    name: str | None = None
    real: bool = False
    made: bool = False
    near: str | None = None

    def members(self, role: str) -> set[int]:
        return {e for e, r in self.roles if r == role}

    @property
    def told_apart(self) -> bool:
        return bool(
            self.date or self.name or self.effective or self.members("mediator") or self.members("place") or len(self.members("party")) > 1
        )


def agreements(doc: Doc, cast: Cast, skipped: frozenset[int], anchor_of: "AnchorOf") -> list[Agreed]:
    """The agreements that a document tells apart, in order of first mention. `anchor_of(i)` is the date that dates at token i count from."""
    out: list[Agreed] = []
    bodies = frozenset(i for i, index in cast.at.items() if cast.kind(index) in ("Organization", "ArmedForce", "Person"))
    for m in spoken(doc, skipped | bodies):
        date, effective, near = _when(doc, m, anchor_of(m.head.i))
        told = roles(doc, m, cast)
        if m.bare and not (told or date or effective or m.named or _status(m) or any(True for _ in verbs_of(m))):
            m.real = False
        target = _joined(out, m, date, effective, near, told, cast)
        if target is None:
            if m.generic and m.definite and not _tells(m, date, told):
                continue
            if KINDS[m.kind] == "Agreement" and not (m.named or _is_made(m, told)):
                continue
            if m.kind != "other" and m.definite and not _tells(m, date or effective, told):
                continue
            # An agreement that is only called for or planned waits for a mention that tells it was made.
            target = Agreed(m.kind)
            out.append(target)
        _take(target, doc, m, date, effective, told)
        target.near = target.near or near
    _statuses(out)
    sides = belligerents(doc, cast)
    for a in out:
        _leaders_to_states(a, cast)
    for a in out:
        if a.real and a.kind in ("ceasefire", "peace"):
            _complete_parties(a, sides, out)
    return [a for a in out if a.real and (a.told_apart or (a.made and len(a.members("party")) > 1))]


AnchorOf = Callable[[int], "str | None"]


def _tells(m: Spoken, date: str | None, told: list[Role]) -> bool:
    return bool(date or told or m.named)


def _is_made(m: Spoken, told: list[Role]) -> bool:
    """An agreement of no special kind counts where the text says who made it with whom."""
    return sum(r.role == "party" for r in told) > 1 or (any(r.role == "mediator" for r in told) and any(True for _ in verbs_of(m)))


def _joined(
    out: Sequence[Agreed], m: Spoken, date: str | None, effective: str | None, near: str | None, told: list[Role], cast: Cast
) -> Agreed | None:
    """The agreement that a mention takes up."""
    parties = {r.entity for r in told if r.role == "party"}
    mediators = {r.entity for r in told if r.role == "mediator"}
    places = {r.entity for r in told if r.role == "place"}
    best: tuple[int, int] | None = None
    for number, a in enumerate(out):
        if not _kinds_agree(a, m):
            continue
        if not (_near(a.date, date) and _near(a.effective, effective) and _ordered(a.date or date, a.effective or effective)):
            continue
        if near and (other := a.near or a.date) and len(other) == 10 and not within_days(near, other, 3):
            continue  # "a week-old truce" is not the one agreed today
        if a.near and date and len(date) == 10 and not within_days(a.near, date, 3):
            continue
        if mediators and a.members("mediator") and not _powers(mediators, cast) & _powers(a.members("mediator"), cast):
            continue
        if len(parties) > 1 and len(a.members("party")) > 1 and not parties & a.members("party"):
            continue
        same_day = bool(date and a.date) or bool(effective and a.effective)
        shared = 3 * same_day + 2 * bool(mediators & a.members("mediator")) + bool(parties & a.members("party"))
        shared += bool(places & a.members("place"))
        if m.fresh and not shared:
            continue
        if not m.definite and (date or effective) and not same_day and ((a.date or a.effective) or _settled(a, m)):
            continue  # "a ceasefire came into effect on 26 October" is not that of the 10th
        if (date or effective) and (a.date or a.effective) is None and not shared and _settled(a, m) and not m.definite:
            continue
        if not m.definite and not shared and m.real and (told or date) and _far(a, m):
            continue
        if m.named and a.name and m.form != a.name and not shared:
            continue
        score = (shared, number)
        if best is None or score >= best:
            best = score
    return out[best[1]] if best is not None else None


def _powers(members: set[int], cast: Cast) -> set[int]:
    """Mediators with the states and bodies that they mediate for: a minister and his state are no contradiction."""
    return members | {of for who, of in cast.serving if who in members}


def _near(a: str | None, b: str | None) -> bool:
    return compatible(a, b) or within_days(a, b, 1)


def _ordered(agreed: str | None, effective: str | None) -> bool:
    """Whether an agreement of one day can take effect on another: not before it, and not months later."""
    if not agreed or not effective or compatible(agreed, effective):
        return True
    return agreed < effective and within_days(agreed, effective, 31) or within_days(agreed, effective, 1)


def _kinds_agree(a: Agreed, m: Spoken) -> bool:
    if a.kind == m.kind or m.generic:
        return True
    return a.kind == "other" and a.mentions[0].generic and len(a.mentions[0].form.split()) <= 2 and m.real and not _settled(a, m)


def _settled(a: Agreed, m: Spoken) -> bool:
    return m.head.i - a.mentions[-1].head.i > 60


def _far(a: Agreed, m: Spoken) -> bool:
    return m.head.i - a.mentions[-1].head.i > 250


def _take(a: Agreed, doc: Doc, m: Spoken, date: str | None, effective: str | None, told: list[Role]) -> None:
    known = bool(a.mentions)
    a.mentions.append(m)
    # What was only called for becomes real by a mention that tells when, by whom or through whom it was made.
    a.real = a.real or (m.real and (not known or bool(told or date or effective)))
    a.made = a.made or (m.real and not m.definite and any(v.tag_ in ("VBD", "VBN", "VBZ", "VBP") for v, _ in verbs_of(m)))
    if a.kind == "other" and m.kind != "other":
        a.kind = m.kind
    if date and compatible(a.date, date):
        a.date = more_precise(a.date, date)
    if effective and compatible(a.effective, effective):
        a.effective = more_precise(a.effective, effective)
    if m.named and a.name is None:
        a.name = m.form
    for r in told:
        a.roles.setdefault((r.entity, r.role), r)
    if told or date or effective or len(a.mentions) == 1:
        a.evidence.append(m.head.i)


# When --------------------------------------------------------------------------------------------------------------


def _when(doc: Doc, m: Spoken, anchor: str | None) -> tuple[str | None, str | None, str | None]:
    """The date of agreeing, the date of taking effect, and a day that is only near, as a mention tells them."""
    head = m.head
    # The noun phrase up to its clauses: "a 1994 ceasefire", "the ceasefire of 10 October", "Monday's agreement".
    clauses = [c for c in children(head, "acl", "acl:relcl") if c.i > head.i]
    stop = min((c.left_edge.i for c in clauses), default=head.right_edge.i + 1)
    start = max(head.left_edge.i, head.sent.start)
    told = _first(doc, start, stop, anchor)
    effective = date = None
    if told is not None and any(t.lower_ in ("from", "midnight") for t in doc[head.i : stop]):
        effective = told
    else:
        date = told
    for verb in dict.fromkeys([*(v for v, _ in verbs_of(m)), *clauses, *([m.verb] if m.verb is not None and _is_effect(m.verb) else [])]):
        found = _verb_date(doc, verb, m, anchor)
        if found is not None:
            if _is_effect(verb):
                effective = effective or found
            elif date is None and table("agreement_verbs").get(verb.lemma_.lower()) not in ("bound",):
                date = found
    near = date.near if date is not None else None
    return date.value if date else None, effective.value if effective else None, near


def _verb_date(doc: Doc, verb: Token, m: Spoken, anchor: str | None) -> Moment | None:
    """The date among a verb's own adverbials."""
    future = any(c.lower_ in ("will", "would") for c in verb.children if c.dep_ == "aux")
    for c in verb.children:
        if relation(c) in ("obl", "advmod", "nmod") and c.dep_ != "obl:agent" and c.i != m.head.i:
            found = _first(doc, c.left_edge.i, c.right_edge.i + 1, anchor, future=future)
            if found is not None and (
                c.ent_type_ == "DATE" or relation(c) == "advmod" or preposition(c) in ("", "on", "in", "at", "from", "since", "of")
            ):
                return found
    return None


def _first(doc: Doc, start: int, end: int, anchor: str | None, *, future: bool = False) -> Moment | None:
    last = doc[end - 1]
    return next(moments(doc.text, doc[start].idx, last.idx + len(last), anchor, future=future), None)


def _is_effect(verb: Token) -> bool:
    lemma = verb.lemma_.lower()
    parts = {c.lemma_.lower() for c in verb.children if relation(c) in ("obj", "obl", "xcomp")}
    return any(p.split()[0] == lemma and (len(p.split()) == 1 or p.split()[-1] in parts) for p in _EFFECT)


# What became of it --------------------------------------------------------------------------------------------------


def _statuses(found: Iterable[Agreed]) -> None:
    for a in found:
        for m in a.mentions:
            status = _status(m)
            if status is not None:
                a.status = status
                if m.head.i not in a.evidence:
                    a.evidence.append(m.head.i)


def _status(m: Spoken) -> Status | None:
    verb, head = m.verb, m.head
    verbs = table("status_verbs")
    if (
        verb is not None
        and not is_negated(verb)
        and not any(c.lower_ in ("will", "would", "could", "might", "may", "must", "should", "can", "if") for c in verb.children)
    ):
        lemma = verb.lemma_.lower()
        options = [lemma]
        options += [f"{lemma} {c.lower_}" for c in verb.children if c.dep_ in ("compound:prt", "advmod", "advcl")]
        options += [f"{lemma} {preposition(c)} {c.lower_}" for c in children(verb, "obl")] + [
            f"{lemma} {c.lower_}" for c in children(verb, "obj")
        ]
        is_subject = relation(head) == "nsubj" or any(relation(t) == "nsubj" for t in [first_conjunct(head)])
        for option in reversed(options):
            status = verbs.get(option)
            if (
                status is not None
                and (is_subject or (relation(head) == "obj" and status in ("violated", "extended")))
                and not (lemma in ("end", "begin", "start") and not is_subject)
            ):
                if lemma in ("violate", "breach", "break") and not is_subject and verb.dep_ in ("advcl", "xcomp", "acl", "ccomp"):
                    return None  # an accusation, not a fact
                return status  # type: ignore[return-value]
    if (
        relation(head) == "nmod"
        and preposition(head) == "of"
        and head.head.lemma_.lower() in ("extension", "renewal", "collapse", "expiry", "breakdown")
    ):
        return table("violation_nouns").get(head.head.lemma_.lower())  # type: ignore[return-value]
    return None


# Who was at war -----------------------------------------------------------------------------------------------------


def belligerents(doc: Doc, cast: Cast) -> list[tuple[list[int], int]]:
    """The pairs of sides that the document sets against each other ("the conflict between X and Y"), with the token that tells it."""
    out: list[tuple[list[int], int]] = []
    for token in doc:
        lemma = token.lemma_.lower()
        if lemma not in words("conflict_nouns") and token.lower_ not in words("conflict_nouns"):
            continue
        pair: list[int] = []
        for c in children(token, "nmod", "obl"):
            if preposition(c) == "between":
                pair = _sides(cast, c)
        verb = token.head
        if not pair and is_verb(verb) and relation(token) in ("nsubj", "obj", "obl"):
            for c in children(verb, "obl"):
                if preposition(c) == "between":
                    pair = _sides(cast, c)
            if not pair and relation(token) == "obj" and verb.lemma_.lower() in ("wage", "fight"):
                pair = [i for t in subjects(verb) for i in _side(cast, t)]
        if len(set(pair)) == 2:
            out.append((pair, token.i))
    return out


def _sides(cast: Cast, token: Token) -> list[int]:
    found = [i for t in with_conjuncts(token) for i in _side(cast, t)]
    if len(found) == 1 or not found:
        # "between Armenian and Azerbaijani forces": two demonyms share one noun
        found = [cast.at[t.i] for c in token.subtree if c.dep_ in ("amod", "compound") for t in with_conjuncts(c) if t.i in cast.at]
    return list(dict.fromkeys(cast.side(i) for i in found))


def _side(cast: Cast, token: Token) -> list[int]:
    index = cast.at.get(token.i)
    if index is None:
        return []
    return [cast.side(index)]


def _leaders_to_states(a: Agreed, cast: Cast) -> None:
    """Leaders who sign stand for their states."""
    for (entity, role), r in list(a.roles.items()):
        if role == "party" and cast.kind(entity) == "Person":
            states = sorted({of for who, of in cast.serving if who == entity and cast.kind(of) in ("Country", "ArmedForce", "Organization")})
            if states:
                del a.roles[entity, role]
                a.roles.setdefault((states[0], "party"), Role(states[0], "party", "leader signs for the state", r.at, 0.8))


def _complete_parties(a: Agreed, sides: list[tuple[list[int], int]], others: Sequence[Agreed]) -> None:
    """The parties of a ceasefire whose text leaves them out: the belligerents of the document's conflict, else those of its other
    ceasefires, where these are always the same."""
    parties = a.members("party")
    if len(parties) >= 2 or any("unilateral" in {t.lower_ for t in m.head.children} for m in a.mentions):
        return
    counts: dict[tuple[int, ...], int] = {}
    for pair, _ in sides:
        k = tuple(sorted(pair))
        counts[k] = counts.get(k, 0) + 1
    rule = "belligerents of the conflict"
    if counts:
        best = max(counts, key=lambda k: (counts[k], [-i for i in k]))
        at = next(i for pair, i in sides if tuple(sorted(pair)) == best)
    else:
        told = [o for o in others if o is not a and o.kind == "ceasefire" and len(o.members("party")) == 2]
        pairs = {tuple(sorted(o.members("party"))) for o in told}
        if len(pairs) != 1:
            return
        [best] = pairs
        at, rule = told[0].mentions[0].head.i, "parties of the document's other ceasefire"
    if parties and not parties & set(best):
        return
    for entity in best:
        if entity not in a.members("mediator"):
            a.roles.setdefault((entity, "party"), Role(entity, "party", rule, at, 0.6))

