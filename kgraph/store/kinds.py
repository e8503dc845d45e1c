"""What one statement can write: nodes by their base label, relations by their type and the base labels of their ends."""

from typing import Any, NamedTuple

from kgraph import ontology

Row = dict[str, Any]

# What kgraph keeps on every node and relation besides the ontology's properties.
BOOKKEEPING = ("id", "graph", "digest")
# What earlier versions kept there, which goes when the node or relation is next written.
FORMER = ("hash",)


class Ends(NamedTuple):
    """Relations that one statement can write: their type and the base labels of their ends."""

    type: str
    start: str
    end: str


def ends_of(relation: ontology.Relation) -> list[Ends]:
    """The pairs of base labels between which a relation can run."""
    starts = dict.fromkeys(ontology.base_label(cls) for cls in relation.domain)
    ends = dict.fromkeys(ontology.base_label(cls) for cls in relation.range)
    return [Ends(relation.type, start, end) for start in starts for end in ends]


def kinds_of_relations() -> list[Ends]:
    """All of them, in the ontology's order."""
    return [ends for relation in ontology.relations() for ends in ends_of(relation)]


def bases() -> list[str]:
    """The labels on which nodes are found."""
    return [label for label, _ in ontology.constraints()]


def released(graph: str) -> str:
    """The `graph` of nodes that kgraph gave up and others still use."""
    return f"{graph} (released)"
