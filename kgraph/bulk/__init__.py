"""The merged graph as a folder of CSV files from which `neo4j-admin database import full` makes a database, and the command for it.

https://neo4j.com/docs/operations-manual/current/import/. The database equals the one that `Store.write` fills with the same elements,
which then finds nothing to write.
"""

import re
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic_core import from_json

from kgraph import build, graph, ontology
from kgraph.bulk.rows import BETWEEN, Rows
from kgraph.config import Settings
from kgraph.elements import Edge, Node
from kgraph.errors import GraphError, UsageError
from kgraph.files import written_folder
from kgraph.store.kinds import Ends, bases
from kgraph.store.schema import statements
from kgraph.store.staging import Staging
from kgraph.store.store import check_graph
from kgraph.workspace import Workspace

ARGUMENTS, SCHEMA, README = "import.args", "schema.cypher", "README.txt"
DATABASE = "neo4j"
# What a folder may hold to be replaced: an earlier export, and what the importer left in it.
_OURS = re.compile(r"(nodes|relations)-[\w-]+\.csv|import\.(args|report)|schema\.cypher|README\.txt", re.ASCII)
# https://neo4j.com/docs/operations-manual/current/database-administration/standard-databases/naming-databases/
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9.-]{2,62}", re.ASCII)
_BUFFER = 4 * 1024 * 1024  # bytes; what the importer has without being told

_EXPLANATION = """\
A graph as CSV files for neo4j-admin (Neo4j 5.26 and later), written by kgraph: {nodes} nodes, {relations} relations.

On the server's machine, as the user that the server runs as, while it is stopped, in this folder:

    neo4j-admin database import full @import.args

That makes the database {database}. One that is there already, as wherever a server has run before, is replaced, with all that it holds,
only when you say so:

    neo4j-admin database import full --overwrite-destination=true @import.args

Then start the server. The next `kgraph build` into it makes the constraints and indexes by itself; to have them before:

    cypher-shell -d {database} -f schema.cypher
"""


def export(workspace: Workspace, settings: Settings, out: Path) -> str:
    """Write the graph of the workspace's facts to the folder `out`; returns the command that makes a database of it.

    Raises `UsageError` as `check` does, `GraphError` for what cannot be written, `ExportError` where a file cannot.
    """
    check(settings, out)
    with build.merged(workspace, settings) as merged:
        nodes, edges = build.apart(graph.elements(merged))
        write(nodes, edges, out, graph=settings.graph, database=settings.database or DATABASE)
    return f"cd {shlex.quote(str(out))} && neo4j-admin database import full @{ARGUMENTS}"


def check(settings: Settings, out: Path) -> None:
    """Raise `UsageError` where the graph or the database cannot have its name, or `out` holds anything but an earlier export."""
    check_graph(settings.graph)
    if settings.database is not None and not _NAME.fullmatch(settings.database):
        raise UsageError(f"'{settings.database}' cannot name a database of Neo4j")
    _check_folder(out)


def _check_folder(out: Path) -> None:
    if not out.exists():
        return
    if not out.is_dir():
        raise UsageError(f"{out}: a file is there; neo4j-csv is a folder of files")
    held = sorted(path.name for path in out.iterdir())
    foreign = [name for name in held if not _OURS.fullmatch(name)]
    if foreign or (held and ARGUMENTS not in held):
        raise UsageError(f"{out}: holds {(foreign or held)[0]}, which is no part of an earlier export; name a new or an empty folder")


def write(nodes: Iterable[Node], edges: Iterable[Edge], out: Path, *, graph: str = "default", database: str = DATABASE) -> None:
    """Make the folder `out` of these nodes and relations. Both are read once, and may be larger than memory.

    The same elements in the same order give the same bytes.
    Raises `GraphError`, naming the element, where the store would not take it or the importer cannot make it; `UsageError` where
    something else is at `out`; `ExportError`; `StoreFull`.
    """
    _check_folder(out)
    with written_folder(out) as folder, Staging() as staging:
        staging.take(nodes, edges)
        with Rows(folder, graph) as rows:
            for base in bases():
                # As they came: keys are other numbers in every process.
                for cls, id, digest, properties in staging.rows(f"SELECT cls, id, digest, properties FROM node_{base} ORDER BY rowid"):
                    rows.node(cls, id, digest, from_json(properties))
            for relation in ontology.relations():
                columns = "start_base, end_base, start, end, digest, properties"
                for row in staging.rows(f"SELECT {columns} FROM edge_{relation.type} ORDER BY rowid"):
                    start_base, end_base, start, end, digest, properties = row
                    rows.edge(Ends(relation.type, start_base, end_base), start, end, digest, from_json(properties))
            if not rows.nodes:
                raise GraphError("the graph is empty: there is nothing to make a database of")
            rows.mark()
        (folder / ARGUMENTS).write_text("".join(f"{line}\n" for line in _arguments(rows, database)))
        (folder / SCHEMA).write_text("".join(f"{statement};\n" for statement in statements().values()))
        (folder / README).write_text(_EXPLANATION.format(nodes=rows.nodes, relations=rows.edges, database=database))


def _arguments(rows: Rows, database: str) -> Iterator[str]:
    yield database  # first: after what takes several values it would be one of them
    yield from rows.arguments()
    yield f"--array-delimiter=U+{ord(BETWEEN):04X}"
    yield "--multiline-fields=true"
    # As they are today without being told; what is read from the files depends on them.
    yield from ("--legacy-style-quoting=false", "--trim-strings=false", "--ignore-empty-strings=false", "--normalize-types=true")
    buffer = _BUFFER
    while buffer < rows.longest * 2:
        buffer *= 2
    if buffer > _BUFFER:
        yield f"--read-buffer-size={buffer}"
