"""Bad files give one clear line each; what can be read is read exactly."""

import gzip
import io
import json
import os
import time

import pytest

from kgraph.errors import DocumentError, NotADocument
from kgraph.read import Article, ReadOptions, read

STORY = "The two sides agreed on a truce on Friday, the minister said.\r\n\r\nIt was signed in the capital.\n"


def only(tmp_path, name, data, options=None):
    path = tmp_path / name
    path.write_bytes(data)
    [result] = read(str(path), options)
    return result


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "empty file"),
        ("a.html", b"", "empty file"),
        ("a.txt", b" \n\t\r\n", "nothing but white space"),
        ("a.txt", bytes(range(256)) * 20, "binary file, not text"),
        ("a.txt", b"\x89PNG\r\n\x1a\n....", "not text but a PNG image"),
        ("a.txt", STORY.encode() + b"\0", "binary file, not text"),
        ("a.md", b"---\ntitle: Only this\n---\n", "no text in it"),
        ("a.html", b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "no text in the page"),
        ("a.json", b'{"text": "The two si', "not valid JSON"),
        ("a.json", b"[" * 200000, "nested too deeply"),
        ("a.json", b'{"text": 5}', "is not text"),
        ("a.json", b'{"text": "  "}', "is empty"),
        ("a.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type", "damaged PDF"),
        ("a.pdf", STORY.encode(), "not a PDF file"),
        ("a.docx", b"PK", "unknown format"),
        ("a.txt.gz", gzip.compress(os.urandom(20000))[:5000], "damaged gzip file"),
        ("a.jsonl", b"\n \n", "nothing but white space"),
    ],
)
def test_one_clear_line(tmp_path, name, data, reason):
    error = only(tmp_path, name, data)
    assert isinstance(error, DocumentError)
    assert reason in str(error) and name in str(error) and "\n" not in str(error)


def test_json_without_text_is_told_from_a_broken_document(tmp_path):
    assert isinstance(only(tmp_path, "a.gold.json", b'{"entities": []}'), NotADocument)


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_file_is_refused_at_once(tmp_path, make):
    make(tmp_path / "a.txt")
    [error] = read(str(tmp_path / "a.txt"))
    assert "is a folder" in str(error) or "not a regular file" in str(error)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(STORY)
    path.chmod(0)
    [error] = read(str(path))
    assert "no permission" in str(error)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_clean_text_comes_back_exactly(tmp_path, encoding):
    # Curly and straight quotes, ligatures, decomposed and full-width letters, line endings: none of it is "mended".
    text = "“Yes” – it’s 'so' ﬁne, e\u0301t cafe\u0301, ＡＢＣ &amp; Şuşa.\r\nՀայաստան  и Россия…\n" + STORY
    assert only(tmp_path, "a.txt", text.encode(encoding)).text == text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Le café de São Paulo: the minister was naïve.".encode("latin-1"), "Le café de São Paulo: the minister was naïve."),
        ("“Yes” – the minister’s reply.".encode("cp1252"), "“Yes” – the minister’s reply."),
        ("The ministerâ€™s reply came.".encode(), "The minister’s reply came."),
        ("The café closed.é".encode()[:-1], "The café closed."),
        ("The talks.".encode("utf-16")[:-1], "The talks"),
    ],
)
def test_other_encodings_and_broken_ends(tmp_path, data, text):
    assert only(tmp_path, "a.txt", data).text == text


def test_cyrillic_in_an_old_code_page(tmp_path):
    text = "Стороны договорились о прекращении огня в пятницу, заявил министр иностранных дел республики. " * 3
    article = only(tmp_path, "a.txt", text.encode("cp1251"))
    assert article.text == text and article.language == "und"


def test_blocks_cover_all_that_is_not_white_space(tmp_path):
    article = only(tmp_path, "a.txt", STORY.encode())
    assert [article.text[b.start : b.end] for b in article.blocks] == [p.strip() for p in STORY.strip().split("\r\n\r\n")]


def test_a_huge_file_is_refused_fast_and_a_gzip_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "a.txt"
    with open(path, "wb") as file:
        file.truncate(50_000_000)
    begun = time.perf_counter()
    [error] = read(str(path))
    assert "too large: 50 MB" in str(error) and time.perf_counter() - begun < 0.5
    assert "too large" in str(only(tmp_path, "b.txt.gz", gzip.compress(b"\0" * 3_000_000), ReadOptions(max_bytes=1_000_000)))


@pytest.mark.parametrize(
    "text",
    ["a" * 2_000_000, "aaaaB" * 200_000, ". " * 500_000, "1:2 " * 200_000, "By Aa Bb " * 100_000, "\n".join(["Aa bb"] * 50_000)],
    ids=["one word", "capitals", "full stops", "clocks", "names", "short lines"],
)
def test_odd_text_takes_no_more_than_linear_time(tmp_path, text):
    begun = time.perf_counter()
    assert isinstance(only(tmp_path, "a.txt", text.encode()), Article)
    assert time.perf_counter() - begun < 10


def test_a_bad_line_of_json_lines_is_named_and_the_others_go_on(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    records = [json.dumps({"text": "One truce holds."}), "not json", "", "[1]", "[" * 100000, json.dumps({"text": "Another truce ends."})]
    path.write_bytes(gzip.compress("\n".join(records).encode()))
    results = list(read(str(path)))
    assert [r.text for r in results if isinstance(r, Article)] == ["One truce holds.", "Another truce ends."]
    assert [str(r).split(": ")[1] for r in results if isinstance(r, DocumentError)] == ["line 2", "line 4", "line 5"]


def test_json_lines_cut_within_gzip_gives_what_came_before(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    lines = b"".join(json.dumps({"text": f"Truce {i} holds. {os.urandom(60).hex()}"}).encode() + b"\n" for i in range(2000))
    path.write_bytes(gzip.compress(lines)[:60000])
    *articles, error = read(str(path))
    assert len(articles) > 100 and "damaged gzip" in str(error)


def test_a_line_over_the_limit_is_skipped_alone(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": "x" * 5000}) + "\n" + json.dumps({"text": "A truce holds."}))
    [error, article] = read(str(path), ReadOptions(max_bytes=1000))
    assert "line 1" in str(error) and article.text == "A truce holds."


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"The talks go on.", "The talks go on."),
        (b'{"text": "The talks go on."}', "The talks go on."),
        (b"<!DOCTYPE html><p>The talks go on.</p>", "The talks go on."),
        (gzip.compress(b"The talks go on."), "The talks go on."),
    ],
)
def test_standard_input_is_told_by_its_bytes(data, text):
    [article] = read("-", stdin=io.BytesIO(data))
    assert (article.source, article.text) == ("-", text)
