"""Settings: which of four places wins, and what is said of a wrong one."""

from pathlib import Path

import pytest

from kgraph.config import Bounds, Settings, settings
from kgraph.errors import UsageError


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(text: str, name: str = "kgraph.yaml") -> Path:
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")
    return Path(name)


def test_without_anything_the_defaults_hold() -> None:
    assert settings(environment={}) == Settings()


def test_an_option_beats_the_environment_beats_the_file() -> None:
    write("uri: bolt://file\nusername: from-file\ndatabase: from-file\ngraph: from-file\n")
    environment = {"NEO4J_URI": "bolt://environment", "NEO4J_USERNAME": "from-environment"}
    found = settings({"uri": "bolt://option", "database": None}, environment=environment)
    assert (found.uri, found.username, found.database, found.graph) == ("bolt://option", "from-environment", "from-file", "from-file")


def test_an_empty_variable_is_not_set() -> None:
    write("uri: bolt://file\n")
    assert settings(environment={"NEO4J_URI": "", "KGRAPH_WORKSPACE": ""}) == Settings(uri="bolt://file")


def test_a_workspace_in_the_file_is_meant_from_where_the_file_lies() -> None:
    assert settings(environment={}, file=write("workspace: graph", "project/kgraph.yaml")).workspace == Path("project/graph")
    assert settings(environment={"KGRAPH_WORKSPACE": "elsewhere"}).workspace == Path("elsewhere")


def test_so_are_the_files_that_it_names() -> None:
    found = settings(environment={}, file=write("entities: who.yaml\ngazetteer: [a.yaml, /b.yaml]\n", "project/kgraph.yaml"))
    assert (found.entities, found.gazetteer) == (Path("project/who.yaml"), (Path("project/a.yaml"), Path("/b.yaml")))
    assert settings(environment={}, file=write("gazetteer: a.yaml\n", "project/kgraph.yaml")).gazetteer == (Path("project/a.yaml"),)


def test_entities_yaml_in_the_current_folder_is_used_unless_another_is_named() -> None:
    write("[]", "entities.yaml")
    assert settings(environment={}).entities == Path("entities.yaml")
    write("entities: who.yaml\n")
    assert settings(environment={}).entities == Path("who.yaml")


def test_what_the_embedded_database_may_take_is_set_one_by_one() -> None:
    write("embedded: {memory: 4096}\n")
    assert settings(environment={}).embedded == Bounds(memory=4096, start_timeout=Bounds().start_timeout)
    write("embedded: {start_timeout: 300}\n")
    assert settings(environment={}).embedded == Bounds(memory=Bounds().memory, start_timeout=300)


def test_an_empty_file_sets_nothing() -> None:
    write("# nothing yet\n")
    assert settings(environment={}) == Settings()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("grpah: x", "unknown setting 'grpah'; do you mean 'graph'?"),
        ("workers: many", "'workers' must be a whole number"),
        ("workers: true", "'workers' must be a whole number"),
        ("workers: 0", "at least 1"),
        ("read: [text]", "'read' must be a section"),
        ("embedded: 1024", "'embedded' must be a section"),
        ("embedded: {memory: 255}", "'embedded: memory' must be a whole number of megabytes, at least 256"),
        ("embedded: {memory: 1 GB}", "'embedded: memory' must be a whole number of megabytes"),
        ("embedded: {start_timeout: 0}", "'embedded: start_timeout' must be a whole number of seconds, at least 1"),
        ("embedded: {start_timeout: true}", "'embedded: start_timeout' must be a whole number of seconds"),
        ("embedded: {heap: 1024}", "unknown setting 'embedded: heap'; known are memory and start_timeout"),
        ("entities: [who.yaml]", "'entities' must be text"),
        ("gazetteer: {}", "'gazetteer' must be a path or a list of paths"),
        ("gazetteer: [1]", "'gazetteer' must be a path or a list of paths"),
        ("- a list", "holds no settings"),
        ("base: [unclosed", "not valid YAML in line"),
        ("base: example.org/", "cannot be the base of ids"),
        ("base: https://example.org/id", "ends in '/'"),
        ("uri: http://127.0.0.1:7474", "not a Bolt address"),
        ("graph: ''", "must not be empty"),
        ("database: !!python/object/apply:os.getcwd []", "not valid YAML"),
    ],
)
def test_a_wrong_setting_is_told_in_one_line(text: str, expected: str) -> None:
    write(text)
    with pytest.raises(UsageError) as caught:
        settings(environment={})
    assert expected in str(caught.value) and "\n" not in str(caught.value)


def test_a_file_that_was_named_must_be_there_and_readable() -> None:
    with pytest.raises(UsageError, match=r"mine\.yaml: no such file"):
        settings(environment={}, file=Path("mine.yaml"))
    Path("bytes.yaml").write_bytes(b"base: \xff\xfe")
    with pytest.raises(UsageError, match=r"bytes\.yaml: cannot be read: not UTF-8 text"):
        settings(environment={}, file=Path("bytes.yaml"))


@pytest.mark.parametrize("uri", ["bolt://neo4j:secret@host", "http://neo4j:secret@host", "neo4j:secret@host", "bolt://[secret"])
def test_a_password_is_never_shown(uri: str) -> None:
    assert "secret" not in repr(Settings(password="secret"))
    with pytest.raises(UsageError) as caught:
        settings({"uri": uri}, environment={})
    assert "secret" not in str(caught.value)


def test_the_password_comes_from_the_environment_not_from_the_file() -> None:
    assert settings(environment={"NEO4J_PASSWORD": "secret"}).password == "secret"
    write("password: secret")
    with pytest.raises(UsageError, match="NEO4J_PASSWORD"):
        settings(environment={})
