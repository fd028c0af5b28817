"""`toritsugi disaster`: switch the wide-area disaster mode on or off, or tell how it stands. No restart is needed."""

import argparse
import asyncio
import getpass
import os
from datetime import datetime, time

from casework.disaster.model import DisasterMode, EndUnusableError, checked_mode
from casework.disaster.rules import JST, spoken_end
from casework.disaster.switch import end_mode, read_mode, set_mode
from config.settings import Settings
from database.engine import open_database
from gateway.trial.joined import joined_environment
from gateway.wiring import utc_now

END_OF_DAY = time(23, 59)
IS_OFF = "The disaster mode is off."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="act", metavar="on|off|status", required=True)
    on = commands.add_parser("on", help="switch it on, in place of the one that is on")
    on.add_argument("--name", required=True, help="as customers hear it, such as 台風23号")
    on.add_argument(
        "--until", required=True, help="its end in Japan, at most 60 days away: 2026-12-20 or 2026-12-20T18:00"
    )
    on.add_argument(
        "--area", action="append", default=[], help="a prefecture or the beginning of a postal code; again for more"
    )
    on.add_argument("--reason", default="", help="why, for the record")
    off = commands.add_parser("off", help="switch it off")
    status = commands.add_parser("status", help="tell how it stands")
    del off, status


def run(arguments: argparse.Namespace) -> int:
    with joined_environment(os.environ) as environment:
        os.environ.update(environment)
        print(asyncio.run(_carry_out(Settings(), arguments)))
    return 0


async def _carry_out(settings: Settings, arguments: argparse.Namespace) -> str:
    database = open_database(settings.database_url.get_secret_value(), pool_size=1)
    now, by = utc_now(), f"operator {getpass.getuser()}"[:80]
    try:
        async with database.sessions.begin() as session:
            match arguments.act:
                case "on":
                    mode = checked_mode(
                        name=arguments.name,
                        ends_at=read_end(arguments.until),
                        areas=arguments.area,
                        reason=arguments.reason,
                        by=by,
                        at=now,
                    )
                    replaced = await set_mode(session, mode)
                    return told(mode) + (f"\nIt replaces {replaced.name}." if replaced is not None else "")
                case "off":
                    ended = await end_mode(session, by=by, at=now)
                    return f"Switched off: {ended.name}." if ended is not None else IS_OFF
                case _:
                    present = await read_mode(session, at=now)
                    return told(present) if present is not None else IS_OFF
    finally:
        await database.close()


def read_end(text: str) -> datetime:
    """A day means its last minute. Raise EndUnusableError."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise EndUnusableError("The end is written like 2026-12-20 or 2026-12-20T18:00.") from error
    if "T" not in text and ":" not in text:
        moment = datetime.combine(moment.date(), END_OF_DAY)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=JST)


def told(mode: DisasterMode) -> str:
    areas = "、".join(mode.areas) or "everywhere"
    return f"On: {mode.name}, until {spoken_end(mode.ends_at)} (Japan), {areas}, by {mode.begun_by}."
