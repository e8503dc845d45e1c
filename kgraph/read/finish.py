"""From a draft to the finished article: its pieces judged, its date found, the entries of a live blog dated."""

import re
from collections.abc import Sequence

from kgraph.errors import DocumentError
from kgraph.read import boilerplate, dates, live
from kgraph.read.article import Article, Block, BlockKind
from kgraph.read.draft import Draft, Piece, ended
from kgraph.read.language import is_english

# Within so many pieces from the top, a date set off in a line dates the document.
_HEAD = 12
_TAIL = 4


def article(draft: Draft, source: str, sha256: str) -> Article | DocumentError:
    """The article that `draft` makes, or the error that there is no text in it."""
    text = draft.text
    if not text.strip():
        return DocumentError(source, "no text in it")
    pieces = _cut(text, live.split_leading(text, draft.pieces))
    head = _dated_lines(text, pieces)
    stamps = live.stamps(text, pieces)
    for stamp in stamps:
        pieces[stamp.index].kind = "time"
    for i, when in head:
        if when.label or len(when.rest.split()) <= 3:
            pieces[i].kind = "time"
    unwanted = boilerplate.find(text, pieces)
    published = _published(draft, source, text, pieces, head, stamps)
    dated = dict(zip((s.index for s in stamps), live.entry_dates(stamps, published), strict=True))
    blocks = _blocks(text, pieces, unwanted, dated)
    title = draft.title or next((text[b.start : b.end] for b in blocks if b.kind == "title"), None)
    return Article(
        source=source,
        sha256=sha256,
        text=text,
        blocks=blocks,
        title=" ".join(title.split()) if title else None,
        published=published,
        publisher=draft.publisher,
        url=draft.url,
        language=_language(text, blocks, draft.language),
    )


def _cut(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """Set apart a date that leads the first paragraph, and link titles left inside a paragraph."""
    out: list[Piece] = []
    for piece in pieces:
        if not out and (lead := dates.leading(text[piece.start : min(piece.end, piece.start + 150)])):
            end = piece.start + lead[1]
            out.append(Piece(piece.start, end, "time", date=lead[0]))
            piece = _trimmed(text, Piece(end, piece.end, piece.kind, piece.links))
        at = piece.start
        for start, end in boilerplate.inline_links(text, piece.start, piece.end):
            out.append(_trimmed(text, Piece(at, start, piece.kind, piece.links)))
            out.append(Piece(start, end, "boilerplate"))
            at = end
        out.append(_trimmed(text, Piece(at, piece.end, piece.kind, piece.links, piece.date)))
    return [p for p in out if p.start < p.end]


def _trimmed(text: str, piece: Piece) -> Piece:
    part = text[piece.start : piece.end]
    piece.end -= len(part) - len(part.rstrip())
    piece.start = min(piece.end, piece.start + len(part) - len(part.lstrip()))
    return piece


def _dated_lines(text: str, pieces: Sequence[Piece]) -> list[tuple[int, dates.Dated]]:
    """The lines at the head of a text that give its date: up to the first paragraph of some length."""
    out = []
    for i, piece in enumerate(pieces[:_HEAD]):
        line = text[piece.start : piece.end]
        if piece.kind == "time" and piece.date:
            out.append((i, dates.Dated(dates.from_metadata(piece.date), None, None, "date", "")))
        elif len(line) <= 150 and (when := dates.header(line)):
            out.append((i, when))
        elif ended(line) and len(line.split()) > 20:
            break
    return out


def _published(
    draft: Draft, source: str, text: str, pieces: Sequence[Piece], head: Sequence[tuple[int, dates.Dated]], stamps: Sequence[live.Stamp]
) -> str | None:
    """Metadata, else the file's name, else what the text says of itself; None where nothing can be relied on."""
    known = draft.published or dates.from_name(source)
    if known:
        return known
    entries = {s.index for s in stamps}
    lines = [when for i, when in head if i not in entries]
    if stamps and not live.newest(stamps):
        body = text[pieces[stamps[0].index].start :]
        lines = [when for when in lines if not live.untrusted(when, body)]
    if lines:
        # "Updated" may be years later than the story: any other line says more.
        return min(lines, key=lambda when: bool(when.label and "update" in when.label)).date
    if stamps:
        return live.newest(stamps)
    year = _copyright_year(text)
    for piece in pieces[:_HEAD]:
        if found := dates.dateline(text[piece.start : piece.end], year):
            return found
    tail = (dates.header(text[p.start : p.end]) for p in pieces[-_TAIL:] if p.end - p.start <= 100)
    return next((when.date for when in tail if when and when.label), None)


def _copyright_year(text: str) -> int | None:
    years = {int(y) for y in re.findall(r"(?:©|\([cC]\)|Copyright)\s*((?:19|20)\d\d)\b", text)}
    return years.pop() if len(years) == 1 else None


def _blocks(text: str, pieces: Sequence[Piece], unwanted: set[int], dated: dict[int, str | None]) -> tuple[Block, ...]:
    titled = any(p.kind == "title" and i not in unwanted for i, p in enumerate(pieces))
    out: list[Block] = []
    entry: str | None = None
    started = after_stamp = False
    for i, piece in enumerate(pieces):
        if i in dated:
            entry, started = dated[i], True
        kind: BlockKind
        if piece.kind == "time":
            kind = "timestamp"
        elif i in unwanted:
            kind = "boilerplate"
        elif piece.kind in ("title", "heading"):
            kind = "title" if piece.kind == "title" else "heading"
        elif piece.kind in ("item", "paragraph"):
            kind = "paragraph"
        elif not titled and not started and _title_like(text[piece.start : piece.end], i < len(pieces) - 1):
            kind, titled = "title", True
        else:
            kind = "heading" if _heading_like(text[piece.start : piece.end], after_stamp) else "paragraph"
        if kind in ("paragraph", "heading"):
            # The title stands above the story, never below its first paragraph.
            titled = titled or kind == "paragraph"
            after_stamp = False
        after_stamp = after_stamp or i in dated
        out.append(Block(piece.start, piece.end, kind, entry if started else None))
    return tuple(out)


def _title_like(line: str, more_follows: bool) -> bool:
    count = len(line.split())
    if not more_follows or count > 30 or count < 2:
        return False
    if not ended(line) or line.rstrip().endswith(("?", "!")):
        return True
    long_words = re.findall(r"[^\W\d_]{4,}", line)
    capital = sum(w[0].isupper() for w in long_words)
    return count <= 20 and capital >= 0.7 * len(long_words) and not re.search(r"[.!?]\s+[A-Z]", line)


def _heading_like(line: str, after_stamp: bool) -> bool:
    count = len(line.split())
    if line.rstrip().endswith("?") and count <= 10:
        return not re.search(r"[.!?]\s", line)
    return not ended(line) and not line.rstrip().endswith(",") and count <= (35 if after_stamp else 12)


def _language(text: str, blocks: Sequence[Block], declared: str | None) -> str | None:
    told = " ".join(text[b.start : b.end] for b in blocks if b.kind != "boilerplate")
    if is_english(told or text):
        return "en"
    if not any(c.isalpha() for c in told or text):
        return None
    code = re.split(r"[-_]", declared)[0].lower() if declared else "und"
    return "und" if code == "en" else code
