"""Settings: options before environment before kgraph.yaml before defaults."""

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kgraph.errors import UsageError

FILE = "kgraph.yaml"
ENTITIES = "entities.yaml"
BASE = "https://w3id.org/kgraph/id/"
_BOLT = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the embedded database may take: megabytes of memory for its process, and seconds until it has to answer."""

    memory: int = 1024
    start_timeout: int = 60


@dataclass(frozen=True, slots=True)
class Settings:
    """What a command works with.

    `workspace` is the folder that keeps facts and the embedded database. `base` is the IRI under which ids are made.
    `uri` None means the embedded database. `graph` names kgraph's own part of the store. `pipeline` None means the
    pipeline that ships with kgraph. `workers` None lets the build choose. `read` is the section `read:` of kgraph.yaml,
    checked by the reader; `file` is where it was read from, for messages. `entities` is the file of the user's decisions on who is
    who, None where there is none; `gazetteer` are the user's own gazetteers. `embedded` is what the embedded database may take.
    """

    workspace: Path = Path(".kgraph")
    base: str = BASE
    graph: str = "default"
    uri: str | None = None
    username: str = "neo4j"
    password: str | None = field(default=None, repr=False)
    database: str | None = None
    pipeline: str | None = None
    workers: int | None = None
    read: Mapping[str, Any] = field(default_factory=dict)
    file: Path = Path(FILE)
    entities: Path | None = None
    gazetteer: tuple[Path, ...] = ()
    embedded: Bounds = field(default_factory=Bounds)

    @property
    def server(self) -> Path:
        """The folder of the embedded database."""
        return self.workspace / "server"


_ENVIRONMENT = {
    "workspace": "KGRAPH_WORKSPACE",
    "uri": "NEO4J_URI",
    "username": "NEO4J_USERNAME",
    "password": "NEO4J_PASSWORD",
    "database": "NEO4J_DATABASE",
}


def settings(
    options: Mapping[str, Any] | None = None, *, file: Path | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """Put together the settings; an option that is None was not given.

    `file` is the settings file (it must exist); without it, `kgraph.yaml` in the current folder is read if it is there.
    So is `entities.yaml`, where no setting names another file of the kind.
    Raises `UsageError` on an unknown key or a value of the wrong kind, naming where it was given.
    """
    environment = os.environ if environment is None else environment
    found = _read(file)
    # An empty variable is how a shell says "not set" for one command.
    found |= {key: environment[name] for key, name in _ENVIRONMENT.items() if environment.get(name)}
    found |= {key: value for key, value in (options or {}).items() if value is not None}
    if "workspace" in found:
        found["workspace"] = Path(found["workspace"]).expanduser()
    if "entities" not in found and Path(ENTITIES).is_file():
        found["entities"] = Path(ENTITIES)
    result = Settings(**found, file=file or Path(FILE))
    _check(result)
    return result


def _read(file: Path | None) -> dict[str, Any]:
    path = file or Path(FILE)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        if file is None:
            return {}
        raise UsageError(f"{path}: no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or 'not UTF-8 text'}") from error

    import yaml  # only who has a settings file pays for it

    try:
        data = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        raise UsageError(f"{path}: not valid YAML{where}: {getattr(error, 'problem', None) or error}") from error
    if not isinstance(data, dict):
        raise UsageError(f"{path}: holds no settings; expected lines such as 'base: {BASE}'")
    return {key: _value(path, key, value) for key, value in data.items()}


# What each key of kgraph.yaml may hold. The password is missing on purpose: such files end up in version control.
_KINDS: dict[str, type] = {
    "workspace": str,
    "base": str,
    "graph": str,
    "uri": str,
    "username": str,
    "database": str,
    "pipeline": str,
    "workers": int,
    "read": dict,
    "entities": str,
    "gazetteer": list,
    "embedded": dict,
}
_WORDS = {str: "text", int: "a whole number", dict: "a section of its own", list: "a path or a list of paths"}
# Paths in a settings file are meant from where the file lies.
_PATHS = ("workspace", "entities")


def _value(path: Path, key: Any, value: Any) -> Any:
    if key == "password":
        raise UsageError(f"{path}: keep the password out of this file; give it in NEO4J_PASSWORD")
    if key not in _KINDS:
        near = difflib.get_close_matches(str(key), _KINDS, n=1)
        raise UsageError(f"{path}: unknown setting '{key}'" + (f"; do you mean '{near[0]}'?" if near else f"; known: {', '.join(_KINDS)}"))
    if key == "gazetteer" and isinstance(value, str):
        value = [value]
    if not isinstance(value, _KINDS[key]) or isinstance(value, bool):
        raise UsageError(f"{path}: '{key}' must be {_WORDS[_KINDS[key]]}")
    if isinstance(value, list):
        if not all(isinstance(item, str) for item in value):
            raise UsageError(f"{path}: '{key}' must be {_WORDS[list]}")
        return tuple(path.parent / Path(item).expanduser() for item in value)
    if key == "embedded":
        assert isinstance(value, dict)
        return _bounds(path, value)
    return path.parent / Path(str(value)).expanduser() if key in _PATHS else value


# What each key of the section `embedded:` must be at least. With less memory the database starts, but does not load.
_LEAST = {"memory": 256, "start_timeout": 1}


def _bounds(path: Path, section: Mapping[Any, Any]) -> Bounds:
    for key, value in section.items():
        if key not in _LEAST:
            raise UsageError(f"{path}: unknown setting 'embedded: {key}'; known are {' and '.join(_LEAST)}")
        if not isinstance(value, int) or isinstance(value, bool) or value < _LEAST[key]:
            unit = "megabytes" if key == "memory" else "seconds"
            raise UsageError(f"{path}: 'embedded: {key}' must be a whole number of {unit}, at least {_LEAST[key]}")
    return Bounds(**section)


def _check(settings: Settings) -> None:
    if settings.uri is not None:
        _check_address(settings.uri)
    if settings.workers is not None and settings.workers < 1:
        raise UsageError("the number of workers must be at least 1")
    if not settings.graph:
        raise UsageError("the graph's name must not be empty")
    if not _is_base(settings.base):
        raise UsageError(f"'{settings.base}' cannot be the base of ids; expected an IRI that ends in '/' and has no '#', such as {BASE}")


def _check_address(uri: str) -> None:
    try:
        address = urlsplit(uri)
    except ValueError:
        raise UsageError("the store's address cannot be read; expected one such as bolt://127.0.0.1:7687") from None
    if "@" in uri:  # and say nothing more of it: errors end up in logs
        raise UsageError("keep name and password out of the address; give them in NEO4J_USERNAME and NEO4J_PASSWORD")
    if address.scheme not in _BOLT or not address.hostname:
        raise UsageError(f"'{uri}' is not a Bolt address; expected one such as bolt://127.0.0.1:7687 or neo4j+s://host")


def _is_base(base: str) -> bool:
    scheme = base.partition(":")[0]
    return scheme in ("http", "https", "urn") and base.endswith(("/", ":")) and not any(c in ' #<>"{}|\\^`' for c in base)
