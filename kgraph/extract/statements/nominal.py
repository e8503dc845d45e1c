"""Nouns that report: "expressed concern over ...", "issued an order to ...", "the claim that ...", "accusations that ..."."""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from kgraph.extract.antecedents import is_people
from kgraph.extract.cast import Cast
from kgraph.extract.statements.attributions import Attributed
from kgraph.extract.statements.cues import Cue, entry_of, is_told, speakers_of
from kgraph.extract.statements.extent import clause_span
from kgraph.extract.syntax import child, children, phrase, preposition, relation, trimmed, with_conjuncts
from kgraph.facts import Act
from kgraph.lexicon import ReportingVerb, reporting_verbs, table, words

_OVER = frozenset({"about", "over", "at", "for", "with", "in", "on", "regarding", "of", "to", "from"})

_HOLDING = frozenset({"by", "from"})


def nominal_cues(sentence: Span, cast: Cast) -> Iterator[Attributed]:
    """Yield what the reporting nouns of a sentence attribute."""
    for token in sentence:
        if token.pos_ != "NOUN":
            continue
        lemma = token.lemma_.lower()
        verb = token.head
        if relation(token) == "obj" and verb.pos_ == "VERB":
            reported = entry_of(verb)
            effect = verb.lemma_ in words("causing_verbs") and verb.tag_ == "VBG" and verb.dep_ == "advcl"
            own = reported is not None and reported[0].np and not reported[0].weak  # "reiterated the commitment" is told by its verb
            if verb.lemma_ in words("expressing_verbs") and lemma in words("expressed_nouns") and is_told(verb) and not own and not effect:
                yield from _expressed(token, verb, table("expressed_nouns")[lemma])
                continue
            if verb.lemma_ in words("issuing_verbs") and lemma in words("speech_nouns") and is_told(verb):
                yield from _issued(token, verb, table("speech_nouns")[lemma])
                continue
        if lemma in words("speech_nouns"):
            yield from _that_clause(token, cast)


def _expressed(noun: Token, verb: Token, act: str) -> Iterator[Attributed]:
    """The object that is expressed, with what it is about."""
    who = speakers_of(verb, _plain(verb))
    if not who:
        return
    doc = noun.doc
    about = next(
        (
            c
            for host in (noun, verb)
            for c in host.children
            if relation(c) in ("nmod", "obl", "acl", "advcl") and c.i > noun.i and _marker(c) is not None and not _is_time(c)
        ),
        None,
    )
    if about is not None:
        marker = _marker(about)
        assert marker is not None
        content = trimmed(doc[marker.i + 1 : about.right_edge.i + 1])
    else:
        clause = child(noun, "acl", "ccomp") or child(verb, "ccomp")
        content = (
            trimmed(doc[clause.left_edge.i : clause.right_edge.i + 1])
            if clause is not None
            else trimmed(doc[noun.left_edge.i : noun.right_edge.i + 1])
        )
    if len(content):
        yield Attributed(content, who, _between(verb, noun), act_named(act), "what is expressed")


def _is_time(token: Token) -> bool:
    return token.ent_type_ == "DATE" or token.lemma_.lower() in words("time_nouns")


def _marker(token: Token) -> Token | None:
    return next((c for c in token.children if c.dep_ in ("case", "mark") and c.lower_ in _OVER and c.i < token.i), None)


def _issued(noun: Token, verb: Token, act: str) -> Iterator[Attributed]:
    """ "issued the order for its fighters to ...", "made the claim that ...": content in a clause of the noun."""
    who = speakers_of(verb, _plain(verb))
    clause = next(
        (c for c in noun.children if c.dep_ in ("acl", "ccomp", "advcl") and c.i > noun.i and c.tag_ != "VBG" and c.tag_ != "VBN"), None
    )
    clause = clause or next((c for c in verb.children if c.dep_ in ("advcl", "ccomp", "xcomp") and c.i > noun.i and c.tag_ == "VB"), None)
    if clause is None or not who:
        return
    doc = noun.doc
    start = next((m.i for m in clause.children if m.dep_ == "mark" and m.lower_ in ("to", "that")), clause.left_edge.i)
    if doc[start].lower_ == "that":
        start += 1
    content = trimmed(doc[start : clause.right_edge.i + 1])
    if len(content) > 1:
        yield Attributed(content, who, _between(verb, noun), act_named(act), "reporting noun")


def _that_clause(noun: Token, cast: Cast) -> Iterator[Attributed]:
    """ "an Azeri assertion that ...", "claims on social media that ..." """
    # "claims made on social media that ...": the clause may hang on the participle between
    hosts = [noun, *(v for v in children(noun, "acl") if v.tag_ == "VBN")]
    hosts += [h for h in children(noun, "nmod") if preposition(h) in _HOLDING]
    for c in [c for host in hosts for c in children(host, "acl", "ccomp", "advcl")]:
        if c.i < noun.i or not any(m.lower_ == "that" and (m.dep_ == "mark" or m.tag_ == "IN") for m in c.children):
            continue
        act = table("speech_nouns")[noun.lemma_.lower()]
        cue = Cue(noun, _plain(noun), None, [])
        content = clause_span(c, cue)
        who = _holders(noun, cast)
        if content is not None and len(content) > 2 and not who and _is_denied(noun):
            # "denied claims on social media that ...": what is denied was said, by somebody
            source = phrase(noun, without=[x for x in noun.children if x.dep_ in ("acl", "acl:relcl") and x.i >= c.left_edge.i])
            yield Attributed(content, [], noun.doc[noun.i : noun.i + 1], act_named(act), "reporting noun", source)
        elif content is not None and len(content) > 2 and who:
            yield Attributed(content, who, noun.doc[noun.i : noun.i + 1], act_named(act), "reporting noun")


def _is_denied(noun: Token) -> bool:
    found = entry_of(noun.head) if relation(noun) == "obj" and noun.head.pos_ == "VERB" else None
    return found is not None and found[0].act == "deny" and is_told(noun.head)


def _holders(noun: Token, cast: Cast) -> list[Token]:
    """Whose claim it is."""
    for c in children(noun, "nmod:poss", "amod", "compound", "nmod"):
        if c.dep_ == "nmod" and preposition(c) not in _HOLDING:
            continue
        if c.i in cast.at or c.pos_ == "PRON" or (c.dep_ == "nmod" and is_people(c)):
            return with_conjuncts(c)
    return []


def _between(verb: Token, noun: Token) -> Span:
    """The cue: from the verb to its noun, or the verb alone where the noun stands before it ("concern was expressed")."""
    return verb.doc[verb.i : noun.i + 1] if noun.i > verb.i else verb.doc[verb.i : verb.i + 1]


def act_named(name: str) -> Act:
    """A word list's act. The lists are tested to hold acts only."""
    return name  # type: ignore[return-value]


def _plain(token: Token) -> ReportingVerb:
    return reporting_verbs().get(token.lemma_.lower()) or reporting_verbs()["say"]
