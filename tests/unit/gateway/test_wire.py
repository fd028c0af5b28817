"""The wire of web chat: what text is stored as, and what a client sees of an event."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from conversation import events as ev
from conversation.log import LoggedEvent
from conversation.messages import Attachment, Choice
from conversation.model import Channel, ConversationId, Holder, HolderKind
from conversation.state import ConversationState
from gateway.channels.webchat.wire import MessageSend, MessagesSince, clean_text, wire_conversation, wire_message
from gateway.desk.standing import Standing

AN_ID = UUID("00000000-0000-4000-8000-000000000001")
ANOTHER_ID = UUID("00000000-0000-4000-8000-000000000002")
AT = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
PHOTO = Attachment(attachment_id=ANOTHER_ID, file_name="車.png", content_type="image/png", size=12)


def logged(event: ev.Event, message_seq: int | None = 7) -> LoggedEvent:
    return LoggedEvent(ConversationId(AN_ID), 12, message_seq, ANOTHER_ID, AT, None, 0, event)


def url_of(attachment: Attachment) -> str:
    return f"/files/{attachment.attachment_id}"


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("住所変更", "住所変更"),
        ("  外側の空白　\n", "外側の空白"),
        ("一行目\r\n二行目\r三行目\n四行目", "一行目\n二行目\n三行目\n四行目"),
        ("タブ\tは残る", "タブ\tは残る"),
        ("ベル\x07とNUL\x00とESC\x1b[31m", "ベルとNULとESC[31m"),
        ("C1\x80\x9b\x9fとDEL\x7f", "C1とDEL"),
        ("片割れ\ud83dと\udc00", "片割れと"),
        ("非文字\ufffe\uffff", "非文字"),
        ("絵文字😀と👨\u200d👩\u200d👧", "絵文字😀と👨\u200d👩\u200d👧"),
        ("髙橋 﨑 𠮷野家", "髙橋 﨑 𠮷野家"),
        ("\x00\x01\ud800", ""),
        ("　 \t\r\n", ""),
        ("", ""),
    ],
)
def test_text_is_stored_clean(written: str, stored: str) -> None:
    assert clean_text(written) == stored


@pytest.mark.parametrize("written", ["\ud83d\ude00", "a\x00\r\n b\udfff\x9b  "])
def test_clean_text_can_be_stored_and_stays_clean(written: str) -> None:
    stored = clean_text(written)
    assert clean_text(stored) == stored
    assert "\x00" not in stored.encode().decode()


def test_a_customers_message() -> None:
    event = ev.MessageReceived(
        message_id=AN_ID, channel=Channel.webchat, provider_message_id="m-1", text="写真です", attachments=(PHOTO,)
    )
    assert wire_message(logged(event), url_of) == {
        "seq": 7,
        "message_id": str(AN_ID),
        "client_message_id": "m-1",
        "author_kind": "customer",
        "text": "写真です",
        "choices": [],
        "attachments": [
            {
                "attachment_id": str(ANOTHER_ID),
                "file_name": "車.png",
                "content_type": "image/png",
                "size": 12,
                "url": f"/files/{ANOTHER_ID}",
            }
        ],
        "sent_at": "2026-04-01T09:30:00+00:00",
    }


def test_a_bots_message_with_choices() -> None:
    event = ev.MessagePosted(
        message_id=AN_ID, author_kind="bot", text="よろしいですか。", choices=(Choice(label="はい", value="yes"),)
    )
    assert wire_message(logged(event), url_of) == {
        "seq": 7,
        "message_id": str(AN_ID),
        "author_kind": "bot",
        "text": "よろしいですか。",
        "choices": [{"label": "はい", "value": "yes"}],
        "attachments": [],
        "sent_at": "2026-04-01T09:30:00+00:00",
    }


def test_an_agent_is_named() -> None:
    event = ev.MessagePosted(message_id=AN_ID, author_kind="agent", author_name="受付 花", text="代わりました。")
    message = wire_message(logged(event), url_of)
    assert message is not None
    assert (message["author_kind"], message["author_name"]) == ("agent", "受付 花")


@pytest.mark.parametrize(
    "event",
    [
        ev.HolderChanged(holder=HolderKind.queue, holder_name="general", reason="asked_for"),
        ev.BotFailed(turn_id=AN_ID, reason="timeout"),
        ev.IdentityFailed(is_locked=False),
    ],
)
def test_what_is_no_message_is_not_shown(event: ev.Event) -> None:
    assert wire_message(logged(event, message_seq=None), url_of) is None


@pytest.mark.parametrize(
    ("holder", "standing", "told"),
    [
        (Holder(HolderKind.bot), Standing(), {"holder": "bot"}),
        (Holder(HolderKind.agent, "a-1"), Standing(agent_name="佐藤"), {"holder": "agent", "agent_name": "佐藤"}),
        (
            Holder(HolderKind.queue, "general"),
            Standing(queue_position=2, estimated_wait=180),
            {"holder": "queue", "queue_position": 2, "estimated_wait_seconds": 180},
        ),
        (Holder(HolderKind.none, "a-1"), Standing(), {"holder": "none"}),
    ],
)
def test_conversation_tells_who_has_it_and_where_one_stands(
    holder: Holder, standing: Standing, told: dict[str, Any]
) -> None:
    assert wire_conversation(ConversationState(holder=holder), standing) == told


@pytest.mark.parametrize(
    "payload",
    [
        None,
        [],
        "text",
        {},
        {"text": "no id"},
        {"client_message_id": "", "text": "x"},
        {"client_message_id": "a b", "text": "x"},
        {"client_message_id": "a\n", "text": "x"},
        {"client_message_id": "全角", "text": "x"},
        {"client_message_id": "x" * 81, "text": "x"},
        {"client_message_id": 1, "text": "x"},
        {"client_message_id": "a", "text": None},
        {"client_message_id": "a", "text": ["x"]},
        {"client_message_id": "a", "text": b"x"},
        {"client_message_id": "a", "attachment_ids": "x"},
        {"client_message_id": "a", "attachment_ids": [1]},
        {"client_message_id": "a", "attachment_ids": ["../../etc/passwd"]},
        {"client_message_id": "a", "attachment_ids": [str(AN_ID)] * 6},
    ],
)
def test_a_malformed_message_is_refused(payload: object) -> None:
    with pytest.raises(ValidationError):
        MessageSend.model_validate(payload)


@pytest.mark.parametrize("after_seq", [-1, 2**31, 10**30, "1", 1.0, True, None, [], float("nan")])
def test_a_malformed_place_is_refused(after_seq: object) -> None:
    with pytest.raises(ValidationError):
        MessagesSince.model_validate({"after_seq": after_seq})
