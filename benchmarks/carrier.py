"""Text messages acknowledged at steady rates, and steps of telephone calls against bare turns of Rasa.

Both run against the trained bot, with the worker in a process of its own as in production. What is acknowledged at 40
and 100 a second is more than one Rasa answers on two cores: the answers queue, the acknowledgements must not. Each
number writes every five seconds.
"""

from dataclasses import asdict, replace
from typing import Any

from benchmarks.echo import EchoServer
from benchmarks.figures import Figure, percentiles
from benchmarks.load import Job, Load, drive
from benchmarks.service import Service

ECHO, RASA = "bare socket.io", "Rasa REST"
RATES = ((40.0, 20.0, 50.0, 150.0), (100.0, 10.0, 150.0, None))
CALLS, STEPS = 20, 4
WRITES_EVERY = 5.0


async def carrier_figures(service: Service, echo: EchoServer) -> tuple[list[Figure], dict[str, Any]]:
    """Calls first: the messages leave the bot with a backlog."""
    calls = await _calls(service)
    figures, details = _call_figures(calls), {f"calls, {name}": _details(load) for name, load in calls.items()}
    for rate, seconds, p95, p99 in RATES:
        base = await drive(Job("echo", echo.url, int(rate), rate=rate, seconds=seconds))
        load = await drive(Job("sms", service.stack.url, int(rate * WRITES_EVERY), rate=rate, seconds=seconds))
        figures += _webhook_figures(rate, load, base, p95, p99)
        details[f"webhook, {rate:g}/s"] = _details(load)
    return figures, details


async def _calls(service: Service) -> dict[str, Load]:
    stack = service.stack
    job = Job("call", stack.url, CALLS, turns=STEPS)
    bare = replace(job, target="bot", bot_url=f"http://127.0.0.1:{stack.bot_port}", database_url=stack.database_url)
    await drive(replace(job, turns=1))
    return {"bare": await drive(bare), "voice": await drive(job)}


def _call_figures(calls: dict[str, Load]) -> list[Figure]:
    bare, voice = percentiles(calls["bare"].milliseconds), percentiles(calls["voice"].milliseconds)
    name = f"call step, {CALLS} calls at once"
    return [
        Figure(f"{name}: p50", voice.p50, "ms", bare.p50, RASA),
        Figure(f"{name}: p95", voice.p95, "ms", bare.p95, RASA, at_most=1000),
        Figure(f"{name}: failed", len(calls["voice"].failures), "steps", len(calls["bare"].failures), RASA, at_most=0),
    ]


def _webhook_figures(rate: float, load: Load, base: Load, p95: float, p99: float | None) -> list[Figure]:
    times, bare = percentiles(load.milliseconds), percentiles(base.milliseconds)
    name = f"SMS acknowledged, {rate:g}/s"
    return [
        Figure(f"{name}: p50", times.p50, "ms", bare.p50, ECHO),
        Figure(f"{name}: p95", times.p95, "ms", bare.p95, ECHO, at_most=p95),
        Figure(f"{name}: p99", times.p99, "ms", bare.p99, ECHO, at_most=p99),
        Figure(f"{name}: failed", len(load.failures), "messages", at_most=0),
    ]


def _details(load: Load) -> dict[str, Any]:
    return {
        **asdict(percentiles(load.milliseconds)),
        "per_second": load.per_second,
        "count": len(load.milliseconds),
        "failures": load.failures[:5],
    }
