"""Turtle and TriG (https://www.w3.org/TR/turtle/, https://www.w3.org/TR/trig/) for people to read: a subject's triples together."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby

from kgraph.ontology.namespaces import (
    ACT,
    AGREEMENT,
    DCTERMS,
    FOAF,
    GEO,
    KG,
    OA,
    ORG,
    PREFIX_OF,
    PROV,
    PROVISION,
    RDF,
    ROLE,
    SCHEMA,
    SEM,
    SF,
    SKOS,
    STATUS,
    XSD,
)
from kgraph.rdf.syntax import Subject, Syntax

# The namespaces that exports use; each file declares all of them.
USED = (ACT, AGREEMENT, DCTERMS, FOAF, GEO, KG, OA, ORG, PROV, PROVISION, RDF, ROLE, SCHEMA, SEM, SF, SKOS, STATUS, XSD)
# What may follow the base, or a prefix's colon, without any escape. No dots at either end, and no empty or dotted segments.
RELATIVE = re.compile(r"[\w~%-]+(?:[/.#][\w~%-]+)*")
LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
TYPED = re.compile(r'(".*")\^\^<([^>]*)>', re.DOTALL)
BARE = {XSD + "decimal": re.compile(r"[+-]?\d+\.\d+"), XSD + "boolean": re.compile("true|false"), XSD + "integer": re.compile(r"[+-]?\d+")}
_TYPE = f"<{RDF}type> "


class Turtle(Syntax):
    """Turtle; with named graphs, TriG. Names are relative to `base` where they can be."""

    def __init__(self, base: str, namespaces: Iterable[str] = USED) -> None:
        self.base = base
        self.namespaces = frozenset(namespaces)
        start = f"@base <{base}> .\n" + "".join(f"@prefix {PREFIX_OF[n]}: <{n}> .\n" for n in sorted(namespaces, key=PREFIX_OF.__getitem__))

        self.start = start.encode()

    def default(self, subjects: Iterable[Subject]) -> bytes:
        return b"".join([f"\n{self._subject(subject)}".encode() for subject in subjects])

    def named(self, graph: str, subjects: Iterable[Subject]) -> bytes:
        blocks = b"\n".join([self._subject(subject, "    ").encode() for subject in subjects])
        return b"".join((f"\n{self._iri(graph)} {{\n".encode(), blocks, b"}\n"))

    def _subject(self, subject: Subject, indent: str = "") -> str:
        iri, told = subject
        types = [one for one in told if one.startswith(_TYPE)]
        rest = [one for one in told if not one.startswith(_TYPE)] if types else told
        lines = []
        for predicate, pairs in groupby((one.split(" ", 1) for one in (*types, *rest)), key=lambda pair: pair[0]):
            objects = " , ".join([self._term(pair[1]) for pair in pairs])
            lines.append(f"{'a' if types and predicate == _TYPE[:-1] else self._iri(predicate[1:-1])} {objects}")
        return f"{indent}{self._iri(iri)} {f' ;{chr(10)}{indent}    '.join(lines)} .\n"

    def _term(self, text: str) -> str:
        """A term of N-Triples in the shortest form that Turtle has for it."""
        if text.startswith("<<("):
            return f"<<( {' '.join(self._term(part) for part in text[3:-3].split())} )>>"
        if text.startswith("<"):
            return self._iri(text[1:-1])
        typed = TYPED.fullmatch(text)
        if not typed:
            return text
        value, datatype = typed[1], typed[2]
        if datatype in BARE and BARE[datatype].fullmatch(value[1:-1]):
            return value[1:-1]
        return f"{value}^^{self._iri(datatype)}"

    def _iri(self, iri: str) -> str:
        return _short(iri, self.base, self.namespaces)


@lru_cache(maxsize=65536)
def _short(iri: str, base: str, namespaces: frozenset[str]) -> str:
    """An IRI by its prefix, else relative to the base where that is safe."""
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    if iri[:cut] in namespaces and LOCAL.fullmatch(iri, cut):
        return f"{PREFIX_OF[iri[:cut]]}:{iri[cut:]}"
    return f"<{relative(iri, base)}>"


def relative(iri: str, base: str) -> str:
    """The IRI relative to `base` where that is safe, else as it is."""
    rest = iri.removeprefix(base)
    return rest if rest != iri and RELATIVE.fullmatch(rest) else iri
