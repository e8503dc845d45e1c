"""Results of SPARQL queries as plain values, such as Cypher gives them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any

from kgraph.ontology.namespaces import XSD

Value = None | str | int | float | bool

_SIGNED = "integer int long short byte nonPositiveInteger negativeInteger"
_UNSIGNED = "nonNegativeInteger positiveInteger unsignedInt unsignedLong unsignedShort unsignedByte"
_INTEGERS = {XSD + name for name in f"{_SIGNED} {_UNSIGNED}".split()}
_FLOATS = {XSD + name for name in ("decimal", "double", "float")}
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Rows:
    """The solutions of a SELECT query: the names of its variables, and a value for each in every row."""

    columns: tuple[str, ...]
    rows: list[tuple[Value, ...]]


def rows(body: IO[bytes]) -> Rows | bool:
    """What a result in the SPARQL 1.1 Query Results JSON Format says: rows, or the answer to an ASK query."""
    found: dict[str, Any] = json.load(body)
    if "boolean" in found:
        return bool(found["boolean"])
    columns = tuple(found["head"].get("vars", ()))
    return Rows(columns, [tuple(plain(binding.get(name)) for name in columns) for binding in found["results"]["bindings"]])


def plain(term: Mapping[str, Any] | None) -> Value:
    """The value that `term` (as in that format) stands for, None where the variable is not bound.

    Numbers and truth values become Python's; a time of day without seconds is as the graph tells it, `2020-11-04T18:30`; every other
    literal is its text, an IRI its address. A literal whose text is none of its type's stays a text.
    """
    if term is None:
        return None
    kind, value = term["type"], term["value"]
    if kind == "triple":
        return " ".join(("<<(", *(str(plain(value[part])) for part in ("subject", "predicate", "object")), ")>>"))
    if kind == "bnode":
        return f"_:{value}"
    return _literal(value, term.get("datatype", "")) if kind in ("literal", "typed-literal") else str(value)


def _literal(text: str, datatype: str) -> Value:
    try:
        if datatype in _INTEGERS:
            return int(text)
        if datatype in _FLOATS:
            return float(text)
    except ValueError:
        return text
    if datatype == XSD + "boolean":
        return _BOOLEANS.get(text, text)
    if datatype == XSD + "dateTime" and len(text) == 19:
        return text.removesuffix(":00")
    return text
