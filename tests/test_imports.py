"""Who may import whom (DESIGN): the rules that keep each stage replaceable, read off the import statements."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "kgraph"
MODULES = sorted(PACKAGE.rglob("*.py"))

# A library, and the parts of kgraph that may know it.
LIBRARIES = {
    "spacy": {"analyse", "extract"},
    "neo4j": {"store"},
    "rdflib": {"ontology", "rdf"},
    "pyoxigraph": {"ontology", "rdf", "sparql", "serve"},
    "pyshacl": {"ontology", "rdf"},
    "arcadedb": {"embedded"},
    "arcadedb_embedded": {"embedded"},
    "typer": {"cli"},
    "starlette": {"serve"},
    "uvicorn": {"serve"},
    "jinja2": {"serve"},
    "pyarrow": {"arrow"},
    "ray": {"engine"},
}
# The way of the data: no stage knows a later one.
STAGES = ["read", "analyse", "extract", "resolve", "graph"]
# Where the way ends; what lies on it knows none of these, and the store sees an address, never which server.
ENDS = {
    "store",
    "embedded",
    "rdf",
    "check",
    "queries",
    "workspace",
    "update",
    "build",
    "sparql",
    "serve",
    "bulk",
    "browser",
    "engine",
    "loading",
    "cli",
}
# Plain data, which knows nothing of who makes or takes it.
PLAIN = {"errors", "facts", "elements", "resources"}


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> Iterator[str]:
    """The full names of all modules that a file imports, wherever in it, and of what it takes from a package."""
    package = name_of(path).split(".") if path.name == "__init__.py" else name_of(path).split(".")[:-1]
    for statement in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom):
            above = package[: len(package) - statement.level + 1] if statement.level else []
            origin = ".".join([*above, *([statement.module] if statement.module else [])])
            yield origin
            yield from (f"{origin}.{alias.name}" for alias in statement.names)


def parts_known_to(path: Path) -> set[str]:
    """The parts of kgraph (`store`, `read`, ...) that a file imports from."""
    return {name.split(".")[1] for name in imported(path) if name.startswith("kgraph.")}


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_library_is_known_only_to_its_own_part(path: Path) -> None:
    roots = {name.split(".")[0] for name in imported(path)}
    for library, parts in LIBRARIES.items():
        assert library not in roots or part_of(path) in parts, f"{name_of(path)} imports {library}, which only {sorted(parts)} may"


@pytest.mark.parametrize("path", [path for path in MODULES if part_of(path) in STAGES], ids=name_of)
def test_no_stage_knows_a_later_one(path: Path) -> None:
    later = set(STAGES[STAGES.index(part_of(path)) + 1 :]) | ENDS
    assert not parts_known_to(path) & later


@pytest.mark.parametrize("path", [path for path in MODULES if part_of(path) in PLAIN], ids=name_of)
def test_plain_data_knows_only_plain_data(path: Path) -> None:
    assert parts_known_to(path) <= PLAIN


@pytest.mark.parametrize("path", [path for path in MODULES if part_of(path) == "store"], ids=name_of)
def test_the_store_sees_an_address_never_which_server(path: Path) -> None:
    assert "embedded" not in parts_known_to(path)


@pytest.mark.parametrize("path", [path for path in MODULES if part_of(path) not in ("cli", "__main__")], ids=name_of)
def test_nothing_imports_the_command_line(path: Path) -> None:
    assert "cli" not in parts_known_to(path)


# `document` calls these one after the other; other modules in kgraph/extract are what they share.
EXTRACTORS = {"affiliations", "locations", "statements", "agreements"}
COMPOSERS = {"__init__.py", "document.py"}


@pytest.mark.parametrize("path", [path for path in MODULES if part_of(path) == "extract"], ids=name_of)
def test_extractors_do_not_import_one_another(path: Path) -> None:
    if path.parent.name == "extract" and path.name in COMPOSERS:
        return
    extractor = path.relative_to(PACKAGE / "extract").parts[0].removesuffix(".py")
    known = {name.split(".")[2] for name in imported(path) if name.startswith("kgraph.extract.")}
    assert not known & (EXTRACTORS - {extractor})
