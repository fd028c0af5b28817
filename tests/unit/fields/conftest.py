"""The moment at which all field tables are read: Monday, 23 November 2026, 14:00 in Tokyo."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from casework.fields.parsed import ChannelName, ParseContext


def at(channel: ChannelName) -> ParseContext:
    now = datetime(2026, 11, 23, 14, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
    return ParseContext(date(2026, 11, 23), now, channel)


@pytest.fixture
def webchat() -> ParseContext:
    return at("webchat")


@pytest.fixture
def voice() -> ParseContext:
    return at("voice")
