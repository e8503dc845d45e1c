"""The benchmarks' texts: the same on every run, and such that kgraph finds in them what it looks for."""

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Kgraph

from kgraph.gazetteer import gazetteer

PROGRAM = ROOT / "benchmarks" / "texts.py"


def written(folder: Path, *arguments: str | int, name: str = "corpus.jsonl") -> Path:
    out = folder / name
    subprocess.run([sys.executable, str(PROGRAM), *map(str, arguments), "-o", str(out)], check=True, timeout=60)
    return out


def records(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("texts"), 400)


def test_the_same_seed_gives_the_same_bytes_and_another_one_other_texts(tmp_path: Path, corpus: Path) -> None:
    again = written(tmp_path, 400)
    assert again.read_bytes() == corpus.read_bytes()
    other = records(written(tmp_path, 50, "--seed", 2))
    assert not {record["text"] for record in other} & {record["text"] for record in records(corpus)}


def test_a_document_is_the_same_in_whichever_part_it_is_made(tmp_path: Path, corpus: Path) -> None:
    part = records(written(tmp_path, 30, "--start", 117, name="part.jsonl.gz"))
    assert part == records(corpus)[117:147]


def test_texts_are_as_long_as_news_and_every_slot_is_filled(corpus: Path) -> None:
    found = records(corpus)
    lengths = [len(record["text"].split()) for record in found]
    assert 250 < sum(lengths) / len(lengths) < 350
    assert min(lengths) >= 60 and max(lengths) < 1600
    assert not [record["text"] for record in found if re.search(r"[{}%]|\(\w+\)s|,[.,]|\bNone\b", record["text"] + record["title"])]
    assert len({record["url"] for record in found}) == len({record["id"] for record in found}) == 400


def test_no_passage_comes_twice_in_a_text(corpus: Path) -> None:
    for record in records(corpus):
        sentences = [re.sub(r"[A-Z]\w+|\d+", "", sentence) for sentence in re.split(r"(?<=[.!?”]) +|\n+", record["text"])]
        sentences = [sentence for sentence in sentences if len(sentence.split()) > 8]
        assert len(set(sentences)) == len(sentences), record["id"]


def test_kgraph_finds_statements_agreements_and_offices_in_them(kgraph: Kgraph, tmp_path: Path, corpus: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text("\n".join(corpus.read_text("utf-8").splitlines()[:20]), "utf-8")
    done = kgraph("extract", "corpus.jsonl", "-o", "facts.jsonl", "--workers", "1")
    assert done.returncode == 0, done.stderr
    facts = [json.loads(line) for line in (tmp_path / "facts.jsonl").read_text("utf-8").splitlines()]
    assert len(facts) == 20
    statements = [statement for one in facts for statement in one["statements"]]
    assert len(statements) > 80
    assert {"claim", "accuse", "deny", "urge", "announce"} <= {statement["act"] for statement in statements}
    assert any(statement["direct"] for statement in statements)
    agreements = [agreement for one in facts for agreement in one["agreements"]]
    assert any(a["parties"] and a["mediators"] and a["places"] and a["date"] for a in agreements)
    assert sum(len(one["affiliations"]) for one in facts) > 40
    assert sum(len(one["locations"]) for one in facts) > 5


def test_a_live_blog_among_them_is_read_as_one(kgraph: Kgraph, tmp_path: Path, corpus: Path) -> None:
    live = next(line for line in corpus.read_text("utf-8").splitlines() if json.loads(line)["title"].startswith("Live: "))
    (tmp_path / "live.jsonl").write_text(live, "utf-8")
    assert kgraph("extract", "live.jsonl", "-o", "facts.jsonl", "--workers", "1").returncode == 0
    facts = json.loads((tmp_path / "facts.jsonl").read_text("utf-8"))
    day = json.loads(live)["date"]
    assert {statement["evidence"]["date"][:11] for statement in facts["statements"]} == {f"{day}T"}


def test_the_states_and_towns_are_such_as_the_gazetteer_knows() -> None:
    known = gazetteer()
    rows = (ROOT / "benchmarks" / "patterns" / "countries.tsv").read_text("utf-8").splitlines()[1:]
    for name, adjective, *towns in (row.split("\t") for row in rows):
        country = known.lookup(name)[0]
        assert country.kind == "Country" and known.demonym(adjective) == country
        assert all(any(entry.kind == "Settlement" for entry in known.lookup(town)) for town in towns), towns
