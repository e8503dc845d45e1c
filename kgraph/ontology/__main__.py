"""`python -m kgraph.ontology > ontology/README.md` makes the reference tables anew."""

from kgraph.ontology.reference import readme

print(readme(), end="")
