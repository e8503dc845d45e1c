"""Other people's validators judge as `kgraph check` does: Apache Jena and pySHACL, on a sound graph and on graphs broken in many ways.

Jena comes from the folder that KGRAPH_JENA names (`.ci/jena.sh FOLDER` gets it); where it is not set, these tests are skipped.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import jena
import pyshacl
import pytest
import rdflib
from graph_sample import (
    ARMENIA,
    AZERBAIJAN,
    BASE,
    CEASEFIRE,
    CLAIM,
    DENIAL,
    FIRST,
    MOSCOW,
    PASHINYAN,
    PROVISION,
    REPORT,
    SHUSHA,
    TOLD,
    merged,
)
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, serialize
from rdflib import SH

from kgraph import rdf
from kgraph.check import check
from kgraph.elements import Edge
from kgraph.ontology.namespaces import DCTERMS, GEO, KG, OA, ORG, PROV, RDF, SCHEMA, SEM, SKOS, XSD
from kgraph.ontology.terms import source

Quads = list[Quad]
Change = Callable[[Quads], Quads]
Value = NamedNode | BlankNode | Literal
# Rules of `check` by which it tells what a shape finds in its own words.
SHAPES = {"shape", "dangling", "date"}


def typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(datatype))


def put(subject: str, predicate: str, *values: Value) -> Change:
    """Give the subject these values of the predicate instead of its own."""
    new = [Quad(NamedNode(subject), NamedNode(predicate), value) for value in values]
    return lambda quads: [q for q in quads if (q.subject.value, q.predicate.value) != (subject, predicate)] + new


def add(subject: str, predicate: str, value: Value) -> Change:
    return lambda quads: [*quads, Quad(NamedNode(subject), NamedNode(predicate), value)]


def one(quads: Quads, start: str, part: str) -> str:
    """The id that starts and goes on so: of a role, a membership, or the evidence of a relation."""
    [found] = {q.subject.value for q in quads if q.subject.value.startswith(f"{start}#{part}-")}
    return found


SAMPLE = list(rdf.quads([], merged()))
EVIDENCE = one(SAMPLE, ARMENIA, "partyTo")
BROKEN: dict[str, Change] = {
    "a statement without evidence": put(CLAIM, PROV + "wasDerivedFrom"),
    "evidence that is no passage": put(DENIAL, PROV + "wasDerivedFrom", NamedNode(FIRST)),
    "an act that there is not": put(CLAIM, KG + "act", NamedNode("https://w3id.org/kgraph/act/shout")),
    "an act as a text": put(CLAIM, KG + "act", Literal("claim")),
    "a day that there is not": put(CEASEFIRE, KG + "date", typed("2020-02-30", XSD + "date")),
    "a date in words": put(REPORT, KG + "date", Literal("on Saturday")),
    "a date with a time zone": put(CLAIM, KG + "date", typed("2020-11-08Z", XSD + "date")),
    "a date that is a blank node": put(FIRST, DCTERMS + "issued", BlankNode("when")),
    "two names": add(CEASEFIRE, SKOS + "prefLabel", Literal("the truce")),
    "an empty name": put(SHUSHA, SKOS + "prefLabel", Literal("")),
    "an alias that is the name": add(MOSCOW, SKOS + "altLabel", Literal("Moscow")),
    "a name in a language": put(PASHINYAN, SKOS + "prefLabel", Literal("Nikol Pashinyan", language="en")),
    "an end before the start": put(TOLD, KG + "end", typed("0", XSD + "integer")),
    "an offset in words": put(PROVISION, KG + "start", typed("twelve", XSD + "integer")),
    "a target of which nothing is told": add(CLAIM, KG + "targets", NamedNode(BASE + "country/XX")),
    "a statement about a text": put(DENIAL, KG + "about", Literal("Shusha")),
    "a person who is a place": add(PASHINYAN, RDF + "type", NamedNode(KG + "Place")),
    "a ceasefire that is a document": add(CEASEFIRE, RDF + "type", NamedNode(KG + "Document")),
    "a country that is no actor": lambda quads: [q for q in quads if (q.subject.value, q.object) != (AZERBAIJAN, NamedNode(KG + "Actor"))],
    "a latitude beyond the pole": put(SHUSHA, KG + "latitude", typed("95.0", XSD + "decimal")),
    "a latitude as a float": put(SHUSHA, KG + "latitude", typed("39.7", XSD + "double")),
    "a point that is none": put(SHUSHA + "#geometry", GEO + "asWKT", typed("POINT(here)", GEO + "wktLiteral")),
    "a code of three letters": put(ARMENIA, KG + "iso", Literal("ARM")),
    "a page as a text": add(ARMENIA, SCHEMA + "sameAs", Literal("https://www.wikidata.org/entity/Q399")),
    "a centre that is not the geometry": put(SHUSHA, GEO + "hasCentroid", NamedNode(SHUSHA)),
    "an agreement of no kind": put(CEASEFIRE, SEM + "eventType"),
    "an agreement of a kind that there is not": add(CEASEFIRE, SEM + "eventType", NamedNode("https://w3id.org/kgraph/agreement/pact")),
    "an event in another place": add(CEASEFIRE, SEM + "hasPlace", NamedNode(SHUSHA)),
    "an event at another time": put(CEASEFIRE, SEM + "hasTimeStamp", typed("2020-10-11", XSD + "date")),
    "half a digest": put(FIRST, KG + "sha256", Literal("00ff")),
    "two sources": add(FIRST, DCTERMS + "source", Literal("news/other.txt")),
    "a passage of another source": put(TOLD, OA + "hasSource", NamedNode(CLAIM)),
    "an empty quotation": put(TOLD + "#quote", OA + "exact", Literal("")),
    "a position without an end": put(TOLD + "#position", OA + "end"),
    "a role in an agreement that there is not": put(
        one(SAMPLE, CEASEFIRE, "guarantor"), SEM + "roleType", NamedNode("https://w3id.org/kgraph/role/host")
    ),
    "a role of two actors": add(one(SAMPLE, CEASEFIRE, "mediator"), RDF + "value", NamedNode(ARMENIA)),
    "a membership in a person": put(one(SAMPLE, PASHINYAN, "membership"), ORG + "organization", NamedNode(PASHINYAN)),
    "a membership without a role": put(one(SAMPLE, PASHINYAN, "membership"), ORG + "role"),
    "an office without a name": put(ARMENIA + "#role-prime_minister", SKOS + "prefLabel"),
    "evidence of no relation": put(EVIDENCE, RDF + "object"),
    "more than sure": put(EVIDENCE, KG + "confidence", typed("1.01", XSD + "decimal")),
    "a document that tells and is none": put(EVIDENCE, PROV + "hadPrimarySource", NamedNode(PASHINYAN)),
}


@pytest.fixture(scope="module")
def broken() -> Quads:
    """All broken graphs in one, each with a base of its own: a Java program takes seconds to start."""
    return [quad for n, change in enumerate(BROKEN.values()) for quad in based(change(SAMPLE), n)]


def based(quads: Iterable[Quad], n: int) -> Iterable[Quad]:
    """The quads with `case-N/` after the base of all ids. Their digests stay: no shape looks at them."""

    def term(node: Value) -> Value:
        return NamedNode(node.value.replace(BASE, f"{BASE}case-{n}/")) if isinstance(node, NamedNode) else node

    return (Quad(term(q.subject), q.predicate, term(q.object)) for q in quads)  # type: ignore[arg-type]


def by_case(focus: Iterable[str]) -> dict[str, set[str]]:
    """The focus nodes of each broken graph, by what is wrong with it."""
    found: dict[str, set[str]] = {case: set() for case in BROKEN}
    cases = list(BROKEN)
    for node in focus:
        number, _, rest = node.removeprefix(f"{BASE}case-").partition("/")
        found[cases[int(number)]].add(rest)
    return found


def told_by_jena(quads: Quads, folder: Path) -> tuple[bool, set[str]]:
    """Whether the quads conform, and which nodes do not, by `shacl validate`."""
    data = folder / "data.ttl"
    serialize([q.triple for q in quads], data, format=RdfFormat.TURTLE)
    done = jena.run("shacl", "validate", "--shapes", source(), "--data", data)
    assert "ERROR" not in done.stderr  # it warns of literals that are not what their datatype says
    return of_report(rdflib.Graph().parse(data=done.stdout, format="turtle"))


def told_by_pyshacl(quads: Quads) -> tuple[bool, set[str]]:
    data = rdflib.Graph()
    for q in quads:
        object = q.object
        if isinstance(object, Literal):
            language = {"lang": object.language} if object.language else {"datatype": object.datatype.value}
            other: rdflib.term.Node = rdflib.Literal(object.value, normalize=False, **language)  # type: ignore[arg-type]
        else:
            other = rdflib.BNode(object.value) if isinstance(object, BlankNode) else rdflib.URIRef(object.value)
        data.add((rdflib.URIRef(q.subject.value), rdflib.URIRef(q.predicate.value), other))
    _, report, _ = pyshacl.validate(data, shacl_graph=rdflib.Graph().parse(source()))
    return of_report(report)


def of_report(report: rdflib.Graph) -> tuple[bool, set[str]]:
    [conforms] = report.objects(None, SH.conforms)
    # Not those of sh:detail, which are about values.
    return conforms.toPython(), {str(node) for result in report.objects(None, SH.result) for node in report.objects(result, SH.focusNode)}


def told_by_check(quads: Quads) -> tuple[bool, set[str]]:
    focus = {problem.subject for problem in check(quads) if problem.rule in SHAPES}
    return not focus, focus


def test_all_find_nothing_in_a_sound_graph(tmp_path: Path) -> None:
    more = [Edge(PASHINYAN, "SIGNED", CEASEFIRE, {}), Edge(ARMENIA, "WITNESSED", CEASEFIRE, {"passages": (TOLD,)})]
    quads = list(rdf.quads([], [*merged(), *more]))
    for verdict in (told_by_jena(quads, tmp_path), told_by_pyshacl(quads), told_by_check(quads)):
        assert verdict == (True, set())


def test_all_find_the_same_things_broken(broken: Quads, tmp_path: Path) -> None:
    jena_says, pyshacl_says, check_says = (
        by_case(focus) for _, focus in (told_by_jena(broken, tmp_path), told_by_pyshacl(broken), told_by_check(broken))
    )
    for case in BROKEN:
        assert jena_says[case], case
        assert jena_says[case] == pyshacl_says[case] == check_says[case], case


def test_jena_reads_the_ontology_without_a_warning() -> None:
    done = jena.run("riot", "--validate", "--strict", "--check", source())
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
