"""JSON-LD 1.1 (https://www.w3.org/TR/json-ld11/): a tree for each thing, with what is part of it inside; a thing a line."""

import json
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from kgraph.ontology import KG
from kgraph.ontology.namespaces import RDF, XSD
from kgraph.rdf.context import ABOUT, context, full, keys, short
from kgraph.rdf.syntax import Subject, Syntax, thing_of
from kgraph.rdf.turtle import TYPED, relative

_TYPE = f"{RDF}type"
# What JSON's own numbers and truth values stand for.
_OWN = {f"{XSD}integer": re.compile(r"0|-?[1-9]\d{0,14}"), f"{XSD}boolean": re.compile("true|false")}


class _Key(NamedTuple):
    """How a property is written: its key, the type of its values in the context, whether it is a list, and concepts by IRI."""

    text: str
    type: str | None
    many: bool
    concepts: dict[str, str]


class JsonLd(Syntax):
    """One object with the context and `@graph`; a named graph is an object with a `@graph` of its own."""

    between = b",\n"
    end = b"\n]}\n"

    def __init__(self, base: str) -> None:
        self.base = base
        self.start = f'{{"@context": {_dump({"@base": base, **context()})},\n"@graph": [\n'.encode()

    def default(self, subjects: Iterable[Subject]) -> bytes:
        things = groupby(subjects, key=lambda subject: thing_of(subject[0]))
        return b",\n".join([self._thing(iri, dict(parts)).encode() for iri, parts in things])

    def named(self, graph: str, subjects: Iterable[Subject]) -> bytes:
        return b"".join((f'{{"id": {self._id(graph)}, "@graph": [\n'.encode(), self.default(subjects), b"\n]}"))

    def _thing(self, iri: str, parts: dict[str, list[str]]) -> str:
        """The object of a thing. `parts` are its own triples and those of its parts, by subject."""
        nested: set[str] = set()
        own = self._members(parts.pop(iri, []), parts, nested)
        about: dict[str, list[str]] = {}
        for part, told in parts.items():
            if part in nested:
                continue
            # A part that the thing does not link is linked to it the other way round, or lies beside it.
            link = next((p for p in ABOUT if f"<{p}> <{iri}>" in told), None)
            rest = [one for one in told if link is None or one != f"<{link}> <{iri}>"]
            key = ABOUT[link] if link is not None else "@included"
            about.setdefault(key, []).append(self._object(part, self._members(rest, parts, nested)))
        members = [*own, *(f'"{key}": [{", ".join(objects)}]' for key, objects in about.items())]
        return self._object(iri, members)

    def _object(self, iri: str, members: list[str]) -> str:
        return f'{{"id": {self._id(iri)}{"".join(", " + member for member in members)}}}'

    def _members(self, told: Iterable[str], parts: dict[str, list[str]], nested: set[str]) -> list[str]:
        """The members of an object, its types first. A part is written where it is first linked, and then noted in `nested`."""
        values: dict[str, list[str]] = {}
        for predicate, object in (one.split(" ", 1) for one in told):
            iri = predicate[1:-1]
            linked = object[1:-1]
            if iri == _TYPE:
                values.setdefault(iri, []).append(_type(linked))
            elif linked in parts and linked not in nested:
                nested.add(linked)
                values.setdefault(iri, []).append(self._object(linked, self._members(parts[linked], parts, nested)))
            else:
                values.setdefault(iri, []).append(self._value(_key(iri), object))
        first = values.pop(_TYPE, None)
        members = [f'"type": {_list(first, False)}'] if first else []
        return members + [f"{_key(iri).text}: {_list(found, _key(iri).many)}" for iri, found in values.items()]

    def _value(self, key: _Key, object: str) -> str:
        if object.startswith("<"):
            iri = object[1:-1]
            if key.type == "@vocab" and iri in key.concepts:
                return key.concepts[iri]
            return self._id(iri) if key.type == "@id" else f'{{"id": {self._id(iri)}}}'
        # The escapes of N-Triples are JSON's own.
        typed = TYPED.fullmatch(object)
        if typed is None:
            text, _, language = object.rpartition("@") if not object.endswith('"') else (object, "", "")
            if language:
                return f'{{"@language": "{language}", "@value": {text}}}'
            return object if key.type is None else f'{{"@value": {object}}}'
        value, datatype = typed[1], typed[2]
        if key.type is None and datatype in _OWN and _OWN[datatype].fullmatch(value[1:-1]):
            return value[1:-1]
        if key.type == datatype:
            return value
        return f'{{"@type": {_type(datatype)}, "@value": {value}}}'

    def _id(self, iri: str) -> str:
        return _reference(iri, self.base)


@lru_cache(maxsize=65536)
def _reference(iri: str, base: str) -> str:
    """An IRI where an id is expected: by its prefix, or relative to the base."""
    name = short(iri)
    return _dump(name if name != iri else relative(iri, base))


@cache
def _type(iri: str) -> str:
    """An IRI where a type is expected: kgraph's own classes have short names."""
    name = iri.removeprefix(KG)
    return _dump(name if name != iri and name in context() else short(iri))


@cache
def _key(iri: str) -> _Key:
    """How the property is written; one that the context does not know goes by its IRI."""
    key = keys().get(iri)
    if key is None:
        return _Key(_dump(short(iri)), None, False, {})
    term: Any = context()[key]
    if isinstance(term, str):
        return _Key(_dump(key), None, False, {})
    type = term.get("@type")
    concepts = {concept: _dump(notation) for notation, concept in term.get("@context", {}).items()}
    return _Key(_dump(key), full(type) if type is not None else None, "@container" in term, concepts)


def _list(values: list[str], many: bool) -> str:
    return values[0] if len(values) == 1 and not many else f"[{', '.join(values)}]"


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
