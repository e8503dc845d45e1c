"""Lemmas: what the treebanks say most often of a form and its part of speech, else lemminflect's word lists and rules."""

import gzip
from functools import cache, lru_cache

from kgraph.analyse.network import MODEL

_INFLECTED = frozenset({"NOUN", "VERB", "AUX", "ADJ", "ADV"})


@cache
def _table() -> dict[tuple[str, str], str]:
    with gzip.open(MODEL / "lemmas.tsv.gz", "rt", encoding="utf8") as file:
        rows = (line.rstrip("\n").split("\t") for line in file if not line.startswith("#"))
        return {(form, pos): lemma for form, pos, lemma in rows}


@lru_cache(maxsize=100_000)
def lemma(form: str, pos: str) -> str:
    """The lemma of a word with its Universal part of speech: lower case, but for names, symbols and foreign words."""
    table = _table()
    lower = form.lower().replace("’", "'")
    for key in (form, lower):
        if found := table.get((key, pos)):
            return found
    return by_rule(form, pos)


def by_rule(form: str, pos: str) -> str:
    """The lemma of a word that the table does not know."""
    if pos in ("PROPN", "X", "SYM", "PUNCT", "NUM"):
        return form
    lower = form.lower()
    if pos in _INFLECTED:
        # lemminflect takes a second to import: only those who analyse text pay for it.
        from lemminflect import getLemma

        found = getLemma(lower, "VERB" if pos == "AUX" else pos)
        if found:
            return str(found[0])
    return lower
