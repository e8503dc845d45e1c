"""What an agreement provides for, in the words of the text: "the accord provides for an exchange of prisoners", "under the deal,
Mali will withdraw its troops", "both agreed to open a corridor"."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from kgraph.extract.agreements.agreed import Agreed, Mentions
from kgraph.extract.agreements.bound import is_bidden, is_due, last_spoken, under
from kgraph.extract.agreements.found import item
from kgraph.extract.syntax import (
    children,
    is_infinitive,
    is_negated,
    is_verb,
    preposition,
    relation,
    subjects,
    trimmed,
    with_conjuncts,
)
from kgraph.facts import TermKind
from kgraph.lexicon import table, words

_LONGEST = 60  # tokens of a term; what is longer is no clause but a parse gone wrong


@dataclass(frozen=True, slots=True)
class Provided:
    """One provision: its kind, its words, and the rule that read it."""

    kind: TermKind
    span: Span
    rule: str


def provide(doc: Doc, spoken: Mentions) -> None:
    """Give each agreement the provisions that the text tells, in reading order, each once."""
    if not spoken.order:
        return
    for verb in doc:
        if not is_verb(verb) or is_negated(verb):
            continue
        for a, spans, rule in (*_of_agreement(verb, spoken.at), *_of_parties(verb, spoken)):
            for span in spans:
                kind = kind_of(span) if 0 < len(span) <= _LONGEST else None
                if kind is not None and not any(_overlap(p.span, span) for p in a.terms):
                    a.terms.append(Provided(kind, span, rule))


def _overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def _of_agreement(verb: Token, at: dict[int, Agreed]) -> Iterator[tuple[Agreed, list[Span], str]]:
    """ "The accord provides for a truce, an exchange of prisoners and the return of refugees", "... requires A to withdraw"."""
    subject = next((c for c in children(verb, "nsubj") if c.i in at), None)
    if subject is None or verb.dep_ == "amod" or (verb.tag_ == "VB" and is_infinitive(verb)):
        return
    lemma = verb.lemma_.lower()
    spans: list[Span] = []
    for c in children(verb, "obj", "obl"):
        prep = preposition(c)
        if c.i > verb.i and ((prep == "" and lemma in words("provision_verbs")) or f"{lemma} {prep}" in words("provision_verbs")):
            spans += [item(t) for t in with_conjuncts(c)]
    if lemma in words("provision_verbs") | words("committing_verbs"):
        spans += [_clause(c) for c in children(verb, "ccomp", "xcomp", "advcl") if c.i > verb.i and not is_negated(c)]
    yield at[subject.i], spans, "provision of an agreement"


def _of_parties(verb: Token, spoken: Mentions) -> Iterator[tuple[Agreed, list[Span], str]]:
    """What the parties do under an agreement, or agreed to do where one was just spoken of."""
    due = is_due(verb)
    if not (subjects(verb) or children(verb, "nsubj")) or (verb.tag_ == "VB" and is_infinitive(verb) and not due):
        return
    bidden, at = is_bidden(verb), spoken.at
    host = under(verb, at)
    if verb.lemma_.lower() in words("binding_verbs") and not bidden:
        a = at[host.i] if host is not None else last_spoken(spoken, verb)
        if a is not None:
            done = [c for c in children(verb, "xcomp", "advcl", "ccomp") if c.i > verb.i and not is_negated(c)]
            yield a, [_clause(t) for c in done for t in (c, *(x for x in children(c, "conj") if is_verb(x)))], "undertaking of a party"
    elif host is not None and (bidden or due):
        yield at[host.i], [_clause(verb)], "undertaking under an agreement"


def _clause(verb: Token) -> Span:
    """A clause without the clauses joined to it, without "under the deal" and without its "that"."""
    doc = verb.doc
    joined = {t.i for c in verb.children if c.dep_ in ("conj", "cc", "parataxis") for t in c.subtree}
    joined |= {t.i for c in children(verb, "ccomp") if any(relation(x) == "nsubj" for x in c.children) for t in c.subtree}
    joined |= {t.i for c in children(verb, "obl") if preposition(c) in ("under", "as") and c.i < verb.i for t in c.subtree}
    own = [t.i for t in verb.subtree if t.i not in joined and not (t.dep_ == "mark" and t.lower_ == "that" and t.head.i == verb.i)]
    start = verb.i
    while start - 1 in own:
        start -= 1
    end = verb.i
    while end + 1 in own:
        end += 1
    return trimmed(doc[start : end + 1])


def kind_of(span: Span) -> TermKind | None:
    """The kind of a provision by its words: its head's first, then any other's; None where it is of none of them."""
    lemmas = [t.lemma_.lower() for t in sorted(span, key=lambda t: (t.i != span.root.i, t.i))]
    held = words("captive_nouns")
    if any(w in held for w in lemmas) and any(w in words("freeing_words") for w in lemmas):
        return "exchange"
    known = table("term_words")
    return next((known[w] for w in lemmas if w in known), None)  # type: ignore[misc]  # the list is tested to hold kinds only
