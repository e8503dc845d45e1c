"""What became of an agreement: held, violated, collapsed, extended, ended, as the text itself tells it, report by report."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from spacy.tokens import Doc, Token

from kgraph.extract.agreements.agreed import Agreed, Became
from kgraph.extract.agreements.found import Spoken, endings, ends_war, is_war
from kgraph.extract.agreements.real import is_purpose
from kgraph.extract.agreements.when import verb_date
from kgraph.extract.syntax import children, clause_of, first_conjunct, is_infinitive, is_modal, is_negated, places_of, preposition, relation
from kgraph.facts import Status
from kgraph.lexicon import reporting_verbs, table, words


def settle_statuses(doc: Doc, found: Sequence[Agreed], anchor_of: Callable[[int], str | None]) -> None:
    """What became of each agreement, sentence by sentence with its date; its status is what is told last."""
    taken: dict[int, list[Spoken]] = {}
    for at, it in _taken_up(doc, found):
        taken.setdefault(at, []).append(it)
    for a in found:
        again = [it for m in a.mentions for it in taken.get(m.head.i, ())]
        for m in sorted((*a.mentions, *again), key=lambda m: m.head.i):
            for told, verb in _told_of(m):
                anchor = anchor_of(m.head.i)
                moment = verb_date(doc, verb, m, anchor) if verb is not None else None
                if moment is not None and anchor is not None and _lies_ahead(moment.value, anchor):
                    continue  # "expires on Saturday"
                if verb is None and a.date and anchor and abs(int(a.date[:4]) - int(anchor.removeprefix("../")[:4])) > 1:
                    continue  # an accord that ended a war long ago: whether it still holds is not told
                a.statuses.append(Became(told, moment.value if moment is not None else None, m.head.i))
                if m.head.i not in a.evidence:
                    a.evidence.append(m.head.i)


def _taken_up(doc: Doc, found: Sequence[Agreed]) -> Iterator[tuple[int, Spoken]]:
    """The "it" of "The truce was signed in May. It was extended in June", as a mention, with the token of the one that it takes up."""
    mentions = {m.head.i: m for a in found for m in a.mentions}
    order = sorted(mentions)
    for i in places_of(doc, ("it",)) if mentions else ():
        token = doc[i]
        if token.lower_ != "it" or relation(token) != "nsubj" or token.sent.start == 0:
            continue
        before = doc[token.sent.start - 1].sent
        there = order[bisect_left(order, before.start) : bisect_left(order, before.end)]
        subject = [i for i in there if relation(mentions[i].head) == "nsubj" and mentions[i].head.head.i == before.root.i]
        outcome = token.dep_ == "nsubj:pass" and table("status_verbs").get(token.head.lemma_.lower()) in ("extended", "violated")
        if len(there) == 1 and (subject or outcome):
            yield there[0], replace(mentions[there[0]], head=token, verb=token.head, verbs={}, bare=False)


def _lies_ahead(date: str, anchor: str) -> bool:
    day = anchor.removeprefix("../")
    return date[: len(day)] > day[: len(date)]


def _told_of(m: Spoken) -> Iterator[tuple[Status, Token | None]]:
    """What a mention tells of an agreement's fate, in order: "came into effect, but fighting resumed within minutes" tells two things."""
    own = status(m)
    if own is not None:
        yield own, m.verb
    for t in _fighting_again(m):
        yield "collapsed", t
    if _flouted(m):
        yield "violated", m.verb
    if own is None and ended_war(m):
        yield "in_force", None


def _fighting_again(m: Spoken) -> Iterator[Token]:
    """The verb of ", but fighting resumed", coordinated with what the agreement did or with its making."""
    if m.verb is None or _is_reported(m.verb) or relation(m.head) not in ("nsubj", "obj"):
        return
    for c in children(m.verb, "conj", "advcl", "parataxis"):
        told = c.i > m.verb.i and not is_negated(c) and not is_modal(c) and c.lemma_.lower() in words("resuming_verbs")
        if told and any(is_war(s) for s in children(c, "nsubj")):
            yield c


def _flouted(m: Spoken) -> bool:
    """ "Shelling continued despite the truce", "attacked the town in violation of the truce", told as a fact."""
    despite = preposition(m.head) in ("despite", "notwithstanding", "in spite of")
    breach = relation(m.head) == "nmod" and table("violation_nouns").get(m.head.head.lemma_.lower()) == "violated"
    if not despite and not (breach and preposition(m.head.head) in ("in", "despite")):
        return False
    verb = clause_of(m.head)
    if _is_reported(verb) or is_negated(verb) or is_modal(verb) or verb.tag_ not in ("VBD", "VBZ", "VBP", "VBN"):
        return False
    fights = [
        c
        for c in children(verb, "nsubj", "obj", "xcomp")
        if {c.lemma_.lower(), c.lower_} & (words("conflict_nouns") | words("attacking_words"))
    ]
    return bool(fights) or verb.lemma_.lower() in words("attacking_words")


def ended_war(m: Spoken) -> bool:
    """ "The accord ended the war", "signed an accord, ending hostilities"."""
    verbs = [*endings(m.head), *(c for v in m.verbs for c in children(v, "advcl") if c.tag_ == "VBG" and ends_war(c))]
    return any(v.tag_ in ("VBD", "VBG") and not (is_negated(v) or is_modal(v) or _is_reported(v)) for v in verbs)


def _is_attributed(verb: Token) -> bool:
    """ "According to the army, the truce was violated", "the truce ended in May, the minister declared"."""
    sentence = verb.sent
    words_ = [t.lower_ for t in sentence]
    if any(a == "according" and b == "to" for a, b in pairwise(words_)):
        return True
    return any(c.dep_ == "parataxis" and c.lemma_.lower() in reporting_verbs() and c.i > verb.i for c in verb.children)


def _is_reported(verb: Token) -> bool:
    """Whether a clause is what somebody says: then it is a statement, not a fact."""
    return any(t.dep_ in ("ccomp", "parataxis") and t.head.lemma_.lower() in reporting_verbs() for t in (verb, *verb.ancestors))


def _is_aim(verb: Token) -> bool:
    """ "orders to extend the truce", "talks on extending it" extend nothing, "agreed to extend it" does; "was to be extended" neither."""
    host = verb.head.lemma_.lower()
    if (
        verb.tag_ == "VBG"
        and verb.dep_ in ("acl", "advcl", "nmod", "obl")
        and (host in words("talk_nouns") or host in table("unreal_words"))
    ):
        return True
    helpers = {c.lower_ for c in verb.children if c.dep_ in ("mark", "aux")}
    if verb.tag_ == "VBN" and "to" in helpers and "have" not in helpers:
        return True  # but "appears to have held" tells that it did
    return is_purpose(verb) or (verb.tag_ == "VB" and is_infinitive(verb) and (is_negated(verb.head) or is_modal(verb.head)))


def _is_only_said(noun: Token) -> bool:
    """Whether an outcome is feared, possible or within a report: "warned that a collapse of the truce could displace ..."."""
    clause = clause_of(noun)
    lemma = clause.lemma_.lower()
    return is_modal(clause) or is_negated(clause) or lemma in reporting_verbs() or lemma in table("unreal_words") or _is_reported(clause)


def status(m: Spoken) -> Status | None:
    verb, head = m.verb, m.head
    verbs = table("status_verbs")
    if verb is not None and verb.lemma_.lower() in ("appear", "seem"):
        verb = next(iter(children(verb, "xcomp")), verb)  # "appears to have held"
    claimed = verb is not None and (_is_reported(verb) or _is_attributed(verb))
    if (
        verb is not None
        and not claimed  # what somebody says became of it is a statement, not a fact
        and not is_negated(verb)
        and not _is_aim(verb)
        and not any((c.lower_ in words("modal_words") or c.lower_ == "if") for c in verb.children)
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
                and not (lemma in ("end", "begin", "start") and (not is_subject or any(relation(c) == "obj" for c in verb.children)))
            ):
                if lemma in words("violating_verbs") and not is_subject and verb.dep_ in ("advcl", "xcomp", "acl", "ccomp"):
                    return None  # an accusation, not a fact
                return status  # type: ignore[return-value]
    if (
        relation(head) == "nmod"
        and preposition(head) == "of"
        and table("violation_nouns").get(head.head.lemma_.lower()) in ("extended", "collapsed", "ended")
        and not _is_only_said(head.head)
    ):
        return table("violation_nouns").get(head.head.lemma_.lower())  # type: ignore[return-value]
    return None
