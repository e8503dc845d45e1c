"""The ontology as the rest of kgraph uses it: names, labels, relationship types, constraints, and whether data keep to them.

Everything here is derived from `ontology/kgraph.ttl`, which is read once, on first use.
"""

from collections.abc import Mapping
from typing import TypeVar

from kgraph.elements import Edge, Node
from kgraph.errors import GraphError, OntologyError
from kgraph.ontology.cypher import names_in
from kgraph.ontology.namespaces import ACT, KG, STATUS
from kgraph.ontology.terms import Ontology, Property, Relation, load
from kgraph.ontology.values import fault

V = TypeVar("V")

__all__ = [
    "ACT",
    "KG",
    "STATUS",
    "Ontology",
    "Property",
    "Relation",
    "act_iri",
    "base_label",
    "class_iri",
    "classes",
    "constraints",
    "indexes",
    "labels",
    "load",
    "properties_of",
    "property_iri",
    "relation",
    "relation_iri",
    "relations",
    "status_iri",
    "unknown_names",
    "validate",
    "version",
]


def version() -> str:
    """The ontology's version, `0.2.0`."""
    return load().version


def classes() -> tuple[str, ...]:
    """The names of all classes, in the ontology's order (superclasses first)."""
    return tuple(load().labels)


def labels(cls: str) -> tuple[str, ...]:
    """The Neo4j labels of a node of class `cls`, superclasses first: `("Entity", "Actor", "Organization", "ArmedForce")`."""
    return _look_up(load().labels, cls, "class")


def base_label(cls: str) -> str:
    """The label on which nodes of class `cls` are merged and which has the uniqueness constraint: `Entity` for `ArmedForce`."""
    return labels(cls)[0]


def properties_of(cls: str) -> tuple[Property, ...]:
    """The properties that a node of class `cls` may carry, inherited ones included, without `id` and bookkeeping."""
    return tuple(_look_up(load().properties, cls, "class").values())


def relations() -> tuple[Relation, ...]:
    """All relations, in the ontology's order."""
    return tuple(load().relations.values())


def relation(type: str) -> Relation:
    """The relation whose Neo4j relationship type is `type`."""
    return _look_up(load().relations, type, "relationship type")


def constraints() -> tuple[tuple[str, str], ...]:
    """(label, property) pairs that identify a node: each base label with `id`."""
    return tuple((label, "id") for label in dict.fromkeys(names[0] for names in load().labels.values()))


def indexes() -> tuple[tuple[str, str], ...]:
    """(label, property) pairs from which questions start, besides `constraints`."""
    return load().indexes


def class_iri(cls: str) -> str:
    """The IRI of class `cls`."""
    labels(cls)
    return KG + cls


def relation_iri(type: str) -> str:
    """The IRI under which RDF data carry the relation: `prov:wasDerivedFrom` for `EVIDENCED_BY`."""
    return relation(type).rdf


def property_iri(cls: str, name: str) -> str:
    """The IRI under which RDF data carry property `name` of class `cls`: `skos:prefLabel` for `name`."""
    return _look_up(_look_up(load().properties, cls, "class"), name, f"property of {cls}").rdf


def act_iri(name: str) -> str:
    """The IRI of the act `name` (`accuse`)."""
    return _look_up(load().properties["Statement"]["act"].concepts, name, "act")


def status_iri(name: str) -> str:
    """The IRI of the status `name` (`in_force`)."""
    return _look_up(load().properties["Agreement"]["status"].concepts, name, "status")


def validate(element: Node | Edge, kinds: Mapping[str, str] | None = None) -> None:
    """Raise `GraphError`, with the element's id, where its class, type, a property's name or a value is not the ontology's.

    Given `kinds` (the class of each node, by id), a relation must also run between nodes that exist and that the ontology lets it connect.
    """
    ontology = load()
    if isinstance(element, Node):
        name, allowed = element.id, ontology.properties.get(element.cls)
        if allowed is None:
            raise GraphError(f"{name}: the ontology has no class {element.cls}")
    else:
        name = f"{element.start} -{element.type}-> {element.end}"
        known = ontology.relations.get(element.type)
        if known is None:
            raise GraphError(f"{name}: the ontology has no relationship type {element.type}")
        allowed = known.properties
        if kinds is not None:
            _check_end(name, element.start, kinds, known.domain)
            _check_end(name, element.end, kinds, known.range)
    for key, value in element.properties.items():
        if key not in allowed:
            raise GraphError(f"{name}: the ontology has no property {key} here")
        wrong = fault(allowed[key], value)
        if wrong:
            raise GraphError(f"{name}: {key} {wrong}")


def unknown_names(cypher: str) -> list[str]:
    """The labels (`:Foo`), relationship types (`[:FOO]`) and property names (`.foo`) in a Cypher text that the ontology lacks, sorted."""
    ontology = load()
    found = names_in(cypher)
    keys = {key for properties in ontology.properties.values() for key in properties}
    keys |= {key for known in ontology.relations.values() for key in known.properties} | set(ontology.bookkeeping)
    unknown = [f":{name}" for name in found.labels - set(ontology.labels)]
    unknown += [f"[:{name}]" for name in found.types - set(ontology.relations)]
    unknown += [f".{name}" for name in found.properties - keys]
    return sorted(unknown)


def _check_end(name: str, end: str, kinds: Mapping[str, str], allowed: tuple[str, ...]) -> None:
    if end not in kinds:
        raise GraphError(f"{name}: there is no node {end}")
    if not set(allowed) & set(labels(kinds[end])):
        raise GraphError(f"{name}: {end} is of class {kinds[end]}, not {' or '.join(allowed)}")


def _look_up(names: Mapping[str, V], name: str, what: str) -> V:
    try:
        return names[name]
    except KeyError:
        raise OntologyError(f"the ontology has no {what} {name}") from None
