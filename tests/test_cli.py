"""The command line as a user meets it: processes, exit codes, one clear line for each thing that goes wrong."""

import csv
import io
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, Kgraph

TRUCE = "Armenia and Azerbaijan agreed on a ceasefire on 10 October 2020. Russia mediated the ceasefire in Moscow.\n"
CLAIM = 'Moscow, 2 November 2020\n\n"We want peace," Armenian Prime Minister Nikol Pashinyan said on Monday.\n'
DENIAL = "Azerbaijan denied that its army had shelled Stepanakert, the Defence Ministry said.\n"


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for name, text in (("truce", TRUCE), ("claim", CLAIM), ("denial", DENIAL)):
        (folder / f"{name}.txt").write_text(text)
    return folder


def one_line(done: "subprocess.CompletedProcess[str]", code: int) -> str:
    """The one line of an error, having made sure that there is no other and nothing else."""
    assert done.returncode == code, done.stdout + done.stderr
    [line] = done.stderr.splitlines()
    assert line.startswith("kgraph: error: ")
    return line


# Building


def test_only_what_is_new_or_changed_is_read(kgraph: Kgraph, documents: Path) -> None:
    def build() -> dict[str, dict[str, int]]:
        done = kgraph("build", "news", "--json")
        assert (done.returncode, done.stderr) == (0, "")
        summary: dict[str, dict[str, int]] = json.loads(done.stdout)
        return summary

    first = build()
    assert first["documents"] == {"new": 3, "changed": 0, "unchanged": 0, "failed": 0, "skipped": 0}
    assert first["nodes"]["added"] > 3 and first["graph"]["agreements"] == 1
    second = build()
    assert second["documents"]["unchanged"] == 3
    assert set(second["nodes"].values()) | set(second["relations"].values()) == {0}
    (documents / "claim.txt").write_text(CLAIM.replace("Monday", "Tuesday"))
    third = build()
    assert third["documents"] == {"new": 0, "changed": 1, "unchanged": 2, "failed": 0, "skipped": 0}
    assert third["nodes"]["added"] and third["nodes"]["deleted"]


def test_a_bad_document_is_told_and_keeps_what_was_known_of_it_while_the_others_go_on(kgraph: Kgraph, documents: Path) -> None:
    assert kgraph("build", "news", "--quiet").stdout == ""
    kgraph("export", "before.nq")
    (documents / "truce.txt").write_bytes(b"\x00\x01\x02" * 1000)
    (documents / "empty.txt").write_bytes(b"")
    (documents / "fresh.txt").write_text("Russian Foreign Minister Sergey Lavrov visited Baku.\n")
    done = kgraph("build", "news", "missing.txt", "--json")
    assert done.returncode == 1
    assert [line.split(": ")[1] for line in sorted(done.stderr.splitlines())] == ["missing.txt", "news/empty.txt", "news/truce.txt"]
    assert json.loads(done.stdout)["documents"] == {"new": 1, "changed": 0, "unchanged": 2, "failed": 3, "skipped": 0}
    assert "Russia" in kgraph("ask", "mediators", "--format", "csv").stdout
    kgraph("forget", "fresh.txt", "--quiet")
    kgraph("export", "after.nq")
    assert (documents.parent / "before.nq").read_bytes() == (documents.parent / "after.nq").read_bytes()


def test_a_document_in_another_language_is_kept_without_facts_and_counted(kgraph: Kgraph, documents: Path) -> None:
    (documents / "french.txt").write_text(
        "Le ministre russe des Affaires étrangères, Sergueï Lavrov, a annoncé que l'Arménie et l'Azerbaïdjan avaient signé un "
        "cessez-le-feu à Moscou. « Nous respectons la trêve », a déclaré le porte-parole de l'armée azerbaïdjanaise samedi.\n"
    )
    done = kgraph("build", "news/french.txt", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["documents"]["new"], told["documents"]["other_language"]) == (0, 1, 1)
    assert not any(told["graph"].values())
    kgraph("extract", "news/french.txt", "-o", "french.jsonl")
    loaded = json.loads(kgraph("load", "french.jsonl", "--workspace", "other", "--json").stdout)
    assert loaded["documents"]["other_language"] == 1


def test_a_file_without_a_document_is_a_failure_only_where_it_was_named(kgraph: Kgraph, documents: Path) -> None:
    (documents / "settings.json").write_text('{"colour": "red"}')
    in_a_folder = kgraph("build", "news", "--json")
    assert (in_a_folder.returncode, in_a_folder.stderr, json.loads(in_a_folder.stdout)["documents"]["skipped"]) == (0, "", 1)
    named = kgraph("build", "news/settings.json", "--json")
    assert (named.returncode, json.loads(named.stdout)["documents"]["failed"]) == (1, 1)
    assert "settings.json" in named.stderr


def test_order_and_workers_change_nothing(kgraph: Kgraph, documents: Path) -> None:
    for workspace, arguments in (("one", ["news"]), ("two", ["news/truce.txt", "news/denial.txt", "news/claim.txt", "--workers", "2"])):
        assert kgraph("build", *arguments, "--workspace", workspace).returncode == 0
        assert kgraph("export", f"{workspace}.nq", "-w", workspace).returncode == 0
    one, two = ((documents.parent / f"{name}.nq").read_bytes() for name in ("one", "two"))
    assert one == two and len(one) > 1000


def test_facts_extracted_elsewhere_give_the_same_graph(kgraph: Kgraph, documents: Path) -> None:
    assert kgraph("extract", "news", "-o", "facts.jsonl").returncode == 0
    assert kgraph("load", "facts.jsonl", "--workspace", "loaded").returncode == 0
    assert kgraph("build", "news").returncode == 0
    kgraph("export", "built.nq")
    kgraph("export", "loaded.nq", "--workspace", "loaded")
    assert (documents.parent / "built.nq").read_bytes() == (documents.parent / "loaded.nq").read_bytes()
    again = kgraph("build", "news", "-w", "loaded", "--json")
    assert json.loads(again.stdout)["documents"]["unchanged"] == 3
    piped = kgraph("load", "-", "-w", "piped", "--json", input=kgraph("extract", "news/truce.txt").stdout + '{"half": \n')
    assert piped.returncode == 1 and "line 2: not the facts of a document" in piped.stderr
    assert json.loads(piped.stdout)["documents"]["new"] == 1


def test_standard_input_is_a_document(kgraph: Kgraph) -> None:
    assert kgraph("build", "-", input=TRUCE).returncode == 0
    assert kgraph("build", "-", input=CLAIM).returncode == 0
    listed = json.loads(kgraph("documents", "--format", "json").stdout)
    assert len(listed) == 2


@pytest.mark.parametrize(("number", "workers"), [(signal.SIGINT, 2), (signal.SIGTERM, 1)])
def test_an_interrupted_build_says_so_and_goes_on_where_it_was(
    kgraph: Kgraph, tmp_path: Path, number: signal.Signals, workers: int
) -> None:
    (tmp_path / "many").mkdir()
    # Enough that the build goes on well after its first commit, however fast the machine.
    many = 240
    for number_of in range(many):
        (tmp_path / "many" / f"{number_of}.txt").write_text(
            f"{TRUCE.replace('10 October', f'{number_of % 28 + 1} October')}\n\n" * 30 + str(number_of)
        )
    command = [sys.executable, "-m", "kgraph", "build", "many", "--workers", str(workers)]
    build = subprocess.Popen(command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True)
    while build.poll() is None and not kept(tmp_path):
        time.sleep(0.05)
    build.send_signal(number)
    _, errors = build.communicate(timeout=60)
    assert build.returncode == 130
    assert errors.strip() == "kgraph: interrupted; what was done is kept, and the same command goes on from there"
    before = kept(tmp_path)
    assert 0 < before < many
    done = kgraph("build", "many", "--json", "--workers", "2")
    assert json.loads(done.stdout)["documents"] == {"new": many - before, "changed": 0, "unchanged": before, "failed": 0, "skipped": 0}


def kept(folder: Path) -> int:
    """How many documents the workspace in `folder` holds for certain."""
    try:
        with sqlite3.connect(f"file:{folder / '.kgraph' / 'facts.sqlite'}?mode=ro", uri=True) as database:
            return int(database.execute("SELECT count(*) FROM documents").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


# Asking


def test_rows_come_as_a_table_csv_or_json(kgraph: Kgraph, documents: Path) -> None:
    kgraph("build", "news")
    [row] = json.loads(kgraph("ask", "mediators", "--format", "json").stdout)
    assert (row["mediator"], row["date"], row["parties"]) == ("Russia", "2020-10-10", ["Armenia", "Azerbaijan"])
    [flat] = csv.DictReader(io.StringIO(kgraph("ask", "mediators", "-f", "csv").stdout))
    assert flat["parties"] == "Armenia; Azerbaijan"
    assert "Russia" in kgraph("ask", "mediators").stdout
    assert json.loads(kgraph("ask", "mediators", "-f", "json", "--param", "mediator=France").stdout) == []
    found = kgraph(
        "cypher", "MATCH (d:Document) WHERE d.source = $source RETURN d.source AS source", "-p", "source=news/claim.txt", "-f", "csv"
    )
    assert found.stdout == "source\nnews/claim.txt\n"


def test_without_a_name_the_questions_are_listed(kgraph: Kgraph) -> None:
    assert len(json.loads(kgraph("ask", "--format", "json").stdout)) >= 14


def test_a_reader_that_stops_is_no_error(kgraph: Kgraph) -> None:
    done = subprocess.run(
        f"'{sys.executable}' -m kgraph ask; echo $? >&2", shell=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=closed_pipe(), stderr=subprocess.PIPE, text=True, timeout=60,
    )  # fmt: skip
    assert done.stderr == "141\n"


def closed_pipe() -> int:
    """The writing end of a pipe that nobody reads any more."""
    reading, writing = os.pipe()
    os.close(reading)
    return writing


# Who is who


def test_entities_are_listed_searched_and_shown(kgraph: Kgraph, documents: Path) -> None:
    (documents / "second.txt").write_text("Nikol Pashinyan met the press in Yerevan. Pashinyan thanked Russia.\n")
    kgraph("build", "news", "--quiet")
    rows = json.loads(kgraph("entities", "list", "--format", "json").stdout)
    assert rows[0] == {"id": "person/nikol-pashinyan", "kind": "Person", "name": "Nikol Pashinyan", "documents": 2, "mentions": 3}
    flat = kgraph("entities", "list", "--kind", "Person", "-f", "csv", "--limit", "1").stdout
    assert flat == "id,kind,name,documents,mentions\nperson/nikol-pashinyan,Person,Nikol Pashinyan,2,3\n"
    # Case and accents are set aside, a misspelling is forgiven, and the name that was found is told.
    for text, matched in (("PÁSHINYAN", "Pashinyan"), ("nikol p", "Nikol Pashinyan"), ("Pashinian", "Pashinyan")):
        best = json.loads(kgraph("entities", "search", text, "-f", "json").stdout)[0]
        assert (best["id"], best["matched"]) == ("person/nikol-pashinyan", matched)
    for asked in ("person/nikol-pashinyan", "https://w3id.org/kgraph/id/person/nikol-pashinyan", "Pashinyan"):
        shown = json.loads(kgraph("entities", "show", asked, "-f", "json").stdout)
        assert shown["names"] == {"Nikol Pashinyan": 2, "Pashinyan": 1}
        assert shown["documents"] == {"news/claim.txt": 1, "news/second.txt": 2}
        [serves] = shown["affiliations"]
        assert (serves["id"], serves["role"], serves["source"]) == ("country/AM", "Prime Minister", "news/claim.txt")
        assert "Armenian Prime Minister" in serves["sentence"]
        assert shown["why"] == ["same name and kind"]
    place = json.loads(kgraph("entities", "show", "Moscow", "-f", "json").stdout)
    assert place["known"]["geonames"] == "524901" and 55 < place["known"]["latitude"] < 56
    assert "Prime Minister" in kgraph("entities", "show", "Pashinyan").stdout


def test_an_entity_that_is_unknown_or_several_is_told_with_near_ones(kgraph: Kgraph, documents: Path) -> None:
    (documents / "second.txt").write_text("Armenian Prime Minister Arman Pashinyan met the press. Pashinyan left.\n")
    kgraph("build", "news", "--quiet")
    assert "near are person/nikol-pashinyan, " in one_line(kgraph("entities", "show", "person/nikol-pashinian"), 2)
    assert "do you mean Person?" in one_line(kgraph("entities", "list", "--kind", "person"), 2)
    assert "no name to search for" in one_line(kgraph("entities", "search", "!!"), 2)
    assert json.loads(kgraph("entities", "search", "Xyzzy", "-f", "json").stdout) == []
    (documents / "third.txt").write_text("Pashinyan travelled to Baku.\n")
    kgraph("build", "news", "--quiet")
    several = one_line(kgraph("entities", "show", "Pashinyan"), 2)
    assert "'Pashinyan' may be person/arman-pashinyan or person/pashinyan/" in several and several.endswith("; give the id")


# Going wrong


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["biuld", "news"], "No such command"),
        (["build"], "nothing to build"),
        (["build", "x.txt", "--workers", "0"], "--workers"),
        (["build", "x.txt", "--nonsense"], "No such option"),
        (["build", "x.txt", "--config", "missing.yaml"], "missing.yaml: no such file"),
        (["ask", "mediatros"], "did you mean mediators"),
        (["ask", "mediators"], "there is no graph in .kgraph yet"),
        (["ask", "mediators", "--param", "colour=red"], "has no parameter 'colour'"),
        (["ask", "mediators", "--param", "red"], "expected NAME=VALUE"),
        (["ask", "mediators", "--uri", "http://127.0.0.1"], "not a Bolt address"),
        (["export", "graph.docx"], "graph.docx"),
        (["export", "graph.nq"], "there is no workspace"),
        (["forget", "x.txt"], "there is no workspace"),
        (["documents"], "there is no workspace"),
        (["entities", "list"], "there is no workspace"),
        (["entities", "lst"], "No such command"),
        (["load", "missing.jsonl"], "missing.jsonl cannot be read"),
    ],
)
def test_wrong_use_is_one_line_and_leaves_nothing_behind(kgraph: Kgraph, tmp_path: Path, arguments: list[str], expected: str) -> None:
    assert expected in one_line(kgraph(*arguments), 2)
    assert not list(tmp_path.iterdir())


def test_a_query_that_writes_is_refused(kgraph: Kgraph, documents: Path) -> None:
    kgraph("build", "news/truce.txt")
    one_line(kgraph("cypher", "MATCH (n) DETACH DELETE n"), 2)
    assert "Russia" in kgraph("ask", "mediators").stdout


@pytest.mark.parametrize("server", ["embedded", "neo4j"])
def test_a_query_of_ones_own_knows_its_graph_and_a_wrong_one_is_wrong_use(kgraph: Kgraph, documents: Path, server: str) -> None:
    env = {name: value for name, value in os.environ.items() if name.startswith("NEO4J_")} if server == "neo4j" else {}
    if server == "neo4j" and "NEO4J_URI" not in env:
        pytest.skip("NEO4J_URI is not set")
    name = f"test cli {os.getpid()}"

    def count(*more: str) -> int:
        done = kgraph("cypher", "MATCH (n {graph: $graph}) RETURN count(n) AS n", *more, "-f", "json", env=env)
        assert (done.returncode, done.stderr) == (0, "")
        rows: list[dict[str, int]] = json.loads(done.stdout)
        return rows[0]["n"]

    assert kgraph("build", "news/truce.txt", "--graph", name, "--quiet", env=env).returncode == 0
    try:
        assert count("--graph", name) > 3
        assert count("--graph", "no such graph") == 0
        assert count("--graph", "no such graph", "--param", f"graph={name}") == count("--graph", name)
        done = kgraph("cypher", "RETURN $graph AS graph", "-f", "json", env=env)
        assert json.loads(done.stdout) == [{"graph": "default"}]
        for query, expected in (("MATCH (n RETURN n", "RETURN"), ("RETURN $unknown", "unknown"), ("RETURN nothing", "nothing")):
            line = one_line(kgraph("cypher", query, env=env), 2)
            assert "does not take the query" in line and expected in line
        assert "CREATE would change the graph" in one_line(kgraph("cypher", "MATCH (n) CREATE (m:Entity) RETURN m", env=env), 2)
    finally:
        assert kgraph("forget", "news/truce.txt", "--graph", name, "--quiet", env=env).returncode == 0


def test_a_store_that_is_down_is_told_before_anything_is_read(kgraph: Kgraph, documents: Path) -> None:
    nowhere = {"NEO4J_URI": "bolt://127.0.0.1:1", "NEO4J_PASSWORD": "not-for-the-log"}
    for arguments in (["build", "news"], ["ask", "mediators"]):
        line = one_line(kgraph(*arguments, env=nowhere), 3)
        assert "127.0.0.1:1" in line and "not-for-the-log" not in line
    assert not (documents.parent / ".kgraph").exists()


def test_a_workspace_in_use_is_told(kgraph: Kgraph, documents: Path) -> None:
    from kgraph.workspace import Workspace

    with Workspace(documents.parent / ".kgraph", write=True):
        assert "in use by another process" in one_line(kgraph("build", "news"), 3)


def test_a_damaged_workspace_is_told(kgraph: Kgraph, documents: Path) -> None:
    (documents.parent / ".kgraph").mkdir()
    (documents.parent / ".kgraph" / "facts.sqlite").write_bytes(b"nonsense" * 1000)
    for arguments in (["build", "news"], ["export", "out.nq"], ["documents"]):
        assert "damaged" in one_line(kgraph(*arguments), 3)


def test_a_fault_is_one_line_and_debug_shows_where(kgraph: Kgraph, tmp_path: Path) -> None:
    # A stand-in for a fault: the module that the command is about to import raises.
    (tmp_path / "kgraph_fault.py").write_text(
        "import kgraph.workspace\ndef broken(*a, **k): raise KeyError('oops')\nkgraph.workspace.Workspace = broken\n"
    )
    run = "import kgraph_fault, sys; from kgraph.cli import main; main()"

    def fault(*arguments: str) -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"}
        return subprocess.run(
            [sys.executable, "-c", run, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
        )

    assert "a fault in kgraph: KeyError" in one_line(fault("documents"), 70)
    assert "Traceback" in fault("documents", "--debug").stderr


# Being quick and orderly


def test_help_takes_less_than_a_third_of_a_second(kgraph: Kgraph) -> None:
    kgraph("--help")  # compiles what is new
    taken = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert "build" in kgraph("--help").stdout
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(taken) < 0.3


def test_without_arguments_there_is_help(kgraph: Kgraph) -> None:
    done = kgraph()
    assert done.returncode == 2 and "build" in done.stdout + done.stderr


def test_common_options_stand_before_the_command_or_after_it(kgraph: Kgraph, documents: Path) -> None:
    assert kgraph("--workspace", "here", "build", "news/truce.txt").returncode == 0
    assert "news/truce.txt" in kgraph("documents", "--workspace", "here", "-f", "csv").stdout
    assert "news/truce.txt" in kgraph("documents", "-f", "csv", env={"KGRAPH_WORKSPACE": "here"}).stdout


def test_every_command_has_help(kgraph: Kgraph) -> None:
    for command in ("build", "extract", "load", "forget", "documents", "entities", "ask", "cypher", "export", "check"):
        done = kgraph(command, "--help")
        assert done.returncode == 0 and "Usage" in done.stdout
