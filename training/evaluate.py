"""Scores of the pipeline as users get it: from raw text, as the CoNLL 2018 shared task counts, and entities of given words.

Words are aligned by their characters. A relation is right where dependent and head are aligned and the universal relation is
the same; F counts words of both sides. See https://universaldependencies.org/conll18/evaluation.html.
"""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from kgraph.analyse import load_pipeline
from kgraph.lexicon import reporting_verbs
from kgraph.read.article import Block
from training import data
from training.data import Document

TREEBANKS = {"GUM test": "en_gum-test", "EWT test": "en_ewt-test", "PUD": "en_pud-test", "GUM dev": "en_gum-dev", "EWT dev": "en_ewt-dev"}
NEWS = {"PUD news": ("en_pud-test", ("n",)), "GUM news and interviews": ("en_gum-test", ("GUM_news", "GUM_interview"))}
_WHITE = str.maketrans("", "", " \u00a0\t\n")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of either side, with the characters it covers, white space not counted; `head` is such a span too, or None."""

    span: tuple[int, int]
    pos: str
    dep: str
    lemma: str
    head: tuple[int, int] | None


def texts(documents: list[Document], of: tuple[str, ...] = ("",)) -> Iterator[tuple[str, list[Word], set[tuple[int, int]]]]:
    """Each document's text, its words and the spans of its sentences; only sentences whose name begins with one of `of`."""
    for document in documents:
        text, at, words, sentences = "", 0, [], set()
        for unit in document:
            if not unit.name.startswith(of):
                continue
            spans = []
            if unit.opens_paragraph and text:
                text += "\n\n"
            for i, (word, space) in enumerate(zip(unit.words, unit.spaces, strict=True)):
                bare = len(word.translate(_WHITE))
                spans.append((at, at + bare))
                at += bare
                text += (" " if space and text and not text.endswith("\n\n") and (i or not unit.opens_paragraph) else "") + word
            sentences.add((spans[0][0], at))
            for i, span in enumerate(spans):
                head = None if unit.head[i] == i else spans[unit.head[i]]
                words.append(Word(span, unit.pos[i], "root" if head is None else unit.dep[i].split(":")[0], unit.lemma[i], head))
        if words:
            yield text, words, sentences


def parsed(nlp: Language, text: str) -> tuple[list[Word], set[tuple[int, int]]]:
    """What the pipeline makes of a text whose paragraphs are set apart by an empty line."""
    blocks, at = [], 0
    for paragraph in text.split("\n\n"):
        blocks.append(Block(at, at + len(paragraph), "paragraph"))
        at += len(paragraph) + 2
    doc = nlp.make_doc(text)
    doc.user_data["blocks"] = tuple(blocks)
    doc = nlp(doc)
    spans, at = [], 0
    for token in doc:
        bare = len(token.text.translate(_WHITE))
        spans.append((at, at + bare))
        at += bare
    words = [
        Word(
            spans[t.i], t.pos_, "root" if t.head.i == t.i else t.dep_.split(":")[0], t.lemma_, None if t.head.i == t.i else spans[t.head.i]
        )
        for t in doc
        if not t.is_space
    ]
    ends = [[t.i for t in sentence if not t.is_space] for sentence in doc.sents]
    return words, {(spans[i[0]][0], spans[i[-1]][1]) for i in ends if i}


def syntax(nlp: Language, documents: Iterable[tuple[str, list[Word], set[tuple[int, int]]]]) -> dict[str, float]:
    """F of words, sentences, UPOS, lemmas, UAS and LAS; of the speakers and content clauses of reporting verbs."""
    right: Counter[str] = Counter()
    gold_n: Counter[str] = Counter()
    found_n: Counter[str] = Counter()
    for text, gold, sentences in documents:
        found, found_sentences = parsed(nlp, text)
        at = {word.span: word for word in found}
        gold_n.update({"words": len(gold), "sentences": len(sentences)})
        found_n.update({"words": len(found), "sentences": len(found_sentences)})
        right["sentences"] += len(sentences & found_sentences)
        for word in gold:
            other = at.get(word.span)
            if other is not None:
                right.update({"words": 1, "UPOS": other.pos == word.pos, "lemmas": other.lemma == word.lemma})
                right.update({"UAS": other.head == word.head, "LAS": other.head == word.head and other.dep == word.dep})
        for name, relation in (("speakers", "nsubj"), ("content clauses", "ccomp")):
            pairs, others = _pairs(gold, relation), _pairs(found, relation)
            gold_n[name] += len(pairs)
            found_n[name] += len(others)
            right[name] += len(pairs & others)
    for name in ("UPOS", "lemmas", "UAS", "LAS"):
        gold_n[name], found_n[name] = gold_n["words"], found_n["words"]
    return {name: 200 * right[name] / (gold_n[name] + found_n[name]) for name in gold_n}


def _pairs(words: list[Word], relation: str) -> set[tuple[Any, Any]]:
    verbs = {word.span for word in words if word.pos == "VERB" and word.lemma in reporting_verbs()}
    return {(word.head, word.span) for word in words if word.head in verbs and word.dep == relation}


def entities(nlp: Language, documents: list[Document], title_case: bool = False) -> dict[str, float]:
    """F of entities by exact span and label, all and by label, given the words; a paragraph at a time."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for document in documents:
        for unit in document:
            words = [word[:1].upper() + word[1:] for word in unit.words] if title_case else unit.words
            doc = Doc(nlp.vocab, words=words, spaces=[*unit.spaces[1:], False])
            for _, component in nlp.pipeline:
                doc = component(doc)
            found = {(e.start, e.end, e.label_) for e in doc.ents}
            gold = data.entities(unit.ner)
            for name, spans in (("", gold & found), ("all", gold), ("all", found)):
                for _, _, label in spans:
                    (total if name else right).update({label: 1, "F": 1})
    return {label: 200 * right[label] / n for label, n in sorted(total.items(), key=lambda item: -item[1])}


def speed(nlp: Language, documents: list[Document]) -> float:
    """Words a second of this thread, for running text."""
    raw = [text for text, _, _ in texts(documents)]
    parsed(nlp, raw[0])
    started = time.process_time()
    words = sum(len(parsed(nlp, text)[0]) for text in raw)
    return words / (time.process_time() - started)


def footprint() -> dict[str, float]:
    """Seconds until a fresh process has imported, and then loaded, the pipeline and read a sentence; MB of memory then."""
    code = """
import json, resource, time
started = time.perf_counter()
from kgraph.analyse import load_pipeline
imported = time.perf_counter()
load_pipeline()("The minister said on Tuesday that the talks had failed.")
done = time.perf_counter()
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"import, s": imported - started, "load, s": done - imported, "memory, MB": memory}))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def evaluate(folder: Path, model: Path | None, precise: bool) -> dict[str, dict[str, float]]:
    """All scores, in percent but for speed (words a second) and footprint, with the data in `folder`; `model` None is the shipped one."""
    nlp = load_pipeline(model=model, precise=precise)
    result: dict[str, dict[str, float]] = {}
    for name, file in TREEBANKS.items():
        result[name] = syntax(nlp, texts(data.load(folder, file)))
    for name, (file, of) in NEWS.items():
        result[name] = syntax(nlp, texts(data.load(folder, file), of))
    news = data.load(folder, "wwn-dev")
    result["Entities, news"] = entities(nlp, news)
    result["Entities, Title Case"] = entities(nlp, news, title_case=True)
    result["Speed and size"] = {"words/s": speed(nlp, data.load(folder, "en_gum-dev")), **footprint()}
    return result
