"""How fast a graph is loaded into Neo4j, side by side with a script that only sends rows.

    NEO4J_URI=... NEO4J_PASSWORD=... python benchmarks/loading.py [--statements N] [--rows FILE] [--server SCRIPT] [--only a,b]

Makes the merged graph of synthetic documents (synthetic.py) with about N statements (1 million), and keeps its nodes and relations as lines
of JSON in FILE; all that follows reads them from there. In an empty database each, in a process of its own:

    kgraph      Store.write: checks every element against the ontology, makes constraints and indexes, compares with what the store holds,
                writes the difference
    bare        one UNWIND statement for each label set and each type of relation with its ends, rows as they stand in the file, nothing
                checked, compared, or tried again; a uniqueness constraint on each base label; with the best of --batches rows in a
                transaction, found on the first tenth of the rows
    again       Store.write of the same graph: nothing to write
    forget      Store.write of the graph without one of its documents
    rdflib      rdflib-neo4j (`pip install rdflib-neo4j`) with the same as triples, a subject after the other, at most --batches rows in
                a transaction (the largest of them); what a relation says of itself is no triple, and is left out
    import      `kgraph export --to neo4j-csv`, and then `neo4j-admin database import full` ("more" tells how long each took)

"seconds" is all of it, "nodes/s" and "relations/s" while the server writes them; "cpu" is what the loading process computed, and "peak" the
most memory that it held. --server is a script that empties and restarts the server (`SCRIPT clean`, `SCRIPT start`, and `SCRIPT import` for
the importer, as .ci/neo4j/start.sh does); without it, the database has to be empty, and only one of kgraph, bare and rdflib can be measured
in a run. rdflib holds all triples in memory: take fewer statements for it.
"""

import argparse
import json
import math
import os
import platform
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, islice, takewhile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from neo4j import Driver, GraphDatabase, __version__
from synthetic import fill

from kgraph import build, bulk, graph, ontology
from kgraph.config import Settings
from kgraph.elements import Edge, Node
from kgraph.ontology.namespaces import KG
from kgraph.store import Address, Store
from kgraph.workspace import Workspace

STATEMENTS_OF_A_DOCUMENT = 8.5  # on average
TENTH = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, default=1_000_000)
    parser.add_argument("--rows", type=Path, help="the file of nodes and relations, made where it is missing (default: a temporary one)")
    parser.add_argument("--server", default="", help="a script that empties and starts the server")
    parser.add_argument("--only", default="kgraph,again,forget,bare")
    parser.add_argument("--batches", default="1000,5000,10000,20000,50000")
    parser.add_argument("--here", metavar="WHAT", help="measure one thing in this process, and print JSON")
    options = parser.parse_args()
    if "import" in options.only.split(",") and not options.server:
        parser.error("import needs --server")
    if options.here:
        print(json.dumps(measure(options.here, options.rows, [int(n) for n in options.batches.split(",")], options.server)))
        return
    with TemporaryDirectory(prefix="kgraph-bench-") as folder:
        rows = options.rows or Path(folder) / "rows.jsonl"
        if not rows.exists():
            make(rows, options.statements, Path(folder) / "workspace")
        print(f"{server_name()}, neo4j driver {__version__}, Python {platform.python_version()}, {os.cpu_count()} cores")
        print(
            f"{'':8} {'seconds':>8} {'nodes':>10} {'relations':>10} {'nodes/s':>9} {'rel./s':>9} {'cpu':>6} {'peak MB':>8}  more",
            flush=True,
        )
        for what in options.only.split(","):
            if options.server and what in ("kgraph", "bare", "rdflib", "import"):
                order(options.server, "clean", *([] if what == "import" else ["start"]))
            command = [
                sys.executable,
                __file__,
                "--here",
                what,
                "--rows",
                str(rows),
                "--batches",
                options.batches,
                "--server",
                options.server,
            ]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            show(what, json.loads(done.stdout.splitlines()[-1]))


def make(rows: Path, statements: int, workspace: Path) -> None:
    """Write the nodes and relations of the merged graph, a line of JSON each."""
    fill(workspace, math.ceil(statements / STATEMENTS_OF_A_DOCUMENT))
    settings = Settings(workspace=workspace)
    with Workspace(workspace) as opened, build.merged(opened, settings) as merged, rows.open("w", encoding="utf-8") as out:
        for element in graph.elements(merged):
            head = [element.id, element.cls] if isinstance(element, Node) else [element.start, element.type, element.end]
            out.write(json.dumps([*head, dict(element.properties)], ensure_ascii=False) + "\n")


def order(script: str, *orders: str) -> None:
    for word in orders:
        subprocess.run([script, word], check=True, stdout=subprocess.DEVNULL)


def show(what: str, run: dict[str, Any]) -> None:
    more = ", ".join(f"{name} {value}" for name, value in run["more"].items())
    speeds = [f"{run[n] / run[n + ' seconds']:,.0f}" if run.get(n + " seconds") else "" for n in ("nodes", "relations")]
    print(
        f"{what:8} {run['seconds']:8.1f} {run['nodes']:10,} {run['relations']:10,} {speeds[0]:>9} {speeds[1]:>9}"
        f" {run['cpu']:6.0f} {run['peak']:8,.0f}  {more}",
        flush=True,
    )


def address() -> Address:
    return Address(os.environ["NEO4J_URI"], os.environ.get("NEO4J_USERNAME", "neo4j"), os.environ.get("NEO4J_PASSWORD"))


def connected() -> Driver:
    at = address()
    return GraphDatabase.driver(at.uri, auth=(at.username, at.password or ""), notifications_min_severity="OFF")


def server_name() -> str:
    with connected() as driver:
        return str(driver.get_server_info().agent)


def measure(what: str, rows: Path, sizes: list[int], server: str) -> dict[str, Any]:
    run: dict[str, Any] = {"nodes": 0, "relations": 0, "more": {}}
    began = time.perf_counter()
    if what == "bare":
        run |= bare(rows, sizes)
        began += run.pop("trials")
    elif what == "rdflib":
        run |= as_triples(rows, max(sizes))
    elif what == "import":
        run |= imported(rows, server)
    else:
        run |= ours(rows, forget=what == "forget")
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {**run, "seconds": time.perf_counter() - began, "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss / 1024}


def ours(rows: Path, forget: bool) -> dict[str, Any]:
    done, last, spent = {"nodes": 0, "relations": 0}, time.perf_counter(), {"nodes": 0.0, "relations": 0.0}
    began = None

    def progress(what: str, count: int) -> None:
        nonlocal last, began
        now = time.perf_counter()
        if what == "expected":
            began = now
        else:
            done[what] += count
            spent[what] += now - last
        last = now

    start = time.perf_counter()
    gone = document(rows) if forget else None
    nodes, edges = elements(taken for taken in lines(rows) if not of(gone, taken))
    with Store.connect(address()) as store:
        store.write(nodes, edges, progress=progress)
    more = {"before writing": f"{began - start:.1f} s"} if began else {}
    return {**done, "nodes seconds": spent["nodes"], "relations seconds": spent["relations"], "more": more}


def elements(rows: Iterator[list[Any]]) -> tuple[Iterator[Node], Iterator[Edge]]:
    """All nodes come first: one reading gives them, and then the relations."""
    first_edge: list[list[Any]] = []
    nodes = takewhile(lambda taken: len(taken) == 3 or first_edge.append(taken), rows)
    edges = chain(first_edge, rows)
    return (Node(id_, cls, values(own)) for id_, cls, own in nodes), (Edge(a, type_, b, values(own)) for a, type_, b, own in edges)


def document(rows: Path) -> str:
    """The id of the document in the middle of all."""
    ids = [taken[0] for taken in lines(rows) if len(taken) == 3 and taken[1] == "Document"]
    return str(ids[len(ids) // 2])


def of(gone: str | None, taken: list[Any]) -> bool:
    """Whether a node is of this document, or a relation touches it or what lies in it. (What others tell as well keeps its evidence.)"""
    return gone is not None and any(name.startswith(gone) for name in taken[:-1])


def values(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in properties.items()}


def lines(rows: Path) -> Iterator[list[Any]]:
    with rows.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def bare(rows: Path, sizes: list[int]) -> dict[str, Any]:
    began = time.perf_counter()
    with connected() as driver:
        for label, _ in ontology.constraints():
            driver.execute_query(f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE")
            driver.execute_query(f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:Trial{label}) REQUIRE n.id IS UNIQUE")
        # On a part of the graph whose relations lie within it, under labels of its own.
        total = sum(1 for taken in lines(rows) if len(taken) == 3)
        speeds = {}
        for size in sizes:
            at = time.perf_counter()
            send(driver, islice(lines(rows), total // TENTH), size, "Trial")
            speeds[size] = time.perf_counter() - at
            for label, _ in ontology.constraints():
                with driver.session() as session:
                    session.run(f"MATCH (n:Trial{label}) CALL (n) {{ DETACH DELETE n }} IN TRANSACTIONS OF 10000 ROWS").consume()
        best = min(speeds, key=lambda size: speeds[size])
        trials = time.perf_counter() - began
        return {**send(driver, lines(rows), best, ""), "trials": trials, "more": {"rows in a transaction": best}}


def send(driver: Driver, rows: Iterator[list[Any]], size: int, prefix: str) -> dict[str, Any]:
    """Nodes and then relations as they come, sent when there are `size` of a kind."""
    base: dict[str, str] = {}
    waiting: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    counted, spent = {"nodes": 0, "relations": 0}, {"nodes": 0.0, "relations": 0.0}

    def flush(kind: Any) -> None:
        batch, what = waiting.pop(kind), "nodes" if isinstance(kind, str) else "relations"
        at = time.perf_counter()
        if isinstance(kind, str):
            labels = ":".join([prefix + ontology.base_label(kind), *ontology.labels(kind)[1:]])
            query = f"UNWIND $rows AS row CREATE (n:{labels}) SET n = row.properties, n.id = row.id"
        else:
            type_, start, end = kind
            query = (
                f"UNWIND $rows AS row MATCH (a:{start} {{id: row.start}}) MATCH (b:{end} {{id: row.end}})"
                f" CREATE (a)-[r:{type_}]->(b) SET r = row.properties"
            )
        with driver.session() as session:
            session.run(query, rows=batch).consume()
        counted[what] += len(batch)
        spent[what] += time.perf_counter() - at

    for taken in rows:
        if len(taken) == 3:
            base[taken[0]] = ontology.base_label(taken[1])
            kind: Any = taken[1]
            row = {"id": taken[0], "properties": taken[2]}
        else:
            for node in [kind for kind in waiting if isinstance(kind, str)]:
                flush(node)
            kind = (taken[1], base[taken[0]], base[taken[2]])
            row = {"start": taken[0], "end": taken[2], "properties": taken[3]}
        waiting[kind].append(row)
        if len(waiting[kind]) >= size:
            flush(kind)
    for kind in list(waiting):
        flush(kind)
    return {**counted, "nodes seconds": spent["nodes"], "relations seconds": spent["relations"]}


def as_triples(rows: Path, size: int) -> dict[str, Any]:
    """What rdflib-neo4j makes of the graph, as an RDF graph would say it."""
    # Neither it nor rdflib is needed for anything else here.
    from rdflib import RDF, Graph, Literal, URIRef
    from rdflib_neo4j import HANDLE_MULTIVAL_STRATEGY, HANDLE_VOCAB_URI_STRATEGY, Neo4jStore, Neo4jStoreConfig

    of_subject: dict[str, list[tuple[Any, Any]]] = defaultdict(list)
    total = {"nodes": 0, "relations": 0}
    for taken in lines(rows):
        if len(taken) == 3:
            total["nodes"] += 1
            of_subject[taken[0]] += [(RDF.type, URIRef(KG + label)) for label in ontology.labels(taken[1])]
            for name, value in taken[2].items():
                each = value if isinstance(value, list) else [value]
                of_subject[taken[0]] += [(URIRef(KG + name), Literal(one)) for one in each]
        else:
            total["relations"] += 1
            of_subject[taken[0]].append((URIRef(KG + taken[1]), URIRef(taken[2])))
    at = address()
    config = Neo4jStoreConfig(
        auth_data={"uri": at.uri, "database": "neo4j", "user": at.username, "pwd": at.password or ""},
        handle_vocab_uri_strategy=HANDLE_VOCAB_URI_STRATEGY.IGNORE,
        handle_multival_strategy=HANDLE_MULTIVAL_STRATEGY.ARRAY,
        batching=True,
        batch_size=size,
    )
    began, triples = time.perf_counter(), 0
    graph = Graph(store=Neo4jStore(config=config))
    for subject, said in of_subject.items():
        about = URIRef(subject)
        for predicate, value in said:
            graph.add((about, predicate, value))
        triples += len(said)
    graph.close(True)
    return {**total, "more": {"triples": f"{triples:,}", "without reading the rows": f"{time.perf_counter() - began:.1f} s"}}


def imported(rows: Path, server: str) -> dict[str, Any]:
    nodes, edges = elements(lines(rows))
    with TemporaryDirectory(prefix="kgraph-bench-") as folder:
        out = Path(folder) / "import"
        began = time.perf_counter()
        bulk.write(nodes, edges, out)
        written = time.perf_counter()
        subprocess.run([server, "import", f"@{bulk.ARGUMENTS}"], cwd=out, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        more = {"export": f"{written - began:.1f} s", "import": f"{time.perf_counter() - written:.1f} s"}
    order(server, "start")
    with connected() as driver:
        driver.verify_connectivity()
        counted = [driver.execute_query(query).records[0][0] for query in ("MATCH (n) RETURN count(n)", "MATCH ()-->() RETURN count(*)")]
    return {"nodes": counted[0], "relations": counted[1], "more": more}


if __name__ == "__main__":
    main()
