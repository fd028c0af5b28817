"""An agent who has served whoever was promised an answer has kept that promise, and no other."""

from datetime import timedelta

import pytest

from conversation.log import lock_conversation
from conversation.model import ConversationId
from gateway.desk import acts
from gateway.desk.acts import Who
from handoff.model import AgentId
from handoff.promises import PromiseKind, PromiseState, list_promises, make_promise
from handoff.serving import WrapUp
from tests.integration.handoff.scene import House


async def promised(
    house: House, conversation_id: ConversationId, text: str, *, by: AgentId | None = None, case_no: str | None = None
) -> None:
    async with house.floor.sessions.begin() as session:
        await make_promise(
            session,
            house.floor.vault,
            house.floor.jobs,
            await lock_conversation(session, house.floor.vault, conversation_id),
            kind=PromiseKind.reply,
            text=text,
            due_at=house.clock() + timedelta(hours=2),
            made_by=by,
            made_by_name="検査" if by else None,
            at=house.clock() - timedelta(hours=1),
            case_no=case_no,
        )


async def open_ones(house: House, conversation_id: ConversationId) -> set[str]:
    async with house.floor.sessions() as session:
        found = await list_promises(
            session, house.floor.vault, state=PromiseState.open, limit=9, conversation_id=conversation_id
        )
    return {promise.text for promise in found}


async def with_promises(house: House, who: Who) -> ConversationId:
    served = await house.served_by(who)
    await promised(house, served, "待つあいだの約束")
    await promised(house, served, "担当者の約束", by=who.agent_id)
    await promised(house, served, "案件の約束", case_no=f"T{served.hex[:9]}")
    return served


async def test_the_answer_waited_for_is_kept_with_the_wrap_up(house: House) -> None:
    who = await house.agent()
    served = await with_promises(house, who)
    await acts.finish(house.floor, who, served, WrapUp("address_change", "answered"))
    assert await open_ones(house, served) == {"担当者の約束", "案件の約束"}


@pytest.mark.parametrize("disposition", ["no_response", "abandoned", "callback_promised"])
async def test_a_customer_who_was_not_served_is_still_owed_it(house: House, disposition: str) -> None:
    who = await house.agent()
    served = await with_promises(house, who)
    await acts.finish(house.floor, who, served, WrapUp("address_change", disposition))
    assert await open_ones(house, served) == {"待つあいだの約束", "担当者の約束", "案件の約束"}
