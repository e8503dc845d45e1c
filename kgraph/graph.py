"""From facts to nodes and relations: what one document supports, and the merged graph of all.

`document_elements` gives one document's own view, `elements` the union: entities and agreements once, each relation with all
the documents and passages that tell it. Nodes come before relations; the order depends on ids alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kgraph.elements import Changes, Edge, Node
from kgraph.facts import Facts
from kgraph.merged import Merged, Since
from kgraph.merged.views import disputes, relations, relations_at
from kgraph.resolve import Canonical, Pact
from kgraph.view import Resolved, View, agreement_node, document_id, entity_node


@dataclass(frozen=True, slots=True)
class DocumentGraph:
    """What one document supports. `id` is its IRI.

    `own`: of the document and what lies in it, which no other document tells; the merged graph says it word for word. `view`: of what
    others may tell of too, as this document tells it. `disputes`: what its statements dispute in others, which the merged graph
    alone says.
    """

    id: str
    own: list[Node | Edge]
    view: list[Node | Edge]
    disputes: list[Edge]


def document_graph(facts: Facts, resolution: Resolved, disputes: Iterable[Edge] = ()) -> DocumentGraph:
    """What one document supports, each list in the order of ids, nodes first. `disputes` is what its statements dispute in others."""
    view = View(facts, resolution)
    own: list[Node | Edge] = [*view.own_nodes(), *view.own]
    shared: list[Node | Edge] = [*view.shared_nodes(), *view.shared]
    return DocumentGraph(view.id, own, shared, list(disputes))


def document_elements(facts: Facts, resolution: Resolved) -> Iterator[Node | Edge]:
    """The same in one: nodes first, then relations, each kind in the order of its ids."""
    view = View(facts, resolution)
    yield from sorted((*view.own_nodes(), *view.shared_nodes()), key=lambda node: node.id)
    yield from sorted((*view.own, *view.shared), key=lambda edge: (edge.type, edge.start, edge.end))


def elements(merged: Merged) -> Iterator[Node | Edge]:
    """The merged graph: all nodes, then all relations. Reads the facts twice, and holds one document at a time."""
    yield from shared_nodes(merged)
    for document in merged.source.facts():
        yield from View(document, merged).own_nodes()
    for document in merged.source.facts():
        yield from View(document, merged).own
    yield from shared_relations(merged)


def shared_nodes(merged: Merged) -> Iterator[Node]:
    """The entities and agreements of the merged graph, in the order of their ids."""
    # Which documents were taken to speak of one thing stands in none of them: only the merged graph says why.
    for entity in merged.entities.each():
        yield merged_entity(entity)
    for pact in merged.agreements.each():
        yield merged_agreement(pact, merged.base)


def merged_entity(entity: Canonical) -> Node:
    """An entity as all documents together tell of it."""
    return entity_node(entity, entity.aliases, {"mergedBy": entity.why} if entity.why else {})


def merged_agreement(pact: Pact, base: str) -> Node:
    """An agreement as all documents together tell of it."""
    why = tuple(f"{rule}: {document_id(a, base)} and {document_id(b, base)}" for rule, a, b in pact.why)
    return agreement_node(pact, pact.forms, {"mergedBy": why} if why else {})


def shared_relations(merged: Merged) -> Iterator[Edge]:
    """The relations that lie in no document alone, each with all that tell it: those that several may tell, and disputes between them."""
    yield from relations(merged.tables, merged.base)
    yield from disputes(merged.tables, merged.base)


def changes(merged: Merged, since: Since) -> Changes:
    """What changed in the merged graph since an earlier state of it, and how that is now."""
    base = merged.base
    documents = [document_id(id, base) for id in since.documents]
    of_documents = frozenset(documents)
    # What a denial of one of the documents disputes comes with the document.
    relations = [key for key in since.relations if key[0] != "DISPUTES" or base + key[1].partition("/statement/")[0] not in of_documents]

    def views() -> Iterator[View]:
        for id in since.documents:
            facts = merged.source.one(id)
            if facts is not None:
                yield View(facts, merged)

    def nodes() -> Iterator[Node]:
        for id in since.nodes:
            entity = merged.entities.get(base + id)
            if entity is not None:
                yield merged_entity(entity)
            pact = merged.agreements.get(base + id)
            if pact is not None:
                yield merged_agreement(pact, base)
        for view in views():
            yield from view.own_nodes()

    def edges() -> Iterator[Edge]:
        for view in views():
            yield from view.own
        yield from disputes(merged.tables, base, of_documents)
        yield from relations_at(merged.tables, base, relations)

    told = [(type_, base + start, base + end) for type_, start, end in relations]
    return Changes(documents, [base + id for id in since.nodes], told, nodes(), edges(), merged.class_of, merged.documents == 0)
