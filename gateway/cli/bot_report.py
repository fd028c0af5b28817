"""`toritsugi bot report`: how the bot has served in real contacts, without a word of customers but masked questions."""

import argparse
import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casework.procedures.load import read_checked
from casework.reception import Reception
from config.settings import Settings
from conversation.model import Channel
from database.engine import open_database
from gateway.cli.bot_contacts import JST, add_days, joined_settings, period_of
from gateway.wiring import open_vault, utc_now
from insight.bot_figures import BotReport, Tally, report_of
from insight.contact_facts import read_contacts
from knowledge.editing import EditorsQuestion, list_for_editors

MOST_QUESTIONS = 10
COLUMNS = (
    "contacts",
    "silent",
    "contained",
    "resolved",
    "abandoned",
    "with_person",
    "turns",
    "fallbacks",
    "low_confidence",
    "missed",
    "unanswered",
    "down_voted",
)


@dataclass(frozen=True)
class Reported:
    days: tuple[str, str]
    figures: BotReport
    questions: Sequence[EditorsQuestion]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_days(parser)
    parser.add_argument("--channel", type=Channel, choices=list(Channel))
    parser.add_argument("--json", action="store_true", help="the same as one JSON object")


def run(arguments: argparse.Namespace) -> int:
    with joined_settings() as settings:
        reported = asyncio.run(_report(settings, arguments))
    print(json.dumps(as_json(reported), ensure_ascii=False, indent=1) if arguments.json else as_text(reported))
    return 0


async def _report(settings: Settings, arguments: argparse.Namespace) -> Reported:
    since, until = period_of(arguments, utc_now())
    sure = read_checked(settings.config_dir / "reception.yml", Reception).unsure.sure
    vault, database = open_vault(settings), open_database(settings.database_url.get_secret_value(), pool_size=1)
    try:
        async with database.sessions() as session:
            found = read_contacts(session, vault, since=since, until=until, channel=arguments.channel)
            contacts = [contact async for contact in found]
            questions = await list_for_editors(session, limit=MOST_QUESTIONS)
    finally:
        await database.close()
    days = (since.date().isoformat(), until.date().isoformat())
    return Reported(days, report_of(contacts, low_below=sure, zone=JST), questions)


def as_json(reported: Reported) -> dict[str, Any]:
    figures = reported.figures
    return {
        "from": reported.days[0],
        "before": reported.days[1],
        "total": figures.total.as_dict(),
        "by_channel": {name: tally.as_dict() for name, tally in figures.by_channel.items()},
        "by_day": {name: tally.as_dict() for name, tally in figures.by_day.items()},
        "abandoned_at": [
            {"procedure": procedure, "question": question, "contacts": count}
            for (procedure, question), count in figures.left_at.items()
        ],
        "called_off": figures.stopped,
        "hand_overs": figures.hand_overs,
        "misses_before_person": {str(misses): count for misses, count in figures.misses_before_person.items()},
        "bot_failures": figures.failures,
        "missed_intents": figures.missed_intents,
        "unanswered": [{"text": q.text, "kind": q.kind.value, "times": q.count} for q in reported.questions],
    }


def as_text(reported: Reported) -> str:
    figures = reported.figures
    groups = {"all": figures.total, **figures.by_channel, **figures.by_day}
    left_at = {f"{procedure} / {question}": count for (procedure, question), count in figures.left_at.items()}
    misses = {f"after {count} misses": times for count, times in figures.misses_before_person.items()}
    return "\n".join(
        [
            f"contacts that began from {reported.days[0]} to before {reported.days[1]} (Japan)",
            "",
            *_table(groups),
            *_list("abandoned at (procedure / open question)", left_at),
            *_list("called off by the customer", figures.stopped),
            *_list("handed over by the bot, by reason", figures.hand_overs),
            *_list("misses before the person", misses),
            *_list("turns without an answer of the bot", figures.failures),
            *_list("not understood, by the guess", figures.missed_intents),
            *_list("asked and not answered", {f"{q.text} [{q.kind.value}]": q.count for q in reported.questions}),
        ]
    )


def _table(groups: Mapping[str, Tally]) -> list[str]:
    rows = [("", *COLUMNS), *((name, *map(str, _cells(tally))) for name, tally in groups.items())]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS) + 1)]
    return ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]


def _cells(tally: Tally) -> list[int]:
    counts = tally.as_dict()
    return [counts[name] for name in COLUMNS]


def _list(title: str, counts: Mapping[str, int]) -> list[str]:
    return ["", title, *(f"  {count:>5}  {name}" for name, count in counts.items())] if counts else []
