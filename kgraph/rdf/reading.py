"""Reading quads from RDF files of any origin, one after the other, and evidence written in RDF 1.2 as RDF 1.1 would write it."""

import gzip
import zlib
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from io import BufferedReader
from pathlib import Path
from typing import cast

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from kgraph.errors import RdfFileError, UsageError
from kgraph.ontology.namespaces import RDF

# By file name ending.
READ_AS = {
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
}
REIFIES = NamedNode(RDF + "reifies")
TYPE, STATEMENT, SUBJECT, PREDICATE, OBJECT = (NamedNode(RDF + name) for name in ("type", "Statement", "subject", "predicate", "object"))


def read_quads(path: Path) -> Iterator[Quad]:
    """The quads of the file `path`, whose ending (.nq .trig .ttl .nt .jsonld, also .gz) is its format, as they are read.

    Raises `UsageError` for another ending, `RdfFileError` for a file that is missing, empty, or not what its ending says.
    """
    ending = Path(path.name.removesuffix(".gz")).suffix.removeprefix(".").lower()
    if ending not in READ_AS:
        raise UsageError(f"{path}: kgraph reads RDF from files that end in .{', .'.join(READ_AS)}, and .gz after that")
    return _quads(path, READ_AS[ending], ending)


def in_rdf11(quads: Iterable[Quad]) -> Iterator[Quad]:
    """The quads; where a node reifies a triple term (https://www.w3.org/TR/rdf12-concepts/), that is an rdf:Statement instead."""
    for quad in quads:
        told = quad.object
        if isinstance(told, Triple) and quad.predicate == REIFIES:
            node, graph = quad.subject, quad.graph_name
            yield Quad(node, TYPE, STATEMENT, graph)
            yield Quad(node, SUBJECT, told.subject, graph)
            yield Quad(node, PREDICATE, told.predicate, graph)
            yield Quad(node, OBJECT, told.object, graph)
        else:
            yield quad


def _quads(path: Path, format: RdfFormat, ending: str) -> Iterator[Quad]:
    some = False
    try:
        with _opened(path) as file:
            for quad in parse(file, format=format):
                some = True
                yield quad
    except SyntaxError as error:
        raise RdfFileError(f"{path}: this is no {ending}: {_reason(error.msg)}") from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise RdfFileError(f"{path}: cannot be unpacked: {error}") from None
    except OSError as error:
        raise RdfFileError(f"{path}: {error.strerror or error}") from None
    except ValueError as error:  # not UTF-8
        raise RdfFileError(f"{path}: this is no {ending}: {error}") from None
    if not some:
        raise RdfFileError(f"{path}: holds no triples")


def _opened(path: Path) -> BufferedReader:
    file = cast(BufferedReader, gzip.GzipFile(path) if path.name.endswith(".gz") else path.open("rb"))
    if file.peek(3).startswith(BOM_UTF8):
        file.read(3)
    return file


def _reason(message: str) -> str:
    if "LoadDocumentCallback" in message:
        return "its context lies elsewhere, and nothing is fetched"
    # The parser quotes what it found there, which may be anything.
    message = " ".join(message.removeprefix("Parser error at ").split())
    return "".join(c if c.isprintable() else "?" for c in message)[:200]
