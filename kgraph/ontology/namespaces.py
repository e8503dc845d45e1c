"""The namespaces of the ontology and of the vocabularies it builds on, and their prefixes."""

KG = "https://w3id.org/kgraph/ontology#"
ACT = "https://w3id.org/kgraph/act/"
STATUS = "https://w3id.org/kgraph/status/"
PROVISION = "https://w3id.org/kgraph/provision/"
ROLE = "https://w3id.org/kgraph/role/"
AGREEMENT = "https://w3id.org/kgraph/agreement/"
# Codes of event data, which their makers publish without IRIs.
CAMEO = "https://w3id.org/kgraph/cameo/"
PLOVER = "https://w3id.org/kgraph/plover/"

CITO = "http://purl.org/spar/cito/"
DC = "http://purl.org/dc/elements/1.1/"
DCAT = "http://www.w3.org/ns/dcat#"
DCTERMS = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
GEO = "http://www.opengis.net/ont/geosparql#"
OA = "http://www.w3.org/ns/oa#"
ORG = "http://www.w3.org/ns/org#"
OWL = "http://www.w3.org/2002/07/owl#"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SCHEMA = "https://schema.org/"
SD = "http://www.w3.org/ns/sparql-service-description#"
SEM = "http://semanticweb.cs.vu.nl/2009/11/sem/"
SF = "http://www.opengis.net/ont/sf#"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SPDX = "http://spdx.org/rdf/terms#"
VANN = "http://purl.org/vocab/vann/"
VOID = "http://rdfs.org/ns/void#"
XSD = "http://www.w3.org/2001/XMLSchema#"

PREFIX_OF = {
    ACT: "act",
    AGREEMENT: "agreement",
    CAMEO: "cameo",
    CITO: "cito",
    DC: "dc",
    DCAT: "dcat",
    DCTERMS: "dcterms",
    FOAF: "foaf",
    GEO: "geo",
    KG: "kg",
    OA: "oa",
    ORG: "org",
    OWL: "owl",
    PLOVER: "plover",
    PROV: "prov",
    PROVISION: "provision",
    RDF: "rdf",
    RDFS: "rdfs",
    ROLE: "role",
    SCHEMA: "schema",
    SD: "sd",
    SEM: "sem",
    SF: "sf",
    SH: "sh",
    SKOS: "skos",
    SPDX: "spdx",
    STATUS: "status",
    VANN: "vann",
    VOID: "void",
    XSD: "xsd",
}

PREFIXES = {prefix: namespace for namespace, prefix in PREFIX_OF.items()}


def prefixed(iri: str) -> str | None:
    """The IRI by its prefix, `kg:Person`; None where no namespace here has it."""
    return next((f"{prefix}:{iri.removeprefix(namespace)}" for namespace, prefix in PREFIX_OF.items() if iri.startswith(namespace)), None)


def path(iri: str) -> str:
    """The same for what may be an inverse path, `^` before the IRI; an IRI without a prefix stays as it is."""
    return f"^{path(iri[1:])}" if iri.startswith("^") else prefixed(iri) or iri
