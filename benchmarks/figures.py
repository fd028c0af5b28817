"""What a benchmark reports: a value beside the baseline of the same run, and the line it has to keep."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import quantiles
from typing import Any
from unicodedata import east_asian_width


@dataclass(frozen=True)
class Figure:
    """`at_most` and `at_least` bound the value, or the ratio where `bounds_ratio` is set."""

    name: str
    value: float
    unit: str
    baseline: float | None = None
    baseline_name: str = ""
    at_most: float | None = None
    at_least: float | None = None
    bounds_ratio: bool = False

    @property
    def ratio(self) -> float | None:
        return self.value / self.baseline if self.baseline else None

    @property
    def is_kept(self) -> bool | None:
        """Whether the line is kept; None where there is none."""
        bounded = self.ratio if self.bounds_ratio else self.value
        if bounded is None or (self.at_most is None and self.at_least is None):
            return None
        return (self.at_most is None or bounded <= self.at_most) and (self.at_least is None or bounded >= self.at_least)

    @property
    def line(self) -> str:
        what = "ratio " if self.bounds_ratio else ""
        if self.at_most is not None:
            return f"{what}≤ {self.at_most:g}"
        return f"{what}≥ {self.at_least:g}" if self.at_least is not None else ""


@dataclass(frozen=True)
class Percentiles:
    p50: float
    p95: float
    p99: float


def percentiles(values: Sequence[float]) -> Percentiles:
    cuts = quantiles(values, n=100, method="inclusive")
    return Percentiles(cuts[49], cuts[94], cuts[98])


def as_json(figure: Figure) -> dict[str, Any]:
    return {**asdict(figure), "ratio": figure.ratio, "is_kept": figure.is_kept}


def table(figures: Sequence[Figure]) -> str:
    """One row a figure, for people."""
    rows = [("figure", "value", "baseline", "ratio", "line", ""), *(_row(figure) for figure in figures)]
    widths = [max(_width(row[column]) for row in rows) for column in range(6)]
    lines = ["  ".join(_fill(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * max(len(line) for line in lines), *lines[1:]])


def _row(figure: Figure) -> tuple[str, ...]:
    baseline = f"{_number(figure.baseline)} {figure.baseline_name}" if figure.baseline is not None else ""
    ratio = f"{figure.ratio:.2f}" if figure.ratio is not None else ""
    verdict = {True: "kept", False: "MISSED", None: ""}[figure.is_kept]
    return (figure.name, f"{_number(figure.value)} {figure.unit}", baseline, ratio, figure.line, verdict)


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _fill(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
