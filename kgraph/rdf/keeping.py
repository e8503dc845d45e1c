"""Text that waits in temporary files, made in this process or in others, until its place in the export has come."""

import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp
from types import TracebackType
from typing import BinaryIO

_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes in a file: its path, and where in it they start and how many they are."""

    path: str
    start: int
    size: int


class Keeper:
    """Puts text into a new file in `folder`, piece after piece; whoever has made the folder takes it away."""

    def __init__(self, folder: Path) -> None:
        handle, self.path = mkstemp(dir=folder)
        self._file = os.fdopen(handle, "wb", buffering=0)
        self._size = 0

    def keep(self, text: bytes) -> Kept:
        """Write a piece; it can be read at once."""
        place = Kept(self.path, self._size, len(text))
        view = memoryview(text)
        while view:
            view = view[self._file.write(view) :]
        self._size += len(text)
        return place


class Readers:
    """Copies what was kept, out of files that each are opened once; use it in a `with` block."""

    def __init__(self) -> None:
        self._files: dict[str, BinaryIO] = {}
        self._block = bytearray(_BLOCK)

    def copy(self, kept: Kept, out: BinaryIO) -> None:
        """Write the piece to `out`."""
        file = self._files.get(kept.path)
        if file is None:
            file = self._files[kept.path] = Path(kept.path).open("rb", buffering=0)  # noqa: SIM115 - closed with all others
        file.seek(kept.start)
        left = kept.size
        while left:
            with memoryview(self._block)[: min(left, _BLOCK)] as room:
                read = file.readinto(room)  # type: ignore[attr-defined]
                if not read:
                    raise OSError(f"{kept.path} was cut off")
                out.write(room[:read])
            left -= read

    def __enter__(self) -> "Readers":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for file in self._files.values():
            file.close()
