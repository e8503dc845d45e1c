"""Dates as documents write them: in metadata, in a file's name, in a line of their own, in a dateline.

Only dates that a document gives as its own are read here. Dates are `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, as precise as
they were written; the calendar day is the one written, whatever the time zone. Nothing here knows today's date.
"""

import re
from dataclasses import dataclass
from datetime import date as Day
from datetime import datetime, timezone
from pathlib import PurePath

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<mon>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_YEAR = r"(?P<y>(?:1[89]|20)\d\d)(?!\d)"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_FULL = [
    re.compile(rf"(?<!\d){_YEAR}([-/.])(?P<m>\d{{1,2}})\2(?P<d>\d{{1,2}})(?!\d)"),
    re.compile(rf"(?<![\d.]){_DAY}(?:\s+of)?[\s\-]+{_MONTH},?[\s\-]+{_YEAR}", re.I),
    re.compile(rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}", re.I),
    re.compile(rf"(?<![\d.])(?P<d>\d{{1,2}})\.(?P<m>\d{{1,2}})\.{_YEAR}"),
    re.compile(rf"(?<![\d/])(?P<a>\d{{1,2}})/(?P<b>\d{{1,2}})/{_YEAR}"),
]
_DAY_MONTH = [
    re.compile(rf"(?<![\d.]){_DAY}(?:\s+of)?\s+{_MONTH}(?!,?\s+(?:1[89]|20)\d\d\b(?!:))", re.I),
    re.compile(rf"\b{_MONTH}\s+{_DAY}(?![\d:])", re.I),
]
_CLOCK = re.compile(
    r"(?<![\d:.])(?P<h>[01]?\d|2[0-3])(?:(?P<sep>[:.h])(?P<mi>[0-5]\d)(?::[0-5]\d(?:\.\d+)?)?)?"
    r"(?:\s*(?P<ap>[apAP])\.?\s?[mM]\b\.?)?(?P<zone>\s*(?:GMT|UTC|BST|CES?T|E[SDE]T|EEST|[A-Z]{2,3}T|Z|local time|hrs?)(?![a-z]))?"
    r"(?:\s*[+\-]\d{2}:?\d{2}|\s*[+\-]\d{1,2}\b)?(?![\d:])"
)
_WEEKDAY = re.compile(r"\b(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\b\.?", re.I)
_LABEL = re.compile(
    r"\b(?:(?:first |originally )?(?:published|posted|created|issued|recorded|released)"
    r"|(?:last )?(?:updated|modified)|publication date|date)"
    r"(?:\s+(?:on|at|date))?\b\s*:?",
    re.I,
)
_BETWEEN = re.compile(r"[\s,.|•·‣◦●–—\-()\[\]/@*:;]+|\b(?:at|on)\b", re.I)
_DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Z'’.\-]+(?:[ ,/][A-Z][A-Za-z'’.\-]*){0,5}),?\s+(?P<when>[^()–—]{3,24}?)\s*(?:\([^)]{2,40}\)\s*)?(?:[–—]|--?)\s"
)
_NAME_DATE = [
    re.compile(r"(?<![0-9A-Za-z])(?P<y>(?:19|20)\d\d)[-_.](?P<m>\d\d)[-_.](?P<d>\d\d)(?!\d)"),
    re.compile(r"(?<![0-9A-Za-z])(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?![0-9A-SU-Za-z])"),
]
_FOLDER_DATE = re.compile(r"(?:^|/)(?P<y>(?:19|20)\d\d)/(?P<m>\d\d)/(?:(?P<d>\d\d)/)?[^/]*$")


@dataclass(frozen=True, slots=True)
class Dated:
    """A line read as a stamp. `date` is a full date; `day` is (month, day) without its year; `clock` is `HH:MM`.

    `label` is the word before the date ("published", "updated"), `rest` what of the line is neither.
    """

    date: str | None
    day: tuple[int, int] | None
    clock: str | None
    label: str | None
    rest: str

    @property
    def bare(self) -> bool:
        """True where the line says nothing but when."""
        return not self.rest and bool(self.date or self.day or self.clock)


def calendar_day(year: int, month: int, day: int) -> Day | None:
    """The day, or None for one that no calendar has."""
    try:
        return Day(year, month, day)
    except ValueError:
        return None


def valid(year: int, month: int, day: int) -> str | None:
    """`YYYY-MM-DD`, or None for a day that no calendar has."""
    found = calendar_day(year, month, day)
    return found.isoformat() if found else None


def first_date(text: str) -> tuple[str, int, int] | None:
    """The first full date written in `text`, with its place; `3/4/2020`, which could be either, is none."""
    found = [(m.start(), m.end(), iso) for pattern in _FULL for m in pattern.finditer(text) if (iso := _iso(m))]
    if not found:
        return None
    start, end, iso = min(found, key=lambda hit: (hit[0], -hit[1]))
    return iso, start, end


def named_days(text: str) -> list[tuple[int, int]]:
    """All (month, day) pairs that `text` names, with or without a year."""
    hits = [m for pattern in (*_DAY_MONTH, *_FULL[1:3]) for m in pattern.finditer(text)]
    return [(_month(m["mon"]), int(m["d"])) for m in hits if 1 <= int(m["d"]) <= 31]


def dated(line: str) -> Dated:
    """Read `line` as a stamp: take out date, clock, weekday and label, and see what is left."""
    rest = line
    date: str | None = None
    day: tuple[int, int] | None = None
    hit = first_date(rest)
    if hit:
        date, start, end = hit
        rest = rest[:start] + " | " + rest[end:].removeprefix("T")
    else:
        for pattern in _DAY_MONTH:
            m = pattern.search(rest)
            if m and valid(2000, _month(m["mon"]), int(m["d"])):
                day = (_month(m["mon"]), int(m["d"]))
                rest = rest[: m.start()] + " | " + rest[m.end() :]
                break
    clock: str | None = None
    for m in _CLOCK.finditer(rest):
        clock = _clock(m)
        if clock:
            rest = rest[: m.start()] + " | " + rest[m.end() :]
            break
    label = None
    if m := _LABEL.search(rest):
        label = m.group().strip(" :").lower()
        rest = rest[: m.start()] + " " + rest[m.end() :]
    rest = _WEEKDAY.sub(" ", rest)
    return Dated(date, day, clock, label, " ".join(_BETWEEN.sub(" ", rest).split()))


def header(line: str) -> Dated | None:
    """The stamp in a line that dates the document: a date set off from at most six other words, as in a byline.

    "AFP | Aug 29, 2016, 07.18 AM IST" and "Published: 9 October 2020" are such lines, "the war of 27 September 2020" is not.
    """
    hit = first_date(line)
    if not hit:
        return None
    stamp = dated(line)
    if len(stamp.rest.split()) > 6 or (re.search(r"[.!?][\"'”’]?$", line.strip()) and stamp.rest):
        return None
    before, after = line[: hit[1]], line[hit[2] :]
    set_off = not before.strip() or re.search(r"[|•·–—\-:(,\d]\s*$|\b[A-Z]{2,4}T?\s?$", before) or stamp.label or _WEEKDAY.search(before)
    clean_end = not after.strip() or re.match(r"\s*[|•·–—\-:(),T]|\s+(?:at\s+)?\d", after)
    return stamp if set_off and clean_end else None


def leading(line: str) -> tuple[str, int] | None:
    """A date with its label before running text (" date 2020-11-08 At the same time ..."): the date, and where it ends."""
    m = re.match(rf"\s*(?:{_LABEL.pattern})\s*", line, re.I)
    hit = first_date(line)
    if not (m and hit and hit[1] == m.end()) or not re.match(r"\s+\S+\s+\w", line[hit[2] :]) or header(line):
        return None
    return hit[0], hit[2]


def dateline(paragraph: str, year: int | None) -> str | None:
    """The date of "BAKU, Oct. 9 (Reuters) - ..."; where it has no year, `year` (None: unknown) completes it."""
    m = _DATELINE.match(paragraph[:160].lstrip())
    if not m:
        return None
    stamp = dated(m["when"])
    if stamp.date:
        return stamp.date
    return valid(year, *stamp.day) if stamp.day and year else None


def from_name(source: str) -> str | None:
    """The date in a file's name (`2020-10-09_talks.txt`, `20201009.html`) or in its folders (`2020/10/09/talks.txt`)."""
    name = PurePath(source).name
    for pattern in _NAME_DATE:
        for m in pattern.finditer(name):
            iso = valid(int(m["y"]), int(m["m"]), int(m["d"]))
            if iso:
                return iso
    m2 = _FOLDER_DATE.search(source.replace("\\", "/"))
    if not m2 or not 1 <= int(m2["m"]) <= 12:
        return None
    return valid(int(m2["y"]), int(m2["m"]), int(m2["d"])) if m2["d"] else f"{m2['y']}-{m2['m']}"


def from_metadata(value: object) -> str | None:
    """A date that metadata gives as text, a date, or seconds or milliseconds since 1970; None for what is no date."""
    if isinstance(value, datetime | Day):
        return value.isoformat()[:10]
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        if 1800 <= value <= 2100 and value == int(value):
            return str(int(value))
        seconds = value / 1000 if abs(value) > 1e11 else value
        in_range = 1e8 < seconds < 4.1e9
        return datetime.fromtimestamp(seconds, timezone.utc).date().isoformat() if in_range else None
    text = str(value).strip()
    if m := re.fullmatch(r"((?:1[89]|20)\d\d)(?:-(0[1-9]|1[0-2]))?", text):
        return text
    if m := re.match(r"((?:1[89]|20)\d\d)(\d\d)(\d\d)(?:T|$)", text):
        return valid(int(m[1]), int(m[2]), int(m[3]))
    hit = first_date(text)
    return hit[0] if hit else None


def _month(name: str) -> int:
    return _MONTH_NAMES.index(name[:3].lower()) + 1


def _iso(m: re.Match[str]) -> str | None:
    parts = m.groupdict()
    year = int(parts["y"])
    if parts.get("a"):
        a, b = int(parts["a"]), int(parts["b"])
        if a <= 12 and b <= 12 and a != b:
            return None
        day, month = (a, b) if a > 12 else (b, a)
        return valid(year, month, day)
    month = _month(parts["mon"]) if parts.get("mon") else int(parts["m"])
    return valid(year, month, int(parts["d"]))


def _clock(m: re.Match[str]) -> str | None:
    hour = int(m["h"])
    if m["ap"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if m["ap"].lower() == "p" else 0)
    elif not m["mi"] or (m["sep"] == "." and not m["zone"]):
        return None  # "12.50" is a number as well, "18" alone is no time
    return f"{hour:02}:{int(m['mi'] or 0):02}"
