"""The example documents: every input format is there, small, and says what `examples/expected.yaml` claims."""

import gzip
import html
import importlib.util
import json
import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

from kgraph.read.article import Article
from kgraph.read.reader import read

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
EXPECTED: dict[str, Any] = yaml.safe_load((EXAMPLES / "expected.yaml").read_text("utf-8"))
FILES = sorted([*(EXAMPLES / "corpus").iterdir(), *(EXAMPLES / "pdf").iterdir()])


def texts(path: Path) -> Iterator[str]:
    """The words of each document in `path`, boilerplate included, white space made single spaces."""
    if path.suffix == ".pdf":
        shown = re.findall(r"^\((.*)\) Tj", path.read_bytes().decode("cp1252"), re.MULTILINE)
        raw = [" ".join(re.sub(r"\\(.)", r"\1", line) for line in shown)]
    elif path.suffix == ".gz":
        raw = [gzip.decompress(path.read_bytes()).decode("utf-8")]
    elif path.suffix in (".json", ".jsonl"):
        text = path.read_text("utf-8")
        records = [json.loads(text)] if path.suffix == ".json" else [json.loads(line) for line in text.splitlines()]
        raw = [f"{record['title']} {record['text']}" for record in records]
    elif path.suffix == ".html":
        body = path.read_text("utf-8").partition("<body>")[2]
        raw = [html.unescape(re.sub(r"<[^>]+>", " ", body))]
    else:
        raw = [re.sub(r"\A---\n.*?\n---\n", "", path.read_text("utf-8"), flags=re.DOTALL)]
    for each in raw:
        yield " ".join(each.split())


def entries() -> list[Any]:
    return [pytest.param(e, id=f"{e['file']}:{e.get('record', 1)}") for e in EXPECTED["documents"]]


def text_of(entry: dict[str, Any]) -> str:
    record: int = entry.get("record", 1)
    return list(texts(EXAMPLES / entry["file"]))[record - 1]


def test_every_input_format_is_there() -> None:
    kinds = {"".join(path.suffixes) for path in FILES}
    assert {".txt", ".txt.gz", ".md", ".html", ".json", ".jsonl", ".pdf"} <= kinds


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_documents_are_short(path: Path) -> None:
    assert path.stat().st_size < 8_000
    for text in texts(path):
        assert 80 <= len(text.split()) <= 350


def test_each_document_has_its_expectations_and_a_line_in_the_readme() -> None:
    listed = [(entry["file"], entry.get("record", 1)) for entry in EXPECTED["documents"]]
    there = [(f"{p.parent.name}/{p.name}", n) for p in FILES for n, _ in enumerate(texts(p), 1)]
    assert sorted(listed) == sorted(there)
    readme = (EXAMPLES / "README.md").read_text("utf-8")
    assert [p.name for p in FILES if p.name not in readme] == []
    assert "Apache-2.0" in readme


@pytest.mark.parametrize("entry", entries())
def test_expected_words_stand_in_the_document(entry: dict[str, Any]) -> None:
    text = text_of(entry)
    words = [w for s in entry["statements"] for w in (s["content"], s["cue"])]
    words += [w for pair in entry.get("disputes", ()) for w in pair]
    words += entry.get("boilerplate", ())
    assert [w for w in words if w not in text] == []


@pytest.mark.parametrize("entry", entries())
def test_expected_persons_and_dates_stand_in_the_document(entry: dict[str, Any]) -> None:
    text = text_of(entry)
    for person, _, role in entry.get("affiliations", ()):
        assert person in text
        assert role is None or role.lower() in text.lower()
    for place, inside in entry.get("locations", ()):
        assert place in text and inside in text
    dates = [a["date"] for a in entry["agreements"]]
    assert len(set(dates)) == len(dates), "two agreements of one document are told apart by date"
    for statement in entry["statements"]:
        assert statement.get("violates", dates[0]) in dates


def test_a_name_of_boilerplate_stands_nowhere_else() -> None:
    for entry in EXPECTED["documents"]:
        text = text_of(entry)
        for line in entry.get("boilerplate", ()):
            text = text.replace(line, "")
        assert [name for name in EXPECTED["never"] if name in text] == []


def test_several_outlets_tell_of_the_same_agreement() -> None:
    for merged in EXPECTED["merged"]:
        told = [
            entry["file"]
            for entry in EXPECTED["documents"]
            if any((a["kind"], a["date"]) == (merged["kind"], merged["date"]) for a in entry["agreements"])
        ]
        assert sorted(told) == sorted(merged["files"]) and len(told) > 1


def test_two_persons_share_a_surname() -> None:
    persons = {who for entry in EXPECTED["documents"] for who, _, _ in entry.get("affiliations", ())}
    namesakes = {frozenset(p) for p in combinations(persons, 2) if p[0].split()[-1] == p[1].split()[-1]}
    assert {frozenset(pair) for pair in EXPECTED["apart"][:2]} <= namesakes


def test_the_pdf_is_what_its_generator_writes() -> None:
    spec = importlib.util.spec_from_file_location("make_example_pdf", ROOT / "tools" / "make_example_pdf.py")
    assert spec is not None and spec.loader is not None
    generator = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generator)
    assert generator.TARGET.read_bytes() == generator.pdf(generator.TITLE, generator.PARAGRAPHS)


def test_pypdf_reads_the_text_and_the_date_of_the_pdf() -> None:
    pypdf = pytest.importorskip("pypdf", reason="needs the extra kgraph[pdf]")
    reader = pypdf.PdfReader(EXAMPLES / "pdf" / "mozambique-rome-1992.pdf")
    assert "mediated by the Community of Sant'Egidio" in " ".join(reader.pages[0].extract_text().split())
    assert reader.metadata.creation_date.date().isoformat() == "1992-10-05"


def as_read(entry: dict[str, Any]) -> Article:
    if entry["file"].endswith(".pdf"):
        pytest.importorskip("pypdf", reason="needs the extra kgraph[pdf]")
    article = list(read(str(EXAMPLES / entry["file"])))[entry.get("record", 1) - 1]
    assert isinstance(article, Article), article
    return article


@pytest.mark.parametrize("entry", entries())
def test_date_publisher_and_entries_are_read(entry: dict[str, Any]) -> None:
    article = as_read(entry)
    assert (article.published, article.publisher) == (entry["published"], entry["publisher"])
    stamps = {s["date"] for s in entry["statements"] if "T" in s.get("date", "")}
    assert stamps <= {block.date for block in article.blocks}


@pytest.mark.parametrize("entry", entries())
def test_what_is_expected_is_read_and_boilerplate_is_set_apart(entry: dict[str, Any]) -> None:
    article = as_read(entry)
    kept = " ".join(" ".join(article.text[b.start : b.end] for b in article.blocks if b.kind != "boilerplate").split())
    assert [s["content"] for s in entry["statements"] if s["content"] not in kept] == []
    assert [line for line in entry.get("boilerplate", ()) if line in kept] == []
