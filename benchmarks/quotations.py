"""How well statements are found in news that nobody here annotated: PolNeAR (Newell et al. 2018), attributed statements in US news.

    python benchmarks/quotations.py BENCH [--errors N]

BENCH is a folder with the corpus, its reader and the published scorers: `polnear/read.py`, `metrics.py`. Nothing of it is in
this project. Two measures, each as published: exact spans of source, cue and content on the tokens of CofeNet's
paragraphs, and the Gender Gap Tracker's match (a quotation counts if the one found covers more than 0.3 of it).

The corpus marks spans by its own rules, and what kgraph found is put into their terms before it is compared: quotation
marks and "that" belong to the content, auxiliaries, adverbs and a colon to the cue; one attribution for all speakers of a joint
statement, and for a quotation that goes on behind its cue. It also counts beliefs and intentions, which are no statements
here, so that a third of its attributions is out of reach.
"""

import argparse
import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from corpus import articles, module
from spacy.tokens import Doc

from kgraph.analyse import analyse, load_pipeline
from kgraph.extract import VERSION, extract
from kgraph.facts import Statement

_ROLES = ("source", "cue", "content")
_MARKS = "\"“”„'‘’"
Spans = list[tuple[int, int]]


@dataclass(frozen=True)
class Read:
    """One article's text, parse and statements."""

    text: str
    doc: Doc
    statements: tuple[Statement, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--errors", type=int, default=0, help="show so many attributions that were missed")
    options = parser.parse_args()
    corpus, metrics = module(options.bench / "polnear" / "read.py"), module(options.bench / "metrics.py")
    records = list(corpus.records("dev"))
    told = read_all(records)
    exact(corpus, metrics, told)
    matched(metrics, records, told)
    if options.errors:
        missed(records, told, options.errors)


def read_all(records: list[dict[str, Any]]) -> dict[str, Read]:
    """Read, analyse and extract every article, and tell how fast the parts went."""
    nlp = load_pipeline(threads=1)
    found = articles(records)
    started = time.perf_counter()
    parsed = list(analyse(found, nlp))
    parse = time.perf_counter() - started
    started = time.perf_counter()
    out = {Path(a.source).stem: Read(a.text, doc, extract(a, doc, VERSION).statements) for a, doc in parsed}
    own = time.perf_counter() - started
    words = sum(len(doc) for _, doc in parsed)
    print(f"{len(out)} articles, {words} tokens; tokens a second on one core: {words / parse:,.0f} parsed, {words / own:,.0f} extracted")
    return out


def exact(corpus: ModuleType, metrics: ModuleType, articles: dict[str, Read]) -> None:
    """Exact spans, on the tokens of the paragraphs."""
    gold, found = [], []
    for paragraph in corpus.paragraphs():
        gold.append(paragraph["gold"])
        found.append(_spans(corpus, paragraph, articles.get(paragraph["doc"])))
    for role, scores in metrics.quote_scores(gold, found).items():
        print(f"exact {role:8}" + "".join(f"  {name} {scores['exact'][key]:.3f}" for name, key in (("P", "p"), ("R", "r"), ("F", "f1"))))


def _spans(corpus: ModuleType, paragraph: dict[str, Any], read: Read | None) -> dict[str, Spans]:
    out: dict[str, Spans] = {role: [] for role in _ROLES}
    if read is None or paragraph["doc_offset"] is None:
        return out
    # Reading may have mended the text, and moved it.
    start, begin = paragraph["doc_offset"], paragraph["text"][:40]
    if not read.text.startswith(begin, start) and (start := read.text.find(begin)) < 0:
        return out
    end = start + len(paragraph["text"])
    for s in read.statements:
        pieces = {
            "source": [(s.speaker_span.start, s.speaker_span.end)] if s.speaker_span is not None else [],
            "cue": [_cue(read.text, read.doc, s)],
            "content": [_content(read.text, piece.start, piece.end) for piece in s.content_spans],
        }
        for role, spans in pieces.items():
            inside = [(a - start, b - start) for a, b in spans if start <= a and b <= end]
            out[role] += [tuple(t) for a, b in inside if (t := corpus.to_tokens(paragraph["offsets"], a, b))]
    return {role: sorted(set(spans)) for role, spans in out.items()}


def _cue(text: str, doc: Doc, s: Statement) -> tuple[int, int]:
    """A cue with its auxiliaries, the adverbs between and a colon: "has also said:"."""
    span = doc.char_span(s.cue_span.start, s.cue_span.end, alignment_mode="expand")
    assert span is not None
    first = span[0].i
    while first > 0 and doc[first - 1].head.i == span[0].i and doc[first - 1].dep_ in ("aux", "aux:pass", "advmod"):
        first -= 1
    end = s.cue_span.end
    return doc[first].idx, end + text.startswith(":", end)


def _content(text: str, start: int, end: int) -> tuple[int, int]:
    """A content with the quotation marks around it and its "that"."""
    while start > 0 and text[start - 1] in _MARKS and (start < 2 or not text[start - 2].isalnum()):
        start -= 1
    while end < len(text) and text[end] in _MARKS:
        end += 1
    closing = re.match(r"[.,!?]?[\"”’']+", text[end:])
    if closing and text[start] in _MARKS:
        end += closing.end()
    that = re.search(r"\bthat\s+[“\"]?$", text[:start])
    return that.start() if that else start, end


def matched(metrics: ModuleType, records: list[dict[str, Any]], articles: dict[str, Read]) -> None:
    """The Gender Gap Tracker's match, and the share of right speakers among what matched."""
    gold = [[_quote(g) for g in r["attributions"] if g["content"]] for r in records]
    found = [list(_quotes(articles[r["id"]])) if r["id"] in articles else [] for r in records]
    scores = metrics.quote_match(gold, found)
    print(
        "match" + "".join(f"  {name} {scores[key]:.3f}" for name, key in (("P", "p"), ("R", "r"), ("F", "f1"), ("speaker", "speaker_acc")))
    )


def _quote(g: dict[str, Any]) -> dict[str, Any]:
    return {"content": _hull(g["content"]), "source": _hull(g["source"]), "cue": g["cue"]["text"] if g["cue"] else ""}


def _hull(part: dict[str, Any] | None) -> tuple[int, int] | None:
    return (min(a for a, _ in part["spans"]), max(b for _, b in part["spans"])) if part else None


def _quotes(read: Read) -> Iterator[dict[str, Any]]:
    by_cue: dict[tuple[int, int], list[Statement]] = {}
    for s in read.statements:
        by_cue.setdefault((s.cue_span.start, s.cue_span.end), []).append(s)
    for group in by_cue.values():
        pieces = [piece for s in group for piece in s.content_spans]
        speaker = next((s.speaker_span for s in group if s.speaker_span is not None), None)
        yield {
            "content": (min(p.start for p in pieces), max(p.end for p in pieces)),
            "source": (speaker.start, speaker.end) if speaker is not None else None,
            "cue": group[0].cue,
        }


def missed(records: list[dict[str, Any]], articles: dict[str, Read], most: int) -> None:
    """Some of the attributions that nothing found meets."""
    out = []
    for r in records:
        spans = [(p.start, p.end) for s in articles[r["id"]].statements for p in s.content_spans] if r["id"] in articles else []
        for g in r["attributions"]:
            if g["content"] and not any(a < y and x < b for a, b in spans for x, y in g["content"]["spans"]):
                out.append([(g[role] or {"text": "-"})["text"] for role in _ROLES])
    print(f"{len(out)} missed")
    for source, cue, content in random.Random(1).sample(out, min(most, len(out))):
        print(f"  {source[:40]} | {cue[:30]} | {content[:100]}")


if __name__ == "__main__":
    main()
