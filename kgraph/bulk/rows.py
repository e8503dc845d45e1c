"""The files of nodes and relations in the importer's form: a header that names and types the columns, and the data beside it.

https://neo4j.com/docs/operations-manual/current/import/full-import/ for headers. Texts stand in quotation marks (RFC 4180), so that one
is whatever lies between; a value that is not there is nothing at all.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from kgraph import __version__, ontology
from kgraph.columns import KINDS
from kgraph.errors import GraphError
from kgraph.files import lasting
from kgraph.store import mark
from kgraph.store.kinds import BOOKKEEPING, Ends

# The values of a list stand in one field; between them is the character made for that, ASCII's unit separator.
BETWEEN = "\x1f"
_ID, _GRAPH, _DIGEST = BOOKKEEPING


class Rows:
    """The files in a folder, opened as the first row comes, for a `with` block. Counts what it writes.

    `longest` is the longest row, in bytes.
    """

    def __init__(self, folder: Path, graph: str) -> None:
        self.nodes = self.edges = self.longest = 0
        self._folder, self._graph = folder, graph
        self._open = ExitStack()
        self._tables: dict[tuple[str, ...], BinaryIO] = {}
        self._arguments: list[str] = []

    def __enter__(self) -> "Rows":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._open.__exit__(kind, error, trace)

    def arguments(self) -> list[str]:
        """What tells the importer of the files: nodes before relations, with all labels or the type."""
        return sorted(self._arguments)

    def node(self, cls: str, id: str, digest: int, properties: Mapping[str, Any]) -> None:
        """Write a node. Raises `GraphError` where the importer cannot make it."""
        labels = ontology.labels(cls)
        option = f"--nodes={':'.join(labels)}"
        self._row(id, ("nodes", cls), option, {f"{_ID}:ID({labels[0]})": id}, ontology.properties_of(cls), digest, properties)
        self.nodes += 1

    def edge(self, ends: Ends, start: str, end: str, digest: int, properties: Mapping[str, Any]) -> None:
        """Write a relation. Raises `GraphError` where the importer cannot make it."""
        known = tuple(ontology.relation(ends.type).properties.values())
        ids = {f":START_ID({ends.start})": start, f":END_ID({ends.end})": end}
        option = f"--relationships={ends.type}"
        self._row(f"{start} -{ends.type}-> {end}", ("relations", *ends), option, ids, known, digest, properties)
        self.edges += 1

    def mark(self) -> None:
        """Write the node that tells that the graph is whole."""
        columns = [f"name:ID({mark.LABEL})", "state:string", "version:string", "ontology:string"]
        values = (self._graph, mark.COMPLETE, __version__, ontology.version())
        self._begun(f"nodes-{mark.LABEL}", f"--nodes={mark.LABEL}", columns).write(_line(values))

    def _row(
        self,
        name: str,
        stem: tuple[str, ...],
        option: str,
        ids: dict[str, str],
        known: Sequence[ontology.Property],
        digest: int,
        properties: Mapping[str, Any],
    ) -> None:
        # A column has one type, and 45 is not 45.0 in Neo4j: whole numbers among decimals have files of their own.
        whole = [p.name for p in known if p.datatype == "decimal" and isinstance(properties.get(p.name), int)]
        key = (*stem, "whole", *whole) if whole else stem
        table = self._tables.get(key)
        if table is None:
            columns = [*ids, *(f"{p.name}:{'long' if p.name in whole else _kind(p)}" for p in known)]
            columns += [f"{_GRAPH}:string", f"{_DIGEST}:long"]
            table = self._tables[key] = self._begun("-".join(key), option, columns)
        row = _line((*ids.values(), *(_one(name, p.name, properties.get(p.name)) for p in known), self._graph, digest))
        table.write(row)
        self.longest = max(self.longest, len(row))

    def _begun(self, stem: str, option: str, columns: list[str]) -> BinaryIO:
        header, data = f"{stem}-header.csv", f"{stem}.csv"
        (self._folder / header).write_text(",".join(columns) + "\n")
        # With "./": releases of 2026 look for the folder in the name.
        self._arguments.append(f"{option}=./{header},./{data}")
        return self._open.enter_context(lasting(self._folder / data))


@cache
def _kind(known: ontology.Property) -> str:
    return KINDS.get(known.datatype, "string") + ("[]" if known.multi else "")


def _one(name: str, key: str, value: Any) -> Any:
    """The value, a list as one text."""
    if not isinstance(value, list):
        return value
    if not value:
        raise GraphError(f"{name}: {key} is an empty list, which neo4j-admin cannot make")
    if any(BETWEEN in one for one in value):
        raise GraphError(f"{name}: {key} holds the character U+{ord(BETWEEN):04X}, which stands between the values of a list here")
    return BETWEEN.join(value)


def _line(values: Sequence[Any]) -> bytes:
    return (",".join(map(_field, values)) + "\n").encode()


def _field(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value)  # of a float the shortest text that is read as the same number
