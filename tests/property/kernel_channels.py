"""Channels of one conversation: messages, calls and links as the gateway takes them, and what the log says of proof."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

from kernel_world import Command, Desk, KernelWorld

from casework.procedures.load import read_checked
from conversation import events as ev
from conversation.log import LoggedEvent
from conversation.messages import InboundMessage
from conversation.model import BOT, Channel, ContactId, Direction
from conversation.receive import Received
from conversation.state import ConversationState, fold
from database.engine import Database
from database.vault import Vault
from gateway.channels.link_file import LinkFile
from gateway.channels.links import ContinueLinks, LinkVisitor
from gateway.channels.voice.answering import _greet
from gateway.channels.voice.calls import Call, get_call, save_call
from gateway.channels.voice.ending import end_call
from gateway.channels.voice.telephones import VoiceDesk
from gateway.channels.voice.visit import Visit
from gateway.channels.voice.voice_file import VoiceFile
from gateway.intake import Intake
from tests.integration.handoff.recording import RecordingNotices

CONFIG = Path(__file__).parents[2] / "config"
VOICE = read_checked(CONFIG / "voice.yml", VoiceFile)
# Generated histories may want more links than a day allows.
LINKS = read_checked(CONFIG / "links.yml", LinkFile).model_copy(update={"per_day": 1_000})
PUBLIC = "https://toritsugi.example"
# Short, so that generated histories outlive it.
LINK_SESSION = timedelta(seconds=90)


class NoJobs:
    """Nothing is carried out here."""

    async def defer(self, *_: object, **__: object) -> None: ...


def receiving(
    provider_message_id: str, text: str, channel: Channel = Channel.webchat, visitor: str | None = None
) -> Command[Received]:
    """A message as the gateway's intake takes it, in the transaction of the caller; by a link's visitor, if given."""

    async def command(desk: Desk) -> Received:
        unused = cast("Any", None)
        intake = Intake(
            sessions=unused,
            vault=desk.vault,
            turns=cast("Any", SimpleNamespace(lease=None)),
            notices=unused,
            background=unused,
            jobs=NoJobs(),
            clock=lambda: desk.at,
            contact_idle=timedelta(days=1),
            link_session=LINK_SESSION,
        )
        address = visitor or f"{channel}-{desk.log.conversation_id}"
        message = InboundMessage(channel, address, provider_message_id, text, desk.at)
        is_in_call = await intake._is_beside_call(desk.session, desk.log, message)
        return await intake._receive(desk.session, desk.log, message, is_in_call=is_in_call)

    return command


def calling(call_sid: str) -> Command[None]:
    """A call comes in and is greeted."""

    async def command(desk: Desk) -> None:
        call = Call(call_sid, desk.log.conversation_id, None, Direction.inbound, None, desk.at, desk.at)
        visit = Visit(_voice_desk(desk), desk.session, desk.log, call)
        await _greet(visit)
        await save_call(desk.session, desk.vault, visit.call, at=desk.at)

    return command


def hanging_up(call_sid: str) -> Command[None]:
    async def command(desk: Desk) -> None:
        call = await get_call(desk.session, desk.vault, call_sid)
        visit = Visit(_voice_desk(desk), desk.session, desk.log, call)
        await end_call(visit, by="customer")
        await save_call(desk.session, desk.vault, visit.call, at=desk.at)

    return command


def issuing() -> Command[str]:
    """The token of a new link."""

    async def command(desk: Desk) -> str:
        links = _links(None, desk.vault, lambda: desk.at)
        url = await links.issue(desk.session, desk.log, purpose="continue", intake_id=None, at=desk.at)
        return url.removeprefix(f"{PUBLIC}/c/")

    return command


def redeem(world: KernelWorld, token: str) -> str:
    """The visitor's token; in transactions of its own. Raise LinkRefusedError."""
    visitors: list[LinkVisitor] = []

    async def work(database: Database, vault: Vault) -> None:
        visitors.append(await _links(database.sessions, vault, lambda: world.now).redeem(token))

    world.outside(work)
    return visitors[0].token


def _voice_desk(desk: Desk) -> VoiceDesk:
    floor = SimpleNamespace(vault=desk.vault, clock=lambda: desk.at, jobs=NoJobs())
    return cast("VoiceDesk", SimpleNamespace(floor=floor, voice=VOICE, disaster=None))


def _links(sessions: Any, vault: Vault, clock: Callable[[], datetime]) -> ContinueLinks:
    return ContinueLinks(sessions, vault, NoJobs(), RecordingNotices(), LINKS, PUBLIC, clock)


@dataclass(frozen=True)
class Told:
    """A message of the customer's, with the state it came in and the contact where the proof was given."""

    event: ev.MessageReceived
    state: ConversationState
    proved_in: ContactId | None

    @property
    def is_beside_or_passed_on(self) -> bool:
        """On another channel than the contact's, which the contact outlives only beside a call or with people."""
        return self.state.contact_channel is Channel.voice or self.state.holder != BOT

    @property
    def is_explained(self) -> bool:
        is_here = self.event.channel is self.state.contact_channel or self.is_beside_or_passed_on
        return is_here and (not self.state.level or self.proved_in == self.state.contact_id)


@dataclass(frozen=True)
class Carried:
    """A proof with which a contact began, and what was proved where the link redeemed last was issued."""

    channel: Channel
    proof: ev.IdentityVerified
    lent: ConversationState
    since_issued: Sequence[ev.Event]
    age: timedelta

    @property
    def is_lent(self) -> bool:
        has_failed = any(isinstance(event, ev.IdentityFailed) for event in self.since_issued)
        is_no_more = 0 < self.proof.level <= min(self.lent.level, 2)
        is_same = self.proof.customer_id == self.lent.customer_id
        return self.channel is Channel.webchat and is_no_more and is_same and not has_failed and self.age < LINK_SESSION


def list_told(log: Sequence[LoggedEvent]) -> list[Told]:
    told, state, proved_in = [], ConversationState(), None
    for entry in log:
        match entry.event:
            case ev.MessageReceived():
                told.append(Told(entry.event, state, proved_in))
            case ev.IdentityVerified():
                proved_in = entry.contact_id
            case _:
                pass
        state = fold(state, entry.event)
    return told


def list_carried(log: Sequence[LoggedEvent]) -> list[Carried]:
    """From the log alone: a proof that came in the same moment as its contact was not given in it."""
    carried, state = [], ConversationState()
    lent: dict[object, tuple[int, ConversationState]] = {}
    redeemed = []
    for place, entry in enumerate(log):
        match entry.event, log[place - 1].event:
            case ev.LinkIssued(link_id=link_id), _:
                lent[link_id] = (place, state)
            case ev.LinkRedeemed(link_id=link_id), _:
                redeemed.append((link_id, entry.occurred_at))
            case ev.IdentityVerified() as proof, ev.ContactOpened(channel=channel) if (
                log[place - 1].occurred_at == entry.occurred_at
            ):
                link_id, redeemed_at = redeemed[-1]
                issued, then = lent[link_id]
                since = [each.event for each in log[issued:place]]
                carried.append(Carried(channel, proof, then, since, entry.occurred_at - redeemed_at))
            case _:
                pass
        state = fold(state, entry.event)
    return carried


def new_call_sid() -> str:
    return f"CA{uuid4().hex}"
