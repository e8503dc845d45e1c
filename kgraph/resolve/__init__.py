"""Who is who across documents: the ids under which the graph keeps entities and agreements.

Entities join by gazetteer entry, or by kind and canonical name; a person known by a surname alone stays the person of that
document, and people of one full name whom their documents give to different states stay several. What the user decides
(`Decisions`) goes before all that. Agreements join when kind, date, parties and mediators agree and nothing contradicts; two
ceasefires a week apart stay two. Why two accounts were joined is kept in words. The result is a function of the set of facts and
of the decisions: the order of documents changes nothing.
"""

from kgraph.resolve import agreements, entities
from kgraph.resolve.decisions import Decided, Decisions
from kgraph.resolve.parts import Parts
from kgraph.resolve.reading import read as read_decisions
from kgraph.resolve.resolution import PLACES, Canonical, FactsSource, Pact, Resolution, slug

__all__ = ["NONE", "PLACES", "Canonical", "Decisions", "FactsSource", "Pact", "Resolution", "read_decisions", "resolve", "slug"]

NONE = Decisions()


def resolve(facts: FactsSource, base: str, decisions: Decisions = NONE) -> Resolution:
    """Give every entity and agreement of `facts()` its id under `base`. Holds entities and agreements, never statements.

    Raises `UsageError` where a decision contradicts another, or what a document tells.
    """
    out = Resolution(base)
    decided = Decided(decisions)
    parts = Parts(decided)
    told: list[agreements.Told] = []
    for document in facts():
        numbers = parts.add(document)
        out._numbers[document.document.id] = numbers
        told += agreements.told(document, numbers)
    agreements.join(told, entities.settle(parts.all, decided, out), out)
    return out
