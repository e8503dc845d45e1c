"""Two tables, of the nodes and of the relations of the merged graph, as CSV (RFC 4180) for spreadsheets and for Gephi."""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

from kgraph.columns import cells, label, of_nodes, of_relations, spoken, weight
from kgraph.elements import Edge, Node, Value

# The columns that Gephi knows go by its names. None of them is the first: programs that do not know the mark at the beginning of
# the file take it for a part of the first name.
_OF_NODES = ("Class", "Id", "Label")
_OF_RELATIONS = ("Label", "Id", "Source", "Target", "Type", "Kind", "Weight")
# What a spreadsheet takes for the beginning of a formula, half or full width (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def paths(path: Path) -> tuple[Path, Path]:
    """The files for the nodes and for the relations: `graph.nodes.csv` and `graph.edges.csv` for `graph.csv`."""
    packed = ".gz" if path.name.endswith(".gz") else ""
    plain = path.name.removesuffix(".gz")
    ending = Path(plain).suffix
    stem = plain.removesuffix(ending)
    return path.with_name(f"{stem}.nodes{ending}{packed}"), path.with_name(f"{stem}.edges{ending}{packed}")


def write(elements: Iterable[Node | Edge], nodes: BinaryIO, edges: BinaryIO) -> None:
    """Write the nodes and the relations as they come. Raises `GraphError` for what the ontology does not allow."""
    of_node, of_edge = _Table(nodes, (*_OF_NODES, *(c.name for c in of_nodes()))), _Table(edges, _columns_of_relations())
    number = 0
    for element in elements:
        if isinstance(element, Node):
            of_node.row({"Class": element.cls, "Id": element.id, "Label": label(element), **cells(element)})
        else:
            number += 1
            head: dict[str, Value] = {
                "Label": spoken(element), "Id": number, "Source": element.start, "Target": element.end, "Type": "Directed",
                "Kind": element.type, "Weight": weight(element),
            }  # fmt: skip
            of_edge.row({**head, **cells(element)})
    of_node.flush()
    of_edge.flush()


def _columns_of_relations() -> tuple[str, ...]:
    return (*_OF_RELATIONS, *(c.name for c in of_relations()))


class _Table:
    """Rows as bytes of UTF-8, with the mark by which a spreadsheet knows it."""

    def __init__(self, out: BinaryIO, columns: tuple[str, ...]) -> None:
        self.out, self.columns = out, columns
        self.text = io.StringIO(newline="")
        self.text.write("\ufeff")
        self.rows = csv.writer(self.text)
        self.rows.writerow(columns)

    def row(self, values: Mapping[str, Value]) -> None:
        self.rows.writerow([_cell(values.get(name)) for name in self.columns])
        if self.text.tell() > 1024 * 1024:
            self.flush()

    def flush(self) -> None:
        self.out.write(self.text.getvalue().encode())
        self.text.seek(0)
        self.text.truncate()


def _cell(value: Value | None) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # The apostrophe makes it a text: what documents say is never carried out.
        return f"'{value}" if value.startswith(_FORMULA) else value
    return value
