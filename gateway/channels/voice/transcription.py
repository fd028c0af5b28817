"""What caller and agent say to each other, sentence by sentence, as messages of the log."""

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Literal

import structlog

from conversation import events as ev
from conversation.log import list_events
from conversation.messages import InboundMessage
from conversation.model import Channel, HolderKind
from conversation.receive import receive
from gateway.channels.voice.calls import CallState
from gateway.channels.voice.telephones import VoiceDesk
from gateway.channels.voice.visit import Visit, visiting
from handoff.agents import get_agent
from handoff.serving import agent_of
from handoff.speaking import AgentWords, say

logger = structlog.get_logger()

CONTENT = "transcription-content"
LONGEST_SENTENCE = 4_000
PAUSED = "（録音停止中）"
WRITTEN_WITHIN = timedelta(seconds=5)
"""How long after it was said a sentence may arrive."""

Track = Literal["inbound_track", "outbound_track"]


@dataclass(frozen=True)
class Sentence:
    """`sentence_id` is the carrier's: the same sentence may come twice."""

    call_sid: str
    sentence_id: str
    track: Track
    text: str = field(repr=False)


def transcript_of(data: str) -> str:
    """The words of `TranscriptionData`; nothing when it holds none."""
    try:
        content = json.loads(data)
    except ValueError:
        return ""
    words = content.get("transcript") if isinstance(content, dict) else None
    return words.strip()[:LONGEST_SENTENCE] if isinstance(words, str) else ""


async def transcribe(desk: VoiceDesk, sentence: Sentence) -> None:
    """What comes before they hear each other or after the contact, or an agent's words once they no longer have it,
    is dropped: nobody may speak in another's name. Of what is said while the recording is paused, only that something
    was. Raise UnknownCallError.
    """
    async with visiting(desk, sentence.call_sid) as visit:
        if visit.log.state.contact_id is None:
            logger.warning("sentence_dropped", code="contact_closed")
            return
        if visit.call.state is not CallState.talking:
            logger.warning("sentence_dropped", code="not_talking")
            return
        sentence = await _without_secrets(visit, sentence)
        if sentence.track == "inbound_track":
            await _from_caller(visit, sentence)
        elif visit.log.state.holder.kind is HolderKind.agent and visit.log.state.holder.name == visit.call.agent_id:
            await _from_agent(visit, sentence)
        else:
            logger.warning("sentence_dropped", code="not_their_conversation")


async def _without_secrets(visit: Visit, sentence: Sentence) -> Sentence:
    """While the recording is paused, and a little after, a placeholder once for each who speaks."""
    vault, conversation_id = visit.desk.floor.vault, visit.log.conversation_id
    changes = [
        each
        for each in await list_events(visit.session, vault, conversation_id, kinds=("recording.paused",))
        if isinstance(each.event, ev.RecordingPaused) and each.event.call_sid == sentence.call_sid
    ]
    is_late = bool(changes) and visit.now - changes[-1].occurred_at < WRITTEN_WITHIN
    if not (visit.call.is_recording_paused or is_late):
        return sentence
    pauses = sum(isinstance(each.event, ev.RecordingPaused) and each.event.is_paused for each in changes)
    return replace(sentence, sentence_id=f"{sentence.call_sid}:paused.{pauses}:{sentence.track}", text=PAUSED)


async def _from_caller(visit: Visit, sentence: Sentence) -> None:
    """To the agent who listens: no turn answers it, and a wrap-up is not undone by it."""
    message = InboundMessage(
        channel=Channel.voice,
        address=visit.call.address,
        provider_message_id=sentence.sentence_id,
        text=sentence.text,
        received_at=visit.now,
    )
    vault = visit.desk.floor.vault
    received = await receive(visit.session, vault, visit.log, message, at=visit.now, needs_answer=False)
    visit.logged += received.logged


async def _from_agent(visit: Visit, sentence: Sentence) -> None:
    agent_id = agent_of(visit.log.state)
    if agent_id is None:
        return
    agent = await get_agent(visit.session, agent_id)
    words = AgentWords(
        agent_id=agent_id,
        agent_name=agent.name,
        client_message_id=sentence.sentence_id,
        text=sentence.text,
        epoch=visit.log.state.epoch,
    )
    said = await say(visit.session, visit.desk.floor.vault, visit.log, words, at=visit.now)
    visit.logged += said.logged
