"""`toritsugi knowledge unanswered`: what customers asked that no article answered, and answers that did not help."""

import argparse
import asyncio
import os
from collections.abc import Sequence
from datetime import datetime
from unicodedata import east_asian_width
from uuid import UUID
from zoneinfo import ZoneInfo

from config.settings import Settings
from database.engine import open_database
from gateway.trial.joined import joined_environment
from gateway.wiring import utc_now
from knowledge.editing import EditorsQuestion, deal_with, list_for_editors
from knowledge.unanswered import QuestionKind

JST = ZoneInfo("Asia/Tokyo")
HEADINGS = ("件数", "種類", "最初", "最後", "経路", "記事", "質問", "番号")
KIND_NAMES = {QuestionKind.unanswered: "未回答", QuestionKind.down_voted: "役に立たず"}
LONGEST_CELL = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    lists = parser.add_subparsers(dest="list", metavar="LIST", required=True)
    unanswered = lists.add_parser("unanswered", help="the editors' list, the most asked first")
    unanswered.add_argument("--kind", choices=[kind.value for kind in QuestionKind])
    unanswered.add_argument("--dealt-with", action="store_true", help="what was dealt with instead of what is open")
    unanswered.add_argument("--limit", type=int, default=50)
    unanswered.add_argument("--mark", type=UUID, metavar="ID", help="mark this question, and equal ones, as dealt with")
    unanswered.add_argument("--by", default="", help="who has dealt with it (with --mark)")


def run(arguments: argparse.Namespace) -> int:
    with joined_environment(os.environ) as environment:
        os.environ.update(environment)
        print(asyncio.run(_answer(Settings(), arguments)))
    return 0


async def _answer(settings: Settings, arguments: argparse.Namespace) -> str:
    database = open_database(settings.database_url.get_secret_value(), pool_size=1)
    try:
        async with database.sessions.begin() as session:
            if arguments.mark is not None:
                marked = await deal_with(session, arguments.mark, by=arguments.by or "cli", at=utc_now())
                return f"dealt with: {marked}"
            kind = QuestionKind(arguments.kind) if arguments.kind else None
            found = await list_for_editors(
                session, kind=kind, is_dealt_with=arguments.dealt_with, limit=arguments.limit
            )
    finally:
        await database.close()
    return table_of(found)


def table_of(questions: Sequence[EditorsQuestion]) -> str:
    """Columns stand below each other in a terminal, where a Japanese character is two places wide."""
    rows = [HEADINGS, *(_cells(question) for question in questions)]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return "\n".join("  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def _cells(question: EditorsQuestion) -> tuple[str, ...]:
    text = question.text if len(question.text) <= LONGEST_CELL else question.text[: LONGEST_CELL - 1] + "…"
    return (
        str(question.count),
        KIND_NAMES[question.kind],
        _day(question.first_asked_at),
        _day(question.last_asked_at),
        ",".join(question.channels),
        question.article_id or "-",
        text,
        str(question.question_id),
    )


def _day(moment: datetime) -> str:
    return moment.astimezone(JST).strftime("%Y-%m-%d %H:%M")


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
