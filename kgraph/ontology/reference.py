"""The reference tables in `ontology/README.md`, made from the ontology."""

from collections.abc import Iterable, Iterator

from kgraph.ontology.namespaces import CAMEO, KG, PLOVER, path
from kgraph.ontology.terms import OWN, Ontology, Property, Relation, Term, load

# How a value looks in Neo4j.
IN_NEO4J = {
    "anyURI": "string",
    "boolean": "boolean",
    "Concept": "string",
    "decimal": "float",
    "Node": "id",
    "nonNegativeInteger": "integer",
    "PartialDate": "date as a string",
    "string": "string",
}
INTRODUCTION = """\
# The terms of the graph

Made from [`kgraph.ttl`](kgraph.ttl) by `python -m kgraph.ontology`; change that file, not this one. Version {version}.
[Classes](#classes), [relations](#relations), [properties of nodes](#properties-of-nodes) and [of relations](#properties-of-relations),
[concepts](#concepts), [alignment](#alignment) with other vocabularies, [crosswalk](#crosswalk) to codes of event data.

`kg:` is `{namespace}`. A class is a Neo4j label of the same name, and a node carries the labels
of all classes above its own. In RDF it is also of the classes of other vocabularies that stand above these (see
[alignment](#alignment)), so that `?x a geo:Feature` finds places without a reasoner. A relation
`kg:partyTo` is the relationship type `PARTY_TO`. Every node has `id`, its IRI, which is the same in Neo4j and in RDF. Where RDF data carry
a property or relation under an established term instead of `kg:`, the column *In RDF* says which."""
ROLE_IN_RDF = """
What an actor is to an agreement RDF data tell a second time, in the terms of the Simple Event Model (SEM):

```turtle
<country/RU> kg:mediated <ceasefire/2020-10-10/armenia-azerbaijan> .

<ceasefire/2020-10-10/armenia-azerbaijan> sem:hasActor <country/RU> , <ceasefire/2020-10-10/armenia-azerbaijan#mediator-2d044dfb49c4> .

<ceasefire/2020-10-10/armenia-azerbaijan#mediator-2d044dfb49c4> a sem:Role ;
    rdf:value <country/RU> ;
    sem:roleType role:mediator .
```
"""
RELATION_IN_RDF = """\
In RDF an `rdf:Statement` about the relation carries these, so that each relation leads to the sentences that tell it:

```turtle
<country/RU> kg:mediated <ceasefire/2020-10-10/armenia-azerbaijan> .

<country/RU#mediated-e890ae09712b> a rdf:Statement ;
    rdf:subject <country/RU> ;
    rdf:predicate kg:mediated ;
    rdf:object <ceasefire/2020-10-10/armenia-azerbaijan> ;
    prov:hadPrimarySource <document/0123456789abcdef> ;
    prov:wasDerivedFrom <document/0123456789abcdef/passage/0-84> ;
    kg:confidence 0.9 .
```
"""
ALIGNMENT = """\
*Under*: what the other vocabulary says of its term holds for ours as well (`rdfs:subClassOf`, `rdfs:subPropertyOf`; `^` before a term
means its inverse). *See also*: near, but the other term says more, less, or something of another kind of thing (`rdfs:seeAlso`).
"""
CROSSWALK = """\
*close*: may stand for each other in most uses (`skos:closeMatch`); *broad*: theirs covers more than ours; *narrow*: theirs covers less;
*related*: the two go together, as a term of an agreement and the deed that fulfils it. None is exact: those codes are of deeds that one
actor does to another, and ours of what statements do and agreements are. CAMEO and PLOVER are published without IRIs;
`cameo:` is `https://w3id.org/kgraph/cameo/`, `plover:` is `https://w3id.org/kgraph/plover/`.
"""


def readme() -> str:
    """The text of `ontology/README.md`."""
    return "\n".join(_lines(load())) + "\n"


def _lines(ontology: Ontology) -> Iterator[str]:
    terms = ontology.terms
    yield INTRODUCTION.format(version=ontology.version, namespace=KG)
    yield "\n## Classes\n"
    yield from _classes_diagram(ontology)
    yield ""
    yield from _table(
        ("Class", "Under", "Meaning", "For example"),
        [(f"`{name}`", _above(names), *_meaning(terms[KG + name])) for name, names in ontology.labels.items()],
    )
    yield "\n## Relations\n"
    yield from _relations_diagram(ontology)
    yield ""
    relations = [
        (
            f"`{r.type}`",
            _codes([path(r.rdf)]),
            f"{' or '.join(r.domain)} → {' or '.join(r.range)}",
            _codes(r.properties),
            *_meaning(terms[r.iri]),
        )
        for r in ontology.relations.values()
    ]
    yield from _table(("Neo4j", "In RDF", "From → to", "Properties", "Meaning", "For example"), relations)
    yield ROLE_IN_RDF
    yield "## Properties of nodes\n"
    yield from _table(("Property", "Of", "In Neo4j", "In RDF", "Meaning", "For example"), _property_rows(ontology))
    yield "\n## Properties of relations\n"
    yield RELATION_IN_RDF
    carried = {name: p for r in ontology.relations.values() for name, p in r.properties.items()}
    yield from _table(
        ("Property", "In Neo4j", "In RDF", "Meaning", "For example"),
        [(f"`{p.name}`", _kind(p), _codes([path(p.rdf)]), *_meaning(terms[KG + p.name])) for p in carried.values()],
    )
    yield "\n## Bookkeeping\n\nIn Neo4j alone.\n"
    yield from _table(("Property", "Meaning", "For example"), [(f"`{name}`", *_meaning(terms[KG + name])) for name in ontology.bookkeeping])
    yield "\n## Concepts\n\nEach scheme is a `skos:ConceptScheme`. Where a property holds a concept, Neo4j holds the short name."
    for scheme in ontology.schemes:
        yield from _concepts(ontology, scheme)
    yield "\n## Alignment\n"
    yield ALIGNMENT
    yield from _table(("Term", "Under", "See also"), _alignment_rows(ontology))
    yield "\n## Crosswalk\n"
    yield CROSSWALK
    yield from _table(("Concept", "CAMEO", "PLOVER"), _crosswalk_rows(ontology))
    yield "\n## Constraints and indexes\n"
    bases = dict.fromkeys(names[0] for names in ontology.labels.values())
    yield "Unique: " + ", ".join(f"`{label}.id`" for label in bases) + ". "
    yield "Indexed: " + ", ".join(f"`{label}.{name}`" for label, name in ontology.indexes) + "."


def _classes_diagram(ontology: Ontology) -> Iterator[str]:
    yield "```mermaid\nclassDiagram"
    yield "    direction TB"
    for name, names in ontology.labels.items():
        # Only the nearest: those that no other class above has above itself.
        above = names[:-1]
        nearest = [a for a in above if not any(a in ontology.labels[b][:-1] for b in above)]
        yield from (f"    {parent} <|-- {name}" for parent in nearest)
    yield "```"


def _relations_diagram(ontology: Ontology) -> Iterator[str]:
    """One arrow for all relations between the same two classes: two dozen arrows of their own nobody can follow."""
    between: dict[tuple[str, str], list[str]] = {}
    for relation in ontology.relations.values():
        for ends in _ends(relation):
            between.setdefault(ends, []).append(relation.type)
    yield "```mermaid\nflowchart LR"
    yield from (f'    {a} -- "{"<br/>".join(types)}" --> {b}' for (a, b), types in between.items())
    yield "```"


def _concepts(ontology: Ontology, scheme: str) -> Iterator[str]:
    told = ontology.terms[KG + scheme]
    yield f"\n### {told.label[0].upper()}{told.label[1:]}\n\n`kg:{scheme}`: {told.definition}\n"
    concepts = [ontology.terms[iri] for iri in ontology.schemes[scheme]]
    yield from _table(
        ("Short name", "In RDF", "Name", "Meaning", "For example"),
        [(f"`{c.notation}`", f"`{c.iri}`", c.label, *_meaning(c)) for c in concepts],
    )


def _alignment_rows(ontology: Ontology) -> Iterator[tuple[str, ...]]:
    for term in ontology.terms.values():
        near = [iri for iri in term.near if not iri.startswith(OWN)]
        if term.iri.startswith(KG) and (term.aligned or near):
            yield f"`kg:{term.name}`", _codes(map(path, term.aligned)), _codes(map(path, near))


def _crosswalk_rows(ontology: Ontology) -> Iterator[tuple[str, ...]]:
    for term in ontology.terms.values():
        if term.matches:
            yield f"`{path(term.iri)}`", _matches(ontology, term, CAMEO), _matches(ontology, term, PLOVER)


def _matches(ontology: Ontology, term: Term, namespace: str) -> str:
    found = [(how.removesuffix("Match"), ontology.terms[iri]) for how, iri in term.matches if iri.startswith(namespace)]
    return "; ".join(f"{how} `{other.notation}`" + (f" {other.label}" * (other.label != other.notation)) for how, other in found)


def _ends(relation: Relation) -> Iterator[tuple[str, str]]:
    return ((a, b) for a in relation.domain for b in relation.range)


def _property_rows(ontology: Ontology) -> Iterator[tuple[str, ...]]:
    for name, (known, classes) in ontology.introduced().items():
        yield f"`{name}`", ", ".join(classes), _kind(known), _codes([path(known.rdf)]), *_meaning(ontology.terms[KG + name])


def _kind(known: Property) -> str:
    return f"list of {IN_NEO4J[known.datatype]}s" if known.multi else IN_NEO4J[known.datatype]


def _above(names: tuple[str, ...]) -> str:
    return " ".join(f"`{name}`" for name in names[:-1])


def _meaning(term: Term) -> tuple[str, str]:
    return term.definition, "; ".join(sorted(term.examples))


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
