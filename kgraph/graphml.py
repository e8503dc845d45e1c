"""GraphML (http://graphml.graphdrawing.org/specification.html) for Gephi, yEd, Cytoscape and NetworkX: the merged graph in one file."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from kgraph.columns import Column, cells, label, of_nodes, of_relations, spoken, weight
from kgraph.elements import Edge, Node, Value

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
# What XML 1.0 has no way to write (https://www.w3.org/TR/xml/#charsets), not even as a reference.
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The names that Gephi knows, before those of the ontology.
_OF_NODES = (Column("label", "string"), Column("class", "string"))
_OF_RELATIONS = (Column("label", "string"), Column("kind", "string"), Column("weight", "double"))


def write(elements: Iterable[Node | Edge], out: BinaryIO) -> None:
    """Write the nodes and then the relations as they come. Raises `GraphError` for what the ontology does not allow."""
    for piece in _pieces(elements):
        out.write(piece.encode())


def _pieces(elements: Iterable[Node | Edge]) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="{_NAMESPACE}">\n'
    for domain, columns in (("node", (*_OF_NODES, *of_nodes())), ("edge", (*_OF_RELATIONS, *of_relations()))):
        for column in columns:
            name = quoteattr(column.name)
            yield f'<key id="{domain[0]}-{column.name}" for="{domain}" attr.name={name} attr.type="{column.kind}"/>\n'
    yield '<graph edgedefault="directed">\n'
    number = 0
    for element in elements:
        if isinstance(element, Node):
            data = {"label": label(element), "class": element.cls, **cells(element)}
            yield f"<node id={_attribute(element.id)}>{_data('n', data)}</node>\n"
        else:
            number += 1
            data = {"label": spoken(element), "kind": element.type, "weight": weight(element), **cells(element)}
            ends = f"source={_attribute(element.start)} target={_attribute(element.end)}"
            yield f'<edge id="{number}" {ends}>{_data("e", data)}</edge>\n'
    yield "</graph>\n</graphml>\n"


def _data(domain: str, data: Mapping[str, Value]) -> str:
    return "".join(f'<data key="{domain}-{name}">{_text(value)}</data>' for name, value in data.items())


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    # A carriage return that is not a reference is read as a line feed.
    return escape(_FORBIDDEN.sub("\ufffd", str(value)), {"\r": "&#13;"})


def _attribute(text: str) -> str:
    return quoteattr(_FORBIDDEN.sub("\ufffd", text))
