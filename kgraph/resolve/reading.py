"""Reading `entities.yaml`: what the user decides of who is who, checked as far as it can be without the documents."""

import difflib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_args

from kgraph.errors import UsageError
from kgraph.facts import EntityKind
from kgraph.gazetteer.entry import folder
from kgraph.resolve.decisions import Decision, Decisions, Share
from kgraph.resolve.resolution import slug

_KEYS = ("id", "name", "kind", "merge", "aliases", "identifiers", "same_as", "split")
_SHARE_KEYS = ("id", "name", "kind", "documents", "aliases", "identifiers", "same_as")
_KINDS: tuple[EntityKind, ...] = get_args(EntityKind)
_FOLDERS = tuple(folder(kind) for kind in _KINDS)
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_NOT_IN_ID = re.compile(r"[\s<>\"{}|\\^`?#]")
# The schemes that the ontology has a property for; of others the whole address is asked for.
_SCHEMES = {"wikidata": (r"Q[1-9]\d*", "Q311440"), "geonames": (r"[1-9]\d*", "616052"), "iso": (r"[A-Z]{2}", "AM")}


def read(path: Path, base: str) -> Decisions:
    """The decisions in a YAML file. Raises `UsageError`, one line, where it cannot be read or says what makes no sense.

    The file is a list of entries, or a mapping from ids to entries. Ids may be given with `base` or without it.
    """
    try:
        return _Reader(path, base).decisions(_load(path))
    except _WrongError as error:
        raise UsageError(f"{path}: {error}") from None


class _WrongError(Exception):
    """What is wrong with the file, less its name."""


def _load(path: Path) -> Any:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise _WrongError("no such file") from None
    except UnicodeDecodeError:
        raise _WrongError("cannot be read: not UTF-8 text") from None
    except OSError as error:
        raise _WrongError(f"cannot be read: {error.strerror}") from None

    import yaml  # only who has such a file pays for it

    class Loader(yaml.SafeLoader):
        """Refuses a key that stands twice: YAML would keep the last and say nothing."""

        def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
            keys: set[str] = set()
            for key in (key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
                if key in keys:
                    raise yaml.constructor.ConstructorError(None, None, f"'{key}' is there twice", node.start_mark)
                keys.add(key)
            return super().construct_mapping(node, deep)

    try:
        return yaml.load(text, Loader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        raise _WrongError(f"not valid YAML{where}: {getattr(error, 'problem', None) or error}") from None


class _Reader:
    def __init__(self, path: Path, base: str) -> None:
        self._path, self._base = path, base

    def decisions(self, data: Any) -> Decisions:
        if isinstance(data, dict):
            data = [self._keyed(key, value) for key, value in data.items()]
        if data is None:
            data = []
        if not isinstance(data, list):
            raise _WrongError("holds no entries; expected a list, such as '- id: person/serzh-sargsyan'")
        entries: dict[str, Decision] = {}
        shares: list[Decision] = []
        for number, row in enumerate(data, 1):
            entry, of_shares = self._entry(number, row)
            if entry.id in entries:
                raise _WrongError(f"{entry.id} has two entries; put them together")
            entries[entry.id] = entry
            shares += of_shares
        for share in shares:
            # A share may have an entry of its own as well, which tells more of it.
            own = entries.get(share.id)
            entries[share.id] = share if own is None else _together(own, share)
        _check_merges(entries.values())
        return Decisions(str(self._path), tuple(entries.values()))

    def _keyed(self, key: Any, value: Any) -> Any:
        """An entry of a mapping from ids."""
        if value is None:
            value = {}
        if not isinstance(value, dict):
            raise _WrongError(f"{key}: must be a mapping with {', '.join(_KEYS[1:])}")
        return {"id": key, **value}

    def _entry(self, number: int, row: Any) -> tuple[Decision, list[Decision]]:
        where = f"entry {number}"
        if not isinstance(row, dict):
            raise _WrongError(f"{where}: must be a mapping with {', '.join(_KEYS)}")
        where += f" ({row['id']})" if isinstance(row.get("id"), str) else ""
        _check_keys(where, row, _KEYS)
        decision = self._decision(where, row)
        merge = tuple(self._id(f"{where}: merge", id, pattern=True) for id in _list(where, row, "merge"))
        split: list[Share] = []
        of_shares: list[Decision] = []
        for told in _items(where, row, "split"):
            share, more = self._share(f"{where}: split", decision, told)
            if share.id in (s.id for s in split):
                raise _WrongError(f"{where}: split has {share.id} twice")
            split.append(share)
            of_shares.append(more)
        if sum(share.documents is None for share in split) > 1:
            raise _WrongError(f"{where}: split has two without documents; only one can have the rest")
        return _with(decision, merge, tuple(split)), of_shares

    def _decision(self, where: str, row: Mapping[str, Any]) -> Decision:
        name, kind = _text(where, row, "name"), self._kind(where, row)
        if "id" in row:
            id = self._id(f"{where}: id", row["id"])
        elif name and kind:
            id = f"{folder(kind)}/{slug(name)}"
        else:
            raise _WrongError(f"{where}: needs an id, or a name and a kind")
        identifiers, same_as = _identifiers(where, row)
        aliases = tuple(_list(where, row, "aliases"))
        return Decision(id, name, kind, (), aliases, identifiers, (*same_as, *_addresses(where, _list(where, row, "same_as"))))

    def _share(self, where: str, of: Decision, row: Any) -> tuple[Share, Decision]:
        if not isinstance(row, dict):
            raise _WrongError(f"{where}: must be a list of mappings with {', '.join(_SHARE_KEYS)}")
        _check_keys(where, row, _SHARE_KEYS)
        name = _text(where, row, "name")
        if not name:
            raise _WrongError(f"{where}: each needs a name")
        id = row["id"] if "id" in row else f"{of.id}/{slug(name)}"
        decision = self._decision(where, {**row, "id": id})
        if decision.id == of.id:
            raise _WrongError(f"{where}: {of.id} cannot be split into itself; what no share has stays {of.id}")
        documents = tuple(text.removeprefix(self._base) for text in _list(where, row, "documents")) if "documents" in row else None
        if documents == ():
            raise _WrongError(f"{where}: documents is empty; leave it out for all that no other share has")
        return Share(of.id, decision.id, documents), decision

    def _kind(self, where: str, row: Mapping[str, Any]) -> EntityKind | None:
        told = _text(where, row, "kind")
        if told is None:
            return None
        for kind in _KINDS:
            if kind == told:
                return kind
        near = difflib.get_close_matches(told.capitalize(), _KINDS, n=1)
        raise _WrongError(f"{where}: unknown kind '{told}'" + (f"; do you mean '{near[0]}'?" if near else f"; known: {', '.join(_KINDS)}"))

    def _id(self, where: str, told: Any, *, pattern: bool = False) -> str:
        if not isinstance(told, str):
            raise _WrongError(f"{where}: {_said(told)} is no id such as person/serzh-sargsyan")
        id = told.removeprefix(self._base)
        first, _, rest = id.partition("/")
        if "*" in id and not pattern:
            raise _WrongError(f"{where}: '{told}' is a pattern; those belong under merge")
        known = first in _FOLDERS or ("*" in id and "*" in first)
        if not known or (not rest and "*" not in first) or _NOT_IN_ID.search(id):
            raise _WrongError(f"{where}: '{told}' is no id such as person/serzh-sargsyan; ids begin with {', '.join(_FOLDERS)}")
        return id


def _with(decision: Decision, merge: tuple[str, ...], split: tuple[Share, ...]) -> Decision:
    d = decision
    return Decision(d.id, d.name, d.kind, merge, d.aliases, d.identifiers, d.same_as, split)


def _together(own: Decision, share: Decision) -> Decision:
    return Decision(
        own.id,
        own.name or share.name,
        own.kind or share.kind,
        own.merge,
        (*own.aliases, *share.aliases),
        {**share.identifiers, **own.identifiers},
        (*own.same_as, *share.same_as),
        own.split,
    )


def _check_keys(where: str, row: Mapping[Any, Any], known: tuple[str, ...]) -> None:
    for key in row:
        if key not in known:
            near = difflib.get_close_matches(str(key), known, n=1)
            raise _WrongError(f"{where}: unknown key '{key}'" + (f"; do you mean '{near[0]}'?" if near else f"; known: {', '.join(known)}"))


def _check_merges(entries: Iterable[Decision]) -> None:
    """No id goes two ways, none comes round to itself, and what is split is not merged away."""
    into: dict[str, str] = {}
    split = {entry.id for entry in entries if entry.split}
    for entry in entries:
        for id in entry.merge:
            if into.setdefault(id, entry.id) != entry.id:
                raise _WrongError(f"{id} is merged into two: {into[id]} and {entry.id}")
            if id in split:
                raise _WrongError(f"{id} is both split and merged into {entry.id}")
    for start in into:
        way = [start]
        while way[-1] in into:
            way.append(into[way[-1]])
            if way[-1] in way[:-1]:
                raise _WrongError(f"a circle of merges: {' into '.join(way[way.index(way[-1]) :])}")


def _text(where: str, row: Mapping[str, Any], key: str) -> str | None:
    value = row.get(key)
    if value is None and key not in row:
        return None
    if not isinstance(value, str) or not value.strip():
        raise _WrongError(f"{where}: {key} must be a text that is not empty")
    return " ".join(value.split())


def _said(value: Any) -> str:
    """A value in a message. Lists and mappings are not written out: in YAML a few lines make one of any size."""
    return repr(value) if value is None or isinstance(value, str | int | float) else "a list or a mapping"


def _items(where: str, row: Mapping[str, Any], key: str) -> list[Any]:
    value = row.get(key, [])
    if not isinstance(value, list):
        raise _WrongError(f"{where}: {key} must be a list")
    return value


def _list(where: str, row: Mapping[str, Any], key: str) -> list[str]:
    """A list of texts; one text alone is a list of one."""
    value = row.get(key, [])
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) and item.strip() for item in items):
        raise _WrongError(f"{where}: {key} must be a list of texts")
    return [" ".join(item.split()) for item in items]


def _addresses(where: str, items: Iterable[str]) -> Iterable[str]:
    for item in items:
        if not _ADDRESS.fullmatch(item):
            raise _WrongError(f"{where}: '{item}' is no address such as https://viaf.org/viaf/12345")
        yield item


def _identifiers(where: str, row: Mapping[str, Any]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The identifiers by scheme, and the addresses of those in a scheme that the ontology has no property for."""
    told = row.get("identifiers", {})
    if not isinstance(told, dict):
        raise _WrongError(f"{where}: identifiers must be a mapping, such as 'wikidata: Q311440'")
    known: dict[str, str] = {}
    addresses: list[str] = []
    for scheme, value in told.items():
        text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
        if scheme in _SCHEMES:
            form, example = _SCHEMES[scheme]
            if not re.fullmatch(form, text, re.ASCII):
                raise _WrongError(
                    f"{where}: identifiers: {scheme} is {_said(value)}, and must be as {example}, in quotation marks if need be"
                )
            known[scheme] = text
        elif _ADDRESS.fullmatch(text):
            addresses.append(text)
        else:
            raise _WrongError(f"{where}: identifiers: {scheme} is {_said(value)}; of this scheme give the whole address (https://...)")
    return known, tuple(addresses)
