"""The moment at which all field tables are read: Monday, 23 November 2026, 14:00 in Tokyo."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from casework.fields.parsed import ParseContext

WEBCHAT = ParseContext(date(2026, 11, 23), datetime(2026, 11, 23, 14, 0, tzinfo=ZoneInfo("Asia/Tokyo")), "webchat")
VOICE = ParseContext(WEBCHAT.today, WEBCHAT.now, "voice")
