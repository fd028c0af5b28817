"""Passing conversations on, and seeing that a refusal leaves no trace."""

from typing import Any

import pytest

from conversation.model import ConversationId
from gateway.desk import passing
from gateway.desk.acts import Who
from gateway.desk.passing import Mode, Target
from tests.integration.handoff.scene import House


async def pass_on(
    house: House, who: Who, conversation_id: ConversationId, target: Target, mode: Mode = "cold", **more: Any
) -> None:
    await passing.transfer(house.floor, who, conversation_id, target, mode, **{"epoch": None, **more})


async def refused(
    house: House, who: Who, conversation_id: ConversationId, target: Target, error: type[Exception], mode: Mode = "cold"
) -> None:
    """In this way, and without a trace."""
    before, offers, said = await house.everything(), len(house.notices.offers), len(house.notices.said)
    with pytest.raises(error):
        await pass_on(house, who, conversation_id, target, mode)
    assert await house.everything() == before
    assert (len(house.notices.offers), len(house.notices.said)) == (offers, said)
