"""The merged view of many documents: who is who, what documents share, what they dispute; brought up to date by what changed.

It is kept beside the facts, in tables, so that memory stays bounded, and a hundred documents more cost what these hundred touch: the parts
of things that they name, the accounts of agreements that a chain of findings connects with theirs, the relations that they tell, the days
on which they deny something. What it holds is a function of the facts and of the user's decisions, whatever the way on which they came;
`tests/test_merged.py` holds the way of small steps against the way in one go. A generation is numbered for each update that changed
something, and a log tells what changed since an earlier one, for a store that holds that.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from types import TracebackType
from typing import Protocol

from kgraph.facts import Facts
from kgraph.merged.disputes import Disputing
from kgraph.merged.intake import Intake
from kgraph.merged.known import Known
from kgraph.merged.pacts import Joining
from kgraph.merged.tables import Tables
from kgraph.merged.views import Viewing
from kgraph.merged.who import Settling
from kgraph.resolve.decisions import Decided, Decisions

__all__ = ["Known", "Merged", "Since", "Source", "of"]

# Documents that are taken in between two commits.
_TOGETHER = 2_000


class Source(Protocol):
    """Where the facts are: a workspace, say."""

    def facts(self, after: str = "") -> Iterator[Facts]:
        """The facts of each document whose id sorts after `after`, by id."""

    def one(self, id: str) -> Facts | None:
        """The facts of the document with this id, None where it is gone."""

    def changes(self, after: int) -> Iterator[tuple[int, str]]:
        """The number of each change after `after`, in order, and the id of the document that it made, changed or took away."""

    def last_change(self) -> int:
        """The number of the last change, 0 where there was none."""


@dataclass(frozen=True, slots=True)
class Since:
    """What changed since a generation: ids of documents and nodes, and relations (type, start, end); all without the base."""

    documents: list[str]
    nodes: list[str]
    relations: list[tuple[str, str, str]]


class Merged(Known):
    """The merged view. Use it in a `with` block. All methods raise `WorkspaceError` where its file cannot be used."""

    def __init__(self, source: Source, base: str, decisions: Decisions, tables: Tables) -> None:
        """The view that is in `tables`, and from now on belongs to this object."""
        super().__init__(tables, base)
        self.source = source
        self._decided = Decided(decisions)

    def __enter__(self) -> "Merged":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give the file free."""
        self.tables.close()

    # Bringing it up to date

    def update(self, stage: Callable[[str], None] = lambda name: None) -> None:
        """Bring it up to date with the source, which must not change meanwhile. Interrupted, the next update goes on.

        `stage` is told what happens now. Raises `UsageError` where a decision contradicts another, or what a document tells.
        """
        settling = Settling(self.tables, self._decided, self.base)
        new = self._take_in(stage)
        self.forget()
        stage("resolving: who is who")
        settling.settle()
        stage("resolving: agreements")
        Joining(self.tables, self.base).join()
        stage("resolving: what documents share")
        Viewing(self.tables, self, self.source.one).view()
        stage("resolving: what they dispute")
        Disputing(self.tables, self.base, self.entities_of).dispute()
        with self.tables.transaction():
            coming = self.tables.generation + 1
            if new or self.tables.db.execute("SELECT 1 FROM log WHERE generation = ? LIMIT 1", (coming,)).fetchone():
                self.tables.end_generation()

    def _take_in(self, stage: Callable[[str], None]) -> bool:
        """All documents, if that was not done yet, and then what changed since. Gives whether it is the first time."""
        tables = self.tables
        intake = Intake(tables, self._decided, self.base)
        first = tables.generation == 0
        if tables.get("filled") is None:
            with tables.transaction():
                if tables.get("seen") is None:
                    tables.set("seen", self.source.last_change())
            done = self.documents
            coming = self.source.facts(tables.get("filled to") or "")
            while some := list(islice(coming, _TOGETHER)):
                with tables.transaction():
                    for facts in some:
                        self._take(intake, facts.document.id, facts)
                    intake.flush()
                    tables.set("filled to", some[-1].document.id)
                done += len(some)
                stage(f"resolving: {done:,} documents")
            with tables.transaction():
                tables.set("filled", 1)
        changes = self.source.changes(tables.get("seen"))
        while changed := list(islice(changes, _TOGETHER)):
            with tables.transaction():
                for _, id in changed:
                    self._take(intake, id, self.source.one(id))
                intake.flush()
                tables.set("seen", changed[-1][0])
        return first

    def _take(self, intake: Intake, id: str, facts: Facts | None) -> None:
        intake.remove(id)
        if facts is not None:
            intake.add(facts)
        self.tables.db.execute("INSERT OR IGNORE INTO touched_document VALUES (?)", (id,))

    def is_current(self) -> bool:
        """Whether it is up to date with the source."""
        tables = self.tables
        if tables.generation == 0 or tables.get("seen") != self.source.last_change():
            return False
        left = ("part", "entity", "account", "pact", "day", "document")
        return not any(tables.db.execute(f"SELECT 1 FROM touched_{name} LIMIT 1").fetchone() for name in left)

    # What it knows

    @property
    def unmatched(self) -> tuple[str, ...]:
        """What the user's decisions speak of and no document has, a clause for each, in the order of the file."""
        return Settling(self.tables, self._decided, self.base).unmatched()

    @property
    def classes(self) -> dict[str, int]:
        """How many nodes of each class the graph has."""
        return dict(self.tables.db.execute("SELECT cls, n FROM count WHERE n > 0 ORDER BY cls").fetchall())

    @property
    def documents(self) -> int:
        """How many documents there are."""
        return int(self.tables.db.execute("SELECT count(*) FROM document").fetchone()[0])

    @property
    def version(self) -> str:
        """What tells this state of the view from all others of all workspaces."""
        return f"{self.tables.get('token')}:{self.tables.generation}"

    def since(self, version: str) -> Since | None:
        """What changed since this `version`, None where the log does not reach back to it, or knows nothing of it."""
        token, _, told = version.partition(":")
        if (
            token != self.tables.get("token")
            or not told.isdecimal()
            or not self.tables.get("oldest") <= int(told) <= self.tables.generation
        ):
            return None
        found: dict[str, list[str]] = {"document": [], "node": [], "edge": []}
        for kind, id in self.tables.db.execute("SELECT kind, id FROM log WHERE generation > ? ORDER BY kind, id", (int(told),)):
            found[kind].append(id)
        relations = [(type_, start, end) for type_, start, end in (key.split(" ") for key in found["edge"])]
        return Since(found["document"], found["node"], relations)


class _Collected:
    """Facts in memory as a source."""

    def __init__(self, facts: Iterable[Facts]) -> None:
        self._facts = {one.document.id: one for one in facts}

    def facts(self, after: str = "") -> Iterator[Facts]:
        return (self._facts[id] for id in sorted(self._facts) if id > after)

    def one(self, id: str) -> Facts | None:
        return self._facts.get(id)

    def changes(self, after: int) -> Iterator[tuple[int, str]]:
        return iter(())

    def last_change(self) -> int:
        return 0


def of(facts: Iterable[Facts], base: str, decisions: Decisions | None = None) -> Merged:
    """The merged view of these facts, held in memory. Raises `UsageError` as `Merged.update` does."""
    merged = Merged(_Collected(facts), base, decisions or Decisions(), Tables.temporary())
    merged.update()
    return merged
