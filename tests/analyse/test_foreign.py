"""A user's own spaCy pipeline: what it must have, and its labels as the extractors know them."""

import pytest
import spacy
from spacy.tokens import Doc
from spacy.training import Example
from spacy.vocab import Vocab

from kgraph.analyse import analyse, load_pipeline
from kgraph.errors import KgraphError
from kgraph.read.article import Article, Block

TEXT = "Talks went on in Moscow"
MENU = "Become a member"


def article(*blocks):
    text, spans = "", []
    for kind, body in blocks:
        spans.append(Block(len(text), len(text) + len(body), kind))
        text += body + "\n\n"
    return Article("a.txt", "0" * 64, text, tuple(spans))


def saved(folder, deps=("nsubj", "ROOT", "compound:prt", "case", "obl"), patterns=()):
    """A folder with a pipeline that has a parser for these relations and finds these patterns."""
    words = TEXT.split()
    example = Example.from_dict(Doc(Vocab(), words=words), {"words": words, "heads": [1, 1, 1, 4, 1], "deps": list(deps)})
    nlp = spacy.blank("en")
    nlp.add_pipe("parser")
    nlp.initialize(lambda: [example] * 40)  # the parser takes no relation it has seen less than 30 times
    if patterns:
        nlp.add_pipe("entity_ruler").add_patterns([{"label": label, "pattern": name} for name, label in patterns])
    nlp.to_disk(folder)
    return str(folder)


def test_it_reads_block_by_block(tmp_path):
    nlp = load_pipeline(saved(tmp_path))
    given = article(("title", TEXT), ("boilerplate", MENU), ("paragraph", "They  ended ."))
    [(_, doc)] = analyse([given], nlp)
    assert doc.text == given.text
    assert {block.start for block in given.blocks} <= {sent.start_char for sent in doc.sents}
    assert {t.dep_ for t in doc.char_span(given.blocks[1].start, given.blocks[1].end)} == {"dep"}


def test_entity_labels_of_other_schemes_become_ours(tmp_path):
    nlp = load_pipeline(saved(tmp_path, patterns=[("Moscow", "GPE"), ("Ismayilov", "PER"), ("Gazprom", "ORG")]))
    [(_, doc)] = analyse([article(("paragraph", "Ismayilov of Gazprom went to Moscow"))], nlp)
    assert {e.text: e.label_ for e in doc.ents} == {"Ismayilov": "PERSON", "Gazprom": "ORG", "Moscow": "LOC"}


def test_a_documents_analysis_does_not_depend_on_those_beside_it(tmp_path):
    """Nor on how it is cut into batches: a block's scores are computed with those of its own document."""
    nlp = load_pipeline(saved(tmp_path))
    many = [article(*[("paragraph", f"{TEXT} and {'on ' * n}")] * (n + 1)) for n in range(0, 80, 9)]
    together = [doc.to_json() for _, doc in analyse(many, nlp)]
    assert together == [next(analyse([one], nlp))[1].to_json() for one in many]


def test_relations_of_another_scheme_are_refused(tmp_path):
    with pytest.raises(KgraphError, match=r"not those of Universal Dependencies \(it has pobj, prep\)"):
        load_pipeline(saved(tmp_path, deps=("nsubj", "ROOT", "advmod", "prep", "pobj")))


def test_one_without_a_parser_is_refused(tmp_path):
    spacy.blank("en").to_disk(tmp_path)
    nlp = load_pipeline(str(tmp_path))
    with pytest.raises(KgraphError, match="no dependency parser"):
        list(analyse([article(("paragraph", TEXT))], nlp))


def test_one_that_is_not_installed():
    with pytest.raises(KgraphError, match="no_such_pipeline"):
        load_pipeline("no_such_pipeline")
