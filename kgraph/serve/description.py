"""What is told of a thing, as triples: a concise bounded description (https://www.w3.org/submissions/CBD/) in both directions.

kgraph has no blank nodes; what they would be elsewhere are nodes named after their thing, `<thing>#geometry`. With each relation comes
the rdf:Statement about it, with the words of the sentences that tell it and the name of the thing at the other end.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from kgraph.ontology import KG, load
from kgraph.ontology.namespaces import DCTERMS, ORG, PROV, SKOS
from kgraph.rdf import told_iri
from kgraph.serve.lookup import TYPE

# Relations of each kind and direction.
MOST = 100
# Passages of each relation.
_PASSAGES = 10
_DERIVED = PROV + "wasDerivedFrom"
# What a reader of the data needs of a thing that is only mentioned.
_NAMES = (TYPE, SKOS + "prefLabel", DCTERMS + "title", DCTERMS + "issued", KG + "content")
_OF_PASSAGE = (TYPE, KG + "text", KG + "start", KG + "end", KG + "date", KG + "partOf")


@dataclass(frozen=True, slots=True)
class Described:
    """What is told of a thing, sorted, its own triples first. `cut`: there is more, which was left out."""

    triples: list[Triple]
    cut: bool


def described(store: Store, iri: str, most: int = MOST) -> Described | None:
    """What the merged view tells of `iri`; None where it tells nothing.

    At most `most` triples of each predicate and direction, each relation with at most ten of its passages.
    """
    try:
        description = _Description(store, NamedNode(iri), most)
    except ValueError:
        return None
    triples = description.triples()
    return Described(triples, description.cut) if triples else None


class _Description:
    def __init__(self, store: Store, node: NamedNode, most: int) -> None:
        self.store, self.node, self.most = store, node, most
        self.found: set[Triple] = set()
        self.cut = False
        self.relations = {known.rdf: known for known in load().relations.values()}

    def triples(self) -> list[Triple]:
        outgoing = list(self.outgoing())
        incoming = list(self.incoming())
        self.found.update(outgoing, incoming)
        for triple in (*outgoing, *incoming):
            self.relation(triple)
        for triple in outgoing:
            # Its secondary nodes: the point on the map, the selectors of a passage, the roles in an agreement.
            if isinstance(triple.object, NamedNode) and triple.object.value.startswith(f"{self.node.value}#"):
                self.tell(triple.object)
        self.memberships()
        return sorted(
            self.found, key=lambda t: (t.subject != self.node, str(t.subject), t.predicate.value != TYPE, str(t.predicate), str(t.object))
        )

    def outgoing(self) -> Iterator[Triple]:
        """The node's own triples. One that made a million statements is not read to its end, but no predicate goes missing."""
        count: dict[NamedNode, int] = {}
        for quad in islice(self.quads(self.node), self.most * 100):
            count[quad.predicate] = count.get(quad.predicate, 0) + 1
            if count[quad.predicate] <= self.most:
                yield quad.triple
            else:
                self.cut = True
        if sum(count.values()) == self.most * 100:
            properties = {known.rdf for of_class in load().properties.values() for known in of_class.values()}
            for predicate in sorted({*self.relations, *properties, *_NAMES}):
                yield from (quad.triple for quad in self.few(self.quads(self.node, predicate), self.most))

    def incoming(self) -> Iterator[Triple]:
        """By relations. What else points here are the nodes about these relations, which follow."""
        for predicate in sorted(self.relations):
            quads = self.store.quads_for_pattern(None, NamedNode(predicate), self.node, DefaultGraph())
            yield from (quad.triple for quad in self.few(quads, self.most) if isinstance(quad.subject, NamedNode))

    def relation(self, triple: Triple) -> None:
        """The rdf:Statement about a relation with its passages, and the name of the other end."""
        known = self.relations.get(triple.predicate.value)
        if known is None or not isinstance(triple.object, NamedNode) or not isinstance(triple.subject, NamedNode):
            return
        if "#" in triple.subject.value:
            # The passage tells a relation: this is the rdf:Statement itself.
            self.tell(triple.subject)
            return
        self.tell(NamedNode(told_iri(triple.subject.value, known, triple.object.value)))
        other = triple.object if triple.subject == self.node else triple.subject
        self.tell(other, _NAMES)
        if triple.predicate.value in (_DERIVED, KG + "partOf"):
            self.tell(other, _OF_PASSAGE)

    def memberships(self) -> None:
        """The offices that the actor holds, and those held in it, each with its role."""
        for end in ("member", "organization"):
            quads = self.store.quads_for_pattern(None, NamedNode(ORG + end), self.node, DefaultGraph())
            for quad in self.few(quads, self.most):
                if isinstance(quad.subject, NamedNode):
                    self.tell(quad.subject)
                    for role in self.quads(quad.subject, ORG + "role"):
                        self.tell(role.object)

    def tell(self, node: object, predicates: Iterable[str] = ()) -> None:
        """Add a node's triples, or those with these predicates; of the passages that tell it, the first few with their words."""
        if not isinstance(node, NamedNode):
            return
        quads = [q for p in predicates for q in self.few(self.quads(node, p), self.most)] if predicates else self.quads(node)
        passages = 0
        for quad in self.few(quads, self.most * 10):
            if quad.predicate.value == _DERIVED and isinstance(quad.object, NamedNode):
                passages += 1
                if passages > _PASSAGES:
                    self.cut = True
                    continue
                self.tell(quad.object, _OF_PASSAGE)
            self.found.add(quad.triple)

    def few(self, quads: Iterable[Quad], most: int) -> Iterator[Quad]:
        """The first quads, as many as may be."""
        for number, quad in enumerate(quads):
            if number == most:
                self.cut = True
                return
            yield quad

    def quads(self, node: NamedNode, predicate: str | None = None) -> Iterator[Quad]:
        return self.store.quads_for_pattern(node, NamedNode(predicate) if predicate else None, None, DefaultGraph())
