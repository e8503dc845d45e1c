"""Who said what: reporting verbs and attributing phrases, their speakers, and the words they report.

Direct speech is found from its quotation marks first, whatever the parser made of it; indirect speech from the grammar of
the reporting verb (kgraph/lexicon/en/reporting_verbs.yaml); headlines by their own forms.
"""

from collections.abc import Sequence

from spacy.tokens import Doc

from kgraph.extract.cast import Cast
from kgraph.extract.statements.quotations import quotations
from kgraph.extract.statements.reading import BlockReader
from kgraph.extract.statements.reported import Reported
from kgraph.extract.statements.transcripts import turns
from kgraph.extract.syntax import text_of
from kgraph.read.article import Block

__all__ = ["Reported", "statements"]


def statements(doc: Doc, blocks: Sequence[Block], cast: Cast) -> list[Reported]:
    """The statements that the blocks of a document report, in reading order of their cues."""
    quotes = quotations(text_of(doc), [(b.start, b.end) for b in blocks])
    spans = (doc.char_span(q.start, q.end, alignment_mode="contract") for q in quotes)
    cast.antecedents.quoted = frozenset(t.i for span in spans if span is not None for t in span)
    spoken = turns(cast, text_of(doc), blocks)
    out: list[Reported] = []
    recent: list[int] = []
    n = 0
    for block in blocks:
        first = n
        while n < len(quotes) and quotes[n].outer_start < block.end:
            n += 1
        span = doc.char_span(block.start, block.end, alignment_mode="contract")
        if span is not None and len(span):
            out += BlockReader(doc, span, block, quotes[first:n], cast, recent, out, spoken.get(block.start)).statements()
    return out
