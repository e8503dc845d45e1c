"""A user's own spaCy pipeline in the place of kgraph's: block by block, its labels as the extractors know them."""

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from kgraph.analyse.blocks import Columns, words_of
from kgraph.errors import UsageError
from kgraph.read.article import UNREAD

# Labels of OntoNotes, CoNLL 2003 and the like, as those of kgraph/model/CARD.md. What is not named here keeps its own label.
_ENTITIES = {
    "GPE": "LOC",
    "LOCATION": "LOC",
    "PER": "PERSON",
    "ORGANIZATION": "ORG",
    "FACILITY": "FAC",
    "EVENT": "MISC",
    "LAW": "MISC",
    "WORK_OF_ART": "MISC",
}
_BATCH = 64  # blocks
# Relations that Universal Dependencies 2 lacks and older schemes have.
_OTHER_SCHEMES = frozenset({"dobj", "pobj", "nsubjpass", "auxpass", "prep", "prt", "poss", "nn"})


def load(name: str) -> Language:
    """The pipeline `name`, a package or a folder. Raises `UsageError` where it is not installed or cannot serve."""
    try:
        nlp = spacy.load(name)
    except OSError:
        raise UsageError(f"the spaCy pipeline {name!r} is not installed (python -m spacy download {name})") from None
    labels = {label for labels in nlp.pipe_labels.values() for label in labels}
    _check_scheme(labels)
    return nlp


def fill(doc: Doc, nlp: Language) -> Doc:
    """Fill `doc` with what `nlp` makes of each block by itself.

    The blocks of a document go through the pipeline in batches of their own. With those of other documents beside them its
    scores would differ in their last digits, so that a document's analysis would depend on what is read with it.
    """
    columns = Columns(len(doc))
    entities: list[Span] = []
    read: list[tuple[int, int]] = []  # first and last word of each block, the last exclusive
    for block, words in words_of(doc, doc.user_data["blocks"]):
        if block.kind in UNREAD:
            columns.head[words] = words[0]
        else:
            read.append((words[0], words[-1] + 1))
    parts = nlp.pipe((doc[start:end].as_doc() for start, end in read), batch_size=_BATCH)
    for (start, _), part in zip(read, parts, strict=True):
        if not part.has_annotation("DEP"):
            raise UsageError("the spaCy pipeline has no dependency parser")
        _check_scheme({token.dep_ for token in part})
        for token in part:
            dep = "ROOT" if token.head.i == token.i else token.dep_
            columns.set(start + token.i, token.pos_, token.tag_, dep, start + token.head.i)
            doc[start + token.i].lemma_ = token.lemma_ or token.lower_
        entities.extend(Span(doc, start + e.start, start + e.end, _ENTITIES.get(e.label_.upper(), e.label_)) for e in part.ents)
    columns.write(doc)
    doc.set_ents(entities)
    return doc


def _check_scheme(labels: set[str]) -> None:
    if other := sorted(labels & _OTHER_SCHEMES):
        raise UsageError(f"the spaCy pipeline's relations are not those of Universal Dependencies (it has {', '.join(other)})")
