"""`toritsugi demo`: load the invented customers and the demo accounts, once."""

import argparse
import asyncio
from zoneinfo import ZoneInfo

from config.settings import Settings, SettingsError
from crm_adapter.demo import load_demo
from gateway.cli.database_commands import opened_crm
from gateway.staff.accounts import ensure_demo_accounts
from gateway.wiring import utc_now

JST = ZoneInfo("Asia/Tokyo")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    del parser


def run(arguments: argparse.Namespace) -> int:
    del arguments
    asyncio.run(_load(Settings()))
    return 0


async def _load(settings: Settings) -> None:
    if not settings.demo:
        raise SettingsError("Demo accounts have a public password: they are created only with TORITSUGI_DEMO=1.")
    async with opened_crm(settings) as (crm, database):
        is_new = await load_demo(crm, utc_now().astimezone(JST).date())
        await ensure_demo_accounts(database.sessions, utc_now)
    print("Demo data loaded." if is_new else "Demo data was loaded before.")
