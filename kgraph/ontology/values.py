"""Whether a value is what its property asks for."""

import calendar
import re
from functools import lru_cache

from kgraph.ontology.terms import Property

DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2}))?)?)?", re.ASCII)

SURROGATE = re.compile("[\ud800-\udfff]")

_ANY_TEXT = frozenset(("string", "anyURI", "Node"))


def fault(wanted: Property, value: object) -> str | None:
    """What is wrong with `value` as a value of `wanted`, as the end of a sentence; None where nothing is."""
    if not wanted.multi:
        return _fault(wanted, value)
    if not isinstance(value, tuple):
        return f"takes a list, not {value!r}"
    for one in value:
        if wrong := _fault(wanted, one):
            return wrong
    return None


@lru_cache(maxsize=10_000)
def is_date(text: str) -> bool:
    """Whether `text` is `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`, and a date that there is."""
    match = DATE.fullmatch(text)
    if not match or match[1] == "0000":
        return False
    year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return False
    return int(match[4] or 0) < 24 and int(match[5] or 0) < 60


def _fault(wanted: Property, value: object) -> str | None:
    # Most values by far are texts that may hold anything.
    if type(value) is str and value and wanted.datatype in _ANY_TEXT and value.isascii():
        return None
    if wanted.datatype in ("decimal", "nonNegativeInteger"):
        number = isinstance(value, int | float if wanted.datatype == "decimal" else int) and not isinstance(value, bool)
        if not number:
            return f"takes a number, not {value!r}"
        # NaN and the infinities are no decimals, and a negative count or offset means nothing.
        return None if _finite(value) and (wanted.datatype == "decimal" or value >= 0) else f"cannot be {value!r}"  # type: ignore[operator]
    if wanted.datatype == "boolean":
        return None if isinstance(value, bool) else f"takes true or false, not {value!r}"
    if not isinstance(value, str):
        return f"takes a text, not {value!r}"
    if not value:
        return "is empty"
    if not value.isascii() and SURROGATE.search(value):
        return "holds half a surrogate pair, which is no character and cannot be stored"
    if wanted.datatype == "PartialDate" and not is_date(value):
        return f"is no date such as 2020, 2020-10, 2020-10-10 or 2020-10-10T18:30: {value!r}"
    if wanted.concepts and value not in wanted.concepts:
        return f"is none of {', '.join(wanted.concepts)}: {value!r}"
    return None


def _finite(value: object) -> bool:
    return value == value and value not in (float("inf"), float("-inf"))
