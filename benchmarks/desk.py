"""Customer to agent and back through the real desk, against a bare relay: same driver, same rate, same run.

The agent answers over REST the moment the message is on their screen. Both messages are committed before they are
shown.
"""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.desk_load import Job, drive
from benchmarks.desk_talks import PLACES
from benchmarks.figures import Figure, Percentiles, percentiles
from benchmarks.relay import running_relay
from benchmarks.service import UNLIMITED, Service
from database.embedded import embedded_postgresql
from database.engine import open_database
from database.vault import Vault, VaultKeys
from gateway.staff.accounts import create_account
from gateway.staff.permissions import Role
from tests.sim.stack import Stack
from tests.sim.staff import PASSWORD

BASELINE = "bare relay"
LEVELS = (50, 200)
ADDED_MILLISECONDS = 15.0
WAYS = {"to_agent": "customer to agent", "to_customer": "agent to customer", "whole": "there and back"}


async def desk_figures(rounds: int) -> tuple[list[Figure], dict[str, Any]]:
    figures: list[Figure] = []
    details: dict[str, Any] = {}
    for number in LEVELS:
        with (
            TemporaryDirectory(prefix="toritsugi-bench-") as folder,
            running_relay() as relay,
            service_without_bot(Path(folder)) as service,
        ):
            emails = await create_agents(service.stack.database_url, -(-number // PLACES))
            job = Job(
                conversations=number,
                emails=emails,
                desk_url=service.stack.url,
                relay_url=relay.url,
                gateway=service.pid("gateway"),
                postmaster=service.postmaster(),
                relay=relay.pid,
                rounds=rounds,
            )
            measured = await drive(job)
        figures += _figures_of(job, measured)
        details[f"{number} conversations"] = _details(measured)
    return figures, {"desk": details}


@contextmanager
def service_without_bot(folder: Path) -> Iterator[Service]:
    """Gateway and database. Nothing answers at the bot's address."""
    with embedded_postgresql(folder / "postgresql") as database_url:
        service = Service(Stack(folder, database_url, settings=UNLIMITED))
        try:
            service.stack.operator("migrate")
            service.stack.operator("demo")
            service.stack.start_gateway(ready="/healthz")
            yield service
        finally:
            service.stack.stop()


async def create_agents(database_url: str, number: int) -> tuple[str, ...]:
    """Their e-mail addresses."""
    unused = Vault(VaultKeys({"00000001": secrets.token_bytes(32)}, "00000001", secrets.token_bytes(32)))
    emails = tuple(f"desk{n}@demo.example" for n in range(number))
    database = open_database(database_url)
    for email in emails:
        await create_account(
            database.sessions, unused, email=email, name="試験 担当", role=Role.agent, password=PASSWORD
        )
    await database.close()
    return emails


def _figures_of(job: Job, measured: dict[str, Any]) -> list[Figure]:
    rounds, name = measured["rounds"], f"desk, {job.conversations} conversations"
    figures = []
    for way, label in WAYS.items():
        base, times = _times(rounds["relay"], way), _times(rounds["desk"], way)
        figures += [
            Figure(f"{name}: {label} p50", times.p50, "ms", base.p50, BASELINE),
            Figure(f"{name}: {label} p95", times.p95, "ms", base.p95, BASELINE),
            Figure(f"{name}: {label} p99", times.p99, "ms", base.p99, BASELINE),
        ]
    failed = sum(len(each["failures"]) for kind in rounds.values() for each in kind)
    rates = [_per_second(rounds[f"{kind}, full speed"]) for kind in ("desk", "relay")]
    costs = [_processor(rounds[kind]) for kind in ("desk", "relay")]
    return [
        *figures,
        *(
            Figure(f"{name}: {label} added p50", median(_added(rounds, way)), "ms", at_most=ADDED_MILLISECONDS)
            for way, label in WAYS.items()
        ),
        Figure(f"{name}: processor time a round trip", costs[0], "ms", costs[1], BASELINE),
        Figure(f"{name}: round trips, {job.at_once} at once", rates[0], "/s", rates[1], BASELINE),
        Figure(f"{name}: failed round trips", failed, "", at_most=0),
        Figure(f"{name}: messages lost or doubled", len(measured["wrong"]), "", at_most=0),
    ]


def _times(rounds: Sequence[dict[str, Any]], way: str) -> Percentiles:
    return percentiles([value for each in rounds for value in each[way]])


def _added(rounds: dict[str, Any], way: str) -> list[float]:
    """Of each pair of neighbouring rounds."""
    pairs = zip(rounds["desk"], rounds["relay"], strict=True)
    return [percentiles(desk[way]).p50 - percentiles(relay[way]).p50 for desk, relay in pairs]


def _per_second(rounds: Sequence[dict[str, Any]]) -> float:
    rates: list[float] = [len(each["whole"]) / each["seconds"] for each in rounds]
    return median(rates)


def _processor(rounds: Sequence[dict[str, Any]]) -> float:
    used: float = sum(each["processor"] for each in rounds)
    return used / max(1, sum(len(each["whole"]) for each in rounds))


def _details(measured: dict[str, Any]) -> dict[str, Any]:
    kinds = {
        kind: [
            {
                "trips": len(each["whole"]),
                "per_second": round(len(each["whole"]) / each["seconds"], 1),
                "processor_milliseconds_a_trip": round(_processor([each]), 2),
                "p50": {way: round(percentiles(each[way]).p50, 2) for way in (*WAYS, "taken")},
                "p95": {way: round(percentiles(each[way]).p95, 2) for way in (*WAYS, "taken")},
                "failures": each["failures"][:5],
            }
            for each in rounds
        ]
        for kind, rounds in measured["rounds"].items()
    }
    added = {way: [round(value, 2) for value in _added(measured["rounds"], way)] for way in WAYS}
    return {**kinds, "added_p50": added, "wrong": measured["wrong"][:5]}
