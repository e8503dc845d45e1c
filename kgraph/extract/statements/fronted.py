"""Contents that stand before their cue or on both sides of it: "..., the ministry said", "As X has pointed out, ..."."""

from spacy.tokens import Doc

from kgraph.extract.cast import Cast
from kgraph.extract.statements.cues import Cue
from kgraph.extract.statements.extent import Content
from kgraph.extract.syntax import QUESTION_WORDS, children, contiguous, is_finite, is_verb, relation, trimmed


def fronted(cue: Cue, cast: Cast) -> Content | None:
    """The sentence before ", the ministry said": the cue hangs on what it reports."""
    token = cue.token
    head = token.head
    if (
        not cue.verb.clause
        or head.i == token.i
        or not cue.speakers
        or token.dep_ not in ("parataxis", "advcl", "conj", "dep", "acl:relcl", "ccomp", "appos")
    ):
        return None
    if token.dep_ in ("acl:relcl", "ccomp", "conj") and not _closes_sentence(cue):
        return None
    edge = min([token.i, *(x.left_edge.i for x in cue.speakers if x.head.i == token.i)])
    if token.dep_ == "conj" and any(c.dep_ == "cc" and c.i >= edge - 2 for c in token.children):
        return None  # "..., but the junta insists otherwise" is a clause of its own; "..., but only if ..., the junta said" is not
    own = {t.i for t in token.subtree if token.dep_ != "conj" or t.i >= edge}
    if not is_finite(token) or not any(s.i in own and s.lower_ not in QUESTION_WORDS for s in cue.speakers):
        return None  # a participle or a relative clause reports nothing of what stands before it
    left = min(own)
    if left <= head.i or not _after_comma(token.doc, left):
        return None
    if any(t.text in (":", ";", ".") for t in token.doc[head.i : left] if t.dep_ == "punct" and t.i > left - 3):
        return None
    if token.dep_ == "advcl" and any((c.dep_ == "mark" and c.lower_ not in ("as",)) or c.tag_ == "WRB" for c in token.children):
        return None
    if token.dep_ == "acl:relcl" and any(t.tag_ in ("WDT", "WP", "WRB") and t.i < token.i for t in token.subtree):
        return None  # "in which she advises the president"
    # All of the sentence before the cue's own words, less an earlier cue's sentence part.
    start = head.sent.start if head.dep_ == "ROOT" else contiguous(head, [token]).start
    span = trimmed(token.doc[start:left])
    if any(t.dep_ == "mark" and t.lower_ == "that" and t.i == span.start for t in span):
        span = span[1:]
    return Content(span, "clause", "clause before its cue") if len(span) > 1 else None


def as_clause(cue: Cue, cast: Cast) -> Content | None:
    """ "As experts have pointed out, he is free to ...", "..., as the ministry put it": what "as" likens to a report is its content."""
    token, doc = cue.token, cue.token.doc
    if not cue.verb.clause or not cue.speakers or token.dep_ not in ("advcl", "parataxis", "ccomp") or token.tag_ == "VBG":
        return None
    if not any(c.dep_ in ("nsubj", "obl:agent") for c in token.children):
        return None  # "as agreed under the truce"
    own = [t.i for t in token.subtree]
    left, right = min(own), max(own) + 1
    first = doc[left] if doc[left].text != "," else doc[left + 1]
    if first.lower_ != "as" or token.head.i == token.i or any(relation(c) in ("ccomp", "xcomp") for c in token.children):
        return None
    if any(relation(c) == "obj" and c.lower_ not in ("it", "which") for c in token.children):
        return None  # "as he told his troops the news" tells when
    sentence = token.sent
    if token.head.i > token.i:
        span = trimmed(doc[right : sentence.end])
        return Content(span, "clause", "clause behind 'as'") if left <= sentence.start + 2 and len(span) > 2 else None
    if not _after_comma(doc, left) or "," not in doc[left - 1 : left + 1].text or not _closes_sentence(cue):
        return None
    span = contiguous(token.head, [token])
    return Content(span, "clause", "clause before 'as'") if len(span) > 2 and span.end <= left else None


def around(cue: Cue, cast: Cast) -> Content | None:
    """ "Acts of protest, he said, are acts of patriotism": a cue between commas, and the clause on both sides of it."""
    token, doc = cue.token, cue.token.doc
    if not cue.verb.clause or not is_finite(token) or not cue.speakers:
        return None
    own = [t.i for t in token.subtree]
    if any(relation(c) in ("obj", "xcomp") and c.lower_ not in QUESTION_WORDS for c in token.children):
        return None
    if any(c.dep_ == "mark" and c.lower_ == "that" for x in children(token, "ccomp") for c in x.children):
        return None
    left = min([token.i, *(s.left_edge.i for s in cue.speakers)])
    right = token.i + 1
    while right in own and doc[right].text != ",":
        right += 1
    sentence = token.sent
    if (
        right - left > 12
        or left - 1 <= sentence.start + 1
        or right >= sentence.end - 2
        or doc[left - 1].text != ","
        or doc[right].text != ","
    ):
        return None
    before, after = trimmed(doc[sentence.start : left - 1]), trimmed(doc[right + 1 : sentence.end])
    if not any(is_verb(t) for t in after) or len(before) < 2:
        return None
    whole = doc[before.start : after.end]
    return Content(whole, "clause", "clause around its cue", [before, after])


def _after_comma(doc: Doc, left: int) -> bool:
    i = left - 1
    while i > 0 and doc[i].is_space:
        i -= 1
    return doc[left].text in ",–—-" or doc[i].text in ",–—-”\"’'" or doc[left].lower_ == "as"


def _closes_sentence(cue: Cue) -> bool:
    """Whether nothing but punctuation, time and place follows the cue."""
    rest = [t for t in cue.token.doc[cue.token.i + 1 : cue.token.sent.end] if not t.is_space and not t.is_punct]
    return all(t.pos_ not in ("VERB", "AUX") for t in rest) and len(rest) <= 8
