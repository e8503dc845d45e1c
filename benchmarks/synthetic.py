"""Documents that nobody wrote: their facts, the same on every run, for benchmarks of what comes after reading.

People with shared surnames, bodies, places and agreements are drawn by Zipf's law (a few are in every other document, most in one
alone), so that new ones keep coming as in a real corpus. `Writer` gives what resolving looks at; `Reporter` gives complete documents,
with sentences, statements and all else that the ontology has a word for.
"""

import hashlib
import math
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from kgraph.facts import (
    Act,
    Affiliation,
    Agreement,
    AgreementKind,
    Entity,
    EntityKind,
    Evidence,
    Facts,
    Location,
    Matter,
    Mention,
    Part,
    Source,
    Span,
    Statement,
    Status,
    StatusReport,
    Term,
    TermKind,
)
from kgraph.gazetteer import gazetteer
from kgraph.workspace import Workspace

TOLD = Evidence(0, 20, "They agreed on this.", "agree", 0.8)
# How many there are to draw from.
PEOPLE, SURNAMES, FIRST_NAMES, BODIES, PLACES, PACTS = 1_000_000, 5_000, 800, 200_000, 100_000, 100_000
COUNTRIES = ["AM", "AZ", "CD", "CO", "ET", "FR", "GE", "IL", "IQ", "LB", "LY", "PS", "RU", "SD", "SY", "TR", "UA", "US", "YE", "ZA"]
KINDS: list[AgreementKind] = ["Ceasefire", "Ceasefire", "PeaceAgreement", "Agreement"]
TOWNS = ["Moscow", "Shusha", "Stepanakert", "Baku", "Goma", "Idlib", "Tripoli", "Khartoum", "Donetsk", "Geneva", "Bogotá", "Mekelle"]
ACTS: list[Act] = ["announce", "claim", "claim", "claim", "deny", "accuse", "condemn", "urge", "warn", "promise", "praise", "concern"]
TERMS: list[TermKind] = ["ceasefire", "withdrawal", "exchange", "peacekeepers", "monitoring", "corridor", "aid", "talks"]
STATUSES: list[Status] = ["in_force", "violated", "collapsed", "extended", "ended"]
ROLES = ["minister", "prime minister", "foreign minister", "spokesman", "commander", "envoy", "president", "member of the “committee”"]
WORDS = [
    "forces", "town", "road", "talks", "villages", "shelling", "troops", "border", "night", "exchange", "prisoners", "observers",
    "ministry", "convoy", "front", "attack", "truce", "demand", "weapons", "withdrew", "line", "Saturday", "hospital", "bridge",
    "drones", "civilians", "killed", "wounded", "reported", "dozens", "according", "statement",
]  # fmt: skip


def zipf(dice: random.Random, most: int) -> int:
    """A rank from 1 to `most`, each the likelier the smaller: the logarithm is spread evenly."""
    return int(math.exp(dice.random() * math.log(most)))


class Writer:
    """One document's facts under construction."""

    def __init__(self, number: int) -> None:
        self.dice = random.Random(number)
        self.id = f"document/{number:016x}"
        self.entities: dict[tuple[EntityKind, str], int] = {}
        self.made: list[Entity] = []
        self.mentions: list[Mention] = []

    def entity(self, kind: EntityKind, name: str, gazetteer: str | None = None) -> int:
        if (kind, name) not in self.entities:
            self.entities[kind, name] = len(self.made)
            self.made.append(Entity(kind, name, (name,), gazetteer))
        index = self.entities[kind, name]
        self.mentions += [Mention(0, len(name), name, index)] * self.dice.randint(1, 4)
        return index

    def country(self) -> int:
        code = COUNTRIES[zipf(self.dice, len(COUNTRIES)) - 1]
        return self.entity("Country", code, f"country/{code}")

    def person(self) -> int:
        who = random.Random(-zipf(self.dice, PEOPLE))  # the same rank is the same person
        surname, first = f"Surname{zipf(who, SURNAMES)}", f"First{zipf(who, FIRST_NAMES)}"
        return self.entity("Person", surname if self.dice.random() < 0.25 else f"{first} {surname}")

    def agreement(self) -> Agreement:
        pact = random.Random(-PEOPLE - zipf(self.dice, PACTS))
        kind, day = pact.choice(KINDS), date(1990, 1, 1) + timedelta(days=pact.randrange(13_000))
        codes = pact.sample(COUNTRIES, 3)
        group = f"Front {zipf(pact, 2_000)}"
        if self.dice.random() < 0.05:  # one outlet's midnight is another's next day
            day += timedelta(days=1)
        told = str(day)[: self.dice.choice([10] * 7 + [7, 7, 4])]
        sides = [self.entity("Country", codes[0], f"country/{codes[0]}"), self.entity("ArmedForce", group)]
        parties = sides[: self.dice.choice([2, 2, 2, 1, 0])]
        mediators = [self.entity("Country", codes[2], f"country/{codes[2]}")] if self.dice.random() < 0.4 else []
        places = [self.place()] if self.dice.random() < 0.4 else []
        part = [tuple(Part(index, TOLD) for index in indexes) for indexes in (parties, mediators, places)]
        name = f"Accord {pact.randrange(PACTS)}" if kind == "PeaceAgreement" else None
        dated = told if self.dice.random() < 0.9 else None
        return Agreement(kind, name, (Span(0, 5),), ("the agreement",), dated, None, None, part[0], part[1], part[2], (TOLD,), 0.8)

    def place(self) -> int:
        return self.entity("Settlement", f"Town {zipf(self.dice, PLACES)}")

    def facts(self) -> Facts:
        people = [self.person() for _ in range(self.dice.randint(2, 9))]
        bodies = [self.entity("Organization", f"Body {zipf(self.dice, BODIES)}") for _ in range(self.dice.randint(1, 6))]
        powers = [*bodies, self.country(), self.country()]
        for _ in range(self.dice.randint(1, 6)):
            self.place()
        affiliations = tuple(
            Affiliation(who, self.dice.choice(powers), "minister", TOLD) for who in people if self.dice.random() < 0.4
        )  # fmt: skip
        agreements = tuple(self.agreement() for _ in range(self.dice.choice([0, 0, 1, 1, 2])))
        source = Source(self.id, f"{self.id}.txt", "0" * 64, None, "2020-10-10", None, None, "en")
        return Facts("bench", source, tuple(self.made), tuple(self.mentions), affiliations, (), agreements, ())


class Reporter(Writer):
    """A complete document: its text grows sentence by sentence, and every fact lies in one."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        # Ids of real documents are digests: in no order that tells when the document was read.
        self.digest = hashlib.sha256(self.id.encode()).hexdigest()
        self.id = f"document/{self.digest[:16]}"
        self.day = date(2014, 1, 1) + timedelta(days=self.dice.randrange(4_000))
        self.length = 0
        self.statements: list[Statement] = []
        self.affiliations: list[Affiliation] = []
        self.locations: list[Location] = []

    def sentence(self, text: str, rule: str, confidence: float = 0.8) -> Evidence:
        """The next sentence of the document; a few hold what has to be escaped."""
        start = self.length
        self.length += len(text) + 1
        return Evidence(start, start + len(text), text, rule, confidence)

    def words(self, least: int, most: int) -> str:
        found = self.dice.choices(WORDS, k=self.dice.randint(least, most))
        if self.dice.random() < 0.1:
            found.insert(1, self.dice.choice(['"quoted"', "“quoted”", "back\\slash", "broken\nline", "Şuşa", "\U0001f54a"]))
        return " ".join(found)

    def place(self) -> int:
        if self.dice.random() < 0.5:
            return super().place()
        name = TOWNS[zipf(self.dice, len(TOWNS)) - 1]
        known = [entry for entry in gazetteer().lookup(name) if entry.kind == "Settlement"]
        return self.entity("Settlement", name, known[0].id if known else None)

    def affiliate(self, who: int, of: int) -> None:
        role = self.dice.choice(ROLES)
        told = self.sentence(f"{self.made[who].name}, {role} of {self.made[of].name}, {self.words(6, 16)}.", "title", 0.9)
        self.affiliations.append(Affiliation(who, of, role, told))

    def locate(self, place: int, inside: int) -> None:
        told = self.sentence(f"{self.made[place].name} in {self.made[inside].name} {self.words(5, 12)}.", "comma")
        self.locations.append(Location(place, inside, told))

    def reached(self) -> Agreement:
        """An agreement with all that may be told of one."""
        bare = self.agreement()
        told = self.sentence(f"They agreed to {self.words(8, 20)}.", "subject-of-agree")

        def parts(given: tuple[Part, ...]) -> tuple[Part, ...]:
            return tuple(Part(part.entity, told) for part in given)

        terms, reports = [], []
        for _ in range(self.dice.choice([0, 0, 1, 2])):
            says = self.words(4, 9)
            at = self.sentence(f"It provides for {says}.", "provides-for")
            terms.append(Term(self.dice.choice(TERMS), says, Span(at.start + 16, at.start + 16 + len(says)), at))
        for _ in range(self.dice.choice([0, 0, 1, 1, 2])):
            at = self.sentence(f"The truce {self.words(5, 9)}.", "violated", 0.7)
            reports.append(StatusReport(self.dice.choice(STATUSES), str(self.day) if self.dice.random() < 0.5 else None, at))
        signatories = tuple(Part(self.person(), told) for _ in range(self.dice.choice([0, 0, 0, 1, 2])))
        guarantors = (Part(self.country(), told),) if self.dice.random() < 0.1 else ()
        return Agreement(
            bare.kind, bare.name, (Span(told.start, told.start + 5),), ("the agreement",), bare.date, None,
            reports[-1].status if reports else None, parts(bare.parties), parts(bare.mediators), parts(bare.places), (told,), 0.8,
            signatories=signatories, guarantors=guarantors, terms=tuple(terms), statuses=tuple(reports),
        )  # fmt: skip

    def say(self, actors: list[int], things: list[int], agreements: int) -> None:
        """One more statement, at times one that denies another of this document."""
        speaker = self.dice.choice(actors) if self.dice.random() < 0.9 else None
        name = self.made[speaker].name if speaker is not None else "An official"
        act, content = self.dice.choice(ACTS), self.words(8, 24)
        told = self.sentence(f"{name} said {content}.", f"verb-{act}", self.dice.choice([0.7, 0.8, 0.9]))
        cue, start = told.start + len(name) + 1, told.start + len(name) + 6
        targets = tuple({self.dice.choice(actors)} - {speaker}) if act in ("accuse", "condemn", "urge", "warn") else ()
        about = tuple(sorted(set(self.dice.choices(things, k=self.dice.choice([0, 1, 1, 2])))))
        of_agreements = (self.dice.randrange(agreements),) if agreements and self.dice.random() < 0.2 else ()
        violated = (self.dice.randrange(agreements),) if agreements and act == "accuse" and self.dice.random() < 0.5 else ()
        disputes = (self.dice.randrange(len(self.statements)),) if act == "deny" and self.statements and self.dice.random() < 0.5 else ()
        stems = tuple(sorted(set(content.split())))
        matter = Matter(tuple(stems[:1]), stems, tuple(stems[1:2]), False) if self.dice.random() < 0.4 else None
        self.statements.append(
            Statement(
                speaker, Span(told.start, told.start + len(name)) if speaker is not None else None, None if speaker is not None else name,
                "said", Span(cue, cue + 4), content, (Span(start, start + len(content)),), act, self.dice.random() < 0.4,
                str(self.day) if self.dice.random() < 0.8 else None, (self.dice.choice(actors),) if self.dice.random() < 0.1 else (),
                targets, about, of_agreements, disputes, violated, told, matter,
                "a televised address" if self.dice.random() < 0.05 else None,
            )
        )  # fmt: skip

    def facts(self) -> Facts:
        people = [self.person() for _ in range(self.dice.randint(2, 9))]
        bodies = [self.entity("Organization", f"Body {zipf(self.dice, BODIES)}") for _ in range(self.dice.randint(1, 6))]
        states = [self.country(), self.country()]
        places = [self.place() for _ in range(self.dice.randint(1, 6))]
        powers = [*bodies, *states]
        for who in people:
            if self.dice.random() < 0.4:
                self.affiliate(who, self.dice.choice(powers))
        for place in places:
            if self.dice.random() < 0.3:
                self.locate(place, self.dice.choice(states))
        agreements = tuple(self.reached() for _ in range(self.dice.choice([0, 0, 1, 1, 2])))
        for _ in range(self.dice.randint(3, 14)):
            self.say([*people, *powers], [*places, *powers], len(agreements))
        title = f"{self.words(4, 9).capitalize()}"
        day = str(self.day)
        source = Source(
            self.id,
            f"news/{self.digest[:8]}.txt",
            self.digest,
            title,
            day,
            "The Example Courier",
            f"https://example.org/{self.digest[:8]}",
            "en",
        )
        return Facts(
            "bench", source, tuple(self.made), tuple(self.mentions), tuple(self.affiliations), tuple(self.locations), agreements,
            tuple(self.statements),
        )  # fmt: skip


def reports(documents: int) -> Iterator[Facts]:
    """The facts of so many complete documents."""
    return (Reporter(number).facts() for number in range(documents))


def fill(folder: Path, documents: int) -> None:
    """Put the facts of so many complete documents into the workspace `folder`, as a build would."""
    with Workspace(folder, write=True) as workspace:
        for number, facts in enumerate(reports(documents)):
            source = facts.document.source
            workspace.keep(source, source, facts.version, facts)
            if number % 1000 == 999:
                workspace.commit()
