"""Which statements of a document contradict each other: a denial and what it denies, opposite things said of the same matter.

No link stands on likeness alone. Four rules: what is denied is itself a report within the denial ("denied an assertion
that ..."); one denies or negates what the other affirms, with the same predicate and a name or noun in common, or of the
denier's own deeds; a bare denial ("denied any involvement", "denied the claim") answers the accusation in its own sentence,
or the one just before that accuses the denier's side; "the claim" also answers what was said last, or, at the head of a
text, what is said first below. Who disputes a statement disputes what the same side says again in nearly the same words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kgraph.extract.syntax import NEGATIONS, SUBSTANCE, is_modal, relation, with_conjuncts
from kgraph.facts import AFFIRMING, Act, Matter
from kgraph.lexicon import words

_ANYTHING = frozenset({"anybody", "anyone", "anything", "nobody", "nothing"})
_SHARE = 0.4  # of the shorter one's words of substance
_AGAIN = 0.6  # of them, for the same thing said again
_MOST = 200  # statements that share a word, the last of them, are compared
_TAKEN_UP = 60  # tokens between what was said and "the claim" that takes it up
_BARE = 4  # words in a denial that names no matter of its own


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
    sides: frozenset[int] = frozenset()  # the speaker, and the states and bodies that the speaker serves
    names: frozenset[int] = frozenset()  # all that is named in it


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
        found = [j for j in near if i != j and said[j].speaker != s.speaker and _disputes(s, said[j], views[i], views[j])]
        if not found and s.act == "deny" and (len(views[i].words) <= _BARE or _takes_up(views[i].words)):
            found = _answered(i, said, views)
        if found:
            out[i] = sorted({*found, *_said_again(found, i, said, views, by_stem)})
    return out


def _said_again(found: list[int], i: int, said: Sequence[Said], views: Sequence["View"], by_stem: dict[str, list[int]]) -> set[int]:
    """What the sides whose statements are disputed say again elsewhere in the text."""
    out: set[int] = set()
    for j in found:
        near = {k for stem in views[j].heads for k in by_stem.get(stem, ())[-_MOST:]} - {i, *found}
        out |= {
            k
            for k in near
            if said[k].act in AFFIRMING
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

    @property
    def matter(self) -> Matter:
        predicates = self.refused or self.heads
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
    if o.act in ("deny", "urge", "promise", "praise", "concern"):
        return False
    if s.act == "deny" and s.start <= o.start and o.end <= s.end:
        return len(other.stems) > 1
    if other.negated:
        return False
    if s.places and o.places and not s.places & o.places:
        return False  # another place, another matter
    if s.act != "deny" and o.act == "accuse" and not s.sides.isdisjoint(o.targets) and _same_object(mine, other):
        return not mine.refused.isdisjoint(other.stems)  # "have not attacked" answers who accused them of attacks
    if s.act != "deny" and (not mine.negated or not s.sides.isdisjoint(o.sides)):
        return False  # a ministry does not contradict its own state by a "not" alone
    shared = mine.stems & other.stems
    same_matter = bool(mine.heads & other.stems) if s.act == "deny" else bool(mine.heads & other.heads)
    if (
        s.act == "deny"
        and same_matter
        and s.sides & (o.names | set(o.targets))
        and abs(mine.cue - other.cue) < _TAKEN_UP
        and _same_object(mine, other)
    ):
        return True  # "denied sending fighters", near "X alleges that they are sending mercenaries"
    return same_matter and len(shared) >= 2 and len(shared) >= _SHARE * min(len(mine.stems), len(other.stems))


def _same_object(mine: View, other: View) -> bool:
    """Whether two predicates can be of one object: either has none, or they share one."""
    return not mine.objects or not other.objects or bool(mine.objects & other.objects)


def _answered(i: int, said: Sequence[Said], views: Sequence[View]) -> list[int]:
    """The statements that a bare denial answers."""
    s = said[i]
    near = [
        j for j, o in enumerate(said) if o.speaker != s.speaker and o.act in ("claim", "accuse", "announce", "condemn") and o.cue < s.cue
    ]
    in_sentence = [j for j in near if views[j].cue == views[i].cue]
    if in_sentence:
        last = max(said[j].cue for j in in_sentence)
        return [j for j in in_sentence if said[j].cue == last]
    # "denied the accusation" answers one of the denier's state; "denied targeting the school" is of a matter of its own.
    sides = s.sides if any(w.removesuffix("s") in words("speech_nouns") for w in views[i].words) else s.sides & {s.speaker}
    aimed = [j for j in near if not sides.isdisjoint(said[j].targets) and views[i].cue - views[j].cue < 120]
    if aimed or not _takes_up(views[i].words):
        return aimed[-1:]
    just_said = [j for j in near if views[i].cue - views[j].cue < _TAKEN_UP]
    if not just_said and not any(o.cue < s.cue for o in said):
        # The head of a text denies what its first sentences tell.
        below = [j for j, o in enumerate(said) if o.speaker != s.speaker and o.act in AFFIRMING and _just_below(views, i, j)]
        return [j for j in below if said[j].cue == min(said[k].cue for k in below)]
    return [j for j in just_said if said[j].cue == max(said[k].cue for k in just_said)]


def _just_below(views: Sequence[View], i: int, j: int) -> bool:
    return 0 < views[j].cue - views[i].cue < _TAKEN_UP


def _takes_up(denied: list[str]) -> bool:
    """ "the claim", "these reports", "the allegation as baseless": nothing but what was just said."""
    return (
        (len(denied) == 2 or denied[2:3] == ["as"])
        and denied[0] in ("the", "this", "that", "these", "those")
        and denied[1].removesuffix("s") in words("speech_nouns")
    )
