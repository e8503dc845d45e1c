"""The canned questions in SPARQL give the rows that their twins in Cypher give on the servers: same rows, same order, same values."""

import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import rdflib
import yaml
from bolt.odd import ODD
from bolt.test_queries import EDGES, NODES
from built import build
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, serialize
from pyoxigraph import Store as Quads

from kgraph import rdf
from kgraph.elements import Edge, Node
from kgraph.errors import UsageError
from kgraph.queries import arguments, catalogue, find, run
from kgraph.sparql.arguments import sparql
from kgraph.sparql.rows import Value, plain, rows
from kgraph.store import Address, Store

Row = tuple[object, ...]

SETTINGS = yaml.safe_load(Path(__file__).with_name("twins.yaml").read_text(encoding="utf-8"))

HOSTILE = [
    '") } UNION { ?s ?p ?o . #',
    "')} #",
    '"',
    "\\",
    '\\" ',
    "\\u0022) } #",
    "\\U00000022",
    'a\n"b\r\tc',
    "\U0001f54a",
    "\x00\x07",
    "<>",
]


@dataclass(frozen=True)
class Both:
    """One graph on both sides: in the store under a name, and as quads."""

    store: Store
    graph: str
    quads: Quads

    def compare(self, name: str, /, **given: str) -> list[Row]:
        """The rows of a question, after a look that they are the same on both sides."""
        query = find(name)
        known = arguments(query, {"graph": self.graph} | given)
        by_cypher = [tuple(joined(value) for value in row) for row in run(self.store, query, known).rows]
        by_sparql = solutions(self.quads, sparql(query, known))
        assert by_sparql == by_cypher, (name, given)
        assert [[type(value) for value in row] for row in by_sparql] == [[type(value) for value in row] for row in by_cypher], (name, given)
        return by_cypher


def joined(value: object) -> object:
    """A list as SPARQL gives it: one text."""
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def solutions(quads: Quads, query: str) -> list[Row]:
    found = quads.query(query)
    assert isinstance(found, QuerySolutions)
    made = rows(io.BytesIO(found.serialize(format=QueryResultsFormat.JSON) or b""))
    assert not isinstance(made, bool)
    return list(made.rows)


def quads_of(elements: Sequence[Node | Edge]) -> Quads:
    quads = Quads()
    quads.extend(rdf.quads([], elements))
    return quads


@pytest.fixture(scope="module")
def odd_quads() -> Quads:
    return quads_of([*NODES, *EDGES, *ODD])


@pytest.fixture(scope="module")
def odd(address: Address, odd_quads: Quads) -> Iterator[Both]:
    """The graph by hand on a server, and as quads."""
    nodes = [*NODES, *(e for e in ODD if isinstance(e, Node))]
    edges = [*EDGES, *(e for e in ODD if isinstance(e, Edge))]
    with Store.connect(address) as store:
        graph = f"test twins {os.getpid()}"
        store.write(nodes, edges, graph=graph)
        yield Both(store, graph, odd_quads)
        store.write([], [], graph=graph)


@pytest.fixture(scope="module")
def corpus(address: Address, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """The graph of the example documents on a server, and as its export."""
    made = build([Path(__file__).parents[2] / "examples" / "corpus"], tmp_path_factory.mktemp("corpus"))
    quads = Quads()
    quads.bulk_load(path=made.export, format=RdfFormat.N_QUADS)
    with Store.connect(address) as store:
        graph = f"test twins corpus {os.getpid()}"
        store.write(*made.elements(), graph=graph)
        yield Both(store, graph, quads)
        store.write([], [], graph=graph)


names = pytest.mark.parametrize("name", [query.name for query in catalogue()])


@names
def test_rows_are_the_same_with_defaults(odd: Both, corpus: Both, name: str) -> None:
    assert odd.compare(name)
    corpus.compare(name)
    corpus.compare(name, limit="100000")


@names
def test_rows_are_the_same_where_there_are_some(odd: Both, name: str) -> None:
    assert {p for given in SETTINGS[name]["some"] for p in given} == {p.name for p in find(name).parameters} - {"graph"}
    for given in SETTINGS[name]["some"]:
        assert odd.compare(name, **given), given


@names
def test_there_are_no_rows_where_nothing_fits(odd: Both, name: str) -> None:
    absent = {"text": "Nobody", "since": "2999", "until": "0900", "limit": "0"}
    parameters = [p for p in find(name).parameters if p.name != "graph"]
    settings = [{p.name: absent.get(p.name) or absent[p.type]} for p in parameters if {p.name, p.type} & absent.keys()]
    settings += SETTINGS[name].get("none", [])
    for given in settings:
        assert odd.compare(name, **given) == [], given
    # Every kind of agreement has a mediator here.
    assert {p for given in settings for p in given} == {p.name for p in parameters} or name == "mediators_ranked"


@names
def test_rows_are_the_same_for_what_the_examples_tell_of(corpus: Both, name: str) -> None:
    known = [str(row[0]) for row in corpus.compare("actors", limit="5")]
    known += [str(row[0]) for row in corpus.compare("places", limit="5")]
    known += [str(row[1]) for row in corpus.compare("agreements", limit="5")]
    choices = {"text": [name.upper() for name in known], "integer": [], "date": ["2020", "2020-10-10"]}
    found = 0
    for parameter in find(name).parameters:
        for value in choices.get(parameter.type) or parameter.type.split("|"):
            if parameter.name not in ("graph", "limit", "hops"):
                found += len(corpus.compare(name, **{parameter.name: value}))
    assert found or name in ("speakers", "documents", "merged"), "these take no name, or the examples tell of none"


@names
def test_texts_stay_data(odd: Both, name: str) -> None:
    for parameter in find(name).parameters:
        if parameter.type == "text" and parameter.name != "graph":
            for text in HOSTILE:
                odd.compare(name, **{parameter.name: text})


@names
def test_rdflib_gives_the_same_rows(odd_quads: Quads, name: str) -> None:
    graph = rdflib.Graph()
    graph.parse(data=serialize((quad.triple for quad in odd_quads), format=RdfFormat.N_TRIPLES), format="nt")
    text = sparql(find(name), arguments(find(name), {}))
    found = graph.query(text)
    assert [tuple(python(term) for term in row) for row in found] == solutions(odd_quads, text)  # type: ignore[union-attr]


def python(term: object) -> Value:
    """A term of rdflib as a plain value."""
    if isinstance(term, rdflib.Literal):
        return plain({"type": "literal", "value": str(term), "datatype": str(term.datatype or "")})
    return None if term is None else str(term)


def test_an_argument_with_half_a_character_is_refused() -> None:
    with pytest.raises(UsageError, match="half a character"):
        sparql(find("mediators"), arguments(find("mediators"), {"mediator": "\ud800"}))
