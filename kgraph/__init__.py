"""Documents in, a knowledge graph out, questions answered with the sentence that proves each answer."""

__version__ = "0.1.0"
