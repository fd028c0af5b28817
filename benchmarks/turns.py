"""Web chat turns through the gateway against the same texts posted straight to Rasa: same model, same actions.

Rounds alternate, because the machine drifts: only neighbouring rounds are compared, and the median of them counts.
"""

from dataclasses import asdict, dataclass, replace
from statistics import fmean, median
from typing import Any

from benchmarks.figures import Figure, percentiles
from benchmarks.load import Job, Load, drive, joined
from benchmarks.service import Service

BASELINE = "Rasa REST"
ADDED_MILLISECONDS = 20.0
LEAST_THROUGHPUT = 0.7


@dataclass(frozen=True)
class Level:
    at_once: int
    turns: int
    waves: int = 1
    added_at_most: float | None = None
    ratio_at_least: float | None = None


LEVELS = (
    Level(1, turns=12, waves=3, added_at_most=ADDED_MILLISECONDS),
    Level(8, turns=12, ratio_at_least=LEAST_THROUGHPUT),
    Level(32, turns=6, ratio_at_least=LEAST_THROUGHPUT),
    Level(50, turns=6),
)


class NothingToMeasureError(Exception):
    """The service does not answer; the text says how it failed."""


@dataclass(frozen=True)
class Pair:
    """Two rounds, one directly after the other."""

    bare: Load
    chat: Load
    bare_cpu: dict[str, float]
    chat_cpu: dict[str, float]


async def turn_figures(service: Service, rounds: int) -> tuple[list[Figure], dict[str, Any]]:
    # Warms up pools, caches and tokenizers, and finds out whether there is anything to measure.
    require_answers(await _pair(service, Level(8, turns=4)), service)
    figures: list[Figure] = []
    details: dict[str, Any] = {}
    for level in LEVELS:
        pairs = [await _pair(service, level) for _ in range(rounds)]
        figures += figures_of(level, pairs)
        details[f"{level.at_once} at once"] = _details(pairs)
    return figures, details


def require_answers(pair: Pair, service: Service) -> None:
    """Raise NothingToMeasureError when a turn failed on a service that has nothing else to do."""
    for name, load in (("bot", pair.bare), ("gateway", pair.chat)):
        if load.failures:
            end = service.stack.log_of(name)[-1500:]
            raise NothingToMeasureError(
                f"{len(load.failures)} turns failed ({load.failures[0]}); {name}.log ends:\n{end}"
            )


def figures_of(level: Level, pairs: list[Pair]) -> list[Figure]:
    bare, chat = joined([pair.bare for pair in pairs]), joined([pair.chat for pair in pairs])
    bare_times, chat_times = percentiles(bare.milliseconds), percentiles(chat.milliseconds)
    rates = [(pair.chat.per_second, pair.bare.per_second) for pair in pairs]
    middle = sorted(rates, key=lambda rate: rate[0] / rate[1])[(len(rates) - 1) // 2]
    chat_cpu, bare_cpu = [pair.chat_cpu for pair in pairs], [pair.bare_cpu for pair in pairs]
    name = f"chat turn, {level.at_once} at once"
    return [
        Figure(f"{name}: p50", chat_times.p50, "ms", bare_times.p50, BASELINE),
        Figure(f"{name}: p95", chat_times.p95, "ms", bare_times.p95, BASELINE),
        Figure(f"{name}: added p50", median(map(added_p50, pairs)), "ms", at_most=level.added_at_most),
        Figure(
            f"{name}: throughput", middle[0], "/s", middle[1], BASELINE,
            at_least=level.ratio_at_least, bounds_ratio=True,
        ),
        Figure(f"{name}: processor time a turn", _total(chat_cpu), "ms", _total(bare_cpu), BASELINE),
        Figure(f"{name}: failed", len(chat.failures), "turns", len(bare.failures), BASELINE, at_most=0),
    ]  # fmt: skip


def added_p50(pair: Pair) -> float:
    return percentiles(pair.chat.milliseconds).p50 - percentiles(pair.bare.milliseconds).p50


async def _pair(service: Service, level: Level) -> Pair:
    stack = service.stack
    chat = Job("turn", stack.url, level.at_once, turns=level.turns, waves=level.waves)
    bare = replace(chat, target="bot", bot_url=f"http://127.0.0.1:{stack.bot_port}", database_url=stack.database_url)
    bare_load, bare_cpu = await _watched(service, bare)
    chat_load, chat_cpu = await _watched(service, chat)
    return Pair(bare_load, chat_load, bare_cpu, chat_cpu)


async def _watched(service: Service, job: Job) -> tuple[Load, dict[str, float]]:
    """The load, and the processor time of each process for one turn of it."""
    before = service.cpu_milliseconds()
    load = await drive(job)
    turns = max(1, len(load.milliseconds))
    return load, {name: (used - before[name]) / turns for name, used in service.cpu_milliseconds().items()}


def _details(pairs: list[Pair]) -> dict[str, Any]:
    bare, chat = joined([pair.bare for pair in pairs]), joined([pair.chat for pair in pairs])
    return {
        "throughput_ratios": [round(pair.chat.per_second / pair.bare.per_second, 3) for pair in pairs],
        "added_p50_milliseconds": [round(added_p50(pair), 2) for pair in pairs],
        "chat": asdict(percentiles(chat.milliseconds)),
        "bare": asdict(percentiles(bare.milliseconds)),
        "turns": len(chat.milliseconds),
        "failures": {"chat": chat.failures[:5], "bare": bare.failures[:5]},
        "cpu_milliseconds_a_turn": {
            "chat": _mean([p.chat_cpu for p in pairs]),
            "bare": _mean([p.bare_cpu for p in pairs]),
        },
        "same_answers": bare.answers == chat.answers,
    }


def _mean(uses: list[dict[str, float]]) -> dict[str, float]:
    return {name: round(fmean(use[name] for use in uses), 2) for name in uses[0]}


def _total(uses: list[dict[str, float]]) -> float:
    """Bot, gateway and PostgreSQL together; the load driver is not counted."""
    return sum(_mean(uses).values())
