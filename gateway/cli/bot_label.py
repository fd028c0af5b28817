"""`toritsugi bot label FILE`: check an editor's list, and add its sentences to `bot/data/nlu/labelled.yml`."""

import argparse
import asyncio
import os
from collections.abc import Collection
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from config.settings import Settings
from conversation.tables import ContactRow
from database.engine import open_database
from gateway.cli.bot_contacts import joined_settings
from gateway.labelling.training_data import FILE, Change, append, change_by, known_intents
from gateway.labelling.work_list import Labelled, read_work_list
from gateway.trial.layout import trial_from
from knowledge.masking import mask_passage
from knowledge.tokens import load_tokenizer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--dry-run", action="store_true", help="only show what would change")


def run(arguments: argparse.Namespace) -> int:
    """2 when sentences contradict the training data; they are left out, the others are taken."""
    bot = trial_from(os.environ).bot_dir
    mask = partial(mask_passage, find_names=load_tokenizer().person_names)
    found = read_work_list(arguments.file, known_intents(bot), mask)
    with joined_settings() as settings:
        there = asyncio.run(_in_log(settings, {item.contact_id for item in found.labelled if item.contact_id}))
    kept = [item for item in found.labelled if item.contact_id in there]
    change = change_by(bot, kept)
    print(_as_text(arguments.file, change, erased=len(found.labelled) - len(kept)))
    print(f"not labelled yet: {found.still_open}, of no use: {found.left_out}")
    if change.added and not arguments.dry_run:
        append(bot, change.added)
        print(f"{len(change.added)} sentences added to bot/data/nlu/{FILE}; then: make bot-train bot-evaluate")
    return 2 if change.contradicting else 0


async def _in_log(settings: Settings, contact_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those that were not erased meanwhile."""
    database = open_database(settings.database_url.get_secret_value(), pool_size=1)
    try:
        async with database.sessions() as session:
            rows = await session.scalars(select(ContactRow.id).where(ContactRow.id.in_(contact_ids)))
            return frozenset(rows)
    finally:
        await database.close()


def _as_text(file: Path, change: Change, *, erased: int) -> str:
    def at(item: Labelled) -> str:
        return f"{file}:{item.line}: {item.text}"

    return "\n".join(
        [
            *(f"+ {item.intent}: {item.text}" for item in change.added),
            *(f"= {at(item)} (trained already)" for item in change.known),
            *(f"- {at(item)} (a sentence of the evaluation)" for item in change.kept_apart),
            *(f"! {at(item)} (is {before} in the training data)" for item, before in change.contradicting),
            *([f"left out, because their contact is no longer in the log: {erased}"] if erased else []),
        ]
    )
