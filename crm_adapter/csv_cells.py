"""One cell's text to a value. Content is never interpreted: a cell that looks like a formula is text."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from crm_adapter.csv_file import RawRow
from crm_adapter.csv_report import RefusedRow
from crm_adapter.model import AgencyCode, Line, PolicyStatus
from crm_adapter.normalise import is_record_id, name_key, phone_key, postal_code_key, printed_kana

Value = TypeVar("Value")

_LONGEST = 200
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile("[0-9]{1,12}")
_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_KANA = re.compile(r"[ァ-ヺーヽヾ・ 0-9A-Za-z().,'’&\-]+")
# Python's CP932 turns bytes that are no character into these; gaiji (外字) elsewhere in the private area are kept.
_MOJIBAKE = re.compile("[\ufffd\uf8f0-\uf8f3]")


class CellError(Exception):
    """A cell cannot be taken; carries the code only."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class RowReader:
    """Reads the cells of one row and keeps every refusal, so that a row is reported once and completely."""

    def __init__(self, row: RawRow, id_field: str) -> None:
        self._row = row
        identifier = row.cells[id_field]
        self._record_id = identifier if is_record_id(identifier) else None
        self.refused: list[RefusedRow] = []

    def read(self, field: str, parse: Callable[[str], Value], fallback: Value) -> Value:
        """The value, or the fallback with a refusal noted."""
        cell = self._row.cells[field]
        try:
            _require_readable(cell)
            return parse(cell)
        except CellError as error:
            self.refuse(field, error.code)
            return fallback

    def refuse(self, field: str, code: str) -> None:
        self.refused.append(RefusedRow(self._row.line, self._record_id, field, code))


def optional(parse: Callable[[str], Value]) -> Callable[[str], Value | None]:
    return lambda cell: parse(cell) if cell else None


def required_text(cell: str) -> str:
    if not cell:
        raise CellError("required")
    return cell


def any_text(cell: str) -> str:
    return cell


def record_id(cell: str) -> str:
    required_text(cell)
    if not is_record_id(cell):
        raise CellError("invalid_id")
    return cell


def agency_code(cell: str) -> AgencyCode:
    return AgencyCode(record_id(cell))


def person_name(cell: str) -> str:
    if not name_key(cell):
        raise CellError("required")
    return cell


def kana(cell: str) -> str:
    """Kept in full-width katakana, however it was typed."""
    text = printed_kana(required_text(cell))
    if not _KANA.fullmatch(text):
        raise CellError("invalid_kana")
    return text


def day(cell: str) -> date:
    required_text(cell)
    if not _DATE.fullmatch(cell):
        raise CellError("invalid_date")
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise CellError("invalid_date") from None


def postal_code(cell: str) -> str:
    return _known(postal_code_key(required_text(cell)), "invalid_postal_code")


def phone(cell: str) -> str:
    return _known(phone_key(cell), "invalid_phone")


def email(cell: str) -> str:
    if not _EMAIL.fullmatch(cell):
        raise CellError("invalid_email")
    return cell


def yen(cell: str) -> int:
    required_text(cell)
    if not _NUMBER.fullmatch(cell):
        raise CellError("invalid_number")
    return int(cell)


def line(cell: str) -> Line:
    if cell not in Line.__members__:
        raise CellError("unknown_line")
    return Line(cell)


def policy_status(cell: str) -> PolicyStatus:
    if cell not in PolicyStatus.__members__:
        raise CellError("unknown_status")
    return PolicyStatus(cell)


def _known(value: str | None, code: str) -> str:
    if value is None:
        raise CellError(code)
    return value


def _require_readable(cell: str) -> None:
    if len(cell) > _LONGEST:
        raise CellError("too_long")
    if _MOJIBAKE.search(cell) or any(unicodedata.category(char) == "Cc" for char in cell):
        raise CellError("unreadable_character")
