"""Processor time of running processes, from /proc: unlike latency it hardly changes on a busy machine."""

import os
from pathlib import Path


def own_milliseconds(pid: int) -> float:
    """Used by the process so far."""
    return _ticks(pid, 2) * 1000 / os.sysconf("SC_CLK_TCK")


def family_milliseconds(pid: int) -> float:
    """Used by the process, its living children and those it has waited for."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    children = sum(_ticks(int(child), 2) for child in listed.split() if Path(f"/proc/{child}").exists())
    return (_ticks(pid, 4) + children) * 1000 / os.sysconf("SC_CLK_TCK")


def _ticks(pid: int, columns: int) -> int:
    """User and system time; two more columns hold those of children waited for."""
    after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return sum(int(ticks) for ticks in after_name[11 : 11 + columns])
