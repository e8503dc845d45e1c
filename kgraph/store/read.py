"""Reading: a query's rows as plain Python, and a wall against queries that write."""

import re
from dataclasses import dataclass
from typing import Any, TypeAlias

from neo4j.graph import Node, Path, Relationship

from kgraph.errors import UsageError

Plain: TypeAlias = Any  # None, bool, int, float, str, list and dict of these


@dataclass(frozen=True, slots=True)
class Result:
    """A table. A node is a dict with `id`, `labels` (sorted) and `properties`; a relation has `type`, `start`, `end`
    (ids) and `properties`; a path is a list, node, relation, node and so on."""

    columns: tuple[str, ...]
    rows: list[tuple[Plain, ...]]


def plain(value: Any) -> Plain:
    """What the driver gives, in types that JSON knows. Dates and times become ISO strings."""
    if isinstance(value, Node):
        properties = {key: plain(value[key]) for key in sorted(value)}
        return {"id": properties.pop("id", None), "labels": sorted(value.labels), "properties": properties}
    if isinstance(value, Relationship):
        return {
            "type": value.type,
            "start": None if value.start_node is None else value.start_node.get("id"),
            "end": None if value.end_node is None else value.end_node.get("id"),
            "properties": {key: plain(value[key]) for key in sorted(value)},
        }
    if isinstance(value, Path):
        steps: list[Plain] = [plain(value.start_node)]
        for relation, node in zip(value.relationships, value.nodes[1:], strict=True):
            steps += [plain(relation), plain(node)]
        return steps
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, bytes | bytearray):
        return value.hex()
    return value.iso_format() if hasattr(value, "iso_format") else str(value)


# Quoted text, quoted names and comments say nothing about what a query does.
_SILENT = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`(?:``|[^`])*`|//[^\n\r]*|/\*.*?\*/", re.DOTALL)
# A word that is a name is no clause: n.set, f(n).set, :Set, $set. (But 1.SET is a number and a clause.)
_NAMED = re.compile(r"(?:(?<!\w)[A-Za-z_]\w*\s*\.|[)\]}`]\s*\.|[:$])\s*[A-Za-z_]\w*")
_WRITES = frozenset(
    (
        *("CREATE", "MERGE", "SET", "DELETE", "DETACH", "REMOVE", "DROP", "FOREACH", "INSERT", "LOAD", "ALTER"),
        *("GRANT", "REVOKE", "DENY", "RENAME", "TERMINATE", "ENABLE", "DEALLOCATE", "REALLOCATE"),
    )
)
_BEGINS = frozenset(("MATCH", "OPTIONAL", "WITH", "UNWIND", "RETURN", "CALL", "EXPLAIN", "PROFILE", "SHOW", "CYPHER"))
# Procedures may do anything; these only tell what the database holds.
_HARMLESS = frozenset(
    (
        *("db.labels", "db.relationshiptypes", "db.propertykeys", "db.schema.visualization", "db.schema.nodetypeproperties"),
        *("db.schema.reltypeproperties", "dbms.components"),
    )
)
_CALL = re.compile(r"\bCALL\b\s*([\w.]+|.)", re.IGNORECASE)


def refuse_writes(query: str) -> None:
    """Raise `UsageError` unless `query` plainly only reads.

    The second of three walls (the first is the server's own read mode, which not every server has; the third, that the
    transaction is rolled back). It also keeps `LOAD CSV` from reading files, which servers allow in read mode.
    """
    # Servers differ in whether \u0043REATE is a clause, and whether an escaped quotation mark ends a string: both readings must pass.
    decoded = re.sub(r"\\u+([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), query)
    for reading in {query, decoded}:
        _check(_SILENT.sub(" ` ", reading))


def _check(bare: str) -> None:
    words = [word.upper() for word in re.findall(r"[A-Za-z]+", bare)]
    if not words or words[0] not in _BEGINS:
        raise UsageError("only reading queries are taken here: MATCH ... RETURN ...")
    clauses = _NAMED.sub(" ` ", bare)
    for word in re.findall(r"(?<!\w)([A-Za-z]+)(?!\w)(?!\s*:)", clauses):
        if word.upper() in _WRITES:
            raise UsageError(f"{word.upper()} would change the graph; only reading queries are taken here")
    for name in _CALL.findall(bare):
        if name not in ("{", "(") and name.lower() not in _HARMLESS:
            raise UsageError(f"CALL {name} is not among the procedures that only read")


def returned(query: str) -> tuple[str, ...]:
    """The columns that `query` names after its last RETURN: ArcadeDB tells them only together with a first row."""
    masked = _SILENT.sub(lambda found: "`" * len(found[0]), query)
    # Brackets, too: what stands in them is part of one column. Innermost first, until none is left.
    while (inner := re.sub(r"[(\[{][^()\[\]{}]*[)\]}]", lambda found: "`" * len(found[0]), masked)) != masked:
        masked = inner
    clauses = list(re.finditer(r"\bRETURN\b(?:\s+DISTINCT\b)?", masked, re.IGNORECASE))
    if not clauses:
        return ()
    start = clauses[-1].end()
    tail = re.search(r"\bORDER\s+BY\b|\bSKIP\b|\bOFFSET\b|\bLIMIT\b|\bUNION\b|;|$", masked[start:], re.IGNORECASE)
    end = start + (tail.start() if tail else 0)
    columns = []
    for part in re.finditer(r"[^,]+", masked[start:end]):
        text = query[start + part.start() : start + part.end()].strip()
        named = re.search(r"\bAS\s+(\S+)\s*$", part[0], re.IGNORECASE)
        if named:
            text = query[start + part.start() + named.start(1) : start + part.start() + named.end(1)].strip("`")
        columns.append(text)
    return () if columns == ["*"] else tuple(columns)
