"""Plain text: where its paragraphs begin and end."""

import re

from kgraph.read.draft import Draft, Piece, ended

_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
_BULLET = re.compile(r"\s*(?:[*•·‣◦●–—-]\s+|\(?\d{1,2}[.)]\s+\S)")
# No terminal or mail program wraps beyond this; lines that are longer are paragraphs of their own.
_WIDEST_WRAP = 110
_NARROWEST_WRAP = 50


def draft(text: str) -> Draft:
    """Cut `text` into paragraphs: at blank lines, and at line ends unless the lines are one paragraph, wrapped by hand."""
    return Draft(text, [Piece(start, end, "item" if _BULLET.match(text, start) else "line") for start, end in paragraphs(text)])


def paragraphs(text: str) -> list[tuple[int, int]]:
    """The start and end of each paragraph of `text`, without white space at either end."""
    lines: list[tuple[int, int, bool]] = []  # start, end, whether a blank line comes before
    last_end = 0
    for m in _LINE.finditer(text):
        line = m.group()
        if not line.strip():
            continue
        start = m.start() + len(line) - len(line.lstrip())
        gap = text[last_end : m.start()]
        lines.append((start, m.start() + len(line.rstrip()), len(re.findall(r"\r\n|[^ \t]", gap)) > 1))
        last_end = m.end()
    width = _wrap_width(text, lines)
    out: list[tuple[int, int]] = []
    for i, (start, end, blank) in enumerate(lines):
        if i and not blank and _continues(text, lines[i - 1], (start, end), width):
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def _wrap_width(text: str, lines: list[tuple[int, int, bool]]) -> int:
    """The column at which lines are wrapped by hand, or 0 where they are not.

    In wrapped prose most lines go on within a sentence, in small letters; in a list of short lines hardly any does.
    """
    lengths = [end - start for start, end, _ in lines]
    going_on = [text[start].islower() for start, _, blank in lines[1:] if not blank]
    if sum(n > _WIDEST_WRAP for n in lengths) > 0.03 * len(lengths) or sum(going_on) < 0.5 * len(going_on) or not going_on:
        return 0
    width = max(n for n in lengths if n <= _WIDEST_WRAP)
    return width if width >= _NARROWEST_WRAP else 0


def _continues(text: str, before: tuple[int, int, bool], line: tuple[int, int], width: int) -> bool:
    if not width or _BULLET.match(text, line[0]):
        return False
    previous, this = text[before[0] : before[1]], text[line[0] : line[1]]
    if len(previous) + 1 + len(this.split(maxsplit=1)[0]) > width - 8:
        # No room was left for the next word: the line ended because it was full.
        return True
    return this[0].islower() and not ended(previous) and len(previous) > width / 2
