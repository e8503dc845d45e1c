"""What is done with one document, in whichever process: it is read, analysed, and its facts are written down."""

import gc
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from kgraph.errors import DocumentError
from kgraph.facts import dump
from kgraph.read import Unread
from kgraph.workspace import Packed, pack

Done: TypeAlias = Packed | bytes | DocumentError | str

# spaCy keeps each word that it meets for good, with about 400 bytes. (Its memory zones would not help: its tables keep a
# place for each word that was ever in one.) So after so many the pipeline is loaded afresh, which takes a quarter of a second.
_NEW_WORDS = 50_000


def started(pipeline: str | None, own: Sequence[Path], packed: bool) -> Callable[[Unread], Done]:
    """What a process needs: the pipeline and the user's own gazetteers, loaded once.

    It gives for a task the facts, `packed` as the workspace keeps them or as a line without its break; or why the document
    cannot be read, or in words why it could not be analysed.
    """
    from kgraph import gazetteer
    from kgraph.analyse import load_pipeline
    from kgraph.extract import facts_of

    gazetteer.use(own)
    nlp = load_pipeline(pipeline)
    most = len(nlp.vocab.strings) + _NEW_WORDS

    def work(task: Unread) -> Done:
        nonlocal nlp
        try:
            article = task.read()
            if isinstance(article, DocumentError):
                return article
            if len(nlp.vocab.strings) > most:
                nlp = load_pipeline(pipeline)
                gc.collect()
            [facts] = facts_of([article], nlp)
            return pack(facts) if packed else dump(facts)
        except Exception as error:  # a fault of ours in one document must not cost the others
            logging.getLogger(__name__).debug("%s", task.source, exc_info=True)
            return f"could not be analysed: {type(error).__name__}: {one_line(error)}"

    return work


def one_line(error: Exception) -> str:
    """The first line of an error's text."""
    return next((line.strip() for line in str(error).splitlines() if line.strip()), "no reason given")
