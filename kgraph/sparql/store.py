"""The graph's quads on disk, laid out for queries: made from the workspace's facts once, and used until something changes."""

import errno
import hashlib
import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from pyoxigraph import NamedNode, RdfFormat, Store

from kgraph import __version__
from kgraph.config import Settings
from kgraph.errors import StoreError, StoreFull
from kgraph.export import write_rdf
from kgraph.ontology import KG
from kgraph.ontology.terms import source
from kgraph.rdf import Counts, Renderer
from kgraph.workspace import Workspace

FOLDER, STORE, COUNTS = "quads", "store", "counts.json"
ONTOLOGY = KG.removesuffix("#")  # the named graph that holds it
LAYOUT = 2  # of the folder; a change makes all stores anew


@dataclass(frozen=True, slots=True)
class Quads:
    """The quads of an export, laid out for queries: the folder of their Oxigraph store, and how many of what there are."""

    folder: Path
    counts: Counts


@contextmanager
def quad_store(workspace: Workspace, settings: Settings) -> Iterator[Quads]:
    """The quads of the workspace's graph, which stay as they are until the block ends.

    It is kept in the workspace, for the next who asks; where that cannot be written to, it is made in a temporary folder.
    Raises `StoreFull` on a full disk, and what an export raises.
    """
    kept = workspace.folder / FOLDER
    key = _key(workspace, settings)
    try:
        kept.mkdir(exist_ok=True)
        if not os.access(kept, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise _failure(kept, error) from error
        if (kept / key).is_dir():
            yield _opened(kept / key)
            return
        with TemporaryDirectory(prefix="kgraph-", ignore_cleanup_errors=True) as folder:
            _make(workspace, settings, Path(folder) / key)
            yield _opened(Path(folder) / key)
        return
    path = kept / key
    with _in_use(kept, key):
        if not path.is_dir():
            _sweep(kept, key)
            unfinished = kept / f".{key}.{os.getpid()}.unfinished"
            try:
                _make(workspace, settings, unfinished)
                with suppress(OSError):  # another process was faster, and made the same
                    unfinished.rename(path)
            finally:
                shutil.rmtree(unfinished, ignore_errors=True)
        yield _opened(path)


def _opened(path: Path) -> Quads:
    try:
        return Quads(path / STORE, _counts((path / COUNTS).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise StoreError(f"{path} is damaged ({error}); remove it, and it is made again") from error


def _counts(text: str) -> Counts:
    told: dict[str, Any] = {name: Counter(value) if isinstance(value, dict) else value for name, value in json.loads(text).items()}
    return Counts(**told)


def _make(workspace: Workspace, settings: Settings, path: Path) -> None:
    """Fill a new store at `path`."""
    lines = path / "quads.nq"
    try:
        path.mkdir()
        with lines.open("wb") as file:
            counts = write_rdf(workspace, settings, file, Renderer("nq", settings.base), path)
        store = Store(str(path / STORE))
        # Our own lines: nothing in them has to be checked again.
        store.bulk_load(path=str(lines), format=RdfFormat.N_QUADS, lenient=True)
        # Whoever asks what a term means, or what an act is called elsewhere, finds it here.
        store.bulk_load(path=str(source()), format=RdfFormat.TURTLE, to_graph=NamedNode(ONTOLOGY))
        store.optimize()
        store.flush()
        del store
        lines.unlink()
        (path / COUNTS).write_text(json.dumps({field.name: getattr(counts, field.name) for field in fields(counts)}), encoding="utf-8")
    except OSError as error:
        raise _failure(path, error) from error


def _key(workspace: Workspace, settings: Settings) -> str:
    """A digest of all that the quads depend on."""
    digest = hashlib.blake2b(f"{LAYOUT} {__version__} {settings.base}".encode(), digest_size=10)
    for path in ([settings.entities] if settings.entities else []) + list(settings.gazetteer):
        digest.update(hashlib.sha256(path.read_bytes() if path.is_file() else b"").digest())
    digest.update(workspace.fingerprint())
    return digest.hexdigest()


@contextmanager
def _in_use(kept: Path, key: str) -> Iterator[None]:
    """Say to others that the store is in use: who sweeps away old ones leaves it."""
    with _use_file(kept, key).open("ab") as file:
        _lock(file, shared=True)
        yield
    # Closing the file gives the lock back.


def _sweep(kept: Path, key: str) -> None:
    """Take away stores of other states of the workspace, unless somebody uses them."""
    for path in kept.iterdir():
        if path.name.startswith((key, f".{key}")) or path.suffix == ".use":
            continue
        owner = path.name.lstrip(".").split(".")[0]
        with suppress(OSError), _use_file(kept, owner).open("ab") as file:
            _lock(file, shared=False)
            shutil.rmtree(path, ignore_errors=True)
            _use_file(kept, owner).unlink(missing_ok=True)


def _use_file(kept: Path, key: str) -> Path:
    return kept / f"{key}.use"


def _lock(file: IO[bytes], *, shared: bool) -> None:
    """Lock a file for all who read or for the one who removes; raises `OSError` where that cannot be had at once."""
    if sys.platform == "win32":
        return  # there, files in use cannot be removed anyway
    import fcntl

    fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


def _failure(path: Path, error: OSError) -> StoreError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT) or "No space left" in str(error):
        return StoreFull(f"the disk under {path} is full: there is no room to lay out the graph for queries")
    return StoreError(f"{path}: the graph cannot be laid out there for queries: {error.strerror or error}")
