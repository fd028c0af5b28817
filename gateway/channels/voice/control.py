"""What an agent does with the call they have: pausing the recording, hanging up, calling once more."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from uuid import UUID

from conversation import events as ev
from conversation.errors import ConversationNotFoundError
from conversation.log import state_of
from conversation.model import ConversationId, HolderKind
from conversation.tables import ConversationRow
from gateway.carrier.port import CarrierError, CarrierUnavailableError
from gateway.channels.voice.callbacks import call_again
from gateway.channels.voice.calls import Call, CallState, UnknownCallError, find_latest_call, find_live_call
from gateway.channels.voice.ending import end_call
from gateway.channels.voice.telephones import VoiceDesk
from gateway.channels.voice.visit import Visit, visiting
from gateway.desk.acts import Who
from handoff.errors import NotYourConversationError
from handoff.serving import agent_of


@dataclass(frozen=True)
class CallControl:
    """Everything raises NotYourConversationError for whoever does not have the conversation.

    UnknownCallError: it has no call, or none that goes on. CarrierError, CarrierUnavailableError: nothing has changed.
    """

    desk: VoiceDesk

    async def read(self, who: Who, conversation_id: UUID) -> Call:
        """The latest call, also during the wrap-up."""
        floor = self.desk.floor
        async with floor.reads() as session:
            row = await session.get(ConversationRow, conversation_id)
            if row is None:
                raise ConversationNotFoundError("There is no such conversation.")
            if agent_of(state_of(row)) != who.agent_id:
                raise NotYourConversationError("Another agent has the conversation.")
            call = await find_latest_call(session, floor.vault, ConversationId(conversation_id))
        if call is None:
            raise UnknownCallError(str(conversation_id))
        return call

    async def pause_recording(self, who: Who, conversation_id: UUID, *, is_paused: bool) -> Call:
        live = await self._live(who, conversation_id)
        if is_paused:
            await self.desk.carrier.pause_recording(live.call_sid)
        else:
            await self.desk.carrier.resume_recording(live.call_sid)
        async with self._theirs(who, live.call_sid) as visit:
            if visit.call.is_recording_paused != is_paused:
                visit.call = replace(visit.call, is_recording_paused=is_paused)
                paused = ev.RecordingPaused(call_sid=live.call_sid, is_paused=is_paused, agent_id=str(who.agent_id))
                await visit.append(paused)
        return visit.call

    async def call_again(self, who: Who, conversation_id: UUID) -> Call:
        """Call the customer of an earlier call of this contact. Raise also CallGoesOnError or NoNumberError."""
        latest = await self.read(who, conversation_id)
        async with self._theirs(who, latest.call_sid) as visit:
            if visit.log.state.contact_id != latest.contact_id:
                raise UnknownCallError(str(conversation_id))
        return await call_again(self.desk, latest.call_sid)

    async def hang_up(self, who: Who, conversation_id: UUID) -> Call:
        """The wrap-up begins. The carrier's report may come before its answer: who ends the call is noted first."""
        live = await self._live(who, conversation_id)
        async with self._theirs(who, live.call_sid) as visit:
            visit.call = replace(visit.call, ended_by="agent")
        try:
            await self.desk.carrier.end_call(live.call_sid)
        except (CarrierError, CarrierUnavailableError):
            async with visiting(self.desk, live.call_sid) as visit:
                if visit.call.state is not CallState.ended:
                    visit.call = replace(visit.call, ended_by=None)
            raise
        async with visiting(self.desk, live.call_sid) as visit:
            await end_call(visit, by="agent")
        return visit.call

    async def _live(self, who: Who, conversation_id: UUID) -> Call:
        await self.read(who, conversation_id)
        floor = self.desk.floor
        async with floor.reads() as session:
            live = await find_live_call(session, floor.vault, ConversationId(conversation_id), at=floor.clock())
        if live is None:
            raise UnknownCallError(str(conversation_id))
        return live

    @asynccontextmanager
    async def _theirs(self, who: Who, call_sid: str) -> AsyncIterator[Visit]:
        async with visiting(self.desk, call_sid) as visit:
            holder = visit.log.state.holder
            if holder.kind is not HolderKind.agent or holder.name != str(who.agent_id):
                raise NotYourConversationError("The agent does not hold the conversation.")
            yield visit
