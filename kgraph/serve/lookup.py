"""Looking things up in the merged view, a few at a time: no look-up reads more of the store than it says."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from kgraph.ontology import KG, class_iri, labels, load
from kgraph.ontology.namespaces import DCTERMS, PROV, RDF, SKOS

TYPE = RDF + "type"
# The most of one kind that is looked at: what goes beyond is counted as "more than" that.
MOST = 1000
# Where a thing of a base class has its name, the first that there is.
_NAMES = {
    "Entity": (SKOS + "prefLabel",),
    "Agreement": (SKOS + "prefLabel",),
    "Document": (DCTERMS + "title", DCTERMS + "source"),
    "Statement": (KG + "content",),
    "Passage": (KG + "text",),
    "Provision": (KG + "text",),
}
_CONCEPTS = {"Statement": KG + "act", "Agreement": KG + "status", "Provision": KG + "kind", "StatusReport": KG + "status"}
_CLASSES = {class_iri(cls): cls for cls in load().labels}


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are; with `more`, more than that."""

    number: int
    more: bool = False

    def __str__(self) -> str:
        return f"{'more than ' if self.more else ''}{self.number:,}"


@dataclass(frozen=True, slots=True)
class Link:
    """A thing as another one's page shows it. `cls` is empty where nothing says what it is; `concept` is the IRI of the act of a
    statement, of the status of an agreement or report, or of the kind of a provision."""

    iri: str
    name: str
    cls: str = ""
    date: str | None = None
    concept: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A passage, and the document that it stands in. `start` and `end` are offsets in characters of the document's text."""

    iri: str
    text: str
    start: int
    end: int
    date: str | None
    document: Link

    @property
    def place(self) -> tuple[str, str, int]:
        """What sentences are sorted by: as their documents were published, dated ones first."""
        return self.document.date or "~", self.document.iri, self.start


class Graph:
    """The default graph of `store`. Keeps what it looked up for the time of one page: documents and speakers come up again and again."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._links: dict[str, Link] = {}

    def objects(self, subject: str, predicate: str, graph: str | None = None) -> Iterator[NamedNode | Literal]:
        """The values, in the named graph `graph` or else in the merged view."""
        where = NamedNode(graph) if graph else DefaultGraph()
        for quad in self.store.quads_for_pattern(NamedNode(subject), NamedNode(predicate), None, where):
            if isinstance(quad.object, NamedNode | Literal):
                yield quad.object

    def texts(self, subject: str, predicate: str, most: int = MOST) -> list[str]:
        """The values, sorted."""
        return sorted(term.value for term in islice(self.objects(subject, predicate), most))

    def text(self, subject: str, predicate: str) -> str | None:
        """The value, the first of several in the store's own order."""
        return next((term.value for term in self.objects(subject, predicate)), None)

    def number(self, subject: str, predicate: str) -> int:
        """The value as a whole number, 0 where there is none."""
        text = self.text(subject, predicate) or ""
        return int(text) if text.isdecimal() else 0

    def subjects(self, predicate: str, object: str, graph: str | None = None) -> Iterator[str]:
        """The IRIs of what has `object`, in the named graph `graph` or else in the merged view."""
        where = NamedNode(graph) if graph else DefaultGraph()
        for quad in self.store.quads_for_pattern(None, NamedNode(predicate), NamedNode(object), where):
            if isinstance(quad.subject, NamedNode):
                yield quad.subject.value

    def others(self, iri: str, predicate: str, outgoing: bool) -> Iterator[str]:
        """The IRIs of the things that the predicate leads to from `iri`, or that it comes from."""
        if not outgoing:
            return self.subjects(predicate, iri)
        return (term.value for term in self.objects(iri, predicate) if isinstance(term, NamedNode))

    def cls(self, iri: str) -> str | None:
        """The thing's most specific class, None where it has none of the ontology's."""
        known = [_CLASSES[term.value] for term in self.objects(iri, TYPE) if term.value in _CLASSES]
        return max(known, key=lambda cls: (len(labels(cls)), cls), default=None)

    def link(self, iri: str, cls: str | None = None) -> Link:
        """The thing as other pages show it. `cls` saves looking it up."""
        if iri not in self._links:
            self._links[iri] = self._link(iri, cls or self.cls(iri))
        return self._links[iri]

    def date(self, iri: str, cls: str) -> str | None:
        """When the thing was published, said, agreed or happened."""
        return self.text(iri, DCTERMS + "issued" if cls == "Document" else KG + "date")

    def sentence(self, passage: str) -> Sentence | None:
        """The passage, None where the graph has no text or no document of it."""
        text, document = self.text(passage, KG + "text"), self.text(passage, KG + "partOf")
        if text is None or document is None:
            return None
        start, end = self.number(passage, KG + "start"), self.number(passage, KG + "end")
        return Sentence(passage, text, start, end, self.text(passage, KG + "date"), self.link(document, "Document"))

    def sentences(self, of: str, shown: int) -> tuple[tuple[Sentence, ...], Count]:
        """The first `shown` sentences that tell `of` (a thing, or a relation by the IRI of its rdf:Statement), and how many do."""
        passages, count = first(self.others(of, PROV + "wasDerivedFrom", outgoing=True), MOST // 10)
        found = sorted((s for p in passages if (s := self.sentence(p))), key=lambda sentence: sentence.place)
        return tuple(found[:shown]), count

    def _link(self, iri: str, cls: str | None) -> Link:
        if cls is None:
            return Link(iri, self.text(iri, SKOS + "prefLabel") or iri)
        base = labels(cls)[0]
        concept = self.text(iri, _CONCEPTS[base]) if base in _CONCEPTS else None
        name = next((text for predicate in _NAMES.get(base, ()) if (text := self.text(iri, predicate))), None)
        if name is None:
            term = load().terms.get(concept or class_iri(cls))
            name = term.label if term else iri
        dated = base in ("Document", "Statement", "Agreement", "StatusReport")
        return Link(iri, name, cls, self.date(iri, base) if dated else None, concept)


def first(items: Iterator[str], most: int) -> tuple[list[str], Count]:
    """The first `most` of them, and how many there are."""
    found = list(islice(items, most + 1))
    return found[:most], Count(min(len(found), most), len(found) > most)


def local(iri: str) -> str:
    """The last part of the IRI of a term."""
    return iri.removeprefix(KG).rpartition("/")[2]
