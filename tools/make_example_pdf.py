"""Write `examples/pdf/mozambique-rome-1992.pdf`: one page of text, by the standard library alone.

Run it after changing the text below: `python tools/make_example_pdf.py`. It gives the same bytes each time.
The page uses the PDF's built-in Helvetica (PDF 1.4, section 5.5.1), so that nothing has to be embedded.
"""

import textwrap
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "examples" / "pdf" / "mozambique-rome-1992.pdf"

TITLE = "Mozambique's government and Renamo sign peace accord in Rome"

PARAGRAPHS = (
    "ROME, 5 October 1992 (Crossroads Monitor) - The government of Mozambique and the rebel movement Renamo signed a peace "
    "agreement in Rome on 4 October, after sixteen years of civil war and more than two years of talks.",
    "The General Peace Agreement was mediated by the Community of Sant'Egidio, a Catholic lay movement in Rome. Its founder, "
    "Andrea Riccardi, led the talks together with Matteo Zuppi, a priest of the community, Jaime Gonçalves, the Archbishop of "
    "Beira, and Mario Raffaelli, who represented the Italian government.",
    "President Joaquim Chissano signed for Mozambique and Afonso Dhlakama for Renamo. Dhlakama promised to turn his movement "
    "into a political party. Chissano promised that elections would follow within a year.",
    "The ceasefire is to take effect when Mozambique's parliament has approved the agreement. The United Nations will watch over "
    "it. During the talks, Renamo accused the government of violating the partial ceasefire of 1 December 1990, which covered "
    "the railways in the Beira and Limpopo corridors. The government denied the charge and accused Renamo of attacking trains.",
)


def pdf(title: str, paragraphs: tuple[str, ...]) -> bytes:
    """One A4 page: `title`, then each paragraph, wrapped at 88 characters. Text must fit Windows-1252."""
    shown = ["BT", "/F1 15 Tf", "16 TL", "56 780 Td", f"({_escaped(title)}) Tj", "/F1 11 Tf", "T*"]
    for paragraph in paragraphs:
        shown += ["T*", *(f"({_escaped(line)}) Tj T*" for line in textwrap.wrap(paragraph, 88))]
    stream = "\n".join([*shown, "ET"]).encode("cp1252")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title (%s) /Author (Crossroads Monitor) /CreationDate (D:19921005) >>" % _escaped(title).encode("cp1252"),
    )
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _escaped(text: str) -> str:
    # Backslash first: it is what escapes the other two.
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(pdf(TITLE, PARAGRAPHS))
