"""What the commands about the bot's contacts share: days as an operator types them, and the trial's own settings."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.settings import Settings
from gateway.trial.joined import joined_environment

JST = ZoneInfo("Asia/Tokyo")
USUAL_DAYS = 30


def add_days(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="since", type=date.fromisoformat, metavar="YYYY-MM-DD", help="30 days ago")
    parser.add_argument("--to", dest="until", type=date.fromisoformat, metavar="YYYY-MM-DD", help="today, included")


def period_of(arguments: argparse.Namespace, now: datetime) -> tuple[datetime, datetime]:
    """From the beginning of the first day to the end of the last one, in Japan."""
    last = arguments.until or now.astimezone(JST).date()
    first = arguments.since or last - timedelta(days=USUAL_DAYS)
    return datetime.combine(first, time(), JST), datetime.combine(last + timedelta(days=1), time(), JST)


@contextmanager
def joined_settings() -> Iterator[Settings]:
    """The configured service's settings, or those of the trial on this machine."""
    with joined_environment(os.environ) as environment:
        os.environ.update(environment)
        yield Settings()
