"""The pipeline: a treebank tokenizer, the network as one component, lemmas; and the way from articles to documents."""

from collections.abc import Iterable, Iterator

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
from kgraph.read.article import UNREAD, Article, Block

_NO_LIMIT = 1 << 40


def load_pipeline(name: str | None = None, threads: int = 1) -> Language:
    """The pipeline that ships with kgraph, or the installed spaCy pipeline `name`.

    `threads` bounds the threads of the network; its weights are loaded with the first document. Another pipeline serves
    as far as its relations are those of Universal Dependencies and its entity labels those of kgraph/model/CARD.md.
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
        yield article, nlp(doc) if nlp.has_pipe("kgraph_model") else _by_blocks(doc, nlp)


def _by_blocks(doc: Doc, nlp: Language) -> Doc:
    """Fill `doc` with what a foreign pipeline makes of each block by itself."""
    columns = _Columns(len(doc))
    entities: list[Span] = []
    for block, words in _words(doc, doc.user_data["blocks"]):
        if block.kind in UNREAD:
            columns.head[words] = words[0]
            continue
        start = words[0]
        part = nlp(doc[start : words[-1] + 1].as_doc())
        if not part.has_annotation("DEP"):
            raise UsageError("the spaCy pipeline has no dependency parser")
        for token in part:
            columns.set(start + token.i, token.pos_, token.tag_, token.dep_, start + token.head.i)
            doc[start + token.i].lemma_ = token.lemma_ or token.lower_
        entities.extend(Span(doc, start + e.start, start + e.end, e.label_) for e in part.ents)
    columns.write(doc)
    doc.set_ents(entities)
    return doc


class KgraphModel:
    """Fills sentences, parts of speech, tags, relations, heads and entities of a `Doc`.

    Reads `doc.user_data["blocks"]`; without it, the text is one paragraph.
    """

    def __init__(self, threads: int = 1) -> None:
        self.parser = Parser(Network(threads))

    def __call__(self, doc: Doc) -> Doc:
        blocks = doc.user_data.get("blocks", (Block(0, len(doc.text), "paragraph"),))
        columns = _Columns(len(doc))
        entities: list[Span] = []
        for block, words in _words(doc, blocks):
            if block.kind in UNREAD:
                columns.head[words] = words[0]
                continue
            texts = [_as_read(doc, i) if i > words[0] else doc[i].text for i in words]
            for sentence in self.parser.sentences(texts, [shape(text) for text in texts]):
                at = words[sentence.start : sentence.start + len(sentence.pos)]
                for k, i in enumerate(at):
                    columns.set(i, sentence.pos[k], sentence.tag[k], sentence.deps[k], at[sentence.heads[k]])
                entities.extend(Span(doc, at[a], at[b - 1] + 1, label) for a, b, label in sentence.entities)
        columns.write(doc)
        doc.set_ents(entities)
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


def _as_read(doc: Doc, i: int) -> str:
    # A hyphen or en dash with white space around it separates, as the treebanks' em dash does: "... in Karabakh - Ministry".
    # Read as a hyphen, it would join the two into one name.
    text = doc[i].text
    return "—" if text in ("-", "–") and _space_after(doc, i) and _space_after(doc, i - 1) else text


def _space_after(doc: Doc, i: int) -> bool:
    return bool(doc[i].whitespace_) or doc[i].is_space or (i + 1 < len(doc) and doc[i + 1].is_space)


class _Columns:
    """What the tokens of a document get, column by column, before it is written all at once."""

    def __init__(self, n: int) -> None:
        self.pos = ["X"] * n
        self.tag = [""] * n
        self.dep = ["dep"] * n
        self.head = np.arange(n)

    def set(self, i: int, pos: str, tag: str, dep: str, head: int) -> None:
        self.pos[i], self.tag[i], self.dep[i], self.head[i] = pos, tag, dep, head

    def write(self, doc: Doc) -> None:
        if not len(doc):
            return
        # White space hangs on the word before it, or, at the start, on the first word.
        last = next((token.i for token in doc if not token.is_space), 0)
        for token in doc:
            if token.is_space:
                self.set(token.i, "SPACE", "_SP", "dep", last)
            else:
                last = token.i
        strings = doc.vocab.strings
        values = [[strings.add(value) if value else 0 for value in column] for column in (self.pos, self.tag, self.dep)]
        offsets = (self.head - np.arange(len(doc))).astype(np.int64).astype(np.uint64)
        rows = np.stack([*(np.array(column, dtype=np.uint64) for column in values), offsets], axis=1)
        doc.from_array(["POS", "TAG", "DEP", "HEAD"], rows)  # type: ignore[arg-type]


@Language.factory("kgraph_model", default_config={"threads": 1})
def _make_model(nlp: Language, name: str, threads: int) -> KgraphModel:
    return KgraphModel(threads)


@Language.component("kgraph_lemmas")
def _lemmas(doc: Doc) -> Doc:
    for token in doc:
        token.lemma_ = token.text if token.pos_ in ("X", "SPACE") else lemma(token.text, token.pos_)
    return doc
