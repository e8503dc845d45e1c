"""How many processes can compute at a time: what the machine has, what this process may use, and what its container is given."""

import math
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_CGROUPS = Path("/sys/fs/cgroup")
_OWN = Path("/proc/self/cgroup")


@cache
def cores() -> int:
    """How many processes can compute at a time here, at least 1.

    A container's quota (`docker run --cpus`, a limit in Kubernetes, `CPUQuota=` of systemd) shows in no count of cores;
    of a part of a core a process still makes use.
    """
    usable = _usable()
    told = quota(_CGROUPS, _OWN)
    return usable if told is None else max(1, min(usable, math.ceil(told)))


def _usable() -> int:
    if hasattr(os, "process_cpu_count"):  # Python 3.13; knows PYTHON_CPU_COUNT
        return os.process_cpu_count() or 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def quota(root: Path, own: Path) -> float | None:
    """The cores that control groups give to this process, None for any number.

    `root` is where they are mounted, `own` the file that says in which of them the process is (cgroups(7)). What stands
    above a group bounds it too, so the least of all counts.
    """
    found = [told for group in _groups(root, own) if (told := _of(group)) is not None]
    return min(found, default=None)


def _groups(root: Path, own: Path) -> Iterator[Path]:
    """The process's groups for the use of CPUs, of either version of control groups, each with all above it."""
    try:
        lines = own.read_text("utf-8").splitlines()
    except (OSError, ValueError):  # no Linux
        return
    for line in lines:
        _, kinds, path = line.split(":", 2) if line.count(":") >= 2 else ("", "none", "")
        if kinds and "cpu" not in kinds.split(","):
            continue
        # Inside a container the path may be one of the machine outside, while the container's own group is mounted as the root.
        for top in (root, *(root / name for name in (kinds, "cpu", "cpu,cpuacct") if kinds)):
            group = top / path.strip("/")
            yield top
            yield from (above for above in (group, *group.parents) if above != top and top in above.parents)


def _of(group: Path) -> float | None:
    try:
        if (both := group / "cpu.max").is_file():
            most, period = both.read_text("ascii").split()
        else:
            most, period = ((group / f"cpu.cfs_{name}_us").read_text("ascii").strip() for name in ("quota", "period"))
        return int(most) / int(period) if most != "max" and int(most) > 0 and int(period) > 0 else None
    except (OSError, ValueError):
        return None
