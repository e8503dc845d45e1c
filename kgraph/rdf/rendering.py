"""One document's part of an export: made by itself, in any process, and the same wherever and whenever that is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kgraph.elements import Edge, Node
from kgraph.errors import UsageError
from kgraph.graph import DocumentGraph
from kgraph.rdf.counts import Counts
from kgraph.rdf.jsonld import JsonLd
from kgraph.rdf.keeping import Keeper, Kept
from kgraph.rdf.lines import Lines
from kgraph.rdf.mapping import Said, tell
from kgraph.rdf.offices import Offices
from kgraph.rdf.syntax import Subject, Syntax, in_order, things_in_order
from kgraph.rdf.turtle import USED, Turtle

# The formats by file name ending. Those that hold triples get the default graph, the merged view, alone.
FORMATS = ("ttl", "nt", "nq", "trig", "jsonld")
TRIPLES = ("ttl", "nt")
RDF12 = ("ttl", "nt", "nq", "trig")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document's text. `own`: what the default graph says of it and of nothing else; `named`: its named graph.

    `records`: what it tells the default graph of things that others tell of too, a line for each subject (see `record`).
    """

    own: bytes | Kept
    named: bytes | Kept
    records: list[bytes]
    counts: Counts

    def kept(self, keeper: Keeper) -> "Rendered":
        """The same with its text in a file: it need not be sent from process to process."""
        own, named = (keeper.keep(text) if isinstance(text, bytes) and text else text for text in (self.own, self.named))
        return Rendered(own, named, self.records, self.counts)


@dataclass(frozen=True, slots=True)
class Renderer:
    """How documents are written: the format, the base (which only shortens IRIs), and whether in terms of RDF 1.2.

    Raises `UsageError` for a format that there is not, or that cannot say what RDF 1.2 can.
    """

    format: str
    base: str
    rdf12: bool = False

    def __post_init__(self) -> None:
        if self.format not in FORMATS:
            raise UsageError(f"{self.format} is no format of RDF that kgraph writes: {', '.join(FORMATS)}")
        if self.rdf12 and self.format not in RDF12:
            raise UsageError(f"{self.format} has no triple terms; RDF 1.2 can be written as {', '.join(RDF12)}")

    @property
    def syntax(self) -> Syntax:
        return syntax_of(self.format, self.base)

    def render(self, document: DocumentGraph) -> Rendered:
        """Write one document. Raises `GraphError` for what the ontology does not allow or RDF cannot say."""
        syntax, counts = self.syntax, Counts()
        counts.of_document(document)
        own, view, disputes = (self.told(elements) for elements in (document.own, document.view, document.disputes))
        for told in own.values():
            in_order(told)
        subjects = things_in_order({*own, *view, *disputes})
        inside = (document.id + "/", document.id + "#")
        default: list[Subject] = []
        records: list[bytes] = []
        for subject, told in _both(own, disputes, subjects):
            if subject == document.id or subject.startswith(inside):
                default.append((subject, told))
            else:
                records.append(record(subject, told))
        counts.of_default(default)
        named = b""
        if self.format not in TRIPLES:
            of_document = _both(own, view, subjects)
            counts.of_named(of_document)
            named = syntax.named(document.id, of_document)
        return Rendered(syntax.default(default), named, records, counts)

    def told(self, elements: Iterable[Node | Edge]) -> Said:
        """The triples that elements make, by subject."""
        said: Said = {}
        offices = Offices()
        for element in elements:
            tell(element, said, self.rdf12)
            offices.note(element)
        for subject, told in offices.memberships():
            said.setdefault(subject, []).extend(told)
        return said


def syntax_of(format: str, base: str, namespaces: Sequence[str] = USED) -> Syntax:
    """How a file of this format is written; `namespaces` are those for which Turtle declares prefixes."""
    if format in ("nt", "nq"):
        return Lines()
    return JsonLd(base) if format == "jsonld" else Turtle(base, namespaces)


def record(subject: str, told: Iterable[str]) -> bytes:
    """A line for a subject and its triples. Lines are sorted as subjects are by `by_thing`."""
    thing, _, part = subject.partition("#")
    return "\t".join((thing, part, *told)).encode() + b"\n"


def recorded(line: bytes) -> tuple[str, list[str]]:
    """The subject of a line that `record` made, and what is told of it."""
    thing, part, *told = line.decode()[:-1].split("\t")
    return f"{thing}#{part}" if part else thing, told


def _both(own: Said, more: Said, subjects: Iterable[str]) -> list[Subject]:
    """What both say, by subject in the order of `subjects`; `own` is in order within each subject."""
    found: list[Subject] = []
    for subject in subjects:
        if subject in more:
            found.append((subject, in_order([*own.get(subject, ()), *more[subject]])))
        elif subject in own:
            found.append((subject, own[subject]))
    return found
