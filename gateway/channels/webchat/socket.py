"""The web chat socket, namespace `/webchat`. It translates; what a message means is decided elsewhere.

An acknowledged message is committed. Everything the server emits is a hint: clients resume with `messages.since`.
"""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from pydantic import ValidationError
from socketio import AsyncNamespace
from socketio.exceptions import ConnectionRefusedError as Refused

from conversation.errors import ConversationError
from conversation.log import LoggedEvent, list_messages, state_of
from conversation.messages import Attachment
from conversation.model import ConversationId
from conversation.state import ConversationState
from conversation.tables import ConversationRow
from database.engine import Sessions
from database.vault import Vault
from gateway.channels.webchat.attachments import Attachments
from gateway.channels.webchat.errors import RefusedMessageError, message_of
from gateway.channels.webchat.limits import SocketLimits
from gateway.channels.webchat.visitors import UnknownVisitorError, Visitor, Visitors
from gateway.channels.webchat.wire import (
    MessageSend,
    MessagesSince,
    Seen,
    clean_text,
    wire_conversation,
    wire_message,
)
from gateway.desk.standing import Standing
from gateway.intake import Accepted, Intake

logger = structlog.get_logger()

NAMESPACE = "/webchat"
PAGE = 500
LIFECYCLE = ("connect", "disconnect")
QUESTIONS = ("messages.since", "seen")
Ack = dict[str, Any]


@dataclass(frozen=True)
class WebchatDesk:
    """The collaborators of the namespace. `standing_of` tells where a conversation stands; `typed` and `read` pass
    on what the customer's screen does. `welcome` is what every screen shows above the talk, while there is anything.
    """

    reads: Sessions
    vault: Vault
    visitors: Visitors
    intake: Intake
    attachments: Attachments
    limits: SocketLimits
    standing_of: Callable[[ConversationId, ConversationState], Awaitable[Standing]]
    typed: Callable[[ConversationId], Awaitable[None]]
    read: Callable[[ConversationId, int], Awaitable[None]]
    max_text_characters: int
    welcome: Callable[[], Awaitable[str | None]] | None = None


class WebchatNamespace(AsyncNamespace):  # type: ignore[misc]  # python-socketio ships no types.
    def __init__(self, desk: WebchatDesk) -> None:
        super().__init__(NAMESPACE)
        self._desk = desk
        self._connected: dict[str, ConversationId] = {}
        self._told_places: dict[ConversationId, int] = {}

    def conversations(self) -> set[ConversationId]:
        """Those with a customer's screen at this process."""
        forget_closed(self, self._connected)
        return set(self._connected.values())

    async def on_connect(self, sid: str, environ: dict[str, Any], auth: object = None) -> None:
        address = str(environ.get("asgi.scope", {}).get("client", ("unknown",))[0])
        try:
            visitor = await self._admit(address, auth)
        except (RefusedMessageError, UnknownVisitorError) as error:
            raise Refused(error.code, {"code": error.code, "message": message_of(error.code)}) from None
        except Exception as error:
            logger.exception("webchat_connect_failed", error=type(error).__name__)
            raise Refused("unavailable", {"code": "unavailable", "message": message_of("unavailable")}) from None
        held = {
            "conversation_id": visitor.conversation_id,
            "token": visitor.token,
            "from_seq": visitor.from_seq,
            "may_end": visitor.expires_at is not None,
        }
        await self.save_session(sid, held)
        await self.enter_room(sid, str(visitor.conversation_id))
        state = await self._state(visitor.conversation_id)
        greeting = await self._greeting(visitor.conversation_id, visitor.token, state)
        await self.emit("session", greeting, to=sid)
        await self.emit("conversation", await self._conversation(visitor.conversation_id, state), to=sid)
        self._connected[sid] = visitor.conversation_id

    async def _greeting(
        self, conversation_id: ConversationId, token: str, state: ConversationState
    ) -> dict[str, str | int]:
        told: dict[str, str | int] = {
            "visitor_token": token,
            "conversation_id": str(conversation_id),
            "head_seq": state.message_seq,
        }
        welcome = await self._desk.welcome() if self._desk.welcome is not None else None
        return told | {"welcome": welcome} if welcome else told

    async def _admit(self, address: str, auth: object) -> Visitor:
        if not self._desk.limits.may_connect(address):
            raise RefusedMessageError("too_many_connections")
        token = _token_of(auth)
        visitors = self._desk.visitors
        return await (visitors.recognise(token) if token else visitors.admit())

    async def on_disconnect(self, sid: str, *_: object) -> None:
        self._desk.limits.forget(sid)
        self._connected.pop(sid, None)

    async def trigger_event(self, event: str, *arguments: Any) -> Any:  # noqa: ANN401  # python-socketio's signature.
        """An event without its one value, with more, or with an unknown name is refused.

        A client may send events named `connect` and `disconnect` too; only python-socketio's own come while the
        socket is not connected.
        """
        sid, values = arguments[0], arguments[1:]
        if event in LIFECYCLE and not self.server.manager.is_connected(sid, NAMESPACE):
            return await super().trigger_event(event, *arguments)
        try:
            return await self._answer(event, sid, values)
        except (RefusedMessageError, ConversationError, UnknownVisitorError) as error:
            return _refusal(error.code)
        except ValidationError:
            return _refusal("malformed")
        except Exception as error:
            logger.exception("webchat_event_failed", event_name=event, error=type(error).__name__)
            return _refusal("unavailable")

    async def _answer(self, event: object, sid: str, values: Sequence[object]) -> Ack | None:
        answers: Mapping[object, Callable[[str, object], Awaitable[Ack | None]]] = {
            "message.send": self._send,
            "messages.since": self._since,
            "typing": self._typing,
            "seen": self._seen,
        }
        if not isinstance(event, str) or event not in answers:
            raise RefusedMessageError("unknown_event")
        if len(values) > 1:
            raise RefusedMessageError("malformed")
        if event in QUESTIONS and not self._desk.limits.may_ask(sid):
            raise RefusedMessageError("too_many_messages")
        return await answers[event](sid, values[0] if values else {})

    async def _send(self, sid: str, payload: object) -> Ack:
        if not self._desk.limits.may_send(sid):
            raise RefusedMessageError("too_many_messages")
        wanted = MessageSend.model_validate(payload)
        text = clean_text(wanted.text)
        if not text and not wanted.attachment_ids:
            raise RefusedMessageError("empty_message")
        if len(text) > self._desk.max_text_characters:
            raise RefusedMessageError("message_too_long")
        session = await self._visiting(sid)
        conversation_id: ConversationId = session["conversation_id"]
        attached: Sequence[Attachment] = ()
        if wanted.attachment_ids:
            attached = await self._desk.attachments.find(conversation_id, wanted.attachment_ids)
        accepted: Accepted = await self._desk.intake.accept_webchat(
            conversation_id, session["token"], wanted.client_message_id, text, attached
        )
        return {"ok": True, "message_id": str(accepted.message_id), "seq": accepted.message_seq}

    async def _since(self, sid: str, payload: object) -> Ack:
        wanted = MessagesSince.model_validate(payload)
        session = await self._visiting(sid)
        conversation_id: ConversationId = session["conversation_id"]
        state = await self._state(conversation_id)
        messages: list[dict[str, Any]] = []
        # What is announced later is always after it; only the past must be kept from who was not there.
        after = max(wanted.after_seq, session["from_seq"])
        while after < state.message_seq:
            async with self._desk.reads() as database:
                page = await list_messages(database, self._desk.vault, conversation_id, after_seq=after, limit=PAGE)
            if not page:
                break
            messages.extend(self.render(page))
            after = page[-1].message_seq or state.message_seq
        head = max(state.message_seq, messages[-1]["seq"]) if messages else state.message_seq
        return {"ok": True, "messages": messages, "head_seq": head}

    async def _visiting(self, sid: str) -> Mapping[str, Any]:
        """Whose screen it is. Raise EndedVisitorError: a link's visitor may have ended since they connected."""
        session: Mapping[str, Any] = await self.get_session(sid)
        if session["may_end"]:
            await self._desk.visitors.recognise(session["token"])
        return session

    async def _typing(self, sid: str, payload: object) -> None:
        del payload
        if not self._desk.limits.may_type(sid):
            return
        session = await self.get_session(sid)
        room = str(session["conversation_id"])
        await self.emit("typing", {"author_kind": "customer"}, room=room, skip_sid=sid)
        await self._desk.typed(session["conversation_id"])

    async def _seen(self, sid: str, payload: object) -> Ack:
        wanted = Seen.model_validate(payload)
        session = await self.get_session(sid)
        await self._desk.read(session["conversation_id"], wanted.seq)
        return {"ok": True}

    def render(self, entries: Sequence[LoggedEvent]) -> list[dict[str, Any]]:
        rendered = (wire_message(entry, self._desk.attachments.url_of) for entry in entries)
        return [message for message in rendered if message is not None]

    async def _conversation(self, conversation_id: ConversationId, state: ConversationState) -> dict[str, Any]:
        return wire_conversation(state, await self._desk.standing_of(conversation_id, state))

    async def announce(
        self, conversation_id: ConversationId, entries: Sequence[LoggedEvent], state: ConversationState
    ) -> None:
        """Emit what was logged to every screen of the conversation."""
        room = str(conversation_id)
        for message in self.render(entries):
            await self.emit("message", message, room=room)
        if any(entry.event.kind == "holder.changed" for entry in entries):
            await self.emit("conversation", await self._conversation(conversation_id, state), room=room)

    async def catch_up(self) -> None:
        """Tell the screens of this process again how far their conversations are; they read on from there."""
        forget_closed(self, self._connected)
        for sid, conversation_id in list(self._connected.items()):
            state, held = await self._state(conversation_id), await self.get_session(sid)
            greeting = await self._greeting(conversation_id, held["token"], state)
            await self.emit("session", greeting, to=sid, ignore_queue=True)

    async def announce_places(self, places: Mapping[ConversationId, int]) -> None:
        """Tell those who wait here that they have moved up; `places` is who waits in which place."""
        for conversation_id in self.conversations() & places.keys():
            if self._told_places.get(conversation_id) == places[conversation_id]:
                continue
            self._told_places[conversation_id] = places[conversation_id]
            told = await self._conversation(conversation_id, await self._state(conversation_id))
            await self.emit("conversation", told, room=str(conversation_id))
        self._told_places = {key: place for key, place in self._told_places.items() if key in places}

    async def announce_typing(self, conversation_id: ConversationId) -> None:
        await self.emit("typing", {"author_kind": "bot"}, room=str(conversation_id))

    async def _state(self, conversation_id: ConversationId) -> ConversationState:
        async with self._desk.reads() as session:
            return state_of(await session.get_one(ConversationRow, conversation_id))


def forget_closed(namespace: AsyncNamespace, connected: MutableMapping[str, Any]) -> None:
    """A socket that closes while `on_connect` still waits is never reported as disconnected."""
    server = namespace.server
    for sid in list(connected) if server is not None else ():
        if server.manager.eio_sid_from_sid(sid, namespace.namespace) not in server.environ:
            connected.pop(sid, None)


def _token_of(auth: object) -> str | None:
    """Raise RefusedMessageError for anything that is not `{}` or `{"visitor_token": "…"}`."""
    if auth is None or auth == {}:
        return None
    token = auth.get("visitor_token") if isinstance(auth, dict) else auth
    if token is None:
        return None
    if not isinstance(auth, dict) or not isinstance(token, str) or not token.isascii():
        raise RefusedMessageError("malformed")
    return token or None


def _refusal(code: str) -> Ack:
    return {"ok": False, "error": {"code": code, "message": message_of(code)}}
