"""Every command in README.md is run, in the order of the page, as a newcomer would run it; output shown there must come out."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from serving import served

from kgraph import config

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
# An optional comment, then a block of commands ("$ ...") and, below each, lines of its output.
BLOCK = re.compile(r"^(?:<!-- needs: (\w+) -->\n)?```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def sessions(needs: str | None) -> list[tuple[str, list[str]]]:
    """The commands of the blocks that need `needs`, each with the lines shown as its output."""
    found: list[tuple[str, list[str]]] = []
    for need, block in BLOCK.findall(README):
        for line in block.splitlines() if (need or None) == needs else []:
            if line.startswith("$ "):
                found.append((line[2:], []))
            elif line.strip():
                found[-1][1].append(line)
    return found


def play(commands: list[tuple[str, list[str]]], folder: Path, environment: dict[str, str]) -> None:
    """Run the commands one after the other in `folder`, with `kgraph` being this checkout's."""
    shutil.copytree(ROOT / "examples", folder / "examples")
    program = folder / "bin" / "kgraph"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m kgraph "$@"\n')
    program.chmod(0o755)
    environment = {**environment, "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"}
    for command, shown in commands:
        done = subprocess.run(command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, f"$ {command}\n{done.stdout}{done.stderr}"
        printed = [" ".join(line.split()) for line in done.stdout.splitlines()]
        for line in shown:
            assert " ".join(line.split()) in printed, f"$ {command}\nprints no line {line!r} but\n{done.stdout}"


def test_every_command_runs_and_prints_what_is_shown(tmp_path: Path) -> None:
    commands = sessions(None)
    assert len(commands) > 10
    play(commands, tmp_path, {name: value for name, value in os.environ.items() if not name.startswith(("NEO4J_", "KGRAPH_"))})


@pytest.mark.skipif("NEO4J_URI" not in os.environ, reason="NEO4J_URI is not set")
def test_the_commands_for_neo4j_run(tmp_path: Path) -> None:
    # A graph of its own, so that the other tests' graph in this server is not touched.
    (tmp_path / "kgraph.yaml").write_text("graph: readme\nbase: https://w3id.org/kgraph/id/readme/\n")
    play(sessions("NEO4J_URI"), tmp_path, dict(os.environ))


def test_the_commands_for_a_server_give_what_they_say(tmp_path: Path) -> None:
    built = [command for command, _ in sessions(None) if command.startswith("kgraph build")][:1]
    play([(command, []) for command in built], tmp_path, {n: v for n, v in os.environ.items() if not n.startswith(("NEO4J_", "KGRAPH_"))})
    assert "kgraph serve " in README
    with served(tmp_path / ".kgraph", "--no-bolt") as server:
        for command, _ in sessions("serve"):
            here = command.replace("http://127.0.0.1:8000", server.address)
            done = subprocess.run(f"{here} --silent --show-error --fail", shell=True, capture_output=True, text=True, timeout=60)
            assert done.returncode == 0 and "Armenia" in done.stdout, f"$ {command}\n{done.stdout}{done.stderr}"


def data(key: str) -> str:
    """The block of YAML that has this line."""
    [text] = [block for block in re.findall(r"^```yaml\n(.*?)^```", README, re.MULTILINE | re.DOTALL) if key in block]
    return text


def test_the_decisions_shown_are_decisions(tmp_path: Path) -> None:
    from kgraph.resolve import read_decisions

    (tmp_path / "entities.yaml").write_text(data("merge: "))
    assert [len(entry.split) for entry in read_decisions(tmp_path / "entities.yaml", config.BASE).entries if entry.split] == [2]


def test_the_gazetteer_entry_shown_is_one(tmp_path: Path) -> None:
    from kgraph.gazetteer.tables import own

    [entry] = re.findall(r"`(\{kind: .*\})`", README)
    (tmp_path / "mine.yaml").write_text(f"- {entry}\n")
    assert [listing.entry.name for listing in own(tmp_path / "mine.yaml")] == ["Example Front"]


def test_the_settings_shown_are_settings(tmp_path: Path) -> None:
    from kgraph.update import read_options

    text = data("workspace: ")
    (tmp_path / "kgraph.yaml").write_text(text)
    assert read_options(config.settings(file=tmp_path / "kgraph.yaml", environment={})).fields["text"] == "body"


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert "://" in target or (ROOT / target).exists(), target
