"""The world that the benchmarks' texts tell of: invented people, bodies and towns in real countries, and who fights whom.

Everything is made from numbers: the same number is the same person, town or conflict in every text. Numbers are drawn by Zipf's law
without a last rank, so that a few are in every other document and new ones never cease to come. Nothing of kgraph is used here: the
texts stay the same when kgraph changes. The sequence of `random.Random.random` is the same in every Python.
"""

import random
from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

PATTERNS = Path(__file__).resolve().parent / "patterns"
MONTHS = (
    "", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
EPOCH, END = date(1992, 1, 1).toordinal(), date(2025, 6, 1).toordinal()
EXPONENT = 1.2
# Few share a first name with nobody, and many a surname.
FIRST_NAMES, SURNAMES = 600, 40_000
_MASK = (1 << 64) - 1
_PACTS = (
    ("ceasefire", "humanitarian"), ("ceasefire", ""), ("truce", "seven-day"), ("ceasefire", "permanent"), ("truce", ""),
    ("pause", "humanitarian"), ("ceasefire", "seven-day"), ("peace agreement", ""),
)  # fmt: skip
_BODIES = {  # mediators that are no states, and how their people are called
    "the United Nations": ("UN special envoy %s", "UN Under-Secretary-General %s"),
    "the European Union": ("European Union special representative %s", "European Union foreign policy chief %s"),
    "the African Union": ("African Union envoy %s", "African Union Commission chairman %s"),
}


class Country(NamedTuple):
    name: str
    adjective: str
    capital: str
    town: str
    town2: str


class Person(NamedTuple):
    name: str
    surname: str
    he: str  # or she


def mix(*numbers: int) -> int:
    """A number of 64 bits that looks as if it were drawn by chance (the finaliser of SplitMix64)."""
    h = 0
    for number in numbers:
        h = ((h ^ number) + 0x9E3779B97F4A7C15) & _MASK
        h = ((h ^ (h >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        h = ((h ^ (h >> 27)) * 0x94D049BB133111EB) & _MASK
        h ^= h >> 31
    return h


def zipf(u: float) -> int:
    """A rank from 1 on, each the likelier the smaller, for `u` spread evenly from 0 to 1 (1 excluded)."""
    return int(min((1 - u) ** (-1 / (EXPONENT - 1)), 1e18))


def _lines(file: str) -> list[list[str]]:
    rows = (PATTERNS / file).read_text(encoding="utf-8").splitlines()
    return [row.split("\t") for row in rows if row and not row.startswith("#")]


# In an order that is nobody's, as the first ones are drawn most often.
COUNTRIES = [country for _, country in sorted((mix(i, 7), Country(*row)) for i, row in enumerate(_lines("countries.tsv")))]
_SYLLABLES = {where: row.split() for where, row in _lines("syllables.tsv")}
THINGS: dict[str, list[str]] = {}
for _which, _form in _lines("things.tsv"):
    THINGS.setdefault(_which, []).append(_form)


def word(number: int, kind: str) -> str:
    """An invented name: two or three syllables and an ending that tells the kind."""
    endings, openings, middles = _SYLLABLES[kind], _SYLLABLES["opening"], _SYLLABLES["middle"]
    h = mix(number, len(endings))
    made = openings[h % len(openings)] + ("a" if h & 1024 else "e" if h & 2048 else "o")
    for shift in (16, 24) if h & 4096 else (16,):
        made += middles[(h >> shift) % len(middles)]
    return made + endings[(h >> 32) % len(endings)]


@cache
def _first_name(rank: int) -> tuple[str, str]:
    he = "she" if mix(rank, 3) % 10 < 4 else "he"
    return word(rank, he), he


@lru_cache(10_000)
def _surname(rank: int) -> str:
    return word(-rank & _MASK, "surname")


def person(number: int) -> Person:
    """Who this is. Some share a surname, a few their full name."""
    h = mix(number, 11)
    first, he = _first_name(h % FIRST_NAMES)
    surname = _surname(int(20 * (SURNAMES / 20) ** ((h >> 20) % 65_536 / 65_536)))
    return Person(f"{first} {surname}", surname, he)


def town(number: int) -> str:
    return word(mix(number, 13), "town")


def thing(which: str, number: int) -> str:
    """A body, an armed group or a region, with the article it has within a sentence."""
    forms = THINGS[which]
    return forms[mix(number, 17) % len(forms)].format(word(mix(number, 19), "land"))


class Pact(NamedTuple):
    """What two sides agreed on; `day` is its ordinal."""

    noun: str
    phrase: str  # with its adjective
    day: int
    effective: int
    venue: str
    country: str
    mediator: str
    name: str


class Conflict:
    """Who fights whom, where, and who mediates: the same for every text that tells of it.

    `slots` are the words for what patterns name; `people` for each of its people who that is, and the form with which a text brings
    them in.
    """

    def __init__(self, seed: int, number: int) -> None:
        self.key = mix(seed, number, 23)
        draw = random.Random(self.key).random
        self.slots: dict[str, str] = {}
        self.people: dict[str, tuple[int, str]] = {}
        home = COUNTRIES[log_uniform(len(COUNTRIES), draw())]
        other, neighbour, mediator, second = _different(home, draw)
        self.state("A", home)
        if draw() < 0.3:
            self.state("B", other)
        else:
            self._group("B", thing("group", mix(self.key, 1)), town(mix(self.key, 2)))
        self.state("N", neighbour)
        self.states = (home, other, neighbour)
        self._mediator("M", mediator, list(_BODIES)[int(draw() * len(_BODIES))] if draw() < 0.3 else None)
        self.slots["Ms"] = self.slots["M"] if draw() < 0.5 else f"{self.slots['M']} and {second.name}"
        self.towns = [*(town(mix(self.key, i)) for i in range(3, 10)), home.town2]
        region, district = thing("region", mix(self.key, 10)), town(mix(self.key, 11))
        self.slots |= {"region": region, "district": district, "A.town": home.town, "A.town2": home.town2}
        for i, (role, form) in enumerate(_LOCAL.items()):
            told = form.format(town=self.towns[0], region=region, district=district, A=self.slots["A"])
            self.people[role] = (mix(self.key, 40 + i), told)
        self._gap = 45 + int(draw() * 450)
        self._first = EPOCH + int(draw() * (END - EPOCH - 5 * self._gap))
        self.pacts = min(log_uniform(40, draw()) + 1, (END - self._first) // self._gap - 1)
        self.slots["began"] = dated(self._first - 200 - int(draw() * 2000))

    def pact(self, number: int) -> Pact:
        """The first has number 0; -1 is one from before the war."""
        h = mix(self.key, 60 + number)
        noun, adjective = _PACTS[h % len(_PACTS)]
        day = self._first + number * self._gap + (h >> 8) % (self._gap // 2)
        where = COUNTRIES[(h >> 24) % len(COUNTRIES)]
        venue = where.town if h & (1 << 40) else where.capital
        # Of an older one, "brokered by" names who brokered it; the newest one of a story is its mediators' own.
        mediator = COUNTRIES[(h >> 50) % len(COUNTRIES)].name
        name = ("Accord", "Declaration", "Protocol", "Agreement")[(h >> 44) % 4]
        return Pact(noun, f"{adjective} {noun}".strip(), day, day + (h >> 48) % 3, venue, where.name, mediator, f"{venue} {name}")

    def state(self, side: str, country: Country) -> None:
        slots, people = self.of_state(side, country)
        self.slots |= slots
        self.people |= people

    @staticmethod
    @cache
    def of_state(side: str, country: Country) -> tuple[dict[str, str], dict[str, tuple[int, str]]]:
        """The words for a state and its people as one `side` of a story; not to be changed."""
        name, adjective, key = country.name, country.adjective, mix(*country.name.encode())
        slots = {
            side: name, f"{side}.army": f"the {adjective} army", f"{side}.forces": f"{adjective} forces",
            f"{side}.voice": f"{possessive(name)} Defence Ministry", f"{side}.gov": f"the {adjective} government",
            f"{side}.seat": country.capital, f"{side}.cap": country.capital,
        }  # fmt: skip
        ministry = f"spokesman of {possessive(name)} Defence Ministry"
        forms = {
            "head": f"{adjective} {'President' if key & 1 else 'Prime Minister'} %s",
            "fm": f"{adjective} Foreign Minister %s",
            "spox": f"%s, {ministry},",
            "cmd": f"{adjective} General %s",
            "neg": f"%s, the chief negotiator of {name},",
        }
        return slots, {f"{side}.{role}": (mix(key, i), form) for i, (role, form) in enumerate(forms.items())}

    def _group(self, side: str, name: str, seat: str) -> None:
        self.slots |= {
            side: name, f"{side}.army": name, f"{side}.forces": f"fighters of {name}", f"{side}.voice": name,
            f"{side}.gov": f"the leadership of {name}", f"{side}.seat": seat, f"{side}.cap": seat,
        }  # fmt: skip
        forms = {"head": "%s, the leader of {},", "fm": "%s, the political chief of {},", "spox": "%s, a spokesman for {},"}
        forms |= {"cmd": "%s, a commander of {},", "neg": "%s, a negotiator of {},"}
        for i, (role, form) in enumerate(forms.items()):
            self.people[f"{side}.{role}"] = (mix(self.key, 20 + i), form.format(name))

    def _mediator(self, side: str, country: Country, body: str | None) -> None:
        envoy, minister = _BODIES[body] if body else (f"{country.adjective} special envoy %s", f"{country.adjective} Foreign Minister %s")
        self.slots |= {side: body or country.name}
        self.people[f"{side}.envoy"] = (mix(self.key, 30), envoy)
        self.people[f"{side}.min"] = (mix(*(body or country.name).encode(), 1), minister)


# Who speaks for a place, in every text that tells of it; and those whom one text after the other finds, with their bodies.
_LOCAL = {
    "mayor": "%s, the mayor of {town},",
    "governor": "%s, the governor of {district},",
    "doctor": "%s, a doctor at the hospital of {town},",
    "bishop": "Bishop %s",
    "colonel": "Colonel %s,",
    "farmer": "%s, a farmer from {district},",
    "teacher": "%s, a teacher in {town},",
}
FOUND = {
    "analyst": ("think", "%s, an analyst at {},"),
    "aid": ("aid", "%s, the head of {} in {A},"),
    "monitor": ("monitor", "%s, the director of {},"),
    "opposition": ("party", "%s, the leader of {},"),
    "lawyer": ("monitor", "%s, a lawyer of {},"),
    "journalist": ("press", "%s, a reporter of {},"),
}
PEOPLE = frozenset({*_LOCAL, *FOUND, *(f"{s}.{r}" for s in "ABNMR" for r in ("head", "fm", "spox", "cmd", "neg", "envoy", "min"))})


def _different(home: Country, draw: Callable[[], float]) -> list[Country]:
    """Four more countries, each another one."""
    found = [home]
    while len(found) < 5:
        country = COUNTRIES[int(draw() * len(COUNTRIES))]
        if country not in found:
            found.append(country)
    return found[1:]


@lru_cache(2_000)
def conflict(seed: int, number: int) -> Conflict:
    return Conflict(seed, number)


def possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def dated(day: int, year: int = 0) -> str:
    """A date in words, without its year where that is `year`."""
    when = date.fromordinal(day)
    return f"{when.day} {MONTHS[when.month]}" + ("" if when.year == year else f" {when.year}")


def log_uniform(most: int, u: float) -> int:
    """A number from 0 to `most` - 1, each the likelier the smaller."""
    return int((most + 1) ** u) - 1
