"""Nodes and relations: the property graph as plain data, before any store or serialisation."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

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


def content_hash(element: Node | Edge) -> str:
    """A short digest of all that an element says: equal exactly when nothing has to be written."""
    what = element.cls if isinstance(element, Node) else element.type
    text = json.dumps([what, sorted(element.properties.items())], ensure_ascii=False, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
