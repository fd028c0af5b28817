"""A CSV file's bytes to cells by column name. One record is one line, so that a lone quote spoils only its own line."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crm_adapter.csv_report import ImportRefusedError, RefusedRow

_LINE_END = re.compile("\r\n|\n|\r")


@dataclass(frozen=True)
class RawRow:
    line: int
    cells: dict[str, str]


def read_rows(content: bytes, columns: Sequence[str]) -> list[RawRow | RefusedRow]:
    """Raise ImportRefusedError unless the file is readable and begins with exactly these columns."""
    lines = _LINE_END.split(_decode(content))
    if not any(line.strip() for line in lines):
        raise ImportRefusedError("empty_file")
    if _cells(lines[0]) != list(columns):
        raise ImportRefusedError("wrong_header", columns=",".join(columns))
    return list(_rows(lines, columns))


def _rows(lines: Sequence[str], columns: Sequence[str]) -> Iterator[RawRow | RefusedRow]:
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        cells = _cells(line)
        if cells is None:
            yield RefusedRow(number, None, None, "broken_quotes")
        elif len(cells) != len(columns):
            yield RefusedRow(number, None, None, "wrong_column_count")
        else:
            yield RawRow(number, dict(zip(columns, cells, strict=True)))


def _cells(line: str) -> list[str] | None:
    if line.count('"') % 2:
        return None
    try:
        return [cell.strip() for cell in next(csv.reader([line], strict=True), [])]
    except csv.Error:
        return None


def _decode(content: bytes) -> str:
    """UTF-8 with or without BOM, else CP932.

    CP932 decodes nearly everything, also EUC-JP (into rows of half-width kana) and UTF-16: these are refused first.
    """
    if b"\x00" in content:
        raise ImportRefusedError("unknown_encoding")
    text = _decoded(content, "utf-8-sig")
    if text is None and _decoded(content, "euc_jp") is None:
        text = _decoded(content, "cp932")
    if text is None or "\x1b" in text:
        raise ImportRefusedError("unknown_encoding")
    return text


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None
