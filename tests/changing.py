"""A workspace whose documents come, change and go by chance, the same on every run, of few people, bodies and days: much meets there."""

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from benchmarks import synthetic
from kgraph.facts import Facts, Statement
from kgraph.workspace import Workspace

FEW = {"PEOPLE": 60, "SURNAMES": 6, "FIRST_NAMES": 4, "BODIES": 8, "PLACES": 10, "PACTS": 25}


class Reporter(synthetic.Reporter):
    """A document of four days, whose statements are of few words, so that some contradict each other."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.day = date(2020, 1, 1) + timedelta(days=self.dice.randrange(4))

    def facts(self) -> Facts:
        facts = super().facts()
        return replace(facts, statements=tuple(map(_terse, facts.statements)))


def _terse(s: Statement) -> Statement:
    if s.matter is None:
        return s
    return replace(s, matter=replace(s.matter, predicates=s.matter.words[:1], words=s.matter.words[:4], objects=()))


class Changing:
    """The documents of a workspace. `FEW` has to stand in `synthetic`."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self._dice = random.Random(seed)
        self._there: list[str] = []

    def step(self, workspace: Workspace, most: int = 30) -> None:
        """Some documents come, change place or content, or go."""
        dice = self._dice
        for _ in range(dice.choice([1, 2, 5, most])):
            if self._there and dice.random() < 0.3:
                place = self._there.pop(dice.randrange(len(self._there)))
                workspace.begin(place)
                workspace.finish(place)
                continue
            facts = Reporter(dice.randrange(300)).facts()
            place = facts.document.source
            if self._there and dice.random() < 0.2:
                place = dice.choice(self._there)  # other content in an old place: two places may hold one document
            if place not in self._there:
                self._there.append(place)
            workspace.keep(place, place, facts.version, facts)
        workspace.commit()
