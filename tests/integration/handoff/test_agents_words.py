"""What an agent writes is said once, and what is refused leaves nothing behind, not even the id of the message."""

import asyncio
from dataclasses import replace

import pytest

from conversation.errors import MessageIdReusedError, StaleEpochError
from conversation.log import list_messages
from conversation.model import ConversationId
from gateway.desk.acts import Who, write
from handoff.errors import CustomerWroteSinceError, NotYourConversationError
from handoff.speaking import AgentWords
from tests.integration.handoff.scene import House


async def words_of(house: House, who: Who, conversation_id: ConversationId) -> AgentWords:
    epoch = (await house.state(conversation_id)).epoch
    return AgentWords(who.agent_id, who.name, "message-1", "お待たせいたしました。", epoch)


async def texts(house: House, conversation_id: ConversationId) -> list[str]:
    async with house.database.sessions() as session:
        logged = await list_messages(session, house.vault, conversation_id, after_seq=0, limit=100)
    return [getattr(entry.event, "text", "") for entry in logged]


async def test_the_same_message_from_two_tabs_is_said_once(house: House) -> None:
    who = await house.agent()
    conversation_id = await house.served_by(who)
    words = await words_of(house, who, conversation_id)
    first, second = await asyncio.gather(*[write(house.floor, conversation_id, words) for _ in range(2)])
    later = await write(house.other_floor, conversation_id, words)
    assert first.message_seq == second.message_seq == later.message_seq
    assert first.message_id == second.message_id == later.message_id
    assert (await texts(house, conversation_id)).count(words.text) == 1
    assert (await texts(house, conversation_id))[later.message_seq - 1] == words.text


async def test_an_id_belongs_to_its_words(house: House) -> None:
    who = await house.agent()
    conversation_id = await house.served_by(who)
    words = await words_of(house, who, conversation_id)
    await write(house.floor, conversation_id, words)
    with pytest.raises(MessageIdReusedError):
        await write(house.floor, conversation_id, replace(words, text="別の文です。"))


async def test_a_refused_message_may_be_sent_again_under_its_id(house: House) -> None:
    who, other = await house.agent(), await house.agent("検査 次郎")
    conversation_id = await house.served_by(who)
    words = await words_of(house, who, conversation_id)
    with pytest.raises(StaleEpochError):
        await write(house.floor, conversation_id, replace(words, epoch=words.epoch - 1))
    with pytest.raises(CustomerWroteSinceError):
        await write(house.floor, conversation_id, replace(words, based_on_seq=0))
    with pytest.raises(NotYourConversationError):
        await write(house.floor, conversation_id, replace(words, agent_id=other.agent_id))
    said = await write(house.floor, conversation_id, words)
    assert said.logged
    assert (await texts(house, conversation_id)).count(words.text) == 1
