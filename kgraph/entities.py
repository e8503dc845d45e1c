"""What the workspace knows of its entities: all of them, those of a name, or all about one. For people who decide who is who."""

import difflib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import get_args

from kgraph.elements import Value
from kgraph.errors import UsageError
from kgraph.facts import EntityKind, Evidence
from kgraph.gazetteer.fold import fold
from kgraph.merged import Known, Merged
from kgraph.view import entity_node

_NEAR = 5  # as many as are offered where an id is not found
_ALIKE = 0.7  # of 1: how much of two spellings must be the same


@dataclass(frozen=True, slots=True)
class Listed:
    """An entity in a list. `id` is without the base; `documents` name it `mentions` times in all. `matched`: the name that was found."""

    id: str
    kind: EntityKind
    name: str
    documents: int
    mentions: int
    matched: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A relation of an entity to another, with a sentence that tells it and the source of the document."""

    id: str
    name: str
    role: str | None
    sentence: str
    source: str


@dataclass(slots=True)
class Portrait:
    """All about one entity. `names` are its forms with how often each stands; `known` what gazetteer and user know of it, such as
    `wikidata` and `latitude`; `documents` are sources with the number of mentions; `why` the rules that joined its mentions."""

    id: str
    iri: str
    kind: EntityKind
    name: str
    names: dict[str, int] = field(default_factory=dict)
    known: dict[str, Value] = field(default_factory=dict)
    lies_in: list[Link] = field(default_factory=list)
    affiliations: list[Link] = field(default_factory=list)
    members: list[Link] = field(default_factory=list)
    documents: dict[str, int] = field(default_factory=dict)
    why: tuple[str, ...] = ()


def listed(resolution: Merged, kind: str | None = None) -> list[Listed]:
    """The entities (of a kind, as the ontology names it), those that most documents name first. Raises `UsageError`."""
    if kind is not None and kind not in get_args(EntityKind):
        near = difflib.get_close_matches(kind.capitalize(), get_args(EntityKind), n=1)
        raise UsageError(
            f"unknown kind '{kind}'" + (f"; do you mean {near[0]}?" if near else f"; known: {', '.join(get_args(EntityKind))}")
        )
    documents, mentions = _counts(resolution)
    found = (
        Listed(id.removeprefix(resolution.base), e.kind, e.name, documents[id], mentions[id])
        for id, e in resolution.entities.items()
        if kind in (None, e.kind)
    )
    return sorted(found, key=lambda one: (-one.documents, -one.mentions, one.id))


def search(resolution: Merged, text: str) -> list[Listed]:
    """The entities with a name like `text`, best first: the whole name, its beginning, words in it, letters in it, near misses.

    Case and accents are set aside. Raises `UsageError` where `text` has no letter or digit.
    """
    wanted = fold(text)
    if not any(c.isalnum() for c in wanted):
        raise UsageError(f"'{text}' is no name to search for")
    found: dict[str, tuple[int, str]] = {}
    for id, entity in resolution.entities.items():
        ranked = [(rank, name) for name in entity.aliases if (rank := _rank(fold(name), wanted)) is not None]
        if ranked:
            found[id] = min(ranked, key=lambda one: (one[0], one[1] != entity.name, len(one[1]), one[1]))
    found = {**_misspelt(resolution, wanted), **found}
    documents, mentions = _counts(resolution)
    rows = [
        (rank, Listed(id.removeprefix(resolution.base), resolution.entities[id].kind, resolution.entities[id].name,
                      documents[id], mentions[id], name))
        for id, (rank, name) in found.items()
    ]  # fmt: skip
    return [row for _, row in sorted(rows, key=lambda one: (one[0], -one[1].documents, -one[1].mentions, one[1].id))]


def portrait(resolution: Merged, told: str) -> Portrait:
    """All about the entity that `told` means: an id, with or without the base, or a name. Raises `UsageError`, with near ones."""
    id = find(resolution, told)
    entity = resolution.entities[id]
    node = entity_node(entity, entity.aliases)
    known = {name: value for name, value in node.properties.items() if name not in ("name", "aliases")}
    out = Portrait(id.removeprefix(resolution.base), id, entity.kind, entity.name, known=known, why=entity.why)
    forms: Counter[str] = Counter(dict.fromkeys(entity.aliases, 0))
    for document in resolution.source.facts():
        source = document.document

        def entity_of(index: int, of: str = source.id) -> str:
            return resolution.entity(of, index)

        own = {index for index in range(len(document.entities)) if entity_of(index) == id}
        if not own:
            continue
        said = [" ".join(m.text.split()) for m in document.mentions if m.entity in own]
        forms.update(said)
        out.documents[source.source] = out.documents.get(source.source, 0) + len(said)
        for place in document.locations:
            if place.place in own and place.inside not in own:
                out.lies_in.append(_link(resolution, entity_of(place.inside), None, place.evidence, source.source))
        for a in document.affiliations:
            if (a.who in own) != (a.of in own):
                links, other = (out.affiliations, a.of) if a.who in own else (out.members, a.who)
                links.append(_link(resolution, entity_of(other), a.role, a.evidence, source.source))
    out.names = dict(sorted(forms.items(), key=lambda one: (-one[1], one[0])))
    out.documents = dict(sorted(out.documents.items()))
    for links in (out.lies_in, out.affiliations, out.members):
        links.sort(key=lambda link: (link.id, link.role or "", link.source, link.sentence))
    return out


def find(resolution: Known, told: str) -> str:
    """The IRI of the entity that `told` means. Raises `UsageError` where that is none or several, and says which are near."""
    base = resolution.base
    if base + told.removeprefix(base) in resolution.entities:
        return base + told.removeprefix(base)
    wanted = fold(told)
    named = [id for id, entity in resolution.entities.items() if wanted and wanted in map(fold, (entity.name, *entity.aliases))]
    named = named or [id for id in resolution.entities if id.endswith(f"/{told}")]
    if len(named) == 1:
        return named[0]
    if named:
        raise UsageError(f"'{told}' may be {_some(sorted(named), base, ' or ')}; give the id")
    ids = [id.removeprefix(base) for id in resolution.entities]
    near = difflib.get_close_matches(told, ids, n=_NEAR, cutoff=0.7) or list(_misspelt(resolution, wanted))
    hint = f"near are {_some(near, base, ', ')}" if near else "'kgraph entities search' finds by name"
    raise UsageError(f"there is no entity '{told}'; {hint}")


def _some(ids: Iterable[str], base: str, between: str) -> str:
    local = [id.removeprefix(base) for id in ids]
    return between.join(local[:_NEAR]) + (f" and {len(local) - _NEAR} more" if len(local) > _NEAR else "")


def _link(resolution: Known, other: str, role: str | None, evidence: Evidence, source: str) -> Link:
    return Link(other.removeprefix(resolution.base), resolution.entities[other].name, role, " ".join(evidence.text.split()), source)


def _counts(resolution: Merged) -> tuple[Counter[str], Counter[str]]:
    """By IRI: how many documents name an entity, and how often they do."""
    documents: Counter[str] = Counter()
    mentions: Counter[str] = Counter()
    for document in resolution.source.facts():
        ids = [resolution.entity(document.document.id, index) for index in range(len(document.entities))]
        documents.update(set(ids))
        mentions.update(ids[m.entity] for m in document.mentions)
    return documents, mentions


def _rank(name: str, wanted: str) -> int | None:
    """How well a name is what is wanted, both folded: 0 is best, None not at all."""
    if name == wanted:
        return 0
    if name.startswith(f"{wanted} "):
        return 1
    if f" {wanted} " in f" {name} ":
        return 2
    if name.startswith(wanted):
        return 3
    return 4 if wanted in name else None


def _misspelt(resolution: Known, wanted: str) -> dict[str, tuple[int, str]]:
    """By IRI, the names that are nearly what is wanted, or in which a word is: "Sarkissian" and "Sargsyan" may be one."""
    out: dict[str, tuple[int, str]] = {}
    matcher = difflib.SequenceMatcher(b=wanted, autojunk=False)
    for id, entity in resolution.entities.items():
        for name in entity.aliases:
            folded = fold(name)
            for form in {folded, *folded.split(" ")}:
                # A first letter is seldom wrong, and comparing takes time.
                if form[:1] != wanted[:1]:
                    continue
                matcher.set_seq1(form)
                if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE and (ratio := matcher.ratio()) >= _ALIKE:
                    found = (5 + round(100 * (1 - ratio)), name)
                    out[id] = min(out.get(id, found), found, key=lambda one: (one[0], len(one[1]), one[1]))
    return dict(sorted(out.items(), key=lambda one: (one[1], one[0])))
