"""`kgraph serve` in a process of its own, for tests that ask it as others would."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from conftest import command, environment


@dataclass(frozen=True)
class Server:
    """A running server: its address without a slash at its end, and the lines that it printed when it was ready."""

    process: "subprocess.Popen[str]"
    address: str
    printed: tuple[str, ...]

    def line(self, name: str) -> str:
        """What it printed behind `name`."""
        [found] = [line.removeprefix(name).strip() for line in self.printed if line.startswith(name)]
        return found


@contextmanager
def served(workspace: Path, *options: str, env: dict[str, str] | None = None, folder: Path | None = None) -> Iterator[Server]:
    """Serve `workspace` on a free port until the block ends; then the server must stop by itself when it is told to, with exit code 0."""
    process = subprocess.Popen(
        command("serve", "--port", "0", "--workspace", workspace, *options),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(env),
        cwd=folder or workspace.parent,
    )
    try:
        assert process.stdout is not None
        printed: list[str] = []
        for line in process.stdout:
            printed.append(line.rstrip())
            if line.startswith("Ctrl-C"):
                break
        assert printed and printed[-1].startswith("Ctrl-C"), process.communicate()
        address = next(line.split()[1].rstrip("/") for line in printed if line.startswith("pages"))
        yield Server(process, address, tuple(printed))
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            _, errors = process.communicate(timeout=30)
            assert (process.returncode, errors) == (0, ""), errors[-2000:]
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
