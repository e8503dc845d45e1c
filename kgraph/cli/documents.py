"""Commands that take documents in and out: build, extract, load, forget, documents."""

import json
import re
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from enum import Enum
from typing import TYPE_CHECKING

import typer

from kgraph.cli.display import FORMAT, Format, show, summary, watching
from kgraph.cli.options import takes_settings
from kgraph.config import Settings
from kgraph.errors import UsageError

if TYPE_CHECKING:
    from kgraph.build import Synced
    from kgraph.update import Tally

_DOCUMENTS = "Files, folders, globs, or - for standard input."
_WORKERS = typer.Option(
    None, "--workers", "-j", metavar="N", min=1, help="Processes that read documents. (default: every core, fewer for little work)"
)
_PIPELINE = typer.Option(None, "--pipeline", metavar="NAME", help="An installed spaCy pipeline to use in the place of kgraph's own.")
_QUIET = typer.Option(False, "--quiet", "-q", help="No progress bar and no summary.")
_WHOLE = typer.Option(False, "--whole", help="Compare all that the store holds, not only what changed: somebody else may have changed it.")
_JSON = typer.Option(False, "--json", help="Print the summary as one JSON object.")


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("build")(_build)
    app.command("extract")(_extract)
    app.command("load")(_load)
    app.command("forget")(_forget)
    app.command("documents")(_documents)


@takes_settings(store=True, ids=True)
def _build(
    settings: Settings,
    docs: list[str] = typer.Argument(None, metavar="DOCS...", help=_DOCUMENTS, show_default=False),
    workers: int | None = _WORKERS,
    pipeline: str | None = _PIPELINE,
    whole: bool = _WHOLE,
    quiet: bool = _QUIET,
    json_: bool = _JSON,
) -> None:
    """Read documents, extract what they tell, and bring the graph up to date; only what is new or changed is read."""
    from kgraph import build, update
    from kgraph.workspace import Workspace

    began = time.monotonic()
    settings = _with(settings, workers, pipeline)
    if not docs and not settings.workspace.exists():
        raise UsageError("nothing to build: name documents, folders or globs")
    build.check(settings)
    with Workspace(settings.workspace, write=True) as workspace, watching(quiet or json_) as watcher:
        tally = update.update(workspace, docs or [], settings, watcher) if docs else update.Tally()
        synced = build.sync(workspace, settings, watcher, whole=whole)
    _tell(tally, synced, time.monotonic() - began, quiet, json_)
    raise typer.Exit(1 if tally.failed else 0)


class EngineName(str, Enum):
    """Who extracts."""

    local = "local"
    ray = "ray"


@takes_settings()
def _extract(
    settings: Settings,
    docs: list[str] = typer.Argument(..., metavar="DOCS...", help=_DOCUMENTS),
    output: str = typer.Option(
        "-",
        "--output",
        "-o",
        metavar="OUT",
        help="Where to write them: FACTS.jsonl, FACTS.parquet, or FOLDER/ for a folder of Parquet files, which is completed where it was "
        "begun; - is standard output.",
    ),
    engine: EngineName = typer.Option(EngineName.local, "--engine", help="Processes of this machine, or a Ray cluster."),
    address: str | None = typer.Option(
        None, "--address", metavar="HOST:PORT", help="A running Ray cluster. (env: RAY_ADDRESS; default: one is started for this)"
    ),
    overwrite: bool = typer.Option(False, "--overwrite", help="Put these facts in the place of those of other documents in FOLDER/."),
    workers: int | None = _WORKERS,
    pipeline: str | None = _PIPELINE,
    quiet: bool = _QUIET,
) -> None:
    """Extract facts without a workspace, for `kgraph load`, here or elsewhere."""
    from kgraph.engine import extraction

    settings = _with(settings, workers, pipeline)
    if address is not None and engine is not EngineName.ray:
        raise UsageError("--address is that of a Ray cluster: it needs --engine ray")
    by = extraction.Engine(engine is EngineName.ray, address)
    with watching(quiet) as watcher:
        extraction.extract(docs, output, settings, watcher, by, anew=overwrite)
    raise typer.Exit(1 if watcher.failures else 0)


@takes_settings(store=True, ids=True)
def _load(
    settings: Settings,
    facts: list[str] = typer.Argument(
        ..., metavar="FACTS...", help="What `kgraph extract` wrote: JSON Lines, Parquet, or a folder of it; - is standard input."
    ),
    whole: bool = _WHOLE,
    quiet: bool = _QUIET,
    json_: bool = _JSON,
) -> None:
    """Take in facts that were extracted elsewhere, and bring the graph up to date."""
    from kgraph import build, loading, update
    from kgraph.workspace import Workspace

    began = time.monotonic()
    build.check(settings)
    loading.verify(facts)
    with Workspace(settings.workspace, write=True) as workspace, watching(quiet or json_) as watcher:
        tally = update.Tally()
        loading.load(workspace, facts, tally, watcher)
        synced = build.sync(workspace, settings, watcher, whole=whole)
    _tell(tally, synced, time.monotonic() - began, quiet, json_)
    raise typer.Exit(1 if tally.failed else 0)


@takes_settings(store=True, ids=True)
def _forget(
    settings: Settings,
    docs: list[str] = typer.Argument(..., metavar="DOC...", help="A path as it was given, a file name, or a document's id or IRI."),
    whole: bool = _WHOLE,
    quiet: bool = _QUIET,
    json_: bool = _JSON,
) -> None:
    """Take documents out of the workspace, and out of the graph all that they alone support."""
    from kgraph import build, update
    from kgraph.workspace import Workspace

    began = time.monotonic()
    if not settings.workspace.exists():
        raise UsageError(f"there is no workspace in {settings.workspace}")
    build.check(settings)
    with Workspace(settings.workspace, write=True) as workspace, watching(quiet or json_) as watcher:
        forgotten = sum(len(workspace.forget(name, settings.base)) for name in docs)
        synced = build.sync(workspace, settings, watcher, whole=whole)
    _tell(update.Tally(forgotten=forgotten), synced, time.monotonic() - began, quiet, json_)


@takes_settings()
def _documents(settings: Settings, form: Format = FORMAT) -> None:
    """List the documents in the workspace."""
    from kgraph.workspace import Workspace

    with Workspace(settings.workspace) as workspace:
        rows = [(known.source, known.published, known.title, known.id) for known in workspace.documents()]
    show(("source", "published", "title", "id"), rows, form)


def resumes(arguments: Sequence[str]) -> bool:
    """Whether this command line extracts to a folder, which a second run completes."""
    if "extract" not in arguments:
        return False
    from kgraph.engine.extraction import form_of

    joined = "\0".join(arguments).replace("=", "\0")
    output = re.search("(?:^|\0)(?:-o|--output)\0([^\0]+)", joined)
    return output is not None and form_of(output[1], ray="--engine\0ray" in joined) == "folder"


def _with(settings: Settings, workers: int | None, pipeline: str | None) -> Settings:
    from kgraph.update import read_options

    read_options(settings)  # what is wrong in them is told before anything is made or written over
    return replace(settings, workers=workers or settings.workers, pipeline=pipeline or settings.pipeline)


# Told to a person only where there are some.
_RARE = {"skipped", "released", "other_language"}
_CLASSES = {
    "people": ("Person",),
    "organizations": ("Organization", "ArmedForce"),
    "countries": ("Country",),
    "places": ("Place", "Region", "Settlement", "Facility", "NaturalFeature"),
    "statements": ("Statement",),
    "agreements": ("Agreement", "Ceasefire", "PeaceAgreement"),
}


def _tell(tally: "Tally", synced: "Synced", seconds: float, quiet: bool, as_json: bool) -> None:
    written = synced.written
    facts: dict[str, dict[str, int]] = {
        "documents": {name: value for name, value in asdict(tally).items() if value or name not in ("forgotten", "other_language")},
        "nodes": {
            "added": written.nodes_added,
            "updated": written.nodes_updated,
            "deleted": written.nodes_deleted,
            "released": written.nodes_released,
        },
        "relations": {"added": written.edges_added, "updated": written.edges_updated, "deleted": written.edges_deleted},
        "graph": {name: sum(synced.classes[cls] for cls in classes) for name, classes in _CLASSES.items()},
    }
    if as_json:
        print(json.dumps({**facts, "seconds": round(seconds, 2)}))
    elif not quiet:
        rows = [
            (name, ", ".join(f"{value} {what.replace('_', ' ')}" for what, value in values.items() if value or what not in _RARE))
            for name, values in facts.items()
        ]
        print(summary([*rows, ("time", f"{seconds:.1f} s")]))
