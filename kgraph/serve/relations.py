"""The relations of a thing, grouped as its page shows them, each with the sentences that tell it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from kgraph.ontology import KG, Relation, labels, relation
from kgraph.ontology.namespaces import PROV, RDF, SKOS
from kgraph.rdf import told_iri
from kgraph.serve import further
from kgraph.serve.headings import between_things, heading, in_order, label_of
from kgraph.serve.lookup import MOST, Count, Graph, Link, Sentence, first

# How many of a kind a page shows, how many sentences of each relation, and how many forms of a name.
SHOWN = 30
SENTENCES = 3
FORMS = 40


@dataclass(frozen=True, slots=True)
class Said:
    """A statement: who made it, in which sentence. `start` and `end` are the offsets of its content in the document's text."""

    link: Link
    speakers: tuple[Link, ...]
    source: str | None
    direct: bool
    sentence: Sentence | None
    start: int
    end: int
    contested: bool

    @property
    def marked(self) -> tuple[str, str, str] | None:
        """The sentence before the content, the content, and what follows; None where the content is not in the sentence as it stands."""
        if self.sentence is None:
            return None
        text, start, end = self.sentence.text, self.start - self.sentence.start, self.end - self.sentence.start
        return (text[:start], text[start:end], text[end:]) if 0 <= start < end <= len(text) else None


@dataclass(frozen=True, slots=True)
class Row:
    """A relation to another thing. `told` is the IRI of the rdf:Statement about it, None where there is none."""

    other: Link
    said: Said | None
    told: str | None
    role: str | None
    confidence: str | None
    rule: str | None
    forms: tuple[str, ...]
    times: str | None
    sentences: tuple[Sentence, ...]
    sentence_count: Count


@dataclass(frozen=True, slots=True)
class Group:
    """The relations of one kind and direction. `kind` says what is at the other end: `statements`, `documents`, `passages` or `things`.

    `query` is a SPARQL query for all of them.
    """

    key: str
    heading: str
    kind: str
    rows: tuple[Row, ...]
    count: Count
    query: str


@dataclass(frozen=True, slots=True)
class Between:
    """A relation between two things, as the document or passage of the page tells it."""

    subject: Link
    label: str
    object: Link
    told: str
    role: str | None
    confidence: str | None
    sentences: tuple[Sentence, ...]


def groups(graph: Graph, iri: str, cls: str) -> Iterator[Group]:
    """The relations of the thing `iri` of class `cls`, at most `MOST` of each kind and direction."""
    names = set(labels(cls))
    if cls == "Document":
        # The document's own graph knows what it tells; the way through its passages would be longer.
        yield from _in_document(graph, iri)
    for known in in_order():
        for outgoing, ends in ((True, known.domain), (False, known.range)):
            if not names & set(ends) or (known.type == "EVIDENCED_BY" and not outgoing):
                continue
            others, count = first(graph.others(iri, known.rdf, outgoing), MOST)
            if others:
                yield _group(graph, iri, cls, known, outgoing, others, count)
    if cls == "Passage":
        yield from _told_by(graph, iri)


def _group(graph: Graph, iri: str, cls: str, known: Relation, outgoing: bool, others: list[str], count: Count) -> Group:
    ends = known.range if outgoing else known.domain
    kind = {"Statement": "statements", "Document": "documents", "Passage": "passages"}.get(ends[0], "things")
    ordered = _ordered(graph, iri, known, outgoing, others)
    return Group(
        key=known.type.lower().replace("_", "-") + ("" if outgoing else "-of"),
        heading=heading(known, outgoing, cls),
        kind=kind,
        rows=tuple(_row(graph, iri, known, outgoing, other) for other in ordered[:SHOWN]),
        count=count,
        query=further.others(iri, known.rdf, outgoing),
    )


def _ordered(graph: Graph, iri: str, known: Relation, outgoing: bool, others: list[str]) -> list[str]:
    """As people look for them: dated things latest first, what is mentioned most often first, passages as they stand, the rest by name."""
    ends = known.range if outgoing else known.domain
    others = sorted(others)
    if known.type == "MENTIONS" and outgoing:
        return sorted(others, key=lambda other: -graph.number(told_iri(iri, known, other), KG + "count"))
    if ends == ("Passage",):
        found = {other: sentence for other in others if (sentence := graph.sentence(other))}
        return sorted(found, key=lambda other: found[other].place)
    base = labels(ends[0])[0]
    if base in ("Statement", "Document", "Agreement"):
        dates = {other: graph.date(other, base) or "" for other in others}
        return sorted(others, key=lambda other: dates[other], reverse=True)
    if base == "StatusReport":
        return sorted(others, key=lambda other: graph.date(other, base) or "~")
    return sorted(others, key=lambda other: (graph.text(other, SKOS + "prefLabel") or graph.link(other).name).casefold())


def _row(graph: Graph, iri: str, known: Relation, outgoing: bool, other: str) -> Row:
    told = told_iri(iri, known, other) if outgoing else told_iri(other, known, iri)
    link = graph.link(other)
    # An edge of which nothing more is told has no rdf:Statement.
    exists = graph.text(told, RDF + "predicate") is not None
    if link.cls == "Passage":
        sentences = tuple(sentence for sentence in [graph.sentence(other)] if sentence)
        count = Count(len(sentences))
    elif link.cls in ("Provision", "StatusReport"):
        sentences, count = graph.sentences(other, SENTENCES)
    else:
        sentences, count = graph.sentences(told, SENTENCES)
    return Row(
        other=link,
        said=said(graph, link) if link.cls == "Statement" else None,
        told=told if exists else None,
        role=graph.text(told, KG + "role"),
        confidence=graph.text(told, KG + "confidence"),
        rule=graph.text(told, KG + "rule"),
        forms=tuple(graph.texts(told, KG + "forms", FORMS)),
        times=graph.text(told, KG + "count"),
        sentences=sentences,
        sentence_count=count,
    )


def said(graph: Graph, link: Link) -> Said:
    """The statement with that link."""
    iri, disputes = link.iri, relation("DISPUTES").rdf
    [sentence] = graph.sentences(iri, 1)[0] or [None]
    return Said(
        link=link,
        speakers=tuple(graph.link(speaker) for speaker in sorted(islice(graph.subjects(relation("MADE").rdf, iri), SHOWN))),
        source=graph.text(iri, KG + "sourceDescription"),
        direct=graph.text(iri, KG + "direct") == "true",
        sentence=sentence,
        start=graph.number(iri, KG + "start"),
        end=graph.number(iri, KG + "end"),
        contested=any(next(graph.others(iri, disputes, outgoing), None) for outgoing in (True, False)),
    )


def _in_document(graph: Graph, document: str) -> Iterator[Group]:
    for cls, kind, title in (
        ("Agreement", "things", "Agreements that it tells of"),
        ("Statement", "statements", "Statements that it reports"),
    ):
        others, count = first(graph.subjects(RDF + "type", KG + cls, document), MOST)
        if cls == "Statement":
            others = sorted(others, key=lambda other: (graph.number(other, KG + "start"), other))
        else:
            others = sorted(others, key=lambda other: (graph.date(other, cls) or "~", other))
        if others:
            rows = tuple(_plain_row(graph, other) for other in others[:SHOWN])
            yield Group(f"{cls.lower()}s", title, kind, rows, count, further.in_document(document, cls))


def _told_by(graph: Graph, passage: str) -> Iterator[Group]:
    others, count = first(graph.subjects(PROV + "wasDerivedFrom", passage), MOST)
    links = [link for other in sorted(others) if (link := graph.link(other)).cls]
    for key, kind, title, found in (
        ("statements", "statements", "Statements that it reports", [link for link in links if link.cls == "Statement"]),
        ("told", "things", "What it tells of agreements", [link for link in links if link.cls != "Statement"]),
    ):
        if found:
            rows = tuple(_plain_row(graph, link.iri) for link in found[:SHOWN])
            yield Group(key, title, kind, rows, Count(len(found), count.more), further.told_by(passage))


def _plain_row(graph: Graph, other: str) -> Row:
    """A thing that is not reached by a relation."""
    link = graph.link(other)
    return Row(link, said(graph, link) if link.cls == "Statement" else None, None, None, None, None, (), None, (), Count(0))


def between(graph: Graph, iri: str, base: str) -> tuple[tuple[Between, ...], Count]:
    """The relations between other things that a document or passage tells, and how many there are."""
    told: list[tuple[str, Relation]] = []
    more = False
    by_predicate = {known.rdf: known for known in between_things()}
    if base == "Document":
        for known in by_predicate.values():
            found, count = first(graph.subjects(RDF + "predicate", known.rdf, iri), MOST)
            told += [(one, known) for one in sorted(found)]
            more = more or count.more
    elif base == "Passage":
        found, count = first(graph.subjects(PROV + "wasDerivedFrom", iri), MOST)
        kinds = ((one, by_predicate.get(graph.text(one, RDF + "predicate") or "")) for one in sorted(found))
        told, more = [(one, known) for one, known in kinds if known], count.more
    shown = tuple(made for one, known in told[:SHOWN] if (made := _between(graph, iri, one, known)))
    return shown, Count(len(told), more)


def _between(graph: Graph, page: str, told: str, known: Relation) -> Between | None:
    subject, object = graph.text(told, RDF + "subject"), graph.text(told, RDF + "object")
    if subject is None or object is None:
        return None
    # The document's own graph has those of its passages alone; on the page of a passage, the words stand above.
    passages = islice(graph.objects(told, PROV + "wasDerivedFrom", page), SENTENCES) if graph.cls(page) == "Document" else ()
    return Between(
        graph.link(subject),
        label_of(known),
        graph.link(object),
        told,
        graph.text(told, KG + "role"),
        graph.text(told, KG + "confidence"),
        tuple(sentence for passage in passages if (sentence := graph.sentence(passage.value))),
    )
