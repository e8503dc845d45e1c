"""Terms in the syntax of N-Triples (https://www.w3.org/TR/n-triples/), as pyoxigraph writes them: IRIs, and literals by datatype.

Each of these raises `ValueError` for what is no such term. Lone surrogates are found where the text is encoded.
"""

import re
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring

from pyoxigraph import NamedNode

from kgraph.ontology.namespaces import XSD
from kgraph.ontology.values import SURROGATE, is_date

DATE_TYPES = {4: XSD + "gYear", 7: XSD + "gYearMonth", 10: XSD + "date", 16: XSD + "dateTime"}
TRUE, FALSE = (f'"{value}"^^<{XSD}boolean>' for value in ("true", "false"))

_RARE = re.compile("[\x00-\x1f\x7f\ufffe\uffff]")
_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


@lru_cache(maxsize=65536)
def iri(text: str) -> str:
    """`<text>`, checked to be an absolute IRI."""
    return str(NamedNode(text))


def string(text: object) -> str:
    """A plain literal that is not empty."""
    if type(text) is not str or not text:
        raise ValueError(f"{text!r} is no text")
    # JSON's escapes are those of N-Triples but for control characters that hardly any text has.
    quoted = encode_basestring(text)
    if quoted.isascii():
        return quoted if "\\u" not in quoted and "\x7f" not in quoted else _escaped(text)
    if SURROGATE.search(text):
        raise ValueError(f"{text!r} holds half a surrogate pair")
    return _escaped(text) if "\\u" in quoted or _RARE.search(quoted) else quoted


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_RARE.sub(lambda found: _SHORT.get(found[0]) or f"{chr(92)}u{ord(found[0]):04X}", text)}"'


def address(text: object) -> str:
    """An xsd:anyURI: a text, since RDF allows any."""
    return f"{string(text)}^^<{XSD}anyURI>"


@lru_cache(maxsize=65536)
def date(text: str) -> str:
    """A date as precise as its text: `2020`, `2020-10`, `2020-10-10` or `2020-10-10T18:30`."""
    if not is_date(text):
        raise ValueError(f"{text!r} is no date")
    return f'"{text}{":00" if len(text) == 16 else ""}"^^<{DATE_TYPES[len(text)]}>'


def integer(number: object) -> str:
    """A count or an offset."""
    # xsd:integer holds the same numbers as xsd:nonNegativeInteger, and stores that turn derived types into it (Oxigraph does)
    # then change nothing.
    if type(number) is not int or number < 0:
        raise ValueError(f"{number!r} is no count")
    return f'"{number}"^^<{XSD}integer>'


def decimal(number: object) -> str:
    """An xsd:decimal."""
    if type(number) not in (int, float):
        raise ValueError(f"{number!r} is no number")
    return _decimal(number)


@lru_cache(maxsize=65536)
def _decimal(number: object) -> str:
    return f'"{digits(number)}"^^<{XSD}decimal>'


def boolean(value: object) -> str:
    """`true` or `false`."""
    if type(value) is not bool:
        raise ValueError(f"{value!r} is neither true nor false")
    return TRUE if value else FALSE


def digits(number: object) -> str:
    """Digits with a point and without an exponent, as xsd:decimal and WKT ask."""
    found = Decimal(repr(float(str(number))))
    if not found.is_finite():
        raise ValueError(f"{number!r} is no decimal")
    return format(found, "f")
