"""Where quotation marks open and close: a function of the text alone."""

import pytest

from kgraph.extract.statements.quotations import inside, quotations


def quoted(text):
    """The quotations of a text whose lines are its blocks."""
    blocks, at = [], 0
    for line in text.split("\n"):
        if line:
            blocks.append((at, at + len(line)))
        at += len(line) + 1
    return [text[q.start : q.end] for q in quotations(text, blocks)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Go,” he said, “now.”", ["Go,", "now."]),
        ('"Go," he said.', ["Go,"]),
        ("'Go,' he said.", ["Go,"]),
        ("‘Go,’ he said.", ["Go,"]),
        ("«Go», he said.", ["Go"]),
        ("„Go“, he said.", ["Go"]),
        # One within the other: the outer one.
        ("“He said ‘go’ to us,” she said.", ["He said ‘go’ to us,"]),
        ("\"He said 'go' to us,\" she said.", ["He said 'go' to us,"]),
        # Apostrophes are no marks.
        ("The rebels' camp and the army's camp in the '90s.", []),
        ("It’s five o’clock in the rebels’ camp.", []),
        ("‘It’s the rebels’ camp,’ he said.", ["It’s the rebels’ camp,"]),
        ('He was 5\' 6" tall and 20" wide.', []),
        # Over several paragraphs, each with its opening mark.
        ("“First.\n“Second.”", ["First.", "Second."]),
        # A mark that never closes costs its own quotation and no more.
        ('He said "go and left.\nThen "Stay," she said.', ["Stay,"]),
        ("He said “go and left.\nNobody spoke.", []),
        ("", []),
        ('""', []),
    ],
)
def test_quotations(text, expected):
    assert quoted(text) == expected


def test_which_quotation_encloses_a_character():
    text = "He said “go” to us."
    [q] = found = quotations(text, [(0, len(text))])
    assert inside(found, text.index("go")) is q
    assert inside(found, 0) is None
