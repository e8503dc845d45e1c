"""Places: files and folders by path or by address, in whatever file system or object store the address names."""

import contextlib
import io
import os
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, BinaryIO, Literal, cast

from kgraph.arrow import is_address, need
from kgraph.errors import UsageError

# Where a file comes into being step by step, and is given its name when it is whole; an object is there or it is not.
_RENAMING = ("local", "hdfs")
_PARTS = re.compile(r"([^:]+://[^/?]*)/?([^?]*)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Place:
    """A file or folder that may or may not be there. `name` is as the user gave it, `path` as its file system has it."""

    name: str
    system: Any
    path: str

    def kind(self) -> Literal["file", "folder"] | None:
        """What is there, if anything. Raises `OSError` where nobody answers."""
        from pyarrow.fs import FileType

        found = self.system.get_file_info(self.path).type
        return "file" if found == FileType.File else "folder" if found == FileType.Directory else None

    def size(self) -> int:
        """The size of a file in bytes. Raises `FileNotFoundError`, `IsADirectoryError`, `OSError`."""
        kind = self.kind()
        if kind is None:
            raise FileNotFoundError(2, "no such file", self.name)
        if kind == "folder":
            raise IsADirectoryError(21, "is a folder", self.name)
        return int(self.system.get_file_info(self.path).size)

    def open(self) -> BinaryIO:
        """The file, to read from anywhere in it. Raises `OSError`."""
        return cast(BinaryIO, io.BufferedReader(self.system.open_input_file(self.path), 1 << 20))

    def child(self, name: str) -> "Place":
        """What is called `name` in this folder."""
        return Place(_joined(self.name, name), self.system, f"{self.path.rstrip('/')}/{name}")

    def names(self) -> list[str]:
        """The names of the files in this folder itself, sorted; none where there is no such folder."""
        from pyarrow.fs import FileType

        return sorted(info.base_name for info in self._listed(recursive=False) if info.type == FileType.File)

    def below(self) -> list[str]:
        """The paths of all files below this folder, as from it, without hidden files and what lies in hidden folders."""
        from pyarrow.fs import FileType

        start = len(self.path.rstrip("/")) + 1
        paths = [info.path[start:] for info in self._listed(recursive=True) if info.type == FileType.File]
        return sorted((path for path in paths if not re.search(r"(^|/)\.", path)), key=lambda path: path.split("/"))

    def _listed(self, recursive: bool) -> list[Any]:
        from pyarrow.fs import FileSelector

        return list(self.system.get_file_info(FileSelector(self.path, allow_not_found=True, recursive=recursive)))

    def make(self) -> None:
        """Make this folder, and those it lies in, where they are missing; an object store has none to make."""
        if self.system.type_name in _RENAMING:
            self.system.create_dir(self.path, recursive=True)

    def write(self, data: bytes) -> None:
        """Write the whole file: whoever looks finds it as it was before, or complete. Raises `OSError`."""
        with self.written() as file:
            file.write(data)

    @contextlib.contextmanager
    def written(self) -> Iterator[BinaryIO]:
        """The file, to be written from its beginning to its end; it is there when all went well."""
        folder, _, name = self.path.rpartition("/")
        renames = self.system.type_name in _RENAMING
        path = f"{folder}/.{name}.{uuid.uuid4().hex[:12]}.unfinished" if renames else self.path
        file = self.system.open_output_stream(path)
        try:
            with file:
                yield file
            if renames:
                self.system.move(path, self.path)
        except BaseException:
            with contextlib.suppress(OSError):
                self.system.delete_file(path)
            raise

    def remove(self) -> None:
        """Delete this file. Raises `OSError`."""
        self.system.delete_file(self.path)


def place(name: str) -> Place:
    """The place that a path or an address means. Raises `UsageError` where pyarrow is missing or knows no such address."""
    need(f"{name}: {'such an address' if is_address(name) else 'Parquet'}")
    from pyarrow.fs import LocalFileSystem

    if not is_address(name):
        return Place(name, LocalFileSystem(), os.path.abspath(name))
    parts = _PARTS.fullmatch(name)
    if parts is None:
        raise UsageError(f"{name}: not an address")
    root, path, query = parts.groups()
    # One connection to a store serves all that lies in it; and names are taken as they are listed, nothing encoded.
    system, base = _system(f"{root}/{query}")
    return Place(name, system, f"{base.rstrip('/')}/{path}")


@cache
def _system(address: str) -> tuple[Any, str]:
    from pyarrow.fs import FileSystem

    try:
        system, path = FileSystem.from_uri(address)
    except (OSError, ValueError) as error:
        raise UsageError(f"{address}: {_reason(error)}") from error
    return system, path


def expand(address: str) -> Iterator[str]:
    """The files that an address means: those below a folder, the matches of a glob, or the one that it names.

    Yields nothing for a folder or glob with nothing in it. Raises `UsageError`, `OSError`.
    """
    base, mark, query = address.partition("?")
    fixed = re.split(r"[*\[]", base, maxsplit=1)[0]
    if fixed == base:
        here = place(address)
        yield from (_joined(address, path) for path in here.below()) if here.kind() == "folder" else [address]
        return
    top = fixed[: fixed.rindex("/") + 1]
    pattern = re.compile(_translated(base.removeprefix(top)))
    for path in place(top + mark + query).below():
        if pattern.fullmatch(path):
            yield top + path + mark + query


def _joined(folder: str, name: str) -> str:
    base, mark, query = folder.partition("?")
    return f"{base.rstrip('/')}/{name}{mark}{query}"


def _translated(pattern: str) -> str:
    """A glob as a regular expression: `*` stays within a folder, `**/` does not."""
    out = ""
    known = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*"}
    for part in re.split(r"(\*\*/|\*\*|\*|\[[^\]]+\])", pattern):
        out += known.get(part) or (f"[{part[1:-1].replace('!', '^', 1)}]" if part[:1] == "[" and part[-1:] == "]" else re.escape(part))
    return out


def _reason(error: Exception) -> str:
    """What pyarrow says, in one line and without what only its makers can use."""
    if "Unrecognized filesystem type" in str(error):
        return "no kind of address that pyarrow knows (s3://, gs://, abfs://, hdfs://, file://)"
    return " ".join(str(error).split()).split("; Details:")[0]
