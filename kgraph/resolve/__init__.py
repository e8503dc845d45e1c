"""Who is who across documents: the rules by which the graph joins entities and agreements, as functions of what documents tell.

Entities join by gazetteer entry, or by kind and canonical name; a person known by a surname alone stays the person of that
document, and people of one full name whom their documents give to different states stay several. What the user decides
(`Decisions`) goes before all that. Agreements join when kind, date, parties and mediators agree and nothing contradicts; two
ceasefires a week apart stay two. Why two accounts were joined is kept in words. The result is a function of the set of facts and
of the decisions: the order of documents changes nothing. kgraph/merged carries the rules out, and keeps what comes of them.
"""

from kgraph.resolve.decisions import Decisions
from kgraph.resolve.reading import read as read_decisions
from kgraph.resolve.resolution import PLACES, Canonical, Pact, Resolution, slug

__all__ = ["NONE", "PLACES", "Canonical", "Decisions", "Pact", "Resolution", "read_decisions", "slug"]

NONE = Decisions()
