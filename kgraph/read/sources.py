"""Which documents are meant: files, folders, globs and standard input, as a flat list in a fixed order."""

import glob
import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO

from kgraph.arrow import is_address
from kgraph.errors import DocumentError, UsageError

if TYPE_CHECKING:
    from kgraph.arrow.places import Place

STDIN = "-"
FORMATS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".pdf": "pdf",
    ".parquet": "parquet",
}


def format_of(source: str) -> str | None:
    """The format a file's name tells ("news.html.gz" is "html"), or None."""
    name = (source.partition("?")[0] if is_address(source) else source).lower().removesuffix(".gz")
    return FORMATS.get(os.path.splitext(name)[1])


def sources(inputs: Sequence[str]) -> Iterator[str | DocumentError]:
    """Expand what the user named into single sources, in the order given, each once, as they are found.

    A folder gives the files below it whose format is known, sorted by path; hidden files and folders are left out and
    links to folders are not followed. A link to a file that the folder holds anyway is that file. A glob gives its
    matches, sorted. A file named directly is given whatever its name, so that reading it tells what is wrong. A folder or
    glob that gives nothing is a `DocumentError`, yielded in its place.
    """
    met = _Met()
    for name in inputs:
        if name == STDIN:
            if met.first(STDIN):
                yield name
        elif is_address(name):
            yield from _at_address(name, met)
        elif os.path.isdir(name):
            yield from _folder(name, met)
        elif not os.path.lexists(name) and glob.has_magic(name):
            yield from _matches(name, met)
        elif met.first(os.path.realpath(name)):
            yield name


def extent(inputs: Sequence[str]) -> tuple[int, int]:
    """How many files `sources` gives for `inputs`, and of how many bytes: for who wants to know how much there is to do."""
    files = size = 0
    for source in sources(inputs):
        if isinstance(source, str):
            files += 1
            size += size_of(source)
    return files, size


def size_of(source: str) -> int:
    """The bytes of a file; 0 where that cannot be told."""
    try:
        if is_address(source):
            return _place(source).size()
        return os.stat(source).st_size if source != STDIN else 0
    except (DocumentError, OSError, ValueError):
        return 0


def fingerprint(source: str) -> str | None:
    """The SHA-256 of a file's bytes, the same as `Article.sha256` of a file that is one document; None for standard input.

    Streams the file. Raises `DocumentError` where it cannot be read.
    """
    if source == STDIN:
        return None
    check(source)
    digest = hashlib.sha256()
    try:
        with opened(source) as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    except OSError as error:
        raise unreadable(source, error) from error
    return digest.hexdigest()


def check(source: str) -> int:
    """The size of a regular file in bytes. Raises `DocumentError` for what is missing or no regular file."""
    try:
        if is_address(source):
            return _place(source).size()
        found = os.stat(source)
    except (OSError, ValueError) as error:
        raise unreadable(source, error) from error
    if stat.S_ISDIR(found.st_mode):
        raise DocumentError(source, "is a folder, not a document")
    if not stat.S_ISREG(found.st_mode):
        # A pipe could keep us waiting for ever, a device could have no end.
        raise DocumentError(source, "is not a regular file (use - to read standard input)")
    return found.st_size


def opened(source: str) -> BinaryIO:
    """A file by path or address, to be read. Raises `OSError`, and `DocumentError` for an address that leads nowhere."""
    return _place(source).open() if is_address(source) else open(source, "rb")


def unreadable(source: str, error: Exception) -> DocumentError:
    """The clear line for a file that the system does not let us read."""
    if isinstance(error, FileNotFoundError):
        return DocumentError(source, "no such file")
    if isinstance(error, IsADirectoryError):
        return DocumentError(source, "is a folder, not a document")
    if isinstance(error, PermissionError):
        return DocumentError(source, "no permission to read it")
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return DocumentError(source, f"cannot be read ({' '.join(reason.split())})")


class _Met:
    """What has been met: single files by their real paths, all others by the folders that hold them."""

    def __init__(self) -> None:
        self.files: set[str] = set()
        self.folders: list[str] = []

    def first(self, real: str) -> bool:
        """Whether a file is met for the first time; from then on it is known."""
        if real in self.files or (_inside(real, self.folders) and format_of(real) and os.path.isfile(real)):
            return False
        self.files.add(real)
        return True


def _inside(real: str, folders: Sequence[str]) -> bool:
    """Whether a path is one of `folders`, or lies below one and not in a hidden folder."""
    for folder in folders:
        top = folder.rstrip(os.sep) + os.sep
        if real == folder or (real.startswith(top) and not any(part.startswith(".") for part in real[len(top) :].split(os.sep))):
            return True
    return False


def _at_address(address: str, met: _Met) -> Iterator[str | DocumentError]:
    from kgraph.arrow.places import expand

    found = False
    try:
        for source in expand(address):
            # As in a folder of this machine: what has no ending that we know is not meant, unless it was named.
            if source == address or format_of(source):
                found = True
                if met.first(source):
                    yield source
    except UsageError as error:
        yield DocumentError(address, str(error).removeprefix(f"{address}: "))
    except OSError as error:
        yield unreadable(address, error)
    else:
        if not found:
            yield DocumentError(address, "no documents there")


def _place(address: str) -> "Place":
    from kgraph.arrow.places import place

    try:
        return place(address)
    except UsageError as error:
        raise DocumentError(address, str(error).removeprefix(f"{address}: ")) from error


def _matches(pattern: str, met: _Met) -> Iterator[str | DocumentError]:
    found = False
    for match in sorted(glob.glob(pattern, recursive=True)):
        if os.path.isdir(match):
            continue
        found = True
        if met.first(os.path.realpath(match)):
            yield match
    if not found:
        yield DocumentError(pattern, "no file matches")


def _folder(folder: str, met: _Met) -> Iterator[str | DocumentError]:
    real = os.path.realpath(folder)
    before = tuple(met.folders)
    met.folders.append(real)
    errors: list[OSError] = []
    found = False
    for path, at, linked in () if _inside(real, before) else _walk(folder, real, before, errors):
        found = True
        # A link may lead to what this folder or another has given, or will.
        if met.first(os.path.realpath(path)) if linked else at not in met.files:
            yield path
    for error in errors:
        yield unreadable(str(error.filename or folder), error)
    # Where folders were left out, they may hold what there is.
    if not found and not errors and not (before and any(_walk(folder, real, (), errors))):
        yield DocumentError(folder, "the folder holds no documents (" + ", ".join(sorted(FORMATS)) + ", each also with .gz)")


def _walk(folder: str, real: str, before: Sequence[str], errors: list[OSError]) -> Iterator[tuple[str, str, bool]]:
    """The documents below a folder, sorted by path, with no more in memory than the names in the folders on the way.

    Of each its path, its real path, and whether it is a link. Folders that were walked `before` are left out; those that
    cannot be walked go to `errors`.
    """
    open_ = [(folder, real, _names(folder, errors))]
    while open_:
        folder, real, names = open_[-1]
        if (found := next(names, None)) is None:
            open_.pop()
            continue
        name, kind = found
        path, at = os.path.join(folder, name), os.path.join(real, name)
        if kind != "folder":
            yield path, at, kind == "link"
        elif not _inside(at, before):
            open_.append((path, at, _names(path, errors)))


def _names(folder: str, errors: list[OSError]) -> Iterator[tuple[str, str]]:
    """What a folder holds that may matter, sorted by name, and whether each is a "file", a "link" to one, or a "folder"."""
    names: list[str] = []
    other: dict[str, str] = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    other[entry.name] = "folder"
                # Only regular files: nobody who names a folder means the pipes and sockets in it.
                elif not format_of(entry.name) or not _is_file(entry):
                    continue
                elif entry.is_symlink():
                    other[entry.name] = "link"
                names.append(entry.name)
    except OSError as error:
        errors.append(error)
    names.sort()
    yield from ((name, other.get(name, "file")) for name in names)


def _is_file(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link that leads round in a circle
        return False
