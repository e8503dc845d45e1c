"""Tokenisation as in the English treebanks, on top of spaCy's rules."""

import re
from typing import cast

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex

# The treebanks split words at hyphens ("Russian - brokered"), but not after these prefixes ("pro-Russian", "co-chair").
_PREFIXES = (
    "anti|auto|bi|bio|co|counter|cross|de|e|ex|extra|hyper|inter|intra|macro|mega|micro|mid|mini|multi|neo|non"
    "|over|pan|para|post|pre|pro|proto|pseudo|quasi|re|semi|sub|super|supra|trans|tri|ultra|un|under|uni"
)
_WHOLE = re.compile(rf"(?:{_PREFIXES})-[^\W\d_]+", re.IGNORECASE)

_MORE_INFIXES = (
    r"(?<=[A-Za-z]\.)[-–](?=[^\W\d_])",  # U.S.-brokered
    r"(?<=[0-9])[–—](?=[0-9])",  # 1988–1994
    r"(?<=[^\W\d_])[–—](?=[0-9])",
    r"(?<=[.!?,;])[\"“”](?=[^\W\d_])",  # said."The
    r"(?<=[^\W\d_])[\"“”](?=[^\W\d_])",
)


def treebank_tokenizer(nlp: Language) -> Tokenizer:
    """The tokenizer of `nlp` (spaCy's English rules), splitting as the treebanks do."""
    tokenizer = cast(Tokenizer, nlp.tokenizer)
    infixes = [*(nlp.Defaults.infixes or ()), *_MORE_INFIXES]
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    before = tokenizer.token_match

    def whole(text: str) -> object:
        return _WHOLE.fullmatch(text) or (before(text) if before else None)

    tokenizer.token_match = whole
    return tokenizer
