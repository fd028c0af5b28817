"""The desk's load driver, a process of its own: a job as JSON on standard input, its rounds as JSON on standard output.

Both services stay connected, and rounds at the bare relay and at the real desk take turns: the machine drifts, so only
neighbours are compared. A round trip begins when it is due, whatever the service is doing then.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

import uvloop

from benchmarks.cpu import family_milliseconds, own_milliseconds
from benchmarks.desk_talks import desk_talks
from benchmarks.talks import Talk, relayed_talks
from benchmarks.targets import PATIENCE_SECONDS

SETTLE_SECONDS = 1.0
QUESTION, REPLY = "引っ越すときは何をすればよいですか", "新しいご住所と引っ越し日をお知らせください"


@dataclass(frozen=True)
class Job:
    """`rounds` pairs of rounds of `seconds`, every conversation once a `period`.

    Then as many pairs at full speed: `trips` of each conversation, `at_once` of them at the same time.
    """

    conversations: int
    emails: tuple[str, ...]
    desk_url: str
    relay_url: str
    gateway: int
    postmaster: int
    relay: int
    rounds: int = 3
    period: float = 10.0
    seconds: float = 20.0
    trips: int = 6
    at_once: int = 50


@dataclass(frozen=True)
class Round:
    """Milliseconds of each round trip and its parts; processor time of the service, in all."""

    to_agent: list[float] = field(default_factory=list)
    taken: list[float] = field(default_factory=list)
    to_customer: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0
    processor: float = 0.0

    async def trip(self, talk: Talk, name: str, due: float) -> None:
        try:
            await self._trip(talk, name, due)
        except Exception as error:  # noqa: BLE001  # Whatever went wrong is a failed round trip.
            cause = error.exceptions[0] if isinstance(error, ExceptionGroup) else error
            self.failures.append(f"{type(cause).__name__} {cause}"[:80])

    async def _trip(self, talk: Talk, name: str, due: float) -> None:
        question, reply = f"{QUESTION} {name}", f"{REPLY} {name}"
        asked, answered = talk.agent.expect(question), talk.customer.expect(reply)
        async with asyncio.TaskGroup() as group:
            taking = group.create_task(_taken(talk, talk.ask, question))
            asked_at = await asyncio.wait_for(asked, PATIENCE_SECONDS)
            began = perf_counter()
            group.create_task(_taken(talk, talk.answer, reply))
            answered_at = await asyncio.wait_for(answered, PATIENCE_SECONDS)
        self.taken.append((taking.result() - due) * 1000)
        self.to_agent.append((asked_at - due) * 1000)
        self.to_customer.append((answered_at - began) * 1000)
        self.whole.append((answered_at - due) * 1000)


async def _taken(talk: Talk, write: Callable[[str], Awaitable[None]], text: str) -> float:
    await write(text)
    talk.written.append(text)
    return perf_counter()


async def steady(talks: Sequence[Talk], job: Job, number: int) -> Round:
    """Each conversation at a moment of its own in every period."""
    random, done, began = Random(number), Round(), perf_counter()  # noqa: S311  # The same moments at both services.
    moments = [(random.random() * job.period, talk) for talk in talks]

    async def converse(first: float, talk: Talk) -> None:
        for turn in range(int(job.seconds / job.period)):
            due = began + first + turn * job.period
            await asyncio.sleep(max(0.0, due - perf_counter()))
            group.create_task(done.trip(talk, f"{number}.{turn}", due))

    async with asyncio.TaskGroup() as group:
        for first, talk in moments:
            group.create_task(converse(first, talk))
    return Round(done.to_agent, done.taken, done.to_customer, done.whole, done.failures, perf_counter() - began)


async def at_full_speed(talks: Sequence[Talk], job: Job, number: int) -> Round:
    """Every customer writes again as soon as they are answered and fewer than `at_once` wait for an answer."""
    done, began, places = Round(), perf_counter(), asyncio.Semaphore(job.at_once)

    async def converse(talk: Talk) -> None:
        for turn in range(job.trips):
            async with places:
                await done.trip(talk, f"{number}.{turn}", perf_counter())

    async with asyncio.TaskGroup() as group:
        for talk in talks:
            group.create_task(converse(talk))
    return Round(done.to_agent, done.taken, done.to_customer, done.whole, done.failures, perf_counter() - began)


Drive = Callable[[Sequence[Talk], Job, int], Awaitable[Round]]


async def carry_out(job: Job) -> dict[str, Any]:
    agents = len(job.emails)
    rounds: dict[str, list[dict[str, Any]]] = {"relay": [], "desk": [], "relay, full speed": [], "desk, full speed": []}
    async with (
        relayed_talks(job.relay_url, job.conversations, agents) as relayed,
        desk_talks(job.desk_url, job.conversations, job.emails) as served,
    ):
        await steady(relayed, job, -2)
        await steady(served, job, -1)
        for number in range(job.rounds * 2):
            drive: Drive = steady if number < job.rounds else at_full_speed
            suffix = "" if number < job.rounds else ", full speed"
            for name, talks in (("relay", relayed), ("desk", served)):
                await asyncio.sleep(SETTLE_SECONDS)
                before = _processor(job, name)
                done = asdict(await drive(talks, job, number))
                rounds[name + suffix].append({**done, "processor": _processor(job, name) - before})
        await asyncio.sleep(SETTLE_SECONDS)
        return {"rounds": rounds, "wrong": [wrong for talk in (*relayed, *served) for wrong in await wrongs(talk)]}


async def wrongs(talk: Talk) -> list[str]:
    """Texts that were taken, but not shown exactly once at the other end or, where anything is kept, kept once."""
    stored = await talk.stored()
    found = []
    for text in talk.written:
        other_end = talk.agent if text.startswith(QUESTION) else talk.customer
        kept = 1 if stored is None else stored.count(text)
        if (other_end.shown[text], kept) != (1, 1):
            found.append(f"{text}: shown {other_end.shown[text]} times, kept {kept} times")
    return found


def _processor(job: Job, name: str) -> float:
    if name == "relay":
        return own_milliseconds(job.relay)
    return own_milliseconds(job.gateway) + family_milliseconds(job.postmaster)


async def drive(job: Job) -> dict[str, Any]:
    """Carry out the job in a process of its own, so that the driver's work is not the measured service's."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.desk_load",
        cwd=Path(__file__).parents[1],
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate(json.dumps(asdict(job)).encode())
    if process.returncode:
        raise RuntimeError(f"The desk's load driver failed at {job.conversations} conversations; see its error above.")
    measured: dict[str, Any] = json.loads(output)
    return measured


def main() -> None:
    measured = uvloop.run(carry_out(Job(**json.loads(sys.stdin.read()))))
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
