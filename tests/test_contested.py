"""Claims that documents contest: a denial in one, what it denies in another, both still standing."""

from pathlib import Path

import pytest
from built import Built, build

from kgraph.elements import Edge, Node

CLAIM = "Azerbaijan said on Monday that Armenian forces had shelled Ganja."


def contested(folder: Path, *texts: str) -> tuple[Built, list[tuple[str, str, Edge]]]:
    """The graph of texts, each a document named by its day, and its disputes as (denial, claim, relation)."""
    files = folder / "files"
    files.mkdir()
    for n, text in enumerate(texts):
        day, _, body = text.partition(" ")
        (files / f"{day}_{n}.txt").write_text(body + "\n", encoding="utf8")
    built = build([files], folder)
    nodes, edges = built.elements()
    content = {n.id: str(n.properties["content"]) for n in nodes if isinstance(n, Node) and n.cls == "Statement"}
    return built, [(content[e.start], content[e.end], e) for e in edges if e.type == "DISPUTES"]


def test_a_denial_meets_the_claim_of_another_document(tmp_path: Path) -> None:
    _, found = contested(tmp_path, f"2020-10-05 {CLAIM}", "2020-10-06 Armenia denied shelling Ganja.")
    assert [(a, b) for a, b, _ in found] == [("shelling Ganja", "Armenian forces had shelled Ganja")]
    properties = found[0][2].properties
    assert properties["rule"] == "denial of what another document reports"
    assert len(properties["documents"]) == len(properties["passages"]) == 2  # type: ignore[arg-type]


def test_opposite_reports_of_two_documents_stand_side_by_side(tmp_path: Path) -> None:
    _, found = contested(tmp_path, f"2020-10-05 {CLAIM}", "2020-10-05 The Armenian Defence Ministry said its forces had not shelled Ganja.")
    assert [(a, b) for a, b, _ in found] == [("its forces had not shelled Ganja", "Armenian forces had shelled Ganja")]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("2020-10-20 Armenia denied shelling Ganja.", id="two weeks later"),
        pytest.param("2020-10-06 Armenia denied shelling Barda.", id="another place"),
        pytest.param("2020-10-06 Armenia denied leaving Ganja.", id="another deed"),
        pytest.param("2020-10-06 Armenia said its forces had shelled Ganja.", id="no contradiction"),
        pytest.param("2020-10-06 Armenia said its forces will not shell Ganja.", id="the future"),
        pytest.param("2020-10-06 Azerbaijan said Ganja had not asked for help after shelling.", id="the same side"),
        pytest.param(
            "2020-10-06 Vagif Dargahli, the spokesman of Azerbaijan's Defence Ministry, denied that Armenian forces had shelled Ganja.",
            id="a spokesman of the same side's ministry",
        ),
        pytest.param("2020-10-06 Armenia ruled out shelling Ganja.", id="what is ruled out, not denied"),
    ],
)
def test_no_link_where_the_matter_may_be_another(tmp_path: Path, other: str) -> None:
    assert contested(tmp_path, f"2020-10-05 {CLAIM}", other)[1] == []


def test_a_document_taken_back_takes_its_disputes_back(tmp_path: Path) -> None:
    built, _ = contested(tmp_path, f"2020-10-05 {CLAIM}", "2020-10-06 Armenia denied shelling Ganja.")
    left = Built(built.facts[:1], built.export).elements()[1]
    assert not any(e.type == "DISPUTES" for e in left)
