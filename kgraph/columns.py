"""The merged graph as columns, for programs that draw graphs or make tables: which there are, from the ontology, and what is in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from kgraph.elements import Edge, Node, Value
from kgraph.ontology import Property, load, validate

_ROOM = 80  # characters of a label
# The properties that may stand for a node, the best first.
_TELLING = ("name", "title", "content", "text", "status", "source")
# How GraphML and Neo4j's importer call the datatypes that are no text.
KINDS = {"decimal": "double", "nonNegativeInteger": "long", "boolean": "boolean"}


@dataclass(frozen=True, slots=True)
class Column:
    """A property of nodes or of relations. `kind` is how GraphML calls the type of its values; lists are texts."""

    name: str
    kind: str


@cache
def of_nodes() -> tuple[Column, ...]:
    """The properties of nodes, in the ontology's order."""
    return _columns(p for of_class in load().properties.values() for p in of_class.values())


@cache
def of_relations() -> tuple[Column, ...]:
    """The properties of relations, in the ontology's order."""
    return _columns(p for relation in load().relations.values() for p in relation.properties.values())


def label(node: Node) -> str:
    """What the node is called where there is room for a few words: its name, or the beginning of what it says, on one line."""
    told = next((str(node.properties[name]) for name in _TELLING if name in node.properties), node.id)
    line = " ".join(told.split())
    return line if len(line) <= _ROOM else line[: _ROOM - 1].rstrip() + "…"


def spoken(edge: Edge) -> str:
    """What the relation is called: "party to" for `PARTY_TO`."""
    return edge.type.replace("_", " ").lower()


def weight(edge: Edge) -> int:
    """How strong the relation is: the number of documents that tell it, and of a mention how often the document names the thing."""
    count, documents = edge.properties.get("count"), edge.properties.get("documents")
    if isinstance(count, int):
        return max(count, 1)
    return max(len(documents), 1) if isinstance(documents, tuple) else 1


def cells(element: Node | Edge) -> dict[str, Value]:
    """What stands in the columns of a node or relation, by name; a list is one text, its values between semicolons.

    Raises `GraphError` for what the ontology does not allow.
    """
    validate(element)
    return {name: "; ".join(value) if isinstance(value, tuple) else value for name, value in element.properties.items()}


def _columns(properties: Iterable[Property]) -> tuple[Column, ...]:
    found = {p.name: Column(p.name, "string" if p.multi else KINDS.get(p.datatype, "string")) for p in properties}
    return tuple(found.values())
