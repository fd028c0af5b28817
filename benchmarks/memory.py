"""Memory of running processes, from /proc."""

from pathlib import Path

MEGABYTE_IN_KILOBYTES = 1024


def resident_mb(pid: int) -> float:
    """The process's resident set."""
    return _kilobytes(Path(f"/proc/{pid}/status"), "VmRSS") / MEGABYTE_IN_KILOBYTES


def shared_out_mb(pid: int) -> float:
    """A process and its children, each page they share counted once: what PostgreSQL's processes really take."""
    pids = [pid, *_children(pid)]
    return sum(_kilobytes(Path(f"/proc/{each}/smaps_rollup"), "Pss") for each in pids) / MEGABYTE_IN_KILOBYTES


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in listed.split()]


def _kilobytes(file: Path, name: str) -> int:
    lines = file.read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith(f"{name}:")).split()[1])
