"""Ways over a Universal Dependencies parse that several extractors need: subjects, phrases, verb chains.

Labels follow Universal Dependencies 2 (de Marneffe et al. 2021); subtypes (`nsubj:pass`) are looked at by their
part before the colon unless said otherwise.
"""

from collections.abc import Collection, Iterable
from functools import cache

from spacy.tokens import Doc, Span, Token

from kgraph.lexicon import reporting_verbs, words

NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor"})
RELATIVES = frozenset({"who", "which", "that"})
QUESTION_WORDS = RELATIVES | {"whom", "what"}
FINITE = frozenset({"VBD", "VBZ", "VBP"})
SUBSTANCE = frozenset({"NOUN", "VERB", "PROPN", "ADJ", "NUM"})
_TRIM = frozenset("""\"'“”‘’«»„‹›,;:.-–—()[]•*·""")
_OPENING = frozenset("([“‘«„\"'")


def text_of(doc: Doc) -> str:
    """The document's text. spaCy puts it together anew at each call of `Doc.text`, which a long document cannot afford."""
    text: str | None = doc.user_data.get("text")
    if text is None:
        text = doc.user_data["text"] = doc.text
    return text


def wording(doc: Doc, start: int, end: int) -> str:
    """The text of tokens `start` to `end`, as of `doc[start:end]`, which would take ten times as long; `end` may lie beyond the last."""
    end = min(end, len(doc))
    if start >= end:
        return ""
    last = doc[end - 1]
    return text_of(doc)[doc[start].idx : last.idx + len(last)]


def places_of(doc: Doc, *lists: Collection[str]) -> list[int]:
    """The tokens, as positions in reading order, whose lemma or form, in lower case, is in one of the lists.

    For rules that begin with a word: most documents have few of these, and need not be gone through for each rule.
    """
    index: dict[str, list[int]] | None = doc.user_data.get("places")
    if index is None:
        index = doc.user_data["places"] = {}
        for token in doc:
            for word in {token.lemma_.lower(), token.lower_}:
                index.setdefault(word, []).append(token.i)
    return sorted({i for listed in lists for word in listed if word in index for i in index[word]})


def relation(token: Token) -> str:
    """The dependency label without its subtype."""
    return _main_label(token.dep_)


@cache
def _main_label(label: str) -> str:
    return label.split(":", 1)[0]


def children(token: Token, *labels: str) -> list[Token]:
    """The children whose label (whole, or before its colon) is among `labels`, in reading order."""
    return [c for c in token.children if (label := c.dep_) in labels or _main_label(label) in labels]


def child(token: Token, *labels: str) -> Token | None:
    found = children(token, *labels)
    return found[0] if found else None


def is_modal(verb: Token) -> bool:
    """Whether a verb says what can, may or will be: "could sign", "will meet"."""
    return any(c.lower_ in words("modal_words") for c in verb.children if c.dep_ == "aux")


def with_conjuncts(token: Token) -> list[Token]:
    """The token and what is coordinated with it ("Armenia and Azerbaijan"), in reading order."""
    out, stack = [], [token]
    while stack:
        t = stack.pop()
        out.append(t)
        stack.extend(c for c in t.children if c.dep_ == "conj")
    return sorted(out, key=lambda t: t.i)


def first_conjunct(token: Token) -> Token:
    while token.dep_ == "conj" and token.head.i != token.i:
        token = token.head
    return token


def preposition(token: Token) -> str:
    """The case marker of a nominal in lower case, `''` if none; fixed ones joined ("according to")."""
    case = [c for c in token.children if c.dep_ == "case"]
    if not case and token.dep_ == "conj":
        return preposition(first_conjunct(token))
    if not case:
        return ""
    first = case[0]
    words = [first, *[c for c in first.children if c.dep_ == "fixed"], *case[1:]]
    return " ".join(w.lower_ for w in sorted(set(words), key=lambda w: w.i))


def is_negated(verb: Token) -> bool:
    return any(c.lower_ in NEGATIONS and c.dep_ in ("advmod", "det", "cc:preconj") for c in verb.children)


def does_without(verb: Token) -> bool:
    """ "without signing"."""
    return verb.tag_ == "VBG" and any(c.dep_ in ("case", "mark") and c.lower_ == "without" for c in verb.children)


def is_undone(verb: Token) -> bool:
    """Whether a deed is told not to have been done: negated, by nobody, by neither of two, "without signing"."""
    if is_negated(verb) or does_without(verb):
        return True
    doers = [c for c in verb.children if c.dep_.startswith("nsubj") or is_agent(c)]
    nobody = ("nobody", "none", "neither")
    return any(
        d.lower_ in nobody or any(c.lower_ in ("no", "neither") and c.dep_ in ("det", "cc:preconj", "cc", "advmod") for c in d.children)
        for d in doers
    )


def is_passive(verb: Token) -> bool:
    labels = {c.dep_ for c in verb.children}
    return "aux:pass" in labels or ("nsubj:pass" in labels and not _is_past_tense(verb, labels))


def _is_past_tense(verb: Token, labels: set[str]) -> bool:
    """ "The opposition called on him to resign", which the parser may take for a passive: but that has an auxiliary, and no object for the
    preposition that belongs to the verb ("he was called on to resign")."""
    if verb.dep_ != "ROOT" or "aux" in labels or verb.tag_ not in ("VBN", "VBD"):
        return False
    behind = (c for c in verb.children if relation(c) == "obl" and c.i > verb.i)
    return any(
        c.i == verb.i + 1 and c.dep_ == "case" and f"{verb.lemma_.lower()} {c.lower_}" in reporting_verbs()
        for o in behind
        for c in o.children
    )


def agents(verb: Token) -> list[Token]:
    """By whom something is done: "mediated by Norway and the UN", one by one."""
    return [t for c in children(verb, "obl") if is_agent(c) or preposition(c) == "by" for t in with_conjuncts(c)]


def is_agent(token: Token) -> bool:
    """Whether a nominal is by whom something is done; "between", "through" make none, whatever its label."""
    return token.dep_ == "obl:agent" and preposition(token) in ("by", "")


def is_infinitive(verb: Token) -> bool:
    """Whether a verb stands with "to": "to sign"."""
    return any(c.dep_ == "mark" and c.lower_ == "to" for c in verb.children)


def is_finite(verb: Token) -> bool:
    """ "said", "have said", "the report found" with its past tense taken for a participle; not "saying", "was said"."""
    helpers = [c for c in verb.children if c.dep_.startswith("aux")]
    spoken = any(c.tag_ in FINITE for c in helpers if c.dep_ == "aux") or (not helpers and any(c.dep_ == "nsubj" for c in verb.children))
    return verb.tag_ in FINITE or (verb.tag_ == "VBN" and spoken)


def is_verb(token: Token) -> bool:
    return token.pos_ in ("VERB", "AUX")


def subjects(verb: Token) -> list[Token]:
    """Who does what the verb says: its own subject or agent, or one that it shares with the verb it depends on.

    Coordinated subjects are given one by one. Empty where the parse shows none.
    """
    agents = [c for c in verb.children if is_agent(c)]
    if is_passive(verb):
        return [t for a in agents for t in with_conjuncts(a)]
    own = [c for c in verb.children if relation(c) == "nsubj"]
    if own and not (own[0].lower_ in RELATIVES and verb.dep_ == "acl:relcl"):
        # "Secretary of State John Kerry said": the parser may see two subjects; the one next to the verb names him.
        near = [c for c in own if c.i < verb.i] or own
        return with_conjuncts(near[-1])
    if verb.dep_ == "acl:relcl":
        return with_conjuncts(verb.head) if verb.head.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "DET") else []
    if verb.dep_ == "conj" and (is_verb(verb.head) or any(c.dep_ == "cop" for c in verb.head.children)):
        return [] if is_passive(verb.head) else subjects(verb.head)
    if (
        verb.dep_ == "parataxis"
        and is_verb(verb.head)
        and verb.head.i < verb.i
        and any(c.dep_ == "ccomp" and c.i > verb.i for c in verb.children)
    ):
        # Headlines: "Junta extends rule, says election must wait"
        return subjects(verb.head)
    if verb.dep_ in ("xcomp", "advcl", "parataxis", "ccomp") and verb.tag_ in ("VBG", "VB") and is_verb(verb.head):
        # Control: "said ..., adding that ...", "went on to accuse ..."
        if verb.dep_ == "xcomp" and (obj := child(verb.head, "obj")) is not None and verb.tag_ == "VB":
            return with_conjuncts(obj)
        return subjects(verb.head)
    if verb.dep_ == "acl" and (verb.tag_ == "VBG" or _is_main(verb)):
        return with_conjuncts(verb.head)
    return []


def _is_main(verb: Token) -> bool:
    """A finite verb with an object or a clause that the parser hung on its subject: "Keita on Monday accused Niger of ..."."""
    labels = {relation(c) for c in verb.children if c.i > verb.i}
    return (
        verb.tag_ in FINITE
        and verb.head.dep_ == "ROOT"
        and bool(labels & {"obj", "ccomp", "xcomp"})
        and not any(c.dep_ in ("mark", "obl:agent", "aux:pass") for c in verb.children)
    )


def phrase(head: Token, *, without: Iterable[Token] = ()) -> Span:
    """The stretch from the left to the right edge of a token's subtree, less subtrees `without` at either end."""
    tokens = {t.i for t in head.subtree}
    for cut in without:
        tokens -= {t.i for t in cut.subtree}
    tokens.add(head.i)
    start, end = min(tokens), max(tokens) + 1
    return trimmed(head.doc[start:end])


def contiguous(head: Token, dropped: Iterable[Token] = ()) -> Span:
    """The unbroken stretch of a subtree around its head, once the subtrees in `dropped` are taken away."""
    keep = {t.i for t in head.subtree}
    for cut in dropped:
        keep -= {t.i for t in cut.subtree}
    keep.add(head.i)
    start = end = head.i
    doc = head.doc
    while start - 1 in keep or (start > 0 and doc[start - 1].is_space and start - 2 in keep):
        start -= 1
    while end + 1 in keep or (end + 1 < len(doc) and doc[end + 1].is_space and end + 2 in keep):
        end += 1
    return trimmed(doc[start : end + 1])


def trimmed(span: Span) -> Span:
    """Without white space and stray punctuation at either end; brackets and quotation marks that pair up inside stay."""
    start, end = span.start, span.end
    doc = span.doc
    while start < end and (doc[start].is_space or (doc[start].text in _TRIM and not _pairs(doc, start, end))):
        start += 1
    while end > start and (doc[end - 1].is_space or (doc[end - 1].text in _TRIM and not _closes(doc, start, end - 1))):
        end -= 1
    return doc[start:end]


_PAIRS = {"(": ")", "[": "]", "“": "”", "‘": "’", "«": "»", "„": "“", '"': '"', "'": "'"}


def _pairs(doc: Doc, at: int, end: int) -> bool:
    closing = _PAIRS.get(doc[at].text)
    return closing is not None and any(doc[i].text == closing for i in range(at + 1, end))


def _closes(doc: Doc, start: int, at: int) -> bool:
    mark = doc[at].text
    return any(doc[i].text in _PAIRS and _PAIRS[doc[i].text] == mark for i in range(start, at))


def clause_of(token: Token) -> Token:
    """The verb (or other predicate) of the clause that a token stands in."""
    t = token
    while t.head.i != t.i:
        if is_verb(t) or any(relation(c) in ("nsubj", "csubj", "cop") for c in t.children):
            return t
        t = t.head
    return t


def sentence_text(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Character offsets of the sentences that hold the characters `start` to `end`, less the space around them."""
    span = doc.char_span(start, max(end, start + 1), alignment_mode="expand")
    if span is None or not len(span):
        return start, end
    first, last = span[0].sent, span[-1].sent
    a, b = first.start_char, last.end_char
    text = text_of(doc)
    while a < b and text[a].isspace():
        a += 1
    while b > a and text[b - 1].isspace():
        b -= 1
    return a, b
