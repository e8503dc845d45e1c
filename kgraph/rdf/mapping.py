"""Nodes and relations as triples, in the terms of the ontology. No blank nodes: the same graph gives the same triples.

Triples are kept as text in the syntax of N-Triples, by subject: what has to be written needs no object for each term.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple, cast

from pyoxigraph import Quad, RdfFormat, parse

from kgraph.elements import Edge, Node, Value
from kgraph.errors import GraphError
from kgraph.ontology import KG, Property, class_iri, labels, load, validate
from kgraph.ontology.namespaces import GEO, OA, RDF, ROLE, SCHEMA, SEM, SF
from kgraph.rdf.offices import Offices
from kgraph.rdf.parts import digest
from kgraph.rdf.terms import address, boolean, date, decimal, digits, integer, iri, string

Said = dict[str, list[str]]
"""By subject (an IRI without brackets): predicate and object of each triple, separated by a space. Some may come twice."""

TYPE = f"<{RDF}type>"
IS_RELATION = f"{TYPE} <{RDF}Statement>"
# What an actor may be to an agreement: the concept of each relation.
ROLES = {"PARTY_TO": "party", "MEDIATED": "mediator", "SIGNED": "signatory", "WITNESSED": "witness", "GUARANTEED": "guarantor"}

# What relations of a type are in established terms, beside kgraph's own.
_BESIDE = {"PART_OF": f"<{OA}hasSource>", "SIGNED_AT": f"<{SEM}hasPlace>"}

_SELECTOR, _SAME_AS, _STAMP = f"<{OA}hasSelector>", f"<{SCHEMA}sameAs>", f"<{SEM}hasTimeStamp>"
_SUBJECT, _PREDICATE, _OBJECT, _REIFIES = (f"<{RDF}{name}>" for name in ("subject", "predicate", "object", "reifies"))
_ACTOR = f"<{SEM}hasActor>"

# The pages that ids stand for.
_PAGES = {"geonames": "https://sws.geonames.org/{}/", "wikidata": "http://www.wikidata.org/entity/{}"}

Texts = tuple[str, ...]
Render = Callable[[Value], str]
Write = Callable[[Value, list[str]], None]
_RENDER: dict[str, Render] = {
    "string": string,
    "anyURI": address,
    "PartialDate": cast(Render, date),
    "boolean": boolean,
    "decimal": decimal,
    "nonNegativeInteger": integer,
    "Node": cast(Render, iri),
}


class _Class(NamedTuple):
    """How nodes of a class are written: what is said of each of them, their types for one, and each property."""

    always: list[str]
    write: dict[str, Write]


class _Relation(NamedTuple):
    """How relations of a type are written: the predicate, the established one beside it, the local part of the evidence's IRI,
    each property, and the SEM role."""

    predicate: str
    beside: str | None
    local: str
    write: dict[str, Write]
    role: str | None


def tell(element: Node | Edge, said: Said, rdf12: bool = False) -> None:
    """Add the triples that one node or relation makes to `said`, but for the offices that it tells of: see `Offices`.

    With `rdf12`, the evidence of a relation reifies it with a triple term of RDF 1.2, and else in the terms of rdf:Statement.
    Raises `GraphError`, with the id, for an element that the ontology does not allow or that cannot be written in RDF.
    """
    try:
        if isinstance(element, Node):
            _tell_node(element, said)
        else:
            _tell_edge(element, said, rdf12)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        validate(element)
        _check_iris(element)
        raise GraphError(f"{element.id if isinstance(element, Node) else element.start}: cannot be written as RDF: {error}") from error


def quads(documents: Iterable[tuple[str, Iterable[Node | Edge]]], merged: Iterable[Node | Edge]) -> Iterator[Quad]:
    """The quads of a graph. `documents` has each document's IRI with what that document supports; `merged` is the whole.

    A document's nodes are its own view of them: `aliases` are the forms it uses. Elements come in any order and may repeat.
    Offices come last in each graph: whether one is held in a person, which is none, is known when all nodes are.
    Raises `GraphError`, with the id, for an element that the ontology does not allow or that cannot be written in RDF.
    """
    for document, elements in documents:
        graph = f" {_name(document)}"
        yield from _parsed(elements, graph)
    yield from _parsed(merged, "")


def each_told(elements: Iterable[Node | Edge], rdf12: bool = False) -> Iterator[Said]:
    """The triples of each element, offices included, which come last. Raises as `tell` does."""
    offices = Offices()
    for element in elements:
        said: Said = {}
        tell(element, said, rdf12)
        offices.note(element)
        yield said
    for subject, told in offices.memberships():
        yield {subject: list(told)}


def _parsed(elements: Iterable[Node | Edge], graph: str) -> Iterator[Quad]:
    for said in each_told(elements):
        lines = "".join(f"<{subject}> {rest}{graph} .\n" for subject, told in said.items() for rest in told)
        yield from cast(Iterator[Quad], parse(lines, format=RdfFormat.N_QUADS))


def _name(document: str) -> str:
    try:
        return iri(document)
    except ValueError as error:
        raise GraphError(f"{document} is no IRI: {error}") from None


def _check_iris(element: Node | Edge) -> None:
    for text in (element.id,) if isinstance(element, Node) else (element.start, element.end):
        _name(text)
    for name in ("documents", "passages", "sameAs"):
        values = element.properties.get(name, ())
        for text in values if isinstance(values, tuple) else ():
            _name(text)


def _tell_node(node: Node, said: Said) -> None:
    known, properties, id = _classes()[node.cls], node.properties, node.id
    iri(id)
    told = said.setdefault(id, [])
    told += known.always
    for name, value in properties.items():
        if name == "aliases" and "name" in properties:
            # No label is both the preferred one and another (SKOS, S13).
            value = tuple(alias for alias in cast(Texts, value) if alias != properties["name"])
        known.write[name](value, told)
    if node.cls == "Passage":
        _tell_selectors(id, properties, told, said)
        return
    if "latitude" in properties and "longitude" in properties:
        _tell_point(id, properties, told, said)
    for name, page in _PAGES.items():
        if name in properties:
            told.append(f"{_SAME_AS} {iri(page.format(properties[name]))}")
    told.extend(f"{_SAME_AS} {iri(other)}" for other in cast(Texts, properties.get("sameAs", ())))


def _tell_selectors(id: str, properties: Mapping[str, Value], told: list[str], said: Said) -> None:
    """The passage as a Web Annotation sees it: its offsets and its words, either of which finds it in its source.

    As in the Web Annotation Vocabulary, the characters counted are code points, and `oa:end` is the one after the last.
    """
    if "start" in properties and "end" in properties:
        told.append(f"{_SELECTOR} <{id}#position>")
        said[id + "#position"] = [
            f"{TYPE} <{OA}TextPositionSelector>",
            f"<{OA}start> {integer(properties['start'])}",
            f"<{OA}end> {integer(properties['end'])}",
        ]
    if "text" in properties:
        told.append(f"{_SELECTOR} <{id}#quote>")
        said[id + "#quote"] = [f"{TYPE} <{OA}TextQuoteSelector>", f"<{OA}exact> {string(properties['text'])}"]


def _tell_point(id: str, properties: Mapping[str, Value], told: list[str], said: Said) -> None:
    """The place as GeoSPARQL 1.1 sees it: a feature of whose geometries one is known, its centre.

    No default geometry: that would be the place for whoever asks what lies within it.
    """
    told += (f"<{GEO}hasGeometry> <{id}#geometry>", f"<{GEO}hasCentroid> <{id}#geometry>")
    # WKT without a reference system is CRS 84: longitude first.
    wkt = f"POINT({digits(properties['longitude'])} {digits(properties['latitude'])})"
    said[id + "#geometry"] = [f"{TYPE} <{GEO}Geometry>", f"{TYPE} <{SF}Point>", f'<{GEO}asWKT> "{wkt}"^^<{GEO}wktLiteral>']


def _tell_edge(edge: Edge, said: Said, rdf12: bool) -> None:
    known, properties = _relations()[edge.type], edge.properties
    start, end = iri(edge.start), iri(edge.end)
    relation = f"{known.predicate} {end}"
    of_start = said.setdefault(edge.start, [])
    of_start.append(relation)
    if known.role is not None:
        _tell_role(edge, known.role, said)
    elif known.beside is not None:
        of_start.append(f"{known.beside} {end}")
    if not properties:
        return
    told = said.setdefault(f"{edge.start}#{known.local}-{digest(edge.end)}", [])
    if rdf12:
        told.append(f"{_REIFIES} <<( {start} {relation} )>>")
    else:
        told += (IS_RELATION, f"{_SUBJECT} {start}", f"{_PREDICATE} {known.predicate}", f"{_OBJECT} {end}")
    for name, value in properties.items():
        known.write[name](value, told)


def _tell_role(edge: Edge, role: str, said: Said) -> None:
    """An actor's part in an agreement, as the Simple Event Model says it: the actor itself, and the actor in a role."""
    actor, event = f"<{edge.start}>", edge.end
    node = f"{event}#{role}-{digest(edge.start)}"
    said.setdefault(event, []).extend((f"{_ACTOR} {actor}", f"{_ACTOR} <{node}>"))
    said[node] = [f"{TYPE} <{SEM}Role>", f"<{RDF}value> {actor}", f"<{SEM}roleType> <{ROLE}{role}>"]


@cache
def _classes() -> dict[str, _Class]:
    return {
        name: _Class(
            [f"{TYPE} <{cls}>" for cls in (*map(class_iri, labels(name)), *load().established[name])]
            + [f"<{predicate}> <{value}>" for predicate, value in load().fixed[name]],
            {p.name: _write(p, _STAMP if (labels(name)[0], p.name) == ("Agreement", "date") else None) for p in properties.values()},
        )
        for name, properties in load().properties.items()
    }


@cache
def _relations() -> dict[str, _Relation]:
    return {
        type: _Relation(
            f"<{r.rdf}>",
            _BESIDE.get(type),
            r.iri.removeprefix(KG),
            {name: _write(p) for name, p in r.properties.items()},
            ROLES.get(type),
        )
        for type, r in load().relations.items()
    }


def _write(known: Property, beside: str | None = None) -> Write:
    """What adds a value of a property, or each of its values, to what is said of a subject; one value also under the predicate `beside`."""
    predicate, render = f"<{known.rdf}> ", _concept(known.concepts) if known.concepts else _RENDER[known.datatype]

    def one(value: Value, told: list[str]) -> None:
        told.append(predicate + render(value))

    def many(values: Value, told: list[str]) -> None:
        if type(values) is not tuple:
            raise ValueError(f"{values!r} is no list")
        for value in values:
            told.append(predicate + render(value))

    def twice(value: Value, told: list[str]) -> None:
        text = render(value)
        told += (predicate + text, f"{beside} {text}")

    if known.multi:
        return many
    return one if beside is None else twice


def _concept(concepts: Mapping[str, str]) -> Render:
    terms = {notation: f"<{concept}>" for notation, concept in concepts.items()}
    return lambda value: terms[cast(str, value)]
