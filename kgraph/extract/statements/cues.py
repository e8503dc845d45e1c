"""The words that report: which verb, with which second word, and who is its speaker."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Span, Token

from kgraph.extract.cast import Cast
from kgraph.extract.syntax import (
    FINITE,
    agents,
    child,
    children,
    first_conjunct,
    is_agent,
    is_infinitive,
    is_modal,
    is_negated,
    is_passive,
    is_verb,
    relation,
    subjects,
    with_conjuncts,
)
from kgraph.lexicon import ReportingVerb, reporting_verbs, words

_SMALL = frozenset({"ADP", "CCONJ", "DET", "PART", "SCONJ"})
_ANYBODY = frozenset({"those", "anyone", "anybody", "everyone", "everybody", "whoever"})
_NOBODY = frozenset({"nobody", "none", "neither"})
_SPEAKABLE = frozenset({"PRON", "PROPN", "NOUN"})


@dataclass(slots=True)
class Cue:
    """A reporting verb in a sentence; `second` is its particle or preposition, `speakers` the heads of who reports."""

    token: Token
    verb: ReportingVerb
    second: Token | None
    speakers: list[Token]

    @property
    def span(self) -> Span:
        """The words that report, as they stand: "said", "called for", "was quoted as saying"."""
        doc, i = self.token.doc, self.token.i
        end = i + 1
        if self.second is not None and 0 <= self.second.i - i <= 2:
            end = self.second.i + 1
        return doc[i:end]


def cues(sentence: Span, cast: Cast) -> Iterator[Cue]:
    """The reporting verbs of a sentence that somebody uttered: not denied, planned or wished for."""
    for token in sentence:
        if token.pos_ not in ("VERB", "AUX") and not _misread(token):
            continue
        found = entry_of(token)
        if found is None or _is_name(token):
            continue
        verb, second = found
        if not is_told(token):
            continue
        who = speakers_of(token, verb)
        if verb.finding:
            who = [t for t in who if _looks_into_things(t, cast)]
            if not who:
                continue
        yield Cue(token, verb, second, who)


def _looks_into_things(token: Token, cast: Cast) -> bool:
    index = cast.at.get(token.i)
    name = cast.members[index].name.lower().split() if index is not None and cast.kind(index) == "Organization" else []
    return not words("finding_bodies").isdisjoint(name) or token.lemma_.lower() in words("finding_nouns")


def _is_name(token: Token) -> bool:
    """Whether a capital within a sentence shows a name where the tagger saw a verb: "the leader, Said Nuri, signed"."""
    doc, i = token.doc, token.i
    if not (token.is_title and token.sent.start < i < len(doc) - 1 and doc[i + 1].is_title and not doc[i - 1].is_quote):
        return False
    # Small words are small in headlines too.
    return any(t.is_lower and t.is_alpha and t.pos_ not in _SMALL for t in doc[max(token.sent.start, i - 2) : i])


def entry_of(token: Token) -> tuple[ReportingVerb, Token | None] | None:
    """The lexicon's entry for a verb, with a second word if it has one there."""
    lemma = token.lemma_.lower()
    if lemma not in _first_words():
        return None
    table = reporting_verbs()
    fallback: tuple[ReportingVerb, Token] | None = None
    for c in token.children:
        second = None
        if c.dep_ == "compound:prt" or (c.dep_ == "advmod" and c.i == token.i + 1):
            second = c
        elif relation(c) in ("obl", "iobj", "advcl", "ccomp") and c.i > token.i:
            second = child(c, "case", "mark")
        elif c.dep_ == "obj" and c.lower_ == "it" and c.i == token.i + 1:
            second = c  # "as she put it"
        if second is not None and (entry := table.get(f"{lemma} {second.lower_}")) is not None:
            if second.i - token.i == 1:
                return entry, second
            # "pushes the tally beyond the total for 2012" pushes for nothing
            if second.dep_ not in ("case", "mark") or not any(o.dep_ == "obj" and token.i < o.i < second.i for o in token.children):
                fallback = fallback or (entry, second)
    if fallback is not None:
        return fallback
    entry = table.get(lemma)
    return (entry, None) if entry is not None else None


@cache
def _first_words() -> frozenset[str]:
    return frozenset(entry.split()[0] for entry in reporting_verbs())


def _misread(token: Token) -> bool:
    """A reporting verb that the tagger took for a noun, as in headlines: "Says", "Accuses" before its object."""
    return token.tag_ in ("NNS", "NNPS") and token.text[0].isupper() and token.dep_ == "ROOT" and token.lemma_.lower() in reporting_verbs()


def is_told(token: Token) -> bool:
    """Whether the verb tells that something was communicated: "did not say", "will announce" and "to announce" do not."""
    if is_negated(token) or is_modal(token) or any(_is_nobody(c) for c in children(token, "nsubj")):
        return False
    if token.tag_ == "VB" and token.dep_ != "ROOT":
        head = token.head
        if is_infinitive(token) and head.lemma_ not in words("light_verbs"):
            return any(c.lower_ == "have" for c in token.children if c.dep_ == "aux") and token.dep_ in ("xcomp", "ccomp")
        if any(c.dep_ == "aux" and c.lower_ in ("do", "does", "did") for c in token.children):
            return True
        if head.i != token.i and head.pos_ == "VERB" and token.dep_ == "conj":
            return is_told(head)
    if token.dep_ == "acl:relcl" and token.head.lower_ in _ANYBODY:
        return False  # "those who question the vote" are anybody
    if _is_denied(token):
        return False
    marks = {c.lower_ for c in token.children if c.dep_ == "mark"}
    if token.tag_ == "VBG" and marks & {"without", "from", "for", "before"}:
        return False
    if token.tag_ == "VBG" and "by" in marks:
        # "responded by saying that ..." tells what was said; "by asking both to leave" a means
        return any(relation(c) == "ccomp" for c in token.children)
    return not marks & {"if", "unless", "whether"}


def _is_denied(token: Token) -> bool:
    """ "denied that Mali had offered talks", "denied threatening the envoy": what did not happen, by the one who denies it."""
    top = first_conjunct(token)
    found = entry_of(top.head) if top.dep_ in ("ccomp", "xcomp") and top.head.i < top.i and top.head.pos_ == "VERB" else None
    return found is not None and found[0].act == "deny" and not shared_speakers(token)


def _is_nobody(subject: Token) -> bool:
    """ "nobody", "none of them", "no group": "no group has claimed responsibility" tells that nothing was said."""
    return subject.lower_ in _NOBODY or any(c.dep_ in ("det", "advmod") and c.lower_ in ("no", "neither") for c in subject.children)


def speakers_of(token: Token, verb: ReportingVerb) -> list[Token]:
    """The heads of those who report, coordinated ones apart."""
    if is_passive(token):
        if verb.obj == "speaker":
            return [t for c in children(token, "nsubj") for t in with_conjuncts(c)]
        return [t for c in token.children if is_agent(c) for t in with_conjuncts(c)]
    if verb.obj == "speaker":
        return []
    if token.tag_ == "VBN" and token.dep_ in ("acl", "amod") and not any(c.dep_ == "aux" for c in token.children):
        return agents(token)
    found = _quoted_as_saying(token) or shared_speakers(token) or subjects(token)
    if not found:
        found = _inherited(token) or _of_participle(token) or _of_first_verb(token) or _of_sentence(token) or _name_beside(token)
    return [t for t in found if t.pos_ in _SPEAKABLE or t.pos_ in ("DET", "ADJ", "NUM", "X")]


def _quoted_as_saying(token: Token) -> list[Token]:
    """The one who spoke in "X was quoted by Y as saying" and "Y quoted X as saying"."""
    head = token.head
    if token.tag_ != "VBG" or head.lemma_.lower() not in words("quoting_verbs") or head.i == token.i:
        return []
    wanted = ("nsubj:pass",) if is_passive(head) else ("obj", "iobj")
    return [t for c in head.children if c.dep_ in wanted for t in with_conjuncts(c)]


def _of_participle(token: Token) -> list[Token]:
    """The subject of "X, speaking after a meeting, said", where the parser gave it to the participle between the commas."""
    for c in token.children:
        if c.dep_ == "advcl" and c.tag_ == "VBG" and c.i < token.i and c.doc[c.i - 1].text == ",":
            before = [s for s in c.children if s.dep_ == "nsubj" and s.i < c.i]
            if before:
                return [t for t in with_conjuncts(before[0]) if t.i < c.i]
    return []


def _of_sentence(token: Token) -> list[Token]:
    """The subject of the clause that ", saying ..." is added to, where the parser hung the participle on a noun of it."""
    if token.tag_ != "VBG" or token.dep_ != "advcl" or token.i == 0 or token.doc[token.i - 1].text != ",":
        return []
    for verb in token.ancestors:
        if is_verb(verb) and verb.i < token.i and (found := subjects(verb)):
            return found
    return []


def _name_beside(token: Token) -> list[Token]:
    """The speaker next to a finite verb of saying, wherever the parser hung it: "at the office of the Post Trump said that ...",
    "..., said one source in the room"."""
    doc, i = token.doc, token.i
    if token.tag_ not in FINITE:
        return []
    before = doc[i - 1] if i else token
    if before.pos_ == "PROPN" and before.ent_type_ in ("PERSON", "ORG") and any(c.dep_ == "ccomp" and c.i > i for c in token.children):
        return [before]
    if before.text == "," and any(c.dep_ == "ccomp" and c.i < i for c in token.children):
        behind = next((t for t in doc[i + 1 : i + 6] if t.pos_ in ("NOUN", "PROPN") and t.left_edge.i == i + 1), None)
        return [behind] if behind is not None and relation(behind) == "nsubj" else []
    return []


def _inherited(token: Token) -> list[Token]:
    """Subjects across a passive ("was quoted as saying", "is said to have told") or a coordination under it."""
    head = token.head
    if head.i == token.i or head.pos_ not in ("VERB", "AUX"):
        return []
    if token.dep_ == "conj" and token.tag_ == "VBN" and is_passive(head):
        return []  # "was set up and charged with a task"
    if token.dep_ in ("advcl", "xcomp", "ccomp", "obl", "conj") and is_passive(head):
        passive = [c for c in head.children if c.dep_ == "nsubj:pass"]
        return with_conjuncts(passive[0]) if passive else []
    if token.dep_ in ("conj", "advcl", "xcomp") and head.pos_ == "VERB":
        return subjects(head) or _inherited(head)
    return []


def misjoined(token: Token) -> bool:
    """A second verb of the sentence that the parser coordinated with a noun of the first one's: "condemned the raid and urged ..."."""
    return token.dep_ == "conj" and token.tag_ in FINITE and token.head.pos_ in ("NOUN", "PROPN")


def _of_first_verb(token: Token) -> list[Token]:
    """The subject of the verb before, where the parser coordinated this one with a noun: "condemned the raid and urged both to talk"."""
    if not misjoined(token):
        return []
    first = next((t for t in token.ancestors if is_verb(t)), None)
    return subjects(first) if first is not None and first.tag_ == token.tag_ and first.i < token.i else []


def shared_speakers(token: Token) -> list[Token]:
    """The speaker of the cue above, for a second cue that the parser coordinated with what the first reports."""
    c = token.head
    if token.dep_ != "conj" or c.dep_ != "ccomp" or any(x.dep_ in ("nsubj", "aux") and x.i < token.i for x in token.children):
        return []
    above = c.head
    own = next((x for x in c.children if relation(x) in ("nsubj", "expl")), None)
    same = own is None or own.pos_ == "PRON" or any(x.lower_ == "but" for x in token.children) or c.tag_ != token.tag_
    if above.tag_ == token.tag_ and same and entry_of(above) is not None:
        return subjects(above)
    return []
