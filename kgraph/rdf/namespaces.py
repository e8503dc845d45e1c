"""The namespaces of the terms that exports use, and their prefixes in Turtle, TriG and JSON-LD."""

from kgraph.ontology import ACT, KG, STATUS

DCTERMS = "http://purl.org/dc/terms/"
GEO = "http://www.opengis.net/ont/geosparql#"
OA = "http://www.w3.org/ns/oa#"
ORG = "http://www.w3.org/ns/org#"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SCHEMA = "https://schema.org/"
SF = "http://www.opengis.net/ont/sf#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"

PREFIXES = {
    "act": ACT,
    "dcterms": DCTERMS,
    "geo": GEO,
    "kg": KG,
    "oa": OA,
    "org": ORG,
    "prov": PROV,
    "rdf": RDF,
    "schema": SCHEMA,
    "sf": SF,
    "skos": SKOS,
    "status": STATUS,
    "xsd": XSD,
}

# Data are under this unless the user gives another base; Turtle, TriG and JSON-LD write what is under it relative to it.
BASE = "https://w3id.org/kgraph/id/"
