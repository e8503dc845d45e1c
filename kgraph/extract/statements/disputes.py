"""Which statements of a document contradict each other: a denial and what it denies, opposite things said of the same matter.

No link stands on likeness alone. Four rules: what is denied is itself a report within the denial ("denied an assertion
that ..."); one denies or negates what the other affirms, with the same predicate and a name or noun in common, or of the
denier's own deeds; a bare denial ("denied any involvement", "denied the claim") answers the accusation in its own sentence,
or the one just before that accuses the denier's side; "the claim" answers what was said last, or, at the head of a
text, what is said first below. Who disputes a statement disputes what the same side says again in nearly the same words.

What is turned down is no claim: "rejected the demand" disputes what was demanded, or nothing. No side disputes itself, and no
denial disputes the report that tells of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kgraph.extract.statements.cues import entry_of
from kgraph.extract.statements.nominal import act_named
from kgraph.extract.syntax import NEGATIONS, SUBSTANCE, is_modal, relation, with_conjuncts
from kgraph.facts import AFFIRMING, Act, Matter
from kgraph.lexicon import table, words

_ANYTHING = frozenset({"anybody", "anyone", "anything", "nobody", "nothing"})
_SHARE = 0.4  # of the shorter one's words of substance
_AGAIN = 0.6  # of them, for the same thing said again
_MOST = 200  # statements that share a word, the last of them, are compared
_TAKEN_UP = 60  # tokens between what was said and "the claim" that takes it up
_AIMED = 120  # tokens between an accusation and the bare denial of the one accused
_BARE = 4  # words in a denial that names no matter of its own
_OF_FACT: frozenset[Act] = frozenset({"announce", "claim", "accuse", "condemn", "warn"})  # what can be denied to be so
_URGED: frozenset[Act] = frozenset({"urge"})


@dataclass(frozen=True, slots=True)
class Said:
    """What the comparison needs of a statement: characters `start` to `end` of its content, and its cue's offset."""

    speaker: int | None
    act: Act
    start: int
    end: int
    cue: int
    targets: tuple[int, ...] = ()
    places: frozenset[int] = frozenset()  # towns, regions and facilities named in it
    sides: frozenset[int] = frozenset()  # the speaker, the states and bodies that the speaker serves, and those that these serve
    names: frozenset[int] = frozenset()  # all that is named in it

    def tells_of(self, other: "Said") -> bool:
        """Whether the content tells that `other` was said: "reported that Chad had denied shelling Tine".

        Not where `other` stands beside it and takes it up: "said that Chad had sent arms, which Chad denied".
        """
        return self.start <= other.cue < self.end and not (other.start == self.start and other.end <= other.cue)


def disputes(said: Sequence[Said], views: Sequence["View"]) -> dict[int, list[int]]:
    """For each statement that denies or contradicts: the positions of the statements that it disputes, in reading order.

    `views` are the contents of `said`.
    """
    by_stem: dict[str, list[int]] = {}
    for n, v in enumerate(views):
        for stem in v.stems:
            by_stem.setdefault(stem, []).append(n)
    out: dict[int, list[int]] = {}
    for i, s in enumerate(said):
        if not (s.act == "deny" or views[i].negated or views[i].refused):
            continue
        # Only what shares the predicate can be of the same matter; what lies within a denial shares its words.
        near = sorted(
            {
                j
                for stem in views[i].heads | views[i].refused | (views[i].stems if s.act == "deny" else frozenset())
                for j in by_stem.get(stem, ())[-_MOST:]
            }
        )
        found = [j for j in near if _opposed(s, said[j]) and _disputes(s, said[j], views[i], views[j])]
        if not found and s.act == "deny" and (len(views[i].words) <= _BARE or _takes_up(views[i].words)):
            found = _answered(i, said, views)
        if found:
            all_ = {*found, *_said_again(found, i, said, views, by_stem)}
            out[i] = sorted(j for j in all_ if not any(_quotes(said[j], said[k]) for k in all_ if k != j))
    return out


def _opposed(s: Said, o: Said) -> bool:
    """Whether two statements can stand against each other: made by two sides, and neither told by the other as its own matter."""
    if s.speaker == o.speaker or o.tells_of(s):
        return False
    return s.sides.isdisjoint(o.sides) or _lies_within(o, s)


def _lies_within(o: Said, s: Said) -> bool:
    """Whether what `s` denies is a report in so many words: "denied its minister's claim that ...", even one of its own side."""
    return s.act == "deny" and s.start <= o.start and o.end <= s.end


def _quotes(o: Said, disputed: Said) -> bool:
    """Whether a statement only tells that a disputed one was made: who quotes a claim does not make it."""
    return o.tells_of(disputed) and o.start <= disputed.start and disputed.end <= o.end


def _said_again(found: list[int], i: int, said: Sequence[Said], views: Sequence["View"], by_stem: dict[str, list[int]]) -> set[int]:
    """What the sides whose statements are disputed say again elsewhere in the text."""
    out: set[int] = set()
    for j in found:
        near = {k for stem in views[j].heads for k in by_stem.get(stem, ())[-_MOST:]} - {i, *found}
        out |= {
            k
            for k in near
            if said[k].act in AFFIRMING
            and _opposed(said[i], said[k])
            and not said[k].sides.isdisjoint(said[j].sides)
            and views[k].negated == views[j].negated
            and len(views[k].stems & views[j].stems) >= max(3, _AGAIN * min(len(views[k].stems), len(views[j].stems)))
        }
    return out


class View:
    """The content of a statement in comparable terms; `matter` is what documents may compare."""

    def __init__(self, doc: Doc, s: Said) -> None:
        span = doc.char_span(s.start, s.end, alignment_mode="expand") or doc[0:0]
        tokens = [t for t in span if not t.is_space and not t.is_punct]
        self.cue = next((t.sent.start for t in (doc.char_span(s.cue, s.cue + 1, alignment_mode="expand") or ())), -1)
        self.words = [t.lower_ for t in tokens]
        self.stems = frozenset(_stem(t) for t in tokens if t.pos_ in SUBSTANCE and t.lemma_.lower() not in words("light_predicates"))
        tops = [t for t in tokens if not (span.start <= t.head.i < span.end) or t.head.i == t.i]
        self.heads = frozenset(_stem(t) for t in tops if t.lemma_.lower() not in words("light_predicates") and t.pos_ in SUBSTANCE)
        self.negated = any(_negates(t) for t in tops)
        # "are not involved in the war and have not attacked": each negated predicate by itself
        joined = [c for t in tops for c in t.children if c.dep_ == "conj"]
        predicates = [t for t in (*tops, *joined) if t.lemma_.lower() not in words("light_predicates")]
        self.refused = frozenset(_stem(t) for t in predicates if _negates(t) and not is_modal(t))  # "will not attack" denies no attack
        objects = (o for t in (*tops, *joined) for c in t.children if relation(c) == "obj" for o in with_conjuncts(c))
        self.objects = frozenset(_stem(o) for o in objects if o.pos_ in SUBSTANCE and o.lower_ not in _ANYTHING)
        self.noun = next((table("speech_nouns")[t.lemma_.lower()] for t in tops if t.lemma_.lower() in words("speech_nouns")), None)
        self.answers = self._answers(doc, s)

    def _answers(self, doc: Doc, s: Said) -> frozenset[Act]:
        """The acts that this can dispute: what was urged where it turns down "the demand", else what was said to be so."""
        if s.act != "deny" or self.noun in ("accuse", "announce", "claim"):
            return _OF_FACT
        if self.noun is not None:
            return _URGED if self.noun in ("urge", "promise") else frozenset({act_named(self.noun)})
        cue = doc.char_span(s.cue, s.cue + 1, alignment_mode="expand")
        verb = entry_of(cue[0]) if cue is not None else None
        return _URGED if verb is not None and verb[0].refusing else _OF_FACT

    @property
    def matter(self) -> Matter:
        predicates = self.refused or (self.heads if self.answers & AFFIRMING else frozenset())  # who turns down a demand denies nothing
        return Matter(tuple(sorted(predicates)), tuple(sorted(self.stems | predicates)), tuple(sorted(self.objects)), bool(self.refused))


def _negates(top: Token) -> bool:
    """Whether a predicate is negated: by itself ("was not sending"), or by its subject or object ("no rockets fired")."""
    for c in top.children:
        if c.lower_ in NEGATIONS and c.dep_ in ("advmod", "det", "cc:preconj"):
            return True
        if c.dep_.startswith(("nsubj", "obj")) and any(
            x.lower_ in ("no", "none", "neither") for x in c.children if x.dep_ in ("det", "advmod")
        ):
            return True
    return False


def _stem(token: Token) -> str:
    """The lemma, with the endings off that make nouns of verbs, so that "capture", "captured" and "capturing" meet."""
    lemma = token.lemma_.lower()
    for ending in ("ation", "ment", "ing", "ed", "ion", "al", "e"):
        if lemma.endswith(ending) and len(lemma) - len(ending) >= 4 and token.pos_ != "PROPN":
            return lemma[: -len(ending)]
    return lemma


def _disputes(s: Said, o: Said, mine: View, other: View) -> bool:
    if o.act not in mine.answers:
        return False
    if _lies_within(o, s):
        return len(other.stems) > 1
    if other.negated or not _can_be_meant(s, o):
        return False
    if s.places and o.places and not s.places & o.places:
        return False  # another place, another matter
    if s.act != "deny" and o.act == "accuse" and not s.sides.isdisjoint(o.targets) and _same_object(mine, other):
        return not mine.refused.isdisjoint(other.stems)  # "have not attacked" answers who accused them of attacks
    if s.act != "deny" and (not mine.negated or not s.sides.isdisjoint(o.sides)):
        return False  # a ministry does not contradict its own state by a "not" alone
    shared = mine.stems & other.stems
    enough = len(shared) >= 2 and len(shared) >= _SHARE * min(len(mine.stems), len(other.stems))
    if s.act != "deny":
        return enough and bool(mine.heads & other.heads)
    same_matter = bool(mine.heads & other.stems)
    if abs(mine.cue - other.cue) < _TAKEN_UP and _same_object(mine, other):
        if same_matter and s.sides & (o.names | set(o.targets)):
            return True  # "denied sending fighters", near "X alleges that they are sending mercenaries"
        if o.act == "accuse" and s.sides & set(o.targets):
            same_matter |= bool(other.heads & mine.stems)  # "denied firing at civilian targets", accused of targeting civilians
    return enough and same_matter


def _same_object(mine: View, other: View) -> bool:
    """Whether two predicates can be of one object: either has none, or they share one."""
    return not mine.objects or not other.objects or bool(mine.objects & other.objects)


def _answered(i: int, said: Sequence[Said], views: Sequence[View]) -> list[int]:
    """The statements that a bare denial answers."""
    s, mine = said[i], views[i]
    if mine.noun is None and mine.answers is _URGED:
        return []  # "rejected talks" tells of no demand
    fitting = [j for j, o in enumerate(said) if o.act in mine.answers and _opposed(s, o) and _can_be_meant(s, o)]
    near = [j for j in fitting if said[j].cue < s.cue]
    in_sentence = [j for j in near if views[j].cue == mine.cue]
    if in_sentence:
        return _last(in_sentence, said)
    just_said = [j for j in near if mine.cue - views[j].cue < _TAKEN_UP]
    if _takes_up(mine.words) and mine.noun != "accuse" and just_said:
        return _last(just_said, said)
    # "denied the accusation" answers one of the denier's state; "denied targeting the school" is of a matter of its own.
    sides = s.sides if mine.noun is not None else s.sides & {s.speaker}
    aimed = [j for j in near if not sides.isdisjoint(said[j].targets) and mine.cue - views[j].cue < _AIMED]
    if aimed or not _takes_up(mine.words):
        return aimed[-1:]
    if not just_said and not any(o.cue < s.cue for o in said):
        # The head of a text denies what its first sentences tell.
        below = [j for j in fitting if said[j].act in AFFIRMING and 0 < views[j].cue - mine.cue < _TAKEN_UP]
        return [j for j in below if said[j].cue == min(said[k].cue for k in below)]
    return _last(just_said, said)


def _last(found: Sequence[int], said: Sequence[Said]) -> list[int]:
    """Of these, those with the last cue: several where several said it together."""
    last = max((said[j].cue for j in found), default=None)
    return [j for j in found if said[j].cue == last]


def _can_be_meant(s: Said, o: Said) -> bool:
    """Only who was urged turns a demand down."""
    return o.act != "urge" or not o.targets or not s.sides.isdisjoint(o.targets)


def _takes_up(denied: list[str]) -> bool:
    """ "the claim", "these reports", "the allegation as baseless": nothing but what was just said."""
    return (
        (len(denied) == 2 or denied[2:3] == ["as"])
        and denied[0] in ("the", "this", "that", "these", "those")
        and denied[1].removesuffix("s") in words("speech_nouns")
    )
