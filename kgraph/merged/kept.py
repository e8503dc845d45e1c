"""Entities, agreements and accounts of them as the tables keep them: JSON, the same text for the same thing. Ids stand beside it."""

from pydantic_core import from_json, to_json

from kgraph.resolve.agreements import Key, Told
from kgraph.resolve.resolution import Canonical, Pact


def entity_text(found: Canonical) -> str:
    """An entity as it is kept: the same text for the same entity. Its id stands beside it."""
    return to_json(
        [
            found.kind, found.name, sorted(found.aliases), found.gazetteer, found.acts, dict(sorted(found.identifiers.items())),
            found.same_as, found.why,
        ]
    ).decode()  # fmt: skip


def entity(id: str, text: str) -> Canonical:
    """The entity `id` (an IRI) from the text that `entity_text` made."""
    kind, name, aliases, gazetteer, acts, identifiers, same_as, why = from_json(text)
    return Canonical(id, kind, name, set(aliases), gazetteer, acts, identifiers, tuple(same_as), tuple(why))


def pact_text(found: Pact) -> str:
    """An agreement as it is kept: the same text for the same agreement. Its id stands beside it."""
    return to_json(
        [
            found.kind, found.name, found.date, found.effective, found.status, found.members, sorted(found.forms), found.confidence,
            found.why,
        ]
    ).decode()  # fmt: skip


def pact(id: str, text: str) -> Pact:
    """The agreement `id` (an IRI) from the text that `pact_text` made."""
    kind, name, date, effective, status, members, forms, confidence, why = from_json(text)
    return Pact(
        id, kind, name, date, effective, status, [(document, index) for document, index in members], set(forms), confidence,
        [(rule, a, b) for rule, a, b in why],
    )  # fmt: skip


def account_text(told: Told) -> str:
    """An account as it is kept."""
    return to_json([getattr(told, name) for name in Told.__slots__]).decode()


def key_text(key: Key) -> str:
    """What connects accounts, as it is kept."""
    return "|".join(map(str, key))
