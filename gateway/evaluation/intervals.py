"""A share of hits with its 95 % confidence interval (Wilson)."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

Z = 1.96


@dataclass(frozen=True)
class Share:
    share: float
    interval: tuple[float, float]
    of: int


def share_of(hits: Iterable[bool]) -> Share:
    found = list(hits)
    total, right = len(found), sum(found)
    if total == 0:
        return Share(0.0, (0.0, 1.0), 0)
    part = right / total
    middle = part + Z * Z / (2 * total)
    spread = Z * math.sqrt(part * (1 - part) / total + Z * Z / (4 * total * total))
    low, high = ((middle + sign * spread) / (1 + Z * Z / total) for sign in (-1, 1))
    return Share(round(part, 4), (round(max(low, 0.0), 3), round(min(high, 1.0), 3)), total)
