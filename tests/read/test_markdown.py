"""Markdown: readable text without markup, and front matter."""

from kgraph.read import read

TEXT = """---
title: "Truce in the valley"
date: 2021-03-04 10:00:00 +0200
source: Example News
url: https://example.org/a
---

The **two sides** agreed on [a truce](https://example.org/truce), the
minister said. ![A bridge](bridge.png)

## What next

- Prisoners come *home*
- Roads open

> “We will see,” she said.

* [Ferry sinks](a)
* [King speaks](b)
* [Storm comes](c)
"""


def article(tmp_path, text):
    path = tmp_path / "a.md"
    path.write_text(text)
    [result] = read(str(path))
    return result


def test_blocks_are_the_readable_text(tmp_path):
    a = article(tmp_path, TEXT)
    assert [(b.kind, a.text[b.start : b.end]) for b in a.blocks] == [
        ("title", "Truce in the valley"),
        ("paragraph", "The two sides agreed on a truce, the minister said."),
        ("heading", "What next"),
        ("paragraph", "Prisoners come home"),
        ("paragraph", "Roads open"),
        ("paragraph", "“We will see,” she said."),
        ("boilerplate", "Ferry sinks"),
        ("boilerplate", "King speaks"),
        ("boilerplate", "Storm comes"),
    ]
    assert (a.title, a.published, a.publisher, a.url) == ("Truce in the valley", "2021-03-04", "Example News", "https://example.org/a")


def test_front_matter_is_data_only_and_may_be_broken(tmp_path):
    bad = "---\n!!python/object/apply:os.system ['touch pwned']\n---\n# Truce holds\n\nThe two sides agreed on a truce.\n"
    assert article(tmp_path, bad).title == "Truce holds"
    assert article(tmp_path, "---\ntitle: [unclosed\n---\nThe two sides agreed.\n").text == "The two sides agreed."


def test_hugo_front_matter(tmp_path):
    a = article(tmp_path, '+++\ntitle = "Truce holds"\ndate = 2021-03-04T10:00:00Z\n+++\nThe two sides agreed on a truce.\n')
    assert (a.title, a.published) == ("Truce holds", "2021-03-04")
