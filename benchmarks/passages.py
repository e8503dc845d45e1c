"""The passages of which the benchmarks' texts are made: read from patterns/passages.txt, compiled, and dealt out like cards."""

import re
from collections.abc import Callable
from typing import NamedTuple

from invented import PATTERNS, PEOPLE

# How often a passage of a report is of a section.
_SHARES = {
    "agreement": 4,
    "statement": 5,
    "quotation": 4,
    "dispute": 3,
    "reaction": 3,
    "clash": 3,
    "office": 2,
    "place": 2,
    "background": 4,
}
MIX = [section for section, share in _SHARES.items() for _ in range(share)]


class Passage(NamedTuple):
    """A pattern, compiled: `form % cast` is its text, and the cast's `people` are then known to the reader."""

    form: str
    people: tuple[str, ...]
    heading: str = ""


_SLOT = re.compile(r"\{([^}]+)\}")
# What begins with a capital as it is, or is drawn anew for each passage.
_CAPITAL = frozenset({"town", "town2", "venue", "day", "nn", "nnn", "km", "year", "month", "date", "percent"})


def compiled(pattern: str) -> list[Passage]:
    """The passage with the sides either way round; one, where it does not name them."""
    pattern, heading = reversed(pattern.split(" :: ")) if " :: " in pattern else (pattern, "")
    turns = [{"X": "A", "Y": "B"}, {"X": "B", "Y": "A"}] if re.search(r"\{[XY]\b", pattern + heading) else [{}]
    return [Passage(*_form(pattern, turn), _form(heading, turn)[0]) for turn in turns]


def _form(pattern: str, turn: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    met: dict[str, None] = {}

    def slot(found: re.Match[str]) -> str:
        side, dot, rest = found[1].partition(".")
        bare, mark, own = side.partition("'")
        name = turn.get(bare, bare) + mark + own + dot + rest
        if name in PEOPLE:
            if name in met:
                name += ".s"
            met[name.removesuffix(".s")] = None
        elif found.start() == 0 or re.search(r"[.!?] $|“$", pattern[: found.start()]):
            name = name if name in _CAPITAL else f"^{name}"
        return f"%({name})s"

    return _SLOT.sub(slot, pattern.replace("%", "%%")), tuple(met)


def _sections() -> dict[str, list[list[Passage]]]:
    found: dict[str, list[list[Passage]]] = {}
    for line in (PATTERNS / "passages.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            section = found.setdefault(line[3:].partition(":")[0], [])
        elif line and not line.startswith("#"):
            section.append(compiled(line))
    return found


PASSAGES = _sections()


class Deck:
    """The passages of each section in an order of this document's own, each once."""

    def __init__(self, draw: Callable[[], float]) -> None:
        self.draw = draw
        self.left: dict[str, list[list[Passage]]] = {}

    def take(self, section: str) -> Passage | None:
        left = self.left.get(section)
        if left is None:
            left = self.left[section] = PASSAGES[section].copy()
        if not left:
            return None
        at = int(self.draw() * len(left))
        left[at], left[-1] = left[-1], left[at]
        turns = left.pop()
        return turns[int(self.draw() * len(turns))]

    def any(self) -> Passage | None:
        """One of a section as often as MIX says; None when there is none left."""
        for _ in range(40):
            if passage := self.take(MIX[int(self.draw() * len(MIX))]):
                return passage
        return next((passage for section in dict.fromkeys(MIX) if (passage := self.take(section))), None)
