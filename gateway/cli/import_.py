"""`toritsugi import`: customers and policies from CSV files into the built-in CRM."""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from config.settings import Settings
from crm_adapter.csv_import import import_customers, import_policies
from crm_adapter.csv_report import ImportReport
from gateway.cli.database_commands import opened_crm
from gateway.trial.joined import joined_environment
from gateway.wiring import utc_now

JST = ZoneInfo("Asia/Tokyo")
MOST_SHOWN = 50


class FileUnreadableError(Exception):
    """A CSV file is missing or cannot be read."""

    code = "file_unreadable"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--customers", type=Path, metavar="FILE.csv", help="customers, UTF-8 or CP932")
    parser.add_argument("--policies", type=Path, metavar="FILE.csv", help="policies, UTF-8 or CP932")


def run(arguments: argparse.Namespace) -> int:
    """0 when every row was accepted, 2 when some were refused."""
    if arguments.customers is None and arguments.policies is None:
        raise FileUnreadableError("Name at least one file: --customers FILE.csv or --policies FILE.csv.")
    customers, policies = _read(arguments.customers), _read(arguments.policies)
    with joined_environment(os.environ) as environment:
        os.environ.update(environment)
        return asyncio.run(_import(Settings(), customers, policies))


def _read(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileUnreadableError(f"{path} cannot be read: {error.strerror}.") from error


async def _import(settings: Settings, customers: bytes | None, policies: bytes | None) -> int:
    refused = 0
    async with opened_crm(settings) as (crm, _):
        if customers is not None:
            today = utc_now().astimezone(JST).date()
            report = await import_customers(crm, customers, today, on_progress=_progress("customers"))
            refused += _print("customers", report)
        if policies is not None:
            report = await import_policies(crm, policies, on_progress=_progress("policies"))
            refused += _print("policies", report)
    return 2 if refused else 0


def _progress(what: str) -> Callable[[int, int], None]:
    """Say how far the import is."""

    def say(done: int, total: int) -> None:
        print(f"{what}: {done} of {total} rows", file=sys.stderr)

    return say


def _print(what: str, report: ImportReport) -> int:
    print(
        f"{what}: accepted {report.accepted} (added {report.added}, updated {report.updated}, "
        f"unchanged {report.unchanged}), refused {len(report.refused)}"
    )
    for row in report.refused[:MOST_SHOWN]:
        print(f"  line {row.line} {row.record_id or '-'} {row.field}: {row.reason} [{row.code}]")
    if len(report.refused) > MOST_SHOWN:
        print(f"  and {len(report.refused) - MOST_SHOWN} more refused rows")
    return len(report.refused)
