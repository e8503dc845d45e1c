"""What the facts of agreements become: roles, provisions, reports, and why accounts were joined; in the graph and in RDF."""

from facts_sample import BASE, Document, sentence, source

from kgraph import ontology
from kgraph.check import check
from kgraph.elements import Edge, Node
from kgraph.graph import document_elements, elements
from kgraph.merged import of
from kgraph.rdf import Quad, quads

SIDES = ("Armenia", "Azerbaijan")
DEAL = sentence("Armenia and Azerbaijan agreed to exchange prisoners and to open a corridor.", 0)
BROKEN = sentence("The truce collapsed on 12 October.", 100, "collapse")
HOLDS = sentence("The truce was holding.", 100, "hold")
FIRST, SECOND = (f"{BASE}document/{number:016x}" for number in (1, 2))
TRUCE = BASE + "ceasefire/2020-10-10/armenia-azerbaijan"


def first() -> Document:
    return Document(1).agreement(
        parties=SIDES,
        mediators=["Russia"],
        signatories=["Nikol Pashinyan"],
        witnesses=["African Union"],
        guarantors=["Russia", "Nagorno-Karabakh"],
        evidence=DEAL,
        terms=[("exchange", "exchange prisoners", DEAL), ("corridor", "open a corridor", DEAL)],
        statuses=[("collapsed", "2020-10-12", BROKEN)],
    )


def second() -> Document:
    return Document(2).agreement(parties=SIDES, signatories=["Nikol Pashinyan"], evidence=DEAL, statuses=[("in_force", None, HOLDS)])


def merged(*documents: Document) -> tuple[dict[str, Node], dict[tuple[str, str, str], Edge]]:
    """The merged graph's nodes by id, and its relations."""
    facts = source(*documents)
    made = list(elements(of(facts, BASE)))
    nodes = [e for e in made if isinstance(e, Node)]
    edges = [e for e in made if isinstance(e, Edge)]
    assert len({n.id for n in nodes}) == len(nodes)
    assert len({(e.type, e.start, e.end) for e in edges}) == len(edges)
    kinds = {n.id: n.cls for n in nodes}
    for element in made:
        ontology.validate(element, kinds if isinstance(element, Edge) else None)
    return {n.id: n for n in nodes}, {(e.type, e.start, e.end): e for e in edges}


def exported(*documents: Document) -> list[Quad]:
    facts = source(*documents)
    merged = of(facts, BASE)
    return list(quads(((BASE + f.document.id, document_elements(f, merged)) for f in facts), elements(merged)))


def test_each_role_is_a_relation_of_its_own_with_all_its_evidence() -> None:
    nodes, edges = merged(first(), second())
    roles = {(type, nodes[start].properties["name"]) for type, start, end in edges if end == TRUCE and "name" in nodes[start].properties}
    assert roles == {
        ("PARTY_TO", "Armenia"),
        ("PARTY_TO", "Azerbaijan"),
        ("MEDIATED", "Russia"),
        ("SIGNED", "Nikol Pashinyan"),
        ("WITNESSED", "African Union"),
        ("GUARANTEED", "Russia"),
        ("GUARANTEED", "Nagorno-Karabakh"),
    }
    signed = edges["SIGNED", BASE + "person/nikol-pashinyan", TRUCE].properties
    at = f"passage/{DEAL.start}-{DEAL.end}"
    assert (signed["documents"], signed["passages"]) == ((FIRST, SECOND), (f"{FIRST}/{at}", f"{SECOND}/{at}"))
    assert (signed["confidence"], signed["rule"]) == (0.8, "agree")


def test_provisions_and_reports_are_nodes_with_their_sentence() -> None:
    nodes, edges = merged(first())
    exchange, collapse = f"{FIRST}/provision/33-51-exchange", f"{FIRST}/status/{BROKEN.start}-{BROKEN.end}-collapsed-2020-10-12"
    assert nodes[exchange] == Node(
        exchange,
        "Provision",
        {"kind": "exchange", "text": "exchange prisoners", "start": 33, "end": 51, "confidence": 0.8, "rule": "agree"},
    )
    assert nodes[collapse] == Node(
        collapse, "StatusReport", {"status": "collapsed", "date": "2020-10-12", "confidence": 0.8, "rule": "collapse"}
    )
    passage = f"{FIRST}/passage/{BROKEN.start}-{BROKEN.end}"
    assert edges["HAS_STATUS_REPORT", TRUCE, collapse].properties["passages"] == (passage,)
    assert ("EVIDENCED_BY", collapse, passage) in edges and ("PART_OF", passage, FIRST) in edges
    assert edges["HAS_PROVISION", TRUCE, exchange].properties["documents"] == (FIRST,)
    assert sum(type == "HAS_PROVISION" for type, _, _ in edges) == 2


def test_what_a_sentence_tells_twice_is_one_report_with_the_surer_rule() -> None:
    surer = sentence(BROKEN.text, BROKEN.start, "broke-down", 0.9)
    twice = Document(1).agreement(
        parties=SIDES, statuses=[("collapsed", None, BROKEN), ("collapsed", None, surer), ("violated", None, BROKEN)]
    )
    nodes, edges = merged(twice)
    reports = [n.properties for n in nodes.values() if n.cls == "StatusReport"]
    assert reports == [
        {"status": "collapsed", "confidence": 0.9, "rule": "broke-down"},
        {"status": "violated", "confidence": 0.8, "rule": "collapse"},
    ]
    assert {e.properties["confidence"] for (type, _, _), e in edges.items() if type == "HAS_STATUS_REPORT"} == {0.9, 0.8}


def test_reports_that_contradict_each_other_stand_side_by_side() -> None:
    nodes, edges = merged(first(), second())
    told = [nodes[end].properties["status"] for type, start, end in sorted(edges) if type == "HAS_STATUS_REPORT"]
    assert told == ["collapsed", "in_force"]


def test_why_two_accounts_are_one_is_told_in_the_merged_graph_alone() -> None:
    nodes, _ = merged(first(), second())
    why = f"same kind, same day, 2 shared parties: {FIRST} and {SECOND}"
    assert nodes[TRUCE].properties["mergedBy"] == (why,)
    said = [(str(q.graph_name), q.object.value) for q in exported(first(), second()) if q.predicate.value.endswith("#mergedBy")]
    assert ("DEFAULT", why) in said and {graph for graph, _ in said} == {"DEFAULT"}
    assert nodes[BASE + "person/nikol-pashinyan"].properties["mergedBy"] == ("same name and kind",)
    assert not [n for n in merged(first())[0].values() if "mergedBy" in n.properties]


def test_a_document_taken_back_takes_what_it_alone_told() -> None:
    nodes, edges = merged(second())
    assert not [id for id in nodes if id.startswith(FIRST)] and not [n for n in nodes.values() if n.cls == "Provision"]
    assert {type for type, _, end in edges if end == TRUCE} == {"PARTY_TO", "SIGNED", "MENTIONS"}
    assert edges["SIGNED", BASE + "person/nikol-pashinyan", TRUCE].properties["documents"] == (SECOND,)
    assert "mergedBy" not in nodes[TRUCE].properties


def test_the_order_of_documents_changes_nothing() -> None:
    assert merged(first(), second()) == merged(second(), first())
    assert sorted(map(str, exported(first(), second()))) == sorted(map(str, exported(second(), first())))


def test_the_export_keeps_to_the_shapes_and_leads_to_its_evidence() -> None:
    made = exported(first(), second())
    assert check(made) == []
    # Each document's graph holds its own reports and provisions, the merged one those of both.
    reports = {(q.graph_name, q.subject) for q in made if q.object.value.endswith("#StatusReport")}
    assert len(reports) == 4
    evidence = [q for q in made if "/status/" in str(q.subject) and q.predicate.value.endswith("#wasDerivedFrom")]
    assert check([q for q in made if q not in evidence]) != []
