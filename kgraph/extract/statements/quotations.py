"""Quoted words: where quotation marks open and close, block by block.

A mark that never closes costs its own quotation and no more: it ends with its block. A quotation that runs over several
paragraphs, each with an opening mark, is one quotation in several pieces.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_DOUBLE = {"“": "”", "„": "“”", "«": "»", "»": "«", '"': '"', "”": "”"}
_SINGLE = {"‘": "’", "'": "'", "`": "'", "‚": "‘"}
_OPENERS = _DOUBLE.keys() | _SINGLE.keys()
_MARK = re.compile(f"[{''.join(_OPENERS)}]")
_TWICE = {"''": "''", "``": "''"}  # two single marks for a double one, as typewriters and archives of the wires have it


@dataclass(frozen=True, slots=True)
class Quotation:
    """Characters `start` to `end` between the marks, and `outer_start` to `outer_end` with them.

    `open_ended`: the block ended before the closing mark.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    open_ended: bool = False


def quotations(text: str, blocks: Sequence[tuple[int, int]]) -> list[Quotation]:
    """The outermost quotations of `text` within `blocks` (start, end), in reading order."""
    out: list[Quotation] = []
    for number, (start, end) in enumerate(blocks):
        for q in _in_block(text, start, end):
            # An unclosed mark: trust it only where it opens the block, or stands behind a colon.
            opens = q.outer_start == start or text[start : q.outer_start].rstrip()[-1:] == ":"
            if not q.open_ended or _continues(text, blocks, number, text[q.outer_start]) or (opens and end - start <= 600):
                out.append(q)
    return out


def _continues(text: str, blocks: Sequence[tuple[int, int]], number: int, mark: str) -> bool:
    return number + 1 < len(blocks) and text[blocks[number + 1][0] : blocks[number + 1][1]].startswith(mark)


def _in_block(text: str, start: int, end: int) -> Iterator[Quotation]:
    i = start
    while (found := _MARK.search(text, i, end)) is not None:
        i = found.start()
        mark = text[i]
        if text[i : i + 2] in _TWICE:
            second = text.find(_TWICE[text[i : i + 2]], i + 2, end)
            opens = not text[i + 2 : i + 3].isspace() and not (i > start and text[i - 1].isalnum())
            if not opens or second < 0:
                if opens and i == start:
                    yield Quotation(i + 2, end, i, end, open_ended=True)
                    return
                i += 2
                continue
            if second > i + 2:
                yield Quotation(i + 2, second, i, second + 2)
            i = second + 2
        elif mark in _OPENERS and _opens(text, i, start, end):
            close = _closing(text, i, end)
            if close is None:
                if mark in ("'", "‘", "`", "‚") and text[start:i].rstrip()[-1:] != ":":
                    i += 1
                    continue
                yield Quotation(i + 1, end, i, end, open_ended=True)
                return
            if close > i + 1:
                yield Quotation(i + 1, close, i, close + 1)
            i = close + 1
        else:
            i += 1


def _opens(text: str, i: int, start: int, end: int) -> bool:
    mark = text[i]
    before = text[i - 1] if i > start else " "
    after = text[i + 1] if i + 1 < end else " "
    if mark in "“‘„‚":
        return not after.isspace() and not (mark == "‘" and before.isalnum())
    if mark == "”":
        return before.isspace() and after.isalnum()  # ”as the Finns and Swedes do”
    if mark == "«":
        return True
    if mark == "»":
        return False
    if after.isspace():
        return False
    if mark == '"':
        return not before.isalnum() and before not in ".,!?"
    # A straight single mark: not an apostrophe ('s, '90s, o'clock).
    return (
        not before.isalnum()
        and before not in "’'"
        and after.isalpha() | (after in '"“[(')
        and text[i + 1 : i + 3].lower() not in ("s ", "em", "ti")
    )


def _closing(text: str, i: int, end: int) -> int | None:
    mark = text[i]
    closers = _DOUBLE.get(mark) or _SINGLE[mark]
    single = mark in _SINGLE
    candidate = None
    depth = 0
    j = i + 1
    while j < end:
        c = text[j]
        if not single and c == mark and mark in "“«„" and c not in closers:
            depth += 1
        elif c in closers:
            if single and not _closes_single(text, j, end):
                j += 1
                continue
            if depth:
                depth -= 1
            elif single and text[j - 1] == "s" and text[j + 1 : j + 2] == " " and text[j + 2 : j + 3].islower():
                candidate = candidate or j  # "the rebels' leaders": a closing mark only if no better one follows
            else:
                return j
        elif single and c == "\n" and text[j + 1 : j + 2] == "\n":
            break
        elif single and c in "‘" and mark == "‘":
            depth += 1
        elif not single and mark == '"' and c == "“":
            break
        j += 1
    return candidate


def _closes_single(text: str, j: int, end: int) -> bool:
    before = text[j - 1]
    after = text[j + 1] if j + 1 < end else " "
    return not before.isspace() and not after.isalnum()


def inside(quotes: Sequence[Quotation], at: int) -> Quotation | None:
    """The quotation whose marks enclose the character `at`."""
    for q in quotes:
        if q.outer_start <= at < q.outer_end:
            return q
    return None
