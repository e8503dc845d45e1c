"""From the bytes of a file to its text: decompression within a limit, character sets, and the mending of broken text."""

import gzip
import re
import zlib
from typing import BinaryIO

from kgraph.errors import DocumentError

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32"),  # before UTF-16, whose mark it begins with
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP archive or office document"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF8", "GIF image"),
    (b"\xd0\xcf\x11\xe0", "old office document"),
    (b"\x7fELF", "program"),
    (b"{\\rtf", "RTF"),
)
_CONTROL = bytes(b for b in range(32) if b not in b"\t\n\r\x0b\x0c\x08\x1b")
# What Western European text uses beyond ASCII, as code page 1252 has it.
_WESTERN = re.compile(r"[\u00a0-\u00ffŒœŠšŽžŸƒ€‚„…†‡‰‹›‘’“”•–—™]")


def kind_of_bytes(data: bytes) -> str | None:
    """What a file is for certain, told by its first bytes; None for all else."""
    return next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)


def read_limited(file: BinaryIO, limit: int, source: str) -> bytes:
    """All bytes of `file`, decompressed where they are gzip. Raises `DocumentError` at `limit` bytes or more."""
    data = file.read(limit)
    if len(data) >= limit:
        raise too_large(source, limit)
    return data


def too_large(source: str, limit: int, size: int | None = None) -> DocumentError:
    """The clear line for a document over the limit; both sizes are in bytes."""
    what = f"too large: {size / 1e6:.0f} MB" if size else "too large"
    return DocumentError(source, f"{what}, and a document must be under {limit / 1e6:g} MB")


def opened(raw: BinaryIO) -> BinaryIO:
    """`raw` itself, or its content where it is gzip (told by its first bytes, whatever its name)."""
    head = raw.peek(2)[:2] if hasattr(raw, "peek") else b""
    return gzip.GzipFile(fileobj=raw) if head == b"\x1f\x8b" else raw  # type: ignore[return-value]


BROKEN_GZIP = (EOFError, gzip.BadGzipFile, zlib.error)


def decode(data: bytes, source: str, declared: str | None = None) -> str:
    """The text in `data`, without a byte order mark, line endings as they are.

    Tries the byte order mark, then UTF-8, the `declared` character set, code page 1252, and last a guess by
    charset-normalizer. Raises `DocumentError` for what is not text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            # A cut file may end within a character: that is no reason to refuse the rest.
            return data.decode(encoding, "replace").removeprefix("\ufeff").removesuffix("\ufffd")
    kind = kind_of_bytes(data)
    sample = data[: 1 << 16]
    if kind or b"\0" in data or len(sample.translate(None, _CONTROL)) < 0.98 * len(sample):
        raise DocumentError(source, f"not text but {_article(kind)}" if kind else "binary file, not text")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        lenient = _nearly_utf8(data, error)
        if lenient is not None:
            return lenient
    if declared:
        try:
            return data.decode(declared)
        except (LookupError, UnicodeDecodeError):
            pass  # A wrong declaration is common: go on guessing.
    text = data.decode("cp1252", "replace")
    if _western(text):
        return text
    from charset_normalizer import from_bytes

    best = from_bytes(data[: 1 << 20]).best()
    if best is None:
        raise DocumentError(source, "binary file, or text in an unknown character set")
    return data.decode(best.encoding, "replace")


def mend(text: str) -> str:
    """Undo text that was decoded wrongly before it came here ("donâ€™t"), and nothing else: clean text comes back as it is."""
    if text.isascii():
        return text
    import ftfy

    config = ftfy.TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        remove_control_chars=False,
        normalization=None,
        explain=False,
    )
    return str(ftfy.fix_text(text, config))


def quiet() -> None:
    """Keep the parsers' own warnings off the terminal: what matters of them is told as a `DocumentError`."""
    import logging

    for name in ("pypdf", "trafilatura", "htmldate", "charset_normalizer"):
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
            logger.propagate = False


def _article(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeio' else 'a'} {kind}"


def _nearly_utf8(data: bytes, error: UnicodeDecodeError) -> str | None:
    # UTF-8 with a character cut at the end or a few broken ones is still UTF-8: far more sound multi-byte
    # characters than broken ones, which no other character set gives by chance.
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    sound = len(text) - len(text.encode("ascii", "ignore")) - broken
    if error.end == len(data) and error.start >= len(data) - 3 and (sound or error.reason == "unexpected end of data"):
        return text.removesuffix("\ufffd")
    return text if sound > 10 * broken else None


def _western(text: str) -> bool:
    # Text in another alphabet read as 1252 gives words made of accented letters; Western text has them one by one.
    odd = [c for c in text if c > "\x7f"]
    letters = sum(c.isalpha() for c in text)
    return all(_WESTERN.match(c) for c in odd) and sum(c.isalpha() for c in odd) <= 0.25 * max(letters, 1)
