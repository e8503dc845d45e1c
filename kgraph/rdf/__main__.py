"""`python -m kgraph.rdf > ontology/context.jsonld` makes the JSON-LD context anew."""

from kgraph.rdf.context import document

print(document(), end="")
