"""The pipeline: a treebank tokenizer, the network as one component, lemmas; and the way from articles to documents."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from kgraph.analyse.chunks import noun_chunks
from kgraph.analyse.lemmas import lemma
from kgraph.analyse.network import Network, shape
from kgraph.analyse.tokens import treebank_tokenizer
from kgraph.analyse.windows import Parser
from kgraph.errors import UsageError
from kgraph.read.article import Article, Block

_UNREAD = frozenset({"boilerplate", "timestamp"})
_NO_LIMIT = 1 << 40


def load_pipeline(name: str | None = None, threads: int = 1) -> Language:
    """The pipeline that ships with kgraph, or the installed spaCy pipeline `name`.

    `threads` bounds the threads of the network; its weights are loaded with the first document.
    Raises `UsageError` where `name` is not installed.
    """
    if name is not None:
        try:
            nlp = spacy.load(name)
        except OSError:
            raise UsageError(f"the spaCy pipeline {name!r} is not installed (python -m spacy download {name})") from None
    else:
        nlp = spacy.blank("en")
        nlp.tokenizer = treebank_tokenizer(nlp)
        nlp.vocab.get_noun_chunks = noun_chunks  # type: ignore[assignment]  # spaCy's own yield (start, end, label) too
        nlp.add_pipe("kgraph_model", config={"threads": threads})
        nlp.add_pipe("kgraph_lemmas")
    nlp.max_length = _NO_LIMIT  # the readers bound the size of a document
    return nlp


def analyse(articles: Iterable[Article], nlp: Language) -> Iterator[tuple[Article, Doc]]:
    """Yield each article with its analysis, a `Doc` of the whole of `article.text`: `token.idx` is the offset there.

    No sentence crosses a block. Blocks without facts (boilerplate, time stamps) are one sentence each, not parsed: part of
    speech X, relation "dep" to the first word. `doc.user_data["blocks"]` holds the article's blocks.
    """
    for article in articles:
        doc = nlp.make_doc(article.text)
        doc.user_data["blocks"] = article.blocks
        yield article, nlp(doc)


class KgraphModel:
    """Fills sentences, parts of speech, tags, relations, heads and entities of a `Doc`.

    Reads `doc.user_data["blocks"]`; without it, the text is one paragraph.
    """

    def __init__(self, threads: int = 1) -> None:
        self.parser = Parser(Network(threads))

    def __call__(self, doc: Doc) -> Doc:
        if not len(doc):
            return doc
        n = len(doc)
        blocks = doc.user_data.get("blocks") or (Block(0, len(doc.text), "paragraph"),)
        pos, tag, dep = ["X"] * n, [""] * n, ["dep"] * n
        heads = np.arange(n)
        entities: list[tuple[int, int, str]] = []
        for block, words in _words(doc, blocks):
            if block.kind in _UNREAD:
                heads[words] = words[0]
                continue
            texts = [doc[i].text for i in words]
            for sentence in self.parser.sentences(texts, [shape(text) for text in texts]):
                at = words[sentence.start : sentence.start + len(sentence.pos)]
                for k, i in enumerate(at):
                    pos[i], tag[i], dep[i], heads[i] = sentence.pos[k], sentence.tag[k], sentence.deps[k], at[sentence.heads[k]]
                entities.extend((at[a], at[b - 1] + 1, label) for a, b, label in sentence.entities)
        _attach_spaces(doc, pos, tag, heads)
        _write(doc, pos, tag, dep, heads)
        doc.set_ents([Span(doc, a, b, label) for a, b, label in entities])
        return doc


def _words(doc: Doc, blocks: Iterable[Block]) -> Iterator[tuple[Block, list[int]]]:
    """The words of each block, white space left out; a word across two blocks belongs to the first."""
    i, n = 0, len(doc)
    for block in blocks:
        words = []
        while i < n and doc[i].idx < block.end:
            if not doc[i].is_space:
                words.append(i)
            i += 1
        if words:
            yield block, words


def _attach_spaces(doc: Doc, pos: list[str], tag: list[str], heads: Any) -> None:
    """White space hangs on the word before it, or, at the start, on the first word."""
    first = next((token.i for token in doc if not token.is_space), 0)
    last = first
    for token in doc:
        if token.is_space:
            pos[token.i], tag[token.i], heads[token.i] = "SPACE", "_SP", last
        else:
            last = token.i


def _write(doc: Doc, pos: list[str], tag: list[str], dep: list[str], heads: Any) -> None:
    add = doc.vocab.strings.add
    columns = [
        np.array([add(value) for value in pos], dtype=np.uint64),
        np.array([add(value) if value else 0 for value in tag], dtype=np.uint64),
        np.array([add(value) for value in dep], dtype=np.uint64),
        (heads - np.arange(len(doc))).astype(np.int64).astype(np.uint64),
    ]
    doc.from_array(["POS", "TAG", "DEP", "HEAD"], np.stack(columns, axis=1))  # type: ignore[arg-type]


@Language.factory("kgraph_model", default_config={"threads": 1})
def _make_model(nlp: Language, name: str, threads: int) -> KgraphModel:
    return KgraphModel(threads)


@Language.component("kgraph_lemmas")
def _lemmas(doc: Doc) -> Doc:
    for token in doc:
        token.lemma_ = token.text if token.pos_ in ("X", "SPACE") else lemma(token.text, token.pos_)
    return doc
