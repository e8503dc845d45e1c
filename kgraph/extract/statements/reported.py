"""A statement as reported, before its entities are written down."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field

from kgraph.extract.statements.speakers import Speaker
from kgraph.facts import Act
from kgraph.read.article import Block


@dataclass(slots=True)
class Reported:
    """A statement before its entities are written down: who (`speaker`), with which word, what, to whom and about whom."""

    speaker: Speaker
    cue: tuple[int, int]
    spans: list[tuple[int, int]]
    act: Act
    direct: bool
    rule: str
    confidence: float
    time: tuple[int, int] | None = None  # characters around the cue, less the content, where its own date may stand
    addressees: list[int] = field(default_factory=list)
    targets: list[int] = field(default_factory=list)
    block: Block | None = None
    medium: tuple[int, int] | None = None  # the words for what it was said in
    deed: bool = False  # refused or denied without a clause that tells what was said: "rejected the offer"

    def only_told_by(self, others: Iterable["Reported"], serving: Set[tuple[int, int]]) -> bool:
        """Whether it is a deed that another reports: "said that Chad had rejected every offer" tells nothing that Chad said.

        What the speaker or the speaker's spokesman tells stands: "said that it had rejected the charge". `serving` are (person, body).
        """
        return self.deed and any(o.tells_of(self) and not _speak_as_one(o, self, serving) for o in others if o is not self)

    def tells_of(self, other: "Reported") -> bool:
        """Whether the content tells that `other` was said."""
        return any(start <= other.cue[0] < end for start, end in self.spans)


def _speak_as_one(a: Reported, b: Reported, serving: Set[tuple[int, int]]) -> bool:
    one, other = a.speaker.entity, b.speaker.entity
    return one is not None and other is not None and (one == other or (one, other) in serving or (other, one) in serving)


def without_repeats(found: Sequence[Reported]) -> list[Reported]:
    """One statement for one speaker and one stretch of text: the first rule that read it keeps it."""
    out: list[Reported] = []
    for r in found:
        if not r.spans or r.spans[-1][1] - r.spans[0][0] < 3:
            continue
        key = (r.speaker.entity, r.speaker.description)
        if any((o.speaker.entity, o.speaker.description) == key and _overlap(o, r) > 0.8 for o in out):
            continue
        out.append(r)
    return out


def _overlap(a: Reported, b: Reported) -> float:
    low, high = max(a.spans[0][0], b.spans[0][0]), min(a.spans[-1][1], b.spans[-1][1])
    longest = max(a.spans[-1][1] - a.spans[0][0], b.spans[-1][1] - b.spans[0][0])
    return max(0, high - low) / longest
