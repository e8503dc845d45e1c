"""The folder of parts: a Parquet file for each shard, and a note of what they were made from, so that a run can go on where it was."""

import errno
import json
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from kgraph.arrow.documents import NotParquet
from kgraph.arrow.facts import Failure, failures, part
from kgraph.arrow.places import Place, place
from kgraph.engine.shards import Plan
from kgraph.engine.work import Result
from kgraph.errors import ExportError, UsageError

# An underscore in front: those who read a folder of Parquet files as one table pass over it.
NOTE = "_kgraph.json"
_PART = re.compile(r"part-(\d{5,})\.parquet")
_UNFINISHED = re.compile(r"\.(part-\d+\.parquet|_kgraph\.json)\.[0-9a-f]+\.unfinished")
_READERS = 16


@dataclass(frozen=True, slots=True)
class Parts:
    """The folder `at`, whose note is `note`."""

    at: Place
    note: bytes

    def write(self, number: int, result: Result) -> None:
        """Write the part of a shard. Raises `ExportError`."""
        try:
            self._part(number).write(part(result.rows, result.failures))
        except OSError as error:
            raise ExportError(f"{self._part(number).name}: {_reason(error)}") from error

    def seen(self) -> bool:
        """Whether the folder is there as it was made, on the machine where this runs."""
        try:
            with self.at.child(NOTE).open() as file:
                return file.read() == self.note
        except OSError:
            return False

    def begin(self, anew: bool) -> dict[int, list[Failure]]:
        """Make the folder, or look what there is in it: the numbers of the parts that are done, each with its failures.

        A part in which a process died is not done: it may go better this time. Raises `UsageError` where the folder has parts of
        something else, unless `anew`: then they are deleted. Raises `ExportError` where the folder cannot be used.
        """
        try:
            return self._begin(anew)
        except OSError as error:
            raise ExportError(f"{self.at.name}: {_reason(error)}") from error

    def _begin(self, anew: bool) -> dict[int, list[Failure]]:
        if self.at.kind() == "file":
            raise UsageError(f"{self.at.name} is a file; the facts are to be a folder of files")
        self.at.make()
        names = self.at.names()
        found = {int(match[1]): name for name in names if (match := _PART.fullmatch(name))}
        if anew or not found:
            for name in ([NOTE] if NOTE in names else []) + list(found.values()):  # without its note, no part is taken for done
                self.at.child(name).remove()
            found = {}
            self.at.child(NOTE).write(self.note)
        elif (why := self._differs(NOTE in names)) is not None:
            raise UsageError(f"{self.at.name} holds facts {why}; name another folder, or give --overwrite to put these in their place")
        self.clear()
        with ThreadPoolExecutor(_READERS) as readers:
            known = dict(zip(found, readers.map(self._failures, found), strict=True))
        return {number: failed for number, failed in sorted(known.items()) if failed is not None and not any(f[2] for f in failed)}

    def clear(self) -> None:
        """Delete what somebody who was killed has left half written."""
        for name in self.at.names():
            if _UNFINISHED.fullmatch(name):
                self.at.child(name).remove()

    def _part(self, number: int) -> Place:
        return self.at.child(f"part-{number:05d}.parquet")

    def _failures(self, number: int) -> list[Failure] | None:
        try:
            with self._part(number).open() as file:
                return failures(file)
        except NotParquet:  # damaged: it is made again
            return None

    def _differs(self, noted: bool) -> str | None:
        if not noted:
            return "of which it is not known what they were made from"
        with self.at.child(NOTE).open() as file:
            before = file.read()
        if before == self.note:
            return None
        try:
            old, new = json.loads(before), json.loads(self.note)
            return (
                "of other documents"
                if old["extractor"] == new["extractor"]
                else "extracted with other settings or another version of kgraph"
            )
        except (ValueError, KeyError, TypeError):
            return "of another version of kgraph"


def parts(output: str, plan: Plan, version: str) -> Parts:
    """The folder `output` for the facts of this plan, by this version of the extractor. Raises `UsageError`."""
    note = {"documents": plan.digest, "extractor": version, "parts": len(plan.shards)}
    return Parts(place(output), json.dumps(note, indent=2).encode() + b"\n")


def missing(folder: Place) -> tuple[int, int]:
    """How many parts of a folder are not there, and how many there should be: (0, 0) where it has no note."""
    names = folder.names()
    if NOTE not in names:
        return 0, 0
    with folder.child(NOTE).open() as file:
        try:
            expected = int(json.loads(file.read())["parts"])
        except (ValueError, KeyError, TypeError):
            return 0, 0
    return expected - len(in_order(names)), expected


def in_order(names: Iterable[str]) -> list[str]:
    """Those names that are parts, in their order."""
    return sorted((name for name in names if _PART.fullmatch(name)), key=lambda name: (len(name), name))


def _reason(error: OSError) -> str:
    return "the disk is full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else " ".join((error.strerror or str(error)).split())
