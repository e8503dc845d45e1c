"""A spaCy pipeline of the user's for the tests: it needs no model, takes its time, and dies of a document that says so."""

import time
from pathlib import Path

_CODE = """
import os, signal, time
import spacy
from spacy.language import Language

@Language.component("brittle")
def brittle(doc):
    if "POISON" in doc.text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "FAULT" in doc.text:
        raise RuntimeError("a fault of the pipeline's")
    time.sleep(SECONDS)
    for token in doc:
        token.head, token.dep_, token.pos_ = doc[0], "ROOT" if token.i == 0 else "dep", "X"
    return doc

def load(**_):
    nlp = spacy.blank("en")
    nlp.add_pipe("brittle")
    return nlp
"""


def install(folder: Path, seconds: float = 0) -> dict[str, str]:
    """Put the package `brittle` into `folder`; `seconds` is what a block of text takes. Gives the environment that finds it there."""
    package, info = folder / "brittle", folder / "brittle-1.0.dist-info"
    package.mkdir(parents=True)
    info.mkdir()
    (package / "__init__.py").write_text(_CODE.replace("SECONDS", str(seconds)))
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: brittle\nVersion: 1.0\n")
    return {"PYTHONPATH": str(folder)}


def wait_for(what, seconds: float = 60):  # type: ignore[no-untyped-def]
    """What `what` gives as soon as that is something."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := what():
            return found
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} seconds")
