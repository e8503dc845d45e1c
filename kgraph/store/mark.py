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


def end(session: Session, graph: str, token: str, *, empty: bool) -> None:
    """Mark that the load with this token came to its end, unless another began meanwhile. `empty`: nothing is left of the graph."""
    change = "DELETE m" if empty else "SET m.state = $complete"
    _run(session, f"MATCH (m:{LABEL} {{name: $name}}) WHERE m.state = $state {change}", graph, token)


def is_complete(session: Session, graph: str) -> bool | None:
    """Whether the last load of `graph` came to its end; None where there was none, or by a kgraph that left no mark."""
    marks = _marks(session, graph)
    return all(state == COMPLETE for state, _, _ in marks) if marks else None


def is_current(session: Session, graph: str) -> bool:
    """Whether this version of kgraph brought `graph` to its end: there is nothing to mark when nothing is written."""
    return _marks(session, graph) == [(COMPLETE, __version__, ontology.version())]


def _marks(session: Session, graph: str) -> list[tuple[str, ...]]:
    query = f"MATCH (m:{LABEL} {{name: $name}}) RETURN m.state, m.version, m.ontology"
    return again(lambda _: [tuple(record.values()) for record in session.run(query, name=graph)])


def _run(session: Session, query: str, graph: str, token: str) -> None:
    parameters = {"name": graph, "state": token, "complete": COMPLETE, "version": __version__, "ontology": ontology.version()}
    again(lambda _: session.run(query, parameters).consume())


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))
