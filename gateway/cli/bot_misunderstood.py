"""`toritsugi bot misunderstood --out FILE`: masked sentences the bot did not understand rightly, for an editor."""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from casework.procedures.load import load_procedures, read_checked
from casework.reception import Reception
from config.settings import Settings
from gateway.cli.bot_contacts import add_days, joined_settings, period_of
from gateway.cli.database_commands import opened_crm
from gateway.contact_texts import ContactTexts, open_contact_texts
from gateway.labelling.work_list import Entry, one_line, written
from gateway.wiring import open_vault, utc_now
from insight.misunderstood import Misunderstood, read_misunderstood


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_days(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="a new file, readable by you alone")


def run(arguments: argparse.Namespace) -> int:
    """1 when the file is there already: an editor's work in it is never overwritten."""
    with joined_settings() as settings:
        entries = asyncio.run(_entries(settings, arguments))
    try:
        descriptor = os.open(arguments.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        print(f"{arguments.out} is there already; choose another name.", file=sys.stderr)
        return 1
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(written(entries))
    print(f"{arguments.out}: {len({entry.text for entry in entries})} sentences")
    return 0


async def _entries(settings: Settings, arguments: argparse.Namespace) -> list[Entry]:
    since, until = period_of(arguments, utc_now())
    sure = read_checked(settings.config_dir / "reception.yml", Reception).unsure.sure
    procedures = load_procedures(settings.config_dir / "procedures")
    async with opened_crm(settings) as (crm, database), database.sessions() as session:
        texts = open_contact_texts(crm, procedures)
        found = read_misunderstood(session, open_vault(settings), since=since, until=until, low_below=sure)
        return [await _entry(texts, item) async for item in found]


async def _entry(texts: ContactTexts, item: Misunderstood) -> Entry:
    mask = await texts.mask_for(item.customer_id)
    guess = f"{item.guess} ({item.confidence:.2f})"
    return Entry(one_line(mask(item.text)), guess, item.why.value, item.channel.value, item.contact_id)
