"""Constraints and indexes, from the ontology: what a store needs so that things are found, and stand once. All are of Community."""

from collections.abc import Mapping

from neo4j import Session
from neo4j.exceptions import Neo4jError

from kgraph import ontology
from kgraph.errors import SchemaRefused
from kgraph.store.failures import again
from kgraph.store.mark import LABEL

_OURS = "kgraph_"


def statements() -> dict[str, str]:
    """The statements that make them, by the names of what they make, in the order in which they should run.

    `id` is unique within a graph: two graphs, and the nodes of others, may stand in one database.
    """
    wanted = {
        f"{_OURS}{label}": f"CONSTRAINT {{}} FOR (n:{label}) REQUIRE (n.graph, n.{key}) IS UNIQUE" for label, key in ontology.constraints()
    }
    wanted[f"{_OURS}{LABEL}"] = f"CONSTRAINT {{}} FOR (n:{LABEL}) REQUIRE n.name IS UNIQUE"
    for label, key in (*ontology.constraints(), *ontology.indexes()):
        # An index on a handful of values speeds no question up, and deleting from it takes ArcadeDB quadratic time.
        if not any(known.name == key and known.concepts for known in ontology.properties_of(label)):
            wanted[f"{_OURS}{label}_{key}"] = f"INDEX {{}} FOR (n:{label}) ON (n.{key})"
    return {name: "CREATE " + statement.format(f"{name} IF NOT EXISTS") for name, statement in wanted.items()}


def prepare(session: Session) -> None:
    """Make what is missing, and take away what an earlier version of kgraph made and this one does not need.

    Raises `SchemaRefused`, with the statements that somebody has to run who may.
    """
    wanted = statements()
    # Looked up first: a user without the right to make them may still load where they are made.
    held = {kind: _names(session, kind) for kind in ("CONSTRAINTS", "INDEXES")}
    missing = {name: text for name, text in wanted.items() if not any(name in names for names in held.values())}
    for name, statement in missing.items():
        _make(session, name, statement, missing)
    # What a constraint needs is an index of the same name.
    former = [name for name in sorted(held["INDEXES"] - held["CONSTRAINTS"]) if name.startswith(_OURS) and name not in wanted]
    for name in former:
        again(lambda _, name=name: session.run(f"DROP INDEX {name} IF EXISTS").consume())  # type: ignore[misc]


def _names(session: Session, kind: str) -> set[str]:
    return again(lambda _: {str(name) for (name,) in session.run(f"SHOW {kind} YIELD name RETURN name")})


def _make(session: Session, name: str, statement: str, missing: Mapping[str, str]) -> None:
    try:
        again(lambda _: session.run(statement).consume())
    except Neo4jError as error:
        code, said = error.code or "", " ".join((error.message or "").split())
        if "Forbidden" in code or "AccessMode" in code or "not allowed" in said or "Security" in code:
            raise SchemaRefused(
                "this user may not make constraints and indexes in the store; somebody who may has to run these statements first",
                tuple(missing.values()),
            ) from error
        if "ConstraintCreationFailed" in code or "ConstraintValidationFailed" in code:
            raise SchemaRefused(
                f"the constraint {name} cannot be made, because other nodes in the database break it ({said}); change those, or load into"
                " another database",
                (statement,),
            ) from error
        if "AlreadyExists" in code:
            raise SchemaRefused(
                f"{name} cannot be made, because the database has another index or constraint in its place ({said}); drop that one, or load"
                " into another database",
                (statement,),
            ) from error
        raise
