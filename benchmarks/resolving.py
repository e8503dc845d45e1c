"""How resolving grows with the number of documents: its time and peak memory on synthetic facts.

    python benchmarks/resolving.py [DOCUMENTS...]

Without numbers: 1,000, 10,000 and 100,000 documents, each in a process of its own. Facts are made as they are asked for, the same
on every run: people with shared surnames, bodies, places and agreements are drawn by Zipf's law (a few are in every other
document, most in one alone), so that new ones keep coming as in a real corpus. "seconds" is resolving without the making of the
facts, which is timed by itself; "growth" is how much longer it took than the row above, "n log n" how much longer that would allow;
"peak" is the most memory that the process held (resident, all of Python and kgraph included).
"""

import argparse
import json
import math
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta

from kgraph.facts import Affiliation, Agreement, AgreementKind, Entity, EntityKind, Evidence, Facts, Mention, Part, Source, Span
from kgraph.resolve import resolve

SIZES = [1_000, 10_000, 100_000]
BASE = "https://w3id.org/kgraph/id/"
TOLD = Evidence(0, 20, "They agreed on this.", "agree", 0.8)
# How many there are to draw from.
PEOPLE, SURNAMES, FIRST_NAMES, BODIES, PLACES, PACTS = 1_000_000, 5_000, 800, 200_000, 100_000, 100_000
COUNTRIES = ["AM", "AZ", "CD", "CO", "ET", "FR", "GE", "IL", "IQ", "LB", "LY", "PS", "RU", "SD", "SY", "TR", "UA", "US", "YE", "ZA"]
KINDS: list[AgreementKind] = ["Ceasefire", "Ceasefire", "PeaceAgreement", "Agreement"]


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


def measure(documents: int) -> dict[str, float]:
    """Resolve so many documents in this process."""

    def facts() -> Iterator[Facts]:
        return (Writer(number).facts() for number in range(documents))

    began = time.perf_counter()
    mentions = sum(len(document.mentions) for document in facts())
    making = time.perf_counter() - began
    began = time.perf_counter()
    resolution = resolve(facts, BASE)
    whole = time.perf_counter() - began
    return {
        "documents": documents,
        "mentions": mentions,
        "entities": len(resolution.entities),
        "accounts": sum(len(pact.members) for pact in resolution.agreements.values()),
        "agreements": len(resolution.agreements),
        "making": making,
        "seconds": whole - making,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", nargs="*", type=int, default=SIZES)
    parser.add_argument("--here", action="store_true", help="measure the one size in this process, and print JSON")
    arguments = parser.parse_args()
    if arguments.here:
        print(json.dumps(measure(arguments.documents[0])))
        return
    names = ("documents", "mentions", "entities", "accounts", "agreements", "making s", "seconds", "peak MB", "growth", "n log n")
    print(" ".join(f"{name:>10}" for name in names))
    before: dict[str, float] | None = None
    for size in arguments.documents:
        done = subprocess.run([sys.executable, __file__, "--here", str(size)], check=True, capture_output=True, text=True)
        row: dict[str, float] = json.loads(done.stdout)
        counts = [f"{row[name]:>10,.0f}" for name in names[:5]]
        figures = [f"{row['making']:>10.1f}", f"{row['seconds']:>10.1f}", f"{row['peak']:>10,.0f}"]
        if before is not None:
            allowed = size * math.log(size) / (before["documents"] * math.log(before["documents"]))
            figures += [f"{row['seconds'] / before['seconds']:>10.1f}", f"{allowed:>10.1f}"]
        print(" ".join(counts + figures), flush=True)
        before = row


if __name__ == "__main__":
    main()
