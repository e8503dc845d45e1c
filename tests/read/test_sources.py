"""Which files are meant when folders, globs and files are named."""

import hashlib
import os

import pytest

from kgraph.errors import DocumentError
from kgraph.read import fingerprint, read, sources
from kgraph.read.sources import extent


@pytest.fixture
def folder(tmp_path):
    for name in ("b.txt", "a.md", "sub/c.html.gz", ".hidden.txt", ".git/d.txt", "picture.png", "sub/notes.docx"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    return tmp_path


def names(found, base):
    return [os.path.relpath(f, base) for f in found]


def test_a_folder_gives_its_documents_sorted_without_hidden_and_foreign_files(folder):
    assert names(sources([str(folder)]), folder) == ["a.md", "b.txt", os.path.join("sub", "c.html.gz")]


def test_each_document_comes_once_in_the_order_named(folder):
    found = sources([str(folder / "b.txt"), str(folder), str(folder / "*.txt"), "-", "-"])
    assert names(found, folder)[:3] == ["b.txt", "a.md", os.path.join("sub", "c.html.gz")]
    assert list(sources(["-", "-"])) == ["-"]


def test_a_folder_or_glob_without_documents_says_so(tmp_path):
    [empty, nothing] = sources([str(tmp_path), str(tmp_path / "*.txt")])
    assert isinstance(empty, DocumentError) and "holds no documents" in str(empty)
    assert isinstance(nothing, DocumentError) and "no file matches" in str(nothing)


def test_a_file_named_directly_is_refused_in_words_where_its_format_is_unknown(folder):
    [source] = sources([str(folder / "picture.png")])
    [error] = read(source)
    assert "unknown format" in str(error)


def test_a_link_that_loops_does_not_hang(tmp_path):
    (tmp_path / "a.txt").write_text("x")
    os.symlink(tmp_path, tmp_path / "loop")
    assert names(sources([str(tmp_path)]), tmp_path) == ["a.txt"]


def test_the_fingerprint_is_the_hash_an_article_has(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"The talks go on in the capital.\r\n")
    [article] = read(str(path))
    assert fingerprint(str(path)) == article.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(DocumentError, match="no such file"):
        fingerprint(str(tmp_path / "missing.txt"))


def test_a_folder_is_sorted_as_its_paths_are_and_told_while_it_is_walked(tmp_path, monkeypatch):
    for name in ("a/z.txt", "a.txt", "a-b/c.txt", "a/b/c.txt", "B.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    paths = sorted((p for p in tmp_path.rglob("*.txt")), key=lambda p: p.parts)
    assert list(sources([str(tmp_path)])) == [str(p) for p in paths]
    walked = []
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda folder: walked.append(folder) or scandir(folder))
    found = sources([str(tmp_path)])
    next(found)
    assert walked == [str(tmp_path)]  # a million files need not be found before the first is read


def test_what_several_names_mean_comes_once(folder, tmp_path):
    inside = str(folder / "sub")
    assert names(sources([inside, str(folder)]), folder) == [os.path.join("sub", "c.html.gz"), "a.md", "b.txt"]
    assert names(sources([str(folder), inside, str(folder / "a.md"), str(folder / "sub" / ".." / "b.txt")]), folder) == [
        "a.md",
        "b.txt",
        os.path.join("sub", "c.html.gz"),
    ]
    # A missing file is still missing, and an empty folder empty, where they lie in a folder that was named.
    (folder / "none").mkdir()
    *_, empty, missing = sources([str(folder), str(folder / "none"), str(folder / "no.txt")])
    assert isinstance(empty, DocumentError) and missing == str(folder / "no.txt")


def test_a_link_to_a_file_is_that_file(folder):
    os.symlink(folder / "a.md", folder / "z.md")
    os.symlink(folder / ".hidden.txt", folder / "y.txt")
    os.symlink(folder / "nowhere.txt", folder / "w.txt")
    assert names(sources([str(folder)]), folder) == ["a.md", "b.txt", os.path.join("sub", "c.html.gz"), "y.txt"]


def test_how_much_there_is_to_do(folder):
    assert extent([str(folder), str(folder / "a.md"), str(folder / "missing.txt"), "-"]) == (5, 3)
