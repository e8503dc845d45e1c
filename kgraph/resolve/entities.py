"""From parts to the entities of the graph: namesakes told apart, the user's decisions carried out, and why what was joined is one."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from kgraph.errors import UsageError
from kgraph.facts import EntityKind
from kgraph.gazetteer import gazetteer
from kgraph.resolve.decisions import RULE, Decided, Decision
from kgraph.resolve.namesakes import tell_apart
from kgraph.resolve.parts import Part
from kgraph.resolve.resolution import PLACES, Canonical

_ACTORS: frozenset[EntityKind] = frozenset({"Person", "Organization", "ArmedForce", "Country", "Region", "Settlement"})


def own_ids(bearers: Iterable[Part]) -> None:
    """Give the parts of one plain id the ids that they have before anything is merged: namesakes told apart, shares carried out."""
    bearers = list(bearers)
    tell_apart(bearers)
    for part in bearers:
        if part.share is not None and part.id == part.share.of:
            part.was, part.id = part.id, part.share.id


def entity(id: str, base: str, parts: Sequence[Part], decided: Decided) -> Canonical:
    """The entity `id` (without the `base`) that the parts make. Raises `UsageError` where a decision contradicts what a document tells."""
    told = decided.told(id)
    parts = sorted(parts, key=lambda part: (part.first, part.id, part.was or "", sorted(part.states)))
    out = _canonical(base + id, parts, told)
    if told:
        _check(out, parts, decided.file, id)
    return out


def _canonical(id: str, parts: Sequence[Part], told: Iterable[Decision]) -> Canonical:
    """What the parts, and then the decisions, say of an entity."""
    names: Counter[str] = Counter()
    kinds: Counter[EntityKind] = Counter()
    aliases: set[str] = set()
    for part in parts:
        names.update(part.names)
        kinds.update(part.kinds)
        aliases |= part.aliases
    name = min(names, key=lambda n: (-names[n], -len(n), n))
    kind = min(kinds, key=lambda k: (-kinds[k], k))
    # The gazetteer's entry is of the thing that a share says this is not.
    linked = min((part.gazetteer for part in parts if part.gazetteer and part.share is None), default=None)
    if any(part.was for part in parts) and gazetteer().get(parts[0].id) is not None:
        linked = parts[0].id
    out = Canonical(id, kind, name, aliases | {name}, linked, any(part.acts for part in parts), why=_why(parts))
    for decision in told:
        out.name = decision.name or out.name
        out.kind = decision.kind or out.kind
        out.aliases = {*out.aliases, *decision.aliases, out.name}
        out.identifiers = {**out.identifiers, **decision.identifiers}
        out.same_as = tuple(sorted({*out.same_as, *decision.same_as}))
    return out


def _check(out: Canonical, parts: Iterable[Part], file: str, id: str) -> None:
    """Raise `UsageError` where the graph could not hold what documents tell of a thing of this kind."""
    kind = out.kind
    for part in sorted(parts, key=lambda part: part.first):
        if part.lies and kind not in PLACES:
            raise UsageError(f"{file}: {id} cannot be of kind {kind}: {part.first} tells where it lies; split it, or give another kind")
        if (part.acts or part.serves) and kind not in _ACTORS:
            raise UsageError(f"{file}: {id} cannot be of kind {kind}: in {part.first} it acts; split it, or give another kind")
    if "geonames" in out.identifiers and kind not in PLACES:
        raise UsageError(f"{file}: {id} is of kind {kind} and has no GeoNames id: only places have")
    if "iso" in out.identifiers and kind != "Country":
        raise UsageError(f"{file}: {id} is of kind {kind} and has no ISO code: only countries have")


def _why(parts: Sequence[Part]) -> tuple[str, ...]:
    """The rules by which the mentions of several documents became one thing; none where one document names it."""
    if not _several(parts):
        return ()
    rules = {f"{RULE}: {part.was}" for part in parts if part.was}
    before: dict[str, list[Part]] = defaultdict(list)  # what was one already, by the id that it then had
    for part in parts:
        if part.share is None:
            before[part.was or part.id].append(part)
    for group in before.values():
        if _several(group):
            rules |= _unasked(group)
    return tuple(sorted(rules))


def _unasked(parts: Sequence[Part]) -> set[str]:
    """The rules by which parts were one before the user decided anything."""
    linked = {f"gazetteer entry: {part.gazetteer}" for part in parts if part.gazetteer}
    if linked:
        return linked
    stated: Counter[str] = Counter()
    for part in parts:
        if part.common:
            stated[part.common] += part.documents
    rules = {f"same full name, shared affiliation: {state}" for state, number in stated.items() if number > 1}
    return rules if sum(part.documents for part in parts) == stated.total() else rules | {"same name and kind"}


def _several(parts: Sequence[Part]) -> bool:
    """Whether more than one document names the thing."""
    return any(part.documents > 1 for part in parts) or len({part.first for part in parts}) > 1
