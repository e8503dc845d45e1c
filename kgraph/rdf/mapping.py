"""Nodes and relations as quads, in the terms of the ontology. No blank nodes: the same graph gives the same quads."""

import hashlib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from urllib.parse import quote

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kgraph.elements import Edge, Node
from kgraph.errors import GraphError
from kgraph.ontology import KG, Property, Relation, class_iri, labels, load, relation, validate
from kgraph.ontology.namespaces import GEO, OA, ORG, PROV, RDF, SCHEMA, SF, SKOS, XSD

Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]

TYPE = NamedNode(RDF + "type")
SAME_AS = NamedNode(SCHEMA + "sameAs")
DATE_TYPES = {4: XSD + "gYear", 7: XSD + "gYearMonth", 10: XSD + "date", 16: XSD + "dateTime"}


def quads(documents: Iterable[tuple[str, Iterable[Node | Edge]]], merged: Iterable[Node | Edge]) -> Iterator[Quad]:
    """The quads of a graph. `documents` has each document's IRI with what that document supports; `merged` is the whole.

    A document's nodes are its own view of them: `aliases` are the forms it uses. Elements come in any order and may repeat.
    Raises `GraphError`, with the id, for an element that the ontology does not allow or that cannot be written in RDF.
    """
    for document, elements in documents:
        graph = _node(document)
        for element in elements:
            for subject, predicate, object in triples(element):
                yield Quad(subject, predicate, object, graph)
    default = DefaultGraph()
    for element in merged:
        for subject, predicate, object in triples(element):
            yield Quad(subject, predicate, object, default)


def triples(element: Node | Edge) -> Iterator[Triple]:
    """The triples that one node or relation makes."""
    validate(element)
    yield from _of_node(element) if isinstance(element, Node) else _of_edge(element)


def told_iri(start: str, known: Relation, end: str) -> str:
    """The IRI of the rdf:Statement that says of a relation who tells it and how sure that is."""
    return f"{start}#{known.iri.removeprefix(KG)}-{_digest(end)}"


def _of_node(node: Node) -> Iterator[Triple]:
    subject, properties = _node(node.id), load().properties[node.cls]
    for cls in labels(node.cls):
        yield subject, TYPE, _term(class_iri(cls))
    for name, value in node.properties.items():
        for written in _values(properties[name], value):
            yield subject, _term(properties[name].rdf), written
    if node.cls == "Passage":
        yield from _selectors(node, subject)
    if "latitude" in node.properties and "longitude" in node.properties:
        point = _node(f"{node.id}#geometry")
        yield subject, _term(GEO + "hasGeometry"), point
        yield point, TYPE, _term(SF + "Point")
        # WKT without a reference system is CRS 84: longitude first.
        wkt = f"POINT({_decimal(node.properties['longitude'])} {_decimal(node.properties['latitude'])})"
        yield point, _term(GEO + "asWKT"), Literal(wkt, datatype=_term(GEO + "wktLiteral"))
    if "geonames" in node.properties:
        yield subject, SAME_AS, _node(f"https://sws.geonames.org/{node.properties['geonames']}/")
    if "wikidata" in node.properties:
        yield subject, SAME_AS, _node(f"http://www.wikidata.org/entity/{node.properties['wikidata']}")
    addresses = node.properties.get("sameAs", ())
    for address in addresses if isinstance(addresses, tuple) else ():
        yield subject, SAME_AS, _node(address)


def _selectors(node: Node, subject: NamedNode) -> Iterator[Triple]:
    """The passage as a Web Annotation sees it: its offsets and its words, either of which finds it in its source."""
    position, quotation = _node(f"{node.id}#position"), _node(f"{node.id}#quote")
    selector, properties = _term(OA + "hasSelector"), load().properties["Passage"]
    if "start" in node.properties and "end" in node.properties:
        yield subject, selector, position
        yield position, TYPE, _term(OA + "TextPositionSelector")
        for name in ("start", "end"):
            for written in _values(properties[name], node.properties[name]):
                yield position, _term(OA + name), written
    if "text" in node.properties:
        yield subject, selector, quotation
        yield quotation, TYPE, _term(OA + "TextQuoteSelector")
        yield quotation, _term(OA + "exact"), Literal(str(node.properties["text"]))


def _of_edge(edge: Edge) -> Iterator[Triple]:
    known = relation(edge.type)
    start, predicate, end = _node(edge.start), _term(known.rdf), _node(edge.end)
    yield start, predicate, end
    if edge.type == "PART_OF":
        yield start, _term(OA + "hasSource"), end
    if edge.properties:
        told = _node(told_iri(edge.start, known, edge.end))
        yield told, TYPE, _term(RDF + "Statement")
        yield told, _term(RDF + "subject"), start
        yield told, _term(RDF + "predicate"), predicate
        yield told, _term(RDF + "object"), end
        for name, value in edge.properties.items():
            for written in _values(known.properties[name], value):
                yield told, _term(known.properties[name].rdf), written
    if "role" in edge.properties:
        for role in str(edge.properties["role"]).split("; "):
            yield from _membership(edge, start, end, role)


def _membership(edge: Edge, start: NamedNode, end: NamedNode, role: str) -> Iterator[Triple]:
    membership = _node(f"{edge.start}#membership-{_digest(edge.end, role)}")
    office = _node(f"{edge.end}#role-{quote(role.replace(' ', '_'), safe='')}")
    yield membership, TYPE, _term(ORG + "Membership")
    yield membership, _term(ORG + "member"), start
    yield membership, _term(ORG + "organization"), end
    yield membership, _term(ORG + "role"), office
    yield office, TYPE, _term(ORG + "Role")
    yield office, _term(SKOS + "prefLabel"), Literal(role)
    passages = edge.properties.get("passages", ())
    for passage in passages if isinstance(passages, tuple) else ():
        yield membership, _term(PROV + "wasDerivedFrom"), _node(passage)


def _values(known: Property, value: object) -> Iterator[NamedNode | Literal]:
    for one in value if isinstance(value, tuple) else (value,):
        yield _value(known, one)


def _value(known: Property, value: object) -> NamedNode | Literal:
    """One value, already checked, as a term."""
    if known.datatype == "Concept":
        return _term(known.concepts[str(value)])
    if known.datatype == "Node":
        return _node(str(value))
    text = str(value)
    if known.datatype == "string":
        return Literal(text)
    if known.datatype == "PartialDate":
        return Literal(text + ":00" if len(text) == 16 else text, datatype=_term(DATE_TYPES[len(text)]))
    if known.datatype == "boolean":
        text = "true" if value else "false"
    elif known.datatype == "decimal":
        text = _decimal(value)
    # xsd:integer holds the same numbers, and stores that turn derived types into it (Oxigraph does) then change nothing.
    return Literal(text, datatype=_term(XSD + ("integer" if known.datatype == "nonNegativeInteger" else known.datatype)))


def _decimal(number: object) -> str:
    """Digits with a point and without an exponent, as xsd:decimal and WKT ask."""
    return format(Decimal(repr(float(str(number)))), "f")


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=6).hexdigest()


@lru_cache(maxsize=4096)
def _term(iri: str) -> NamedNode:
    return NamedNode(iri)


@lru_cache(maxsize=65536)
def _node(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise GraphError(f"{iri} is no IRI: {error}") from None
