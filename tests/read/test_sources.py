"""Which files are meant when folders, globs and files are named."""

import hashlib
import os

import pytest

from kgraph.errors import DocumentError
from kgraph.read import fingerprint, read, sources


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
