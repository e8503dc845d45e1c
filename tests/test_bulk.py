"""The folder for `neo4j-admin database import`: its files, what it refuses, and that it is whole or not there. tests/bolt/ imports one."""

import csv
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Kgraph
from graph_sample import ARMENIA, ARMY, BASE, CEASEFIRE, CLAIM, FIRST, TOLD, merged

from kgraph import bulk
from kgraph.elements import Edge, Node, content_hash
from kgraph.errors import ExportError, GraphError, KgraphError, UsageError

TRUCE = "Armenia and Azerbaijan agreed on a ceasefire on 10 October 2020. Russia mediated the ceasefire in Moscow.\n"
SAMPLE = merged()


def apart(elements: list[Node | Edge]) -> tuple[list[Node], list[Edge]]:
    return [e for e in elements if isinstance(e, Node)], [e for e in elements if isinstance(e, Edge)]


def rows(folder: Path, stem: str) -> list[dict[str, str]]:
    """The rows of a file by the names in its header, as a plain reader of CSV sees them."""
    [names] = csv.reader([(folder / f"{stem}-header.csv").read_text()])
    with (folder / f"{stem}.csv").open(newline="", encoding="utf-8") as file:
        found = [dict(zip(names, row, strict=True)) for row in csv.reader(file)]
    return sorted(found, key=lambda row: row[names[0]])


def test_a_class_has_a_file_with_a_typed_header_and_the_labels_of_all_above_it(tmp_path: Path) -> None:
    bulk.write(*apart(SAMPLE), tmp_path / "import", graph="news")
    [army] = rows(tmp_path / "import", "nodes-ArmedForce")
    [node] = (element for element in SAMPLE if isinstance(element, Node) and element.id == ARMY)
    assert army["id:ID(Entity)"] == ARMY and army["aliases:string[]"] == "Azerbaijan's army"
    assert army["graph:string"] == "news" and str(content_hash(node)) in army.values()
    claims = rows(tmp_path / "import", "nodes-Statement")
    assert [claims[0][name] for name in ("id:ID(Statement)", "start:long", "direct:boolean", "confidence:double")] == [
        CLAIM,
        "105",
        "false",
        "1.0",
    ]
    arguments = (tmp_path / "import" / "import.args").read_text().splitlines()
    assert arguments[0] == "neo4j"
    assert "--nodes=Entity:Actor:Organization:ArmedForce=./nodes-ArmedForce-header.csv,./nodes-ArmedForce.csv" in arguments
    written = {path.name for path in (tmp_path / "import").glob("*.csv")}
    assert written == {name.removeprefix("./") for line in arguments if ".csv" in line for name in line.rpartition("=")[2].split(",")}


def test_relations_have_a_file_for_each_type_and_pair_of_id_spaces(tmp_path: Path) -> None:
    bulk.write(*apart(SAMPLE), tmp_path / "import")
    party, *_ = rows(tmp_path / "import", "relations-PARTY_TO-Entity-Agreement")
    assert party.items() >= {":START_ID(Entity)": ARMENIA, ":END_ID(Agreement)": CEASEFIRE, "documents:string[]": FIRST}.items()
    for of in ("Agreement", "Provision", "Statement", "StatusReport"):
        assert {row[":END_ID(Passage)"].split("/passage/")[0] for row in rows(tmp_path / "import", f"relations-EVIDENCED_BY-{of}-Passage")}


def test_the_same_elements_give_the_same_bytes_and_twice_is_once(tmp_path: Path) -> None:
    bulk.write(*apart(SAMPLE), tmp_path / "one")
    bulk.write(*apart([*SAMPLE, *SAMPLE]), tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_whole_number_among_decimals_stays_one(tmp_path: Path) -> None:
    bulk.write(*apart(SAMPLE), tmp_path / "import")
    [armenia] = rows(tmp_path / "import", "nodes-Country-whole-longitude")
    assert (armenia["latitude:double"], armenia["longitude:long"]) == ("40.0", "45")
    assert len(rows(tmp_path / "import", "nodes-Country")) == 2


def test_a_field_that_needs_a_larger_buffer_gets_one(tmp_path: Path) -> None:
    long = Node(BASE + "document/1", "Document", {"title": "é" * 2_000_000})
    bulk.write(*apart([long]), tmp_path / "import")
    assert "--read-buffer-size=8388608" in (tmp_path / "import" / "import.args").read_text().splitlines()


def of(properties: dict[str, object], id: str = "person/x", cls: str = "Person") -> Node:
    return Node(BASE + id, cls, properties)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ([of({"aliases": ()})], "person/x: aliases is an empty list"),
        ([of({"aliases": ("a\x1fb",)})], "person/x: aliases holds the character U\\+001F"),
        ([of({"name": ""})], "person/x: name is empty"),
        ([of({"colour": "red"})], "person/x: the ontology has no property colour"),
        ([of({"latitude": 2**63}, cls="Place")], "latitude is too large a number"),
        ([of({"name": "a"}), of({"name": "b"})], "person/x: two different nodes have this id"),
        ([Node("\ud800", "Person", {})], "half a surrogate pair"),
        ([Node("", "Person", {})], "a node's id is not text"),
        ([Edge(BASE + "nobody", "PARTY_TO", CEASEFIRE, {})], "there is no node .*nobody"),
        ([Edge(ARMENIA, "PARTY_TO", TOLD, {})], "the ontology has no PARTY_TO from Entity to Passage"),
        (
            [Edge(CLAIM, "ABOUT", CEASEFIRE, {}), Edge(CLAIM, "ABOUT", CEASEFIRE, {"confidence": 0.5})],
            "given twice, with different properties",
        ),
    ],
)
def test_what_cannot_be_loaded_or_imported_is_refused_by_name_and_leaves_nothing(
    tmp_path: Path, wrong: list[Node | Edge], complaint: str
) -> None:
    with pytest.raises(GraphError, match=complaint):
        bulk.write(*apart([*SAMPLE, *wrong]), tmp_path / "import")
    assert not list(tmp_path.iterdir())


def test_an_empty_graph_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="the graph is empty"):
        bulk.write(*apart([]), tmp_path / "import")
    assert not list(tmp_path.iterdir())


def test_an_earlier_export_is_replaced_when_the_new_one_is_whole_and_else_stays(tmp_path: Path) -> None:
    out = tmp_path / "import"
    bulk.write(*apart(SAMPLE), out)
    (out / "import.report").write_text("left by the importer")
    before = contents(out)

    def broken() -> Iterator[Node]:
        yield from apart(SAMPLE)[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bulk.write(broken(), [], out)
    assert contents(out) == before
    bulk.write(*apart([of({"name": "x"})]), out)
    files = {f"nodes-{label}{part}.csv" for label in ("Person", "KgraphLoad") for part in ("", "-header")}
    assert set(contents(out)) == {"README.txt", "import.args", "schema.cypher", *files}
    assert [path.name for path in tmp_path.iterdir()] == ["import"]


def test_a_folder_with_anything_else_in_it_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "import"
    bulk.write(*apart(SAMPLE), out)
    (out / "thesis.txt").write_text("years of work")
    complaints: list[tuple[Path, type[KgraphError], str]] = [(out, UsageError, "import: holds thesis.txt, which is no part of")]
    (tmp_path / "nodes").mkdir()
    (tmp_path / "nodes" / "nodes-Person.csv").touch()
    complaints.append((tmp_path / "nodes", UsageError, "holds nodes-Person.csv"))
    complaints.append((out / "thesis.txt", UsageError, "a file is there"))
    complaints.append((tmp_path / "none" / "import", ExportError, "No such file or directory"))
    for path, kind, complaint in complaints:
        with pytest.raises(kind, match=complaint):
            bulk.write(*apart(SAMPLE), path)
    assert (out / "thesis.txt").read_text() == "years of work"
    (tmp_path / "empty").mkdir()
    bulk.write(*apart(SAMPLE), tmp_path / "empty")
    assert (tmp_path / "empty" / "import.args").exists()


# The command


@pytest.fixture
def built(kgraph: Kgraph, tmp_path: Path) -> Kgraph:
    (tmp_path / "truce.txt").write_text(TRUCE)
    assert kgraph("build", "truce.txt").returncode == 0
    return kgraph


def test_the_command_tells_how_to_import_and_keeps_to_the_names(built: Kgraph, tmp_path: Path) -> None:
    done = built("export", "--to", "neo4j-csv", "my import/", "--graph", "truces", "--database", "news")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "cd 'my import' && neo4j-admin database import full @import.args\n"
    assert {row["graph:string"] for row in rows(tmp_path / "my import", "nodes-Country")} == {"truces"}
    assert (tmp_path / "my import" / "import.args").read_text().startswith("news\n")
    again = built("--graph", "truces", "--database", "news", "export", "again", "--to", "neo4j-csv")
    assert again.returncode == 0 and contents(tmp_path / "again") == contents(tmp_path / "my import")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["import", "--rdf12"], "neo4j-csv is no RDF"),
        (["import", "--describe", "about.ttl"], "neo4j-csv is no RDF"),
        (["import", "--graph", "(mine)"], "'(mine)' cannot name a graph"),
        (["import", "--database", "two words"], "'two words' cannot name a database"),
        (["."], ".: holds "),
        (["truce.txt"], "truce.txt: a file is there"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(kgraph: Kgraph, tmp_path: Path, arguments: list[str], complaint: str) -> None:
    (tmp_path / "truce.txt").write_text(TRUCE)
    done: subprocess.CompletedProcess[str] = kgraph("export", "--to", "neo4j-csv", *arguments)
    assert done.returncode == 2 and complaint in done.stderr and done.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["truce.txt"]
