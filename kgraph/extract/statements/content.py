"""What was communicated: the part of a sentence that a reporting verb's grammar makes its content."""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from kgraph.extract.antecedents import is_people
from kgraph.extract.cast import Cast
from kgraph.extract.statements.cues import Cue
from kgraph.extract.statements.extent import Content, clause_span, with_afterthoughts, with_reach
from kgraph.extract.statements.fronted import around, as_clause, fronted
from kgraph.extract.syntax import (
    FINITE,
    QUESTION_WORDS,
    children,
    is_passive,
    is_verb,
    phrase,
    preposition,
    relation,
    trimmed,
    with_conjuncts,
)
from kgraph.lexicon import ReportingVerb, table, words

ANTECEDENT = "antecedent of a relative clause"  # the rule by which the noun is content that a relative clause denies
_OF_WORDS = frozenset({"claim", "announce", "deny", "condemn", "praise"})
_JUDGEMENTS = frozenset({"condemn", "praise"})


def contents(cue: Cue, cast: Cast) -> Iterator[Content]:
    """The contents of a cue outside direct speech, best reading first; mostly one, none where the grammar shows none."""
    addressees, targets = roles(cue, cast)
    for read in (_infinitive, around, _clause, _brought, _complement, _object, _passive, _antecedent, fronted, as_clause):
        found = read(cue, cast)
        if found is not None and len(found.span):
            found.addressees += addressees
            found.targets += [t for t in targets if t.i not in {x.i for x in found.targets}]
            yield found
            return


def roles(cue: Cue, cast: Cast) -> tuple[list[Token], list[Token]]:
    """The heads of those spoken to and of those accused, urged or praised, by the verb's grammar."""
    addressees: list[Token] = []
    targets: list[Token] = []
    sink = {"addressee": addressees, "target": targets}
    token, verb = cue.token, cue.verb
    for c in token.children:
        label = relation(c)
        if label in ("obj", "iobj") and verb.obj in sink:
            sink[verb.obj] += with_conjuncts(c)
        elif label == "obl" and c.dep_ != "obl:agent" and c.i > token.i:
            prep = preposition(c)
            if cue.second is not None and prep == cue.second.lower_ and verb.obj in sink:
                sink[verb.obj] += with_conjuncts(c)
            elif verb.preps.get(prep) in sink:
                sink[verb.preps[prep]] += with_conjuncts(c)
        elif c.dep_ == "nsubj:pass" and verb.obj in sink:
            sink[verb.obj] += with_conjuncts(c)
    return addressees, targets


def _infinitive(cue: Cue, cast: Cast) -> Content | None:
    if not cue.verb.inf:
        return None
    told = cue.verb.np and cue.verb.obj is None and any(c.i > cue.token.i and c.pos_ == "NOUN" for c in children(cue.token, "obj"))
    if told:
        return None  # "pledged its support for a plan to ...": the object tells what was promised, and the infinitive is part of it
    for c in children(cue.token, "xcomp", "advcl", "ccomp", "obj", "acl"):
        if c.i < cue.token.i:
            continue
        found = _to_clause(c, cue)
        if found is not None:
            return found
    # "urged both sides to talk": the parser may hang the infinitive on the noun.
    for noun in [
        *children(cue.token, "obj", "iobj"),
        *(c for c in children(cue.token, "obl") if cue.second is not None and preposition(c) == cue.second.lower_),
    ]:
        for n in with_conjuncts(noun):
            for c in [x for a in children(n, "acl") for x in (a, *(children(a, "xcomp", "advcl") if a.tag_ == "VBN" else ()))]:
                found = _to_clause(c, cue)
                if found is not None:
                    return Content(found.span, "inf", found.rule, targets=[*found.targets, *with_conjuncts(noun)])
    return None


def _to_clause(c: Token, cue: Cue) -> Content | None:
    marks = [m for m in c.children if m.dep_ == "mark" and m.lower_ == "to"]
    if not marks:
        return None
    start = marks[0].i
    doc = c.doc
    if start > 0 and doc[start - 1].lower_ in ("not", "never", "immediately") and doc[start - 1].head.i == c.i:
        start -= 1
    if c.lemma_.lower() in words("naming_verbs") and is_passive(c):
        return None  # "asked not to be named"
    named = [s for s in children(c, "nsubj") if s.i < start]
    return Content(
        trimmed(doc[start : with_afterthoughts(cue, c.right_edge.i + 1)]),
        "inf",
        "infinitive",
        targets=[t for s in named for t in with_conjuncts(s)],
    )


def _clause(cue: Cue, cast: Cast) -> Content | None:
    if not (cue.verb.clause or cue.verb.complement):
        return None
    for c in children(cue.token, "ccomp"):
        if c.i > cue.token.i or cue.verb.clause:
            span = clause_span(c, cue)
            if span is not None:
                return Content(span, "clause", "clause" if c.i > cue.token.i else "clause before its cue")
    for c in children(cue.token, "parataxis", "xcomp", "advcl"):
        # "said: the talks ..." and clauses that the parser hung beside the verb, with a subject of their own
        if c.i > cue.token.i and is_clause(c) and _right_after(cue, c):
            span = clause_span(c, cue)
            if span is not None:
                return Content(span, "clause", "clause")
    if (run := _taken_for_object(cue)) is not None:
        return Content(run, "clause", "clause")
    hung = _of_its_noun(cue)
    span = clause_span(hung, cue) if hung is not None else None
    return Content(span, "clause", "clause") if span is not None else None


def _taken_for_object(cue: Cue) -> Span | None:
    """The clause of "experts say the plan to cut taxes would fail", whose subject the parser took for the object of the cue."""
    token, doc = cue.token, cue.token.doc
    if not cue.verb.clause or cue.verb.np or cue.verb.weak or cue.verb.obj is not None:
        return None
    for o in children(token, "obj"):
        if o.left_edge.i != token.i + 1 or o.pos_ not in ("NOUN", "PROPN", "PRON"):
            continue
        for c in children(token, "parataxis", "ccomp", "conj", "advcl", "xcomp"):
            bare = not any(relation(x) in ("nsubj", "mark", "cc") for x in c.children)
            finite = c.tag_ in FINITE or any(x.tag_ in (*FINITE, "MD") for x in c.children if x.dep_.startswith(("aux", "cop")))
            if bare and finite and c.left_edge.i == o.right_edge.i + 1:
                return trimmed(doc[o.left_edge.i : with_afterthoughts(cue, c.right_edge.i + 1)])
    return None


def _of_its_noun(cue: Cue) -> Token | None:
    """The clause of "announced in a statement this month that ...", which the parser hung on the noun."""
    if not cue.verb.clause:
        return None
    for noun in children(cue.token, "obl", *(("obj", "iobj") if cue.verb.obj == "addressee" else ())):
        if cue.verb.weak and not is_people(noun):
            continue
        # "in response to claims that ..." are others' claims
        if noun.i > cue.token.i and (noun.lemma_.lower() in words("medium_nouns") or noun.lemma_.lower() not in words("speech_nouns")):
            for c in children(noun, "acl", "acl:relcl", "ccomp"):
                if any(m.dep_ == "mark" and m.lower_ == "that" for m in c.children) and is_clause(c):
                    return c
    return None


def is_clause(token: Token) -> bool:
    return any(relation(c) in ("nsubj", "csubj", "expl") for c in token.children)


def _right_after(cue: Cue, c: Token) -> bool:
    """Whether a clause begins just behind the cue, or behind "that" or a colon."""
    left = c.left_edge.i
    between = [t for t in c.doc[cue.token.i + 1 : left] if not t.is_space]
    return (
        any(m.lower_ == "that" for m in c.children if m.dep_ == "mark")
        or not between
        or between[-1].text == ":"
        or (len(between) == 1 and between[0].text == ",")
    )


def _brought(cue: Cue, cast: Cast) -> Content | None:
    """What a preposition brings: "accused Baku of shelling ...", "called for a truce", "blamed Kyiv for ..."."""
    wanted = {p for p, role in cue.verb.preps.items() if role == "content"}
    if cue.second is not None and (cue.verb.np or cue.verb.gerund) and cue.second.dep_ in ("case", "mark"):
        wanted = wanted | {cue.second.lower_}
    if not wanted:
        return None
    objects = [c for c in children(cue.token, "obj") if c.i > cue.token.i and c.tag_ != "PRP"]
    if objects and cue.verb.obj is None and not (cue.verb.np or cue.verb.complement or cue.verb.clause):
        return None  # "committed troops to the fight"
    by = children(cue.token, "obl:agent") if is_passive(cue.token) else []  # "was accused by Yerevan of shelling"
    hosts = [cue.token, *by, *(h for h in children(cue.token, "obj", "iobj", "nsubj") if cue.verb.obj != "addressee" or _can_hear(h, cast))]
    for host in hosts:
        for c in host.children:
            if relation(c) not in ("obl", "advcl", "nmod", "acl", "ccomp", "xcomp") or c.i < cue.token.i:
                continue
            marker = next((m for m in c.children if m.dep_ in ("case", "mark") and m.lower_ in wanted), None)
            if marker is not None and marker.i < c.i:
                start = marker.i + 1
                if host.i != cue.token.i and marker.lower_ == "of" and cue.verb.obj == "addressee" and cast.named_by(host) is not None:
                    continue  # "told X of Fox News"
                if (
                    c.tag_ != "VBG"
                    and (named := cast.named_by(c)) is not None
                    and cast.is_actor(named)
                    and not any(relation(x) in ("acl", "nmod") for x in c.children)
                ):
                    continue  # "pledged his support to Yerevan": an actor is no content
                if marker.lower_ == "as" and cue.verb.np:
                    # "slammed the talk as reckless": what is called so belongs to it, unless it is an actor
                    obj = next((o for o in children(cue.token, "obj", "iobj") if o.i < c.i), None)
                    named = cast.named_by(obj) if obj is not None else None
                    if obj is not None and obj.i > cue.token.i and (named is None or not cast.is_actor(named)):
                        start = obj.left_edge.i
                end = with_reach(cue, c)
                # "accused X of breaking the truce | signed on 20 May": a participle that the parser hung on the one accused
                if end < c.sent.end and _participle_of(c.doc[end], host, cue):
                    end = c.doc[end].right_edge.i + 1
                frame = marker.lower_ if marker.lower_ in cue.verb.preps else "np"
                if (host.i != cue.token.i and (cue.verb.obj in ("target", "addressee") or host in by)) or host.i == cue.token.i:
                    return Content(trimmed(c.doc[start:end]), frame, "what a preposition brings")
    return None


def _participle_of(token: Token, host: Token, cue: Cue) -> bool:
    """Whether a participle right behind a content belongs to its last noun, though the parser hung it on the verb or on the one accused."""
    hung = token.head.i in (host.i, cue.token.i) and token.dep_ in ("acl", "ccomp", "xcomp", "advcl")
    alone = not any(c.dep_.startswith(("nsubj", "aux", "mark")) for c in token.children)
    return token.tag_ in ("VBN", "VBD") and hung and alone


def _can_hear(token: Token, cast: Cast) -> bool:
    """Whether one can be told of something: "told the envoy of the raid", but "told the story of the raid"."""
    return token.pos_ in ("PRON", "PROPN") or is_people(token) or cast.named_by(token) is not None


def _complement(cue: Cue, cast: Cast) -> Content | None:
    """ "called the talks truly momentous": object and predicate together."""
    if not cue.verb.complement or cue.second is not None:
        return None
    if cue.token.head.lower_ == "what" and cue.token.dep_ == "acl:relcl":
        return None  # "condemned what it called a massacre": part of what is condemned
    objects = [c for c in children(cue.token, "obj", "ccomp", "xcomp") if c.i > cue.token.i]
    if cue.token.dep_ == "acl:relcl" and len(objects) == 1 and _calls_what(cue.token):
        return Content(phrase(objects[0]), "complement", "what it is called")
    predicates = [c for c in children(cue.token, "xcomp", "ccomp", "obj", "obl") if c.i > cue.token.i]
    # "called for April" is no predicate; "called the raid | a crime" is one that the parser may take for an adverbial
    predicates = [c for c in predicates if relation(c) != "obl" or _is_predicate(c)]
    if len(objects) == 1 and any(t.is_quote and t.i > objects[0].left_edge.i for t in objects[0].subtree if t.i < objects[0].right_edge.i):
        return Content(phrase(objects[0]), "complement", "object and predicate")  # "calls the bank 'a disgrace'", read as one phrase
    if len(objects) == 1 and len(predicates) == 1 and any(_is_bare_predicate(t) for t in objects[0].subtree if t.i > objects[0].i):
        return Content(phrase(objects[0]), "complement", "object and predicate")  # "called the demand a ploy", read as one phrase
    if not objects or len({*objects, *predicates}) < 2:
        return None
    start = min(c.left_edge.i for c in objects)
    end = max(c.right_edge.i for c in [*objects, *predicates]) + 1
    return Content(trimmed(cue.token.doc[start:end]), "complement", "object and predicate")


def _is_bare_predicate(token: Token) -> bool:
    """Whether a noun that the parser hung on another stands beside it as its predicate: with an article, without preposition or comma."""
    first = token.left_edge
    apart = first.i > 0 and (token.doc[first.i - 1].is_punct or token.doc[first.i - 1].pos_ in ("ADP", "CCONJ"))
    timed = token.ent_type_ in ("DATE", "TIME") or token.lemma_.lower() in words("time_nouns")
    return token.dep_ in ("nmod", "appos", "dep") and first.lower_ in ("a", "an") and not apart and not timed and preposition(token) == ""


def _is_predicate(adverbial: Token) -> bool:
    """ "described the raid as a crime", "described it in terms of loss"; what has no preposition the parser may take for an adverbial."""
    prep = preposition(adverbial)
    timed = adverbial.ent_type_ in ("DATE", "TIME") or adverbial.lemma_.lower() in words("time_nouns")
    return prep == "as" or (prep == "" and not timed) or (prep == "in" and adverbial.lemma_.lower() == "term")


def _calls_what(verb: Token) -> bool:
    """ "the plan, which they called absurd": the predicate stands behind the verb, its object before."""
    return any(c.lower_ in ("which", "whom") and c.i < verb.i and not c.dep_.startswith("nsubj") for c in verb.children)


def _object(cue: Cue, cast: Cast) -> Content | None:
    verb = cue.verb
    if not (verb.np or verb.gerund):
        return None
    hung = [cue.token.head] if cue.token.tag_ == "VBD" and cue.token.dep_ == "amod" and children(cue.token, "nsubj") else []
    told = [*children(cue.token, "obj", "xcomp", "ccomp"), *hung]  # a finite verb that the parser hung on its own object
    for c in told if cue.second is None or cue.second.dep_ == "compound:prt" else []:
        if c.i < cue.token.i or (c.lower_ in QUESTION_WORDS and c.lower_ != "what"):
            continue
        if relation(c) != "obj" and c not in hung and not (verb.gerund and c.tag_ == "VBG"):
            continue
        if c.pos_ == "PRON" and not (c.lower_ == "what" and any(x.dep_ == "acl:relcl" for x in c.children)):
            continue
        if any(x.lower_ in ("no", "little") and x.dep_ in ("det", "amod") for x in c.children) or c.lower_ in ("nothing", "none", "little"):
            continue  # "offered no proof"
        lemma = c.lemma_.lower()
        person = lemma in words("unnamed_source_nouns") or table("speaker_nouns").get(lemma) == "person"
        person = person or (verb.lemma in words("handling_verbs") and (who := cast.named_by(c)) is not None and cast.kind(who) == "Person")
        if person and (verb.act_with("np") == "praise" or verb.lemma in words("handling_verbs")):
            continue  # "welcomed the guests" is no praise, "questioned the suspect" no doubt
        names_actor = (named := cast.named_by(c)) is not None and cast.is_actor(named)
        judged = verb.act_with("np") in _JUDGEMENTS and not verb.weak and verb.np
        if names_actor and verb.obj is not None and not judged and not _present(cue) & {"target", "addressee"}:
            continue
        if not _fits(verb, lemma):
            continue
        if verb.finding and not _tells(cue):
            continue  # "found a bomb" is no finding
        if verb.np or c.tag_ == "VBG":
            end = with_reach(cue, c)
            return Content(trimmed(c.doc[max(c.left_edge.i, cue.token.i + 1) : end]), "gerund" if c.tag_ == "VBG" else "np", "object")
    return None


def _fits(verb: ReportingVerb, noun: str) -> bool:
    """Whether a verb that has only some nouns for its content has this one: "released footage", not "released the hostages"."""
    wanted = "published_nouns" if verb.issuing else "claimed_nouns" if verb.claiming else None
    return wanted is None or noun in words(wanted)


def _tells(cue: Cue) -> bool:
    """Whether it is a text that finds or shows something."""
    return any(table("finding_nouns").get(t.lemma_.lower()) == "text" for t in cue.speakers)


def _passive(cue: Cue, cast: Cast) -> Content | None:
    """ "The raid was condemned by the council", "his account was disputed by the army": the subject is what was told of."""
    verb = cue.verb
    if not verb.np or verb.weak or not cue.speakers or cue.second is not None or not is_passive(cue.token):
        return None
    if verb.finding or verb.lemma in words("handling_verbs") or verb.act_with("np") not in _OF_WORDS:
        return None  # "was found by the patrol", "was ordered by the army", "is threatened by the flood" tell deeds
    for c in children(cue.token, "nsubj:pass"):
        if c.pos_ not in ("NOUN", "PROPN") or table("speaker_nouns").get(c.lemma_.lower()) == "person":
            continue
        if not _fits(verb, c.lemma_.lower()):
            continue
        if (named := cast.named_by(c)) is not None and cast.is_actor(named) and verb.act_with("np") not in _JUDGEMENTS:
            continue
        return Content(phrase(c, without=[x for x in c.children if x.dep_ == "acl:relcl"]), "np", "subject of a passive")
    return None


def _present(cue: Cue) -> set[str]:
    """The roles that the prepositions beside a cue bring."""
    return {cue.verb.preps.get(preposition(c), "") for c in children(cue.token, "obl")}


def _antecedent(cue: Cue, cast: Cast) -> Content | None:
    """ "charges that both governments deny": the noun that the relative clause hangs on."""
    token = cue.token
    if token.dep_ != "acl:relcl" or cue.verb.act != "deny" or is_passive(token):
        return None
    if not any(relation(c) == "nsubj" and c.lower_ not in QUESTION_WORDS for c in token.children):
        return None
    if any(relation(c) in ("obj", "ccomp") and c.lower_ not in QUESTION_WORDS for c in token.children):
        return None
    noun = token.head
    if noun.pos_ not in ("NOUN", "PROPN") or (is_verb(noun)):
        return None
    return Content(phrase(noun, without=[token]), "np", ANTECEDENT)
