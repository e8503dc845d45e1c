"""What stands around a story on its page: menus, appeals, link lists, credits, teasers for other stories.

The rules are about form (repeated lines, runs of short lines, lists of links, imperatives to the reader, lines that
share nothing with the story), with the wording in `lexicon/en/boilerplate.txt`. No rule knows an outlet. Where a rule
is not sure, the text stays: a lost paragraph cannot be got back.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from kgraph.lexicon import table, words
from kgraph.read.draft import Piece, ended

_WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
_SENTENCE_BREAK = re.compile(r"[.!?][\"'”’»)\]]*\s+(?=[\"'“‘«(\[]?[A-Z0-9])")
_RUN_TOGETHER = re.compile(r"[a-z]{4,}[A-Z][a-z]{4,}")
_BYLINE = re.compile(r"By (?:[A-Z][\w'’.\-]+(?:,? (?:and|for|in|with|of|de|van|von|al|el|bin)\b)?[, ]*){1,12}$")
_READING_TIME = re.compile(r"\d+[ -]min(?:ute)?s? read", re.I)
_PICTURES = r"(?:slideshow|gallery|photos?|pictures?|images?|videos?)"
_PICTURE_COUNT = re.compile(rf"{_PICTURES}\b\W*\d+\W*{_PICTURES}?\W*$", re.I)
_INLINE_LINK = re.compile(r"(?<=[.!?\"”’] )(?P<link>[A-Z][^.!?\n]{15,140}? Read more) (?=[A-Z“\"‘])")
_QUOTE = re.compile(r"^[\"'“‘«]|[\"”»][,.]?\s|[,.!?][\"'”’»]")
# Longer lines are never boilerplate by their form; looking at them would cost time that grows with its square.
_LONGEST = 1500
# "Back NATO membership, US tells Turkey" is a headline, however imperative it begins.
_REPORT = re.compile(r"\b(?:says?|said|tells?|told|urges?|urged|warns?|warned)\b")
_WEEKDAYS = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])


def find(text: str, pieces: Sequence[Piece]) -> set[int]:
    """The positions in `pieces` that are boilerplate. Time stamps (`time`) are left alone."""
    lines = [text[p.start : p.end] for p in pieces]
    free = [p.kind not in ("time", "title") and len(line) <= _LONGEST for p, line in zip(pieces, lines, strict=True)]
    out = {i for i, p in enumerate(pieces) if p.kind == "boilerplate" or (free[i] and (_worded(lines[i]) or _shaped(lines[i])))}
    out |= _link_lists(lines, pieces, out)
    out |= _menus(lines, pieces, out)
    out |= _edges(lines, out)
    out |= _teasers(lines, pieces, out)
    out |= _repeats(lines, pieces, out)
    return {i for i in out if pieces[i].kind != "time"}


def inline_links(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Link titles that a page's conversion left between the sentences of a paragraph ("... said. X accuses Y Read more Z")."""
    if " Read more " not in text[start:end]:
        return []
    return [m.span("link") for m in _INLINE_LINK.finditer(text, start, end)]


def _worded(line: str) -> bool:
    """Wording that only boilerplate has."""
    norm = _norm(line)
    count = len(norm.split())
    bare = norm.strip(" .:!>»→|•-")
    if bare in _wording("line") or bare in _wording("list"):
        return True
    if count <= 60 and (norm.startswith(_starts()) or any(c in norm for c in _wording("contains"))):
        return True
    return _appeal(line, norm, count) or _about_the_writer(line, norm, count)


def _appeal(line: str, norm: str, count: int) -> bool:
    """An imperative to the reader to follow, join, subscribe; or a paragraph of "we" to "you" about such things."""
    if count > 80:
        return False
    offers = set(_offers().findall(norm))
    if not offers or _QUOTE.search(line) or _REPORT.search(norm):
        return False
    tokens = norm.split()
    if tokens[0].strip(",:") in _wording("ask") and count <= 30:
        # "Follow the channel" is an appeal; "Support for membership has grown" is not: an imperative has no verb after it.
        return len(tokens) < 2 or tokens[1] not in ("for", "of", "from", "by", "in")
    personal = re.search(r"\b(we|our|us)\b", norm) and re.search(r"\byour?\b", norm)
    return bool(personal and len(offers) >= 2)


def _about_the_writer(line: str, norm: str, count: int) -> bool:
    m = re.match(r"(?:[A-Z][\w'’.\-]+ ){2,4}is (?:an?|the) ", line)
    if not m or count > 45 or " said" in norm:
        return False
    return bool(set(_WORD.findall(norm[m.end() : m.end() + 60])) & _wording("writer"))


def _shaped(line: str) -> bool:
    """Forms that no sentence of a story has."""
    found = _WORD.findall(line)
    if not found:
        return True
    if _BYLINE.match(line) or _READING_TIME.fullmatch(line.strip()) or _PICTURE_COUNT.match(line):
        return True
    if len(found) <= 8 and not ended(line):
        runs = sum(len(_RUN_TOGETHER.findall(w)) for w in found)
        if runs >= 2 or any(w.count("-") >= 4 or len(w) > 40 for w in found):
            return True
    # "Sport | Weather | Culture | ...": links set side by side
    if line.count(" | ") >= 2 and not ended(line):
        return True
    return _tags(line)


def _tags(line: str) -> bool:
    """A comma list of names or dates: the tags under a story, the days of a live blog."""
    if ended(line.rstrip("]) ")) or line.count(",") < 4:
        return False
    items = [item.split() for item in re.split(r",|: ", line.strip("[]() ")) if item.strip()]
    short = sum(len(item) <= 4 for item in items)
    named = sum(all(w[0].isupper() or w[0].isdigit() or w in ("of", "and", "the") for w in item) for item in items)
    return len(items) >= 5 and short >= 0.85 * len(items) and named >= 0.8 * len(items)


def _link_lists(lines: Sequence[str], pieces: Sequence[Piece], known: set[int]) -> set[int]:
    """What stands below "Related coverage": lines without a full stop, until a sentence; and runs of bare links."""
    out: set[int] = set()
    begun = False
    for i, line in enumerate(lines):
        # Above the story, what stands below "Latest news" may be its title.
        begun = begun or (i not in known and ended(line) and len(line.split()) > 8)
        if not begun or _norm(line).strip(" .:!>»→|•-") not in _wording("list"):
            continue
        run = []
        for j in range(i + 1, len(lines)):
            if pieces[j].kind == "time" or ended(lines[j]) or len(lines[j].split()) > 25 or pieces[j].kind == "title":
                break
            run.append(j)
        # A run up to the next heading may be the story itself, in lines without full stops: at most eight links.
        out.update(run[:8])
    linked = [p.links >= 0.8 for p in pieces]
    for start, end in _runs([linked[i] and len(lines[i].split()) <= 25 for i in range(len(lines))]):
        if end - start >= 3:
            out.update(range(start, end))
    return out - known


def _menus(lines: Sequence[str], pieces: Sequence[Piece], known: set[int]) -> set[int]:
    """Runs of very short lines at the top before the title, and at the bottom.

    At the bottom one of them must be worded as menus are: those who signed a statement stand below it too.
    """
    out: set[int] = set()
    plain = [p.kind == "line" for p in pieces]
    top: list[int] = []
    for i in range(min(10, len(lines))):
        if i in known:
            continue
        count = len(lines[i].split())
        if not plain[i] or ended(lines[i]):
            break
        if count >= 5:
            labels = [j for j in top if len(lines[j].split()) <= 4]
            # One word alone is a section's name; a longer line may be a title with its subtitle below.
            if known & set(range(i)) or len(labels) >= 2 or (labels and len(lines[labels[0]].split()) == 1):
                out.update(labels)
            break
        top.append(i)
    tail = [i for i in range(len(lines)) if i not in known]
    run: list[int] = []
    for i in reversed(tail):
        if not plain[i] or ended(lines[i]) or len(lines[i].split()) > 6:
            break
        run.append(i)
    if 3 <= len(run) < len(tail) and known & set(range(run[-1] - 1, len(lines))):
        out.update(run)
    return out


def _edges(lines: Sequence[str], known: set[int]) -> set[int]:
    """Words run together by a conversion ("standardsDiscussion") in the first or last lines, where menus stand."""
    edge = [*range(min(5, len(lines))), *range(max(0, len(lines) - 5), len(lines))]
    brief = [i for i in edge if i not in known and len(lines[i]) <= 200 and len(lines[i].split()) <= 8 and not ended(lines[i])]
    return {i for i in brief if _RUN_TOGETHER.search(lines[i])}


def _teasers(lines: Sequence[str], pieces: Sequence[Piece], known: set[int]) -> set[int]:
    """A run of two or more single sentences without a full stop at the end that have next to nothing to do with the story.

    A first line that is one of them again is a teaser too.
    """
    body = [i for i in range(len(lines)) if i not in known and pieces[i].kind in ("line", "heading")]
    core = [i for i in body if ended(lines[i]) or len(lines[i].split()) > 35]
    if len(core) < 3:
        return set()
    story = Counter(w for i in core for w in _content(lines[i]))
    first_at: dict[str, int] = {}
    for i in body:
        first_at.setdefault(_norm(lines[i]), i)
    core_set = set(core)
    run: list[int] = []
    for i in reversed(body):
        line = lines[i]
        if i in core_set or len(_SENTENCE_BREAK.findall(line)) > 1 or not 4 <= len(line.split()) <= 40:
            break
        if not (_foreign(line, story) or (i < body[-1] and first_at[_norm(line)] < i)):
            break
        run.append(i)
    if len(run) < 2:
        return set()
    heads = {_norm(lines[i]) for i in run}
    return set(run) | {i for i in body[:2] if _norm(lines[i]) in heads and _foreign(lines[i], story)}


def _foreign(line: str, story: Counter[str]) -> bool:
    """Whether `line` speaks of other things: few of its words, and under half of its names, are the story's."""
    content = _content(line)
    names = {w.lower() for w in _WORD.findall(line)[1:] if w[0].isupper()} - _WEEKDAYS - words("function_words")
    shared = sum(w in story for w in content) / max(len(content), 1)
    shared_names = sum(n in story for n in names) / len(names) if names else 0.0
    return shared <= 0.34 and shared_names <= 0.5


def _repeats(lines: Sequence[str], pieces: Sequence[Piece], known: set[int]) -> set[int]:
    """Whatever says again, word for word, what stands before: captions, pull quotes, running heads. The first stays.

    A short line must come three times: a heading often says again what a list of contents announced.
    """
    out: set[int] = set()
    said_before: Counter[str] = Counter()
    # Where each run of eight words stood first, so that each line is compared with one other at most.
    place: dict[int, str] = {}
    for i, line in enumerate(lines):
        if pieces[i].kind == "time" or i in known:
            continue
        tokens = _WORD.findall(_norm(line))
        said = f" {' '.join(tokens)} "
        if (len(tokens) >= 8 and said in place.get(hash(tuple(tokens[:8])), "")) or (3 <= len(tokens) < 8 and said_before[said] >= 2):
            out.add(i)
        said_before[said] += 1
        for k in range(len(tokens) - 7):
            place.setdefault(hash(tuple(tokens[k : k + 8])), said)
    return out


def _content(line: str) -> set[str]:
    return {w.lower() for w in _WORD.findall(line) if len(w) > 2 or w.isupper()} - words("function_words") - _WEEKDAYS


def _norm(line: str) -> str:
    return " ".join(line.replace("’", "'").lower().split())


def _runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for i, flag in enumerate(flags):
        if flag and out and out[-1][1] == i:
            out[-1] = (out[-1][0], i + 1)
        elif flag:
            out.append((i, i + 1))
    return out


@cache
def _wording(role: str) -> frozenset[str]:
    return frozenset(entry for entry, its_role in table("boilerplate").items() if its_role == role)


@cache
def _offers() -> re.Pattern[str]:
    entries = sorted(_wording("offer") | _wording("platform"))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, entries))})\b")


@cache
def _starts() -> tuple[str, ...]:
    return tuple(sorted(_wording("start")))
