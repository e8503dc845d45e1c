"""Who is who within one document: mentions that mean the same thing become one entity, and "he" or "the ministry" finds it.

A surname joins the person named in full; one shared by two people joins neither. A ministry without its state joins the
one last named; "both sides" are the two last named together. What has no antecedent stays unresolved.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from kgraph.extract.antecedents import Antecedents
from kgraph.extract.mentions import NAME_SUFFIXES, Found, key
from kgraph.extract.syntax import wording
from kgraph.facts import EntityKind
from kgraph.gazetteer import Entry, gazetteer

_PAGE = 60  # tokens after which a ministry without its state may be another's
_ALSO = 9  # tokens between a name and the other name that it is known by
_ALSO_KNOWN = re.compile(
    r"""[,(]?\ ?(?:who\ (?:is|was)\ )?(?:also|formerly|previously|better|more\ commonly|more\ widely|commonly|widely|popularly)?\ ?
    (?:known|referred\ to)\ (?:as|by)\ ?(?:(?:his|her|its|the)\ (?:alias|code\ ?name|nickname|nom\ de\ guerre|pseudonym|war\ name))?\ ?
    (?:of\ )?["“‘']?\ ?(?:the\ )?[,"“‘']?
    |[,(]?\ ?(?:alias|a\.?k\.?a\.?|also\ called|nom\ de\ guerre)\ ?[,:"“‘']?""",
    re.VERBOSE,
)


@dataclass(slots=True)
class Member:
    """An entity of the document while it is being put together."""

    kind: EntityKind
    name: str
    forms: set[str] = field(default_factory=set)
    entry: Entry | None = None
    state: Entry | None = None
    portfolio: str | None = None
    rule: str = "recognised"
    confidence: float = 0.0
    roles: set[str] = field(default_factory=set)
    only_adjective: bool = True


class Cast:
    """The entities of a document, and where they are named.

    `members` in order of first mention; `at` maps a token index to the member whose mention covers it; `mentions` are
    `(found, member)` in reading order.
    """

    def __init__(self, doc: Doc, found: Iterable[Found]) -> None:
        self.doc = doc
        self.members: list[Member] = []
        self.mentions: list[tuple[Found, int]] = []
        self.at: dict[int, int] = {}
        self.author: int | None = None
        self.antecedents = Antecedents(self)
        self._found_at: dict[int, Found] = {}
        self._keys: dict[str, int] = {}
        self._people: list[int] = []
        self._bodies: dict[str, set[int]] = {}
        self._words_of_bodies: dict[str, set[int]] = {}
        self._states: Counter[int] = Counter()
        ordered = sorted(found, key=lambda f: f.start)
        # Full names first: a headline's "Putin" comes before the text's "Vladimir Putin".
        self._full_names = self._collect_full_names(ordered)
        for f in ordered:
            self._add(f)
        self._join_acronyms()
        self._join_brackets()
        self._join_other_names()

    # Building ------------------------------------------------------------------------------------------------------

    def _collect_full_names(self, found: list[Found]) -> dict[str, set[str]]:
        names: dict[str, set[str]] = defaultdict(set)
        for f in found:
            if f.kind == "Person" and f.entry is None and f.end - f.start > 1:
                full = self._text(f)
                parts = name_parts(full)
                if len(parts) > 1:
                    # "bin Salman" is short for Mohammed bin Salman; Idriss Deby is the father of Mahamat Idriss Deby
                    tails = [n for n in range(1, len(parts)) if n == len(parts) - 1 or parts[n] in PARTICLES]
                    for part in (parts[0], *(" ".join(parts[n:]) for n in tails)):
                        names[part].add(full)
        return names

    def _text(self, f: Found) -> str:
        return re.sub(r"\s+", " ", wording(self.doc, f.start, f.end))

    def _add(self, f: Found) -> None:
        text = self._text(f)
        index = self._find(f, text)
        member = self.members[index]
        if not f.adjective:
            if member.only_adjective:
                member.forms.discard(member.name)
            member.forms.add(text)
            member.only_adjective = False
        elif member.only_adjective:
            member.forms.add(text)
        if f.confidence > member.confidence:
            member.confidence, member.rule = f.confidence, f.rule
        self.mentions.append((f, index))
        if member.kind == "Country":
            self._states[index] += 1
        elif member.kind in ("Organization", "ArmedForce") and len(key(member.name).split()) > 1:
            for word in key(text).split():
                self._words_of_bodies.setdefault(word, set()).add(index)
        for i in range(f.start, f.end):
            self.at[i] = index
            self._found_at[i] = f

    def _find(self, f: Found, text: str) -> int:
        if f.entry is not None:
            return self._by_key("entry " + f.entry.id, f, f.entry.name, f.entry)
        if f.portfolio is not None:
            return self._ministry(f)
        if f.group is not None:
            index = self._by_key(f"name {key(f.group)}", f, f.group)
            self.members[index].kind = "ArmedForce"
            return index
        if f.kind == "ArmedForce" and f.state is not None:
            name = f"Armed Forces of {f.state.name}" if f.generic else text
            return self._by_key(f"force {f.state.id} {'' if f.generic else key(self._own_words(f))}", f, name, state=f.state)
        if f.kind == "Person":
            return self._person(f, text)
        if f.state is not None:
            own = self._own_words(f)
            name = own if key(f.state.name) in key(own) else f"{own} of {f.state.name}"
            index = self._by_key(f"body {f.state.id} {key(own)}", f, name, state=f.state)
            self._bodies.setdefault(key(own), set()).add(index)
            return index
        if f.kind in ("Organization", "ArmedForce"):
            # "the State Security Service" after "Azerbaijan's State Security Service", "Nusra" after "the Nusra Front"
            same = self._bodies.get(key(text), set())
            if not same and f.end - f.start == 1 and len(text) > 3 and not text.isupper():
                same = self._words_of_bodies.get(key(text), set())
            if len(same) == 1:
                return next(iter(same))
        return self._by_key(f"{'place' if f.kind in PLACES else 'name'} {key(text)}", f, text)

    def _own_words(self, f: Found) -> str:
        """A body's name without the demonym or possessive before it and the country behind it."""
        tokens = list(self.doc[f.start : f.end])
        for i, t in enumerate(tokens):
            if t.text in ("'s", "’s", "'", "’") and i + 1 < len(tokens):
                tokens = tokens[i + 1 :]
                break
        while len(tokens) > 1 and (
            gazetteer().demonym(tokens[0].text)
            or (tokens[0].ent_type_ == "LOC" and f.state is not None and key(tokens[0].text) in key(f.state.name))
        ):
            tokens = tokens[1:]
        for i, t in enumerate(tokens):
            if (
                t.lower_ == "of"
                and i > 0
                and f.state is not None
                and key(f.state.name).split()[0] in key(" ".join(x.text for x in tokens[i:]))
            ):
                tokens = tokens[:i]
                break
        return re.sub(r"\s+", " ", self.doc[tokens[0].i : tokens[-1].i + 1].text)

    def _by_key(self, k: str, f: Found, name: str, entry: Entry | None = None, state: Entry | None = None) -> int:
        if k in self._keys:
            index = self._keys[k]
            if self.members[index].state is None:
                self.members[index].state = state
            return index
        return self._new(k, Member(f.kind, name, entry=entry, state=state, portfolio=f.portfolio))

    def _new(self, k: str, member: Member) -> int:
        self.members.append(member)
        self._keys[k] = len(self.members) - 1
        return len(self.members) - 1

    def _ministry(self, f: Found) -> int:
        if f.state is not None:
            name = f"{f.portfolio} of {f.state.name}"
            return self._by_key(f"body {f.state.id} {key(f.portfolio or '')}", f, name, state=f.state)
        speaker = self._subject_before(f)
        for g, index in reversed(self.mentions):
            if self.members[index].portfolio == f.portfolio:
                owner, now = self.members[index].state, speaker.entry if speaker is not None else None
                if now is None or owner is None or owner.id == now.id or f.start - g.end <= _PAGE:
                    return index
                # "Azerbaijan said ... The defence ministry said ...": its own, not that of Armenia, named a page ago
                return self._by_key(f"body {now.id} {key(f.portfolio or '')}", f, f"{f.portfolio} of {now.name}", state=now)
        # A headline names the ministry before the text says whose it is; else the last state that acted is its owner.
        state = self._last_state()
        if state is not None and state.entry is not None:
            return self._by_key(
                f"body {state.entry.id} {key(f.portfolio or '')}", f, f"{f.portfolio} of {state.entry.name}", state=state.entry
            )
        return self._by_key(f"portfolio {f.portfolio}", f, f.portfolio or "")

    def _subject_before(self, f: Found) -> Member | None:
        """The state that is the subject of the sentence before a mention, if one is."""
        start = self.doc[f.start].sent.start
        if start == 0:
            return None
        before = self.doc[start - 1].sent
        for g, index in reversed(self.mentions):
            if g.end <= before.start:
                return None
            if self.members[index].kind == "Country" and not g.adjective and self.doc[g.start : g.end].root.dep_ == "nsubj":
                return self.members[index]
        return None

    def _last_state(self) -> Member | None:
        """The state whose ministry a ministry without a state is: the last subject, or the only one just named."""
        near = [(f, i) for f, i in self.mentions[-4:] if self.members[i].kind == "Country" and not f.adjective]
        for f, index in reversed(near):
            if len({i for _, i in near}) == 1 or self.doc[f.start : f.end].root.dep_.startswith("nsubj"):
                return self.members[index]
        return None

    def _person(self, f: Found, text: str) -> int:
        parts = name_parts(text)
        fulls = self._full_names.get(" ".join(parts), set()) - {text}
        if len(parts) == 1 or fulls:
            if len({key(n) for n in fulls}) == 1 or (fulls and len({" ".join(name_parts(n)[-2:]) for n in fulls}) == 1):
                full = sorted(fulls, key=lambda n: (-len(n), n))[0]
                return self._by_key(self._person_key(full), f, full)
            if len(fulls) > 1:
                # Two people of that name: the one named last, if only one of them has been named so far.
                named = [i for i in self._people if parts[-1] in name_parts(self.members[i].name)]
                if len(named) == 1:
                    return named[0]
        return self._by_key(self._person_key(text), f, text)

    def _person_key(self, full: str) -> str:
        parts = name_parts(full)
        # "Donald J. Trump" and "Donald Trump" are one.
        bare = [p for p in parts if len(p.rstrip(".")) > 1] or parts
        k = "person " + " ".join(bare)
        if k not in self._keys:
            self._people.append(len(self.members))
        return k

    def _join_acronyms(self) -> None:
        """ "Collective Security Treaty Organisation (CSTO)": what stands in brackets behind a name is the same thing."""
        for (a, i), (b, j) in self._bracketed():
            short = self._text(b)
            initials = "".join(w[0] for w in re.split(r"[\s\-]+", self._text(a).removeprefix("The ")) if w[:1].isupper())
            bodies = all(self.members[k].kind in ("Organization", "ArmedForce") for k in (i, j))
            if not (short.isupper() and len(short) > 1 and bodies and abbreviates(short, initials)):
                continue
            if not self._may_be_one(i, j) and len(short) > 2 and sorted(short) == sorted(initials):
                self.members[j].entry = None  # the text says what its CPC is, whoever bears these letters elsewhere
            if self._may_be_one(i, j):
                self._merge(i, j)

    def _join_brackets(self) -> None:
        """ "Shusha (Shushi)": a second name of the same place in brackets."""
        for (_, i), (b, j) in self._bracketed():
            # "Agdam (Nagorno-Karabakh)" says where, not what else it is called
            kinds = {self.members[k].kind for k in (i, j)}
            places = kinds <= {"Region", "Settlement", "Facility", "NaturalFeature"}
            unknown = self.members[j].entry is None
            if places and (len(kinds) == 1 or unknown) and self._may_be_one(i, j):
                self._merge(i, j)
            elif unknown and self.members[i].kind in ("Region", "Settlement") and self._is_name_of(self.members[i].entry, self._text(b)):
                self._merge(i, j)  # whatever the recogniser took the second name for

    def _is_name_of(self, entry: Entry | None, name: str) -> bool:
        return entry is not None and any(e.id == entry.id for e in gazetteer().lookup(name))

    def _join_other_names(self) -> None:
        """ "Timoleon Jimenez, better known as Timochenko": another name of the same person or group."""
        for (a, i), (b, j) in zip(self.mentions, self.mentions[1:], strict=False):
            between = " ".join(wording(self.doc, a.end, b.start).lower().split())
            alike = self.members[i].kind == self.members[j].kind and self.members[i].kind in ("Person", "Organization", "ArmedForce")
            if i != j and alike and b.start - a.end <= _ALSO and _ALSO_KNOWN.fullmatch(between) and self._may_be_one(i, j):
                self._merge(i, j)

    def _bracketed(self) -> Iterator[tuple[tuple[Found, int], tuple[Found, int]]]:
        """A mention, and another member's in brackets right behind it."""
        for (a, i), (b, j) in zip(self.mentions, self.mentions[1:], strict=False):
            if i != j and b.start - a.end == 1 and self.doc[a.end].text == "(" and wording(self.doc, b.end, b.end + 1) == ")":
                yield (a, i), (b, j)

    def _may_be_one(self, i: int, j: int) -> bool:
        """Whether nothing in the gazetteer says that two members are two things."""
        a, b = self.members[i].entry, self.members[j].entry
        return a is None or b is None or a.id == b.id

    def _merge(self, into: int, other: int) -> None:
        a, b = self.members[into], self.members[other]
        a.forms |= b.forms
        if a.entry is None:
            a.entry = b.entry
        a.only_adjective = a.only_adjective and b.only_adjective
        b.forms = set()
        self._keys = {k: into if i == other else i for k, i in self._keys.items()}
        for index in (self._bodies, self._words_of_bodies):
            for word, found in index.items():
                index[word] = {into if i == other else i for i in found}
        self._states[into] += self._states.pop(other, 0)
        self.mentions = [(f, into if i == other else i) for f, i in self.mentions]
        self.at = {t: into if i == other else i for t, i in self.at.items()}

    def resolve(self, token: Token, before: Iterable[int] = ()) -> list[int]:
        """The members that a nominal stands for, best reading only; empty where it stands for none that is named.

        `before`: who spoke last, most recent first.
        """
        return self.antecedents.resolve(token, before)

    # Looking up ----------------------------------------------------------------------------------------------------

    def meant(self, token: Token) -> list[int]:
        """The members that a nominal stands for; of a demonym that qualifies ("Algerian mediators"), the state."""
        return [self.at[token.i]] if self.adjective_at(token.i) else self.resolve(token)

    def kind(self, index: int) -> EntityKind:
        return self.members[index].kind

    def is_actor(self, index: int) -> bool:
        return self.members[index].kind in ("Person", "Organization", "ArmedForce", "Country")

    def can_act(self, index: int) -> bool:
        """Whether a member can speak or sign: an actor, or a region or town whose authorities do."""
        return self.members[index].kind not in ("Facility", "NaturalFeature")

    def named_by(self, token: Token) -> int | None:
        """The entity that a nominal names by itself: its head lies in a mention, or its mention ends at it.

        "Armenian Defence Ministry spokeswoman Shushan Stepanyan" names the person, whichever word the parser took for head.
        """
        if token.i in self.at and not self._found_at[token.i].adjective:
            return self.at[token.i]
        for c in token.children:
            if c.dep_ not in ("flat", "appos", "compound", "nmod:desc") or c.i <= token.i or c.i not in self.at:
                continue
            # "minister, X" and "the rebel group X"; "Hezbollah, Lebanon's ..." is described by what follows
            if self.kind(self.at[c.i]) == "Person" or (c.i == token.i + 1 and self.is_actor(self.at[c.i])):
                return self.at[c.i]
        return None

    def found_at(self, i: int) -> Found:
        """The mention that covers a token."""
        return self._found_at[i]

    def known(self, name: str, within: str = "") -> int | None:
        """The member of the gazetteer entry with this id, made if the document names only its parts; None for no such entry.

        `within`: the longer name that holds it, whose words for it become its form ("OSCE" in "OSCE Minsk Group").
        """
        entry = gazetteer().get(name)
        if entry is None:
            return None
        form = next(
            (a for a in sorted({entry.name, *entry.aliases}, key=lambda a: (-len(a), a)) if re.search(rf"\b{re.escape(a)}\b", within)), None
        )
        return self.member_for(entry, form)

    def home(self) -> int | None:
        """The state that the document is about, where one alone is: half of all mentions of states or more."""
        if not self._states:
            return None
        best = max(self._states, key=lambda k: (self._states[k], -k))
        return best if self._states[best] * 2 > sum(self._states.values()) else None

    def is_named_before(self, index: int, token: Token) -> bool:
        """Whether the text has named a member when it comes to a token."""
        return any(i == index and f.end <= token.i for f, i in self.mentions)

    def is_named_twice(self, index: int) -> bool:
        """Whether the text names a state again: one that it names once, and later, is not what it is about."""
        return self._states[index] > 1

    def adjective_at(self, i: int) -> bool:
        """Whether the mention that covers a token is a demonym that only qualifies."""
        return i in self._found_at and self._found_at[i].adjective

    def person_at_end(self, token: Token) -> int | None:
        """The person whose name ends the noun phrase of a title: "the official representative of the ministry A. Hovhanisyan"."""
        own = [t for t in token.subtree if t.i >= token.i]
        for t in own:
            index = self.at.get(t.i)
            if index is None or self.kind(index) != "Person":
                continue
            found = self._found_at[t.i]
            before = self.doc[found.start - 1] if found.start else None
            if (
                t.dep_ in ("appos", "flat", "nmod:desc", "nmod", "conj", "dep", "compound")
                and before is not None
                and before.lower_ not in ("of", "to", "for", "by", "with", "from", "and", "'s", "’s")
            ):
                return index
        return None

    def person_called(self, name: str) -> int | None:
        """The only person of the document with this name or surname."""
        parts = name_parts(name)
        found = [i for i in self._people if parts and name_parts(self.members[i].name)[-len(parts) :] == parts]
        return found[0] if len(found) == 1 else None

    def side(self, index: int) -> int:
        """A state's forces stand for the state where sides are spoken of."""
        member = self.members[index]
        if member.kind == "ArmedForce" and member.state is not None:
            return self._keys.get("entry " + member.state.id, index)
        return index

    def member_for(self, entry: Entry, form: str | None = None) -> int:
        """The member of a gazetteer entry, made if the document has it only inside other names ("Armenian Defence Ministry")."""
        k = "entry " + entry.id
        if k not in self._keys:
            self._new(k, Member(entry.kind, entry.name, entry=entry, rule="state of a body", confidence=0.9))
        index = self._keys[k]
        if form and self.members[index].only_adjective:
            self.members[index].forms.add(form)
        return index


PARTICLES = frozenset(
    {"abu", "al", "ag", "ben", "bin", "da", "de", "del", "den", "der", "di", "dos", "el", "ibn", "la", "le", "ould", "van", "von"}
)
PLACES = frozenset({"Country", "Region", "Settlement", "Facility", "NaturalFeature"})


def abbreviates(short: str, initials: str) -> bool:
    """Whether an acronym stands for a name with these initials: the same, in the order of another language ("CNR" for the National
    Council for Recovery, "FNT" for the Chad National Front), or its letters with one or two from within words ("IGAD" for I.A.D.)."""
    shared = sum((Counter(short) & Counter(initials)).values())
    if short == initials or (len(short) > 2 and abs(len(short) - len(initials)) < 2 and shared * 3 >= len(short) * 2):
        return True
    rest = iter(short)
    in_order = all(letter in rest for letter in initials)
    return len(initials) > 1 and in_order and short[0] == initials[0] and len(short) - len(initials) <= 2


def name_parts(name: str) -> list[str]:
    """A person's name in comparable parts: "Donald J. Trump" gives donald, j, trump."""
    parts = [p for p in re.split(r"[\s.,]+", key(name)) if p]
    while len(parts) > 1 and parts[-1] in NAME_SUFFIXES:
        parts.pop()
    return parts
