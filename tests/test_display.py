"""What a person sees while documents are read."""

import io

import pytest
from rich.console import Console
from rich.progress import Progress, TextColumn

from kgraph.cli.display import Bar, Plain
from kgraph.errors import DocumentError


def test_after_a_thousand_failures_they_are_only_counted(capsys: pytest.CaptureFixture[str]) -> None:
    plain = Plain()
    for number in range(1500):
        plain.failed(DocumentError(f"{number}.txt", "empty file"))
    plain.failed_too("all.jsonl", 20)
    plain.end()
    told = capsys.readouterr().err.splitlines()
    assert told[:1] + told[999:] == [
        "kgraph: 0.txt: empty file",
        "kgraph: 999.txt: empty file",
        "kgraph: all.jsonl: 20 more that could not be used",
        "kgraph: 1,520 could not be used in all",
    ]
    assert plain.failures == 1520


def test_few_failures_are_told_one_by_one_and_not_counted(capsys: pytest.CaptureFixture[str]) -> None:
    plain = Plain()
    plain.failed(DocumentError("a.txt", "empty file"))
    plain.end()
    assert capsys.readouterr().err == "kgraph: a.txt: empty file\n"


def test_the_bar_fills_by_bytes_and_tells_the_documents() -> None:
    out = io.StringIO()
    columns = (TextColumn("{task.description} {task.percentage:.0f}% {task.fields[told]}"),)
    with Progress(*columns, console=Console(file=out, width=100, force_terminal=True), auto_refresh=False) as progress:
        bar = Bar(progress)
        for _ in range(3):
            bar.document(25)
        bar.inputs(2, 100)  # only now it is known how much there is
        progress.refresh()
        assert "reading 75% 3 documents, " in out.getvalue()
        bar.finished("a.txt", 25)
        progress.refresh()
        assert "reading 100% 3 documents" in out.getvalue()
        bar.stage("resolving")
        bar.written("expected", 2000)
        bar.inputs(2, 100)  # it may be late
        bar.written("nodes", 500)
        progress.refresh()
        assert "loading 25% 500 of 2,000" in out.getvalue()
