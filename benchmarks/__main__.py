"""`python -m benchmarks`: every part, one table, and `benchmarks/results/latest.json`."""

import argparse
import asyncio
import json
import os
import platform
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.acknowledgements import acknowledgement_figures
from benchmarks.articles import knowledge_figures
from benchmarks.carrier import carrier_figures
from benchmarks.desk import desk_figures
from benchmarks.desk_screen import screen_figures
from benchmarks.echo import running_echo
from benchmarks.figures import Figure, as_json, table
from benchmarks.instances import instance_figures
from benchmarks.processes import memory_figures, start_figures
from benchmarks.rasa_alone import evaluation_figures
from benchmarks.routing import routing_figures
from benchmarks.service import measured_service
from benchmarks.turns import turn_figures
from gateway.trial.bot_model import model_state, training_fingerprint
from tests.sim.stack import BOT, MODEL

RESULTS = Path(__file__).parent / "results"
PARTS = ("knowledge", "bot", "routing", "service", "instances", "carrier", "desk", "screen")

Measured = tuple[list[Figure], dict[str, Any]]


async def measure_service(rounds: int) -> Measured:
    """Turns, acknowledgements, start-up and memory of the running service."""
    with TemporaryDirectory(prefix="toritsugi-bench-") as folder, running_echo() as echo:
        say("starting the service")
        with measured_service(Path(folder)) as service:
            starts, before = start_figures(service, echo), service.memory_mb()
            say("web chat turns against bare Rasa")
            turns, turn_details = await turn_figures(service, rounds)
            say("acknowledgements against a bare echo")
            acks, ack_details = await acknowledgement_figures(service, echo)
            memory = memory_figures(service, echo, before)
    return [*turns, *acks, *starts, *memory], {"turns": turn_details, "acknowledgements": ack_details}


async def measure_carrier() -> Measured:
    """Text messages and telephone calls at a service of their own."""
    with (
        TemporaryDirectory(prefix="toritsugi-bench-") as folder,
        running_echo() as echo,
        measured_service(Path(folder), has_worker=True) as service,
    ):
        return await carrier_figures(service, echo)


def measure_bot(*, with_diet: bool) -> Measured:
    say("intents: our model, and other pipelines trained on the same sentences")
    return evaluation_figures(with_diet=with_diet)


def measure(arguments: argparse.Namespace) -> Measured:
    wanted = arguments.parts or PARTS
    measured: list[Measured] = []
    if "knowledge" in wanted:
        say("knowledge search")
        measured.append(knowledge_figures())
    if "bot" in wanted:
        measured.append(measure_bot(with_diet=arguments.all))
    if "routing" in wanted:
        say("routing decisions")
        measured.append(routing_figures())
    if "service" in wanted:
        measured.append(asyncio.run(measure_service(arguments.rounds)))
    if "instances" in wanted:
        say("two instances of Rasa against one")
        measured.append(asyncio.run(instance_figures(arguments.rounds)))
    if "carrier" in wanted:
        say("text messages against a bare echo, calls against bare Rasa")
        measured.append(asyncio.run(measure_carrier()))
    if "desk" in wanted:
        say("customers and agents at the desk against a bare relay")
        measured.append(asyncio.run(desk_figures(arguments.rounds)))
    if "screen" in wanted:
        say("the first screen of the desk")
        measured.append(asyncio.run(screen_figures()))
    figures = [figure for part, _ in measured for figure in part]
    details = {name: value for _, part in measured for name, value in part.items()}
    return figures, details


def machine() -> dict[str, Any]:
    """Figures of two machines, or of a busy and an idle one, do not compare."""
    return {
        "cores": os.cpu_count(),
        "load_average_before": os.getloadavg()[0],
        "model": model_state(MODEL, training_fingerprint(BOT)).value,
        "python": platform.python_version(),
        "platform": platform.platform(),
    }


def say(what: str) -> None:
    print(f"bench: {what}", file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], help="all of them when none is named")
    parser.add_argument("--rounds", type=int, default=4, help="pairs of rounds at each number of conversations")
    parser.add_argument("--all", action="store_true", help="also train DIET to compare with, many minutes")
    arguments = parser.parse_args()
    if not MODEL.exists():
        print("There is no trained model: run `make bot-train` first.", file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # So that the service is stopped, too.
    about, measured_at = machine(), datetime.now(UTC).isoformat(timespec="seconds")
    figures, details = measure(arguments)
    RESULTS.mkdir(exist_ok=True)
    written = {"measured_at": measured_at, "machine": about, "figures": [as_json(f) for f in figures], **details}
    file = RESULTS / ("latest.json" if not arguments.parts else f"{'-'.join(arguments.parts)}.json")
    file.write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(table(figures))
    print(f"\n{file}: " + ", ".join(f"{name} {value}" for name, value in about.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
