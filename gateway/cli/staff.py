"""`toritsugi staff`: create a staff account. The password is asked for, never given on the command line."""

import argparse
import asyncio
import getpass
import os

from config.settings import Settings
from gateway.cli.database_commands import opened_crm
from gateway.staff.accounts import create_account
from gateway.staff.permissions import Role
from gateway.trial.joined import joined_environment
from gateway.wiring import open_vault


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--email", required=True)
    parser.add_argument("--name", required=True, help="as colleagues see it")
    parser.add_argument("--role", required=True, choices=[role.value for role in Role])


def run(arguments: argparse.Namespace) -> int:
    password = os.environ.get("TORITSUGI_STAFF_PASSWORD") or getpass.getpass("Password: ")
    with joined_environment(os.environ) as environment:
        os.environ.update(environment)
        asyncio.run(_create(Settings(), arguments, password))
    print(f"Created {arguments.email} ({arguments.role}).")
    return 0


async def _create(settings: Settings, arguments: argparse.Namespace, password: str) -> None:
    async with opened_crm(settings) as (_, database):
        await create_account(
            database.sessions,
            open_vault(settings),
            email=arguments.email,
            name=arguments.name,
            role=Role(arguments.role),
            password=password,
        )
