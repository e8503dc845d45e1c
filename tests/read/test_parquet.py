"""Parquet as input: the documents that the same records give as JSON."""

import datetime
import json
from dataclasses import replace
from pathlib import Path

from conftest import needs

from kgraph import read
from kgraph.errors import DocumentError, NotADocument
from kgraph.read import Article, ReadOptions
from kgraph.read.stretch import survey

pa = needs("pyarrow")
parquet = needs("pyarrow.parquet")

RECORDS = [
    {"id": "a1", "title": "Truce", "text": "Oslo said that the truce holds.", "date": "2020-10-10", "url": "https://example.org/1"},
    {"id": 7, "title": None, "text": "Bern denied it.", "date": None, "url": None},
]


def write(path: Path, records: list[dict], **options: object) -> str:
    columns = {key: [record.get(key) for record in records] for key in dict.fromkeys(key for record in records for key in record)}
    columns = {key: [str(value) if key == "id" and value else value for value in values] for key, values in columns.items()}
    parquet.write_table(pa.table(columns), path, **options)
    return str(path)


def articles(source: str, options: ReadOptions | None = None) -> list[Article | DocumentError]:
    return list(read.read(source, options))


def test_rows_are_the_documents_that_the_same_records_are_in_json(tmp_path: Path) -> None:
    found = articles(write(tmp_path / "news.parquet", RECORDS))
    (tmp_path / "news.json").write_text(json.dumps([{k: str(v) if k == "id" else v for k, v in r.items() if v} for r in RECORDS]))
    expected = articles(str(tmp_path / "news.json"))
    assert all(isinstance(article, Article) for article in found)
    assert [replace(article, source="") for article in found] == [replace(article, source="") for article in expected]
    assert [article.source for article in found] == ["https://example.org/1", f"{tmp_path}/news.parquet#7"]


def test_columns_of_other_names_and_kinds_are_found(tmp_path: Path) -> None:
    rows = [{"body": b"All is calm.", "meta": {"day": datetime.date(2021, 3, 4), "outlet": {"name": "AFP"}}, "more": b"\x00" * 99}]
    options = ReadOptions(fields={"text": "body", "date": "meta.day", "source": "meta.outlet"})
    [article] = articles(write(tmp_path / "news.parquet", rows), options)
    assert (article.text, article.published, article.publisher) == ("All is calm.", "2021-03-04", "AFP")


def test_a_bad_row_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    path = write(tmp_path / "news.parquet", [{"text": "One."}, {"text": " "}, {"text": None}, {"text": "x" * 200}, {"text": "Five."}])
    one, blank, none, large, five = articles(path, ReadOptions(max_bytes=100))
    assert (one.text, five.text) == ("One.", "Five.")
    assert str(blank) == f"{path}: row 2: field 'text' is empty"
    assert str(none) == f"{path}: row 3: no field 'text', so no document"
    assert str(large).startswith(f"{path}, row 4: too large")


def test_what_is_no_parquet_or_holds_no_text_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "bad.parquet").write_text("Not at all.\n")
    [error] = articles(str(tmp_path / "bad.parquet"))
    assert "not a Parquet file" in error.reason
    assert "\n" not in error.reason
    [error] = articles(write(tmp_path / "numbers.parquet", [{"n": 1}]))
    assert isinstance(error, NotADocument)
    damaged = Path(write(tmp_path / "news.parquet", [{"text": f"Number {i}."} for i in range(5000)], compression="none"))
    data = bytearray(damaged.read_bytes())
    data[len(data) // 3 : len(data) // 2] = b"\xff" * (len(data) // 2 - len(data) // 3)
    damaged.write_bytes(data)
    *_, last = articles(str(damaged))
    assert isinstance(last, DocumentError)
    assert last.reason.endswith("the rest is lost")


def test_a_file_cut_into_stretches_gives_the_same_documents(tmp_path: Path) -> None:
    records = [{"text": f"Number {i} is calm." if i % 7 else "", "id": str(i)} for i in range(1, 101)]
    table = write(tmp_path / "news.parquet", records, row_group_size=10)
    lines = tmp_path / "news.jsonl"
    lines.write_text("\n".join(json.dumps(record) for record in records))
    for source in (table, str(lines)):
        stretches = survey(source, 500).stretches
        assert len(stretches) > 3
        cut = [item for stretch in stretches for item in read.unread(source, stretch=stretch)]
        found = [item if isinstance(item, DocumentError) else item.read() for item in cut]
        assert list(map(str, found)) == list(map(str, articles(source)))
        assert any(": row 49: " in str(item) or ": line 49: " in str(item) for item in found)


def test_lines_that_cannot_be_cut_stay_together(tmp_path: Path) -> None:
    for name, text in (("blank.jsonl", "\n" * 999), ("one.jsonl", json.dumps({"text": "x" * 999})), ("prose.txt", "One.\n" * 999)):
        (tmp_path / name).write_text(text)
        assert survey(str(tmp_path / name), 100).stretches == ()
