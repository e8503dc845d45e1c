"""The queries behind "all of them": where a page shows only the first few, it links to one of these."""

from pyoxigraph import NamedNode

from kgraph.ontology import KG, class_iri
from kgraph.ontology.namespaces import DCTERMS, PREFIX_OF, PROV, SKOS

LIMIT = 1000
# `{0}` is each of the things asked for.
_TOLD = """\
  OPTIONAL {{ ?{0} skos:prefLabel|dcterms:title|kg:content|kg:text ?name }}
  OPTIONAL {{ ?{0} kg:date|dcterms:issued ?date }}"""


def others(iri: str, predicate: str, outgoing: bool) -> str:
    """All to which the predicate leads from `iri`, or from which it comes: latest first."""
    here, way = NamedNode(iri), _short(predicate)
    pattern = f"{here} {way} ?other" if outgoing else f"?other {way} {here}"
    return _select("other", pattern, "DESC(?date) ?other")


def in_document(document: str, cls: str) -> str:
    """All of a class that a document tells, by its named graph."""
    return _select("told", f"GRAPH {NamedNode(document)} {{ ?told a {_short(class_iri(cls))} }}", "?told")


def relations_in(document: str) -> str:
    """All that a document tells."""
    return (
        f"SELECT ?subject ?predicate ?object WHERE {{\n  GRAPH {NamedNode(document)} {{ ?subject ?predicate ?object }}\n}}\nLIMIT {LIMIT}"
    )


def graphs_of(iri: str) -> str:
    """What each document by itself tells of a thing."""
    return f"SELECT ?document ?predicate ?object WHERE {{\n  GRAPH ?document {{ {NamedNode(iri)} ?predicate ?object }}\n}}\nLIMIT {LIMIT}"


def of_class(cls: str) -> str:
    """All things of a class."""
    return _select("thing", f"?thing a {_short(class_iri(cls))}", "?thing")


def sentences(of: str) -> str:
    """All sentences that tell a thing, or a relation (given the IRI of its rdf:Statement)."""
    return (
        f"{_prefixes(KG, DCTERMS, PROV)}SELECT ?sentence ?text ?document ?published WHERE {{\n"
        f"  {NamedNode(of)} prov:wasDerivedFrom ?sentence .\n  ?sentence kg:text ?text ; kg:partOf ?document .\n"
        f"  OPTIONAL {{ ?document dcterms:issued ?published }}\n}}\nORDER BY ?published ?sentence\nLIMIT {LIMIT}"
    )


def told_by(passage: str) -> str:
    """All that a passage tells: things, and relations as their rdf:Statements."""
    return (
        f"{_prefixes(PROV)}SELECT ?told ?class WHERE {{\n  ?told prov:wasDerivedFrom {NamedNode(passage)} ; a ?class\n}}\n"
        f"ORDER BY ?told ?class\nLIMIT {LIMIT}"
    )


def _select(variable: str, pattern: str, order: str) -> str:
    told = _TOLD.format(variable)
    return (
        f"{_prefixes(KG, DCTERMS, SKOS, PROV)}SELECT ?{variable} ?name ?date WHERE {{\n  {pattern} .\n{told}\n}}\n"
        f"ORDER BY {order}\nLIMIT {LIMIT}"
    )


def _prefixes(*namespaces: str) -> str:
    return "".join(f"PREFIX {PREFIX_OF[namespace]}: <{namespace}>\n" for namespace in namespaces)


def _short(iri: str) -> str:
    for namespace in (KG, PROV):
        if iri.startswith(namespace):
            return f"{PREFIX_OF[namespace]}:{iri.removeprefix(namespace)}"
    return str(NamedNode(iri))
