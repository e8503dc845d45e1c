"""What a syntax of RDF must know to be written in pieces: each document's graph is text of its own, made anywhere, in any order."""

from collections.abc import Collection, Iterable
from itertools import islice
from operator import eq

Subject = tuple[str, list[str]]
"""A subject's IRI, and predicate and object of each of its triples in the syntax of N-Triples, sorted, each once."""


class Syntax:
    """How a file begins, what stands between two pieces, and how it ends; a syntax says how the pieces look.

    Subjects come in the order of `by_thing`: what is part of a thing follows it.
    """

    start = b""
    between = b""
    end = b""

    def default(self, subjects: Iterable[Subject]) -> bytes:
        """A piece of the default graph: subjects with all that it says of them. Empty where there is none."""
        raise NotImplementedError

    def named(self, graph: str, subjects: Iterable[Subject]) -> bytes:
        """A whole named graph."""
        raise NotImplementedError


def in_order(told: list[str]) -> list[str]:
    """Sort what is told of a subject, and leave each triple once; the list itself is changed."""
    told.sort()
    # Hardly anything is told twice, and comparing neighbours is faster than hashing all.
    if any(map(eq, told, islice(told, 1, None))):
        told[:] = dict.fromkeys(told)
    return told


def things_in_order(subjects: Collection[str]) -> list[str]:
    """Subjects in the order of `by_thing`."""
    # Of the characters that an IRI may have, only this one sorts before the one that parts begin with.
    return sorted(subjects, key=by_thing if "!" in "".join(subjects) else None)


def by_thing(iri: str) -> str:
    """The key by which subjects are sorted: what is part of a thing (`country/AM#geometry`) comes right after it."""
    return iri.replace("#", "\t")


def thing_of(iri: str) -> str:
    """What a subject is part of: itself, where it is a thing."""
    return iri.partition("#")[0]
