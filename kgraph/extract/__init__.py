"""What one document tells, from its parse: actors and places, offices, agreements, statements, each with its sentence.

`extract` is a function of one document alone. It sees no other document and no store; what several documents say of the
same thing is put together later (kgraph/resolve/).
"""

from collections.abc import Iterable, Iterator

from spacy.language import Language
from spacy.tokens import Doc

from kgraph.analyse import analyse
from kgraph.extract.document import extract
from kgraph.facts import VERSION, Facts
from kgraph.read.article import Article


def facts_of(articles: Iterable[Article], nlp: Language) -> Iterator[Facts]:
    """The facts of each article, in the order of the articles."""
    for article, doc in analyse(articles, nlp):
        yield extract(article, doc, VERSION)


__all__ = ["VERSION", "Doc", "extract", "facts_of"]
