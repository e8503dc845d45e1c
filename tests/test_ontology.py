"""The ontology: what is derived from it, what it refuses, and that data, queries and the reference tables keep to it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
import rdflib
from rdflib import OWL, PROV, RDF, RDFS, SH, SKOS

from kgraph import ontology
from kgraph.elements import Edge, Node, Value
from kgraph.errors import GraphError, OntologyError
from kgraph.facts import Act, Status, TermKind
from kgraph.ontology.reference import readme
from kgraph.ontology.terms import read, source
from kgraph.resources import folder

KG = rdflib.Namespace(ontology.KG)
TURTLE = source().read_text("utf-8")
# Terms of vocabularies that rdflib does not know by heart, from their specifications.
SEM = {"Actor", "Event", "Place", "hasActor", "hasPlace", "hasTimeStamp", "hasBeginTimeStamp"}
OA = {"SpecificResource", "hasSource", "start", "end"}
GEO = {"Feature", "sfWithin"}
CITO = {"disputes"}


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    return rdflib.Graph().parse(data=TURTLE, format="turtle")


def test_a_node_carries_the_labels_of_all_its_superclasses() -> None:
    assert ontology.labels("ArmedForce") == ("Entity", "Actor", "Organization", "ArmedForce")
    assert ontology.labels("Country") == ("Entity", "Actor", "Place", "Country")
    assert ontology.labels("Document") == ("Document",)


def test_nodes_are_merged_on_one_label_each() -> None:
    bases = {"Document", "Passage", "Entity", "Statement", "Agreement", "Provision", "StatusReport"}
    assert {ontology.base_label(cls) for cls in ontology.classes()} == bases
    assert ("Entity", "id") in ontology.constraints()
    assert all(label == ontology.base_label(label) and key == "id" for label, key in ontology.constraints())


def test_properties_are_inherited_and_named_as_in_neo4j() -> None:
    country = {known.name: known for known in ontology.properties_of("Country")}
    assert country["iso"].rdf == KG.iso.toPython()
    assert country["name"].rdf == str(SKOS.prefLabel)
    assert country["aliases"].multi and not country["name"].multi
    assert country["latitude"].datatype == "decimal"
    assert "iso" not in {known.name for known in ontology.properties_of("Settlement")}


def test_relations_know_their_ends_and_what_they_carry() -> None:
    mentions = ontology.relation("MENTIONS")
    assert (mentions.domain, mentions.range, set(mentions.properties)) == (("Document",), ("Entity", "Agreement"), {"forms", "count"})
    assert ontology.relation_iri("EVIDENCED_BY") == str(PROV.wasDerivedFrom)
    assert ontology.relation_iri("ALLEGES_VIOLATION_OF") == str(KG.allegesViolationOf)
    assert {"documents", "passages", "confidence", "role"} <= set(ontology.relation("AFFILIATED_WITH").properties)


def test_the_last_segment_of_a_concept_is_its_name_in_neo4j() -> None:
    assert ontology.act_iri("accuse").rsplit("/", 1)[-1] == "accuse"
    assert ontology.status_iri("in_force").rsplit("/", 1)[-1] == "in_force"


@pytest.mark.parametrize("look_up", [ontology.labels, ontology.relation, ontology.act_iri, ontology.status_iri, ontology.class_iri])
def test_an_unknown_name_is_an_error(look_up) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(OntologyError, match="Nonsense"):
        look_up("Nonsense")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("kg:Person a owl:Class ;\n    rdfs:subClassOf kg:Actor", "kg:Person a owl:Class ;\n    rdfs:subClassOf kg:Aktor", "Aktor is used"),
        ("rdfs:domain kg:Country ;", "rdfs:domain kg:name ;", "domain"),
        ("rdfs:range kg:Agreement ;", "rdfs:range schema:Thing ;", "range"),
        ("rdfs:range kg:PartialDate", "rdfs:range xsd:duration", "no datatype"),
        ("kg:relationProperty kg:forms , kg:count", "kg:relationProperty kg:iso", "carries"),
        ("kg:indexed kg:Statement ;", "kg:indexed kg:Person ;", "indexed"),
        ("rdfs:subClassOf prov:Entity , oa:SpecificResource", "rdfs:subClassOf kg:Passage", "under itself"),
        ("rdfs:seeAlso kg:statuses ;", "", "scheme"),
        ("sh:path kg:locatedIn ;", "sh:path kg:liesIn ;", "liesIn is used"),
        ("kg:Entity a owl:Class ;", "kg:Entity a owl:Class", "line"),
    ],
)
def test_a_dangling_name_is_refused(old: str, new: str, complaint: str) -> None:
    assert old in TURTLE
    with pytest.raises(OntologyError, match=complaint):
        read(TURTLE.replace(old, new, 1))


def test_every_term_says_what_it_is(graph: rdflib.Graph) -> None:
    kinds = (OWL.Class, OWL.DatatypeProperty, OWL.ObjectProperty, SKOS.Concept)
    for term in {s for kind in kinds for s in graph.subjects(RDF.type, kind) if isinstance(s, rdflib.URIRef)}:
        assert graph.value(term, RDFS.label) or graph.value(term, SKOS.prefLabel), term
        assert graph.value(term, SKOS.definition), term
        assert graph.value(term, SKOS.example), term


def test_terms_of_other_vocabularies_exist_there(graph: rdflib.Graph) -> None:
    closed = [rdflib.DC, rdflib.DCTERMS, rdflib.FOAF, rdflib.ORG, OWL, PROV, RDF, RDFS, rdflib.SDO, SH, SKOS, rdflib.XSD]
    listed = {
        "http://semanticweb.cs.vu.nl/2009/11/sem/": SEM,
        "http://www.w3.org/ns/oa#": OA,
        "http://www.opengis.net/ont/geosparql#": GEO,
        "http://purl.org/spar/cito/": CITO,
    }
    for node in {node for triple in graph for node in triple if isinstance(node, rdflib.URIRef)}:
        for namespace in closed:
            if node.startswith(str(namespace)):
                name = node.removeprefix(str(namespace))
                assert name in namespace, node  # type: ignore[operator]
        for start, names in listed.items():
            if node.startswith(start):
                assert node.removeprefix(start) in names, node


def test_every_class_has_a_shape_and_every_property_its_path_there(graph: rdflib.Graph) -> None:
    for cls in ontology.classes():
        shape = graph.value(None, SH.targetClass, KG[cls])
        assert shape, cls
        paths = {
            str(graph.value(part, SH.path)): part
            for label in ontology.labels(cls)
            for part in graph.objects(graph.value(None, SH.targetClass, KG[label]), SH.property)
        }
        for known in ontology.properties_of(cls):
            part = paths[known.rdf]
            assert (graph.value(part, SH.maxCount) is None) == known.multi, known
            assert graph.value(part, SH.message), known
        for relation in ontology.relations():
            if cls in relation.domain and relation.type not in ("EVIDENCED_BY", "PART_OF"):
                assert relation.rdf in paths, relation.type


def test_the_shapes_list_the_concepts_of_the_schemes(graph: rdflib.Graph) -> None:
    for path, concepts, shapes in ((KG.act, KG.acts, 1), (KG.status, KG.statuses, 2), (KG.kind, KG.provisionKinds, 1)):
        parts = list(graph.subjects(SH.path, path))
        assert len(parts) == shapes
        for part in parts:
            listed = set(graph.items(graph.value(part, SH["in"])))
            assert listed == set(graph.subjects(SKOS.inScheme, concepts))


def test_the_facts_and_the_ontology_have_the_same_words() -> None:
    for cls, name, words in (("Statement", "act", Act), ("StatusReport", "status", Status), ("Provision", "kind", TermKind)):
        [known] = (known for known in ontology.properties_of(cls) if known.name == name)
        assert set(known.concepts) == set(get_args(words))


def test_the_reference_tables_are_fresh() -> None:
    written = (folder("ontology") / "README.md").read_text("utf-8")
    assert written == readme(), "run: python -m kgraph.ontology > ontology/README.md"


@pytest.mark.shared
def test_the_vocabulary_is_all_there(shared: Path) -> None:
    rows = [line.split("|")[1:-1] for line in (shared / "VOCABULARY.md").read_text("utf-8").splitlines() if line.startswith("| `")]
    assert len(rows) > 20
    for cells in rows:
        names = re.findall(r"`(\w+)`", cells[0])
        if names[0].isupper():
            known = ontology.relation(names[0])
            prefix, local = re.findall(r"`(\w+):(\w+)`", cells[1])[0]
            assert known.rdf.endswith(local) and (prefix == "kg") == known.rdf.startswith(ontology.KG)
            assert set(re.findall(r"`(\w+)`", cells[3])) <= set(known.properties)
            continue
        for name in names:
            assert set(re.findall(r"`([A-Z]\w+)`", cells[1])) <= set(ontology.labels(name))
            told = re.sub(r"\([^)]*\)", "", cells[2])
            assert set(re.findall(r"`(\w+)`", told)) <= {known.name for known in ontology.properties_of(name)}


# --- Data


@pytest.mark.parametrize(
    ("cls", "properties", "complaint"),
    [
        ("Robot", {}, "no class Robot"),
        ("Person", {"iso": "AM"}, "no property iso"),
        ("Country", {"aliases": "Armenia"}, "aliases takes a list"),
        ("Country", {"latitude": "40"}, "latitude takes a number"),
        ("Country", {"latitude": float("nan")}, "latitude cannot be"),
        ("Country", {"name": ""}, "name is empty"),
        ("Passage", {"start": -1}, "start cannot be"),
        ("Passage", {"start": True}, "start takes a number"),
        ("Agreement", {"date": "2020-02-30"}, "date is no date"),
        ("Agreement", {"date": "10 October 2020"}, "date is no date"),
        ("Agreement", {"status": "broken"}, "status is none of in_force"),
        ("StatusReport", {"status": "broken"}, "status is none of in_force"),
        ("Provision", {"kind": "peace"}, "kind is none of ceasefire"),
        ("Statement", {"act": "shout"}, "act is none of"),
        ("Statement", {"direct": 1}, "direct takes true or false"),
    ],
)
def test_a_node_that_breaks_the_ontology_is_refused_by_its_id(cls: str, properties: dict[str, Value], complaint: str) -> None:
    with pytest.raises(GraphError, match=f"^urn:x: .*{complaint}"):
        ontology.validate(Node("urn:x", cls, properties))


@pytest.mark.parametrize("date", ["2020", "2020-02", "2020-02-29", "2020-11-04T18:30"])
def test_a_date_is_as_precise_as_the_text(date: str) -> None:
    ontology.validate(Node("urn:x", "Statement", {"date": date, "confidence": 1, "direct": False, "act": "claim"}))


def test_a_relation_runs_between_what_it_may_connect() -> None:
    kinds = {"urn:am": "Country", "urn:truce": "Ceasefire", "urn:shusha": "Settlement"}
    ontology.validate(Edge("urn:am", "PARTY_TO", "urn:truce", {"confidence": 0.5}), kinds)
    for edge, complaint in [
        (Edge("urn:am", "JOINED", "urn:truce", {}), "no relationship type JOINED"),
        (Edge("urn:am", "PARTY_TO", "urn:truce", {"role": "host"}), "no property role"),
        (Edge("urn:shusha", "PARTY_TO", "urn:truce", {}), "urn:shusha is of class Settlement, not Actor"),
        (Edge("urn:am", "PARTY_TO", "urn:gone", {}), "no node urn:gone"),
        (Edge("urn:shusha", "GUARANTEED", "urn:truce", {}), "urn:shusha is of class Settlement, not Actor"),
        (Edge("urn:truce", "HAS_PROVISION", "urn:am", {}), "urn:am is of class Country, not Provision"),
    ]:
        with pytest.raises(GraphError, match=complaint):
            ontology.validate(edge, kinds)


# --- Queries


@pytest.mark.parametrize(
    ("cypher", "unknown"),
    [
        ("MATCH (a:Actor {name: $name})-[:MADE]->(s:Statement) RETURN a.name AS who, s.content AS what", []),
        ("MATCH (a:Aktor)-[:MAED]->(s) RETURN s.contents", [".contents", ":Aktor", "[:MAED]"]),
        ("MATCH (a:Actor|Akt:Place&!Plaze)-[r:MADE|:MAD*1..3 {rul: 1}]->() RETURN r", [".rul", ":Akt", ":Plaze", "[:MAD]"]),
        ("MATCH (a {nam: $x}) RETURN {nme: a.name, rest: [1]} AS row // .foo\n /* (:Foo) */", [".nam"]),
        ("MATCH (a) WHERE a:Aktor AND a.name = ':Foo .bar' RETURN a {.name, .nam, other: 1}", [".nam", ":Aktor"]),
        ("MATCH (a) WHERE EXISTS { MATCH (a)-[:MADE]->(:Statment) } RETURN count(a:Foo)", [":Foo", ":Statment"]),
        ("MATCH (a) WITH {first: a.name} AS m RETURN m.first, apoc.text.join([], ''), 1.5, $row.key", [".key"]),
        (
            "MATCH (a)-->(b) RETURN duration.inDays(date(a.date), date(left(b.dat, 10))).days, date('2020').year, head([a]).day",
            [".dat", ".day"],
        ),
        ("MATCH (a:`Aktor`) RETURN [(a)-[:MADE]->(s) | s.`conten`]", [".conten", ":Aktor"]),
    ],
)
def test_unknown_names_in_cypher_are_found(cypher: str, unknown: list[str]) -> None:
    assert ontology.unknown_names(cypher) == unknown


@pytest.mark.parametrize("path", sorted(folder("queries").glob("*.cypher")), ids=lambda path: path.stem)
def test_every_canned_query_keeps_to_the_ontology(path: Path) -> None:
    assert ontology.unknown_names(path.read_text("utf-8")) == []


def test_an_installed_package_finds_the_ontology_inside_itself(tmp_path: Path) -> None:
    package = Path(ontology.__file__).parent.parent
    shutil.copytree(package, tmp_path / "kgraph", ignore=shutil.ignore_patterns("model", "gazetteer", "lexicon", "__pycache__"))
    # As the wheel lays it out; a stranger's folder of the same name beside it must not be taken for ours.
    shutil.copytree(folder("ontology"), tmp_path / "kgraph" / "ontology_data")
    (tmp_path / "ontology").mkdir()
    program = "from kgraph import ontology; print(ontology.load() and ontology.terms.source())"
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env={}, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(tmp_path / "kgraph" / "ontology_data" / "kgraph.ttl")
