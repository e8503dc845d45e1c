"""Live blogs: which lines are the time stamps of entries, and which day each entry belongs to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from kgraph.read.dates import Dated, calendar_day, dated, named_days, valid
from kgraph.read.draft import Piece

# Entries a few minutes out of order do not mean that midnight has passed.
_MIDNIGHT_HOURS = 6
_FEWEST_ENTRIES = 3
_LEADING_STAMP = re.compile(
    r"(?:[•·*]\s*)?[\[(]?\d{1,2}[:.h]\d{2}\s*(?:[ap]\.?m\.?)?\s*(?:[A-Z]{2,4}\b)?[\])]?\s*(?:[-–—:|]\s+|\n\s*)(?=\S)"
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """The time stamp that piece number `index` is; `when` is what it says."""

    index: int
    when: Dated


def split_leading(text: str, pieces: list[Piece]) -> list[Piece]:
    """Cut stamps off the paragraphs that begin with one ("18:30 GMT - The talks ..."), where the text does so throughout."""
    hits = {i: m for i, p in enumerate(pieces) if (m := _LEADING_STAMP.match(text, p.start, p.end)) and dated(m.group()).clock}
    if len(hits) < _FEWEST_ENTRIES:
        return pieces
    out: list[Piece] = []
    for i, piece in enumerate(pieces):
        if i in hits:
            m = hits[i]
            stamp_end = m.start() + len(re.sub(r"[\s\-–—:|]+$", "", m.group()))
            out.append(Piece(piece.start, stamp_end, "time"))
            piece = Piece(m.end(), piece.end, "line", piece.links)
        out.append(piece)
    return out


def stamps(text: str, pieces: list[Piece]) -> list[Stamp]:
    """The stamps of a live blog's entries, in reading order; empty where the text is no live blog.

    A stamp is a piece that says nothing but when, with a clock time. A day of its own between them ("Friday, 16 October
    2020") counts too, for the entries below it.
    """
    found = []
    for i, piece in enumerate(pieces):
        if piece.end - piece.start > 60:
            continue
        when = dated(text[piece.start : piece.end])
        if piece.kind == "time" and piece.date:
            when = dated(piece.date)
        if when.bare and not when.label:
            found.append(Stamp(i, when))
    clock_only = sum(s.when.date is None for s in found if _is_entry(s, pieces)) * 2 > len(found)
    if clock_only:
        # Among clock times, a clock with a full date above the first of them is the page's own.
        found = found[next(n for n, s in enumerate(found) if not (s.when.date and s.when.clock)) :]
    first = next((n for n, s in enumerate(found) if _is_entry(s, pieces)), len(found))
    entries = [s for s in found[first:] if _is_entry(s, pieces)]
    # Two may do where they say their day above text of their own; pages mark up the dates of making and of updating too.
    sure = not clock_only and all(pieces[s.index].kind != "time" or _above_heading(s, pieces) for s in entries)
    stamped = {s.index for s in found}
    told = [s for s in entries if s.index + 1 < len(pieces) and s.index + 1 not in stamped]
    if len(told) < (2 if sure else _FEWEST_ENTRIES):
        return []
    # A day's line directly before the first entry is its day; earlier ones date the page.
    if first and found[first - 1].index == found[first].index - 1 and not found[first - 1].when.clock:
        first -= 1
    return [s for s in found[first:] if _is_entry(s, pieces) or not s.when.clock]


def untrusted(header: Dated, body: str) -> bool:
    """Whether a date at the head of a live blog with clock times only may be the day on which the page was fetched.

    Such pages carry a running clock. The date is trusted where a word ("published") or its standing alone says what it
    is, or where the text below the head (`body`) names days close to it.
    """
    if header.label or not header.clock or not header.date:
        return False
    day = date.fromisoformat(header.date)
    return not any(abs((candidate - day).days) <= 7 for candidate in _near(day, named_days(body)))


def entry_dates(found: Sequence[Stamp], published: str | None) -> list[str | None]:
    """The date of the entry under each stamp: `YYYY-MM-DDTHH:MM`, `YYYY-MM-DD`, or None where only a clock is known.

    A stamp's own date counts; a day without its year takes that of `published`; clock times alone are counted from the
    newest, which is of the day of `published`, and back a day wherever they pass midnight.
    """
    year = int(published[:4]) if published else None
    day = date.fromisoformat(published) if published and len(published) == 10 else None
    clocks = [s.when.clock for s in found]
    descending = _descending([c for c in clocks if c])
    order = list(range(len(found))) if descending else list(range(len(found) - 1, -1, -1))
    # Days given by lines of their own hold for the entries below them.
    under: list[str | None] = []
    current: str | None = None
    day_lines = any(not s.when.clock for s in found)
    for s in found:
        current = _own_day(s.when, year) or (current if day_lines else None)
        under.append(current)
    out: list[str | None] = [None] * len(found)
    last: int | None = None
    for n in order:
        clock, own = clocks[n], under[n]
        if own:
            out[n] = f"{own}T{clock}" if clock else own
            day = date.fromisoformat(own)
        elif clock and day:
            minutes = _minutes(clock)
            if last is not None and minutes - last > _MIDNIGHT_HOURS * 60:
                day -= timedelta(days=1)
            out[n] = f"{day.isoformat()}T{clock}"
        if clock:
            last = _minutes(clock)
    return out


def newest(found: Sequence[Stamp]) -> str | None:
    """The newest full date among the stamps: the day on which a live blog was last written."""
    return max((s.when.date for s in found if s.when.date), default=None)


def _is_entry(stamp: Stamp, pieces: list[Piece]) -> bool:
    return stamp.when.clock is not None or pieces[stamp.index].kind == "time"


def _above_heading(stamp: Stamp, pieces: list[Piece]) -> bool:
    return stamp.index + 1 < len(pieces) and pieces[stamp.index + 1].kind == "heading"


def _own_day(when: Dated, year: int | None) -> str | None:
    if when.date:
        return when.date
    return valid(year, *when.day) if when.day and year else None


def _descending(clocks: list[str]) -> bool:
    minutes = [_minutes(c) for c in clocks]
    steps = [b - a for a, b in pairwise(minutes)]
    # A step of more than half a day is one over midnight, against the run.
    down = sum(-720 <= step < 0 for step in steps)
    up = sum(0 < step <= 720 for step in steps)
    return down >= up


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _near(day: date, days: list[tuple[int, int]]) -> list[date]:
    candidates = (calendar_day(year, *pair) for pair in days for year in (day.year - 1, day.year, day.year + 1))
    return [c for c in candidates if c]
