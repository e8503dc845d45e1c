"""Which language a text is in, as far as kgraph must know: English or not."""

import re

from kgraph.lexicon import words

_WORD = re.compile(r"[^\W\d_]+")


def is_english(text: str) -> bool:
    """True where the words that hold English sentences together are common in `text`.

    They make up 30 to 50% of English text and under 10% of text in its relatives. Short texts need but one.
    """
    found = [w.lower() for w in _WORD.findall(text[:20000])]
    if not found:
        return False
    share = sum(w in words("function_words") for w in found) / len(found)
    return share >= 0.18 if len(found) >= 25 else share > 0 or all(w.isascii() for w in found)
