"""The ontology as tables for people: each term once, at its anchor."""

from collections.abc import Iterator
from dataclasses import dataclass

from kgraph.ontology import KG, Ontology, class_iri, load
from kgraph.ontology.namespaces import path
from kgraph.ontology.terms import OWN
from kgraph.serve.headings import anchor


@dataclass(frozen=True, slots=True)
class Entry:
    """A term. `extra` has the cells between its meaning and its alignment; `aligned` are terms of other vocabularies, each after how
    ours stands to it: `under`, `near`, or, for a concept, as SKOS matches it."""

    iri: str
    anchor: str
    name: str
    label: str
    extra: tuple[str, ...]
    definition: str
    examples: tuple[str, ...]
    aligned: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A table of terms. `heads` are the heads of its columns `extra`."""

    key: str
    title: str
    heads: tuple[str, ...]
    entries: tuple[Entry, ...]


def sections() -> tuple[Section, ...]:
    """The whole ontology, in the order in which one would explain it."""
    ontology, seen = load(), set[str]()
    made = []
    for section in _sections(ontology):
        entries = tuple(entry for entry in section.entries if entry.iri not in seen)
        seen.update(entry.iri for entry in entries)
        made.append(Section(section.key, section.title, section.heads, entries))
    rest = tuple(_entry(ontology, iri) for iri in ontology.terms if iri not in seen)
    return (*made, *((Section("other-terms", "Other terms", (), rest),) if rest else ()))


def _sections(ontology: Ontology) -> Iterator[Section]:
    classes = tuple(_entry(ontology, class_iri(name), ", ".join(names[:-1])) for name, names in ontology.labels.items())
    yield Section("classes", "Classes", ("Under",), classes)
    relations = tuple(
        _entry(ontology, r.iri, f"{' or '.join(r.domain)} → {' or '.join(r.range)}", _written(r.iri, r.rdf))
        for r in ontology.relations.values()
    )
    yield Section("relations", "Relations", ("From → to", "In RDF as"), relations)
    entries = tuple(
        _entry(ontology, KG + name, ", ".join(of), _written(KG + name, known.rdf)) for name, (known, of) in ontology.introduced().items()
    )
    yield Section("properties", "Properties of things", ("Of", "In RDF as"), entries)
    carried = {name: known for r in ontology.relations.values() for name, known in r.properties.items()}
    entries = tuple(_entry(ontology, KG + name, _written(KG + name, known.rdf)) for name, known in carried.items())
    yield Section("properties-of-relations", "Properties of relations", ("In RDF as",), entries)
    for name, concepts in ontology.schemes.items():
        label = ontology.terms[KG + name].label
        entries = tuple(_entry(ontology, iri, ontology.terms[iri].notation) for iri in concepts)
        yield Section(f"scheme-{name}", label[:1].upper() + label[1:], ("Notation",), entries)


def _entry(ontology: Ontology, iri: str, *extra: str) -> Entry:
    term = ontology.terms[iri]
    aligned = [("under", other) for other in term.aligned]
    aligned += [("near", other) for other in term.near if not other.startswith(OWN)]
    aligned += [(how.removesuffix("Match"), other) for how, other in term.matches]
    return Entry(
        iri=iri,
        anchor=anchor(iri) or term.name,
        name=path(iri),
        label=term.label,
        extra=extra,
        definition=term.definition,
        examples=tuple(sorted(term.examples)),
        aligned=tuple((how, _named(ontology, other)) for how, other in aligned),
    )


def _named(ontology: Ontology, iri: str) -> str:
    """A term of another vocabulary; with its label, where the ontology tells what its code means."""
    term = ontology.terms.get(iri)
    return f"{path(iri)} {term.label}" if term and term.label != term.name else path(iri)


def _written(iri: str, rdf: str) -> str:
    """The term under which RDF data carry a property, where that is another."""
    return path(rdf) if rdf != iri else ""
