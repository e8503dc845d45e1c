"""The files for Neo4j Browser: what it would not take, or would show wrongly."""

import io
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from built import build
from serving import served

from kgraph import ontology
from kgraph.browser import kit, write
from kgraph.browser.grass import COLOURS, contrast, legible
from kgraph.browser.kit import GUIDE, SCRIPTS, STYLE
from kgraph.browser.scripts import literal
from kgraph.browser.views import View, read_view, views
from kgraph.cli import run
from kgraph.errors import UsageError
from kgraph.queries import catalogue

KIT = kit("default")
SCRIPT_PATHS = [path for path in KIT if path.endswith(".cypher")]
RULE = re.compile(r"(\S+) \{\n((?:  .*;\n)+)\}\n")
each_view = pytest.mark.parametrize("view", views(), ids=lambda view: view.name)


class Guide(HTMLParser):
    """Takes a guide as Browser does: slides, texts of what runs by a click, and commands of links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.slides, self.queries, self.commands, self.open = 0, [], [], []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        given = dict(attributes)
        self.slides += tag == "slide"
        if "runnable" in (given.get("class") or "").split():
            self.queries.append("")
        if given.get("exec-topic"):
            self.commands.append(":" + str(given["exec-topic"]))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "pre" in self.open:
            self.queries[-1] += data


def guide(graph: str = "default") -> Guide:
    return Guide(kit(graph)[GUIDE].decode())


def rules() -> dict[str, dict[str, str]]:
    found = RULE.findall(KIT[STYLE].decode())
    return {selector: dict(line.strip(" ;").split(": ", 1) for line in body.splitlines()) for selector, body in found}


def test_every_question_and_every_view_is_a_script() -> None:
    assert {path.split("/")[1] for path in SCRIPT_PATHS if "questions" in path} == {f"{query.name}.cypher" for query in catalogue()}
    assert {path.split("/")[1] for path in SCRIPT_PATHS if "graphs" in path} == {f"{view.name}.cypher" for view in views()}


def test_there_is_a_view_for_each_question_about_relations() -> None:
    wanted = "accusations agreements breaches connections disputes evidence_agreement evidence_relation mediators offices parties places"
    assert [view.name for view in views()] == [*wanted.split(), "provisions", "statements_by"]


@pytest.mark.parametrize("path", SCRIPT_PATHS)
def test_a_script_has_its_name_its_parameters_and_only_names_that_exist(path: str) -> None:
    text = KIT[path].decode()
    header, _, body = text.partition("\n\n")
    assert re.match(r"// [A-Z]", header)
    assert all(line.startswith("//") for line in header.splitlines())
    assert body.startswith("WITH ") and body.splitlines()[-1].startswith("LIMIT ")
    assert not body.partition("\n\n")[1]
    given = dict(re.findall(r"^// :param (\w+) => (.+)$", header, re.MULTILINE))
    assert ", ".join(f"{value} AS {name}" for name, value in given.items() if name != "limit") == body.splitlines()[0].removeprefix("WITH ")
    assert re.findall(r"\$(\w+)", header.partition("// WITH ")[2]) == list(given)
    assert ontology.unknown_names(body) == []


@each_view
def test_a_view_draws_little_enough_and_always_the_same(view: View) -> None:
    limit = next(p.default for p in view.parameters if p.name == "limit")
    assert isinstance(limit, int) and limit <= 50
    assert re.search(r"\.id\b", view.text.rpartition("ORDER BY ")[2])
    assert "{graph: graph}" in view.text or "graph: graph}" in view.text, "it starts from what kgraph wrote"
    assert "$" not in view.text


@pytest.mark.parametrize(
    ("old", "new"),
    [("WITH ''", "WITH 'x'"), ("LIMIT 5", "LIMIT 6"), ("// Question: ", "// "), ("(text, '')", "(text)"), ("//   limit", "//  limit")],
)
def test_a_view_that_breaks_the_form_is_refused_with_its_name(old: str, new: str) -> None:
    good = "// T: t\n//\n// Question: Who?\n//\n// Parameters:\n//   name (text, ''): a name\n//   limit (integer, 5): most\n\n"
    good += "WITH '' AS name\nMATCH (x:Entity) RETURN x\nLIMIT 5\n"
    assert read_view("names", good).question == "Who?" and old in good
    with pytest.raises(ValueError, match=r"names\.cypher: "):
        read_view("names", good.replace(old, new))


def test_every_label_and_relation_has_its_style() -> None:
    styled = rules()
    assert {f"node.{name}" for name in ontology.classes()} | {f"relationship.{r.type}" for r in ontology.relations()} <= set(styled)
    for selector, look in styled.items():
        assert selector in ("node",) or look["caption"], selector
        assert re.fullmatch(r"#[0-9A-F]{6}", look["color"]), selector


def test_the_most_specific_label_has_the_last_word() -> None:
    # Browser lays the rules over one another in their order.
    order = list(rules())
    for name in ontology.classes():
        for above in ontology.labels(name)[:-1]:
            assert order.index(f"node.{above}") < order.index(f"node.{name}"), (above, name)


def test_a_caption_names_a_property_that_the_class_has() -> None:
    for name in ontology.classes():
        shown = re.findall(r"\{(\w+)\}", rules()[f"node.{name}"]["caption"])
        assert shown and set(shown) <= {known.name for known in ontology.properties_of(name)}


def test_no_two_classes_look_alike_and_captions_can_be_read() -> None:
    assert len(set(COLOURS.values())) == len(COLOURS)
    for name, colour in COLOURS.items():
        assert contrast(colour, legible(colour)) >= 4.5, name


def test_the_style_has_nothing_that_browser_cannot_read() -> None:
    text = KIT[STYLE].decode()
    assert RULE.sub("", text).strip() == "", "no comments, nothing between the rules"
    assert all(value.count("'") in (0, 2) for look in rules().values() for value in look.values())


def test_the_guide_leads_from_the_whole_to_the_evidence() -> None:
    found = guide()
    assert found.slides >= 6 and len(found.queries) >= found.slides
    text = KIT[GUIDE].decode()
    assert text.index("What is in here") < text.index("Disputes") < text.index("The evidence of a mediation")
    assert found.open == [] and "$" not in re.sub(r"<[^>]*>", "", text)


def test_the_guide_asks_by_names_that_exist_and_of_its_own_graph() -> None:
    for query in guide("it's \\ mine").queries:
        assert ontology.unknown_names(query) == []
        assert "'it\\'s \\\\ mine'" in query


def test_the_guide_brings_the_style_along() -> None:
    [command] = guide().commands
    assert command.removeprefix(":style ").split() == KIT[STYLE].decode().split()


def test_a_graphs_name_stands_wherever_the_graph_is_named() -> None:
    for path, content in kit("of others").items():
        if path.endswith(".cypher"):
            assert b"'of others' AS graph" in content and b":param graph => 'of others'" in content and b"'default'" not in content


@pytest.mark.parametrize(("name", "written"), [("a'b", r"'a\'b'"), ("a\\", r"'a\\'"), ("a\nb", r"'a\u000ab'"), ("graphe é", "'graphe é'")])
def test_any_name_stays_one_text_in_one_line(name: str, written: str) -> None:
    assert literal(name) == written


def test_the_zip_file_holds_the_scripts_by_folder_and_is_the_same_every_time() -> None:
    with zipfile.ZipFile(io.BytesIO(KIT[SCRIPTS])) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {path: KIT[path] for path in SCRIPT_PATHS}
    assert kit("default") == KIT


def test_one_command_writes_it_all_and_says_how_to_load_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["browser", str(tmp_path / "new" / "kit"), "--graph", "of others"]) == 0
    written = {path.relative_to(tmp_path / "new" / "kit").as_posix(): path for path in (tmp_path / "new").rglob("*") if path.is_file()}
    assert {path: file.read_bytes() for path, file in written.items()} == kit("of others")
    printed = capsys.readouterr().out
    assert all(name in printed for name in (STYLE, SCRIPTS, ":play http://localhost:8000/browser/guide.html"))
    assert run(["browser", str(tmp_path / "new" / "kit")]) == 0, "again, over what is there"


def test_a_file_in_the_way_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "kit").write_text("mine")
    assert run(["browser", str(tmp_path / "kit")]) == 2
    assert "is a file" in capsys.readouterr().err and (tmp_path / "kit").read_text() == "mine"
    (tmp_path / "other" / STYLE).mkdir(parents=True)
    with pytest.raises(UsageError, match="is a folder"):
        write(tmp_path / "other", "default")
    assert [path.name for path in (tmp_path / "other").iterdir()] == [STYLE]


def test_a_server_offers_the_same_files_to_browsers_of_other_addresses(tmp_path: Path) -> None:
    (tmp_path / "truce.txt").write_text("Armenia and Azerbaijan agreed to a ceasefire in Moscow, brokered by Russia, on 10 October 2020.")
    build([tmp_path / "truce.txt"], tmp_path)
    with served(tmp_path / "workspace", "--no-bolt") as server:
        at = server.address.replace("127.0.0.1", "localhost") + "/browser/"  # Browser loads guides from no other host of this machine
        assert httpx.get(at).text.split("\n")[:-1] == list(KIT)
        for path, content in KIT.items():
            found = httpx.get(at + path, headers={"Origin": "http://localhost:7474"})
            assert (found.status_code, found.content) == (200, content)
            assert found.headers["access-control-allow-origin"] == "*"
        assert httpx.get(at + GUIDE, params={"graph": "of others"}).content == kit("of others")[GUIDE]
        assert httpx.get(at + "nothing.html").status_code == 404
