"""What staff see of a message besides its words: how it came, which keys were pressed, and neither when masked."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from conversation import events as ev
from conversation.log import LoggedEvent
from conversation.model import Channel, ConversationId
from gateway.api.transcript import masked_transcript, staff_message

AN_ID = UUID("00000000-0000-4000-8000-000000000001")


def logged(event: ev.Event) -> LoggedEvent:
    return LoggedEvent(ConversationId(AN_ID), 3, 2, AN_ID, datetime(2026, 11, 23, tzinfo=UTC), None, 0, event)


def received(channel: Channel, dtmf: str | None = None) -> ev.MessageReceived:
    return ev.MessageReceived(message_id=AN_ID, channel=channel, text="1980年5月5日", dtmf=dtmf)


def posted(client_message_id: str | None) -> ev.MessagePosted:
    return ev.MessagePosted(message_id=AN_ID, author_kind="agent", client_message_id=client_message_id, text="はい")


def url_of(_: object) -> str:
    return ""


@pytest.mark.parametrize(
    ("event", "shown"),
    [
        (received(Channel.webchat), {"channel": "webchat"}),
        (received(Channel.voice), {"channel": "voice"}),
        (received(Channel.voice, "19800505"), {"channel": "voice", "dtmf": "19800505"}),
        # Spoken and transcribed, or written at the desk.
        (posted("CA0123456789abcdef:7"), {"channel": "voice"}),
        (posted("0b8f2c1e-6d0e-4a52-9a53-0f2a8f0d7c11"), {}),
        (posted("CAlendar"), {}),
        (posted(None), {}),
    ],
)
def test_how_a_message_came(event: ev.Event, shown: dict[str, str]) -> None:
    message = staff_message(logged(event), url_of) or {}
    assert {name: message[name] for name in ("channel", "dtmf") if name in message} == shown


def test_what_is_no_message_stays_none() -> None:
    entry = LoggedEvent(
        ConversationId(AN_ID), 3, None, AN_ID, datetime(2026, 11, 23, tzinfo=UTC), None, 0, ev.ConversationOpened()
    )
    assert staff_message(entry, url_of) is None


async def test_pressed_keys_are_masked_whatever_they_were() -> None:
    [message] = await masked_transcript([logged(received(Channel.voice, "19800505"))], lambda _: "●")
    assert (message["dtmf"], message["text"]) == ("＊", "●")
    assert "1980" not in str(message["dtmf"])


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("口座番号は1234567です", "口座番号は［番号］です"),
        ("4111-1111-1111-1111です", "［番号］です"),
        ("090-0000-0001です", "090-0000-0001です"),
        ("証券番号はA123456789です", "証券番号はA123456789です"),
    ],
)
def test_nobody_reads_the_number_of_an_account(said: str, shown: str) -> None:
    event = ev.MessageReceived(message_id=AN_ID, channel=Channel.webchat, text=said)
    assert (staff_message(logged(event), url_of) or {})["text"] == shown
