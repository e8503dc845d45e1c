"""How relations read as headings of a page, in either direction, and in which order they stand there."""

from kgraph.ontology import KG, Relation, load

# By relationship type: the heading over the things that it leads to, and over those that it comes from; `{it}` is the thing itself.
# In the order of a page: what a thing is part of and who belongs to it, what was agreed, what was said, what tells of it.
HEADINGS = {
    "DISPUTES": ("Disputes", "Disputed by"),
    "AFFILIATED_WITH": ("Affiliated with", "Those affiliated with {it}"),
    "LOCATED_IN": ("Located in", "Places in {it}"),
    "PARTY_TO": ("Party to", "Parties"),
    "MEDIATED": ("Mediated", "Mediated by"),
    "SIGNED": ("Signed", "Signed by"),
    "WITNESSED": ("Witnessed", "Witnessed by"),
    "GUARANTEED": ("Guaranteed", "Guaranteed by"),
    "SIGNED_AT": ("Agreed at", "Agreements reached here"),
    "HAS_PROVISION": ("Provisions", "Provision of"),
    "HAS_STATUS_REPORT": ("What became of {it}, as reported", "Tells what became of"),
    "EVIDENCED_BY": ("Sentences that tell {it}", "What it tells"),
    "MADE": ("Statements made", "Said by"),
    "TARGETS": ("Aimed at", "Statements aimed at {it}"),
    "ADDRESSED_TO": ("Addressed to", "Statements addressed to {it}"),
    "ALLEGES_VIOLATION_OF": ("Alleges violation of", "Statements that allege its violation"),
    "ABOUT": ("About", "Statements about {it}"),
    "MENTIONS": ("Mentions", "Documents that mention {it}"),
    "PART_OF": ("Part of", "Passages"),
}


def heading(relation: Relation, outgoing: bool, cls: str) -> str:
    """What stands over the things to which `relation` leads from a thing of class `cls`, or over those from which it comes."""
    label = label_of(relation)
    onward, back = HEADINGS.get(relation.type, (label.capitalize(), f"{label.capitalize()} {{it}}"))
    return (onward if outgoing else back).format(it="this person" if cls == "Person" else "it")


def in_order() -> list[Relation]:
    """All relations of the ontology, as a page has them."""
    places = {type: place for place, type in enumerate(HEADINGS)}
    return sorted(load().relations.values(), key=lambda relation: places.get(relation.type, len(places)))


def label_of(relation: Relation) -> str:
    """The relation in the ontology's words: `party to`."""
    return load().terms[relation.iri].label


def between_things() -> list[Relation]:
    """The relations that hold between entities and agreements: what documents tell as facts, not as somebody's words."""
    things = {cls for cls, names in load().labels.items() if names[0] in ("Entity", "Agreement")}
    return [r for r in in_order() if set(r.domain) <= things and set(r.range) <= things]


def anchor(iri: str) -> str | None:
    """Where the ontology's page has the term: `Person`, `act-claim`; None for what is no term of it."""
    term = load().terms.get(iri)
    if term is None:
        return None
    return term.name if iri.startswith(KG) else "-".join(iri.rsplit("/", 2)[-2:])
