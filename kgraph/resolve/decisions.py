"""What the user decides of who is who: data, and which thing of which document a decision means. `reading` reads them from a file."""

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from kgraph.errors import UsageError
from kgraph.facts import EntityKind, Source
from kgraph.resolve.resolution import last

RULE = "entities.yaml"


@dataclass(frozen=True, slots=True)
class Share:
    """The documents in which the entity `of` is another, `id`. `documents` are document ids, sources, or globs on sources or
    file names; None means those that no other share has."""

    of: str
    id: str
    documents: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to hold of the entity `id` (without the base). `merge`: ids, with `*` for any characters, that are the same."""

    id: str
    name: str | None = None
    kind: EntityKind | None = None
    merge: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    identifiers: Mapping[str, str] = field(default_factory=dict, hash=False)
    same_as: tuple[str, ...] = ()
    split: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True)
class Decisions:
    """All of them, each id once. `file` is where they were read from, for messages."""

    file: str = RULE
    entries: tuple[Decision, ...] = ()


class Decided:
    """Decisions as they are carried out: who is claimed by a share, and what an id becomes.

    `shares` are all shares, in the order of the file. `met`: the id of a share and a pattern of documents, for each pattern that a
    document met; whoever keeps them takes them out.
    """

    def __init__(self, decisions: Decisions) -> None:
        self.file = decisions.file
        self._entries = decisions.entries
        self.of = {entry.id: entry for entry in self._entries}
        self._splits: dict[str, list[Decision]] = defaultdict(list)
        self._merged: dict[str, str] = {}
        self._patterns: dict[str, list[tuple[re.Pattern[str], str]]] = defaultdict(list)  # by the folder that they begin with
        self.shares = [share for entry in self._entries for share in entry.split]
        self.met: set[tuple[str, str]] = set()
        self._told: dict[str, list[Decision]] = {}
        for entry in self._entries:
            if entry.split:
                self._splits[entry.id].append(entry)
                # The id of a namesake: until all documents are seen, its bearers go by the plain name.
                self._splits[entry.id.rpartition("/")[0]].append(entry)
            for id in entry.merge:
                if "*" in id:
                    beginning = id.partition("*")[0].rpartition("/")[0]
                    self._patterns[beginning].append((glob(id), entry.id))
                else:
                    self._merged[id] = entry.id

    def share(self, id: str, document: Source) -> Share | None:
        """The share that has the entity `id` of a document; of several the first.

        Its `of` may be the id of a namesake, `id` and a state: it then holds only if that is who this is.
        """
        if not self._splits:
            return None
        for entry in self._splits.get(id, ()):
            for share in entry.split:
                # Each pattern is tried, so that none is called unmet which another made needless.
                meant = [self._means(share, pattern, document) for pattern in share.documents or ()]
                if share.documents is None or any(meant):
                    return share
        return None

    def target(self, id: str) -> str:
        """What `id` becomes by merging: itself, where no decision speaks of it. Raises `UsageError` where two patterns claim it."""
        while True:
            into = self._merged.get(id) or self._claimed(id)
            if into is None:
                return id
            id = into

    def told(self, id: str) -> list[Decision]:
        """What was decided of an entity: of those merged into it first, its own last. Raises `UsageError` as `target` does."""
        if not self._told:
            found: dict[str, list[Decision]] = defaultdict(list)
            for entry in sorted(self._entries, key=lambda entry: entry.id):
                into = self.target(entry.id)
                found[into].insert(0 if into != entry.id else len(found[into]), entry)
            self._told = dict(found)
        return self._told.get(id, [])

    def unmatched(self, known: Callable[[str], bool], met: Container[tuple[str, str]]) -> Iterator[str]:
        """A clause for each thing that the decisions speak of and no document has.

        `known` tells whether an entity has, or had before it was merged, an id, which may hold `*`; `met` as the attribute.
        """
        ids_of_shares = {share.id for share in self.shares}  # told of below
        for entry in self._entries:
            for id in (entry.id, *entry.merge):
                if id not in ids_of_shares and not known(id):
                    yield f"no document has {id}"
            for share in entry.split:
                for pattern in share.documents or ():
                    if (share.id, pattern) not in met:
                        yield f"no document that has {share.of} is {pattern}"

    def _claimed(self, id: str) -> str | None:
        if not self._patterns or id in self.of:  # what has an entry of its own is meant by no pattern
            return None
        beginning = id
        found: set[str] = set()
        while beginning:
            beginning = beginning.rpartition("/")[0]
            found |= {into for form, into in self._patterns.get(beginning, ()) if form.fullmatch(id)}
        if len(found) > 1:
            raise UsageError(f"{self.file}: {id} is merged into two: {' and '.join(sorted(found))}")
        return found.pop() if found else None

    def _means(self, share: Share, pattern: str, document: Source) -> bool:
        names = (document.source, last(document.source), document.id, last(document.id))
        if pattern in names or any(fnmatchcase(name, pattern) for name in names[:2]):
            self.met.add((share.id, pattern))
            return True
        return False


def glob(pattern: str) -> re.Pattern[str]:
    """What an id with `*` in it means: `*` is any characters, also none."""
    return re.compile(".*".join(re.escape(piece) for piece in pattern.split("*")), re.DOTALL)
