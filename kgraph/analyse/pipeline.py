"""The pipeline: a treebank tokenizer, the network as one component, lemmas; and the way from articles to documents."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from kgraph.analyse import foreign
from kgraph.analyse.blocks import Columns, words_of
from kgraph.analyse.chunks import noun_chunks
from kgraph.analyse.lemmas import lemma
from kgraph.analyse.network import MODEL, Network
from kgraph.analyse.pieces import written
from kgraph.analyse.tokens import treebank_tokenizer
from kgraph.analyse.windows import Parser
from kgraph.read.article import UNREAD, Article, Block

_NO_LIMIT = 1 << 40


def load_pipeline(name: str | None = None, threads: int = 1, model: Path | None = None, precise: bool = False) -> Language:
    """The pipeline that ships with kgraph, or the installed spaCy pipeline `name`.

    `threads` bounds the threads of the network; its weights are loaded with the first document, from the folder `model`
    where one's own training left some (`precise` takes its fp32 weights in place of int8). Another pipeline serves
    if its relations are those of Universal Dependencies; entity labels of OntoNotes and CoNLL 2003 become those of
    kgraph/model/CARD.md. Raises `UsageError` where `name` is not installed or its relations are of another scheme.
    """
    if name is not None:
        nlp = foreign.load(name)
    else:
        nlp = spacy.blank("en")
        nlp.tokenizer = treebank_tokenizer(nlp)
        nlp.vocab.get_noun_chunks = noun_chunks  # type: ignore[assignment]  # spaCy's own yield (start, end, label) too
        nlp.add_pipe("kgraph_model", config={"threads": threads, "folder": str(model or MODEL), "precise": precise})
        nlp.add_pipe("kgraph_lemmas")
    nlp.max_length = _NO_LIMIT  # the readers bound the size of a document
    return nlp


def analyse(articles: Iterable[Article], nlp: Language) -> Iterator[tuple[Article, Doc]]:
    """Yield each article with its analysis, a `Doc` of the whole of `article.text`: `token.idx` is the offset there.

    No sentence crosses a block. Blocks without facts (boilerplate, time stamps) are one sentence each, not parsed: part of
    speech X, relation "dep" to the first word. `doc.user_data["blocks"]` holds the article's blocks.
    """
    texts = ((_made(article, nlp), article) for article in articles)
    if nlp.has_pipe("kgraph_model"):
        yield from ((article, doc) for doc, article in nlp.pipe(texts, as_tuples=True))
    else:
        yield from ((article, foreign.fill(doc, nlp)) for doc, article in texts)


def _made(article: Article, nlp: Language) -> Doc:
    doc = nlp.make_doc(article.text)
    doc.user_data["blocks"] = article.blocks
    return doc


class KgraphModel:
    """Fills sentences, parts of speech, tags, features, relations, heads and entities of a `Doc`.

    Reads `doc.user_data["blocks"]`; without it, the text is one paragraph.
    """

    def __init__(self, threads: int = 1, folder: Path = MODEL, precise: bool = False) -> None:
        self.parser = Parser(Network(threads, folder, precise))

    def __call__(self, doc: Doc) -> Doc:
        blocks = doc.user_data.get("blocks", (Block(0, len(doc.text), "paragraph"),))
        columns = Columns(len(doc))
        entities: list[Span] = []
        for block, words in words_of(doc, blocks):
            if block.kind in UNREAD:
                columns.head[words] = words[0]
                continue
            texts = [doc[i].text for i in words]
            for sentence in self.parser.sentences(texts, written(texts, _spaces(doc, words))):
                at = words[sentence.start : sentence.start + len(sentence.pos)]
                for k, i in enumerate(at):
                    columns.set(i, sentence.pos[k], sentence.tag[k], sentence.deps[k], at[sentence.heads[k]])
                entities.extend(Span(doc, at[a], at[b - 1] + 1, label) for a, b, label in sentence.entities)
        columns.write(doc)
        doc.set_ents(entities)
        return doc


def _spaces(doc: Doc, words: list[int]) -> list[bool]:
    """Whether white space stands before each word of a block; before the first it does."""
    return [i == words[0] or bool(doc[i - 1].whitespace_) or doc[i - 1].is_space for i in words]


@Language.factory("kgraph_model", default_config={"threads": 1, "folder": str(MODEL), "precise": False})
def _make_model(nlp: Language, name: str, threads: int, folder: str, precise: bool) -> KgraphModel:
    return KgraphModel(threads, Path(folder), precise)


@Language.component("kgraph_lemmas")
def _lemmas(doc: Doc) -> Doc:
    for token in doc:
        token.lemma_ = token.text if token.pos_ in ("X", "SPACE") else lemma(token.text, token.pos_)
    return doc
