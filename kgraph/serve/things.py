"""What the page of a thing shows: what is told of it, its relations, and the sentences that tell them."""

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, Store

from kgraph.ontology import KG, Property, labels, load
from kgraph.ontology.namespaces import SCHEMA
from kgraph.serve.lookup import MOST, Count, Graph, Link, Sentence
from kgraph.serve.relations import FORMS, Between, Group, Said, between, groups, said

# How it was made out stands below what was made out.
_LAST = ("confidence", "rule", "mergedBy", "sha256")
# What the page shows in a place of its own: the headline, the point on the map, the addresses elsewhere, the offsets.
_ELSEWHERE_ON_PAGE = {"name", "title", "content", "text", "latitude", "longitude", "geonames", "wikidata", "sameAs", "start", "end"}


@dataclass(frozen=True, slots=True)
class Fact:
    """A property with its values. `iri` is the ontology's term for it; `kind` the datatype of its values there: `string`, `PartialDate`,
    `Concept` (IRIs), `anyURI`, ..."""

    iri: str
    label: str
    kind: str
    values: tuple[str, ...]
    count: Count


@dataclass(frozen=True, slots=True)
class Thing:
    """All that a page shows of one thing. `classes` are those it is of, the most specific first.

    `said` is there for a statement, `sentence` for a passage; `relations` for documents and passages, with how many there are.
    """

    iri: str
    link: Link
    classes: tuple[str, ...]
    facts: tuple[Fact, ...]
    elsewhere: tuple[str, ...]
    point: tuple[str, str] | None
    offsets: tuple[int, int] | None
    said: Said | None
    sentence: Sentence | None
    groups: tuple[Group, ...]
    relations: tuple[Between, ...]
    relation_count: Count

    @property
    def base(self) -> str:
        """The class on which pages differ: `Entity`, `Agreement`, `Document`, ..."""
        return self.classes[-1]


def thing(store: Store, iri: str) -> Thing | None:
    """The thing called `iri`, None where the graph does not say what it is. Reads at most `MOST` relations of each kind."""
    try:
        NamedNode(iri)
    except ValueError:
        return None
    graph = Graph(store)
    cls = graph.cls(iri)
    if cls is None:
        return None
    point = graph.text(iri, KG + "latitude"), graph.text(iri, KG + "longitude")
    ends = graph.text(iri, KG + "start"), graph.text(iri, KG + "end")
    relations, relation_count = between(graph, iri, labels(cls)[0])
    return Thing(
        iri=iri,
        link=graph.link(iri, cls),
        classes=tuple(reversed(labels(cls))),
        facts=tuple(_facts(graph, iri, cls)),
        elsewhere=tuple(graph.texts(iri, SCHEMA + "sameAs")),
        point=(point[0], point[1]) if point[0] and point[1] else None,
        offsets=(graph.number(iri, KG + "start"), graph.number(iri, KG + "end")) if all(ends) else None,
        said=said(graph, graph.link(iri)) if cls == "Statement" else None,
        sentence=graph.sentence(iri) if cls == "Passage" else None,
        groups=tuple(groups(graph, iri, cls)),
        relations=relations,
        relation_count=relation_count,
    )


def _facts(graph: Graph, iri: str, cls: str) -> Iterator[Fact]:
    for known in sorted(load().properties[cls].values(), key=lambda known: known.name in _LAST):
        if known.name in _ELSEWHERE_ON_PAGE:
            continue
        values = graph.texts(iri, known.rdf, MOST + 1)
        if known.name == "aliases":
            values = [value for value in values if value != graph.link(iri).name]
        if values:
            yield _fact(known, values)


def _fact(known: Property, values: list[str]) -> Fact:
    term = load().terms[KG + known.name]
    count = Count(min(len(values), MOST), len(values) > MOST)
    return Fact(term.iri, term.label, known.datatype, tuple(values[:FORMS]), count)
