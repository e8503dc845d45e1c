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


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "U.S. Army Gen. Mark Milley, chairman of the Joint Chiefs of Staff, testified before the Senate Armed Services Committee. "
            "Sen. Lindsey Graham, a South Carolina Republican, pressed him.",
            "en",
        ),
        (
            "Azerbaijan Defence Ministry: Armenian forces shelled Terter, Barda, Aghdam; three soldiers killed, two houses destroyed. "
            "Baku vows response. Yerevan denies shelling, accuses Azerbaijani troops of firing first.",
            "en",
        ),
        (
            "Der Minister sagte am Montag, die Armee habe in der Nacht mehrere Dörfer an der Grenze eingenommen. "
            "Man will so die Front an die Stadt heran verlegen, was in Berlin Sorge macht.",
            "und",
        ),
        (
            "De minister zei maandag dat het leger in de nacht was opgerukt. We hebben het over een stad van honderd duizend mensen, "
            "zei hij, en die is nu over het front.",
            "und",
        ),
        (
            "Statsministeren sa mandag at han hadde talt med presidenten i Kiev for å få i stand en avtale. "
            "Det er for tidlig å si om vi kan få til fred, men vi er i gang.",
            "und",
        ),
        (
            "Presiden mengatakan pada hari Senin bahwa perjanjian damai akan ditandatangani di Jakarta. Semua pihak telah setuju, "
            "dan tidak ada yang menolak, kata dia kepada wartawan.",
            "und",
        ),
    ],
)
def test_a_dispatch_full_of_names_is_english_and_its_relatives_are_not(tmp_path, text, language):
    assert blocks(tmp_path, text)[0].language == language
