"""The load driver's process: one job as JSON on standard input, one load as JSON on standard output.

A latency runs from the moment a message was due to be sent until its answer was there, so a slow server cannot hide
behind the messages it kept from being sent.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Literal

import uvloop

from benchmarks.asking import Ask
from benchmarks.targets import open_asks

Target = Literal["turn", "bot", "ack", "echo", "sms", "call"]

# Each is answered by one action, and none opens a procedure or leads to a person.
TEXTS = (
    "こんにちは",
    "免責金額って何ですか",
    "ありがとうございます",
    "地震保険だけ入ることはできますか",
    "あなたはロボットですか",
    "何ができますか",
)


@dataclass(frozen=True)
class Job:
    """Closed loop: `turns` of each of `at_once` conversations, `waves` times with fresh conversations.

    Open loop when `rate` is set: `rate` messages a second for `seconds`, whether answers come or not.
    """

    target: Target
    url: str
    at_once: int
    turns: int = 0
    waves: int = 1
    rate: float = 0.0
    seconds: float = 0.0
    bot_url: str = ""
    database_url: str = ""


@dataclass(frozen=True)
class Load:
    """`answers` is what each text was answered, to see that two targets did the same work."""

    milliseconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        return len(self.milliseconds) / self.seconds

    async def ask(self, ask: Ask, text: str, due: float) -> None:
        try:
            answer = await ask(text)
        except Exception as error:  # noqa: BLE001  # Whatever went wrong is a failed turn.
            self.failures.append(type(error).__name__)
            return
        self.milliseconds.append((perf_counter() - due) * 1000)
        self.answers[text] = answer


async def closed_loop(asks: Sequence[Ask], turns: int) -> Load:
    """Every conversation writes again as soon as it is answered."""
    load, began = Load(), perf_counter()

    async def converse(number: int, ask: Ask) -> None:
        for turn in range(turns):
            await load.ask(ask, TEXTS[(number + turn) % len(TEXTS)], perf_counter())

    async with asyncio.TaskGroup() as group:
        for number, ask in enumerate(asks):
            group.create_task(converse(number, ask))
    return Load(load.milliseconds, load.failures, load.answers, perf_counter() - began)


async def open_loop(asks: Sequence[Ask], rate: float, seconds: float) -> Load:
    load, began = Load(), perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(int(rate * seconds)):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - perf_counter()))
            group.create_task(load.ask(asks[number % len(asks)], TEXTS[number % len(TEXTS)], due))
    return Load(load.milliseconds, load.failures, load.answers, perf_counter() - began)


def joined(loads: Sequence[Load]) -> Load:
    return Load(
        [value for load in loads for value in load.milliseconds],
        [failure for load in loads for failure in load.failures],
        {text: answer for load in loads for text, answer in load.answers.items()},
        sum(load.seconds for load in loads),
    )


async def carry_out(job: Job) -> Load:
    waves = []
    for _ in range(job.waves):
        async with open_asks(job.target, job.url, job.at_once, job.bot_url, job.database_url) as asks:
            waves.append(await (open_loop(asks, job.rate, job.seconds) if job.rate else closed_loop(asks, job.turns)))
    return joined(waves)


async def drive(job: Job) -> Load:
    """Carry out the job in a process of its own, so that the driver's work is not the measured service's."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.load",
        cwd=Path(__file__).parents[1],
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate(json.dumps(asdict(job)).encode())
    if process.returncode:
        raise RuntimeError(f"The load driver failed at {job.target}, {job.at_once} at once; its error stands above.")
    return Load(**json.loads(output))


def main() -> None:
    load = uvloop.run(carry_out(Job(**json.loads(sys.stdin.read()))))
    print(json.dumps(asdict(load)))


if __name__ == "__main__":
    main()
