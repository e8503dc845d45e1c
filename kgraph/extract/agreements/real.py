"""Whether an agreement that a text speaks of exists: not one that is wished for, planned, denied, doubted or made up.

Read from the parse: what governs the noun, its auxiliaries and its negations, not from words nearby.
"""

from collections.abc import Iterator

from spacy.tokens import Token

from kgraph.extract.syntax import children, does_without, is_infinitive, is_modal, is_negated, is_undone, is_verb, preposition, relation
from kgraph.lexicon import reporting_verbs, table, words


def is_real(head: Token, verb: Token | None, definite: bool, modifiers: set[str]) -> bool:
    """Whether a text presents an agreement as existing; what is only supposed (`is_supposed`) is told apart before."""
    unreal = table("unreal_words")
    if any(unreal.get(m) in ("plan", "failure", "doubt", "wish") and m not in ("next",) for m in modifiers):
        return False
    linked = [c for c in head.children if c.dep_ == "cop"]
    if linked and (is_modal(head) or _is_to_come(head, linked[0])):
        return False  # "the first step must be a ceasefire"
    if _is_denied(head) or _is_doubted(head, definite) or _is_untrue(head):
        return False
    made = verb is not None and verb.lemma_.lower() in words("making_verbs") and (relation(head) == "obj" or head.dep_ == "nsubj:pass")
    if verb is not None and made and (is_undone(verb) or is_modal(verb)):
        return False  # "has not yet signed the truce", "would sign the accord"
    if is_negated(head) or (verb is not None and is_undone(verb)):
        return definite
    if definite and preposition(head) not in ("for", "on", "towards", "toward"):
        return not is_wished(head)
    if verb is not None and is_modal(verb):
        return False
    if verb is not None and is_purpose(verb if verb.i != head.i else head):
        return False
    return not is_wished(head)


def _is_to_come(head: Token, cop: Token) -> bool:
    """ "The first step is a ceasefire", "the goal is a truce": the present tense of what is no agreement itself."""
    subject = next((c for c in children(head, "nsubj") if c.dep_ != "nsubj:pass"), None)
    return cop.tag_ in ("VBZ", "VBP") and subject is not None and subject.pos_ == "NOUN" and subject.lower_ not in table("agreement_nouns")


def is_supposed(head: Token) -> bool:
    """ "If they had signed a truce", "had the accord been signed", "did they sign a truce?", "proposed that both sign a truce"."""
    sentence = head.sent
    last = next((t for i in range(sentence.end - 1, head.i, -1) if not ((t := head.doc[i]).is_space or t.is_quote)), head)
    if last.text == "?":
        return True
    for v in _above(head):
        if any(t.dep_ == "mark" and t.lower_ in ("if", "unless", "whether") for t in v.children):
            return True
        subject = next((c for c in v.children if relation(c) == "nsubj"), None)
        if subject is not None and any(
            c.dep_.startswith("aux") and c.lower_ in ("had", "were", "should") and c.i < subject.left_edge.i for c in v.children
        ):
            return True
        wanted = v.dep_ == "ccomp" and v.tag_ in ("VB", "VBP") and not any(c.dep_ == "aux" for c in v.children)
        if wanted and table("unreal_words").get(v.head.lemma_.lower()) in ("wish", "plan"):
            return True
    return False


def is_possible(head: Token, verb: Token | None, definite: bool) -> bool:
    """ "They could sign a truce with X". What will be signed keeps its parties for the mention that says it was."""
    if definite or verb is None or not is_modal(verb) or (relation(head) not in ("obj", "obl") and head.dep_ != "nsubj:pass"):
        return False
    return not any(c.lemma_.lower() in ("will", "shall", "'ll", "’ll", "wo") for c in verb.children if c.dep_ == "aux")


def _above(head: Token) -> Iterator[Token]:
    """The predicates above a noun within its sentence, nearest first."""
    t = head
    while t.head.i != t.i:
        t = t.head
        if is_verb(t) or any(c.dep_ == "cop" for c in t.children):
            yield t


def _denies(verb: Token) -> bool:
    entry = reporting_verbs().get(verb.lemma_.lower())
    return entry is not None and entry.act == "deny"


def _is_denied(head: Token) -> bool:
    """Within what somebody denies ("denied that it had signed a deal"), did without ("without reaching a truce") or is not there ("no trace
    of a truce")."""
    noun = head
    known = any(c.dep_ == "nmod:poss" or c.lower_ in ("the", "this", "that") for c in head.children)  # "no breach of the truce"
    while not known and (
        (relation(noun) in ("nmod", "conj", "appos") and noun.head.pos_ == "NOUN")
        or (relation(noun) in ("obj", "obl") and noun.head.dep_ == "acl")
        or noun.dep_ == "acl"  # "no trace of measures regulating the fighting, such as a truce"
    ):
        noun = noun.head
        if noun.lemma_.lower() in ("absence", "lack") or any(c.lower_ == "no" and c.dep_ == "det" for c in noun.children):
            return True
    for v in _above(head):
        if does_without(v):
            return True
        if _denies(v) and (relation(head) != "nsubj" or head.head.i != v.i):
            return True
    return False


def _is_doubted(head: Token, definite: bool) -> bool:
    """Said to be possible, unlikely, near or needed, or only rumoured: "a truce was close", "remains elusive", "reports of a truce"."""
    unreal = table("unreal_words")
    if any(c.dep_ == "advmod" and unreal.get(c.lower_) == "doubt" for v in _above(head) for c in v.children):
        return True
    if relation(head) == "nsubj":
        predicate = head.head
        linking = predicate.lemma_.lower() in words("linking_verbs")
        said = [predicate, *(children(predicate, "xcomp", "advmod", "obl") if linking else ())]
        alone = predicate.lemma_.lower() in ("depend", "hinge", "need")
        if linking or alone or any(c.dep_ == "cop" for c in predicate.children):
            kinds = {unreal.get(t.lemma_.lower()) for t in said} - {None}
            near = any(t.lemma_.lower() in ("reach", "sight", "grasp") and preposition(t) in ("within", "in") for t in said)
            # "The truce is vital" tells of a truce; "a truce is vital" wants one
            if (near or kinds) and not (definite and not near and kinds <= {"wish"}):
                return True
    return relation(head) == "nmod" and preposition(head) == "of" and head.head.lemma_.lower() in words("doubt_nouns")


def _is_untrue(head: Token) -> bool:
    """Told as false, as hearsay or in a work of fiction: "claims that both signed a truce are false", "it is not true that ...",
    "hinted that a pact had been signed", "in the novel, both sign a treaty"."""
    for v in _above(head):
        up = v.head
        if up.i == v.i:
            break
        if v.dep_ in ("acl", "ccomp", "csubj", "csubj:pass", "acl:relcl"):
            lemma = up.lemma_.lower()
            if v.dep_ == "acl" and lemma in words("doubt_nouns"):
                return True
            if lemma in words("untrue_words") or (lemma in ("true", "case") and is_negated(up)):
                return True
            if v.dep_ == "ccomp" and table("unreal_words").get(lemma) == "doubt" and is_verb(up):
                return True
    subject = head
    while subject.head.i != subject.i and relation(subject) != "nsubj":
        subject = subject.head
    if subject.head.lemma_.lower() in words("untrue_words") and any(c.dep_ == "cop" for c in subject.head.children):
        return True
    return any(t.lemma_.lower() in words("fiction_nouns") for t in head.sent)


def is_talks(noun: Token) -> bool:
    """ "negotiations", "the peace talks"."""
    return not {noun.lemma_.lower(), noun.lower_}.isdisjoint(words("talk_nouns"))


def is_purpose(verb: Token) -> bool:
    """ "to broker a ceasefire" is an aim, "managed to broker", "agreed to cease fire" are not."""
    return verb.tag_ == "VB" and is_infinitive(verb) and verb.head.lemma_.lower() not in words("bringing_verbs")


def is_wished(head: Token) -> bool:
    """Whether something above the noun wishes, plans, proposes or denies it: "called for", "efforts to reach", "talks on"."""
    unreal = table("unreal_words")
    t = head
    about = relation(head) in ("obl", "nmod") and preposition(head) in ("about", "for", "on", "over", "toward", "towards")
    if about and any(is_talks(o) for o in children(head.head, "obj")):
        return True  # "agreed to hold talks on a truce"
    for _ in range(4):
        up = t.head
        if up.i == t.i:
            return False
        if relation(t) in ("nsubj", "csubj") or t.dep_ in ("acl:relcl", "parataxis", "ccomp"):
            return False
        lemma = up.lemma_.lower()
        prep = preposition(t) or next((c.lower_ for c in t.children if c.dep_ == "mark"), "")
        if f"{lemma} {prep}" in unreal or (
            lemma in unreal and relation(t) in ("obj", "obl", "xcomp", "advcl", "nmod", "acl", "ccomp", "compound")
        ):
            return True
        if (
            lemma in words("talk_nouns")
            and relation(t) in ("nmod", "compound")
            and prep in ("on", "for", "about", "towards", "toward", "of", "")
        ):
            return True
        if up.tag_ == "VB" and is_infinitive(up) and up.head.i != up.i and up.head.lemma_.lower() in unreal:
            return True
        if relation(t) in ("conj",) and is_verb(up) and is_verb(t):
            return False
        t = up
    return False
