"""The reference tables in `ontology/README.md`, made from the ontology."""

from collections.abc import Iterable, Iterator

from kgraph.ontology.namespaces import KG, PREFIX_OF
from kgraph.ontology.terms import Ontology, Property, Relation, Term, load

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

`kg:` is `{namespace}`. A class is a Neo4j label of the same name, and a node carries the labels
of all classes above its own. A relation
`kg:partyTo` is the relationship type `PARTY_TO`. Every node has `id`, its IRI, which is the same in Neo4j and in RDF. Where RDF data carry
a property or relation under an established term instead of `kg:`, the column *In RDF* says which. `^` before a term means its inverse.
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


def readme() -> str:
    """The text of `ontology/README.md`."""
    return "\n".join(_lines(load())) + "\n"


def _lines(ontology: Ontology) -> Iterator[str]:
    yield INTRODUCTION.format(version=ontology.version, namespace=KG)
    yield from _diagram(ontology)
    yield "\n## Classes\n"
    terms = ontology.terms
    rows = [
        (
            f"`{name}`",
            _above(names),
            terms[KG + name].definition,
            terms[KG + name].examples[0],
            _codes(map(_short, terms[KG + name].aligned)),
        )
        for name, names in ontology.labels.items()
    ]
    yield from _table(("Class", "Under", "Meaning", "For example", "Aligned with"), rows)
    yield "\n## Properties of nodes\n"
    yield from _table(("Property", "Of", "In Neo4j", "In RDF", "Meaning", "For example"), _property_rows(ontology))
    yield "\n## Relations\n"
    relations = [
        (
            f"`{r.type}`",
            _codes([_short(r.rdf)]),
            f"{' or '.join(r.domain)} → {' or '.join(r.range)}",
            _codes(r.properties),
            *_told(terms[r.iri]),
        )
        for r in ontology.relations.values()
    ]
    yield from _table(("Neo4j", "In RDF", "From → to", "Properties", "Meaning", "Aligned with"), relations)
    yield "\n## Properties of relations\n"
    yield RELATION_IN_RDF
    carried = {name: p for r in ontology.relations.values() for name, p in r.properties.items()}
    yield from _table(
        ("Property", "In Neo4j", "In RDF", "Meaning", "For example"),
        [(f"`{p.name}`", _kind(p), _codes([_short(p.rdf)]), *_meaning(terms[KG + p.name])) for p in carried.values()],
    )
    yield "\n## Bookkeeping\n\nIn Neo4j alone.\n"
    yield from _table(("Property", "Meaning", "For example"), [(f"`{name}`", *_meaning(terms[KG + name])) for name in ontology.bookkeeping])
    for heading, cls, name in (
        ("Acts", "Statement", "act"),
        ("Statuses", "Agreement", "status"),
        ("Kinds of provisions", "Provision", "kind"),
    ):
        concepts = ontology.properties[cls][name].concepts
        yield f"\n## {heading}\n\n{terms[KG + name].definition}\n"
        yield from _table(
            ("Neo4j", "In RDF", "Meaning", "For example"), [(f"`{k}`", f"`{iri}`", *_meaning(terms[iri])) for k, iri in concepts.items()]
        )
    yield "\n## Constraints and indexes\n"
    bases = dict.fromkeys(names[0] for names in ontology.labels.values())
    yield "Unique: " + ", ".join(f"`{label}.id`" for label in bases) + ". "
    yield "Indexed: " + ", ".join(f"`{label}.{name}`" for label, name in ontology.indexes) + "."


def _diagram(ontology: Ontology) -> Iterator[str]:
    yield "```mermaid\nclassDiagram"
    yield "    direction LR"
    for name, names in ontology.labels.items():
        # Only the nearest: those that no other class above has above itself.
        above = names[:-1]
        nearest = [a for a in above if not any(a in ontology.labels[b][:-1] for b in above)]
        yield from (f"    {parent} <|-- {name}" for parent in nearest)
    for relation in ontology.relations.values():
        yield from (f"    {a} --> {b} : {relation.type}" for a, b in _ends(relation))
    yield "```"


def _ends(relation: Relation) -> Iterator[tuple[str, str]]:
    return ((a, b) for a in relation.domain for b in relation.range)


def _property_rows(ontology: Ontology) -> Iterator[tuple[str, ...]]:
    shown: dict[str, tuple[Property, list[str]]] = {}
    for cls, names in ontology.labels.items():
        inherited = {name for above in names[:-1] for name in ontology.properties[above]}
        for name, known in ontology.properties[cls].items():
            if name not in inherited:
                shown.setdefault(name, (known, []))[1].append(cls)
    for name, (known, classes) in shown.items():
        yield f"`{name}`", ", ".join(classes), _kind(known), _codes([_short(known.rdf)]), *_meaning(ontology.terms[KG + name])


def _kind(known: Property) -> str:
    return f"list of {IN_NEO4J[known.datatype]}s" if known.multi else IN_NEO4J[known.datatype]


def _above(names: tuple[str, ...]) -> str:
    return " ".join(f"`{name}`" for name in names[:-1])


def _meaning(term: Term) -> tuple[str, str]:
    return term.definition, "; ".join(sorted(term.examples))


def _told(term: Term) -> tuple[str, str]:
    return term.definition, _codes(map(_short, term.aligned))


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _short(iri: str) -> str:
    inverse, iri = ("^", iri[1:]) if iri.startswith("^") else ("", iri)
    for namespace, prefix in PREFIX_OF.items():
        if iri.startswith(namespace):
            return f"{inverse}{prefix}:{iri.removeprefix(namespace)}"
    return inverse + iri


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
