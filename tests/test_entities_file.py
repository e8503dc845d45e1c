"""What a user decides in entities.yaml: what becomes of it, that it lasts, and what is said of a file that is wrong."""

import itertools
import json
import subprocess
from pathlib import Path

import pytest
from conftest import Kgraph
from facts_sample import BASE, Document, source

from kgraph.check import check
from kgraph.elements import Edge, Node
from kgraph.errors import UsageError
from kgraph.graph import document_elements, elements
from kgraph.merged import Merged, of
from kgraph.rdf import quads
from kgraph.resolve import read_decisions

SARGSYAN = "person/serzh-sargsyan"


@pytest.fixture
def entities(tmp_path: Path) -> Path:
    return tmp_path / "entities.yaml"


def resolved(entities: Path, text: str, *documents: Document) -> Merged:
    entities.write_text(text, encoding="utf-8")
    return of(source(*documents), BASE, read_decisions(entities, BASE))


def ids(resolution: Merged) -> dict[str, str]:
    """The name of each entity, by id."""
    return {id.removeprefix(BASE): e.name for id, e in resolution.entities.items()}


def graph(resolution: Merged, *documents: Document) -> tuple[dict[str, Node], list[Edge]]:
    """The merged graph, having made sure that it keeps to the shapes, in RDF too."""
    facts = source(*documents)
    merged = list(elements(resolution))
    views = ((BASE + f.document.id, document_elements(f, resolution)) for f in facts)
    assert check(quads(views, merged)) == []
    return {e.id.removeprefix(BASE): e for e in merged if isinstance(e, Node)}, [e for e in merged if isinstance(e, Edge)]


def written(number: int, *names: str, source: str | None = None) -> Document:
    return Document(number, source).names(*names)


# What comes of decisions


def test_spellings_become_one_with_the_name_kind_and_identifiers_given(entities: Path) -> None:
    documents = [
        written(1, "Serge Sarkissian", "Armenia").affiliation("Serge Sarkissian", "Armenia", "president"),
        written(2, "Sargsyan"),
        written(3, "Serzh Sargsyan"),
    ]
    text = f"""
        - id: {SARGSYAN}
          name: Serzh Azati Sargsyan
          merge: [person/serge-sarkissian, person/sargsyan/*]
          aliases: [Սերժ Սարգսյան]
          identifiers: {{wikidata: Q311440, viaf: https://viaf.org/viaf/12345}}
          same_as: [https://example.org/serzh]
        """
    found = resolved(entities, text, *documents)
    assert ids(found) == {SARGSYAN: "Serzh Azati Sargsyan", "country/armenia": "Armenia"}
    nodes, edges = graph(found, *documents)
    told = nodes[SARGSYAN].properties
    assert {"Serge Sarkissian", "Sargsyan", "Serzh Sargsyan", "Սերժ Սարգսյան"} < set(told["aliases"])  # type: ignore[arg-type]
    assert told["wikidata"] == "Q311440"
    assert told["sameAs"] == ("https://example.org/serzh", "https://viaf.org/viaf/12345")
    assert told["mergedBy"] == (f"entities.yaml: person/sargsyan/{documents[1].id[9:]}", "entities.yaml: person/serge-sarkissian")
    assert {(e.type, e.end) for e in edges if e.start == BASE + SARGSYAN} == {("AFFILIATED_WITH", BASE + "country/armenia")}
    linked = {q.object.value for q in quads([], nodes.values()) if q.predicate.value == "https://schema.org/sameAs"}
    assert linked == {"http://www.wikidata.org/entity/Q311440", "https://viaf.org/viaf/12345", "https://example.org/serzh"}


def test_one_node_that_is_several_is_split_by_documents(entities: Path) -> None:
    documents = [
        written(1, "Ali Hassan", source="news/reuters-1.txt"),
        written(2, "Ali Hassan", source="news/reuters-2.txt"),
        written(3, "Ali Hassan", source="news/afp-1.txt"),
        written(4, "Ali Hassan", source="news/other.txt"),
    ]
    text = f"""
        person/ali-hassan:
          split:
            - name: Ali Hassan (minister)
              documents: ["reuters-*.txt"]
              identifiers: {{wikidata: Q1}}
            - {{name: Ali Hassan (poet), id: person/ali-the-poet, documents: [{documents[2].id}]}}
        """
    found = resolved(entities, text, *documents)
    assert ids(found) == {
        "person/ali-hassan": "Ali Hassan",
        "person/ali-hassan/ali-hassan-minister": "Ali Hassan (minister)",
        "person/ali-the-poet": "Ali Hassan (poet)",
    }
    assert found.entity(documents[1].id, 0) == BASE + "person/ali-hassan/ali-hassan-minister"
    assert found.entity(documents[3].id, 0) == BASE + "person/ali-hassan"
    nodes, _ = graph(found, *documents)
    assert nodes["person/ali-hassan/ali-hassan-minister"].properties["wikidata"] == "Q1"
    assert nodes["person/ali-hassan/ali-hassan-minister"].properties["mergedBy"] == ("entities.yaml: person/ali-hassan",)
    rest = text.rstrip() + "\n            - name: Ali Hassan (of the rest)\n"
    assert "person/ali-hassan" not in ids(resolved(entities, rest, *documents))


def test_what_a_share_says_a_thing_is_not_leaves_the_gazetteers_entry_behind(entities: Path) -> None:
    documents = [Document(1, "caucasus.txt"), Document(2, "atlanta.txt")]
    for document in documents:
        document.entity("Georgia", "Country", "country/GE")
    text = """
        - id: country/GE
          split: [{name: Georgia (state of the US), kind: Region, documents: [atlanta.txt]}]
        """
    nodes, _ = graph(resolved(entities, text, *documents), *documents)
    share = nodes["country/GE/georgia-state-of-the-us"]
    assert (share.cls, "latitude" in share.properties, "iso" in share.properties) == ("Region", False, False)
    assert nodes["country/GE"].properties["iso"] == "GE"


def test_a_decision_goes_before_what_tells_namesakes_apart(entities: Path) -> None:
    documents = [written(1).affiliation("Ali Hassan", "Armenia"), written(2).affiliation("Ali Hassan", "France")]
    assert len(resolved(entities, "[]", *documents).entities) == 4
    one = "- {id: person/ali-hassan, merge: [person/ali-hassan/*]}"
    assert "person/ali-hassan/france" not in ids(resolved(entities, one, *documents))
    # And the namesake may be meant by the id that it has.
    named = "- {id: person/ali-hassan/france, name: Ali Hassan of Paris}"
    assert ids(resolved(entities, named, *documents))["person/ali-hassan/france"] == "Ali Hassan of Paris"
    split = "- {id: person/ali-hassan/france, split: [{name: Ali the Third, documents: ['0002.txt']}]}"
    assert "person/ali-hassan/france/ali-the-third" in ids(resolved(entities, split, *documents))


def test_a_new_entity_needs_a_name_and_a_kind(entities: Path) -> None:
    text = "- {name: Foreign Ministry of Armenia, kind: Organization, merge: [person/ministry]}"
    document = Document(1)
    document.entity("Ministry of", "Person")
    found = resolved(entities, text.replace("person/ministry", "person/ministry-of"), document)
    assert ids(found) == {"organization/foreign-ministry-of-armenia": "Foreign Ministry of Armenia"}
    assert [e.cls for e in found.entities.values()] == ["Organization"]


def test_merges_lead_on_to_further_ones_and_keep_what_was_decided_on_the_way(entities: Path) -> None:
    text = """
        - {id: person/a-one, merge: [person/b-one]}
        - {id: person/b-one, merge: [person/c-one], identifiers: {wikidata: Q5}, name: Bee}
        """
    found = resolved(entities, text, written(1, "C One"), written(2, "A One"))
    [entity] = found.entities.values()
    assert (entity.id, entity.name, entity.identifiers) == (BASE + "person/a-one", "Bee", {"wikidata": "Q5"})


def test_what_was_one_before_keeps_its_reasons_when_it_is_merged(entities: Path) -> None:
    documents = [written(1, "Serge Sarkissian"), written(2, "Serge Sarkissian"), written(3, "Serzh Sargsyan")]
    found = resolved(entities, f"- {{id: {SARGSYAN}, merge: [person/serge-sarkissian]}}", *documents)
    assert [e.why for e in found.entities.values()] == [("entities.yaml: person/serge-sarkissian", "same name and kind")]


def test_whole_iris_and_patterns_with_an_exception_are_understood(entities: Path) -> None:
    documents = [written(n, "Sargsyan") for n in (1, 2, 3)]
    other = f"person/sargsyan/{documents[1].id[9:]}"
    text = f"""
        - {{id: {BASE}person/serzh-sargsyan, merge: ['{BASE}person/sargsyan/*']}}
        - {{id: {other}, name: Armen Sargsyan}}
        """
    assert ids(resolved(entities, text, *documents)) == {SARGSYAN: "Sargsyan", other: "Armen Sargsyan"}


def test_the_order_of_documents_and_of_entries_changes_nothing(entities: Path) -> None:
    def documents() -> list[Document]:
        return [
            written(1, "Serge Sarkissian", source="a.txt").affiliation("Ali Hassan", "Armenia"),
            written(2, "Sargsyan", source="b.txt").affiliation("Ali Hassan", "France"),
            written(3, "Ali Hassan", source="c.txt").agreement(parties=["Serge Sarkissian", "Armenia"]),
        ]

    entries = [
        f"- {{id: {SARGSYAN}, merge: [person/serge-sarkissian, 'person/sargsyan/*']}}",
        "- {id: person/ali-hassan, split: [{name: Ali of A, documents: [a.txt]}]}",
        "- {id: country/france, name: République française}",
    ]
    made = set()
    for order, lines in itertools.product(itertools.permutations(documents()), itertools.permutations(entries)):
        found = resolved(entities, "\n".join(lines), *order)
        nodes, edges = graph(found, *order)
        made.add(str((sorted(map(str, nodes.values())), sorted(map(str, edges)))))
    assert len(made) == 1


def test_what_no_document_has_is_told_and_stops_nothing(entities: Path) -> None:
    text = """
        - {id: person/nobody, name: Nobody}
        - {id: person/serzh-sargsyan, merge: [person/nowhere, 'person/none/*']}
        - {id: person/ali-hassan, split: [{name: One, documents: [missing.txt, here.txt]}, {name: Two, documents: gone.txt}]}
        """
    found = resolved(entities, text, written(1, "Serzh Sargsyan"), written(2, "Ali Hassan", source="here.txt"))
    assert found.unmatched == (
        "no document has person/nobody",
        "no document has person/nowhere",
        "no document has person/none/*",
        "no document that has person/ali-hassan is missing.txt",
        "no document that has person/ali-hassan is gone.txt",
    )


# Files that are wrong


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- {id: person/a, mrege: [person/b]}", "entry 1 (person/a): unknown key 'mrege'; do you mean 'merge'?"),
        ("- {id: person/a, kind: Persn}", "unknown kind 'Persn'; do you mean 'Person'?"),
        ("- {id: person/a, kind: Ceasefire}", "unknown kind 'Ceasefire'; known: Person"),
        ("- {name: A}", "entry 1: needs an id, or a name and a kind"),
        ("- {id: persn/a}", "'persn/a' is no id such as person/serzh-sargsyan"),
        ("- {id: 'person/a b'}", "is no id"),
        ("- {id: 'person/*'}", "those belong under merge"),
        ("- {id: person/a, name: ''}", "name must be a text that is not empty"),
        ("- {id: person/a, merge: [5]}", "merge must be a list of texts"),
        ("- {id: 5}", "entry 1: id: 5 is no id"),
        ("- {id: [person/a]}", "id: a list or a mapping is no id"),
        ("- {id: person/a, merge: [person/c]}\n- {id: person/b, merge: [person/c]}", "person/c is merged into two: person/a and person/b"),
        ("- {id: person/a, merge: [person/b]}\n- {id: person/b, merge: [person/a]}", "a circle of merges: person/b into person/a into"),
        ("- {id: person/a, merge: [person/a]}", "a circle of merges"),
        ("- {id: person/a}\n- {id: person/a}", "person/a has two entries"),
        ("person/a: {}\nperson/a: {}", "not valid YAML in line 1: 'person/a' is there twice"),
        ("- {id: person/a, split: [{name: B}]}\n- {id: person/c, merge: [person/a]}", "both split and merged into person/c"),
        ("- {id: person/a, split: [{name: B}, {name: C}]}", "only one can have the rest"),
        ("- {id: person/a, split: [{documents: [x.txt]}]}", "each needs a name"),
        ("- {id: person/a, split: [{name: B, documents: []}]}", "documents is empty"),
        ("- {id: person/a, identifiers: {wikidata: 311440}}", "wikidata is 311440, and must be as Q311440"),
        ("- {id: person/a, identifiers: {isni: '0000'}}", "of this scheme give the whole address"),
        ("- {id: person/a, same_as: [example.org]}", "'example.org' is no address"),
        ("- [unclosed", "not valid YAML in line"),
        ("- !!python/object/apply:os.getcwd []", "not valid YAML"),
        ("just text", "holds no entries"),
        ("person/a: text", "person/a: must be a mapping"),
    ],
)
def test_a_wrong_file_is_told_in_one_line(entities: Path, text: str, expected: str) -> None:
    entities.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_decisions(entities, BASE)
    assert str(caught.value).startswith(f"{entities}: ")
    assert expected in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "- {id: person/x, merge: ['person/*-hassan']}\n- {id: person/y, merge: ['person/ali-*']}",
            "merged into two: person/x and person/y",
        ),
        ("- {id: person/ali-hassan, kind: Facility}", "cannot be of kind Facility: in document/"),
        ("- {id: settlement/moscow, kind: Person}", "cannot be of kind Person: document/"),
        ("- {id: person/ali-hassan, identifiers: {geonames: 5}}", "has no GeoNames id"),
        ("- {id: settlement/moscow, identifiers: {iso: RU}}", "has no ISO code"),
    ],
)
def test_what_documents_contradict_is_told_in_one_line(entities: Path, text: str, expected: str) -> None:
    document = Document(1).affiliation("Ali Hassan", "Armenia").location("Moscow", "Russia")
    with pytest.raises(UsageError) as caught:
        resolved(entities, text, document)
    assert expected in str(caught.value) and "\n" not in str(caught.value)


def test_an_empty_file_decides_nothing(entities: Path) -> None:
    assert resolved(entities, "# nothing yet\n", written(1, "Ali Hassan")).unmatched == ()


# From the command line

NEWS = {
    "reuters-1.txt": "Armenian President Serzh Sargsyan met Russian President Vladimir Putin in Moscow.\n",
    "afp-1.txt": "Armenian President Serge Sarkissian said that Armenia wants peace.\n",
    "afp-2.txt": "Armenia and Azerbaijan agreed on a ceasefire on 10 October 2020. Serge Sarkissian welcomed the ceasefire.\n",
}
MERGE = f"- id: {SARGSYAN}\n  name: Serzh Azati Sargsyan\n  merge: [person/serge-sarkissian]\n"


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for name, text in NEWS.items():
        (folder / name).write_text(text)
    return folder


def summary(done: "subprocess.CompletedProcess[str]") -> dict[str, dict[str, int]]:
    assert done.returncode == 0, done.stderr
    told: dict[str, dict[str, int]] = json.loads(done.stdout)
    return told


def presidents(kgraph: Kgraph) -> list[str]:
    """Who in the stored graph is called Sargsyan, one way or another."""
    query = "MATCH (p:Person) WHERE p.id CONTAINS 'sar' RETURN p.name AS name ORDER BY name"
    return [row["name"] for row in json.loads(kgraph("cypher", query, "-f", "json").stdout)]


def test_a_changed_file_brings_the_stored_graph_up_to_date_without_reading_anew(kgraph: Kgraph, news: Path, entities: Path) -> None:
    kgraph("build", "news", "--quiet")
    assert presidents(kgraph) == ["Serge Sarkissian", "Serzh Sargsyan"]
    kgraph("export", "before.nq")

    entities.write_text(MERGE)
    changed = summary(kgraph("build", "news", "--json"))
    assert (changed["documents"]["unchanged"], changed["documents"]["new"], changed["documents"]["changed"]) == (3, 0, 0)
    assert changed["nodes"]["deleted"] == 1 and presidents(kgraph) == ["Serzh Azati Sargsyan"]
    for again in (["build", "news"], ["build"]):
        told = summary(kgraph(*again, "--json"))
        assert set(told["nodes"].values()) | set(told["relations"].values()) == {0}
    assert kgraph("check").returncode == 0

    # A document that comes later meets the decision, as does one that is loaded.
    (news / "afp-3.txt").write_text("Serge Sarkissian travelled to Moscow.\n")
    kgraph("extract", "news/afp-3.txt", "-o", "facts.jsonl")
    assert summary(kgraph("load", "facts.jsonl", "--json"))["documents"]["new"] == 1
    assert presidents(kgraph) == ["Serzh Azati Sargsyan"]

    # Forgetting leaves nothing behind, and without the file all is as before.
    kgraph("forget", "news/afp-3.txt", "--quiet")
    entities.unlink()
    summary(kgraph("build", "--json"))
    assert presidents(kgraph) == ["Serge Sarkissian", "Serzh Sargsyan"]
    kgraph("export", "after.nq")
    assert (news.parent / "before.nq").read_bytes() == (news.parent / "after.nq").read_bytes()


def test_what_is_forgotten_takes_its_part_of_a_merged_entity_with_it(kgraph: Kgraph, news: Path, entities: Path) -> None:
    entities.write_text(MERGE)
    kgraph("build", "news", "--quiet")
    forgotten = summary(kgraph("forget", "news/afp-1.txt", "news/afp-2.txt", "--json"))
    assert forgotten["documents"]["forgotten"] == 2
    told = kgraph("cypher", "MATCH (p:Person) WHERE p.id CONTAINS 'sar' RETURN p.aliases AS aliases, p.mergedBy AS why", "-f", "json")
    assert json.loads(told.stdout) == [{"aliases": ["Serzh Azati Sargsyan", "Serzh Sargsyan"], "why": None}]
    kgraph("build", "news/reuters-1.txt", "-w", "fresh", "--quiet")
    for name in ("fresh", ".kgraph"):
        kgraph("export", f"{name.strip('.')}.nq", "-w", name)
    assert (news.parent / "fresh.nq").read_bytes() == (news.parent / "kgraph.nq").read_bytes()


def test_a_wrong_file_is_wrong_use_before_anything_is_read(kgraph: Kgraph, news: Path, entities: Path) -> None:
    for content in (b"- {id: person/a, mrege: []}", b"- {id: persn/a}", b"- [", b"\xff\xfe"):
        entities.write_bytes(content)
        done = kgraph("build", "news")
        [line] = done.stderr.splitlines()
        assert done.returncode == 2 and line.startswith("kgraph: error: entities.yaml: ")
    assert not (news.parent / ".kgraph").exists()


def test_an_id_that_no_document_has_is_a_warning_told_once(kgraph: Kgraph, news: Path, entities: Path) -> None:
    entities.write_text(MERGE + "- {id: person/nobody, name: Nobody}\n- {id: person/nowhere, name: Nowhere}\n")
    done = kgraph("build", "news", "--quiet")
    warning = "kgraph: warning: entities.yaml: no document has person/nobody; no document has person/nowhere\n"
    assert (done.returncode, done.stderr) == (0, warning)
    assert kgraph("export", "out.nq").stderr == ""


def test_the_settings_name_another_file_from_where_they_lie(kgraph: Kgraph, news: Path) -> None:
    project = news.parent / "project"
    project.mkdir()
    (project / "who.yaml").write_text(MERGE)
    (project / "kgraph.yaml").write_text("entities: who.yaml\nworkspace: here\n")
    kgraph("build", "news", "--quiet", "--config", "project/kgraph.yaml")
    listed = json.loads(kgraph("entities", "list", "--kind", "Person", "-f", "json", "--config", "project/kgraph.yaml").stdout)
    assert "Serzh Azati Sargsyan" in [row["name"] for row in listed]
    (project / "who.yaml").unlink()
    done = kgraph("build", "--config", "project/kgraph.yaml")
    assert (done.returncode, done.stderr) == (2, "kgraph: error: project/who.yaml: no such file\n")


# A gazetteer of one's own


@pytest.mark.parametrize("workers", [1, 2])
def test_an_own_gazetteer_reaches_the_extractors_and_facts_are_extracted_anew_when_it_changes(
    kgraph: Kgraph, tmp_path: Path, workers: int
) -> None:
    (tmp_path / "one.txt").write_text("The fighters of Zorblat Front entered Qwertown on Monday.\n")
    (tmp_path / "two.txt").write_text("Zorblat Front denied that it had shelled Qwertown.\n")
    gazetteer = tmp_path / "mine.yaml"
    gazetteer.write_text("- {kind: ArmedForce, name: Zorblat Front, wikidata: Q42}\n")
    (tmp_path / "kgraph.yaml").write_text("gazetteer: mine.yaml\n")

    def build() -> dict[str, int]:
        return summary(kgraph("build", "one.txt", "two.txt", "--workers", str(workers), "--json"))["documents"]

    def known() -> dict[str, dict[str, str]]:
        rows = json.loads(kgraph("cypher", "MATCH (e:Entity) RETURN e.id AS id, e.wikidata AS wikidata", "-f", "json").stdout)
        return {row["id"].removeprefix(BASE): row["wikidata"] for row in rows}

    assert build()["new"] == 2
    assert known()["armed-force/zorblat-front"] == "Q42"
    assert build()["unchanged"] == 2
    gazetteer.write_text(gazetteer.read_text() + "- {kind: Settlement, name: Qwertown, latitude: 1.0, longitude: 2.0, wikidata: Q43}\n")
    assert build()["changed"] == 2
    assert known()["settlement/qwertown"] == "Q43"
    gazetteer.write_text("- {kind: Nonsense, name: x}\n")
    done = kgraph("build", "one.txt")
    assert done.returncode == 2 and "mine.yaml, entry 1: needs a name, and a kind" in done.stderr
