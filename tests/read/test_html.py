"""Web pages: the main text in order, what the page says of itself, and live blogs."""

import pytest

from kgraph.read import read

PAGE = """<!doctype html><html lang="en"><head><meta charset="{charset}"><title>Live: talks in Doha | Example News</title>
<meta property="og:site_name" content="Example News"><meta property="og:url" content="https://example.org/live">
<script type="application/ld+json">{{"@type": "LiveBlogPosting", "datePublished": "2021-03-04T10:00:00Z",
"publisher": {{"@type": "Organization", "name": "Example News Ltd"}}}}</script></head>
<body><nav><a href="/">Home</a><a href="/world">World news</a></nav><main><article><h1>Live: talks in Doha</h1>
<p>Negotiators have met in the café for the third day, and both sides say that <b>progress</b> is slow but real, officials said on
<time datetime="2021-03-04">Thursday</time>.</p>
<div class="entry"><time datetime="2021-03-04T18:30:00Z">2 hours ago</time><h3>Envoy leaves the talks</h3>
<p>The envoy left the hall without a word to reporters, and his spokesman said that he would return on Friday.</p>
<div class="share-buttons"><a href="#">Share</a> this entry with your friends</div></div>
<div class="entry"><time datetime="2021-03-04T16:10:00Z">16:10</time><h3>Second session opens</h3>
<p>The second session has opened, the ministry said in a statement that it published on its site this afternoon.</p>
<ul><li>The first point of the agenda is the prisoners</li></ul></div></article>
<aside>Read more: <a href="#">Another story about cats in the city of Rome</a></aside></main>
<footer>© 2021 Example News. <a href="/terms">Terms</a></footer></body></html>"""


def article(tmp_path, data, name="a.html"):
    path = tmp_path / name
    path.write_bytes(data)
    [result] = read(str(path))
    return result


def test_what_a_page_says_of_itself(tmp_path):
    a = article(tmp_path, PAGE.format(charset="utf-8").encode())
    assert (a.title, a.published, a.publisher, a.url, a.language) == (
        "Live: talks in Doha",
        "2021-03-04",
        "Example News",
        "https://example.org/live",
        "en",
    )


def test_main_text_in_order_with_the_stamps_of_a_live_blog(tmp_path):
    a = article(tmp_path, PAGE.format(charset="utf-8").encode())
    assert [(b.kind, b.date, a.text[b.start : b.end][:24]) for b in a.blocks] == [
        ("title", None, "Live: talks in Doha"),
        ("paragraph", None, "Negotiators have met in "),
        ("timestamp", "2021-03-04T18:30", "2 hours ago"),
        ("heading", "2021-03-04T18:30", "Envoy leaves the talks"),
        ("paragraph", "2021-03-04T18:30", "The envoy left the hall "),
        ("timestamp", "2021-03-04T16:10", "16:10"),
        ("heading", "2021-03-04T16:10", "Second session opens"),
        ("paragraph", "2021-03-04T16:10", "The second session has o"),
        ("paragraph", "2021-03-04T16:10", "The first point of the a"),
    ]
    assert "progress is slow but real, officials said on Thursday." in a.text


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252"])
def test_declared_character_sets(tmp_path, charset):
    assert "in the café for" in article(tmp_path, PAGE.format(charset=charset).encode(charset)).text


@pytest.mark.parametrize(
    "page",
    [
        b"<html><body><div><p>The two sides <b>agreed on a <i>truce</b> on Friday.<p>It was signed <<>> in<table><tr><td>x",
        b'<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">'
        b"<body><p>The two sides agreed on a truce on Friday.</p></body></html>",
        b"The two sides agreed on a truce on Friday.",
    ],
)
def test_malformed_pages(tmp_path, page):
    assert "truce on Friday." in article(tmp_path, page).text


def test_a_page_nested_beyond_all_measure_does_not_crash(tmp_path):
    result = article(tmp_path, b"<div>" * 20000 + b"<p>The two sides agreed on a truce.</p>")
    assert hasattr(result, "reason") or "truce" in result.text
