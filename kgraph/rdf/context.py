"""The JSON-LD 1.1 context (https://www.w3.org/TR/json-ld11/#the-context) of kgraph's data, derived from the ontology.

`python -m kgraph.rdf > ontology/context.jsonld` makes the file anew. Exports hold the same context, so that nobody has to
fetch it.
"""

import json
from functools import cache
from typing import Any

from kgraph.ontology import Property, load
from kgraph.ontology.namespaces import DCAT, DCTERMS, FOAF, GEO, KG, OA, ORG, PREFIX_OF, PROV, RDF, SCHEMA, SEM, SF, SKOS, SPDX, VOID, XSD

# The namespaces of data and of their description. The ontology's concepts are not among them: those go by their short names.
USED = (DCAT, DCTERMS, FOAF, GEO, KG, OA, ORG, PROV, RDF, SCHEMA, SEM, SF, SKOS, SPDX, VOID, XSD)
# What the mapping says in established terms beside kgraph's own, under their usual names; all of them lead to things.
_LINKS = {
    GEO: ("hasGeometry", "hasCentroid"),
    OA: ("hasSource", "hasSelector"),
    ORG: ("member", "organization", "role"),
    RDF: ("subject", "predicate", "object", "value"),
    SCHEMA: ("sameAs",),
    SEM: ("hasActor", "hasPlace"),
}
# What is about a thing and part of it, but linked from the part alone: keys of the thing that hold such parts.
ABOUT = {f"{RDF}subject": "relations", f"{ORG}member": "memberships"}


@cache
def context() -> dict[str, Any]:
    """The context without a base: what each key and each type stands for, and of which type its values are.

    A key is never told by a prefix: parsers refuse `sem:hasActor` where it is the key itself.
    """
    known = load()
    terms: dict[str, Any] = {"@version": 1.1, "id": "@id", "type": "@type"}
    terms |= {PREFIX_OF[namespace]: namespace for namespace in USED}
    terms |= {name: KG + name for name in known.labels}
    properties = {p.name: p for of_class in known.properties.values() for p in of_class.values()}
    for relation in known.relations.values():
        terms[relation.iri.removeprefix(KG)] = {"@id": relation.rdf, "@type": "@id", "@container": "@set"}
        properties |= {name: p for name, p in relation.properties.items() if name not in properties}
    terms |= {name: _term(p) for name, p in properties.items()}
    terms |= {short(n + name): {"@id": n + name, "@type": "@id"} for n, names in _LINKS.items() for name in names}
    terms["sem:eventType"] = _concept(f"{SEM}eventType", _notations(known.schemes["agreementKinds"]))
    terms["sem:roleType"] = _concept(f"{SEM}roleType", _notations(known.schemes["roles"]))
    terms["geo:asWKT"] = {"@id": f"{GEO}asWKT", "@type": "geo:wktLiteral"}
    terms |= {key: {"@reverse": predicate, "@container": "@set"} for predicate, key in ABOUT.items()}
    return terms


@cache
def keys() -> dict[str, str]:
    """The key of each property, by its IRI: the ontology's own name where it has one."""
    found: dict[str, str] = {}
    for key, term in context().items():
        iri = term.get("@id", "") if isinstance(term, dict) else term if isinstance(term, str) else ""
        if iri.startswith(USED) and iri not in USED:
            found.setdefault(iri, key)
    return found


def short(iri: str) -> str:
    """The IRI by its prefix, `kg:Person`; as it is where it has none."""
    for namespace in USED:
        if iri.startswith(namespace):
            return f"{PREFIX_OF[namespace]}:{iri[len(namespace) :]}"
    return iri


def full(name: str) -> str:
    """The IRI that `short` made short."""
    prefix, _, rest = name.partition(":")
    return next((namespace + rest for namespace in USED if PREFIX_OF[namespace] == prefix), name)


def _term(p: Property) -> Any:
    if p.concepts:
        return _concept(p.rdf, p.concepts)
    term: dict[str, Any] = {"@id": p.rdf}
    if p.datatype == "Node":
        term["@type"] = "@id"
    elif p.datatype in ("decimal", "anyURI"):
        term["@type"] = f"xsd:{p.datatype}"
    if p.multi:
        term["@container"] = "@set"
    # Texts are strings, counts numbers, and truth values are JSON's own; the type of a date stands with each, as precise as it is.
    return term if len(term) > 1 else term["@id"]


def _concept(iri: str, concepts: dict[str, str] | Any) -> dict[str, Any]:
    """A property whose values are concepts: they go by their short names."""
    return {"@id": iri, "@type": "@vocab", "@context": dict(concepts)}


def _notations(concepts: tuple[str, ...]) -> dict[str, str]:
    return {load().terms[iri].notation: iri for iri in concepts}


def document() -> str:
    """The file `ontology/context.jsonld`."""
    return json.dumps({"@context": context()}, ensure_ascii=False, indent=2) + "\n"
