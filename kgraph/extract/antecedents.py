"""Antecedents: whom "he", "the ministry", "both sides" or "the president" stands for.

A pronoun takes the most salient member that it can stand for: near, a subject, one who has just spoken, not merely named
within quoted words. What has no antecedent stays unresolved: nobody is made to say what a stranger said.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from spacy.tokens import Token

from kgraph.extract.syntax import first_conjunct, preposition, relation, with_conjuncts
from kgraph.lexicon import table, words

if TYPE_CHECKING:
    from kgraph.extract.cast import Cast
    from kgraph.extract.mentions import Found

_SENTENCES = 4  # that are looked back for what "it" stands for
_REACH = 250  # tokens within which a pronoun finds whom it stands for
_FAR = 4000  # tokens within which a definite noun does ("the ministry", "the president")

_SINGULAR_PERSON = frozenset({"he", "she", "him", "her", "his", "hers", "himself", "herself"})
_THING = frozenset({"it", "its", "itself"})
_GROUP = frozenset({"they", "their", "them"})


class Antecedents:
    """Resolves the nominals of a document in reading order; what it resolved makes its members more salient for the next.

    `serving` are (person, body or state) that the document tells; `mediators` those who mediate its agreements, `quoted` the tokens within
    quotation marks.
    """

    def __init__(self, cast: "Cast") -> None:
        self.cast = cast
        self.serving: set[tuple[int, int]] = set()
        self.mediators: frozenset[int] = frozenset()
        self.quoted: frozenset[int] = frozenset()
        self._taken_up: list[tuple[int, int]] = []  # (token, member) of the pronouns resolved so far
        self._gender: dict[int, str] = {}
        self._starts: list[int] = []

    def resolve(self, token: Token, before: Iterable[int] = ()) -> list[int]:
        """The entities that a nominal stands for, best reading only; empty where it stands for none that is named.

        `before`: the entities that spoke last, most recent first: the likeliest antecedents of a pronoun.
        """
        named = self.cast.named_by(token)
        if named is not None:
            return [named]
        low = token.lower_
        if low in _SINGULAR_PERSON:
            return self._last(("Person",), token, before)
        if low in _THING:
            return [] if self.thing(token) is not None else self._last(("Organization", "Country", "ArmedForce"), token, before)
        if low in _GROUP and self._has_nearer_plural(token):
            return []
        if low in _GROUP or self._is_pair(token):
            pair = self._last_pair(token)
            return pair if pair or low not in _GROUP else self._last(("Organization", "ArmedForce", "Country"), token, before)
        return self._nominal(token, before)

    def _has_nearer_plural(self, token: Token) -> bool:
        """Whether "they" are rather the people, without a name, who were the last subject ("Villagers gathered. They said ...")."""
        for t in reversed(list(self.cast.doc[max(0, token.i - 40) : token.i])):
            if t.dep_.startswith("nsubj") and t.tag_ in ("NNS", "NNPS") and t.i not in self.cast.at and not _is_plural(t):
                return True
            if t.dep_.startswith("nsubj") and t.i in self.cast.at:
                return False
        return False

    def thing(self, token: Token) -> Token | None:
        """The text that "it" rather stands for: what the sentence before is about ("The accord was signed in Juba. It states ...")."""
        if token.lower_ not in _THING:
            return None
        sentence = token.sent
        if any(t.dep_ == "nsubj" and self.cast.named_by(t) is not None for t in self.cast.doc[sentence.start : token.i]):
            return None
        for _ in range(_SENTENCES):
            if sentence.start == 0:
                return None
            sentence = self.cast.doc[sentence.start - 1].sent
            subject = next((c for c in sentence.root.children if relation(c) == "nsubj"), None)
            if subject is None or subject.lower_ in _THING:
                continue  # "It also provides ...": the same thing, further back
            return subject if subject.tag_ == "NN" and self.cast.named_by(subject) is None and is_text(subject) else None
        return None

    def _is_pair(self, token: Token) -> bool:
        if token.lower_ in ("both", "two"):
            # "both said" and "the two said", but not "two of them"
            return token.lower_ == "both" or any(c.lower_ == "the" for c in token.children)
        if _is_one_of_two(token):
            return any(c.lower_ == "each" for c in token.children)
        counted = any(c.lower_ in ("both", "two", "warring") for c in token.children)
        owned = any(c.dep_ == "nmod" and preposition(c) == "of" for c in token.children)  # "the nations of the world" are many
        return _is_plural(token) and (counted or (not owned and any(c.lower_ == "the" for c in token.children)))

    def _nominal(self, token: Token, before: Iterable[int]) -> list[int]:
        """ "the minister", "the ministry", "the group": the one last named that is called so."""
        word = token.lemma_.lower()
        definite = any(c.lower_ in ("the", "this", "same", "his", "her", "its", "their") for c in token.children)
        if not definite and not token.text[:1].isupper():
            return []
        phrase = {t.lower_ for t in token.subtree if t.i <= token.i and t.pos_ != "DET"}
        owner = next(
            (self.cast.at[c.i] for c in token.children if c.i in self.cast.at and relation(c) in ("nmod", "compound", "amod")), None
        )
        if word in words("role_nouns") or token.lower_ in words("role_nouns"):
            return self._role_holder(token, phrase, owner)
        if word in words("body_nouns") or word in words("force_nouns"):
            for _, index in reversed(self._near(token, _FAR)):
                kind = self.cast.kind(index)
                if kind in ("Organization", "ArmedForce") and any(word in form.lower().split() for form in self._words_of(index)):
                    return [index]
            if word in words("group_nouns"):
                return self._last(("Organization", "ArmedForce"), token, before)
        if token.lower_ in words("collective_voices") and owner is None and definite and (home := self.cast.home()) is not None:
            states = [i for f, i in self._near(token, _REACH) if self.cast.kind(i) == "Country" and not f.adjective]
            if states:
                return [home] if states[-1] == home else []
            return [home] if self.cast.is_named_before(home, token) or self.cast.is_named_twice(home) else []
        if word in words("state_nouns") and definite and token.tag_ in ("NN", "NNP"):
            return self._last(("Country",), token, before)
        return []

    def _words_of(self, index: int) -> Iterator[str]:
        yield from self.cast.members[index].forms
        yield self.cast.members[index].name

    def _role_holder(self, token: Token, phrase: set[str], owner: int | None) -> list[int]:
        """Who holds the office that a noun names: the one last named with it; with its state, also one named later only."""
        wanted = self._office(token)
        last = token.lemma_.lower()
        loose = len(phrase) == 1 or owner is not None

        def holds(index: int) -> bool:
            if self.cast.kind(index) != "Person" or (owner is not None and (index, owner) not in self.serving):
                return False
            roles = (role.lower() for role in self.cast.members[index].roles)
            return any(role == wanted or (loose and role.split()[-1] == last) for role in roles)

        for _, index in reversed(self._near(token, _FAR)):
            if holds(index):
                return [index]
        named_later = sorted({who for who, of in self.serving if of == owner and holds(who)}) if owner is not None else []
        return named_later if len(named_later) == 1 else []

    def _office(self, token: Token) -> str:
        own = [
            t
            for t in token.subtree
            if t.i == token.i or (t.i < token.i and relation(t) in ("compound", "amod") and t.i not in self.cast.at)
        ]
        return " ".join(t.lower_ for t in sorted(own, key=lambda t: t.i))

    def holders(self, token: Token, owners: Iterable[int]) -> list[int]:
        """The holders of an office in several states: "the presidents of America, Russia and France"."""
        lemma = token.lemma_.lower()
        out: list[int] = []
        for owner in owners:
            held = sorted(who for who, of in self.serving if of == owner and self.cast.kind(who) == "Person")
            fitting = [i for i in held if any(r.lower().split()[-1] == lemma for r in self.cast.members[i].roles)]
            if len(fitting) == 1:
                out += fitting
        return out

    def _last(self, kinds: tuple[str, ...], token: Token, before: Iterable[int]) -> list[int]:
        """The most salient antecedent: near, a subject, one who has just spoken, not merely named within quoted words."""
        woman = token.lower_ in ("she", "her", "hers", "herself")
        man = token.lower_ in ("he", "him", "his", "himself")
        last: dict[int, float] = {}
        for f, index in self._near(token, _REACH):
            if self.cast.kind(index) not in kinds or f.adjective:
                continue
            if (woman and self._gender.get(index) == "m") or (man and self._gender.get(index) == "f"):
                continue
            root = self.cast.doc[f.start : f.end].root
            score = float(f.start)
            if relation(first_conjunct(root)) == "nsubj":
                score += 25  # subjects stay in focus for about a sentence longer than other mentions
            if f.start in self.quoted:
                score -= 30
            if relation(root) == "nmod" and root.dep_ == "nmod:poss":
                score -= 10
            last[index] = max(score, last.get(index, score))
        for at, index in self._taken_up[-_REACH:]:
            if at < token.i and index in last:
                last[index] = max(last[index], at + 25.0)
        for n, index in enumerate(before):
            if index in last:
                last[index] += 12.0 - 6 * n if n < 2 else 0.0
        if not last:
            return []
        best = max(last, key=lambda i: (last[i], -i))
        if token.i - last[best] > _REACH:
            return []
        self._taken_up.append((token.i, best))
        if woman or man:
            self._gender.setdefault(best, "f" if woman else "m")
        return [best]

    def _near(self, token: Token, reach: int) -> "list[tuple[Found, int]]":
        """The mentions that end before a token and begin at most `reach` tokens before it, in reading order."""
        if len(self._starts) != len(self.cast.mentions):
            self._starts = [f.start for f, _ in self.cast.mentions]
        first, last = bisect_left(self._starts, token.i - reach), bisect_left(self._starts, token.i)
        return [(f, i) for f, i in self.cast.mentions[first:last] if f.end <= token.i]

    def _last_pair(self, token: Token) -> list[int]:
        """The two actors last named together ("Armenia and Azerbaijan", "between India and Pakistan")."""
        people = token.lower_ in words("people_plurals")
        # "they" looks no further back than "he" does
        for f, index in reversed(self._near(token, _REACH if token.lower_ in _GROUP else _FAR)):
            if not self.cast.is_actor(index) or ((self.cast.kind(index) == "Person") != people and token.lower_ not in _GROUP):
                continue
            root = self.cast.doc[f.start : f.end].root
            group = [self.cast.at[t.i] for t in with_conjuncts(first_conjunct(root)) if t.i in self.cast.at]
            group = list(dict.fromkeys(i for i in group if self.cast.is_actor(i)))
            if _is_plural(token) and self.mediators.intersection(group):
                continue  # "both sides" are not those who stand between them
            if len(group) == 2:
                return [self.cast.side(i) for i in group]
        return []


def is_text(token: Token) -> bool:
    """Whether a noun stands for words that somebody wrote: "the report", "the accord", "federal statistics"."""
    lemma = token.lemma_.lower()
    texts = table("speaker_nouns").get(lemma) == "text" or table("finding_nouns").get(lemma) == "text"
    return texts or lemma in words("agreement_nouns") or lemma in words("authored_nouns")


def is_people(token: Token) -> bool:
    """Whether a common noun stands for people or for a body of them: "residents", "the minister", "the agency"."""
    lemma = token.lemma_.lower()
    listed = lemma in words("unnamed_source_nouns") or lemma in words("role_nouns")
    return listed or table("speaker_nouns").get(lemma) in ("person", "body")


def _is_one_of_two(token: Token) -> bool:
    """ "side", "party" in "each side": the singulars of the plurals that can stand for two."""
    word = token.lower_
    return any(plural in words("side_plurals") for plural in (f"{word}s", f"{word.removesuffix('y')}ies"))


def _is_plural(token: Token) -> bool:
    """A plural that can stand for two who were named together."""
    return token.lower_ in words("side_plurals") or token.lower_ in words("people_plurals")
