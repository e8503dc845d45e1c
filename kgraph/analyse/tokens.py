"""Tokenisation as in the English treebanks, on top of spaCy's rules."""

import re
from typing import cast

from spacy.language import Language
from spacy.symbols import ORTH
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

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
    """The tokenizer of `nlp`, a blank English pipeline, made to split as the treebanks do."""
    tokenizer = cast(Tokenizer, nlp.tokenizer)
    tokenizer.infix_finditer = compile_infix_regex([*(nlp.Defaults.infixes or ()), *_MORE_INFIXES]).finditer
    tokenizer.suffix_search = compile_suffix_regex([*(nlp.Defaults.suffixes or ()), *_MORE_SUFFIXES]).search
    tokenizer.prefix_search = compile_prefix_regex([*(nlp.Defaults.prefixes or ()), "―"]).search
    for abbreviation in _ABBREVIATIONS.split():
        tokenizer.add_special_case(abbreviation, [{ORTH: abbreviation}])
    tokenizer.token_match = _whole
    return tokenizer


def _whole(text: str) -> re.Match[str] | None:
    match = _WHOLE.fullmatch(text)
    # "EX-", "CO-" in capitals may be a name or an acronym.
    return None if match is None or (match[1].isupper() and len(match[1]) > 1) else match
