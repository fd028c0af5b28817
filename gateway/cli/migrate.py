"""`toritsugi migrate`: bring the database schema up to date, as its owner."""

import argparse

from config.settings import Settings, SettingsError
from migrations.upgrade import newest_revision, upgrade


def add_arguments(parser: argparse.ArgumentParser) -> None:
    del parser


def run(arguments: argparse.Namespace) -> int:
    del arguments
    settings = Settings()
    url = settings.database_owner_url.get_secret_value() or settings.database_url.get_secret_value()
    if not url:
        raise SettingsError("TORITSUGI_DATABASE_URL is not set.")
    upgrade(url)
    print(f"The database is at revision {newest_revision()}.")
    return 0
