"""The IRIs of what is part of a thing: its own, `#`, what the part is, and a digest of what tells it from others of its kind."""

import hashlib
from functools import lru_cache

from kgraph.ontology import KG, Relation


def told_iri(start: str, known: Relation, end: str) -> str:
    """The IRI of the rdf:Statement that says of a relation who tells it and how sure that is."""
    return f"{start}#{known.iri.removeprefix(KG)}-{digest(end)}"


@lru_cache(maxsize=65536)
def digest(*parts: str) -> str:
    """Twelve hexadecimal digits for the parts."""
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=6).hexdigest()
