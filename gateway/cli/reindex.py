"""`toritsugi reindex`: make the search index of the contact log anew, from the log."""

import argparse
import asyncio
import os
import sys

from casework.procedures.load import load_procedures
from config.settings import Settings
from gateway.cli.database_commands import opened_crm
from gateway.contact_index import IndexDesk, Reindexed, reindex_contacts
from gateway.contact_texts import open_contact_texts
from gateway.trial.joined import joined_environment
from gateway.wiring import open_vault


def add_arguments(parser: argparse.ArgumentParser) -> None:
    del parser


def run(arguments: argparse.Namespace) -> int:
    """0 when every contact was indexed, 2 when some could not be read."""
    del arguments
    with joined_environment(os.environ) as environment:
        os.environ.update(environment)
        done = asyncio.run(_reindex(Settings()))
    print(f"contacts: indexed {done.indexed}, unreadable {done.unreadable}")
    return 2 if done.unreadable else 0


async def _reindex(settings: Settings) -> Reindexed:
    procedures = load_procedures(settings.config_dir / "procedures")
    async with opened_crm(settings) as (crm, database):
        texts = open_contact_texts(crm, procedures)
        return await reindex_contacts(IndexDesk(database.sessions, open_vault(settings), texts), _say)


def _say(done: int, total: int) -> None:
    print(f"contacts: {done} of {total}", file=sys.stderr)
