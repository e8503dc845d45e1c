"""The ontology's shapes compiled to Python: what passes here conforms to them, so that pySHACL need only be asked about the rest.

Knows those constraints of SHACL Core (https://www.w3.org/TR/shacl/) that the shapes use, and errs on one side only: where it is not
sure (a literal whose text is unusual, say), a thing does not pass.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, cast

from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from kgraph.errors import OntologyError
from kgraph.ontology.namespaces import GEO, RDF, SH, XSD
from kgraph.ontology.terms import source
from kgraph.ontology.values import is_date
from kgraph.rdf.index import Node, Said, Term, text

Types = Callable[[Term], frozenset[str]]
"""The classes of a node."""
Check = Callable[[Term, Types], bool]
"""Whether one value surely keeps to a constraint."""
Pair = Callable[[list[Term], Said], bool]
"""Whether the values of a path surely keep to a constraint that compares them with another path's."""


class _Path(NamedTuple):
    """What must hold of a predicate's values. `inward`: they are things of the graph, since they must be of some class."""

    predicate: str
    least: int
    most: float
    checks: tuple[Check, ...]
    pairs: tuple[Pair, ...]
    inward: bool


class _Plan(NamedTuple):
    """What must hold of a node, whose classes are given, and of its values."""

    node: tuple[Check, ...]
    paths: tuple[_Path, ...]


class Screen:
    """The shapes that `turtle` holds, compiled. Raises `OntologyError` for a shape with a constraint that is not known here."""

    def __init__(self, turtle: str) -> None:
        self._shapes = Store()
        self._shapes.load(turtle, format=RdfFormat.TURTLE)
        self._of_class: dict[str, list[_Plan]] = {}
        for quad in self._shapes.quads_for_pattern(None, NamedNode(SH + "targetClass"), None, None):
            self._of_class.setdefault(text(quad.object), []).append(self._plan(cast(Node, quad.subject)))
        self._plans = lru_cache(maxsize=1024)(self._combined)
        self.classes = frozenset(self._of_class)
        """The classes that shapes are of."""
        lists = [cast(Node, quad.object) for quad in self._shapes.quads_for_pattern(None, NamedNode(SH + "in"), None, None)]
        self.constants: frozenset[Term] = frozenset(member for values in lists for member in self._members(values))
        """The terms that shapes list as the only values of something."""

    def passes(self, node: Node, said: Said, types: Types) -> bool:
        """Whether `node`, of which a graph says `said`, surely conforms to the shapes of its classes."""
        plan = self._plans(types(node))
        return all(check(node, types) for check in plan.node) and all(_keeps(path, said, types) for path in plan.paths)

    def inward(self, classes: frozenset[str]) -> frozenset[str]:
        """The predicates by which instances of `classes` point to things of the graph."""
        return frozenset(path.predicate for path in self._plans(classes).paths if path.inward)

    def _combined(self, classes: frozenset[str]) -> _Plan:
        plans = [plan for cls in sorted(classes & self._of_class.keys()) for plan in self._of_class[cls]]
        return _Plan(tuple(c for plan in plans for c in plan.node), tuple(p for plan in plans for p in plan.paths))

    def _plan(self, shape: Node) -> _Plan:
        self._refuse_unknown(shape, NODE | VALUE.keys())
        return _Plan(tuple(self._checks(shape)), tuple(self._path(part) for part in self._objects(shape, "property")))

    def _path(self, part: Node) -> _Path:
        self._refuse_unknown(part, PROPERTY | VALUE.keys() | PAIR.keys())
        [predicate] = self._objects(part, "path")
        if not isinstance(predicate, NamedNode):
            raise OntologyError(f"a shape has the path {predicate}; kgraph check knows single predicates only")
        counts = {name: int(value.value) for name in ("minCount", "maxCount") for value in self._objects(part, name)}
        pairs = [PAIR[name](other.value) for name in PAIR for other in self._objects(part, name)]
        # The classes that values must be of may stand in an alternative.
        inner = [part, *(shape for alternatives in self._objects(part, "or") for shape in self._members(alternatives))]
        return _Path(
            predicate.value,
            counts.get("minCount", 0),
            counts.get("maxCount", float("inf")),
            tuple(self._checks(part)),
            tuple(pairs),
            any(self._objects(shape, "class") for shape in inner),
        )

    def _checks(self, shape: Node) -> Iterator[Check]:
        for name, make in VALUE.items():
            for value in self._objects(shape, name):
                yield make(self, value)

    def _all_of(self, shape: Node) -> Check:
        """The constraints of a shape inside another."""
        self._refuse_unknown(shape, NODE | VALUE.keys())
        checks = tuple(self._checks(shape))
        return lambda value, types: all(check(value, types) for check in checks)

    def _refuse_unknown(self, shape: Node, known: frozenset[str]) -> None:
        for quad in self._shapes.quads_for_pattern(shape, None, None, None):
            name = quad.predicate.value.removeprefix(SH)
            if name not in known and quad.predicate.value.startswith(SH):
                raise OntologyError(f"the shape {shape} has sh:{name}, which kgraph check does not know")

    def _objects(self, subject: Node, name: str) -> list[Node]:
        predicate = NamedNode(name if ":" in name else SH + name)
        return [cast(Node, quad.object) for quad in self._shapes.quads_for_pattern(subject, predicate, None, None)]

    def _members(self, node: Node) -> Iterator[Node]:
        """The members of an RDF list."""
        while node.value != RDF + "nil":
            yield from self._objects(node, RDF + "first")
            [node] = self._objects(node, RDF + "rest")

    # Each of these makes the check of one constraint, given its parameter.

    def _class(self, cls: Node) -> Check:
        return lambda value, types: cls.value in types(value)

    def _datatype(self, datatype: Node) -> Check:
        wanted, well_formed = datatype.value, LEXICAL.get(datatype.value)
        if well_formed is None:
            raise OntologyError(f"a shape asks for the datatype {wanted}, whose texts kgraph check does not know")
        return lambda value, types: isinstance(value, Literal) and value.datatype.value == wanted and well_formed(value.value)

    def _node_kind(self, kind: Node) -> Check:
        if kind.value != SH + "IRI":
            raise OntologyError(f"a shape asks for the node kind {kind.value}, which kgraph check does not know")
        return lambda value, types: isinstance(value, NamedNode)

    def _min_length(self, least: Node) -> Check:
        length = int(least.value)
        return lambda value, types: isinstance(value, NamedNode | Literal) and len(value.value) >= length

    def _pattern(self, pattern: Node) -> Check:
        # `$` also stands before a line break at the end; what has one is left to pySHACL.
        search = re.compile(re.sub(r"\$$", r"\\Z", pattern.value)).search
        return lambda value, types: isinstance(value, NamedNode | Literal) and search(value.value) is not None

    def _least(self, least: Node) -> Check:
        bound = Decimal(least.value)
        return lambda value, types: (number := _number(value)) is not None and number >= bound

    def _most(self, most: Node) -> Check:
        bound = Decimal(most.value)
        return lambda value, types: (number := _number(value)) is not None and number <= bound

    def _in(self, values: Node) -> Check:
        allowed = frozenset(self._members(values))
        return lambda value, types: value in allowed

    def _or(self, shapes: Node) -> Check:
        checks = tuple(self._all_of(shape) for shape in self._members(shapes))
        return lambda value, types: any(check(value, types) for check in checks)

    def _not(self, shape: Node) -> Check:
        # Of other constraints it is not known whether a value surely breaks them.
        self._refuse_unknown(shape, frozenset({"class"}))
        excluded = frozenset(cls.value for cls in self._objects(shape, "class"))
        return lambda value, types: not excluded <= types(value)


NODE = frozenset({"targetClass", "property", "message", "severity"})
PROPERTY = frozenset({"path", "minCount", "maxCount", "message", "severity"})
VALUE: dict[str, Callable[[Screen, Node], Check]] = {
    "class": Screen._class,
    "datatype": Screen._datatype,
    "nodeKind": Screen._node_kind,
    "minLength": Screen._min_length,
    "pattern": Screen._pattern,
    "minInclusive": Screen._least,
    "maxInclusive": Screen._most,
    "in": Screen._in,
    "or": Screen._or,
    "not": Screen._not,
    "node": Screen._all_of,
}


@lru_cache(maxsize=1)
def screen() -> Screen:
    """The shapes of the ontology that comes with kgraph, compiled."""
    return Screen(source().read_text(encoding="utf-8"))


def _keeps(path: _Path, said: Said, types: Types) -> bool:
    values = said.get(path.predicate, [])
    if not values and not path.pairs:  # most paths of a shape
        return path.least == 0
    if not path.least <= len(values) <= path.most:
        return False
    # Loops, since generators take longer than the checks.
    for value in values:
        for check in path.checks:
            if not check(value, types):
                return False
    return all(pair(values, said) for pair in path.pairs)


def _less_than(other: str) -> Pair:
    def less(values: list[Term], said: Said) -> bool:
        numbers, bounds = [_number(value) for value in values], [_number(value) for value in said.get(other, ())]
        return all(a is not None and b is not None and a < b for a in numbers for b in bounds)

    return less


def _disjoint(other: str) -> Pair:
    return lambda values, said: not any(value in said.get(other, ()) for value in values)


def _equals(other: str) -> Pair:
    return lambda values, said: set(values) == set(said.get(other, ()))


PAIR: dict[str, Callable[[str], Pair]] = {"lessThan": _less_than, "disjoint": _disjoint, "equals": _equals}

INTEGER, DECIMAL = re.compile("[+-]?[0-9]+"), re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def _number(value: Term) -> Decimal | None:
    if not isinstance(value, Literal):
        return None
    shape = {XSD + "integer": INTEGER, XSD + "decimal": DECIMAL}.get(value.datatype.value)
    return Decimal(value.value) if shape and shape.fullmatch(value.value) else None


def _is_moment(text: str) -> bool:
    return len(text) == len("2020-11-04T18:30:00") and text.endswith(":00") and is_date(text[:-3])


def _is_date_of(length: int) -> Callable[[str], bool]:
    return lambda text: len(text) == length and is_date(text)


def _always(text: str) -> bool:
    return True


# Which texts are surely well-formed, by datatype.
LEXICAL: dict[str, Callable[[str], bool]] = {
    XSD + "string": _always,
    XSD + "integer": lambda text: INTEGER.fullmatch(text) is not None,
    XSD + "decimal": lambda text: DECIMAL.fullmatch(text) is not None,
    XSD + "boolean": lambda text: text in ("true", "false"),
    XSD + "anyURI": lambda text: re.search(r'[\s<>"{}|\\^`\x00-\x20]', text) is None,
    XSD + "gYear": _is_date_of(4),
    XSD + "gYearMonth": _is_date_of(7),
    XSD + "date": _is_date_of(10),
    XSD + "dateTime": _is_moment,
    GEO + "wktLiteral": _always,
}
