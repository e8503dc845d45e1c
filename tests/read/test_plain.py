"""Plain text: paragraphs, titles, headings, language."""

import textwrap

import pytest

from kgraph.read import read

FIRST = (
    "The two sides agreed on a truce on Friday, the minister said after a long night of talks in the capital, "
    "which no reporter could follow."
)
SECOND = (
    "It was to hold from midnight, and both sides promised to give each other the bodies of the fallen under the eyes of the Red Cross."
)
GERMAN = (
    "Die beiden Seiten einigten sich am Freitag auf eine Waffenruhe, sagte der Minister nach einer langen Nacht in der "
    "Hauptstadt des Landes, die kein Reporter verfolgen konnte."
)


def blocks(tmp_path, text):
    path = tmp_path / "a.txt"
    path.write_text(text)
    [article] = read(str(path))
    return article, [(b.kind, " ".join(article.text[b.start : b.end].split())) for b in article.blocks]


@pytest.mark.parametrize("between", ["\n", "\n\n", "\r\n"])
def test_long_lines_are_paragraphs(tmp_path, between):
    _, found = blocks(tmp_path, f"{FIRST}{between}{SECOND}\n")
    assert found == [("paragraph", FIRST), ("paragraph", SECOND)]


@pytest.mark.parametrize("width", [60, 72, 80])
def test_lines_wrapped_by_hand_are_joined(tmp_path, width):
    text = "Truce agreed in the valley\n\n" + "\n\n".join(textwrap.fill(p, width) for p in (FIRST, SECOND))
    article, found = blocks(tmp_path, text)
    assert found == [("title", "Truce agreed in the valley"), ("paragraph", FIRST), ("paragraph", SECOND)]
    assert article.title == "Truce agreed in the valley"


def test_short_lines_of_their_own_are_not_joined(tmp_path):
    lines = [
        "Negotiators reach the capital of the northern republic",
        "Second truce fails within minutes of taking effect, army says",
        "Ministers of the three states will meet again in Geneva",
        "Red Cross asks for access to the prisoners of both sides",
    ]
    _, found = blocks(tmp_path, "\n".join(lines) + "\n")
    assert [line for _, line in found] == lines


def test_lists_and_headings(tmp_path):
    parts = ["Truce agreed", FIRST, "What comes next?", "* Prisoners are exchanged\n* Roads open", "The road home", SECOND]
    _, found = blocks(tmp_path, "\n\n".join(parts))
    assert [kind for kind, _ in found] == ["title", "paragraph", "heading", "paragraph", "paragraph", "heading", "paragraph"]


def test_a_text_without_headline_has_no_title(tmp_path):
    article, _ = blocks(tmp_path, f"{FIRST}\n{SECOND}\n")
    assert article.title is None


def test_language(tmp_path):
    assert blocks(tmp_path, FIRST)[0].language == "en"
    assert blocks(tmp_path, GERMAN)[0].language == "und"
