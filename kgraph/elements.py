"""Nodes and relations: the property graph as plain data, before any store or serialisation."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from pydantic_core import to_json

Value = str | int | float | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A thing of class `cls` (the ontology's most specific name, `Settlement`). `id` is its IRI. No property is null."""

    id: str
    cls: str
    properties: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation, named as in Neo4j (`PARTY_TO`). At most one of a type between two nodes in one direction."""

    start: str
    type: str
    end: str
    properties: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Changes:
    """What became otherwise in a graph: all that may differ, and how it is now.

    `documents`: nodes of class Document; whatever belongs to one of them alone may differ. `shared`: other nodes that may; `relations`:
    of those that belong to no document alone, by type, start and end. `nodes` and `edges` are all that there is of these now, read once.
    `class_of` gives the class of a node at the end of an edge. `empty`: nothing is left of the graph.
    """

    documents: Sequence[str]
    shared: Sequence[str]
    relations: Sequence[tuple[str, str, str]]
    nodes: Iterable[Node]
    edges: Iterable[Edge]
    class_of: Callable[[str], str]
    empty: bool


def as_json(properties: Mapping[str, Value]) -> str:
    """The properties as one text, the same whatever their order."""
    return to_json({name: properties[name] for name in sorted(properties)}).decode()


def content_hash(element: Node | Edge, properties: str | None = None) -> int:
    """A digest of all that an element says, what it is and where it stands: equal exactly when nothing has to be written.

    A whole number of 63 bits, so that a store can count with it. `properties` is `as_json` of the element's, where it is known.
    """
    text = as_json(element.properties) if properties is None else properties
    # Neither an id nor the name of a class holds a zero byte.
    name = f"{element.id}\0{element.cls}" if isinstance(element, Node) else f"{element.start}\0{element.type}\0{element.end}"
    return int.from_bytes(blake2b(f"{name}\0{text}".encode(), digest_size=8).digest(), "big") >> 1
