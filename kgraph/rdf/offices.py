"""Offices as the Organization Ontology (https://www.w3.org/TR/vocab-org/) says them: an org:Membership, held at present, in a body."""

import re
from collections.abc import Iterator
from functools import cache
from typing import cast
from urllib.parse import quote

from kgraph.elements import Edge, Node
from kgraph.errors import GraphError
from kgraph.lexicon import table
from kgraph.ontology.namespaces import ORG, PROV, RDF, SKOS
from kgraph.rdf.parts import digest
from kgraph.rdf.terms import iri, string

_TYPE, _LABEL, _DERIVED = f"<{RDF}type>", f"<{SKOS}prefLabel>", f"<{PROV}wasDerivedFrom>"


class Offices:
    """The offices that affiliations tell of. They are told after all else: whether they are held in a person, which is no body, is
    known when all nodes are."""

    def __init__(self) -> None:
        self._people: set[str] = set()
        self._told: list[Edge] = []

    def note(self, element: Node | Edge) -> None:
        """Take notice of an element that is told."""
        if isinstance(element, Node):
            if element.cls == "Person":
                self._people.add(element.id)
        elif element.type == "AFFILIATED_WITH" and "role" in element.properties:
            self._told.append(element)

    def memberships(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Subjects, each with predicates and objects of its triples as `tell` gives them. Some may come twice.

        Raises `GraphError`, with the holder's id, for an office that cannot be written in RDF.
        """
        for edge in self._told:
            if edge.end in self._people:
                continue
            for role in str(edge.properties["role"]).split("; "):
                if _elsewhen().match(role):
                    continue
                try:
                    yield from _membership(edge, role)
                except ValueError as error:
                    raise GraphError(f"{edge.start}: cannot be written as RDF: {error}") from error


def _membership(edge: Edge, role: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    office = f"{edge.end}#role-{quote(role.replace(' ', '_'), safe='')}"
    yield office, (f"{_TYPE} <{ORG}Role>", f"{_LABEL} {string(role)}")
    yield (
        f"{edge.start}#membership-{digest(edge.end, role)}",
        (
            f"{_TYPE} <{ORG}Membership>",
            f"<{ORG}member> <{edge.start}>",
            f"<{ORG}organization> <{edge.end}>",
            f"<{ORG}role> {iri(office)}",
            *(f"{_DERIVED} {iri(passage)}" for passage in cast(tuple[str, ...], edge.properties.get("passages", ()))),
        ),
    )


@cache
def _elsewhen() -> re.Pattern[str]:
    """What an office begins with that is not held now: `former President`, `ex-minister`, `incoming Chancellor`."""
    words = (re.escape(word) for word, when in table("former_words").items() if when in ("past", "future"))
    return re.compile(rf"(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)
