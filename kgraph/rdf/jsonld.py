"""JSON-LD 1.1 (https://www.w3.org/TR/json-ld11/) in compact form: one object a line, named graphs as objects with `@graph`."""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from kgraph.ontology.namespaces import RDF, XSD
from kgraph.rdf.turtle import PREFIXES, TYPED, Fields, compact, relative


def jsonld(quads: Iterable[Fields], base: str) -> Iterator[str]:
    """The text, in pieces. `quads` are sorted by graph and subject, the default graph first."""
    yield f'{{"@context": {_dump({"@base": base, **PREFIXES})},\n"@graph": ['
    separator = "\n"
    for graph, of_graph in groupby(quads, key=lambda quad: quad.graph):
        if graph:
            yield f'{separator}{{"@id": {_dump(relative(graph[1:-1], base))}, "@graph": ['
            separator = "\n"
        for _, of_subject in groupby(of_graph, key=lambda quad: quad.subject):
            yield separator + _dump(_object(list(of_subject), base))
            separator = ",\n"
        if graph:
            yield "\n]}"
    yield "\n]}\n"


def _object(quads: list[Fields], base: str) -> dict[str, Any]:
    found: dict[str, Any] = {"@id": relative(quads[0].subject[1:-1], base)}
    for predicate, of_predicate in groupby(quads, key=lambda quad: quad.predicate[1:-1]):
        if predicate == RDF + "type":
            values: list[Any] = [compact(quad.object[1:-1]) or quad.object[1:-1] for quad in of_predicate]
        else:
            values = [_value(quad.object, base) for quad in of_predicate]
        found["@type" if predicate == RDF + "type" else compact(predicate) or predicate] = values[0] if len(values) == 1 else values
    return found


def _value(text: str, base: str) -> Any:
    if text.startswith("<"):
        iri = text[1:-1]
        return {"@id": compact(iri) or relative(iri, base)}
    typed = TYPED.fullmatch(text)
    if not typed:
        return _string(text)
    value, datatype = _string(typed[1]), typed[2]
    if datatype == XSD + "boolean" and value in ("true", "false"):
        return value == "true"
    return {"@type": compact(datatype) or datatype, "@value": value}


def _string(quoted: str) -> str:
    # The escapes that N-Quads writes are JSON's own.
    text: str = json.loads(quoted, strict=False)
    return text


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
