"""What a graph is and how much it holds, in the terms of VoID (https://www.w3.org/TR/void/) and DCAT (https://www.w3.org/TR/vocab-dcat-3/)."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast
from urllib.parse import quote

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from kgraph.errors import UsageError
from kgraph.ontology import KG
from kgraph.ontology.namespaces import DCAT, DCTERMS, PREFIX_OF, RDF, SPDX, VOID, XSD
from kgraph.rdf.context import USED
from kgraph.rdf.counts import Counts
from kgraph.rdf.rendering import syntax_of
from kgraph.rdf.syntax import Subject, by_thing

_TITLE = "Knowledge graph of documents on armed conflict"
_TEXT = (
    "Who said what and who agreed what, as documents tell it, each statement and each relation with the passage that tells it. "
    "The default graph merges what all documents tell; a named graph for each document holds what that document supports. "
    "The figures are those of the default graph."
)
_WEB = re.compile(r"https?://[^/?#]", re.IGNORECASE)
_SYNTAX = "http://www.w3.org/ns/formats/"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


class _Format(NamedTuple):
    """A syntax: its media type, and the local part of its IRI at W3C (https://www.w3.org/ns/formats/)."""

    media_type: str
    iri: str


_FORMATS = {
    "ttl": _Format("text/turtle", "Turtle"),
    "nt": _Format("application/n-triples", "N-Triples"),
    "nq": _Format("application/n-quads", "N-Quads"),
    "trig": _Format("application/trig", "TriG"),
    "jsonld": _Format("application/ld+json", "JSON-LD"),
}


@dataclass(frozen=True, slots=True)
class File:
    """A file that holds the data: its name, its format (an ending without `.gz`), its size in bytes and its SHA-256 in hexadecimal."""

    name: str
    format: str
    size: int
    sha256: str


def file_of(path: Path, format: str) -> File:
    """What is to be told of the file `path`, which is read once."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(1024 * 1024):
            digest.update(block)
            size += len(block)
    return File(path.name, format, size, digest.hexdigest())


def describe(
    counts: Counts,
    base: str,
    file: File | None = None,
    endpoint: str | None = None,
    license: str | None = None,
    url: str | None = None,
) -> Iterator[Quad]:
    """The description of the data set `<base>dataset`: what it is and what `counts` counted.

    `file` is one that holds all of it and `url` where on the web that will be found, `endpoint` the address of a SPARQL endpoint,
    `license` an IRI. Nothing comes from a clock: the same data give the same description. Raises `UsageError` for an address or licence
    that is no IRI, and for a `url` that nobody could fetch.
    """
    if url is not None and not (_WEB.match(url) and _is_iri(url)):
        raise UsageError(f"'{url}' is no address on the web: those are IRIs that begin with http:// or https://")
    it = base + "dataset"
    say = _Told()
    for kind in (VOID, DCAT):
        say.iri(it, RDF + "type", kind + "Dataset")
    say.text(it, DCTERMS + "title", _TITLE)
    say.text(it, DCTERMS + "description", _TEXT + _period(counts))
    say.iri(it, DCTERMS + "conformsTo", KG.rstrip("#"))
    if license is not None:
        say.iri(it, DCTERMS + "license", license)
    say.literal(it, VOID + "uriSpace", base, XSD + "string")
    for vocabulary in USED:
        if any(name.startswith(vocabulary) for name in (*counts.properties, *counts.classes)):
            say.iri(it, VOID + "vocabulary", vocabulary)
    if counts.example is not None:
        say.iri(it, VOID + "exampleResource", counts.example)
    figures = {
        "triples": counts.triples, "entities": counts.entities, "distinctSubjects": counts.subjects,
        "classes": len(counts.classes), "properties": len(counts.properties),
    }  # fmt: skip
    for name, number in figures.items():
        say.number(it, VOID + name, number)
    for name, found, what, unit in (("class", counts.classes, "class", "entities"), ("property", counts.properties, "property", "triples")):
        for iri in sorted(found):
            part = f"{it}#{name}-{_local(iri)}"
            say.iri(it, f"{VOID}{name}Partition", part)
            say.iri(part, RDF + "type", VOID + "Dataset")
            say.iri(part, VOID + what, iri)
            say.number(part, VOID + unit, found[iri])
    if file is not None:
        _tell_file(say, it, file, url)
    if endpoint is not None:
        say.iri(it, VOID + "sparqlEndpoint", endpoint)
        service = it + "#sparql"
        say.iri(service, RDF + "type", DCAT + "DataService")
        say.text(service, DCTERMS + "title", f"SPARQL endpoint of: {_TITLE}")
        say.iri(service, DCAT + "endpointURL", endpoint)
        say.iri(service, DCAT + "servesDataset", it)
        say.iri(service, DCTERMS + "conformsTo", "http://www.w3.org/TR/sparql11-protocol/")
    return iter(say.quads)


def write_triples(triples: Iterable[Quad | Triple], out: BinaryIO, format: str, base: str) -> None:
    """Write a few triples, such as those of `describe`, in `format`, one of those in which graphs are written."""
    said: dict[str, set[str]] = defaultdict(set)
    for quad in triples:
        said[cast(NamedNode, quad.subject).value].add(f"{quad.predicate} {quad.object}")
    subjects: list[Subject] = [(subject, sorted(said[subject])) for subject in sorted(said, key=by_thing)]
    text = "".join(one for subject, told in subjects for one in (subject, *told))
    syntax = syntax_of(format, base, tuple(namespace for namespace in PREFIX_OF if namespace in text))
    out.write(syntax.start + syntax.default(subjects) + syntax.end)


def counts_of_store(store: Store) -> Counts:
    """The same counts for a graph in a store, as an export of it would give; reads it once, in memory that does not grow with it."""
    counts = Counts(quads=len(store), graphs=sum(1 for _ in store.named_graphs()))
    default = DefaultGraph()
    for subject, quads in groupby(store.quads_for_pattern(None, None, None, default), key=lambda quad: quad.subject):
        counts.subjects += 1
        counts.entities += "#" not in str(subject)
        for quad in quads:
            counts.triples += 1
            counts.properties[quad.predicate.value] += 1
            if quad.predicate.value == RDF + "type":
                counts.classes[cast(NamedNode, quad.object).value] += 1
    for quad in store.quads_for_pattern(None, NamedNode(DCTERMS + "issued"), None, default):
        published = cast(Literal, quad.object).value
        document = cast(NamedNode, quad.subject).value
        counts.add(Counts(first=published, last=published, example=document))
    return counts


def _period(counts: Counts) -> str:
    """When the documents were published: no dcterms:temporal, since what they tell of may lie long before."""
    if counts.first is None or counts.last is None:
        return ""
    first, last = (date.partition("T")[0] for date in (counts.first, counts.last))
    return f" The documents that bear a date {f'were published from {first} to {last}' if first != last else f'are of {first}'}."


def _tell_file(say: "_Told", it: str, file: File, url: str | None) -> None:
    format = _FORMATS[file.format]
    if url is not None:
        say.iri(it, VOID + "dataDump", url)
    say.iri(it, VOID + "feature", _SYNTAX + format.iri)
    distribution, checksum = it + "#distribution", it + "#checksum"
    say.iri(it, DCAT + "distribution", distribution)
    say.iri(distribution, RDF + "type", DCAT + "Distribution")
    say.literal(distribution, DCTERMS + "title", file.name, XSD + "string")
    if url is not None:
        say.iri(distribution, DCAT + "downloadURL", url)
    say.iri(distribution, DCAT + "mediaType", _MEDIA_TYPES + format.media_type)
    if file.name.endswith(".gz"):
        say.iri(distribution, DCAT + "compressFormat", _MEDIA_TYPES + "application/gzip")
    say.iri(distribution, DCTERMS + "format", _SYNTAX + format.iri)
    say.literal(distribution, DCAT + "byteSize", str(file.size), XSD + "nonNegativeInteger")
    say.iri(distribution, SPDX + "checksum", checksum)
    say.iri(checksum, RDF + "type", SPDX + "Checksum")
    say.iri(checksum, SPDX + "algorithm", SPDX + "checksumAlgorithm_sha256")
    say.literal(checksum, SPDX + "checksumValue", file.sha256, XSD + "hexBinary")


def _is_iri(text: str) -> bool:
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def _local(iri: str) -> str:
    """A part of an IRI that stands for another, by its prefix where it has one: `skos-prefLabel`."""
    namespace, name = iri[: (cut := max(iri.rfind("#"), iri.rfind("/")) + 1)], iri[cut:]
    return f"{PREFIX_OF[namespace]}-{name}" if namespace in PREFIX_OF else quote(iri, safe="")


class _Told:
    """Quads in the making."""

    def __init__(self) -> None:
        self.quads: list[Quad] = []

    def iri(self, subject: str, predicate: str, object: str) -> None:
        try:
            self._add(subject, predicate, NamedNode(object))
        except ValueError as error:
            raise UsageError(f"'{object}' is no IRI: {error}") from None

    def text(self, subject: str, predicate: str, text: str) -> None:
        self._add(subject, predicate, Literal(text, language="en"))

    def number(self, subject: str, predicate: str, number: int) -> None:
        self.literal(subject, predicate, str(number), XSD + "integer")

    def literal(self, subject: str, predicate: str, text: str, datatype: str) -> None:
        self._add(subject, predicate, Literal(text, datatype=NamedNode(datatype)))

    def _add(self, subject: str, predicate: str, object: NamedNode | Literal) -> None:
        self.quads.append(Quad(NamedNode(subject), NamedNode(predicate), object))
