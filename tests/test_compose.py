"""compose.yaml: what it sets the pinned Neo4j knows and takes, and nothing of it is open to other machines."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from kgraph.store import Address, Store

ROOT = Path(__file__).resolve().parent.parent
SERVICE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]["neo4j"]
ENVIRONMENT: dict[str, Any] = SERVICE["environment"]
# What the image's start script takes for itself; all else that starts with NEO4J_ it hands to the server as a setting.
OF_THE_IMAGE = {"NEO4J_AUTH"}
# How Neo4j describes the values that a setting may have, and what fits.
VALUES = {"A boolean.": r"true|false", "A byte size ": r"\d+(B|[kKmMgG](i?[bB])?|[TPE]i?B)"}


def setting(variable: str) -> str:
    """The setting that a variable stands for, as the image's start script reads it."""
    return variable.removeprefix("NEO4J_").replace("_", ".").replace("..", "_")


def settings() -> dict[str, Any]:
    return {setting(name): value for name, value in ENVIRONMENT.items() if name not in OF_THE_IMAGE}


def megabytes(size: str) -> int:
    return int(size[:-1]) * {"m": 1, "g": 1024}[size[-1].lower()]


def test_a_variable_is_read_as_the_image_reads_it() -> None:
    assert setting("NEO4J_server_memory_heap_max__size") == "server.memory.heap.max_size"


@pytest.mark.parametrize("name", sorted(settings()))
def test_each_setting_is_one_that_the_server_knows_and_takes(neo4j: Address, name: str) -> None:
    with Store.connect(neo4j) as store:
        rows = store.read("SHOW SETTINGS YIELD name, validValues", {}).rows
    valid = dict(rows)
    assert name in valid, f"Neo4j would not start: it knows no setting {name}"
    [pattern] = [pattern for kind, pattern in VALUES.items() if valid[name].startswith(kind)]
    value = settings()[name]
    assert isinstance(value, str), f"{name}: to be quoted, or YAML makes something else of it than the text that it is"
    assert re.fullmatch(pattern, value), f"{name}: {value} is not what Neo4j takes: {valid[name]}"


def test_the_server_is_the_one_that_the_tests_run_against(neo4j: Address) -> None:
    pinned = re.search(r"<neo4j.version>(.*)</neo4j.version>", (ROOT / ".ci" / "neo4j" / "pom.xml").read_text("utf-8"))
    assert pinned and SERVICE["image"] == f"neo4j:{pinned[1]}-community"
    with Store.connect(neo4j) as store:
        [[version]] = store.read("CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' RETURN versions[0]", {}).rows
    assert version == pinned[1]


def test_only_this_machine_reaches_it() -> None:
    assert sorted(SERVICE["ports"]) == ["127.0.0.1:7474:7474", "127.0.0.1:7687:7687"]
    assert "network_mode" not in SERVICE


def test_without_a_password_it_does_not_start() -> None:
    user, _, password = ENVIRONMENT["NEO4J_AUTH"].partition("/")
    assert user == "neo4j" and password.startswith("${NEO4J_PASSWORD:?set NEO4J_PASSWORD ")


def test_the_health_check_shows_the_password_in_no_list_of_processes() -> None:
    how, command = SERVICE["healthcheck"]["test"]
    assert how == "CMD-SHELL"  # expanded by the shell within the container: two dollars for compose are one for it
    before, program, arguments = command.partition("cypher-shell")
    assert program and "NEO4J_PASSWORD=$${NEO4J_AUTH#neo4j/} " in before and "--password" not in before  # variables for this command alone
    assert not re.search(r"PASSWORD|AUTH|(^|\s)-p", arguments)


def test_the_data_outlive_the_container() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    [volume] = [name for name, _, path in (volume.partition(":") for volume in SERVICE["volumes"]) if path == "/data"]
    assert volume in compose["volumes"]


def test_the_heap_does_not_start_larger_than_it_may_get() -> None:
    found = settings()
    assert megabytes(found["server.memory.heap.initial_size"]) <= megabytes(found["server.memory.heap.max_size"])
