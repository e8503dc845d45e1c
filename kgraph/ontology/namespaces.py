"""The namespaces of the ontology and of the vocabularies it builds on, and their prefixes."""

KG = "https://w3id.org/kgraph/ontology#"
ACT = "https://w3id.org/kgraph/act/"
STATUS = "https://w3id.org/kgraph/status/"
PROVISION = "https://w3id.org/kgraph/provision/"

DC = "http://purl.org/dc/elements/1.1/"
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
SEM = "http://semanticweb.cs.vu.nl/2009/11/sem/"
SF = "http://www.opengis.net/ont/sf#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"

PREFIX_OF = {
    ACT: "act",
    DC: "dc",
    DCTERMS: "dcterms",
    FOAF: "foaf",
    GEO: "geo",
    KG: "kg",
    OA: "oa",
    ORG: "org",
    OWL: "owl",
    PROV: "prov",
    PROVISION: "provision",
    RDF: "rdf",
    RDFS: "rdfs",
    SCHEMA: "schema",
    SEM: "sem",
    SF: "sf",
    SKOS: "skos",
    STATUS: "status",
    XSD: "xsd",
}
