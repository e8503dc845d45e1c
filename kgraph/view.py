"""One document's nodes and relations: what it tells of itself, and its own view of what others tell of too."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from kgraph.elements import Edge, Node, Value
from kgraph.facts import Agreement, Evidence, Facts, Statement
from kgraph.gazetteer import gazetteer
from kgraph.resolve import PLACES, Canonical, Pact

SHARED = frozenset({"PARTY_TO", "MEDIATED", "SIGNED", "WITNESSED", "GUARANTEED", "SIGNED_AT", "AFFILIATED_WITH", "LOCATED_IN"})
"""The relations that several documents may tell."""


def entity_node(canonical: Canonical, forms: set[str], more: Mapping[str, Value] | None = None) -> Node:
    """An entity with its canonical name, the given forms, what the gazetteer and the user know of it, and `more`."""
    properties: dict[str, Value] = {"name": canonical.name, "aliases": tuple(sorted({canonical.name, *forms}))}
    entry = gazetteer().get(canonical.gazetteer) if canonical.gazetteer else None
    if entry is not None:
        known: dict[str, str | float | None] = {"wikidata": entry.wikidata}
        if canonical.kind in PLACES:
            geonames = str(entry.geonames) if entry.geonames else None
            known |= {"geonames": geonames, "latitude": entry.latitude, "longitude": entry.longitude}
        if canonical.kind == "Country":
            known["iso"] = entry.iso
        properties |= {k: v for k, v in known.items() if v is not None}
    properties |= canonical.identifiers
    if canonical.same_as:
        properties["sameAs"] = canonical.same_as
    return Node(canonical.id, canonical.cls, properties | dict(more or {}))


def agreement_node(pact: Pact, forms: set[str], more: Mapping[str, Value] | None = None) -> Node:
    """An agreement with the given forms, what the documents together tell of it, and `more`."""
    properties: dict[str, Value] = {"name": pact.name, "aliases": tuple(sorted({pact.name, *forms})), "confidence": pact.confidence}
    optional = {"date": pact.date, "effective": pact.effective, "status": pact.status}
    return Node(pact.id, pact.kind, properties | {k: v for k, v in optional.items() if v is not None} | dict(more or {}))


def document_id(document: str, base: str) -> str:
    """The id in the graph, under `base`, of the document with this id in the facts."""
    return base + "document/" + document.rsplit("/", 1)[-1]


def statement_ids(document: str, facts: Facts) -> list[str]:
    """An id for each statement, made from its offsets; statements that offsets do not tell apart get their place among equals.

    `document` is the id of the document in the graph.
    """
    plain = [f"{document}/statement/{_offsets(s)}" for s in facts.statements]
    total, seen = Counter(plain), Counter[str]()
    out = []
    for id in plain:
        seen[id] += 1
        out.append(id if total[id] == 1 else f"{id}-{seen[id]}")
    return out


def _offsets(s: Statement) -> str:
    who = f"-{s.speaker_span.start}" if s.speaker_span is not None else ""
    return f"{s.cue_span.start}-{s.content_spans[0].start}-{s.content_spans[-1].end}{who}"


def passage_id(document: str, e: Evidence) -> str:
    """The id of the passage that is the evidence; `document` is the id of the document in the graph."""
    return f"{document}/passage/{e.start}-{e.end}"


NOTHING: Mapping[str, Value] = {}


class Resolved(Protocol):
    """Who is who, as far as a document's view asks for it: the merged view, or the part of it that one document needs."""

    @property
    def base(self) -> str: ...
    @property
    def entities(self) -> Mapping[str, Canonical]: ...
    @property
    def agreements(self) -> Mapping[str, Pact]: ...
    def entity(self, document: str, index: int) -> str: ...
    def agreement(self, document: str, index: int) -> str: ...


class View:
    """One document's nodes and relations.

    `own` are the relations that no other document tells, `shared` those that others may tell too, each once.
    """

    def __init__(self, facts: Facts, resolution: Resolved) -> None:
        self.facts, self.resolution = facts, resolution
        document = facts.document.id
        self.id = document_id(document, resolution.base)
        self._itself = (self.id,)
        self._entities = [resolution.entity(document, i) for i in range(len(facts.entities))]
        self._agreements = [resolution.agreement(document, i) for i in range(len(facts.agreements))]
        self._statement_ids = statement_ids(self.id, facts)
        self._passages: dict[str, Node] = {}
        self._of_agreements: dict[str, Node] = {}  # the provisions of agreements, and the reports of what became of them
        own: dict[tuple[str, str, str], Edge] = {}
        shared: dict[tuple[str, str, str], Edge] = {}
        for edge in self._edges():
            edges = shared if edge.type in SHARED else own
            key = (edge.type, edge.start, edge.end)
            edges[key] = union(edges[key], edge) if key in edges else edge
        self.own, self.shared = [own[k] for k in sorted(own)], [shared[k] for k in sorted(shared)]

    def shared_nodes(self) -> Iterator[Node]:
        """The entities and agreements as the document tells them, with the forms that it uses, in the order of their ids."""
        nodes: dict[str, Node] = {}
        forms: dict[str, set[str]] = {}
        for id, e in zip(self._entities, self.facts.entities, strict=True):
            forms.setdefault(id, set()).update(e.aliases)
        for id, used in forms.items():
            nodes[id] = entity_node(self.resolution.entities[id], used)
        for id, a in zip(self._agreements, self.facts.agreements, strict=True):
            nodes[id] = agreement_node(self.resolution.agreements[id], set(a.forms))
        return (nodes[id] for id in sorted(nodes))

    def own_nodes(self) -> Iterator[Node]:
        """What belongs to this document alone, in the order of the ids."""
        d = self.facts.document
        properties = {
            "title": d.title,
            "published": d.published,
            "source": d.source,
            "publisher": d.publisher,
            "sha256": d.sha256,
            "language": d.language,
            "url": d.url,
        }
        own = {self.id: Node(self.id, "Document", {k: v for k, v in properties.items() if v is not None})}
        own.update((id, self._statement(id, said)) for id, said in zip(self._statement_ids, self.facts.statements, strict=True))
        own |= self._of_agreements | self._passages
        return (own[id] for id in sorted(own))

    def _edges(self) -> Iterator[Edge]:
        """The relations, some of them twice; fills `_passages` and `_of_agreements` on the way."""
        yield from self._mentions()
        for a in self.facts.affiliations:
            role: dict[str, Value] = {"role": a.role} if a.role else {}
            who, of = self._entities[a.who], self._entities[a.of]
            if who != of:  # two spellings of one name
                yield self._told(who, "AFFILIATED_WITH", of, a.evidence, role)
        for place in self.facts.locations:
            inner, outer = self._entities[place.place], self._entities[place.inside]
            if inner != outer:
                yield self._told(inner, "LOCATED_IN", outer, place.evidence)
        for id, g in zip(self._agreements, self.facts.agreements, strict=True):
            for evidence in g.evidence:
                yield Edge(id, "EVIDENCED_BY", self._passage(evidence), {"confidence": evidence.confidence, "rule": evidence.rule})
            yield from self._of_agreement(id, g)
        for id, s in zip(self._statement_ids, self.facts.statements, strict=True):
            yield from self._of_statement(id, s)
        for passage in sorted(self._passages):
            yield Edge(passage, "PART_OF", self.id, {})

    def _of_agreement(self, id: str, g: Agreement) -> Iterator[Edge]:
        roles = {
            "PARTY_TO": g.parties,
            "MEDIATED": g.mediators,
            "SIGNED": g.signatories,
            "WITNESSED": g.witnesses,
            "GUARANTEED": g.guarantors,
        }
        for type, parts in roles.items():
            for part in parts:
                yield self._told(self._entities[part.entity], type, id, part.evidence)
        for part in g.places:
            yield self._told(id, "SIGNED_AT", self._entities[part.entity], part.evidence)
        for term in g.terms:
            at = f"{term.span.start}-{term.span.end}"
            offsets: dict[str, Value] = {"start": term.span.start, "end": term.span.end}
            node = self._node_told(
                f"provision/{at}-{term.kind}", "Provision", {"kind": term.kind, "text": term.text, **offsets}, term.evidence
            )
            yield from self._with_evidence(id, "HAS_PROVISION", node, term.evidence)
        for report in g.statuses:
            dated: dict[str, Value] = {"date": report.date} if report.date else {}
            name = "-".join((f"status/{report.evidence.start}-{report.evidence.end}", report.status, *map(str, dated.values())))
            node = self._node_told(name, "StatusReport", {"status": report.status, **dated}, report.evidence)
            yield from self._with_evidence(id, "HAS_STATUS_REPORT", node, report.evidence)

    def _node_told(self, name: str, cls: str, properties: Mapping[str, Value], e: Evidence) -> str:
        """The id of what a sentence tells of an agreement. Told twice it stays one, with the surer rule."""
        id = f"{self.id}/{name}"
        node = Node(id, cls, {**properties, "confidence": e.confidence, "rule": e.rule})
        held = self._of_agreements.get(id, node)
        self._of_agreements[id] = min(held, node, key=lambda n: (-float(str(n.properties["confidence"])), str(n.properties["rule"])))
        return id

    def _with_evidence(self, agreement: str, type: str, node: str, e: Evidence) -> Iterator[Edge]:
        yield self._told(agreement, type, node, e)
        yield Edge(node, "EVIDENCED_BY", self._passage(e), {"confidence": e.confidence, "rule": e.rule})

    def _passage(self, e: Evidence) -> str:
        id = passage_id(self.id, e)
        held = self._passages.get(id)
        if held is None or held.properties["text"] != e.text or held.properties.get("date", None) != (e.date or None):
            properties: dict[str, Value] = {"text": e.text, "start": e.start, "end": e.end}
            if e.date:
                properties["date"] = e.date
            self._passages[id] = Node(id, "Passage", properties)
        return id

    def _told(self, start: str, type: str, end: str, e: Evidence, more: Mapping[str, Value] = NOTHING) -> Edge:
        documents, passages = self._itself, (self._passage(e),)
        return Edge(start, type, end, {**more, "documents": documents, "passages": passages, "confidence": e.confidence, "rule": e.rule})

    def _mentions(self) -> Iterator[Edge]:
        forms: dict[str, dict[str, int]] = {}
        for m in self.facts.mentions:
            form = " ".join(m.text.split())
            counts = forms.setdefault(self._entities[m.entity], {})
            counts[form] = counts.get(form, 0) + 1
        for i, a in enumerate(self.facts.agreements):
            counts = forms.setdefault(self._agreements[i], {})
            for form in a.forms:
                counts[form] = counts.get(form, 0)
            counts[a.forms[0]] += len(a.mentions)
        for id, counts in forms.items():
            yield Edge(self.id, "MENTIONS", id, {"forms": tuple(sorted(counts)), "count": sum(counts.values())})

    def _statement(self, id: str, s: Statement) -> Node:
        e = s.evidence
        properties: dict[str, Value] = {
            "content": s.content, "cue": s.cue, "act": s.act, "direct": s.direct, "confidence": e.confidence, "rule": e.rule,
            "start": s.content_spans[0].start, "end": s.content_spans[-1].end,
        }  # fmt: skip
        if s.date:
            properties["date"] = s.date
        if s.source:
            properties["sourceDescription"] = s.source
        if s.medium:
            properties["medium"] = " ".join(s.medium.split())
        return Node(id, "Statement", properties)

    def _of_statement(self, id: str, s: Statement) -> Iterator[Edge]:
        e = s.evidence
        yield Edge(id, "EVIDENCED_BY", self._passage(e), {"confidence": e.confidence, "rule": e.rule})
        if s.speaker is not None:
            yield self._told(self._entities[s.speaker], "MADE", id, e)
        for indexes, type in ((s.addressees, "ADDRESSED_TO"), (s.targets, "TARGETS"), (s.about, "ABOUT")):
            for i in indexes:
                yield self._told(id, type, self._entities[i], e)
        for i in s.about_agreements:
            yield self._told(id, "ABOUT", self._agreements[i], e)
        for i in s.violations:
            yield self._told(id, "ALLEGES_VIOLATION_OF", self._agreements[i], e)
        for i in s.disputes:
            yield self._told(id, "DISPUTES", self._statement_ids[i], e)


def together(edges: Iterable[Edge]) -> Edge:
    """One relation as several documents tell it, in the order of the documents' numbers or any other: it decides nothing."""
    tellings = iter(edges)
    held = next(tellings)
    # What is a list is gathered apart: thousands of documents may tell one relation.
    lists: dict[str, set[str]] = {}
    several = False
    for edge in tellings:
        if not several:
            several, held = True, _without_lists(held, lists)
        held = union(held, _without_lists(edge, lists))
    if not several:
        return held
    return Edge(held.start, held.type, held.end, {**held.properties, **{name: tuple(sorted(values)) for name, values in lists.items()}})


def _without_lists(edge: Edge, lists: dict[str, set[str]]) -> Edge:
    """The edge without its lists, which go to those of their kind."""
    rest: dict[str, Value] = {}
    for name, value in edge.properties.items():
        if isinstance(value, tuple):
            lists.setdefault(name, set()).update(value)
        else:
            rest[name] = value
    return Edge(edge.start, edge.type, edge.end, rest)


def union(a: Edge, b: Edge) -> Edge:
    """Two tellings of one relation: documents, passages, forms and roles together, the surest confidence and its rule."""
    merged: dict[str, Value] = dict(a.properties)
    # The surer telling keeps its rule; of two as sure the rule that comes first, so that order decides nothing.
    surer = (-_sure(b), str(b.properties.get("rule", ""))) < (-_sure(a), str(a.properties.get("rule", "")))
    for name, value in b.properties.items():
        old = merged.get(name)
        if isinstance(value, tuple):
            merged[name] = tuple(sorted({*(old if isinstance(old, tuple) else ()), *value}))
        elif name == "role" and isinstance(old, str) and isinstance(value, str):
            merged[name] = _roles(old, value)
        elif name == "count":
            merged[name] = int(old or 0) + int(value)  # type: ignore[arg-type]
        elif old is None or (name in ("confidence", "rule") and surer):
            merged[name] = value
    return Edge(a.start, a.type, a.end, merged)


def _sure(edge: Edge) -> float:
    value = edge.properties.get("confidence", 0.0)
    return float(value) if isinstance(value, int | float) else 0.0


def _roles(a: str, b: str) -> str:
    """Several offices held under one power: in alphabetical order, separated by semicolons."""
    kept: dict[str, str] = {}
    for role in sorted({*a.split("; "), *b.split("; ")}):
        kept.setdefault(role.casefold(), role)
    return "; ".join(kept[k] for k in sorted(kept))
