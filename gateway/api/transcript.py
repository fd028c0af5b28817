"""The transcript of a contact: as it was said, or masked, which is how it is shown until somebody gives a reason."""

import asyncio
from collections.abc import Sequence
from typing import Any

from conversation.log import LoggedEvent
from gateway.channels.webchat.wire import AttachmentUrl, wire_message
from gateway.contact_texts import Mask

HIDDEN_FILE = "［ファイル］"
BREATHE_EVERY = 20


def plain_transcript(events: Sequence[LoggedEvent], url_of: AttachmentUrl) -> list[dict[str, Any]]:
    messages = (wire_message(entry, url_of) for entry in events)
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
        "text": mask(message["text"]),
        "choices": [{name: mask(value) for name, value in choice.items()} for choice in message["choices"]],
        "attachments": [
            {name: value for name, value in {**item, "file_name": HIDDEN_FILE}.items() if name != "url"}
            for item in message["attachments"]
        ],
    }
