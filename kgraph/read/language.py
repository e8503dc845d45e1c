"""Which language a text is in, as far as kgraph must know: English or not."""

import re

from kgraph.lexicon import words

_WORD = re.compile(r"[^\W\d_]+")
_SURE = 0.3  # the share of such words that English alone has
# Other languages have these too.
_SHARED = frozenset({"a", "am", "an", "as", "at", "for", "hand", "in", "is", "man", "me", "on", "over", "so", "was", "we", "will"})
_IN_NAMES = frozenset({"al", "da", "de", "del", "den", "der", "di", "do", "dos", "du", "el", "la", "las", "le", "los", "te", "van", "von"})
_SHORT = 25  # words; shorter texts may have none of them


def is_english(text: str) -> bool:
    """True where the words that hold English sentences together are common in `text`, or at least commoner than those of others.

    They make up 30 to 50% of English text and under 10% of text in its relatives; of a dense dispatch of names less. Short texts need none.
    """
    found = _WORD.findall(text[:20000])
    if not found:
        return False
    own = [w for w in map(str.lower, found) if w in words("function_words")]
    english = len(own)
    if english >= _SURE * len(found):
        return True
    foreign = _foreign(found)
    if english:
        shared = sum(w in _SHARED for w in own)
        return (english - shared / 2 > foreign or not foreign) and sum(w.isascii() for w in found) > len(found) / 2
    return len(found) < _SHORT and not foreign and all(w.isascii() for w in found)


def _foreign(found: list[str]) -> int:
    """How many words of other languages there are, those within names ("Santiago de los Caballeros", "Lai Ching-te") left out."""
    count, name = 0, False
    for word in found:
        if word not in words("foreign_words"):
            name = word[0].isupper()
        elif not (name and word in _IN_NAMES):
            count += 1
            name = False
    return count
