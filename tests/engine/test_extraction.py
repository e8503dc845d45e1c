"""Facts as lines, as one Parquet file, as a folder of parts: the same facts, whole or not there, and completed where they are not."""

import json
import os
import shutil
from pathlib import Path

import pytest
from brittle import install
from conftest import ROOT, Kgraph, needs, run_kgraph

from kgraph.engine.extraction import form_of

parquet = needs("pyarrow.parquet")
EXAMPLE = ROOT / "examples" / "corpus" / "briefs.jsonl"


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment with a pipeline that takes no time."""
    env = install(tmp_path_factory.mktemp("package"))
    return {"PYTHONPATH": f"{env['PYTHONPATH']}{os.pathsep}{ROOT}"}


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Lines that make several shards, one of them bad."""
    records = [{"id": i, "text": f"Number {i} is calm." if i != 3 else "", "more": "x" * 30_000} for i in range(8)]
    (tmp_path / "news.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    (tmp_path / "kgraph.yaml").write_text("pipeline: brittle\n")
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_output_is_what_its_ending_says(tmp_path: Path) -> None:
    assert [form_of(name) for name in ("-", "a.jsonl", "a.parquet", "a/", str(tmp_path), "a")] == [
        "lines",
        "lines",
        "parquet",
        "folder",
        "folder",
        "lines",
    ]
    assert [form_of(name, ray=True) for name in ("-", "a.jsonl", "s3://b/a.parquet?x=y", "s3://b/a", "a")] == [
        "lines",
        "lines",
        "parquet",
        "folder",
        "folder",
    ]


def test_lines_parquet_and_folder_give_the_same_graph(kgraph: Kgraph, tmp_path: Path) -> None:
    for name in ("facts.jsonl", "facts.parquet", "facts/"):
        assert kgraph("extract", EXAMPLE, "-o", name).returncode == 0
        assert kgraph("load", name, "-w", f"of-{name.strip('/')}", "--quiet").returncode == 0
    lines = (tmp_path / "facts.jsonl").read_text().splitlines()
    table = parquet.read_table(tmp_path / "facts.parquet").to_pylist()
    assert [row["facts"] for row in table] == lines
    assert all(json.loads(row["facts"])["document"][name] == row[name] for row in table for name in row if name not in ("facts", "version"))
    graphs = [
        kgraph("export", "-w", f"of-{name}", f"{name}.nq").returncode or (tmp_path / f"{name}.nq").read_bytes()
        for name in ("facts.jsonl", "facts.parquet", "facts")
    ]
    assert len(graphs[0]) > 10_000
    assert graphs[0] == graphs[1] == graphs[2]


def test_a_folder_is_completed_and_never_mixed(news: Path, quick: dict[str, str]) -> None:
    def extract(*more: str) -> tuple[int, str]:
        done = run_kgraph(news, "extract", "news.jsonl", "-o", "facts/", *more, env=quick)
        return done.returncode, done.stderr

    told = (1, "kgraph: news.jsonl: line 4: field 'text' is empty\n")
    assert extract("-j", "1") == told
    whole = contents(news / "facts")
    assert len(whole) == 4
    (news / "facts" / "part-00000.parquet").unlink()
    (news / "facts" / "part-00001.parquet").write_bytes(b"PAR1 cut off")
    (news / "facts" / ".part-00002.parquet.0123456789ab.unfinished").write_bytes(b"PAR1")
    assert extract("-j", "2") == told
    assert contents(news / "facts") == whole
    # Other documents, other settings: said, and nothing is touched.
    with (news / "news.jsonl").open("a") as file:
        file.write('{"text": "One more."}\n')
    code, err = extract()
    assert (code, len(err.splitlines())) == (2, 1)
    assert "holds facts of other documents" in err
    assert contents(news / "facts") == whole
    assert extract("--overwrite") == told
    (news / "kgraph.yaml").write_text("pipeline: brittle\nread: {max_bytes: 1000000}\n")
    assert "other settings" in extract()[1]
    (news / "facts" / "_kgraph.json").unlink()
    assert "not known what they were made from" in extract()[1]


def test_what_a_folder_of_json_holds_beside_documents_is_passed_over(news: Path, quick: dict[str, str]) -> None:
    (news / "in").mkdir()
    for name in ("a.json", "z.jsonl"):
        (news / "in" / name).write_text(json.dumps({"setting": "x" * 70_000}) + "\n")
    (news / "in" / "b.jsonl").write_bytes((news / "news.jsonl").read_bytes())
    done = run_kgraph(news, "extract", "in", "-o", "facts/", env=quick)
    assert (done.returncode, done.stderr) == (1, "kgraph: in/b.jsonl: line 4: field 'text' is empty\n")
    lines = run_kgraph(news, "extract", "in", env=quick)
    assert (lines.returncode, lines.stderr) == (1, done.stderr)
    rows = [row["facts"] for part in sorted((news / "facts").glob("*.parquet")) for row in parquet.read_table(part).to_pylist()]
    assert rows == lines.stdout.splitlines()


def test_what_cannot_be_loaded_is_told_and_the_rest_goes_on(news: Path, quick: dict[str, str]) -> None:
    import pyarrow as pa

    assert run_kgraph(news, "extract", "news.jsonl", "-o", "facts/", env=quick).returncode == 1
    (news / "facts" / "part-00001.parquet").write_text("Not at all.")
    (news / "facts" / "part-00002.parquet").unlink()
    parquet.write_table(pa.table({"facts": ['{"half": ', None]}), news / "bad.parquet")
    parquet.write_table(pa.table({"text": ["One."]}), news / "other.parquet")
    done = run_kgraph(news, "load", "facts", "bad.parquet", "other.parquet", "--json", env=quick)
    told = done.stderr.splitlines()
    assert done.returncode == 1
    assert json.loads(done.stdout)["documents"]["new"] == 3
    assert "facts/part-00001.parquet: not a Parquet file" in told[0]
    assert told[1] == "kgraph: facts: 1 of its 3 parts are not there yet: run the same `kgraph extract` again, which makes them"
    assert told[2].startswith("kgraph: bad.parquet, row 1: not the facts of a document")
    assert told[3].startswith("kgraph: bad.parquet, row 2: not the facts of a document")
    assert told[4] == "kgraph: other.parquet: not written by kgraph extract: it has no column 'facts'"
    assert len(told) == 5


def test_addresses_are_read_and_written(news: Path, quick: dict[str, str]) -> None:
    (news / "in").mkdir()
    for name in ("b.txt", "a.txt", "c.md"):
        (news / "in" / name).write_text(f"It is calm in {name}.")
    shutil.copy(news / "news.jsonl", news / "in" / "more.jsonl")
    at = f"file://{news}"
    done = run_kgraph(news, "extract", f"{at}/in/*.txt", f"{at}/in/more.jsonl", f"{at}/none/", "-o", f"{at}/facts/", env=quick)
    assert done.stderr.splitlines() == [
        f"kgraph: {at}/in/more.jsonl: line 4: field 'text' is empty",
        f"kgraph: {at}/none/: no such file",
    ]
    loaded = run_kgraph(news, "load", f"{at}/facts", "--quiet", env=quick)
    assert (loaded.returncode, loaded.stderr) == (0, "")
    sources = [row["source"] for row in json.loads(run_kgraph(news, "documents", "-f", "json").stdout)]
    assert sources[:2] == [f"{at}/in/a.txt", f"{at}/in/b.txt"]
    assert len(sources) == 9
    for address in ("nowhere://news/a.txt", "s4://"):
        done = run_kgraph(news, "extract", address, env=quick)
        assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
        assert "no kind of address" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("extract", "news.jsonl", "-o", "facts.parquet"), 2),
        (("extract", "news.jsonl", "-o", "facts/"), 2),
        (("extract", "news.jsonl", "--engine", "ray", "-o", "facts"), 2),
        (("extract", "news.parquet"), 1),
        (("extract", "s3://bucket/news.jsonl"), 1),
        (("load", "news.parquet"), 2),
        (("load", "facts"), 2),
    ],
)
def test_without_pyarrow_it_is_said_what_to_install(news: Path, quick: dict[str, str], arguments: tuple[str, ...], code: int) -> None:
    blocked = news / "blocked"
    blocked.mkdir()
    (blocked / "pyarrow.py").write_text("raise ImportError('not installed')")
    (news / "news.parquet").write_bytes(b"PAR1")
    (news / "facts" if arguments[0] == "load" else news / "other").mkdir()
    done = run_kgraph(news, *arguments, env={"PYTHONPATH": f"{blocked}{os.pathsep}{quick['PYTHONPATH']}"})
    assert done.returncode == code
    assert len(done.stderr.splitlines()) == 1
    assert "needs pyarrow: pip install 'kgraph[parquet]'" in done.stderr
    assert not (news / ".kgraph").exists()


def test_without_ray_it_is_said_what_to_install(news: Path, quick: dict[str, str]) -> None:
    blocked = news / "blocked"
    blocked.mkdir()
    (blocked / "ray.py").write_text("raise ImportError('not installed')")
    env = {"PYTHONPATH": f"{blocked}{os.pathsep}{quick['PYTHONPATH']}"}
    done = run_kgraph(news, "extract", "news.jsonl", "--engine", "ray", "-o", "facts", env=env)
    assert (done.returncode, done.stderr) == (2, "kgraph: error: --engine ray needs Ray: pip install 'kgraph[ray]'\n")


def test_wrong_use_is_told_before_anything_is_made(news: Path) -> None:
    for arguments, reason in (
        (("news.jsonl", "-o", "facts/", "--address", "10.0.0.1:6379"), "it needs --engine ray"),
        (("-", "-o", "facts/"), "standard input cannot be divided"),
        (("news.jsonl", "-o", "kgraph.yaml/"), "is a file"),
    ):
        done = run_kgraph(news, "extract", *arguments, input="")
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
        assert reason in done.stderr
        assert not (news / "facts").exists()
