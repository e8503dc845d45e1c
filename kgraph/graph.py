"""From facts to nodes and relations: what one document supports, and the merged graph of all.

`document_elements` gives one document's own view, `elements` the union: entities and agreements once, each relation with all
the documents and passages that tell it. Nodes come before relations; the order depends on ids alone.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from kgraph.contested import Contested
from kgraph.elements import Edge, Node, Value
from kgraph.facts import Agreement, Evidence, Facts, Statement
from kgraph.gazetteer import gazetteer
from kgraph.resolve import PLACES, FactsSource, Resolution

_MERGED = ("PARTY_TO", "MEDIATED", "SIGNED", "WITNESSED", "GUARANTEED", "SIGNED_AT", "AFFILIATED_WITH", "LOCATED_IN")


def document_elements(facts: Facts, resolution: Resolution) -> Iterator[Node | Edge]:
    """What one document supports: nodes first, then relations, each kind in the order of its ids."""
    view = _View(facts, resolution)
    nodes = {n.id: n for n in view.nodes()}
    edges: dict[tuple[str, str, str], Edge] = {}
    for edge in view.edges:
        _add(edges, edge)
    yield from (nodes[i] for i in sorted(nodes))
    yield from (edges[k] for k in sorted(edges))


def elements(facts: FactsSource, resolution: Resolution) -> Iterator[Node | Edge]:
    """The merged graph: all nodes, then all relations. Reads the facts three times; holds only what documents share, and denials."""
    shared: dict[tuple[str, str, str], Edge] = {}
    # Which documents were taken to speak of one thing stands in none of them: only the merged graph says why.
    for id in sorted(resolution.entities):
        entity = resolution.entities[id]
        yield entity_node(id, resolution, entity.aliases, {"mergedBy": entity.why} if entity.why else {})
    for id in sorted(resolution.agreements):
        pact = resolution.agreements[id]
        why = tuple(f"{rule}: {document_id(one, resolution)} and {document_id(other, resolution)}" for rule, one, other in pact.why)
        yield _agreement_node(id, resolution, pact.forms, {"mergedBy": why} if why else {})
    contested = Contested(resolution)
    for document in facts():
        view = _View(document, resolution)
        contested.note(view.id, document, view.ids_of_statements())
        own = {n.id: n for n in view.own_nodes()}
        yield from (own[i] for i in sorted(own))
    for document in facts():
        view = _View(document, resolution)
        contested.match(view.id, document, view.ids_of_statements())
        edges: dict[tuple[str, str, str], Edge] = {}
        for edge in view.edges:
            _add(shared if edge.type in _MERGED else edges, edge)
        yield from (edges[k] for k in sorted(edges))
    yield from (shared[k] for k in sorted(shared))
    yield from contested.edges()


def _add(edges: dict[tuple[str, str, str], Edge], edge: Edge) -> None:
    key = (edge.type, edge.start, edge.end)
    edges[key] = _union(edges[key], edge) if key in edges else edge


def _union(a: Edge, b: Edge) -> Edge:
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


def entity_node(id: str, resolution: Resolution, forms: set[str], more: Mapping[str, Value] | None = None) -> Node:
    """An entity with its canonical name, the given forms, what the gazetteer and the user know of it, and `more`."""
    canonical = resolution.entities[id]
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
    return Node(id, canonical.cls, properties | dict(more or {}))


def document_id(document: str, resolution: Resolution) -> str:
    """The id in the graph of the document with this id in the facts."""
    return resolution.base + "document/" + document.rsplit("/", 1)[-1]


def _agreement_node(id: str, resolution: Resolution, forms: set[str], more: Mapping[str, Value] | None = None) -> Node:
    """An agreement with the given forms, what the documents together tell of it, and `more`."""
    pact = resolution.agreements[id]
    properties: dict[str, Value] = {"name": pact.name, "aliases": tuple(sorted({pact.name, *forms})), "confidence": pact.confidence}
    optional = {"date": pact.date, "effective": pact.effective, "status": pact.status}
    return Node(id, pact.kind, properties | {k: v for k, v in optional.items() if v is not None} | dict(more or {}))


class _View:
    """One document's nodes and relations."""

    def __init__(self, facts: Facts, resolution: Resolution) -> None:
        self.facts, self.resolution = facts, resolution
        self.id = document_id(facts.document.id, resolution)
        self.passages: dict[str, Node] = {}
        self.of_agreements: dict[str, Node] = {}  # the provisions of agreements, and the reports of what became of them
        self._statement_ids = self._ids_of_statements()
        self.edges = list(self._edges())  # all relations that the document tells; some come twice

    def nodes(self) -> Iterator[Node]:
        """The document, its passages and statements, and the entities and agreements as it tells them."""
        yield from self.own_nodes()
        forms: dict[str, set[str]] = {}
        for i, e in enumerate(self.facts.entities):
            forms.setdefault(self._entity(i), set()).update(e.aliases)
        for id in sorted(forms):
            yield entity_node(id, self.resolution, forms[id])
        for i, a in enumerate(self.facts.agreements):
            yield _agreement_node(self._agreement(i), self.resolution, set(a.forms))

    def own_nodes(self) -> Iterator[Node]:
        """What belongs to this document alone."""
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
        yield Node(self.id, "Document", {k: v for k, v in properties.items() if v is not None})
        for id, s in zip(self._statement_ids, self.facts.statements, strict=True):
            yield self._statement(id, s)
        yield from (self.of_agreements[k] for k in sorted(self.of_agreements))
        yield from (self.passages[k] for k in sorted(self.passages))

    def ids_of_statements(self) -> Iterator[tuple[str, str]]:
        """The id of each statement, and that of the passage that reports it."""
        return ((id, self._passage(s.evidence)) for id, s in zip(self._statement_ids, self.facts.statements, strict=True))

    def _edges(self) -> Iterator[Edge]:
        """The relations; fills `passages` and `of_agreements` on the way."""
        yield from self._mentions()
        for a in self.facts.affiliations:
            role: dict[str, Value] = {"role": a.role} if a.role else {}
            if self._entity(a.who) != self._entity(a.of):  # two spellings of one name
                yield self._told(self._entity(a.who), "AFFILIATED_WITH", self._entity(a.of), a.evidence, role)
        for place in self.facts.locations:
            if self._entity(place.place) != self._entity(place.inside):
                yield self._told(self._entity(place.place), "LOCATED_IN", self._entity(place.inside), place.evidence)
        for i, g in enumerate(self.facts.agreements):
            id = self._agreement(i)
            for evidence in g.evidence:
                yield Edge(id, "EVIDENCED_BY", self._passage(evidence), {"confidence": evidence.confidence, "rule": evidence.rule})
            yield from self._of_agreement(id, g)
        for id, s in zip(self._statement_ids, self.facts.statements, strict=True):
            yield from self._of_statement(id, s)
        for passage in sorted(self.passages):
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
                yield self._told(self._entity(part.entity), type, id, part.evidence)
        for part in g.places:
            yield self._told(id, "SIGNED_AT", self._entity(part.entity), part.evidence)
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
        held = self.of_agreements.get(id, node)
        self.of_agreements[id] = min(held, node, key=lambda n: (-float(str(n.properties["confidence"])), str(n.properties["rule"])))
        return id

    def _with_evidence(self, agreement: str, type: str, node: str, e: Evidence) -> Iterator[Edge]:
        yield self._told(agreement, type, node, e)
        yield Edge(node, "EVIDENCED_BY", self._passage(e), {"confidence": e.confidence, "rule": e.rule})

    def _entity(self, index: int) -> str:
        return self.resolution.entity(self.facts.document.id, index)

    def _agreement(self, index: int) -> str:
        return self.resolution.agreement(self.facts.document.id, index)

    def _passage(self, e: Evidence) -> str:
        id = f"{self.id}/passage/{e.start}-{e.end}"
        properties: dict[str, Value] = {"text": e.text, "start": e.start, "end": e.end}
        if e.date:
            properties["date"] = e.date
        self.passages[id] = Node(id, "Passage", properties)
        return id

    def _told(self, start: str, type: str, end: str, e: Evidence, more: Mapping[str, Value] | None = None) -> Edge:
        return Edge(
            start,
            type,
            end,
            {**(more or {}), "documents": (self.id,), "passages": (self._passage(e),), "confidence": e.confidence, "rule": e.rule},
        )

    def _mentions(self) -> Iterator[Edge]:
        forms: dict[str, dict[str, int]] = {}
        for m in self.facts.mentions:
            form = " ".join(m.text.split())
            counts = forms.setdefault(self._entity(m.entity), {})
            counts[form] = counts.get(form, 0) + 1
        for i, a in enumerate(self.facts.agreements):
            counts = forms.setdefault(self._agreement(i), {})
            for form in a.forms:
                counts[form] = counts.get(form, 0)
            counts[a.forms[0]] += len(a.mentions)
        for id, counts in forms.items():
            yield Edge(self.id, "MENTIONS", id, {"forms": tuple(sorted(counts)), "count": sum(counts.values())})

    def _ids_of_statements(self) -> list[str]:
        """An id for each statement, made from its offsets; statements that offsets do not tell apart get their place among equals."""
        base = [self._offsets(s) for s in self.facts.statements]
        total, seen = Counter(base), Counter[str]()
        out = []
        for id in base:
            seen[id] += 1
            out.append(id if total[id] == 1 else f"{id}-{seen[id]}")
        return out

    def _offsets(self, s: Statement) -> str:
        who = f"-{s.speaker_span.start}" if s.speaker_span is not None else ""
        return f"{self.id}/statement/{s.cue_span.start}-{s.content_spans[0].start}-{s.content_spans[-1].end}{who}"

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
            yield self._told(self._entity(s.speaker), "MADE", id, e)
        for indexes, type in ((s.addressees, "ADDRESSED_TO"), (s.targets, "TARGETS"), (s.about, "ABOUT")):
            for i in indexes:
                yield self._told(id, type, self._entity(i), e)
        for i in s.about_agreements:
            yield self._told(id, "ABOUT", self._agreement(i), e)
        for i in s.violations:
            yield self._told(id, "ALLEGES_VIOLATION_OF", self._agreement(i), e)
        for i in s.disputes:
            yield self._told(id, "DISPUTES", self._statement_ids[i], e)
