"""The files in queries/: their form, their names, and what a user may put in."""

import re
from pathlib import Path

import pytest

from kgraph import ontology
from kgraph.errors import UsageError
from kgraph.queries import LIST, Query, arguments, catalogue, find, read_query, reference
from kgraph.resources import folder

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
def test_rows_are_ordered_to_the_last(query: Query) -> None:
    order = query.cypher.rpartition("ORDER BY ")[2].partition("\nLIMIT")[0]
    # The ways of `connections` are grouped by what they read, so that is unique.
    assert re.search(r"\.id\b", order) or query.name == "connections"


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


def test_a_file_gives_its_question() -> None:
    query = read_query("names", GOOD)
    assert query.title == "Names: all names"
    assert query.question == "Which names are there?"
    assert query.cypher == "WITH $name AS name\nMATCH (x:Entity) RETURN x.name AS name ORDER BY x.id\nLIMIT $limit"


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
        read_query("names", GOOD.replace(old, new))


def test_the_list_in_the_readme_is_up_to_date() -> None:
    readme = Path(folder("queries"), "README.md").read_text(encoding="utf-8")
    assert readme.partition(LIST)[2] == "\n" + reference(), "run: python -m kgraph.queries"
