"""What the store holds of a graph, as far as a plan has to know it.

Of many nodes or relations the store first gives, for each group of digests, their number and sum, as anti-entropy between replicas does
(Demers and others, "Epidemic Algorithms for Replicated Database Maintenance", 1987: checksums before contents); only the groups that
differ are then looked at one by one.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from neo4j import Session

from kgraph.elements import Changes
from kgraph.store.failures import again
from kgraph.store.kinds import Ends, bases, kinds_of_relations, released
from kgraph.store.plan import Plan
from kgraph.store.staging import GROUPS, MODULUS

# So few are fetched at once.
FEW = 20_000
# So many are asked for by name at a time.
_NAMED = 5_000
# When this share of the groups differs, all are looked at.
_MOST = 0.25

Groups = dict[int | None, tuple[int, ...]]


def compare(session: Session, plan: Plan, graph: str, patience: float) -> None:
    """Tell `plan` what the store holds of `graph`. A server that goes away is waited for `patience` seconds."""
    for base in bases():
        _compare_nodes(session, plan, graph, base, patience)
    for ends in kinds_of_relations():
        _compare_relations(session, plan, graph, ends, patience)
    # Where the store has nothing, or all, nobody looks anything up.
    plan.staging.held(base for base in bases() if base not in plan.same | plan.absent)


def compare_changes(session: Session, plan: Plan, graph: str, changes: Changes, patience: float) -> None:
    """Tell `plan` what the store holds of what changed in `graph`, and of nothing else."""
    held = _Held(session, graph, patience)
    own = {"Document": held.nodes("Document", changes.documents)}
    own["Passage"] = held.into("PART_OF", "Passage", "Document", changes.documents)
    passages = [row[0] for row in own["Passage"]]
    for base in ("Statement", "Provision", "StatusReport"):
        own[base] = held.into("EVIDENCED_BY", base, "Passage", passages)
    ids = {base: [row[0] for row in rows] for base, rows in own.items()}
    for base in bases():
        plan.staging.hold_nodes(base, own[base] if base in own else held.nodes(base, changes.shared))
        again(lambda _, base=base: _hold_released(session, plan, graph, base), patience)  # type: ignore[misc]
    for ends in kinds_of_relations():
        keys = [key[1:] for key in changes.relations if key[0] == ends.type]
        of_documents = held.from_(ends, ids[ends.start]) if ends.start in ids else held.to(ends, ids[ends.end]) if ends.end in ids else []
        plan.staging.hold_edges(ends, [*of_documents, *held.between(ends, keys)])
    plan.staging.held(bases())


class _Held:
    """Asks the store for what it holds of things that are named, some at a time."""

    def __init__(self, session: Session, graph: str, patience: float) -> None:
        self._session, self._graph, self._patience = session, graph, patience

    def nodes(self, base: str, ids: Sequence[str]) -> list[Any]:
        return self._rows(f"UNWIND $some AS id MATCH {_node('n', base)} RETURN n.id, n.digest, labels(n)", ids)

    def into(self, type_: str, base: str, of: str, ids: Sequence[str]) -> list[Any]:
        """The nodes with a relation to one of these, each once."""
        query = (
            f"UNWIND $some AS id MATCH {_node('d', of)} MATCH (n:{base})-[r:{type_}]->(d) WHERE n.graph = $graph AND r.graph = $graph"
            " RETURN n.id, n.digest, labels(n)"
        )
        return list({row[0]: row for row in self._rows(query, ids)}.values())

    def from_(self, ends: Ends, ids: Sequence[str]) -> list[Any]:
        query = f"MATCH {_node('a', ends.start)} MATCH (a)-[r:{ends.type}]->(b:{ends.end}) WHERE r.graph = $graph"
        return self._rows(f"UNWIND $some AS id {query} RETURN a.id, b.id, r.digest", ids)

    def to(self, ends: Ends, ids: Sequence[str]) -> list[Any]:
        query = f"MATCH {_node('b', ends.end)} MATCH (a:{ends.start})-[r:{ends.type}]->(b) WHERE r.graph = $graph"
        return self._rows(f"UNWIND $some AS id {query} RETURN a.id, b.id, r.digest", ids)

    def between(self, ends: Ends, keys: Sequence[tuple[str, str]]) -> list[Any]:
        query = (
            f"UNWIND $some AS key MATCH {_node('a', ends.start, 'key[0]')} MATCH {_node('b', ends.end, 'key[1]')} WITH a, b"
            f" MATCH (a)-[r:{ends.type}]->(b) WHERE r.graph = $graph RETURN a.id, b.id, r.digest"
        )
        return self._rows(query, [list(key) for key in keys])

    def _rows(self, query: str, some: Sequence[Any]) -> list[Any]:
        found: list[Any] = []
        for start in range(0, len(some), _NAMED):
            names = some[start : start + _NAMED]
            found += again(lambda _, names=names: list(_stream(self._session, query, some=names, graph=self._graph)), self._patience)  # type: ignore[misc]
        return found


def _node(name: str, base: str, key: str = "id") -> str:
    return f"({name}:{base} {{graph: $graph, id: {key}}})"


def _compare_nodes(session: Session, plan: Plan, graph: str, base: str, patience: float) -> None:
    nodes = _all_nodes(base)
    chosen: list[int] | None = None
    if plan.staging.nodes(base) > FEW:
        # Labels are counted with the rest: somebody may have taken one away.
        held = _groups(session, nodes, "n", graph, patience, ", sum(size(labels(n)))")
        chosen = _choose(plan, base, plan.staging.groups_of_nodes(base), held)

    def hold(_: int) -> None:
        if _hold_released(session, plan, graph, base):
            plan.absent.discard(base)
        if base not in plan.same | plan.absent:
            query = f"{nodes}{_only('n', chosen)} RETURN n.id, n.digest, labels(n)"
            plan.staging.hold_nodes(base, _stream(session, query, graph=graph, groups=chosen))

    again(hold, patience)


def _hold_released(session: Session, plan: Plan, graph: str, base: str) -> bool:
    """Tell `plan` which nodes the graph gave up and others still use. Gives whether there are any."""
    return plan.staging.hold_released(base, _stream(session, f"{_all_nodes(base)} RETURN n.id, labels(n)", graph=released(graph)))


def _all_nodes(base: str) -> str:
    return f"MATCH (n:{base}) WHERE n.graph = $graph AND n.id IS NOT NULL"


def _compare_relations(session: Session, plan: Plan, graph: str, ends: Ends, patience: float) -> None:
    relations = f"MATCH (a:{ends.start})-[r:{ends.type}]->(b:{ends.end}) WHERE r.graph = $graph"
    chosen: list[int] | None = None
    if plan.staging.edges(ends) > FEW:
        chosen = _choose(plan, ends, plan.staging.groups_of_edges(ends), _groups(session, relations, "r", graph, patience))

    def hold(_: int) -> None:
        query = f"{relations}{_only('r', chosen)} RETURN a.id, b.id, r.digest"
        plan.staging.hold_edges(ends, _stream(session, query, graph=graph, groups=chosen))

    if ends not in plan.same | plan.absent:
        again(hold, patience)


def _choose(plan: Plan, kind: str | Ends, wanted: Groups, held: Groups) -> list[int] | None:
    """The groups to look at, None for all; tells the plan what it need not ask for."""
    if not held:
        plan.absent.add(kind)
        return None
    differing = [group for group in wanted.keys() | held.keys() if wanted.get(group) != held.get(group)]
    if not differing:
        plan.same.add(kind)
    # What has no digest, an earlier version wrote, or somebody else: any other may be its double.
    if len(differing) > _MOST * GROUPS or None in differing:
        return None
    chosen = sorted(group for group in differing if group is not None)
    plan.differ(kind, chosen)
    return chosen


def _groups(session: Session, pattern: str, name: str, graph: str, patience: float, more: str = "") -> Groups:
    query = f"{pattern} RETURN {name}.digest % {GROUPS}, count(*), sum({name}.digest / {GROUPS} % {MODULUS}){more}"
    return again(lambda _: {group: tuple(rest) for group, *rest in _stream(session, query, graph=graph)}, patience)


def _only(name: str, groups: list[int] | None) -> str:
    return "" if groups is None else f" AND {name}.digest % {GROUPS} IN $groups"


def _stream(session: Session, query: str, **parameters: Any) -> Iterator[Any]:
    return (tuple(record.values()) for record in session.run(query, parameters))
