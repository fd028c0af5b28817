"""What every call works with, passed in by the composition root."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from casework.disaster.rules import DisasterDesk
from casework.reception import Queues, Reception
from conversation.log import ConversationLog
from gateway.carrier.port import Carrier
from gateway.channels.voice.given_up import GivenUp
from gateway.channels.voice.scene import Device
from gateway.channels.voice.voice_file import VoiceFile
from gateway.desk.floor import Floor
from gateway.intake import Intake
from gateway.turns import Turns


class Links(Protocol):
    async def send_link(
        self, session: AsyncSession, log: ConversationLog, *, purpose: str, intake_id: UUID | None, at: datetime
    ) -> bool: ...


class AgentDevices(Protocol):
    """How agents are reached."""

    def device_of(self, agent_id: str) -> Device: ...


@dataclass(frozen=True)
class BrowserDevices:
    """Every agent has a telephone in their browser. The names of clients take letters, digits and underscores only."""

    def device_of(self, agent_id: str) -> Device:
        return Device(client=f"agent_{agent_id.replace('-', '_')}")


@dataclass(frozen=True)
class VoiceDesk:
    """The collaborators of every call. `links` None: no text message can be sent.

    `own_number` is shown to telephones of the office where the caller's is withheld; `given_up` are the calls that
    were ended without the database.
    """

    floor: Floor
    intake: Intake
    turns: Turns
    carrier: Carrier
    voice: VoiceFile
    public_base_url: str
    reception: Reception
    queues: Queues
    links: Links | None = None
    devices: AgentDevices = field(default_factory=BrowserDevices)
    is_transcribed: bool = True
    is_recorded: bool = True
    own_number: str | None = None
    given_up: GivenUp = field(default_factory=GivenUp)
    disaster: DisasterDesk | None = None
