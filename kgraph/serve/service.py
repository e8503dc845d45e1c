"""What the endpoint says of itself: SPARQL 1.1 Service Description (https://www.w3.org/TR/sparql11-service-description/)."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from kgraph.ontology.namespaces import DCTERMS, RDF, VOID, XSD
from kgraph.rdf import Counts
from kgraph.sparql.store import ONTOLOGY

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
# The unique names that the W3C gives to formats (https://www.w3.org/ns/formats/).
WRITTEN = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
    "TriG",
    "N-Quads",
)
TYPE = NamedNode(RDF + "type")


def description(endpoint: str, dataset: str, title: str, counts: Counts) -> Iterator[Triple]:
    """The service at `endpoint` (its address), which answers about the dataset with the IRI `dataset`.

    Of the named graphs it names the ontology's; those of the documents, of which there may be a million, a query lists.
    """
    service, graphs, default = NamedNode(endpoint), NamedNode(f"{endpoint}#dataset"), NamedNode(f"{endpoint}#default-graph")
    yield Triple(service, TYPE, _sd("Service"))
    yield Triple(service, _sd("endpoint"), service)
    yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    for name in WRITTEN:
        yield Triple(service, _sd("resultFormat"), NamedNode(FORMATS + name))
    yield Triple(service, _sd("defaultDataset"), graphs)
    yield Triple(graphs, TYPE, _sd("Dataset"))
    yield Triple(graphs, NamedNode(DCTERMS + "title"), Literal(title, language="en"))
    yield Triple(graphs, NamedNode(DCTERMS + "isPartOf"), NamedNode(dataset))
    yield Triple(graphs, _sd("defaultGraph"), default)
    named = NamedNode(f"{endpoint}#ontology")
    yield Triple(graphs, _sd("namedGraph"), named)
    yield Triple(named, TYPE, _sd("NamedGraph"))
    yield Triple(named, _sd("name"), NamedNode(ONTOLOGY))
    yield Triple(default, TYPE, _sd("Graph"))
    yield Triple(default, NamedNode(VOID + "triples"), Literal(str(counts.triples), datatype=NamedNode(XSD + "integer")))


def _sd(name: str) -> NamedNode:
    return NamedNode(SD + name)
