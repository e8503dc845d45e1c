"""The ontology: what is derived from it, what it refuses, and that data, queries and the reference tables keep to it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pyshacl
import pytest
import rdflib
from graph_sample import CEASEFIRE, RUSSIA, merged
from rdflib import OWL, PROV, RDF, RDFS, SH, SKOS

from kgraph import ontology, rdf
from kgraph.elements import Edge, Node, Value
from kgraph.errors import GraphError, OntologyError
from kgraph.facts import Act, Status, TermKind
from kgraph.ontology.reference import readme
from kgraph.ontology.terms import read, source
from kgraph.resources import folder

KG = rdflib.Namespace(ontology.KG)
TURTLE = source().read_text("utf-8")
# Terms of vocabularies that rdflib does not know by heart, from their specifications.
SEM = {"Actor", "Core", "Event", "EventType", "Place", "Role", "RoleType"}
SEM |= {"eventType", "hasActor", "hasPlace", "hasTimeStamp", "roleType"}
OA = {"SpecificResource", "TextPositionSelector", "TextQuoteSelector", "exact", "hasSelector", "hasSource", "start", "end"}
GEO = {"Feature", "Geometry", "asWKT", "hasCentroid", "hasGeometry", "sfWithin", "wktLiteral"}
SF = {"Point"}
CITO = {"disputes"}


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    return rdflib.Graph().parse(data=TURTLE, format="turtle")


def test_a_node_carries_the_labels_of_all_its_superclasses() -> None:
    assert ontology.labels("ArmedForce") == ("Entity", "Actor", "Organization", "ArmedForce")
    assert ontology.labels("Country") == ("Entity", "Actor", "Place", "Country")
    assert ontology.labels("Document") == ("Document",)


def test_the_classes_of_other_vocabularies_are_those_declared_above(graph: rdflib.Graph) -> None:
    for cls, found in ontology.load().established.items():
        declared = {c for c in graph.transitive_objects(KG[cls], RDFS.subClassOf) if isinstance(c, rdflib.URIRef) and c not in KG}
        assert set(found) == {str(c) for c in declared} and found, cls
        assert str(OWL.Thing) not in found


def test_what_every_instance_has_is_the_most_specific(graph: rdflib.Graph) -> None:
    fixed = {cls: dict(found) for cls, found in ontology.load().fixed.items() if found}
    kind = "http://semanticweb.cs.vu.nl/2009/11/sem/eventType"
    assert {cls: found[kind].rsplit("/", 1)[-1] for cls, found in fixed.items()} == {
        "Agreement": "agreement",
        "Ceasefire": "ceasefire",
        "PeaceAgreement": "peace_agreement",
    }
    kinds = {str(concept) for concept in graph.subjects(SKOS.inScheme, KG.agreementKinds)}
    assert {found[kind] for found in fixed.values()} == kinds


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


PROPERTIES = (OWL.DatatypeProperty, OWL.ObjectProperty, OWL.AnnotationProperty)
TERMS = (OWL.Class, RDFS.Datatype, *PROPERTIES, SKOS.Concept, SKOS.ConceptScheme)
HEADER = rdflib.URIRef("https://w3id.org/kgraph/ontology")


def named(graph: rdflib.Graph, *kinds: rdflib.URIRef) -> set[rdflib.URIRef]:
    return {s for kind in kinds for s in graph.subjects(RDF.type, kind) if isinstance(s, rdflib.URIRef)}


def test_every_term_says_what_it_is(graph: rdflib.Graph) -> None:
    for term in named(graph, *TERMS):
        assert graph.value(term, RDFS.label) or graph.value(term, SKOS.prefLabel), term
        assert graph.value(term, SKOS.definition), term
        assert graph.value(term, SKOS.example), term
        assert list(graph.objects(term, RDFS.isDefinedBy)) == [HEADER], term


def test_every_property_says_what_it_runs_between(graph: rdflib.Graph) -> None:
    for term in named(graph, *PROPERTIES):
        assert len(list(graph.objects(term, RDFS.domain))) == 1, term
        assert len(list(graph.objects(term, RDFS.range))) == 1, term


def test_terms_of_other_vocabularies_are_used_and_never_described(graph: rdflib.Graph) -> None:
    described = {s for s in graph.subjects() if isinstance(s, rdflib.URIRef)}
    assert [s for s in described if not s.startswith("https://w3id.org/kgraph/")] == []


def test_no_name_is_of_two_kinds(graph: rdflib.Graph) -> None:
    kinds = (OWL.Class, RDFS.Datatype, *PROPERTIES, SKOS.Concept, SKOS.ConceptScheme, SH.NodeShape)
    for term in named(graph, *kinds):
        assert len(set(graph.objects(term, RDF.type)) & set(kinds)) == 1, term


def test_the_ontology_says_which_version_it_is(graph: rdflib.Graph) -> None:
    assert graph.value(HEADER, OWL.versionIRI) == HEADER + "/" + ontology.version()
    assert graph.value(HEADER, OWL.priorVersion) and graph.value(HEADER, OWL.priorVersion) != graph.value(HEADER, OWL.versionIRI)
    for told in (rdflib.DCTERMS.issued, rdflib.DCTERMS.modified, rdflib.DCTERMS.license, rdflib.DCTERMS.title):
        assert graph.value(HEADER, told), told
    # The range of dcterms:creator is dcterms:Agent: a thing with a name, no text.
    assert isinstance(graph.value(HEADER, rdflib.DCTERMS.creator), rdflib.BNode)


def test_subclasses_exclude_none_of_their_own_superclasses(graph: rdflib.Graph) -> None:
    """No class of ours is bound to be empty, by what this file and the vocabularies above say of disjoint classes."""
    disjoint = {frozenset(pair) for pair in graph.subject_objects(OWL.disjointWith)}
    for group in graph.subjects(RDF.type, OWL.AllDisjointClasses):
        members = list(graph.items(graph.value(group, OWL.members)))
        disjoint |= {frozenset((a, b)) for a in members for b in members if a != b}
    # From the specifications: FOAF, PROV-O, GeoSPARQL; org:Organization is foaf:Organization.
    disjoint |= {
        frozenset((rdflib.FOAF.Person, rdflib.ORG.Organization)),
        frozenset((rdflib.FOAF.Document, rdflib.ORG.Organization)),
        frozenset((PROV.Entity, PROV.Activity)),
    }
    assert frozenset((KG.Document, KG.Entity)) in disjoint
    for cls in named(graph, OWL.Class):
        above = list(graph.transitive_objects(cls, RDFS.subClassOf))
        assert not [pair for pair in disjoint if pair <= set(above)], cls


# --- The schemes of concepts (https://www.w3.org/TR/skos-reference/)


def test_every_concept_stands_in_one_scheme_under_a_top(graph: rdflib.Graph) -> None:
    for scheme in named(graph, SKOS.ConceptScheme):
        assert graph.value(scheme, rdflib.DCTERMS.title), scheme
        assert list(graph.objects(scheme, SKOS.hasTopConcept)), scheme
        assert not set(graph.objects(scheme, RDF.type)) & {SKOS.Concept}, "S9"
    assert set(graph.subject_objects(SKOS.hasTopConcept)) == {(s, c) for c, s in graph.subject_objects(SKOS.topConceptOf)}
    tops = set(graph.objects(None, SKOS.hasTopConcept))
    for concept in named(graph, SKOS.Concept):
        [scheme] = graph.objects(concept, SKOS.inScheme)
        [notation] = graph.objects(concept, SKOS.notation)
        assert [c for c in graph.subjects(SKOS.notation, notation) if (c, SKOS.inScheme, scheme) in graph] == [concept]
        assert concept.rsplit("/", 1)[-1] == str(notation)
        [label] = graph.objects(concept, SKOS.prefLabel)  # S14: one to a language
        assert label not in set(graph.objects(concept, SKOS.altLabel)), "S13"
        assert tops & set(graph.transitive_objects(concept, SKOS.broader)), concept


def test_matches_keep_to_the_integrity_conditions_of_skos(graph: rdflib.Graph) -> None:
    matches = [SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch]
    pairs = {match: set(graph.subject_objects(match)) for match in matches}
    for match, found in pairs.items():
        for ours, theirs in found:
            assert (ours, RDF.type, SKOS.Concept) in graph and (theirs, RDF.type, SKOS.Concept) in graph, match
            assert graph.value(ours, SKOS.inScheme) != graph.value(theirs, SKOS.inScheme), (
                "within a scheme concepts are related, not matched"
            )
    for apart in (SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch):
        assert not pairs[SKOS.exactMatch] & pairs[apart], "S46"
    wider = rdflib.Graph()
    for a, b in [*pairs[SKOS.broadMatch], *graph.subject_objects(SKOS.broader), *((b, a) for a, b in pairs[SKOS.narrowMatch])]:
        wider.add((a, SKOS.broader, b))
    for a, b in pairs[SKOS.relatedMatch]:
        assert b not in set(wider.transitive_objects(a, SKOS.broader)) and a not in set(wider.transitive_objects(b, SKOS.broader)), "S27"


def test_codes_of_event_data_stand_there_for_a_match_and_name_their_book(graph: rdflib.Graph) -> None:
    used = {
        theirs for match in (SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch) for theirs in graph.objects(None, match)
    }
    used |= {above for code in used for above in graph.transitive_objects(code, SKOS.broader)}
    for scheme in (KG.cameoCodes, KG.ploverTypes):
        codes = set(graph.subjects(SKOS.inScheme, scheme))
        assert codes and codes <= used
        assert all(graph.value(code, rdflib.DCTERMS.source) for code in codes)
    for scheme in (KG.acts, KG.agreementKinds):
        assert all(
            any(graph.value(c, match) for match in (SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch))
            for c in graph.subjects(SKOS.inScheme, scheme)
        )


def test_a_code_of_cameo_is_under_the_one_a_digit_shorter(graph: rdflib.Graph) -> None:
    for code in graph.subjects(SKOS.inScheme, KG.cameoCodes):
        notation = str(graph.value(code, SKOS.notation))
        assert [str(graph.value(above, SKOS.notation)) for above in graph.objects(code, SKOS.broader)] == (
            [notation[:-1]] if len(notation) > 2 else []
        )


def test_the_roles_are_those_of_the_relations(graph: rdflib.Graph) -> None:
    roles = set(graph.subjects(SKOS.inScheme, KG.roles))
    assert {str(graph.value(role, SKOS.notation)) for role in roles} == {"party", "mediator", "signatory", "witness", "guarantor"}
    assert all((role, RDF.type, rdflib.URIRef("http://semanticweb.cs.vu.nl/2009/11/sem/RoleType")) in graph for role in roles)
    relations = [r for r in ontology.relations() if r.domain == ("Actor",) and r.range == ("Agreement",)]
    assert {graph.value(rdflib.URIRef(r.iri), RDFS.seeAlso) for r in relations} == roles


def test_terms_of_other_vocabularies_exist_there(graph: rdflib.Graph) -> None:
    closed = [rdflib.DC, rdflib.DCTERMS, rdflib.FOAF, rdflib.ORG, OWL, PROV, RDF, RDFS, rdflib.SDO, SH, SKOS, rdflib.XSD]
    listed = {
        "http://semanticweb.cs.vu.nl/2009/11/sem/": SEM,
        "http://www.w3.org/ns/oa#": OA,
        "http://www.opengis.net/ont/geosparql#": GEO,
        "http://www.opengis.net/ont/sf#": SF,
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


def test_everything_that_the_export_writes_is_in_a_shape(graph: rdflib.Graph) -> None:
    types: dict[str, set[rdflib.URIRef]] = {}
    triples = list(rdf.quads([], [*merged(), Edge(RUSSIA, "WITNESSED", CEASEFIRE, {}), Edge(RUSSIA, "SIGNED", CEASEFIRE, {})]))
    for quad in triples:
        if quad.predicate.value == str(RDF.type):
            types.setdefault(quad.subject.value, set()).add(rdflib.URIRef(quad.object.value))
    # Besides kgraph's own classes there are those above them, about which the shapes of its own say all.
    above = {rdflib.URIRef(cls) for found in ontology.load().established.values() for cls in found}
    others = {
        cls.rsplit("/", 1)[-1].rsplit("#", 1)[-1] for found in types.values() for cls in found - above if not cls.startswith(ontology.KG)
    }
    assert others == {"Membership", "Role", "Statement", "TextPositionSelector", "TextQuoteSelector", "Point", "Geometry"}
    for quad in triples:
        shapes = [graph.value(None, SH.targetClass, cls) for cls in types[quad.subject.value] - above]
        assert all(shapes), quad
        paths = {str(graph.value(part, SH.path)) for shape in shapes for part in graph.objects(shape, SH.property)}
        assert quad.predicate.value in {*paths, str(RDF.type)}, quad


def test_every_part_of_a_shape_says_in_words_what_is_wrong(graph: rdflib.Graph) -> None:
    for shape in graph.subjects(SH.targetClass):
        assert graph.value(shape, SH.message) or not set(graph.predicates(shape)) - {RDF.type, SH.targetClass, SH.property}, shape
        for part in graph.objects(shape, SH.property):
            assert graph.value(part, SH.message), part


def test_the_shapes_are_shapes_by_the_standards_own_shapes(graph: rdflib.Graph) -> None:
    conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=graph, meta_shacl=True)
    assert conforms, text


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
    role_type = rdflib.URIRef("http://semanticweb.cs.vu.nl/2009/11/sem/roleType")
    schemes = ((KG.act, KG.acts, 1), (KG.status, KG.statuses, 2), (KG.kind, KG.provisionKinds, 1), (role_type, KG.roles, 1))
    for path, concepts, shapes in schemes:
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
