"""When an agreement was made and took effect."""

import re

from spacy.tokens import Doc, Token

from kgraph.extract.agreements.found import Spoken, is_war
from kgraph.extract.dates import MONTHS, Moment, counted, counts, moments
from kgraph.extract.syntax import (
    children,
    is_modal,
    is_verb,
    preposition,
    relation,
    text_of,
)
from kgraph.lexicon import reporting_verbs, words

_FULL = len("YYYY-MM-DD")
_YEAR = re.compile(r"\b(?:[Ii]n|[Oo]f|[Ss]ince) ((?:19|20)\d\d)\b")
_TOLD = 300  # characters back to the day from which "two days earlier" counts
_WHEN = frozenset({"", "on", "in", "at", "from", "since", "of"})


def when(doc: Doc, m: Spoken, anchor: str | None) -> tuple[str | None, str | None, str | None]:
    """The date of agreeing, the date of taking effect, and a day that is only near, as a mention tells them."""
    head = m.head
    # The noun phrase up to its clauses: "a 1994 ceasefire", "the ceasefire of 10 October", "Monday's agreement".
    if m.supposed:
        return None, None, None
    clauses = [c for c in children(head, "acl", "acl:relcl") if c.i > head.i]
    stop = min((c.left_edge.i for c in clauses), default=head.right_edge.i + 1)
    start = max(head.left_edge.i, head.sent.start)
    told = _first(doc, start, stop, anchor)
    behind = doc[head.i + 1 : head.i + 5]
    if told is None and len(behind) > 1 and behind[0].lower_ in ("of", "from") and behind.end <= head.sent.end:
        # "reaffirmed a ceasefire from 1992", which the parser may hang on the verb
        beside = _first(doc, behind.start, behind.end, anchor)
        told = beside if beside is not None and beside.start == behind[1].idx else None
    effective = date = None
    if told is not None and any(t.lower_ in ("from", "midnight") for t in doc[head.i : stop]) and len(told.value) == _FULL:
        effective = told
    else:
        date = told
    if date is None and relation(head) == "nmod" and head.head.lemma_.lower() in words("signing_nouns"):
        # "the venue for the signing of the accord on 7 July 1999"
        date = _first(doc, head.head.i, max(head.head.right_edge.i, head.right_edge.i) + 1, anchor)
    joined = [c for c in children(m.verb, "conj") if not any(relation(x) == "nsubj" for x in c.children)] if m.verb is not None else []
    for verb in dict.fromkeys([*m.verbs, *clauses, *(v for v in (m.verb, *joined) if v is not None and _is_effect(v))]):
        found = verb_date(doc, verb, m, anchor)
        if found is not None:
            if _is_effect(verb) or (len(found.value) == _FULL and text_of(doc).endswith(" from ", 0, found.start)):
                effective = effective or found
            elif date is None and m.verbs.get(verb) != "bound":
                date = found
        if effective is None and verb in m.verbs and verb.lemma_.lower() in words("making_verbs"):
            effective = _ending(doc, verb, m, anchor)
    if date is None and effective is None:
        date = _occasion(doc, m, anchor) or _behind(doc, m, anchor)
    if date is None and effective is None and m.verb is not None and m.verb.tag_ in ("VBD", "VBN"):
        date = _fragment_before(doc, m, anchor)
    near = date.near if date is not None else None
    return date.value if date else None, effective.value if effective else None, near


def of_clause(doc: Doc, m: Spoken, anchor: str | None) -> str | None:
    """The date of a clause that brings an agreement in without telling of its making: "In 2014 a truce ended the war"."""
    if m.definite or m.verb is None or is_modal(m.verb):
        return None
    if relation(m.head) not in ("nsubj", "obj") and not led_to(m):
        return None
    found = verb_date(doc, m.verb, m, anchor)
    return found.value if found is not None else None


def led_to(m: Spoken) -> bool:
    """ "The talks led to a declaration on 19 July": made on the day on which the talks came to it."""
    onto = preposition(m.head) in ("in", "to", "with")  # "ended without an agreement" did not
    return m.verb is not None and relation(m.head) == "obl" and onto and m.verb.lemma_.lower() in words("leading_verbs")


def _ending(doc: Doc, verb: Token, m: Spoken, anchor: str | None) -> Moment | None:
    """The day on which the fighting ends: "signed a truce, ending all hostilities at midnight on 10 November"."""
    for c in children(verb, "advcl"):
        if c.tag_ == "VBG" and c.lemma_.lower() in words("halting_verbs") and any(is_war(o) for o in children(c, "obj")):
            found = _first(doc, c.i, c.right_edge.i + 1, anchor)
            if found is not None and len(found.value) == _FULL:
                return found
    return None


def _behind(doc: Doc, m: Spoken, anchor: str | None) -> Moment | None:
    """The date right behind "the accord signed by A and B", which the parser hung on the verb of the sentence."""
    for verb in children(m.head, "acl"):
        if verb.tag_ != "VBN" or verb.lemma_.lower() not in words("making_verbs"):
            continue
        end = verb.right_edge.i + 1
        if end + 1 < m.head.sent.end and doc[end].lower_ in ("on", "in"):
            found = _first(doc, end, min(end + 5, m.head.sent.end), anchor, past=True)
            if found is not None and found.start == doc[end + 1].idx:
                return found
    return None


def _occasion(doc: Doc, m: Spoken, anchor: str | None) -> Moment | None:
    """The date of the occasion on which it was made: "Today the president hosted both at his house, where they signed the accord"."""
    for verb in m.verbs:
        where = verb.dep_ == "acl:relcl" and any(c.lower_ == "where" for c in verb.children)
        if where and verb.lemma_.lower() in words("making_verbs") and verb.tag_ == "VBD":
            above = next((t for t in verb.ancestors if is_verb(t)), None)
            if above is not None and above.tag_ == "VBD":
                return verb_date(doc, above, m, anchor)
    return None


def _fragment_before(doc: Doc, m: Spoken, anchor: str | None) -> Moment | None:
    """The date in front of a sentence that was cut off from it: "On 25 October 2007 | the government ..."."""
    start = m.head.sent.start
    i = start - 1
    while i > 0 and doc[i].is_space and "\n\n" not in doc[i].text:
        i -= 1
    if i <= 0:
        return None
    before = doc[i].sent
    words = [t for t in before if not t.is_space]
    if (
        not words
        or len(words) > 6
        or any(t.pos_ in ("VERB", "AUX") for t in words)
        or words[-1].text in ".!?"
        or words[0].lower_ not in ("on", "in")
    ):
        return None
    return _first(doc, before.start, before.end, anchor)


def verb_date(doc: Doc, verb: Token, m: Spoken, anchor: str | None) -> Moment | None:
    """The date among a verb's own adverbials."""
    helpers = {c.lower_ for c in verb.children if c.dep_.startswith("aux")}
    due = any(c.lower_ == "to" for c in verb.children if c.dep_ in ("mark", "aux"))
    future = bool(helpers & {"will", "would"}) or (verb.tag_ in ("VBZ", "VBP") and not m.bare) or due  # headlines tell the past so
    past = not future and verb.tag_ in ("VBD", "VBN")
    dates: list[Moment] = []
    for c in verb.children:
        if verb.i != m.head.i and c.left_edge.i <= m.head.i <= c.right_edge.i:
            continue  # "in breach of the truce of 27 November, it struck a town on Monday"
        if relation(c) in ("obl", "advmod", "nmod") and c.dep_ != "obl:agent" and c.i != m.head.i and not _reported_between(doc, verb, c):
            back = past and preposition(c) != "from"  # "declared a truce from 4 August" looks ahead
            found = _first(doc, c.left_edge.i, c.right_edge.i + 1, anchor, future=future, past=back)
            adverbial = c.ent_type_ == "DATE" or relation(c) == "advmod" or preposition(c) in _WHEN
            if found is not None and adverbial:
                dates.append(found)
    # "twenty years ago today, on 10 April 1998": the day that is named goes first.
    named = [d for d in dates if any(x.isdigit() for x in text_of(doc)[d.start : d.end])]
    return next(iter(named or dates), None)


def _reported_between(doc: Doc, verb: Token, c: Token) -> bool:
    """Whether a report stands between a verb and a date: "agreed a ceasefire, the president said on 10 May" dates the report, as does
    "said on Monday it had signed the deal"."""
    before = doc[c.left_edge.i - 1] if c.left_edge.i > verb.sent.start else None
    if c.i < verb.i and before is not None and before.lemma_.lower() in reporting_verbs() and before.tag_ in ("VBD", "VBZ"):
        return True
    return any(t.tag_ in ("VBD", "VBZ") and t.lemma_.lower() in reporting_verbs() for t in doc[verb.i + 1 : c.left_edge.i])


def _first(doc: Doc, start: int, end: int, anchor: str | None, *, future: bool = False, past: bool = False) -> Moment | None:
    last, text = doc[end - 1], text_of(doc)
    stop = last.idx + len(last)
    told_year = _YEAR.search(text, doc[start].sent.start_char, doc[start].idx)
    if told_year and not _YEAR.search(text, doc[start].idx, stop) and any(w in text[doc[start].idx : stop].lower() for w in MONTHS):
        anchor = told_year[1]  # "In 2020 they fought again, and Russia brokered a truce on 10 November"
    found = [m for m in moments(text, doc[start].idx, stop, anchor, future=future, past=past) if not _counts_back(text, m)]
    if not found and counts(text, doc[start].idx, stop):
        # "two days earlier": from the day told last
        before = moments(text, max(0, doc[start].idx - _TOLD), doc[start].idx, anchor, past=past)
        told = [m.value for m in before if len(m.value) == _FULL]
        found = list(counted(text, doc[start].idx, stop, told[-1])) if told else []
    # "on Monday evening, 22 May": the day that is named goes before the weekday.
    named = [m for m in found if any(c.isdigit() for c in text[m.start : m.end])]
    return next(iter(named or found), None)


def _counts_back(text: str, m: Moment) -> bool:
    """ "two days earlier" counts from what was told, "two days ago" from the day of the text."""
    return text[m.start : m.end].lower().endswith("earlier")


def _is_effect(verb: Token) -> bool:
    lemma = verb.lemma_.lower()
    parts = {c.lemma_.lower() for c in verb.children if relation(c) in ("obj", "obl", "xcomp")}
    return any(p.split()[0] == lemma and (len(p.split()) == 1 or p.split()[-1] in parts) for p in words("effect_phrases"))
