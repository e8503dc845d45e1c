"""News that nobody wrote: a corpus of any size, the same on every machine, for benchmarks of all that begins with reading.

    python benchmarks/texts.py DOCUMENTS [--seed N] [--start N] -o corpus.jsonl

Writes so many documents as JSON Lines (`.gz` by its name; - is standard output). Document n is made from the seed and n alone: a corpus
can be made in parts, and a longer one begins with a shorter one. The texts are put together from the passages in patterns/ (clashes,
agreements with parties, mediators, places, dates and terms, statements, quotations, accusations and denials, offices, places, and
background that tells no fact) with invented names (invented.py). Four in five are reports, the others briefs and live blogs; they have
60 to 1,500 words, 300 on average, and no passage comes twice in one.
"""

import argparse
import gzip
import json
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import date
from typing import IO

from invented import (
    COUNTRIES,
    FOUND,
    MONTHS,
    Conflict,
    Person,
    conflict,
    dated,
    log_uniform,
    mix,
    person,
    possessive,
    thing,
    town,
    zipf,
)
from passages import Deck, Passage

SHORTEST, LONGEST = 60, 1_500  # words
OUTLETS = ["Harbour Dispatch", "Meridian Wire", "Crossroads Monitor", "Northern Courier", "Example Courier"]
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FEW = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
MANY = [str(n) for n in (13, 14, 16, 17, 18, 21, 23, 24, 26, 27, 30, 32, 35, 38, 40, 44, 47, 52, 60, 71, 80, 96, 110, 130, 150, 240, 360)]
THOUSANDS = [f"{n:,}" for n in (1_200, 1_500, 2_300, 3_000, 4_800, 6_000, 7_500, 9_000, 12_000, 18_500, 24_000, 40_000, 65_000, 110_000)]
ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"]


class Cast(dict[str, str]):
    """What the slots of one document's patterns stand for; people and capitals are put in when they are first asked for."""

    def __init__(self, story: Conflict, draw: Callable[[], float]) -> None:
        super().__init__(story.slots)
        self.story, self.draw = story, draw
        number = log_uniform(story.pacts, draw())
        pact, old = story.pact(number), story.pact(number - 1)
        self.published = pact.day + 1 + int(40 * draw() ** 2)
        self.year = date.fromordinal(self.published).year
        self |= {
            "pact": pact.noun, "pact.a": f"a {pact.phrase}", "pact.the": f"the {pact.phrase}", "pact.date": dated(pact.day, self.year),
            "pact.eff": dated(pact.effective, self.year), "pact.name": pact.name, "venue": pact.venue, "venue.of": pact.country,
            "old": old.noun, "old.a": f"a {old.phrase}", "old.date": dated(old.day), "old.venue": old.venue, "old.M": old.mediator,
        }  # fmt: skip
        self.others = dict(story.people)
        self._third()

    def _third(self) -> None:
        """A state that comments, and no part of the conflict."""
        state = COUNTRIES[int(self.draw() * len(COUNTRIES))]
        while state in self.story.states:
            state = COUNTRIES[int(self.draw() * len(COUNTRIES))]
        slots, people = Conflict.of_state("R", state)
        self |= slots
        self.others |= people

    def scene(self) -> None:
        """Draw anew what is another one in each passage: numbers, days and towns."""
        draw, towns = self.draw, self.story.towns
        u, v, w = draw(), draw(), draw()
        self["n"] = n = FEW[int(u * 11)]
        self["^n"] = n.capitalize()
        self["n2"] = FEW[int(v * 11)]
        self["nn"] = MANY[int(v * len(MANY))]
        self["nnn"] = THOUSANDS[int(u * len(THOUSANDS))]
        self["hours"], self["km"], self["percent"] = FEW[int(w * 11)], MANY[int(w * 20)], MANY[int(u * 20)]
        self["ordinal"] = ORDINALS[int(w * 8)]
        at = int(u * u * len(towns))
        self["town"] = towns[at]
        # A village that may never be heard of again.
        self["town2"] = town(-zipf(w)) if v < 0.3 else towns[at - 1 - int(v * 6)]
        day = self.published - int(v * 6)
        self["day"] = DAYS[(day + 6) % 7]
        self["date"] = dated(self.published - 3 - int(w * 24), self.year)
        past = date.fromordinal(self.published - 120 - int(v * 3000))
        self["year"], self["month"] = str(past.year - 3), f"{MONTHS[past.month]} {past.year}"

    def tell(self, passage: Passage) -> str:
        told = passage.form % self
        for slot in passage.people:
            self[slot] = self[slot + ".s"]
        return told

    def __missing__(self, slot: str) -> str:
        if slot[0] == "^":
            told = self[slot[1:]]
            return told[0].upper() + told[1:]
        if slot.endswith("'s"):
            return possessive(self[slot[:-2]])
        who, _, what = slot.rpartition(".")
        if what in ("s", "he", "his", "body"):
            self._meet(who)
            return self[slot]
        self._meet(slot)
        return self[slot]

    def _meet(self, who: str) -> None:
        number, form = self.others[who] if who in self.others else self._find(who)
        found: Person = person(number)
        told = form % found.name
        self.setdefault(who, told if found.he == "he" else told.replace("spokesman", "spokeswoman").replace("chairman", "chairwoman"))
        self[f"{who}.s"], self[f"{who}.he"], self[f"{who}.his"] = found.surname, found.he, "his" if found.he == "he" else "her"

    def _find(self, who: str) -> tuple[int, str]:
        """Somebody whom this text and perhaps others found; whoever it is, is always of the same body."""
        which, form = FOUND[who]
        rank = zipf(self.draw())
        body = thing(which, rank // 3)
        self[f"{who}.body"] = body
        return mix(rank, *who.encode()), form.format(body, A=self["A"])


def text(seed: int, number: int) -> dict[str, str]:
    """Document `number`: its id, title, text, date, url and source."""
    draw = random.Random((seed << 64) + number).random
    cast, deck = Cast(conflict(seed, zipf(draw())), draw), Deck(draw)
    outlet = OUTLETS[int(draw() * len(OUTLETS))]
    kind = draw()
    # Lengths of news are about log-normal; the sum of three is near enough to normal.
    words = max(SHORTEST, int(230 * 2.2 ** ((draw() + draw() + draw() - 1.5) * 2))) if kind > 0.2 else SHORTEST + int(60 * draw())
    cast.scene()
    lead = deck.take("lead")
    assert lead is not None
    title = _tidy(lead.heading % cast)
    title = title[0].upper() + title[1:]
    day = date.fromordinal(cast.published)
    if kind < 0.08:
        title, body = f"Live: {title}", _live(cast, deck, lead, max(words, 200))
    else:
        body = _report(cast, deck, lead, words)
        if draw() < 0.35:
            place = cast["venue" if draw() < 0.5 else "A.seat"]
            body = f"{place.upper()}, {MONTHS[day.month]} {day.day}, {day.year} ({outlet}) - {body}"
    id_ = f"{seed}-{number}"
    return {
        "id": id_,
        "title": title,
        "text": _tidy(body),
        "date": day.isoformat(),
        "url": f"https://{outlet.lower().replace(' ', '-')}.example/{day.year}/{id_}",
        "source": outlet,
    }


def _report(cast: Cast, deck: Deck, lead: Passage, words: int) -> str:
    told = cast.tell(lead)
    left = min(words, LONGEST - 60) - told.count(" ")
    while left > 0 and (passage := deck.any()):
        cast.scene()
        more = cast.tell(passage)
        left -= more.count(" ")
        told += (" " if cast.draw() < 0.4 else "\n\n") + more
    return told


def _live(cast: Cast, deck: Deck, lead: Passage, words: int) -> str:
    """Entries under time stamps, the newest first."""
    day = date.fromordinal(cast.published)
    stamp = ("%H:%M", "%d %b %Y, %H:%M", "%H:%M GMT")[int(cast.draw() * 3)]
    told, minute, heading = [f"{day.day} {MONTHS[day.month]} {day.year}"], 22 * 60 + int(cast.draw() * 90), ""
    passage: Passage | None = lead
    while passage and (words > 0 or len(told) < 7):
        clock = f"{minute // 60:02}:{minute % 60:02}"
        told += [stamp.replace("%H:%M", clock).replace("%d %b %Y", f"{day.day:02} {MONTHS[day.month][:3]} {day.year}"), heading]
        told.append(cast.tell(passage))
        words -= told[-1].count(" ")
        minute = max(0, minute - 7 - int(cast.draw() * 90))
        cast.scene()
        passage = deck.take("lead") if cast.draw() < 0.3 else deck.any()
        heading = passage.heading % cast if passage else ""
        heading = heading[:1].upper() + heading[1:]
        minute = minute or 24 * 60 - 1
    return "\n\n".join(part for part in told if part)


def _tidy(told: str) -> str:
    # Forms such as "N N, the mayor of T," may come before a stop.
    return told.replace(",.", ".").replace(",,", ",")


def texts(documents: int, seed: int = 1, start: int = 0) -> Iterator[dict[str, str]]:
    """So many documents, from document `start` on."""
    return (text(seed, number) for number in range(start, start + documents))


def write(documents: int, out: str, seed: int = 1, start: int = 0) -> None:
    """Write the documents as JSON Lines to the file `out`, compressed where it ends in .gz, or to standard output (-)."""
    with _opened(out) as file:
        for record in texts(documents, seed, start):
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def _opened(out: str) -> "IO[str] | nullcontext[IO[str]]":
    if out == "-":
        return nullcontext(sys.stdout)
    return gzip.open(out, "wt", encoding="utf-8", compresslevel=5) if out.endswith(".gz") else open(out, "w", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, help="the number of the first")
    parser.add_argument("-o", "--output", default="-", metavar="FILE")
    options = parser.parse_args()
    write(options.documents, options.output, options.seed, options.start)


if __name__ == "__main__":
    main()
