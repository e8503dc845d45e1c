"""The graph of a workspace's facts as files: RDF document by document, its description, GraphML, and tables."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from kgraph import build, gazetteer, graph, graphml, rdf, tables
from kgraph.config import Settings
from kgraph.elements import Edge, Node
from kgraph.errors import GraphError, UsageError
from kgraph.files import format_of, written
from kgraph.merged import Merged
from kgraph.merged.views import disputes, relations
from kgraph.parallel import cores, ordered
from kgraph.view import Resolved, document_id
from kgraph.workspace import Workspace, unpacked

FORMATS = (*rdf.FORMATS, "graphml", "csv")
# Fewer documents than this are written before another process has started. With fewer cores than that, processes take from this one
# what they give: it has as much to do as two of them. More than so many wait for it.
_FEW, _CORES, _MANY = 500, 4, 4


def export(
    workspace: Workspace,
    settings: Settings,
    out: Path,
    *,
    rdf12: bool = False,
    description: Path | None = None,
    license: str | None = None,
    url: str | None = None,
) -> rdf.Counts | None:
    """Write the graph to the file `out`, whose ending is the format; returns what was counted of RDF.

    `rdf12` has the evidence of relations in triple terms of RDF 1.2. `description` is a file for the description of the data set, with
    the IRI of a `license` and the `url` at which `out` will be published. GraphML and CSV hold the merged graph; `graph.csv` stands for
    `graph.nodes.csv` and `graph.edges.csv`.
    Raises `UsageError` for what cannot be asked for, `GraphError` for what cannot be written, `ExportError` where a file cannot.
    """
    check(settings, out, rdf12=rdf12, description=description, license=license, url=url)
    format = format_of(out, FORMATS)
    if format == "graphml":
        with written(out) as file, _elements(workspace, settings) as elements:
            graphml.write(elements, file)
        return None
    if format == "csv":
        nodes, edges = tables.paths(out)
        with written(nodes) as of_nodes, written(edges) as of_edges, _elements(workspace, settings) as elements:
            tables.write(elements, of_nodes, of_edges)
        return None
    with written(out) as file:
        counts = write_rdf(workspace, settings, file, rdf.Renderer(format, settings.base, rdf12), out.resolve().parent)
    if description is not None:
        quads = rdf.describe(counts, settings.base, rdf.file_of(out, format), license=license, url=url)
        with written(description) as file:
            rdf.write_triples(quads, file, format_of(description, rdf.FORMATS), settings.base)
    return counts


def check(settings: Settings, out: Path, *, rdf12: bool, description: Path | None, license: str | None, url: str | None) -> None:
    """Raise `UsageError` for what cannot be asked of `export`: better now than after an hour's work."""
    format = format_of(out, FORMATS)
    if format in rdf.FORMATS:
        rdf.Renderer(format, settings.base, rdf12)
    elif rdf12 or description or license or url:
        raise UsageError(f"{out}: what is written as {format} is no RDF, and has neither a description nor RDF 1.2")
    if description is not None:
        format_of(description, rdf.FORMATS)
        if description.resolve() == out.resolve():
            raise UsageError(f"{out}: the data and their description need a file each")
        rdf.describe(rdf.Counts(), settings.base, license=license, url=url)
    elif license is not None:
        raise UsageError("a licence stands in the description of the data; name a file for it (--describe)")
    elif url is not None:
        raise UsageError("where the data are published stands in their description; name a file for it (--describe)")


@contextmanager
def _elements(workspace: Workspace, settings: Settings) -> Iterator[Iterator[Node | Edge]]:
    with build.merged(workspace, settings) as merged:
        yield graph.elements(merged)


def write_rdf(workspace: Workspace, settings: Settings, out: BinaryIO, renderer: rdf.Renderer, folder: Path | None = None) -> rdf.Counts:
    """Write the graph to `out` as `renderer` does; what does not fit in memory waits in a folder in `folder`, which vanishes.

    Raises `GraphError`, `UsageError`, `WorkspaceError`.
    """
    with TemporaryDirectory(dir=folder, prefix=".kgraph-") as waiting, build.merged(workspace, settings) as merged:
        alone = merged.documents < _FEW or cores() < _CORES
        workers = settings.workers or (1 if alone else min(cores() - 1, _MANY))
        start = partial(_start, renderer, settings.gazetteer, Path(waiting) if workers > 1 else None)

        def documents() -> Iterator[rdf.Rendered]:
            for document, done in ordered(_tasks(workspace, merged, workers > 1), start, workers):
                if not isinstance(done, rdf.Rendered):
                    raise GraphError(f"{document}: the process that wrote it died; try --workers 1")
                yield done

        def shared() -> Iterator[Node | Edge]:
            yield from graph.shared_nodes(merged)
            yield from relations(merged.tables, merged.base)

        return rdf.assemble(documents(), shared(), renderer, out, Path(waiting))


@dataclass(frozen=True, slots=True)
class _Task:
    """A document to be written: its facts, who is who in it, and what its statements dispute in others."""

    packed: bytes
    resolution: Resolved
    disputes: list[Edge]


def _tasks(workspace: Workspace, merged: Merged, apart: bool) -> Iterator[tuple[str, _Task]]:
    """Each document's id with its task; `apart` from this process, it gets only its part of who is who."""
    odd: set[str] = set()
    for id, packed in workspace.packed():
        document = document_id(id, merged.base)
        # Facts made elsewhere may name their documents in other ways than kgraph does.
        plain = document.removeprefix(merged.base)
        if id != plain:
            if document in odd or workspace.one(plain) is not None:
                raise GraphError(f"{document}: two documents have this id")
            odd.add(document)
        yield document, _Task(packed, merged.part(id) if apart else merged, list(disputes(merged.tables, merged.base, [document])))


def _start(renderer: rdf.Renderer, gazetteers: tuple[Path, ...], folder: Path | None) -> Callable[[_Task], rdf.Rendered]:
    gazetteer.use(gazetteers)
    keeper = rdf.Keeper(folder) if folder is not None else None

    def work(task: _Task) -> rdf.Rendered:
        document = graph.document_graph(unpacked(task.packed), task.resolution, task.disputes)
        rendered = renderer.render(document)
        return rendered if keeper is None else rendered.kept(keeper)

    return work
