"""Loads `ontology/kgraph.ttl` into look-up tables, and refuses an ontology in which a name dangles."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from kgraph.errors import OntologyError
from kgraph.ontology.namespaces import ACT, AGREEMENT, CAMEO, KG, OWL, PLOVER, PREFIX_OF, PROVISION, RDF, RDFS, ROLE, SKOS, STATUS, XSD
from kgraph.resources import folder

# The namespaces whose names the ontology itself must define.
OWN = (KG, ACT, AGREEMENT, CAMEO, PLOVER, PROVISION, ROLE, STATUS)
# Namespaces of other vocabularies whose classes tell something of a thing: not those in which ontologies themselves are written.
ESTABLISHED = tuple(namespace for namespace in PREFIX_OF if namespace not in (*OWN, OWL, RDF, RDFS))
# How a concept may match one of another scheme (https://www.w3.org/TR/skos-reference/#mapping), closest first.
MATCHES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
# Which values of a property the store and the exports know how to write.
DATATYPES = {XSD + name for name in ("string", "anyURI", "decimal", "nonNegativeInteger", "boolean")} | {KG + "PartialDate"}


@dataclass(frozen=True)
class Term:
    """A name with what people need to know about it. `iri` is its own; `notation` its short name where it is a concept, else empty.

    `aligned` are IRIs of wider terms of other vocabularies (after `^`, of one whose inverse is wider), `near` of terms that are only near.
    `matches` are concepts of other schemes: how it matches (`closeMatch`), and the IRI.
    """

    name: str
    iri: str
    label: str
    definition: str
    examples: tuple[str, ...]
    aligned: tuple[str, ...]
    near: tuple[str, ...]
    notation: str
    matches: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Property:
    """A property of nodes or relations. `name` is its Neo4j name, `rdf` the IRI under which RDF data carry it.

    `datatype` is the local name of its values' type: `string`, `anyURI`, `decimal`, `nonNegativeInteger`, `boolean`,
    `PartialDate`, `Concept` (then `concepts` has the IRI of each value), or `Node` (ids). `multi`: a list in Neo4j.
    """

    name: str
    rdf: str
    datatype: str
    multi: bool
    concepts: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True)
class Relation:
    """A relation. `type` is its Neo4j relationship type, `iri` its own IRI, `rdf` the one under which RDF data carry it.

    `domain` and `range` are names of classes: it runs from any of the first to any of the second.
    """

    type: str
    iri: str
    rdf: str
    domain: tuple[str, ...]
    range: tuple[str, ...]
    properties: Mapping[str, Property] = field(hash=False)


@dataclass(frozen=True)
class Ontology:
    """All tables. `labels` and `properties` are by class name, inherited ones included; `relations` by relationship type.

    `established` are the IRIs of other vocabularies' classes above each class, and `fixed` the values that each instance of a class has
    (predicate and object as IRIs; of several for one predicate the most specific class's). `schemes` are the IRIs of each scheme's
    concepts, by the scheme's name (`acts`); `terms` are by IRI.
    """

    version: str
    labels: Mapping[str, tuple[str, ...]]
    established: Mapping[str, tuple[str, ...]]
    fixed: Mapping[str, tuple[tuple[str, str], ...]]
    properties: Mapping[str, Mapping[str, Property]]
    relations: Mapping[str, Relation]
    bookkeeping: tuple[str, ...]
    indexes: tuple[tuple[str, str], ...]
    schemes: Mapping[str, tuple[str, ...]]
    terms: Mapping[str, Term]

    def introduced(self) -> dict[str, tuple[Property, list[str]]]:
        """The properties of nodes by name, each with the classes that have it and do not inherit it."""
        found: dict[str, tuple[Property, list[str]]] = {}
        for cls, names in self.labels.items():
            inherited = {name for above in names[:-1] for name in self.properties[above]}
            for name, known in self.properties[cls].items():
                if name not in inherited:
                    found.setdefault(name, (known, []))[1].append(cls)
        return found


@lru_cache(maxsize=1)
def load() -> Ontology:
    """The ontology that comes with kgraph, read once. Raises `OntologyError` where a name in it dangles."""
    return read(source().read_text(encoding="utf-8"), str(source()))


def source() -> Path:
    """The Turtle file that `load` reads, shapes included."""
    return folder("ontology") / "kgraph.ttl"


def read(turtle: str, name: str = "ontology") -> Ontology:
    """The ontology written in `turtle`. `name` says in error messages which file it is."""
    try:
        return _Reader(turtle).ontology()
    except (SyntaxError, OntologyError) as error:
        raise OntologyError(f"{name}: {error}") from None


Value = NamedNode | BlankNode | Literal


class _Reader:
    """One reading of the file: its triples by subject and predicate, and the tables made of them."""

    def __init__(self, turtle: str) -> None:
        triples: dict[str, dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
        mentioned: dict[str, None] = {}
        for quad in parse(turtle, format=RdfFormat.TURTLE):
            triples[quad.subject.value][quad.predicate.value].append(quad.object)
            mentioned |= dict.fromkeys(t.value for t in (quad.subject, quad.predicate, quad.object) if isinstance(t, NamedNode))
        self.triples = {subject: dict(predicates) for subject, predicates in triples.items()}
        for iri in mentioned:
            if iri.startswith(OWN) and RDF + "type" not in self.triples.get(iri, {}):
                raise OntologyError(f"{iri} is used but not defined")

    def ontology(self) -> Ontology:
        classes = [iri for iri in self.of_type("Class") if iri.startswith(KG)]
        labels = {_local(iri): self.superclasses(iri, ()) for iri in classes}
        labels = dict(sorted(labels.items(), key=lambda item: len(item[1])))  # superclasses first
        bookkeeping = tuple(_local(iri) for iri in self.triples if self.values(iri, KG + "bookkeeping"))
        own: dict[str, dict[str, Property]] = defaultdict(dict)
        indexes, relations = [], {}
        for iri in (*self.of_type("DatatypeProperty"), *self.of_type("ObjectProperty")):
            if not iri.startswith(KG) or _local(iri) in bookkeeping:
                continue
            domain = self.named(iri, "domain")
            for cls in domain:
                if cls not in labels and cls != RDF + "Statement":
                    raise OntologyError(f"the domain of {iri} is {cls}, which is no class of the ontology")
            for cls in self.iris(iri, KG + "indexed"):
                if not set(labels.get(_local(cls), ())) & set(domain):
                    raise OntologyError(f"{iri} is indexed for {cls}, which is outside its domain")
                indexes.append((_local(cls), _local(iri)))
            if self.is_relation(iri, domain):
                relations[_relationship_type(iri)] = self.relation(iri, labels)
            else:
                made = self.property(iri)
                for cls in domain:
                    own[cls][made.name] = made
        properties = {cls: {k: p for label in names for k, p in own[label].items()} for cls, names in labels.items()}
        [header] = self.of_type("Ontology")
        return Ontology(
            version=self.text(header, OWL + "versionInfo"),
            labels=labels,
            established={cls: self.established(names) for cls, names in labels.items()},
            fixed={cls: self.fixed(names) for cls, names in labels.items()},
            properties=properties,
            relations=relations,
            bookkeeping=bookkeeping,
            indexes=tuple(indexes),
            schemes={_local(iri): self.concepts(iri) for iri in self.triples if SKOS + "ConceptScheme" in self.iris(iri, RDF + "type")},
            terms={iri: self.term(iri) for iri in self.triples if self.values(iri, SKOS + "definition")},
        )

    def superclasses(self, iri: str, below: tuple[str, ...]) -> tuple[str, ...]:
        """The names of the classes above `iri` and its own, most general first."""
        if iri in below:
            raise OntologyError(f"{iri} is under itself")
        above: dict[str, None] = {}
        for parent in self.iris(iri, RDFS + "subClassOf"):
            if parent.startswith(KG):
                if OWL + "Class" not in self.iris(parent, RDF + "type"):
                    raise OntologyError(f"{iri} is under {parent}, which is no class")
                above |= dict.fromkeys(self.superclasses(parent, (*below, iri)))
        return (*above, _local(iri))

    def established(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The other vocabularies' classes above any of these classes."""
        above = (parent for name in names for parent in self.iris(KG + name, RDFS + "subClassOf"))
        return tuple(dict.fromkeys(parent for parent in above if parent.startswith(ESTABLISHED)))

    def fixed(self, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """The values that owl:hasValue gives the instances of these classes, which stand with the most general first."""
        found: dict[str, str] = {}
        for restriction in (node.value for name in names for node in self.values(KG + name, RDFS + "subClassOf")):
            for predicate, value in product(self.iris(restriction, OWL + "onProperty"), self.iris(restriction, OWL + "hasValue")):
                found[predicate] = value
        return tuple(found.items())

    def is_relation(self, iri: str, domain: tuple[str, ...]) -> bool:
        """Relations connect nodes; properties hold texts, numbers, concepts, or belong to a relation themselves."""
        is_object = OWL + "ObjectProperty" in self.iris(iri, RDF + "type")
        return is_object and RDF + "Statement" not in domain and self.named(iri, "range") != (SKOS + "Concept",)

    def relation(self, iri: str, labels: Mapping[str, tuple[str, ...]]) -> Relation:
        range_ = self.named(iri, "range")
        for cls in range_:
            if cls not in labels:
                raise OntologyError(f"the range of {iri} is {cls}, which is no class of the ontology")
        carried = self.iris(iri, KG + "relationProperty")
        for p in carried:
            if RDF + "Statement" not in self.named(p, "domain"):
                raise OntologyError(f"{iri} carries {p}, whose domain does not include rdf:Statement")
        properties = {_local(p): self.property(p) for p in carried}
        return Relation(_relationship_type(iri), iri, self.rdf(iri), self.named(iri, "domain"), range_, properties)

    def property(self, iri: str) -> Property:
        multi = OWL + "FunctionalProperty" not in self.iris(iri, RDF + "type")
        [range_] = self.iris(iri, RDFS + "range") or [""]
        if OWL + "DatatypeProperty" in self.iris(iri, RDF + "type"):
            if range_ not in DATATYPES:
                raise OntologyError(f"the range of {iri} is {range_ or 'missing'}, which is no datatype that kgraph writes")
            return Property(_local(iri), self.rdf(iri), _local(range_), multi, {})
        if range_ != SKOS + "Concept":
            return Property(_local(iri), self.rdf(iri), "Node", multi, {})
        schemes = self.iris(iri, RDFS + "seeAlso")
        concepts = {self.text(c, SKOS + "notation"): c for scheme in schemes for c in self.concepts(scheme)}
        if not concepts:
            raise OntologyError(f"{iri} names no scheme of concepts")
        return Property(_local(iri), self.rdf(iri), "Concept", multi, concepts)

    def concepts(self, scheme: str) -> tuple[str, ...]:
        return tuple(iri for iri in self.triples if scheme in self.iris(iri, SKOS + "inScheme"))

    def term(self, iri: str) -> Term:
        aligned = (*self.iris(iri, RDFS + "subClassOf"), *self.iris(iri, RDFS + "subPropertyOf"))
        inverse = [i for node in self.values(iri, RDFS + "subPropertyOf") for i in self.iris(node.value, OWL + "inverseOf")]
        return Term(
            name=_local(iri),
            iri=iri,
            label=self.text(iri, RDFS + "label" if self.values(iri, RDFS + "label") else SKOS + "prefLabel"),
            definition=self.text(iri, SKOS + "definition"),
            examples=tuple(node.value for node in self.values(iri, SKOS + "example")),
            aligned=(*(a for a in aligned if not a.startswith(KG)), *("^" + i for i in inverse)),
            near=tuple(self.iris(iri, RDFS + "seeAlso")),
            notation=next((node.value for node in self.values(iri, SKOS + "notation")), ""),
            matches=tuple((how, other) for how in MATCHES for other in self.iris(iri, SKOS + how)),
        )

    def rdf(self, iri: str) -> str:
        return next(iter(self.iris(iri, KG + "writtenAs")), iri)

    def named(self, iri: str, end: str) -> tuple[str, ...]:
        """The classes that the domain or range of `iri` names, alone or in a union; kgraph's own by their local names."""
        found: list[str] = []
        for node in self.values(iri, RDFS + end):
            union = self.values(node.value, OWL + "unionOf")
            found += [n.value for n in (self.members(union[0]) if union else [node])]
        if not found:
            raise OntologyError(f"{iri} has no {end}")
        return tuple(f.removeprefix(KG) for f in found)

    def members(self, node: Value) -> Iterator[Value]:
        """The members of an RDF list."""
        while node.value != RDF + "nil":
            yield from self.values(node.value, RDF + "first")
            [node] = self.values(node.value, RDF + "rest")

    def values(self, subject: str, predicate: str) -> list[Value]:
        return self.triples.get(subject, {}).get(predicate, [])

    def of_type(self, name: str) -> list[str]:
        return [iri for iri in self.triples if OWL + name in self.iris(iri, RDF + "type") and ":" in iri]

    def iris(self, subject: str, predicate: str) -> list[str]:
        return [node.value for node in self.values(subject, predicate) if isinstance(node, NamedNode)]

    def text(self, subject: str, predicate: str) -> str:
        found = self.values(subject, predicate)
        if len(found) != 1:
            raise OntologyError(f"{subject} has {len(found)} values of {predicate}, not one")
        return found[0].value


def _local(iri: str) -> str:
    return re.split(r"[#/]", iri)[-1]


def _relationship_type(iri: str) -> str:
    """`partyTo` is PARTY_TO."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", _local(iri)).upper()
