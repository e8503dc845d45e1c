"""Is the graph what it claims to be? The ontology's shapes, evidence for every relation, ids that lead somewhere, dates that there are.

Works on the quads of an export, each graph in parts, so that memory stays bounded.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Literal as OneOf

from kgraph import ontology
from kgraph.ontology.namespaces import PROV, RDF, SCHEMA
from kgraph.ontology.values import is_date
from kgraph.rdf import Literal, Quad, QuadIndex, quad_index, told_iri, violations
from kgraph.rdf.mapping import DATE_TYPES

Rule = OneOf["shape", "evidence", "dangling", "date"]

# How many subjects are held against the shapes together.
PART = 2000
DATED = frozenset(DATE_TYPES.values())


@dataclass(frozen=True, order=True)
class Problem:
    """Something wrong. `graph` is the document's IRI, empty for the merged graph; `subject` the IRI of the thing.

    `rule` says which check found it; `message` is what is wrong, in words.
    """

    graph: str
    subject: str
    rule: Rule
    message: str


def check(quads: Iterable[Quad]) -> list[Problem]:
    """All problems of an exported graph, sorted; none where all is well.

    What the merged graph says word for word as a document's graph does is told of once, with the document.
    """
    seen: set[bytes] = set()
    with quad_index(quads) as index:
        return sorted({problem for graph in index.graphs() for problem in _problems(index, graph, seen)})


def _problems(index: QuadIndex, graph: str, seen: set[bytes]) -> Iterator[Problem]:
    evidenced = _relations_with_evidence()
    subjects_anew = (quads for quads in index.subjects(graph) if _is_new(quads, seen) or graph)
    while part := [quad for quads in islice(subjects_anew, PART) for quad in quads]:
        subjects = {_text(quad.subject) for quad in part}
        missing, types = set(), []
        for iri in {_text(quad.object) for quad in part if _points_inward(quad)} - subjects:
            found = index.types(iri, graph)
            types += found
            if not found:
                missing.add(iri)
        for quad in part:
            subject, predicate, object = _text(quad.subject), quad.predicate.value, _text(quad.object)
            if object in missing and _points_inward(quad):
                yield Problem(graph, subject, "dangling", f"{_short(predicate)} points to {object}, of which nothing is told")
            if isinstance(quad.object, Literal) and quad.object.datatype.value in DATED and not _is_date(object):
                yield Problem(graph, subject, "date", f"{_short(predicate)} is no date that there is: {object}")
            if predicate in evidenced:
                told = told_iri(subject, evidenced[predicate], object)
                if not _has_evidence(index, told, graph):
                    yield Problem(graph, subject, "evidence", f"{evidenced[predicate].type} {object} has no passage that tells it")
        for violation in violations([*part, *types]):
            # Of things outside this part only the types came along; and what dangles is told already.
            if violation.subject in subjects and violation.value not in missing:
                here = "" if violation.value is None else f" (here: {violation.value})"
                yield Problem(graph, violation.subject, "shape", violation.message + here)


def _is_new(quads: list[Quad], seen: set[bytes]) -> bool:
    """Whether no graph before said just this of the subject: most of the merged graph repeats what a document says."""
    text = "\n".join(sorted(str(quad.triple) for quad in quads))
    digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
    new = digest not in seen
    seen.add(digest)
    return new


def _relations_with_evidence() -> dict[str, ontology.Relation]:
    """By the IRI that data use: relations between entities and agreements. What touches a statement has the statement's evidence."""
    return {r.rdf: r for r in ontology.relations() if "passages" in r.properties and "Statement" not in (*r.domain, *r.range)}


def _has_evidence(index: QuadIndex, told: str, graph: str) -> bool:
    # What a gazetteer tells stands in no document.
    from_gazetteer = any(rule.startswith("gazetteer") for rule in index.values(told, ontology.KG + "rule", graph))
    return from_gazetteer or bool(index.values(told, PROV + "wasDerivedFrom", graph))


def _points_inward(quad: Quad) -> bool:
    return not isinstance(quad.object, Literal) and quad.predicate.value not in _outward()


@cache
def _outward() -> frozenset[str]:
    """Predicates whose objects are terms of a vocabulary or pages elsewhere, not things of the graph."""
    concepts = {known.rdf for cls in ontology.classes() for known in ontology.properties_of(cls) if known.concepts}
    return frozenset({RDF + "type", RDF + "predicate", SCHEMA + "sameAs", *concepts})


def _text(term: object) -> str:
    return str(getattr(term, "value", term))


def _is_date(text: str) -> bool:
    return is_date(text.removesuffix(":00") if len(text) == len("2020-11-04T18:30:00") else text)


def _short(iri: str) -> str:
    return iri.replace("#", "/").rsplit("/", 1)[-1]
