"""Turtle and TriG (https://www.w3.org/TR/turtle/, https://www.w3.org/TR/trig/) for people to read: a subject's triples together."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from kgraph.ontology.namespaces import ACT, DCTERMS, GEO, KG, OA, ORG, PREFIX_OF, PROV, PROVISION, RDF, SCHEMA, SF, SKOS, STATUS, XSD

# The namespaces that exports use; each file declares all of them.
USED = (ACT, DCTERMS, GEO, KG, OA, ORG, PROV, PROVISION, RDF, SCHEMA, SF, SKOS, STATUS, XSD)
PREFIXES = {PREFIX_OF[namespace]: namespace for namespace in USED}
# What may follow the base, or a prefix's colon, without any escape. No dots at either end, and no empty or dotted segments.
RELATIVE = re.compile(r"[\w~%-]+(?:[/.#][\w~%-]+)*")
LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
TYPED = re.compile(r'(".*")\^\^<([^>]*)>', re.DOTALL)
BARE = {XSD + "decimal": re.compile(r"[+-]?\d+\.\d+"), XSD + "boolean": re.compile("true|false"), XSD + "integer": re.compile(r"[+-]?\d+")}


class Fields(NamedTuple):
    """One quad, each term in the syntax of N-Quads; `graph` is empty for the default graph."""

    graph: str
    subject: str
    predicate: str
    object: str


def turtle(quads: Iterable[Fields], base: str) -> Iterator[str]:
    """The text, in pieces. `quads` are sorted by graph and subject, the default graph first; named graphs make it TriG."""
    yield f"@base <{base}> .\n"
    yield from (f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    for graph, of_graph in groupby(quads, key=lambda quad: quad.graph):
        indent = "    " if graph else ""
        if graph:
            yield f"\n{term(graph, base)} {{\n"
        for number, (subject, of_subject) in enumerate(groupby(of_graph, key=lambda quad: quad.subject)):
            if number or not graph:
                yield "\n"
            yield f"{indent}{term(subject, base)}"
            for position, (predicate, of_predicate) in enumerate(groupby(of_subject, key=lambda quad: quad.predicate)):
                yield f" ;\n{indent}    " if position else " "
                yield "a " if predicate == f"<{RDF}type>" else f"{term(predicate, base)} "
                yield " , ".join(term(quad.object, base) for quad in of_predicate)
            yield " .\n"
        if graph:
            yield "}\n"


def term(text: str, base: str) -> str:
    """A term of N-Quads in the shortest form that Turtle has for it."""
    if text.startswith("<"):
        return compact(text[1:-1]) or f"<{relative(text[1:-1], base)}>"
    typed = TYPED.fullmatch(text)
    if not typed:
        return text
    value, datatype = typed[1], typed[2]
    if datatype in BARE and BARE[datatype].fullmatch(value[1:-1]):
        return value[1:-1]
    return f"{value}^^{compact(datatype) or f'<{datatype}>'}"


def compact(iri: str) -> str | None:
    """The IRI by its prefix, `kg:Person`; None where it has none."""
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    prefix = PREFIX_OF.get(iri[:cut]) if iri[:cut] in USED else None
    return f"{prefix}:{iri[cut:]}" if prefix and LOCAL.fullmatch(iri, cut) else None


def relative(iri: str, base: str) -> str:
    """The IRI relative to `base` where that is safe, else as it is."""
    rest = iri.removeprefix(base)
    return rest if rest != iri and RELATIVE.fullmatch(rest) else iri
