"""The annotated corpus beside the project: how much of what its readers said is found. The floors may only rise."""

import json
import re
from pathlib import Path

import pytest

from kgraph.read import read

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
pytestmark = [pytest.mark.shared, pytest.mark.skipif(not CORPUS.is_dir(), reason="no ../shared/corpus")]


def documents():
    for gold in sorted([*CORPUS.glob("seeds/*.gold.json"), *CORPUS.glob("dev/*.gold.json")]):
        path = gold.with_name(gold.name.replace(".gold.json", ".txt"))
        [article] = read(str(path))
        yield path, article, json.loads(gold.read_text("utf-8"))


def words(text):
    return " ".join(re.findall(r"\w+", text.lower()))


def part(article, *, wanted):
    return " ".join(words(article.text[b.start : b.end]) for b in article.blocks if (b.kind not in ("boilerplate", "timestamp")) == wanted)


def test_text_is_the_files_own_and_blocks_cover_it():
    for path, article, _ in documents():
        assert article.text == path.read_bytes().decode()
        at = 0
        for b in article.blocks:
            assert article.text[at : b.start].strip() == "" and at <= b.start < b.end
            assert article.text[b.start : b.end] == article.text[b.start : b.end].strip()
            at = b.end
        assert article.text[at:].strip() == ""


def test_dates_agree_or_are_unknown():
    pairs = [(a.published, gold["published"]) for _, a, gold in documents()]
    assert all(found in (told, None) for found, told in pairs)
    assert sum(found == told for found, told in pairs) >= 17


def test_boilerplate_is_found_and_no_statement_is_lost():
    caught = total = 0
    for _, article, gold in documents():
        unwanted, kept = part(article, wanted=False), part(article, wanted=True)
        caught += sum(words(text) in unwanted for text in gold["boilerplate"])
        total += len(gold["boilerplate"])
        assert not [s["content"] for s in gold["statements"] if words(s["content"]) not in kept]
    assert caught >= 56 and total == 61
