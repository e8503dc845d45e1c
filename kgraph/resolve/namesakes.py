"""People of one full name that their documents give to different states: they are several."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from kgraph.gazetteer import gazetteer
from kgraph.resolve.parts import Part
from kgraph.resolve.resolution import slug


def tell_apart(parts: Iterable[Part]) -> None:
    """Give the parts of each person their ids.

    Documents that share a state, directly or by way of others, speak of one person. The person of most documents (of several, the
    one with the smallest document id) keeps the plain id and gets the documents that tell no state; the others have their state in the id.
    """
    people: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        if part.full and part.was is None:
            people[part.id].append(part)
    for id, bearers in people.items():
        groups = _groups([part for part in bearers if part.states])
        for number, group in enumerate(sorted(groups, key=_size)):
            state = _main_state(group)
            for part in group:
                part.common = state
                if number:
                    part.id = f"{id}/{_name(state)}"


def _groups(parts: Sequence[Part]) -> list[list[Part]]:
    """The parts put together that a chain of shared states connects."""
    groups: list[tuple[set[str], list[Part]]] = []
    for part in parts:
        states, members = set(part.states), [part]
        apart = []
        for other in groups:
            if states.isdisjoint(other[0]):
                apart.append(other)
            else:
                states |= other[0]
                members += other[1]
        groups = [*apart, (states, members)]
    return [members for _, members in groups]


def _size(group: Sequence[Part]) -> tuple[int, str]:
    return -sum(part.documents for part in group), min(part.first for part in group)


def _main_state(group: Iterable[Part]) -> str:
    """The state that most documents tell."""
    told: Counter[str] = Counter()
    for part in group:
        told.update(dict.fromkeys(part.states, part.documents))
    return min(told, key=lambda state: (-told[state], state))


def _name(state: str) -> str:
    entry = gazetteer().get(state)
    return slug(entry.name) if entry is not None else state.rpartition("/")[2]
