"""No answer, however long and strange, keeps the parsers busy: the bot reads up to a thousand characters."""

from collections.abc import Callable
from datetime import datetime
from time import process_time
from zoneinfo import ZoneInfo

import pytest

from casework.fields.kana_names import parse_kana_name
from casework.fields.names import parse_person_name
from casework.fields.parsed import ParseContext
from casework.fields.spoken_blocks import plain_address_text

pytestmark = pytest.mark.unit
LONGEST, SECONDS = 1_000, 5.0
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
CONTEXT = ParseContext(NOW.date(), NOW, "webchat")
READERS: tuple[Callable[[str], object], ...] = (
    lambda text: parse_kana_name(text, CONTEXT),
    lambda text: parse_person_name(text, CONTEXT),
    plain_address_text,
)


@pytest.mark.parametrize("piece", ["口座番号", "漢字", "一で", "、", "は", "の", "漢は字の", "せん", "1-", "で、"])
@pytest.mark.parametrize("read", READERS)
def test_a_long_answer_is_read_in_no_time(read: Callable[[str], object], piece: str) -> None:
    text = (piece * LONGEST)[:LONGEST]
    began = process_time()
    read(text)
    assert process_time() - began < SECONDS
