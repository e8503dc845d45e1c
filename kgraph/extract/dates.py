"""When: dates as the text tells them, resolved against the day of the document or of the live blog's entry.

A date is as precise as the words: "in October" gives a month, "in 1994" a year. What cannot be resolved (a weekday in
a document without a date) gives nothing: no date is ever guessed from the clock.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kgraph.read.dates import calendar_day

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
WEEKDAYS = {name: number for number, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))}
_NUMBERS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), start=1
    )
} | {"a": 1, "an": 1}

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(WEEKDAYS)
_FARTHEST = 60  # days that "N days later" counts to; more is a round number
_NUMBER = "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r"|\d{1,3}"
# "more than twenty years ago", "some five months ago" tell no year and no month
_EXACTLY = "".join(rf"(?<!\b{w}\ )" for w in ("about", "almost", "around", "over", "nearly", "roughly", "some", "than", "under"))
_YEAR = r"(?:1[5-9]|20)\d\d"
# What is rarely so is asked first, as most words begin no date: hence what seems to be asked twice.
_PATTERN = re.compile(
    rf"""(?<!\d)(?<![^\W\d](?=[^\W\d]))(?=[\dabcdefijlmnostuwy])(?:
      (?P<iso>{_YEAR}-\d\d-\d\d)
    | (?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\ (?:of\ )?(?P<m1>{_MONTH})\b\.?(?:,?\ (?P<y1>{_YEAR}))?
    | (?=[adfjmnos])(?:
        (?P<m2>{_MONTH})\b\.?\ (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,?\ (?P<y2>{_YEAR}))?
      | (?P<m3>{_MONTH})\b\.?,?\ (?:of\ )?(?P<y3>{_YEAR}))
    | (?:(?:in|since|during|until|from|by|early|late|mid|last|this)[\ -])(?P<m4>{_MONTH})\b(?!\ \d)
    | (?P<which>last\ |next\ |this\ |coming\ )?(?=[fmstw])(?<!Good\ )(?<!Bloody\ )(?<!Black\ )(?<!Easter\ )(?<!Palm\ )(?P<wd>{_WEEKDAY})\b
    | (?P<rel>today|yesterday|tomorrow|tonight|last\ night|overnight|this\ (?:morning|afternoon|evening)
        |(?:earlier\ )?this\ (?:week|month|year)|(?:late\ |early\ )?(?:last|next)\ (?:week|month|year))
    | (?=(?:{_NUMBER})\ [dmwy]){_EXACTLY}(?P<n>{_NUMBER})\ (?P<unit>day|week|month|year)s?\ (?:ago|earlier)
    | (?P<n2>{_NUMBER})[\ -](?P<unit2>day|week|month)[\ -]old
    | (?=\d)(?:(?<=\bin\ )|(?<=\bof\ )|(?<=\bby\ )|(?<=\bthe\ )|(?<=\ba\ )|(?<=since\ )|(?<=from\ )|(?<=until\ )|(?<=during\ )
        |(?<=before\ )|(?<=after\ )|(?<=early\ )|(?<=late\ )|(?<=mid-))(?P<y4>{_YEAR})(?=[\ ,.;:)'’–-]|$)
        (?!\ (?:GMT|UTC|hours|hrs|local|people|soldiers|troops))
    )""",
    re.IGNORECASE | re.VERBOSE,
)


_FROM_THERE = re.compile(
    rf"""(?<!since\ )(?<!until\ )(?<!from\ )(?<!by\ )\b(?:
      (?P<n>{_NUMBER})\ days?\ (?P<later>later|afterwards?|earlier|before)(?=[,.]|\ (?!the\b|a\b|an\b|his\b|her\b|its\b|their\b))
    | (?:the\ )?(?P<next>next|following|previous|preceding)\ day
    | the\ day\ (?P<beside>after|before)(?=[,.])
    | (?:on\ )?(?:the|that)\ (?P<same>same\ day|very\ day) | (?:on\ )?that\ (?P<that>day)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)


_DIGIT = re.compile(r"\d")
# Without a digit and without any of these a text has no date. Weekdays, today and yesterday are among the days.
_PARTS = ("day", "night", "morrow", "morning", "afternoon", "evening", "week", "month", "year", *sorted({month[:3] for month in MONTHS}))


def _may_tell(text: str, start: int, end: int) -> bool:
    """Whether a date may be in `text[start:end]`: most sentences have none, and are not worth the pattern."""
    if _DIGIT.search(text, start, end):
        return True
    folded = text[start:end].casefold()
    return any(part in folded for part in _PARTS)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date (`YYYY`, `YYYY-MM` or `YYYY-MM-DD`) and the characters that tell it.

    `near` is a day that the words point to without naming it ("a week ago"): good for telling events apart, not for a date.
    """

    value: str
    start: int
    end: int
    near: str | None = None


def moments(text: str, start: int, end: int, anchor: str | None, *, future: bool = False, past: bool = False) -> Iterator[Moment]:
    """The dates told in `text[start:end]`, resolved against `anchor` (`YYYY[-MM[-DD]]...`), in reading order.

    `future` says that the clause looks ahead ("will meet on Friday"), so that a weekday is the next one; `past` that it looks
    back ("signed in July"), so that no day or month without a year lies after the anchor.
    An anchor `../YYYY-MM-DD` (EDTF: an interval with an unknown start) is the latest day on which the text can have been
    written: a day and month without a year are then the last ones before it, and weekdays stay unresolved.
    """
    day = _day(anchor)
    for found in _PATTERN.finditer(text, start, end) if _may_tell(text, start, end) else ():
        value = _value(found, day, anchor, future, past)
        if value is not None:
            weeks = (
                found["n"] if (found["unit"] or "").lower() == "week" else found["n2"] if (found["unit2"] or "").lower() == "week" else None
            )
            yield Moment(value, found.start(), found.end(), _weeks_before(weeks, day) if weeks and day else None)


def counted(text: str, start: int, end: int, base: str) -> Iterator[Moment]:
    """The days in `text[start:end]` that are counted from `base` (`YYYY-MM-DD`), the day told before: "three days later"."""
    day = _day(base)
    for found in _FROM_THERE.finditer(text, start, end) if day else ():
        group = {key: (value or "").lower() for key, value in found.groupdict().items()}
        days = 0
        if group["n"]:
            days = _NUMBERS.get(group["n"]) or int(group["n"])
        elif group["next"] or group["beside"]:
            days = 1
        back = group["later"] in ("earlier", "before") or group["next"] in ("previous", "preceding") or group["beside"] == "before"
        if day is not None and days <= _FARTHEST:
            yield Moment((day + datetime.timedelta(days=-days if back else days)).isoformat(), found.start(), found.end())


def counts(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` has a day that is counted from another."""
    return "day" in text[start:end].lower() and _FROM_THERE.search(text, start, end) is not None


def compatible(a: str | None, b: str | None) -> bool:
    """Whether two dates can be the same one: either unknown, or one a less precise form of the other."""
    return not a or not b or a.startswith(b) or b.startswith(a)


def more_precise(a: str | None, b: str | None) -> str | None:
    """The longer of two compatible dates."""
    return max((a or "", b or ""), key=len) or None


def within_days(a: str | None, b: str | None, days: int) -> bool:
    """Whether two full dates lie at most `days` apart; False where either is not a full date."""
    x, y = _day(a), _day(b)
    return x is not None and y is not None and abs((x - y).days) <= days


def _day(date: str | None) -> datetime.date | None:
    if date is None or len(date) < 10 or date.startswith("../"):
        return None
    try:
        return datetime.date.fromisoformat(date[:10])
    except ValueError:
        return None


def _value(found: re.Match[str], day: datetime.date | None, anchor: str | None, future: bool, past: bool) -> str | None:
    group = found.groupdict()
    if group["iso"]:
        return group["iso"] if _day(group["iso"]) else None
    for d, m, y in (("d1", "m1", "y1"), ("d2", "m2", "y2")):
        if group[d]:
            # "may 5" in lower case is the verb.
            if group[m] == "may":
                return None
            return _full(group[y], MONTHS[group[m].lower()], int(group[d]), day, anchor, past)
    if group["m3"]:
        return f"{group['y3']}-{MONTHS[group['m3'].lower()]:02}" if group["m3"] != "may" else None
    if group["m4"]:
        return _month(MONTHS[group["m4"].lower()], day, anchor, past) if group["m4"][0].isupper() else None
    if group["wd"]:
        return _weekday(WEEKDAYS[group["wd"].lower()], (group["which"] or "").strip().lower(), day, future)
    if group["rel"]:
        return _relative(re.sub(r"^(?:earlier|late|early) ", "", group["rel"].lower()), day, anchor)
    if group["n"] or group["n2"]:
        return _ago(group["n"] or group["n2"], (group["unit"] or group["unit2"]).lower(), day)
    return group["y4"]


def _full(year: str | None, month: int, number: int, day: datetime.date | None, anchor: str | None, past: bool) -> str | None:
    if year is None:
        if anchor is not None and anchor.startswith("../"):
            latest = datetime.date.fromisoformat(anchor[3:])
            before = [c for y in (latest.year, latest.year - 1) if (c := calendar_day(y, month, number)) is not None and c <= latest]
            return before[0].isoformat() if before else None
        if day is not None:
            candidates = [calendar_day(y, month, number) for y in (day.year - 1, day.year, day.year + 1)]
            # The nearest one; news looks back further than ahead.
            near = [(abs((c - day).days) + (60 if c > day else 0), c) for c in candidates if c is not None and not (past and c > day)]
            return min(near)[1].isoformat() if near else None
        if anchor is None:
            return None
        year = anchor[:4]
    date = calendar_day(int(year), month, number)
    return date.isoformat() if date else None


def _month(month: int, day: datetime.date | None, anchor: str | None, past: bool) -> str | None:
    if anchor is not None and anchor.startswith("../"):
        return None
    if day is None:
        return f"{anchor[:4]}-{month:02}" if anchor else None
    distance = lambda y: abs((y - day.year) * 12 + month - day.month) + (2 if (y, month) > (day.year, day.month) else 0)  # noqa: E731
    years = [y for y in (day.year - 1, day.year, day.year + 1) if not (past and (y, month) > (day.year, day.month))]
    year = min(years, key=distance)
    return f"{year}-{month:02}"


def _weekday(number: int, which: str, day: datetime.date | None, future: bool) -> str | None:
    if day is None:
        return None
    back = (day.weekday() - number) % 7
    if which in ("next", "coming") or (future and which != "last"):
        return (day + datetime.timedelta(days=(-back) % 7 or (7 if which == "next" else 0))).isoformat()
    return (day - datetime.timedelta(days=back or (7 if which == "last" else 0))).isoformat()


def _relative(words: str, day: datetime.date | None, anchor: str | None) -> str | None:
    if day is None:
        if anchor and words.endswith("year") and not anchor.startswith("../"):
            return str(int(anchor[:4]) + {"last": -1, "next": 1}.get(words.split()[0], 0))
        return None
    if words in ("today", "tonight", "this morning", "this afternoon", "this evening", "overnight"):
        return day.isoformat()
    if words in ("yesterday", "last night"):
        return (day - datetime.timedelta(days=1)).isoformat()
    if words == "tomorrow":
        return (day + datetime.timedelta(days=1)).isoformat()
    which, unit = words.split()
    step = {"last": -1, "next": 1}.get(which, 0)
    if unit == "year":
        return str(day.year + step)
    if unit == "month":
        return _shift_month(day, step)
    return None  # a week is no date of a precision that the graph can keep


def _ago(number: str, unit: str, day: datetime.date | None) -> str | None:
    if day is None:
        return None
    count = _NUMBERS.get(number.lower()) or int(number)
    if unit == "day":
        return (day - datetime.timedelta(days=count)).isoformat()
    if unit == "week":
        # "a week ago" is no exact day: the month, where the days around it leave no doubt, else the year.
        then = datetime.date.fromisoformat(_weeks_before(number, day))
        around = [then - datetime.timedelta(days=3), then + datetime.timedelta(days=3)]
        for precision in (7, 4):
            if around[0].isoformat()[:precision] == around[1].isoformat()[:precision]:
                return then.isoformat()[:precision]
        return None
    return _shift_month(day, -count) if unit == "month" else str(day.year - count)


def _weeks_before(number: str, day: datetime.date) -> str:
    count = _NUMBERS.get(number.lower()) or int(number)
    return (day - datetime.timedelta(days=7 * count)).isoformat()


def _shift_month(day: datetime.date, step: int) -> str:
    months = day.year * 12 + day.month - 1 + step
    return f"{months // 12}-{months % 12 + 1:02}"
