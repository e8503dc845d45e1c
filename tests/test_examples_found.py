"""What a careful reader finds in the example documents (`examples/expected.yaml`), and how much of it kgraph finds.

`python tests/test_examples_found.py` prints what it misses.
"""

import re
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from built import Built, build
from floors import fallen

from kgraph.elements import Node
from kgraph.facts import Agreement, Facts, Part, Statement
from kgraph.read import Article, read

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
EXPECTED: dict[str, Any] = yaml.safe_load((EXAMPLES / "expected.yaml").read_text("utf-8"))


class Looked(NamedTuple):
    """Something expected: what of (`agreements`, ...), where and what, and whether it is there."""

    figure: str
    what: str
    found: bool


class Read(NamedTuple):
    """An example document: what is expected of it, what was read, and what was found in it."""

    expected: dict[str, Any]
    article: Article
    facts: Facts


def plain(text: str) -> str:
    """For comparing: no accents, no case, single spaces."""
    return " ".join("".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c)).split())


class Names:
    """The names under which the graph knows the entities of a document."""

    def __init__(self, built: Built, facts: Facts) -> None:
        resolution = built.merged()
        entities = [resolution.entities[resolution.entity(facts.document.id, i)] for i in range(len(facts.entities))]
        self._names = [{plain(name) for name in (entity.name, *entity.aliases)} for entity in entities]

    def of(self, index: int | None, name: str | None) -> bool:
        """Whether the entity has this name; None is an unnamed source."""
        return index is None if name is None else index is not None and plain(name) in self._names[index]

    def among(self, parts: Iterable[Part], name: str) -> bool:
        return any(self.of(part.entity, name) for part in parts)


def look(read_: Read, built: Built) -> Iterator[Looked]:
    """Each thing expected of a document, and whether it is there."""
    expected, _, facts = read_
    names = Names(built, facts)
    for agreement in expected["agreements"]:
        what = f"{agreement['kind']} {agreement['date']}"
        found = [a for a in facts.agreements if is_agreement(a, agreement, names)]
        yield Looked("agreements", what, bool(found))
        for figure, parts in (("parties", "parties"), ("mediators", "mediators")):
            for name in agreement[parts]:
                yield Looked(figure, f"{name} of {what}", any(names.among(getattr(a, parts), name) for a in found))
    for statement in expected["statements"]:
        what = f"{statement['speaker']} [{statement['cue']}] {statement['content']}"
        yield Looked("statements", what, any(is_statement(s, statement, names) for s in facts.statements))
    for who, of, role in expected.get("affiliations", ()):
        served = [a for a in facts.affiliations if names.of(a.who, who) and names.of(a.of, of)]
        yield Looked("affiliations", f"{who}, {role} of {of}", any(role is None or plain(role) in plain(a.role or "") for a in served))
    for place, inside in expected.get("locations", ()):
        there = any(names.of(p.place, place) and names.of(p.inside, inside) for p in facts.locations)
        yield Looked("locations", f"{place} in {inside}", there)
    for one, other in expected.get("disputes", ()):
        yield Looked("disputes", f"{one} <> {other}", any(is_dispute(facts, s, one, other) for s in facts.statements))


def is_agreement(found: Agreement, expected: dict[str, Any], names: Names) -> bool:
    """The kind, the date, and where somebody is expected to have a part, at least one of them."""
    if found.kind != expected["kind"] or expected["date"] not in (found.date, found.effective):
        return False
    sides = [(found.parties, name) for name in expected["parties"]] + [(found.mediators, name) for name in expected["mediators"]]
    return not sides or any(names.among(parts, name) for parts, name in sides)


def is_statement(found: Statement, expected: dict[str, Any], names: Names) -> bool:
    """The speaker, the cue, and a part of the content."""
    if not names.of(found.speaker, expected["speaker"]) or plain(expected["cue"]) != plain(found.cue):
        return False
    one, other = plain(expected["content"]), plain(found.content)
    return one in other or other in one


def is_dispute(facts: Facts, statement: Statement, one: str, other: str) -> bool:
    others = [facts.statements[i].content for i in statement.disputes]
    return any(
        (plain(one) in plain(statement.content) and plain(other) in plain(content))
        or (plain(other) in plain(statement.content) and plain(one) in plain(content))
        for content in others
    )  # fmt: skip


def merged(built: Built) -> Iterator[Looked]:
    """Agreements that several documents tell of: the graph has them once, with all their documents."""
    nodes, edges = built.elements()
    files = {node.id: str(node.properties["source"]) for node in nodes if node.cls == "Document"}
    tellers: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        if edge.type == "MENTIONS":
            tellers[edge.end].add(files[edge.start])
    for each in EXPECTED["merged"]:
        there = [n for n in nodes if n.cls == each["kind"] and n.properties.get("date") == each["date"]]
        whole = any(all(any(source.endswith(file) for source in tellers[n.id]) for file in each["files"]) for n in there)
        yield Looked("merged", f"{each['kind']} {each['date']} of {len(each['files'])} documents, {len(there)} in the graph", whole)


def examples(folder: Path) -> tuple[Built, list[Read]]:
    """All example documents, read and built."""
    built = build([EXAMPLES / "corpus", EXAMPLES / "pdf"], folder)
    facts = {f.document.sha256: f for f in built.facts}
    out = []
    for expected in EXPECTED["documents"]:
        article = list(read(str(EXAMPLES / expected["file"])))[expected.get("record", 1) - 1]
        assert isinstance(article, Article), article
        out.append(Read(expected, article, facts[article.sha256]))
    return built, out


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[Built, list[Read]]:
    pytest.importorskip("pypdf", reason="needs the extra kgraph[pdf]")
    return examples(tmp_path_factory.mktemp("examples"))


def test_no_less_is_found_than_was(found: tuple[Built, list[Read]]) -> None:
    built, documents = found
    looked = [*(each for document in documents for each in look(document, built)), *merged(built)]
    figures = {}
    for figure in dict.fromkeys(each.figure for each in looked):
        hits = [each.found for each in looked if each.figure == figure]
        figures[figure] = {"recall": sum(hits) / len(hits)}
    assert not (worse := fallen("examples", figures)), "\n" + "\n".join(worse)


@pytest.mark.parametrize("name", EXPECTED["never"])
def test_who_stands_in_boilerplate_alone_is_not_in_the_graph(found: tuple[Built, list[Read]], name: str) -> None:
    nodes, _ = found[0].elements()
    assert [node.id for node in nodes if plain(name) in " ".join(map(plain, names_of(node))).split()] == []


def names_of(node: Node) -> list[str]:
    aliases = node.properties.get("aliases", ())
    return [str(node.properties.get("name", "")), *(aliases if isinstance(aliases, tuple) else ())]


@pytest.mark.parametrize("file", sorted({entry["file"] for entry in EXPECTED["documents"] if entry.get("boilerplate")}))
def test_nothing_is_found_in_boilerplate(found: tuple[Built, list[Read]], file: str) -> None:
    taken = []
    for expected, article, facts in found[1]:
        for line in expected.get("boilerplate", ()) if expected["file"] == file else ():
            places = list(re.finditer(r"\s+".join(map(re.escape, line.split())), article.text))
            taken += [text for place in places for start, end, text in spans(facts) if start < place.end() and place.start() < end]
    assert taken == []


def spans(facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Where in its text a document's facts were found."""
    for m in facts.mentions:
        yield m.start, m.end, m.text
    for s in facts.statements:
        yield s.content_spans[0].start, s.content_spans[-1].end, s.content
    for a in facts.agreements:
        for span, form in zip(a.mentions, a.forms, strict=False):
            yield span.start, span.end, form
    told = [*(a.evidence for a in facts.affiliations), *(p.evidence for p in facts.locations)]
    for evidence in (*told, *(e for a in facts.agreements for e in a.evidence)):
        yield evidence.start, evidence.end, evidence.text


@pytest.mark.parametrize(("one", "other"), EXPECTED["apart"])
def test_namesakes_stay_two(found: tuple[Built, list[Read]], one: str, other: str) -> None:
    nodes, _ = found[0].elements()
    known = [set(map(plain, names_of(node))) for node in nodes]
    assert any(plain(one) in names for names in known) and any(plain(other) in names for names in known)
    assert not any({plain(one), plain(other)} <= names for names in known)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        built, documents = examples(Path(folder))
        rows = [(document.expected["file"], each) for document in documents for each in look(document, built)]
        for file, each in sorted([*rows, *(("", each) for each in merged(built))], key=lambda row: row[1].figure):
            if not each.found:
                print(f"{each.figure:13} {Path(file).name:32} {each.what}")
