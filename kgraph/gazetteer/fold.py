"""When two spellings are one name: case, accents, hyphens and apostrophes set aside."""

import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not take apart into a base and an accent.
_LETTERS = str.maketrans(
    {"ı": "i", "ə": "a", "ǝ": "a", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ŋ": "n"}
)
_DROPPED = re.compile(r"['’‘ʼʻʿʾ`´ʹ\".]")
_SPACES = re.compile(r"[\s\-‐‑–—_/,]+")
_SAINT = re.compile(r"\bst\b(?= )")


@lru_cache(maxsize=20_000)
def fold(name: str) -> str:
    """The key of a name: `Xankəndi` and `Xankandi`, `Deir ez-Zor` and `Deir Ez Zor`, `St. John's` and `Saint Johns` share theirs.

    A leading "the" is dropped. Empty where the name has no letter or digit of any script.
    """
    plain = name.lower() if name.isascii() else _bare(name)
    words = _SPACES.sub(" ", _DROPPED.sub("", plain)).strip()
    return _SAINT.sub("saint", words.removeprefix("the "))


def _bare(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    return "".join(c for c in letters if not unicodedata.combining(c))


def is_acronym(name: str) -> bool:
    """Whether `name` is written as an acronym (`UN`, `U.S.`, `MONUSCO`), so that its case counts: "WHO" is not "who"."""
    if " " in name:
        return False
    letters = [c for c in name if c.isalpha()]
    return 1 < len(letters) <= 8 and all(c.isupper() for c in letters)
