"""What was found is read later, in whichever process, and is then the same."""

import pickle

import pytest
from conftest import ROOT

from kgraph.errors import DocumentError, NotADocument
from kgraph.read import Unread, read, sources, unread

EXAMPLES = [source for source in sources([str(ROOT / "examples" / "corpus")]) if isinstance(source, str)]


@pytest.mark.parametrize("source", EXAMPLES, ids=lambda source: source.rpartition("/")[2])
def test_a_document_read_elsewhere_is_the_same(source):
    sent = [pickle.loads(pickle.dumps(item)) for item in unread(source)]
    assert [item.read() for item in sent] == list(read(source))


def test_of_a_file_that_is_one_document_only_the_path_is_sent(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("The talks went on in the capital.\n" * 1000)
    [found] = unread(str(path))
    assert len(pickle.dumps(found)) < 1000 and found.length() == path.stat().st_size


def test_what_is_wrong_with_a_document_is_found_wherever_it_is_read(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("The talks went on in the capital.\n")
    [found] = unread(str(path))
    path.unlink()
    assert str(found.read()) == f"{path}: no such file"
    # A record with nothing to read is told before it is sent anywhere; one of odd characters is read as well as can be.
    (tmp_path / "a.jsonl").write_text(
        '{"text": " "}\n{"title": "x"}\n{"text": "Half a \\ud83d pair", "date": {"$date": "2020-10-10T00:00:00Z"}}\n'
    )
    empty, none, odd = unread(str(tmp_path / "a.jsonl"))
    assert isinstance(empty, DocumentError) and isinstance(none, NotADocument) and isinstance(odd, Unread)
    article = pickle.loads(pickle.dumps(odd)).read()
    assert (article.text, article.published) == ("Half a \ufffd pair", "2020-10-10")


def test_an_error_is_the_same_after_its_way_from_another_process():
    error = pickle.loads(pickle.dumps(NotADocument("a.json", "no document in it")))
    assert (type(error), error.source, error.reason, str(error)) == (
        NotADocument,
        "a.json",
        "no document in it",
        "a.json: no document in it",
    )
