"""A conversation with words of everybody and notes beside it, and the wires its words go out by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, cast
from uuid import UUID, uuid4

from fastapi import FastAPI

from casework.procedures.load import load_procedures
from casework.procedures.spec import Procedure
from conversation import events as ev
from conversation.deliveries import stage_delivery
from conversation.log import lock_conversation
from conversation.messages import Attachment
from conversation.model import Channel, ConversationId
from conversation.state import ConversationState
from crm_adapter.memory_crm import MemoryCrm
from database.engine import Database, Sessions
from database.vault import Vault
from gateway.api.answers_at_hand import answer_routes
from gateway.api.contacts import contact_routes
from gateway.api.conversations import conversation_routes
from gateway.api.desk import StaffDesk
from gateway.api.marks import mark_routes
from gateway.channels.webchat.socket import WebchatDesk, WebchatNamespace
from gateway.desk.socket import DeskNamespace
from gateway.desk.standing import Standing
from gateway.desk_answers import CannedAnswers, load_canned_answers
from gateway.errors import install_error_handlers
from gateway.knowledge_desk import KnowledgeDesk
from gateway.staff.codes import Codes, load_codes
from gateway.staff.permissions import Role
from handoff.model import AgentId
from handoff.notes import write_note
from handoff.promises import PromiseKind, make_promise
from tests.integration.at_hand_scene import AGENT_NAME, AtHandDesk, Scene
from tests.integration.staff.scene import NOON
from tests.sim.contact_texts import texts_of

CONFIG = Path(__file__).parents[2] / "config"
MARKER = "ふくろう印の控え"
AGENTS_WORDS = "替わりました。"
SAID = "引っ越したので住所を変えたいです"


@dataclass
class WholeDesk(AtHandDesk):
    """What the routes walked here use of the StaffDesk."""

    procedures: Mapping[str, Procedure] = field(default_factory=lambda: load_procedures(CONFIG / "procedures"))
    codes: Codes = field(default_factory=lambda: load_codes(CONFIG / "dispositions.yml"))
    canned_answers: CannedAnswers = field(default_factory=lambda: load_canned_answers(CONFIG / "canned_answers.yml"))

    def url_of(self, attachment: Attachment) -> str:
        return f"/files/{attachment.attachment_id}"

    def app(self) -> FastAPI:
        app, desk = FastAPI(), cast("StaffDesk", self)
        install_error_handlers(app)
        app.include_router(contact_routes(desk, texts_of(desk)), prefix="/api")
        app.include_router(answer_routes(desk), prefix="/api")
        app.include_router(conversation_routes(desk), prefix="/api")
        app.include_router(mark_routes(desk), prefix="/api")
        return app


@dataclass(frozen=True)
class Seat:
    """What a customer's screen is served with, as far as messages go."""

    reads: Sessions
    vault: Vault
    attachments: WholeDesk

    async def standing_of(self, _: ConversationId, __: ConversationState) -> Standing:
        return Standing(queue_position=1, estimated_wait=120)


class CustomersWire(WebchatNamespace):
    """A namespace whose wire is a list and whose one visitor sits in one conversation."""

    def __init__(self, seat: Seat, conversation_id: ConversationId) -> None:
        super().__init__(cast("WebchatDesk", seat))
        self.wire: list[object] = []
        self._place = {"conversation_id": conversation_id, "token": "a-token", "from_seq": 0, "may_end": False}

    async def emit(self, event: str, data: object = None, **_: object) -> None:
        self.wire.append([event, data])

    async def get_session(self, _: str) -> Mapping[str, object]:
        return self._place


class DesksWire(DeskNamespace):
    def __init__(self, desk: StaffDesk) -> None:
        super().__init__(desk, ())
        self.wire: list[object] = []

    async def emit(self, event: str, data: object = None, **_: object) -> None:
        self.wire.append([event, data])


class Kept(Protocol):
    """Wherever conversations are kept."""

    @property
    def database(self) -> Database: ...
    @property
    def vault(self) -> Vault: ...


@dataclass(frozen=True)
class Spoken:
    """A conversation with words of everybody, a call, a delivery, a promise, and a note with the marker.

    `calls_url` is a database for calls alone: routing sees everybody who waits in it.
    """

    scene: Scene
    agent_id: AgentId
    conversation_id: ConversationId
    contact_id: UUID
    crm: MemoryCrm
    calls_url: str

    @property
    def desk(self) -> StaffDesk:
        return cast("StaffDesk", self.scene.desk)


async def write_marker(scene: Kept, conversation_id: ConversationId) -> None:
    async with scene.database.sessions.begin() as session:
        await write_note(
            session,
            scene.vault,
            conversation_id=conversation_id,
            author_id=AgentId(uuid4()),
            author_name=AGENT_NAME,
            text=f"<b>{MARKER}</b> 不在がち",
            at=NOON,
        )


async def speak(database: Database, vault: Vault, knowledge: KnowledgeDesk, calls_url: str) -> Spoken:
    crm = MemoryCrm(lambda: NOON)
    scene = Scene(database, vault, WholeDesk(database.sessions, vault, crm=crm, knowledge=knowledge))
    supervisor = await scene.colleague(Role.supervisor)
    conversation_id = await scene.conversation(None, SAID)
    bots = ev.MessagePosted(message_id=uuid4(), author_kind="bot", text="承ります。")
    await scene.append(conversation_id, bots, epoch=0)
    await write_marker(scene, conversation_id)
    await scene.serve(conversation_id, supervisor)
    attached = Attachment(attachment_id=uuid4(), file_name="a.pdf", content_type="application/pdf", size=1)
    agents = ev.MessagePosted(
        message_id=uuid4(),
        author_kind="agent",
        author_id=str(supervisor),
        text=AGENTS_WORDS,
        attachments=(attached,),
    )
    connected = ev.CallConnected(call_sid=f"CA{uuid4().hex}", agent_id=str(supervisor))
    await scene.append(conversation_id, agents, connected, epoch=1)
    async with database.sessions.begin() as session:
        log = await lock_conversation(session, vault, conversation_id)
        await stage_delivery(
            session,
            vault,
            scene.desk.jobs,
            log,
            channel=Channel.sms,
            address="+819000001234",
            text="受付番号をお送りします。",
            purpose="case_no",
            at=NOON,
        )
        await make_promise(
            session,
            vault,
            scene.desk.jobs,
            log,
            kind=PromiseKind.callback,
            text="折り返す",
            due_at=NOON.replace(hour=20),
            made_by=supervisor,
            made_by_name=AGENT_NAME,
            at=NOON,
        )
        contact_id = cast("UUID", log.state.contact_id)
    await write_marker(scene, conversation_id)
    return Spoken(scene, supervisor, conversation_id, contact_id, crm, calls_url)
