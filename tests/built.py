"""Graphs built from documents in this process, the whole way but the store: for tests that look at what comes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kgraph import graph, merged
from kgraph.cli.display import Plain
from kgraph.config import BASE, Settings
from kgraph.elements import Edge, Node
from kgraph.errors import DocumentError
from kgraph.export import export
from kgraph.facts import Facts
from kgraph.update import update
from kgraph.workspace import Workspace


class Strict(Plain):
    """A watcher that takes no document that cannot be read."""

    def failed(self, error: DocumentError) -> None:
        raise error


@dataclass(frozen=True)
class Built:
    """The facts of all documents, by document id, and the graph exported as N-Quads."""

    facts: tuple[Facts, ...]
    export: Path

    def elements(self, base: str = BASE) -> tuple[list[Node], list[Edge]]:
        """The merged graph, its ids under `base`."""
        made = list(graph.elements(self.merged(base)))
        return [e for e in made if isinstance(e, Node)], [e for e in made if isinstance(e, Edge)]

    def merged(self, base: str = BASE) -> merged.Merged:
        """The merged view of it."""
        return merged.of(self.facts, base)


def build(documents: Sequence[Path], folder: Path) -> Built:
    """Build the graph of `documents` (files and folders) with one process, in the empty `folder`."""
    chosen = Settings(workspace=folder / "workspace", workers=1)
    with Workspace(chosen.workspace, write=True) as workspace:
        update(workspace, [str(path) for path in documents], chosen, Strict())
        export(workspace, chosen, folder / "graph.nq")
        return Built(tuple(workspace.facts()), folder / "graph.nq")
