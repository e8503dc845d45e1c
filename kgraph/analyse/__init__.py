"""From an article to a spaCy `Doc`: sentences, parts of speech, Universal Dependencies, entities and lemmas.

`load_pipeline` gives the pipeline, `analyse` runs it over articles. Deterministic: a document's analysis depends on its
own text and blocks alone, never on the documents beside it.
"""

from kgraph.analyse.pipeline import analyse, load_pipeline

__all__ = ["analyse", "load_pipeline"]
