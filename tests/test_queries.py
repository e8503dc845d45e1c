"""The files in queries/: their form, their names, and what a user may put in."""

import re
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kgraph import ontology, queries
from kgraph.errors import UsageError
from kgraph.ontology import namespaces
from kgraph.queries import LIST, Query, arguments, catalogue, find, read_query, reference
from kgraph.resources import folder
from kgraph.sparql.arguments import sparql, term
from kgraph.sparql.rows import plain

each = pytest.mark.parametrize("query", catalogue(), ids=lambda query: query.name)


def test_there_is_a_question_for_everything_that_is_promised() -> None:
    asked = "about accusations actors agreements agreements_between breaches connections disputes documents durations evidence_agreement"
    asked += " evidence_relation mediators mediators_ranked mentions_of merged never_at_one_table offices parties places provisions"
    asked += " signatories speakers statements_by statuses urged violations"
    assert [query.name for query in catalogue()] == asked.split()


@each
def test_labels_types_and_properties_are_those_of_the_ontology(query: Query) -> None:
    assert ontology.unknown_names(query.text) == []


@each
def test_classes_and_acts_in_quotation_marks_are_those_of_the_ontology(query: Query) -> None:
    body = query.cypher + " ".join(f"'{word}'" for p in query.parameters if "|" in p.type for word in p.type.split("|"))
    acts = next(p for p in ontology.properties_of("Statement") if p.name == "act").concepts
    types = {relation.type for relation in ontology.relations()}
    assert set(re.findall(r"'([A-Z][a-z]\w+)'", body)) <= set(ontology.classes())
    assert set(re.findall(r"'([A-Z_]{2,})'", body)) <= types
    assert set(re.findall(r"act[^']{1,5}'(\w+)'", body)) <= set(acts)


@each
def test_terms_of_a_twin_are_those_that_data_carry(query: Query) -> None:
    known = ontology.load()
    carried = {p.rdf for properties in known.properties.values() for p in properties.values()}
    carried |= {r.rdf for r in known.relations.values()} | {p.rdf for r in known.relations.values() for p in r.properties.values()}
    carried |= {ontology.class_iri(name) for name in ontology.classes()}
    carried |= {iri for properties in known.properties.values() for p in properties.values() for iri in p.concepts.values()}
    carried |= {namespaces.RDF + name for name in ("subject", "predicate", "object", "nil")} | {namespaces.SEM + "hasActor"}
    body = re.sub(r'#.*|"[^"]*"|<[^>]*>', "", query.sparql_text.partition("\nSELECT ")[2])
    spaces = {prefix: iri for iri, prefix in namespaces.PREFIX_OF.items()}
    used = {spaces[prefix] + name for prefix, name in re.findall(r"([a-z]\w*):([A-Za-z]\w*)", body) if prefix != "xsd"}
    assert used <= carried


@each
def test_a_twin_declares_the_prefixes_that_it_uses(query: Query) -> None:
    header, _, body = query.sparql_text.partition("\nSELECT ")
    declared = dict(re.findall(r"^PREFIX (\w+): <(.*)>$", header, re.MULTILINE))
    assert declared.items() <= {prefix: iri for iri, prefix in namespaces.PREFIX_OF.items()}.items()
    assert set(declared) == set(re.findall(r"(?<![\w?])([a-z]\w*):", re.sub(r'#.*|"[^"]*"|<[^>]*>', "", body)))


@each
def test_every_parameter_of_a_twin_is_used(query: Query) -> None:
    for parameter in query.sparql_parameters:
        assert len(re.findall(rf"\?p_{parameter.name}\b", query.sparql_text)) > 1, parameter.name


@each
def test_rows_are_ordered_to_the_last(query: Query) -> None:
    order = query.cypher.rpartition("ORDER BY ")[2].partition("\nLIMIT")[0]
    # The ways of `connections` are grouped by what they read, so that is unique.
    assert re.search(r"\.id\b", order) or query.name == "connections"
    assert re.search(r"STR\(\?\w+\)", query.sparql_text.rpartition("ORDER BY ")[2]) or query.name == "connections"


@each
def test_values_are_never_part_of_the_text(query: Query) -> None:
    assert set(re.findall(r"\$(\w+)", query.cypher)) == {p.name for p in query.parameters}
    assert "$" not in query.text


@each
def test_every_question_can_be_kept_to_a_graph_and_a_number_of_rows(query: Query) -> None:
    defaults = {p.name: p.default for p in query.parameters}
    assert defaults["graph"] == "default"
    assert isinstance(defaults["limit"], int)


def test_defaults_stand_in_for_what_is_not_given() -> None:
    assert arguments(find("mediators"), {"mediator": "O'Neill", "limit": "7"}) == {
        "mediator": "O'Neill",
        "agreement": "",
        "kind": "Ceasefire",
        "graph": "default",
        "limit": 7,
    }


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("mediators", {"place": "Moscow"}, "no parameter 'place'.*mediator, agreement, kind, graph, limit"),
        ("mediators", {"limit": "ten"}, "limit must be a whole number, not 'ten'"),
        ("mediators", {"limit": "-1"}, "limit must be a whole number"),
        ("mediators", {"kind": "Truce"}, "kind must be one of Ceasefire, PeaceAgreement, Agreement, not 'Truce'"),
        ("agreements", {"since": "October"}, "since must be a date like 2020, 2020-10 or 2020-10-09"),
        ("agreements", {"until": "2020-13"}, "until must be a date"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(name: str, given: dict[str, str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        arguments(find(name), given)


def test_a_choice_may_be_left_open_and_a_bound_too() -> None:
    assert arguments(find("statements_by"), {"act": "", "since": ""})["act"] == ""


def test_a_question_is_found_by_its_name_and_near_names_are_told() -> None:
    assert find("evidence-agreement").name == "evidence_agreement"
    with pytest.raises(UsageError, match="did you mean mediators"):
        find("mediator")
    with pytest.raises(UsageError, match="there are about, accusations"):
        find("xyzzy")


GOOD = """// Names: all names
//
// Question: Which names are there?
//
// Parameters:
//   name (text, ''): a name; '' for any
//   limit (integer, 5): most rows
//
// Columns:
//   name: the name

WITH '' AS name
MATCH (x:Entity) RETURN x.name AS name ORDER BY x.id
LIMIT 5
"""

TWIN = """# Names: all names
#
# Question: Which names are there?

PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?name WHERE {
  VALUES (?p_name) { ("") }
  ?x skos:prefLabel ?name
  FILTER(?p_name IN ("", ?name))
}
ORDER BY STR(?x)
LIMIT 5
"""


def test_a_file_gives_its_question() -> None:
    query = read_query("names", GOOD, TWIN)
    assert query.title == "Names: all names"
    assert query.question == "Which names are there?"
    assert query.cypher == "WITH $name AS name\nMATCH (x:Entity) RETURN x.name AS name ORDER BY x.id\nLIMIT $limit"


def test_a_limit_within_is_the_one_that_is_asked_for() -> None:
    text = GOOD.replace("RETURN x.name", "WITH x ORDER BY x.id LIMIT 5\nMATCH (x)-->(y) WITH x, y LIMIT 50\nRETURN x.name")
    assert read_query("names", text, TWIN).cypher.splitlines() == [
        "WITH $name AS name",
        "MATCH (x:Entity) WITH x ORDER BY x.id LIMIT $limit",
        "MATCH (x)-->(y) WITH x, y LIMIT 50",
        "RETURN x.name AS name ORDER BY x.id",
        "LIMIT $limit",
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("WITH ''", "WITH 'x'"),  # the header says another default
        ("LIMIT 5", "LIMIT 6"),
        ("WITH '' AS name\n", ""),
        ("// Question: ", "// "),
        ("(text, '')", "(text)"),
        ("(text, '')", "(integer, '')"),
        ("(text, '')", "(text, 'O\\'')"),
        ("//   name: the name", "//   the name"),
    ],
)
def test_a_file_that_breaks_the_form_is_refused_with_its_name(old: str, new: str) -> None:
    assert old in GOOD
    with pytest.raises(ValueError, match=r"names\.cypher: "):
        read_query("names", GOOD.replace(old, new), TWIN)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# Names: all names", "# Names: some names"),
        ("# Question: ", "# "),
        ("SELECT ?name ", "SELECT ?names "),
        ('{ ("") }', '{ ("x") }'),
        ("LIMIT 5", "LIMIT 6"),
        ("  VALUES", '  VALUES (?p_name) { ("") }\n  VALUES'),
        ("?p_name IN", "?p_nam IN"),
    ],
)
def test_a_twin_that_disagrees_is_refused_with_its_name(old: str, new: str) -> None:
    assert old in TWIN
    with pytest.raises(ValueError, match=r"names\.rq: "):
        read_query("names", GOOD, TWIN.replace(old, new))


@pytest.mark.parametrize("ending", ["rq", "cypher"])
def test_a_question_without_its_twin_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    shutil.copytree(folder("queries"), tmp_path / "queries")
    (tmp_path / "queries" / f"mediators.{ending}").unlink()
    monkeypatch.setattr(queries, "folder", lambda name: tmp_path / name)
    with pytest.raises(ValueError, match="mediators"):
        catalogue()


def test_a_twin_is_asked_with_other_values() -> None:
    query = read_query("names", GOOD, TWIN)
    asked = sparql(query, {"name": 'O"Neill', "limit": 7})
    assert asked == TWIN.replace('{ ("") }', '{ ("O\\"Neill") }').replace("LIMIT 5", "LIMIT 7")


@pytest.mark.parametrize(
    "text",
    [
        '") } UNION { ?s ?p ?o . #',
        '"',
        "\\",
        '\\"',
        "\\\\u0022",
        "\\u0022",
        "\\U00000022) }",
        "\x00\x7f\x85",
        "a\n\r\t\u2028b",
        "\U0001f54a",
        "u",
    ],
)
def test_any_text_stays_the_text_it_is(text: str) -> None:
    query = f"SELECT ?x WHERE {{ VALUES (?x) {{ ({term(text)}) }} }}"
    [solution] = ox.Store().query(query)  # type: ignore[misc]
    assert solution["x"] == ox.Literal(text)
    [row] = rdflib.Graph().query(query)
    assert row == (rdflib.Literal(text),)


XSD = namespaces.XSD


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (None, None),
        ({"type": "uri", "value": "https://w3id.org/kgraph/id/country/AM"}, "https://w3id.org/kgraph/id/country/AM"),
        ({"type": "literal", "value": "12"}, "12"),
        ({"type": "literal", "value": "hola", "xml:lang": "es"}, "hola"),
        ({"type": "literal", "value": "12", "datatype": XSD + "integer"}, 12),
        ({"type": "literal", "value": "40.50", "datatype": XSD + "decimal"}, 40.5),
        ({"type": "literal", "value": "1e3", "datatype": XSD + "double"}, 1000.0),
        ({"type": "literal", "value": "twelve", "datatype": XSD + "integer"}, "twelve"),
        ({"type": "literal", "value": "true", "datatype": XSD + "boolean"}, True),
        ({"type": "literal", "value": "0", "datatype": XSD + "boolean"}, False),
        ({"type": "literal", "value": "2020-11-04T18:30:00", "datatype": XSD + "dateTime"}, "2020-11-04T18:30"),
        ({"type": "literal", "value": "2020-11-04T18:30:07", "datatype": XSD + "dateTime"}, "2020-11-04T18:30:07"),
        ({"type": "literal", "value": "2020-11-04T18:30:00Z", "datatype": XSD + "dateTime"}, "2020-11-04T18:30:00Z"),
        ({"type": "literal", "value": "2020-11", "datatype": XSD + "gYearMonth"}, "2020-11"),
        ({"type": "bnode", "value": "b0"}, "_:b0"),
    ],
)
def test_a_term_becomes_the_value_that_it_stands_for(written: dict[str, str] | None, value: object) -> None:
    made = plain(written)
    assert (type(made), made) == (type(value), value)


def test_the_list_in_the_readme_is_up_to_date() -> None:
    readme = Path(folder("queries"), "README.md").read_text(encoding="utf-8")
    assert readme.partition(LIST)[2] == "\n" + reference(), "run: python -m kgraph.queries"
