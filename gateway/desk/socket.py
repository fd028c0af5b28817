"""The desk's socket, namespace `/desk`: hints to agents' screens. What is true is read over REST.

A socket belongs to a signed-in member of staff; its session is checked again at every heartbeat.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from http.cookies import CookieError, SimpleCookie
from typing import Any
from uuid import UUID

import structlog
from socketio import AsyncNamespace
from socketio.exceptions import ConnectionRefusedError as Refused

from conversation.errors import ConversationNotFoundError
from conversation.log import LoggedEvent, state_of
from conversation.model import ConversationId, HolderKind
from conversation.state import ConversationState
from conversation.tables import ConversationRow
from gateway.api.conversation_guard import opened, readable
from gateway.api.conversation_view import view_conversation
from gateway.api.cookie import cookie_name
from gateway.api.desk import StaffDesk
from gateway.api.desk_wire import wire_agent, wire_queues
from gateway.api.presence import offer_view
from gateway.api.transcript import staff_message
from gateway.api.who import seen
from gateway.channels.webchat.socket import LIFECYCLE, forget_closed
from gateway.desk.board import read_board
from gateway.sockets import SharedHints
from gateway.staff.permissions import Action, is_permitted
from gateway.staff.sessions import SignedIn, find_session
from handoff.errors import NotYourConversationError
from handoff.model import AgentId, Presence
from handoff.offers import Offer, list_open_offers
from handoff.reading import reading_of
from handoff.serving import agent_of, list_assignments
from handoff.transfer import list_participants

logger = structlog.get_logger()

NAMESPACE = "/desk"
STAFF, SUPERVISORS = "staff", "supervisors"
SHOWN_ON_CHANGE = frozenset(
    {"holder.changed", "participant.joined", "participant.left", "wrap_up.expired", "offer.made", "offer.ended"}
    | {"identity.verified", "identity.lapsed", "contact.closed", "contact.reason_noted", "delivery.updated"}
    | {"call.started", "call.connected", "call.ended", "call.recorded", "recording.paused"}
    | {"link.issued", "link.redeemed", "signal.noted"}
)


class DeskNamespace(AsyncNamespace):  # type: ignore[misc]  # python-socketio ships no types.
    def __init__(self, desk: StaffDesk, origins: Collection[str]) -> None:
        super().__init__(NAMESPACE)
        self._desk, self._origins = desk, frozenset(origins)
        self._connected: dict[str, SignedIn] = {}

    def agents(self) -> Collection[AgentId]:
        """Those with a screen at this process."""
        forget_closed(self, self._connected)
        return {AgentId(staff.account_id) for staff in self._connected.values()}

    async def on_connect(self, sid: str, environ: dict[str, Any], _: object = None) -> None:
        staff = await self._admit(environ)
        if staff is None:
            raise Refused("not_signed_in", {"code": "not_signed_in", "message": "ログインしてください。"})
        await seen(self._desk, staff)
        self._connected[sid] = staff
        await self.enter_room(sid, agent_room(staff.account_id))
        await self.enter_room(sid, STAFF)
        if is_permitted(staff.role, Action.supervise):
            await self.enter_room(sid, SUPERVISORS)

    async def _admit(self, environ: dict[str, Any]) -> SignedIn | None:
        """Who is signed in and may serve; another site's page is nobody, whatever cookie came along."""
        headers = {name.lower(): value for name, value in environ.get("asgi.scope", {}).get("headers", [])}
        origin = headers.get(b"origin", b"").decode("latin-1")
        if origin and origin not in self._origins:
            return None
        try:
            cookies = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1"))
        except CookieError:
            return None
        token = cookies.get(cookie_name(is_https=self._desk.is_https))
        return await self._staff_of(token.value) if token is not None else None

    async def _staff_of(self, token: str) -> SignedIn | None:
        async with self._desk.sessions() as session:
            staff = await find_session(session, token, at=self._desk.clock())
        return staff if staff is not None and is_permitted(staff.role, Action.serve) else None

    async def on_disconnect(self, sid: str, *_: object) -> None:
        self._connected.pop(sid, None)

    async def trigger_event(self, event: str, *arguments: Any) -> Any:  # noqa: ANN401  # python-socketio's signature.
        """Anything but the three events of a desk is refused; a failure is answered and never ends the socket."""
        if event in LIFECYCLE and not self.server.manager.is_connected(arguments[0], NAMESPACE):
            return await super().trigger_event(event, *arguments)
        answers = {"typing": self.on_typing, "watch": self.on_watch, "unwatch": self.on_unwatch}
        if event not in answers:
            return _refused("unknown_event")
        try:
            return await answers[event](arguments[0], arguments[1] if len(arguments) > 1 else None)
        except Exception as error:
            logger.exception("desk_event_failed", event_name=event, error=type(error).__name__)
            return _refused("unavailable")

    async def check_sessions(self) -> None:
        """Whoever has signed out or lost their rights hears so and is disconnected.

        Whoever has another role now is disconnected too, and comes back with the rooms of that role.
        """
        forget_closed(self, self._connected)
        tokens = {staff.token for staff in self._connected.values()}
        now = {token: await self._staff_of(token) for token in tokens}
        for sid, then in list(self._connected.items()):
            staff = now.get(then.token, then)
            if staff is not None and staff.role == then.role:
                continue
            if staff is None:
                await self.emit("signed_out", {}, to=sid)
            await self.disconnect(sid)
            self._connected.pop(sid, None)

    async def has_missed_hints(self) -> bool:
        """Whether hints of other gateways may have been lost since the last call."""
        manager = self.server.manager
        return isinstance(manager, SharedHints) and await manager.take_missed()

    async def catch_up(self) -> None:
        """Tell the desks of this process again what they are offered and have.

        They know an offer by its id, and read on where `head_seq` has moved.
        """
        for agent_id in self.agents():
            room = agent_room(agent_id)
            async with self._desk.sessions() as session:
                offers = await list_open_offers(session, agent_id=agent_id)
                served = [each.conversation_id for each in await list_assignments(session, agent_id)]
                views = [await view_conversation(session, self._desk, each, with_packet=False) for each in served]
            for offer in offers:
                shown = await offer_view(self._desk, offer)
                await self.emit("offer.made", shown.model_dump(mode="json"), room=room, ignore_queue=True)
            for view in views:
                await self.emit("conversation", view.model_dump(mode="json"), room=room, ignore_queue=True)
        await self.show_board()

    async def on_typing(self, sid: str, payload: object) -> dict[str, Any]:
        """The agent types; the customer, whoever watches and colleagues who take part see it."""
        staff, conversation_id = self._connected.get(sid), _conversation_of(payload)
        if staff is None or conversation_id is None:
            return _refused("malformed")
        async with self._desk.sessions() as session:
            try:
                row = await readable(session, staff, conversation_id)
            except (ConversationNotFoundError, NotYourConversationError) as error:
                return _refused(error.code)
        is_agents = row.holder_kind == HolderKind.agent and row.holder_name
        holder = UUID(row.holder_name) if is_agents else None
        if holder == staff.account_id:
            await self.server.emit("typing", {"author_kind": "agent"}, room=str(conversation_id), namespace="/webchat")
        rooms = await self._rooms_of(ConversationId(conversation_id), holder)
        others = [room for room in rooms if room != agent_room(staff.account_id)]
        typing = {"conversation_id": str(conversation_id), "author_kind": "agent", "author_name": staff.name}
        await self.emit("typing", typing, room=others, skip_sid=sid)
        return {"ok": True}

    async def on_watch(self, sid: str, payload: object) -> dict[str, Any]:
        """Read along: supervisors anywhere. Others hear where they take part, for as long as they do, without this."""
        staff, conversation_id = self._connected.get(sid), _conversation_of(payload)
        if staff is None or conversation_id is None:
            return _refused("malformed")
        try:
            async with self._desk.sessions.begin() as session:
                await opened(session, self._desk, staff, conversation_id, fields=["messages"])
        except (ConversationNotFoundError, NotYourConversationError) as error:
            return _refused(error.code)
        if is_permitted(staff.role, Action.supervise):
            await self.enter_room(sid, watch_room(conversation_id))
        return {"ok": True}

    async def on_unwatch(self, sid: str, payload: object) -> dict[str, Any]:
        conversation_id = _conversation_of(payload)
        if conversation_id is None:
            return _refused("malformed")
        await self.leave_room(sid, watch_room(conversation_id))
        return {"ok": True}

    async def logged(
        self,
        conversation_id: ConversationId,
        events: Sequence[LoggedEvent],
        state: ConversationState,
        concerned: Collection[AgentId],
    ) -> None:
        """Messages to whoever serves or watches; a change of who has it also to those who had it."""
        holder = agent_of(state)
        messages = [staff_message(entry, self._desk.url_of) for entry in events]
        told = [{"conversation_id": str(conversation_id), **message} for message in messages if message is not None]
        # Whoever serves does not wait until those who only take part are known.
        first = [watch_room(conversation_id), *([agent_room(holder)] if holder else [])]
        for message in told:
            await self.emit("message", message, room=first)
        rooms = await self._rooms_of(conversation_id, holder)
        guests = [room for room in rooms if room not in first]
        for message in told if guests else ():
            await self.emit("message", message, room=guests)
        if any(entry.event.kind in SHOWN_ON_CHANGE for entry in events):
            async with self._desk.sessions() as session:
                view = await view_conversation(session, self._desk, conversation_id, with_packet=False)
            rooms += [agent_room(agent) for agent in concerned if agent != holder]
            await self.emit("conversation", view.model_dump(mode="json"), room=rooms)

    async def offered(self, offer: Offer) -> None:
        view = await offer_view(self._desk, offer)
        await self.emit("offer.made", view.model_dump(mode="json"), room=agent_room(offer.agent_id))

    async def offer_ended(self, offer: Offer, reason: str) -> None:
        told = {"offer_id": str(offer.offer_id), "reason": reason}
        await self.emit("offer.rescinded", told, room=agent_room(offer.agent_id))

    async def presence_changed(self, agent_id: AgentId, presence: Presence, since: datetime) -> None:
        told = {"presence": presence.value, "since": since.isoformat()}
        await self.emit("presence", told, room=agent_room(agent_id))

    async def desk_changed(self, kind: str, conversation_id: ConversationId) -> None:
        """`note`, `draft`, `promise` or `receipt` of the conversation."""
        told: dict[str, Any] = {"conversation_id": str(conversation_id)}
        async with self._desk.reads() as session:
            if kind == "receipt":
                reading = await reading_of(session, conversation_id)
                told |= {"delivered_seq": reading.delivered_seq, "seen_seq": reading.seen_seq}
            state = state_of(await session.get_one(ConversationRow, conversation_id))
        await self.emit(kind, told, room=await self._rooms_of(conversation_id, agent_of(state)))

    async def customer_types(self, conversation_id: ConversationId, holder: UUID) -> None:
        told = {"conversation_id": str(conversation_id), "author_kind": "customer"}
        await self.emit("typing", told, room=await self._rooms_of(conversation_id, holder))

    async def _rooms_of(self, conversation_id: ConversationId, holder: UUID | None) -> list[str]:
        """Watching supervisors, the agent who has it, and the colleagues who take part now: nobody of before."""
        rooms = [watch_room(conversation_id)]
        if holder is None:
            return rooms
        async with self._desk.reads() as session:
            guests = await list_participants(session, conversation_id)
        return [*rooms, agent_room(holder), *[agent_room(guest.agent_id) for guest in guests]]

    async def show_board(self) -> None:
        """Queues to everybody who serves, agents to supervisors."""
        async with self._desk.sessions() as session:
            board = await read_board(session, self._desk.floor)
        await self.emit("queues", wire_queues(board).model_dump(mode="json"), room=STAFF)
        agents = [wire_agent(standing, shows_work=True).model_dump(mode="json") for standing in board.agents]
        await self.emit("agents", {"items": agents}, room=SUPERVISORS)


def agent_room(agent_id: UUID) -> str:
    return f"agent:{agent_id}"


def watch_room(conversation_id: UUID) -> str:
    return f"watch:{conversation_id}"


def _conversation_of(payload: object) -> UUID | None:
    wanted = payload.get("conversation_id") if isinstance(payload, dict) else None
    try:
        return UUID(wanted) if isinstance(wanted, str) else None
    except ValueError:
        return None


def _refused(code: str) -> dict[str, Any]:
    return {"ok": False, "error": {"code": code, "message": "この操作はできません。"}}
