"""Messages as staff see them; the transcript of a contact as it was said, or masked until somebody gives a reason."""

import asyncio
from collections.abc import Sequence
from typing import Any

from casework.intakes.account_numbers import without_account_numbers
from conversation import events as ev
from conversation.log import LoggedEvent
from conversation.model import Channel
from gateway.channels.voice.calls import SID
from gateway.channels.webchat.wire import AttachmentUrl, wire_message
from gateway.contact_texts import Mask

HIDDEN_FILE, HIDDEN_KEYS = "［ファイル］", "＊"
BREATHE_EVERY = 20


def staff_message(entry: LoggedEvent, url_of: AttachmentUrl) -> dict[str, Any] | None:
    """A message as the desk shows it. Numbers of accounts and cards are left out: nobody here may write them down."""
    message = said_message(entry, url_of)
    if message is None or not isinstance(entry.event, ev.MessageReceived):
        return message
    return {**message, "text": without_account_numbers(message["text"])}


def said_message(entry: LoggedEvent, url_of: AttachmentUrl) -> dict[str, Any] | None:
    """A customer's message with the channel it came on and the keys that were pressed; spoken words are `voice`."""
    message = wire_message(entry, url_of)
    match entry.event:
        case ev.MessageReceived(channel=channel, dtmf=dtmf) if message is not None:
            return {**message, "channel": channel.value, **({"dtmf": dtmf} if dtmf else {})}
        case ev.MessagePosted(client_message_id=known) if message is not None and _was_spoken(known):
            return {**message, "channel": Channel.voice.value}
    return message


def plain_transcript(events: Sequence[LoggedEvent], url_of: AttachmentUrl) -> list[dict[str, Any]]:
    """Every word as it was said, for those who gave a reason that is kept."""
    messages = (said_message(entry, url_of) for entry in events)
    return [message for message in messages if message is not None]


async def masked_transcript(events: Sequence[LoggedEvent], mask: Mask) -> list[dict[str, Any]]:
    """Neither the names of files nor a way to them: what is on a photo is personal data as well."""
    masked = []
    for place, message in enumerate(plain_transcript(events, lambda _: "")):
        masked.append(_masked(message, mask))
        if place % BREATHE_EVERY == 0:
            await asyncio.sleep(0)
    return masked


def _masked(message: dict[str, Any], mask: Mask) -> dict[str, Any]:
    return {
        **message,
        **({"dtmf": HIDDEN_KEYS} if "dtmf" in message else {}),
        "text": mask(message["text"]),
        "choices": [{name: mask(value) for name, value in choice.items()} for choice in message["choices"]],
        "attachments": [
            {name: value for name, value in {**item, "file_name": HIDDEN_FILE}.items() if name != "url"}
            for item in message["attachments"]
        ],
    }


def _was_spoken(client_message_id: str | None) -> bool:
    """An agent's words that were transcribed are known by the sentence of their call."""
    call_sid, colon, _ = (client_message_id or "").partition(":")
    return bool(colon) and SID.fullmatch(call_sid) is not None
