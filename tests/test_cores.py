"""How many processes can compute at a time, also where a container is given only a part of the machine."""

from pathlib import Path

import pytest

from kgraph.cores import cores, quota


def lay(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.mark.parametrize(
    ("own", "files", "expected"),
    [
        # A container of the second version sees its own group as the root.
        ("0::/\n", {"cpu.max": "150000 100000\n"}, 1.5),
        ("0::/\n", {"cpu.max": "max 100000\n"}, None),
        # A group on the machine itself: what stands above it counts, too.
        ("0::/user.slice/job.scope\n", {"user.slice/cpu.max": "200000 100000\n", "user.slice/job.scope/cpu.max": "max 100000\n"}, 2.0),
        # The first version, with groups for each kind of resource; the path may be that of the machine outside.
        (
            "5:memory:/docker/x\n4:cpu,cpuacct:/docker/x\n",
            {"cpu,cpuacct/cpu.cfs_quota_us": "300000\n", "cpu,cpuacct/cpu.cfs_period_us": "100000\n"},
            3.0,
        ),
        ("4:cpu,cpuacct:/\n", {"cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n"}, None),
        ("nonsense\n", {"cpu.max": "what\n"}, None),
    ],
)
def test_the_quota_of_a_container_is_read(tmp_path: Path, own: str, files: dict[str, str], expected: float | None) -> None:
    lay(tmp_path / "groups", files)
    (tmp_path / "own").write_text(own)
    assert quota(tmp_path / "groups", tmp_path / "own") == expected


def test_where_there_are_no_control_groups_nothing_is_bounded(tmp_path: Path) -> None:
    assert quota(tmp_path, tmp_path / "missing") is None
    assert cores() >= 1
