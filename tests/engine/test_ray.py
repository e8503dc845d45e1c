"""Extraction on a Ray cluster: the files of the local engine, whatever happens to workers; silent, and gone when it ends."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from brittle import install, wait_for
from conftest import ROOT, command, environment, needs, run_kgraph

needs("ray")
EXAMPLES = ROOT / "examples" / "corpus"


def records(*texts: str, pad: int = 40_000) -> str:
    """JSON Lines, padded so that they are worked on as several shards."""
    return "".join(json.dumps({"id": i, "title": f"No. {i}", "text": text, "more": "x" * pad}) + "\n" for i, text in enumerate(texts))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def ray_processes(pid: int) -> dict[int, str]:
    """The processes below `pid`, with what they are doing."""
    rows = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            rows.append((int(process.name), parent, (process / "cmdline").read_text().replace("\0", " ")))
    found: dict[int, str] = {}
    above = {pid}
    while above:
        below = {child: args for child, parent, args in rows if parent in above and child not in found}
        found |= below
        above = set(below)
    return found


def working(pid: int) -> list[int]:
    return [child for child, doing in ray_processes(pid).items() if doing.startswith("ray::Worker.run")]


def test_a_run_that_loses_a_worker_gives_the_files_of_the_local_engine(tmp_path: Path) -> None:
    texts = [path.read_text() for path in sorted(EXAMPLES.glob("*.txt"))]
    (tmp_path / "more.jsonl").write_text(records(*texts, "Fighters of the Qorvish Column left Oslo, the column's leader said."))
    # Settings that lie in files go along to the workers.
    (tmp_path / "kgraph.yaml").write_text("gazetteer: [own/mine.yaml]\n")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "mine.yaml").write_text("- {kind: ArmedForce, name: Qorvish Column, country: NO}\n".replace("NO", '"NO"'))
    done = run_kgraph(tmp_path, "extract", EXAMPLES, "more.jsonl", "-o", "local/", "-j", "2")
    assert (done.returncode, done.stderr) == (0, "")
    arguments = ("extract", EXAMPLES, "more.jsonl", "-o", "cluster", "--engine", "ray", "-j", "2")
    with subprocess.Popen(command(*arguments), cwd=tmp_path, env=environment(), stdout=-1, stderr=-1, text=True) as process:
        os.kill(wait_for(lambda: working(process.pid))[0], signal.SIGKILL)
        out, err = process.communicate(timeout=120)
    assert (process.returncode, out, err) == (0, "", "")
    assert len(contents(tmp_path / "local")) > 5
    assert contents(tmp_path / "local") == contents(tmp_path / "cluster")
    lines = run_kgraph(tmp_path, "extract", "more.jsonl").stdout
    assert '"gazetteer":"armed-force/qorvish-column"' in lines


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """A running cluster of two processors, to be had at an address."""
    folder = tmp_path_factory.mktemp("brittle")
    found = install(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = environment({"PYTHONPATH": os.pathsep.join([found["PYTHONPATH"], str(ROOT)]), "RAY_USAGE_STATS_ENABLED": "0"})
    ours = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0", "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": "0123456789abcdef" * 4}
    env |= ours  # on this machine alone, and nobody else's
    own = tempfile.mkdtemp(dir="/tmp")  # its sockets lie there, whose paths may not be long
    start = ["-m", "ray.scripts.scripts", "start", "--head", "--block", "--num-cpus=2", "--include-dashboard=false"]
    start += [f"--port={port}", f"--temp-dir={own}"]
    with subprocess.Popen([sys.executable, *start], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:

        def answers() -> bool:
            with socket.socket() as there:
                return there.connect_ex(("127.0.0.1", port)) == 0

        wait_for(answers)
        yield f"127.0.0.1:{port}", {"PYTHONPATH": env["PYTHONPATH"], **ours}
        process.terminate()
        process.wait(30)
    shutil.rmtree(own)


def test_a_poisonous_document_costs_itself_alone_and_is_told_of_as_by_the_local_engine(tmp_path: Path, cluster) -> None:
    address, env = cluster
    (tmp_path / "kgraph.yaml").write_text("pipeline: brittle\nread: {fields: {text: body}}\n")
    lines = records("All is calm.", "This is POISON.", "It was a FAULT.", "", "Oslo is far.", "And so is Bern.").replace('"text"', '"body"')
    (tmp_path / "news.jsonl").write_text(lines)
    local = run_kgraph(tmp_path, "extract", "news.jsonl", "-o", "local/", "-j", "2", env=env)
    there = run_kgraph(tmp_path, "extract", "news.jsonl", "-o", "there", "--engine", "ray", "--address", address, env=env)
    assert local.stderr.splitlines() == [
        "kgraph: news.jsonl#1: the process that worked on it died (exit code -9)",
        "kgraph: news.jsonl#2: could not be analysed: RuntimeError: a fault of the pipeline's",
        "kgraph: news.jsonl: line 4: field 'body' is empty",
    ]
    assert (there.returncode, there.stdout, there.stderr) == (1, "", local.stderr)
    assert contents(tmp_path / "local") == contents(tmp_path / "there")
    # What died is tried again, the rest is done.
    parts = {path: path.stat().st_mtime_ns for path in (tmp_path / "there").glob("part-*")}
    again = run_kgraph(tmp_path, "extract", "news.jsonl", "-o", "there", "--engine", "ray", "--address", address, env=env)
    assert sorted(again.stderr.splitlines()) == sorted(local.stderr.splitlines())
    assert len([path for path, time in parts.items() if path.stat().st_mtime_ns != time]) == 1


def test_lines_come_in_the_order_of_the_documents(tmp_path: Path, cluster) -> None:
    address, env = cluster
    (tmp_path / "news.jsonl").write_text(records(*(f"Number {i} is calm." for i in range(5))))
    arguments = ("extract", "news.jsonl", "--pipeline", "brittle")
    there = run_kgraph(tmp_path, *arguments, "--engine", "ray", env={**env, "RAY_ADDRESS": address})
    assert (there.returncode, there.stderr) == (0, "")
    assert there.stdout == run_kgraph(tmp_path, *arguments, env=env).stdout
    assert there.stdout.count("\n") == 5


def test_an_interrupt_ends_it_at_once_and_the_same_command_goes_on(tmp_path: Path) -> None:
    env = install(tmp_path / "package", seconds=0.5)
    env["PYTHONPATH"] += f"{os.pathsep}{ROOT}"
    (tmp_path / "news.jsonl").write_text(records(*(f"Number {i} is calm." for i in range(16))))
    arguments = ("extract", "news.jsonl", "--pipeline", "brittle", "-o", "out/", "-j", "2")
    ray = (*arguments, "--engine", "ray")
    before = set(Path("/tmp").glob("kgraph-*"))
    with subprocess.Popen(
        command(*ray), cwd=tmp_path, env=environment(env), stdout=-1, stderr=-1, text=True, start_new_session=True
    ) as process:
        wait_for(lambda: list(tmp_path.glob("out/part-*")))
        below = ray_processes(process.pid)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert re.fullmatch("kgraph: interrupted; .*goes on from there\n", err)
    assert not [pid for pid in below if Path(f"/proc/{pid}").exists()]
    assert not set(Path("/tmp").glob("kgraph-*")) - before
    assert not [path for path in (tmp_path / "out").iterdir() if path.name.startswith(".")]
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("part-*")}
    assert run_kgraph(tmp_path, *arguments, env=env).returncode == 0
    assert all(path.stat().st_mtime_ns == time for path, time in kept.items())
    assert run_kgraph(tmp_path, *arguments[:-3], "fresh/", "-j", "2", env=env).returncode == 0
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("127.0.0.1:9", "no Ray cluster answers at 127.0.0.1:9"),
        ("somewhere", "is not the address of a Ray cluster"),
        ("no-such-host.invalid:6379", "no Ray cluster answers at no-such-host.invalid:6379"),
    ],
)
def test_an_address_where_no_cluster_is(tmp_path: Path, address: str, reason: str) -> None:
    (tmp_path / "news.txt").write_text("All is calm.")
    done = run_kgraph(tmp_path, "extract", "news.txt", "-o", "out/", "--engine", "ray", "--address", address)
    assert done.returncode == 2
    assert reason in done.stderr
    assert len(done.stderr.splitlines()) == 1
