"""What is there: the things of a class, a name looked up, and the whole at a glance."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from time import monotonic

from pyoxigraph import DefaultGraph, Literal, NamedNode, QuerySolutions, Store

from kgraph.gazetteer.fold import fold
from kgraph.ontology import KG, class_iri, labels, load
from kgraph.ontology.namespaces import DCTERMS, SKOS
from kgraph.serve.lookup import TYPE, Count, Graph, Link
from kgraph.serve.relations import Said, said

SIZE = 50
# A class with more things than these is not put in order: it would have to be read whole for each page.
SORTED = 10_000
# The last thing of a class to which one can turn pages.
REACHED = 100_000
SECONDS = 2.0
_DATED = ("Document", "Statement", "Agreement", "StatusReport")
_MENTIONED = 10
_AGREEMENTS = 15
_RANKED = 1000

_COUNTS = f"SELECT ?this (COUNT(*) AS ?number) WHERE {{ ?thing a ?this FILTER(STRSTARTS(STR(?this), '{KG}')) }} GROUP BY ?this"
_MOST_MENTIONED = f"""SELECT ?this (COUNT(*) AS ?number) WHERE {{ ?document <{KG}mentions> ?this }}
GROUP BY ?this ORDER BY DESC(?number) ?this LIMIT {_RANKED}"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing in a listing. `documents` is how many documents mention it, where that was counted; `alias` is what was looked up; `said` is
    there for a statement."""

    link: Link
    documents: Count | None = None
    alias: str | None = None
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the things of a class. `order` is in the words of a reader; `following` tells whether there is a next page; `all` whether
    turning pages leads to every thing of the class."""

    cls: str
    page: int
    entries: tuple[Entry, ...]
    count: Count
    order: str
    following: bool
    all: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What bears a name like `text`; `complete` is false where not all names could be looked at in time."""

    text: str
    entries: tuple[Entry, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole at a glance. `counts` is by class, in the ontology's order and with its subclasses' things; `period` is when the first and
    the last document were published; `agreements` are the latest; `ranked` has what most documents mention, `mentioned` the actors."""

    counts: dict[str, int] = field(default_factory=dict)
    period: tuple[str, str] | None = None
    ranked: tuple[Entry, ...] = ()
    mentioned: tuple[Entry, ...] = ()
    agreements: tuple[Link, ...] = ()
    disputes: Count = Count(0)  # noqa: RUF009 - Count is frozen

    @property
    def empty(self) -> bool:
        return not self.counts


def listed(store: Store, cls: str, page: int = 1, size: int = SIZE, whole: Overview | None = None) -> Listing:
    """Page `page` (from 1) of the things of class `cls`: latest first where they have dates, else by name.

    Of a class with more than `SORTED` things, those that most documents mention, which `whole` knows; failing that, all in the store's
    order. Raises `OntologyError` for an unknown class.
    """
    graph, base, page = Graph(store), labels(cls)[0], max(page, 1)
    things = list(islice(graph.subjects(TYPE, class_iri(cls)), SORTED + 1))
    start, few = (page - 1) * size, len(things) <= SORTED
    count = Count(whole.counts[cls]) if whole and cls in whole.counts else Count(min(len(things), SORTED), not few)
    ranked = [entry.link.iri for entry in whole.ranked if cls in labels(entry.link.cls)] if whole and not few else []
    if few and base in _DATED:
        things, order = _by_date(graph, things, base), "latest first"
    elif few:
        things, order = sorted(things, key=lambda iri: (_name(graph, iri).casefold(), iri)), "by name"
    elif ranked:
        things, order = ranked, "those that most documents mention"
    else:
        stop = min(start + size + 1, REACHED)
        things = list(islice(graph.subjects(TYPE, class_iri(cls)), stop)) if start < stop else []
        order = "in no order, since there are so many"
    counted = base in ("Entity", "Agreement")
    links = [graph.link(iri) for iri in things[start : start + size]]
    entries = tuple(
        Entry(
            link,
            documents=_mentions(graph, link.iri) if counted else None,
            said=said(graph, link) if base == "Statement" else None,
        )
        for link in links
    )
    return Listing(cls, page, entries, count, order, len(things) > start + size, few)


def found(store: Store, text: str, limit: int = SIZE, seconds: float = SECONDS) -> Found:
    """Entities and agreements whose name or alias contains `text`, case and accents aside: whole names first, then beginnings, then names.

    Looks at names for `seconds` at most.
    """
    wanted, graph, until = fold(text), Graph(store), monotonic() + seconds
    best: dict[str, tuple[int, int, str]] = {}
    complete = True
    if wanted:
        for number, (iri, label, kind) in enumerate(_labels(store)):
            if not number % 1000 and monotonic() > until:
                complete = False
                break
            # Folding takes ten times as long as the rest, and does nothing else to words of plain letters.
            name = label.lower() if label.isascii() and label.replace(" ", "").isalnum() else fold(label)
            if wanted not in name:
                continue
            rank = 0 if name == wanted else 1 if name.startswith(wanted) else 2 if f" {wanted}" in name else 3
            key = (rank, kind, label)
            best[iri] = min(best.get(iri, key), key)
    # Counting mentions costs a look-up each, so only the likeliest are counted. What is of no class is an office that somebody holds.
    likely = list(islice((iri for iri in sorted(best, key=lambda iri: (best[iri], iri)) if graph.cls(iri)), limit * 4))
    counted = {iri: _mentions(graph, iri) for iri in likely}
    likely.sort(key=lambda iri: (best[iri][0], -counted[iri].number, best[iri], iri))
    entries = (Entry(graph.link(iri), counted[iri], best[iri][2] if best[iri][1] else None) for iri in likely[:limit])
    return Found(text, tuple(entries), complete)


def overview(store: Store) -> Overview:
    """The whole at a glance. Reads much of the store: to be made once and kept."""
    graph = Graph(store)
    rows = dict(_counted(store, _COUNTS))
    counts = {cls: rows[class_iri(cls)] for cls in load().labels if class_iri(cls) in rows}
    published = store.quads_for_pattern(None, NamedNode(DCTERMS + "issued"), None, DefaultGraph())
    days = [quad.object.value for quad in published if isinstance(quad.object, Literal)]
    ranked = tuple(Entry(graph.link(iri), Count(number)) for iri, number in _counted(store, _MOST_MENTIONED) if graph.cls(iri))
    actors = (entry for entry in ranked if "Actor" in labels(entry.link.cls))
    agreements = list(islice(graph.subjects(TYPE, class_iri("Agreement")), REACHED))
    latest = tuple(graph.link(iri) for iri in _by_date(graph, agreements, "Agreement")[:_AGREEMENTS])
    disputes = sum(1 for _ in store.quads_for_pattern(None, NamedNode(KG + "disputes"), None, DefaultGraph()))
    return Overview(counts, (min(days), max(days)) if days else None, ranked, tuple(islice(actors, _MENTIONED)), latest, Count(disputes))


def _counted(store: Store, query: str) -> Iterator[tuple[str, int]]:
    """The IRI of each `?this` of a query's answer with its `?number`."""
    rows = store.query(query)
    assert isinstance(rows, QuerySolutions)
    for row in rows:
        this, number = row["this"], row["number"]
        if isinstance(this, NamedNode) and isinstance(number, Literal):
            yield this.value, int(number.value)


def _labels(store: Store) -> Iterator[tuple[str, str, int]]:
    for kind, predicate in enumerate((SKOS + "prefLabel", SKOS + "altLabel")):
        for quad in store.quads_for_pattern(None, NamedNode(predicate), None, DefaultGraph()):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                yield quad.subject.value, quad.object.value, kind


def _by_date(graph: Graph, iris: list[str], base: str) -> list[str]:
    dates = {iri: graph.date(iri, base) or "" for iri in iris}
    return sorted(sorted(iris), key=lambda iri: dates[iri], reverse=True)


def _name(graph: Graph, iri: str) -> str:
    return graph.text(iri, SKOS + "prefLabel") or graph.text(iri, KG + "text") or iri


def _mentions(graph: Graph, iri: str) -> Count:
    number = sum(1 for _ in islice(graph.subjects(KG + "mentions", iri), 1001))
    return Count(min(number, 1000), number > 1000)
