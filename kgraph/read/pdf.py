"""PDF: the text of its pages, by pypdf, which is an optional extra."""

import io
import re
from collections import Counter

from kgraph.errors import DocumentError
from kgraph.read import decode, plain
from kgraph.read.draft import Draft, Piece

_DIGITS = re.compile(r"\d+")


def draft(data: bytes, source: str) -> Draft:
    """The draft of a PDF. Raises `DocumentError` for one that is encrypted, damaged, or holds no text.

    The date of making in its metadata is not read: it is that of the file, often of the day on which a page was printed.
    """
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError as error:
        raise DocumentError(source, "PDF needs pypdf: pip install 'kgraph[pdf]'") from error
    if decode.kind_of_bytes(data) != "PDF" and b"%PDF-" not in data[:1024]:
        raise DocumentError(source, "not a PDF file")
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError(source, "encrypted PDF: remove its password first")
        pages = [page.extract_text() for page in reader.pages]
        title = reader.metadata.title if reader.metadata else None
    except DocumentError:
        raise
    except ImportError as error:
        raise DocumentError(source, "encrypted PDF: remove its encryption first") from error
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, AssertionError, RecursionError, OSError) as error:
        # pypdf lets errors of every kind through on damaged files.
        raise DocumentError(source, f"damaged PDF ({type(error).__name__})") from error
    text = decode.mend("\n\n".join(page.strip().replace("\0", "") for page in pages if page.strip()))
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if not text:
        raise DocumentError(source, "PDF without text (scanned pages must be recognised first)")
    out = plain.draft(text)
    _running_heads(out, len(pages))
    if isinstance(title, str) and " " in title.strip():
        out.title = " ".join(title.split())
    return out


def _running_heads(draft: Draft, pages: int) -> None:
    """Mark lines that come on page after page, but for their numbers, and page numbers, as boilerplate."""
    if pages < 2:
        return

    def form(piece: Piece) -> str:
        return _DIGITS.sub("0", draft.text[piece.start : piece.end])

    forms = [form(p) for p in draft.pieces]
    counts = Counter(forms)
    for piece, its_form in zip(draft.pieces, forms, strict=True):
        repeated = counts[its_form] >= max(2, pages // 2) and len(its_form) <= 80 and pages >= 3
        if repeated or re.fullmatch(r"(?:page )?0(?: (?:of|/) 0)?", its_form, re.I):
            piece.kind = "boilerplate"
