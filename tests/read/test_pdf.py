"""PDF: text, running heads, and what cannot be read."""

import io

import pytest

from kgraph.read import read

pypdf = pytest.importorskip("pypdf", reason="PDF is an optional extra")


def made(pages):
    """A PDF of Helvetica lines, written by hand: nothing but pypdf is needed to read it."""
    fonts = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", fonts]
    kids = []
    for lines in pages:
        body = b"BT /F1 11 Tf 50 780 Td 14 TL " + b" ".join(b"(" + line.encode("latin-1") + b") Tj T*" for line in lines) + b" ET"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body))
        resources = b"/Resources << /Font << /F1 3 0 R >> >>"
        objects.append(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R %s >>" % (len(objects), resources))
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    at = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % p for p in places))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, at))
    return out.getvalue()


def result(tmp_path, data, name="a.pdf"):
    path = tmp_path / name
    path.write_bytes(data)
    [found] = read(str(path))
    return found


def page(number):
    return [
        f"Example Report, page {number} of 3",
        f"In round {number} of the talks the two sides agreed on a truce that was to",
        "hold from midnight, and on the exchange of all prisoners, the minister said.",
    ]


def test_text_joined_across_lines_without_running_heads(tmp_path):
    a = result(tmp_path, made([page(n) for n in (1, 2, 3)]))
    assert [b.kind for b in a.blocks] == ["boilerplate", "paragraph"] * 3
    assert a.text[a.blocks[1].start : a.blocks[1].end].endswith("the minister said.")


def test_a_pdf_under_a_wrong_name(tmp_path):
    assert "two sides" in result(tmp_path, made([page(1)]), "a.txt").text


def test_encrypted_blank_and_cut(tmp_path):
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    blank, locked = io.BytesIO(), io.BytesIO()
    writer.write(blank)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(locked)
    assert "without text" in str(result(tmp_path, blank.getvalue()))
    assert "encrypted PDF" in str(result(tmp_path, locked.getvalue()))
    cut = result(tmp_path, made([page(1)])[:300])
    assert "PDF" in str(cut)
