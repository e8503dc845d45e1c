"""How much a graph holds, counted while it is written: what VoID (https://www.w3.org/TR/void/) asks of a data set."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast

from kgraph.elements import Node
from kgraph.graph import DocumentGraph
from kgraph.ontology.namespaces import RDF
from kgraph.rdf.syntax import Subject

_TYPE = f"<{RDF}type> "


@dataclass(slots=True)
class Counts:
    """`quads` in all graphs; all else of the default graph: `triples`, and the subjects that they have.

    `entities` are subjects that are things of their own, no part of another. `classes`: how many subjects are of each class;
    `properties`: how many triples each property has; both by IRI. `first` and `last` are the earliest and latest date on which a
    document was published, `example` is a document's IRI; None where there is none.
    """

    quads: int = 0
    graphs: int = 0
    triples: int = 0
    subjects: int = 0
    entities: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)
    first: str | None = None
    last: str | None = None
    example: str | None = None

    def of_default(self, subjects: Iterable[Subject]) -> None:
        """Count subjects of the default graph with all that it says of them."""
        predicates: list[str] = []
        types: list[str] = []
        for subject, told in subjects:
            self.subjects += 1
            self.entities += "#" not in subject
            predicates += [one[: one.index(" ")] for one in told]
            # The types stand together: all is sorted.
            first = bisect_left(told, _TYPE)
            while first < len(told) and told[first].startswith(_TYPE):
                types.append(told[first])
                first += 1
        self.triples += len(predicates)
        self.quads += len(predicates)
        for predicate, number in Counter(predicates).items():
            self.properties[predicate[1:-1]] += number
        for type, number in Counter(types).items():
            self.classes[type[len(_TYPE) + 1 : -1]] += number

    def of_named(self, subjects: Iterable[Subject]) -> None:
        """Count a named graph."""
        self.graphs += 1
        self.quads += sum(len(told) for _, told in subjects)

    def of_document(self, document: DocumentGraph) -> None:
        """Note a document and when it was published."""
        self.example = document.id
        for element in document.own:
            if isinstance(element, Node) and element.cls == "Document":
                published = cast("str | None", element.properties.get("published"))
                self.first = self.last = f"{published}:00" if published and len(published) == len("2020-11-04T18:30") else published

    def add(self, other: "Counts") -> None:
        """Add what was counted elsewhere."""
        for name in ("quads", "graphs", "triples", "subjects", "entities"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.classes.update(other.classes)
        self.properties.update(other.properties)
        self.first = min(filter(None, (self.first, other.first)), default=None)
        self.last = max(filter(None, (self.last, other.last)), default=None)
        self.example = min(filter(None, (self.example, other.example)), default=None)
