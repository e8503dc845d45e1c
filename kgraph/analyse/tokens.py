"""Tokenisation as in the English treebanks, on top of spaCy's rules."""

import re
from collections.abc import Callable

from spacy.language import Language
from spacy.symbols import ORTH
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex, registry

TREEBANK = "kgraph.treebank"
"""The name under which spaCy finds the tokenizer."""

# The treebanks split words at hyphens ("Russian - brokered"), but not after these prefixes ("pro-Russian", "Co-chair").
_PREFIXES = (
    "anti|auto|bi|co|counter|cross|de|e|ex|extra|hyper|inter|intra|macro|mega|micro|mid|mini|multi|neo|non"
    "|pan|post|pre|pro|proto|pseudo|quasi|re|semi|sub|super|supra|trans|tri|ultra|uni"
)
_WHOLE = re.compile(rf"({_PREFIXES})-[^\W\d_]+", re.IGNORECASE)

_MORE_INFIXES = (
    r"(?<=[A-Za-z]\.)[-–](?=[^\W\d_])",  # U.S.-brokered
    r"(?<=[0-9])[–—](?=[0-9])",  # 1988–1994
    r"(?<=[^\W\d_])[–—](?=[0-9])",
    r"(?<=[.!?,;])[\"“”](?=[^\W\d_])",  # said."The
    r"(?<=[^\W\d_])[\"“”](?=[^\W\d_])",
)
_MORE_SUFFIXES = (r"(?<=[0-9])(?:bn|mn|tn)", "―", r"(?<=[\"”’])[–—]")  # $1.4bn; the dash behind a quotation, before its author
# Abbreviations that keep their full stop and that spaCy's rules lack.
_ABBREVIATIONS = "Brig. Capt. Cdr. Cmdr. Col. Cpl. Lt. Maj. Reps. Sens. Sgt. Sr. al. cf. etc. Mon. Tue. Tues. Wed. Thu. Thur. Thurs. Fri."


def treebank_tokenizer(nlp: Language) -> Tokenizer:
    """A tokenizer for the blank English pipeline `nlp` that splits as the treebanks do.

    Made in one go: each rule changed later would make spaCy's tokenizer read all of its special cases again.
    """
    defaults = nlp.Defaults
    abbreviations = {abbreviation: [{ORTH: abbreviation}] for abbreviation in _ABBREVIATIONS.split()}
    return Tokenizer(
        nlp.vocab,
        rules={**(defaults.tokenizer_exceptions or {}), **abbreviations},
        prefix_search=compile_prefix_regex([*(defaults.prefixes or ()), "―"]).search,
        suffix_search=compile_suffix_regex([*(defaults.suffixes or ()), *_MORE_SUFFIXES]).search,
        infix_finditer=compile_infix_regex([*(defaults.infixes or ()), *_MORE_INFIXES]).finditer,
        token_match=_whole,
        url_match=defaults.url_match,
    )


@registry.tokenizers(TREEBANK)  # type: ignore[untyped-decorator]
def _make() -> Callable[[Language], Tokenizer]:
    return treebank_tokenizer


def _whole(text: str) -> re.Match[str] | None:
    match = _WHOLE.fullmatch(text)
    # "EX-", "CO-" in capitals may be a name or an acronym.
    return None if match is None or (match[1].isupper() and len(match[1]) > 1) else match
