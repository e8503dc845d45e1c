"""A node that tells of each graph in the store whether its last load came to its end, and what wrote it."""

import re
import secrets

from neo4j import Session

from kgraph import __version__, ontology
from kgraph.errors import StoreError
from kgraph.store.failures import again

LABEL = "KgraphLoad"
COMPLETE = "complete"


def check_version(session: Session) -> None:
    """Raise `StoreError` where a graph in the store was written with a later version of the ontology."""
    query = f"MATCH (m:{LABEL}) RETURN m.name, m.ontology, m.version"
    for name, of_ontology, version in again(lambda _: [tuple(record.values()) for record in session.run(query)]):
        if of_ontology and _numbers(of_ontology) > _numbers(ontology.version()):
            raise StoreError(
                f"graph '{name}' was written by kgraph {version} with version {of_ontology} of the ontology; this is kgraph"
                f" {__version__} with {ontology.version()}: use a newer kgraph, or another database"
            )


def begin(session: Session, graph: str) -> str:
    """Mark that a load of `graph` is on its way. Gives the load's token."""
    token = f"loading {secrets.token_hex(8)}"
    _run(session, f"MERGE (m:{LABEL} {{name: $name}}) SET m.state = $state, m.version = $version, m.ontology = $ontology", graph, token)
    return token


def end(session: Session, graph: str, token: str, *, empty: bool, view: str | None) -> None:
    """Mark that the load with this token came to its end, unless another began meanwhile.

    `empty`: nothing is left of the graph. `view`: which state of which merged view it now has, if it is one.
    """
    change = "DELETE m" if empty else "SET m.state = $complete, m.view = $view"
    _run(session, f"MATCH (m:{LABEL} {{name: $name}}) WHERE m.state = $state {change}", graph, token, view=view)


def view(session: Session, graph: str) -> str | None:
    """Which state of which merged view this version of kgraph gave `graph` to the end; None where it is not known."""
    marks = _marks(session, graph)
    return marks[0][3] if len(marks) == 1 and marks[0][:3] == (COMPLETE, __version__, ontology.version()) else None


def is_complete(session: Session, graph: str) -> bool | None:
    """Whether the last load of `graph` came to its end; None where there was none, or by a kgraph that left no mark."""
    marks = _marks(session, graph)
    return all(state == COMPLETE for state, *_ in marks) if marks else None


def is_current(session: Session, graph: str, state: str | None) -> bool:
    """Whether this version of kgraph brought `graph` to its end, in this `state` of a view: nothing is to be marked."""
    return _marks(session, graph) == [(COMPLETE, __version__, ontology.version(), state)]


def _marks(session: Session, graph: str) -> list[tuple[str | None, ...]]:
    query = f"MATCH (m:{LABEL} {{name: $name}}) RETURN m.state, m.version, m.ontology, m.view"
    return again(lambda _: [tuple(record.values()) for record in session.run(query, name=graph)])


def _run(session: Session, query: str, graph: str, token: str, **more: str | None) -> None:
    parameters = {"name": graph, "state": token, "complete": COMPLETE, "version": __version__, "ontology": ontology.version(), **more}
    again(lambda _: session.run(query, parameters).consume())


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))
