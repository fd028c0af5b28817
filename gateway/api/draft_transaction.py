"""One change of a draft by the agent who holds the conversation: a transaction under its lock, then the notices.

The customer's policies are read before the transaction, because none stays open across a call to the CRM.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from casework.intakes.at_desk import Counterpart, for_desk
from casework.intakes.customer_policies import current_policies
from casework.intakes.draft import Draft, PolicyBrief
from casework.intakes.store import save_draft
from casework.procedures.spec import Procedure
from conversation import events as ev
from conversation.log import ConversationLog, LoggedEvent, lock_conversation, state_of
from conversation.model import ConversationId
from conversation.state import ConversationState
from crm_adapter.model import CustomerId
from gateway.api.conversation_guard import readable
from gateway.api.desk import StaffDesk
from gateway.api.holding import held_by
from gateway.staff.sessions import SignedIn

JST = ZoneInfo("Asia/Tokyo")


@dataclass(frozen=True)
class Work:
    """One transaction of one agent. `policies` are the ones of `customer_id`, who was verified when they were read."""

    desk: StaffDesk
    staff: SignedIn
    session: AsyncSession
    log: ConversationLog
    at: datetime
    customer_id: str | None
    policies: tuple[PolicyBrief, ...]
    logged: list[LoggedEvent] = field(default_factory=list)

    @property
    def counterpart(self) -> Counterpart:
        state = self.log.state
        return Counterpart(self.at.astimezone(JST), state.level, state.customer_id)

    async def note(self, *events: ev.Event) -> None:
        self.logged.extend(await self.log.append(*events, at=self.at))

    async def save(self, draft: Draft) -> None:
        await save_draft(self.session, self.desk.vault, draft, at=self.at)

    def of_customer(self, draft: Draft, procedure: Procedure) -> Draft:
        customer_id = self.log.state.customer_id
        is_theirs = customer_id == self.customer_id
        return for_desk(draft, procedure, customer_id, self.policies if is_theirs else ())


@asynccontextmanager
async def working(desk: StaffDesk, staff: SignedIn, conversation_id: ConversationId) -> AsyncIterator[Work]:
    """The locked conversation of this agent; the screens are told after the commit."""
    seen, policies = await standing(desk, staff, conversation_id)
    async with desk.sessions.begin() as session:
        log = await lock_conversation(session, desk.vault, conversation_id)
        held_by(log, staff)
        work = Work(desk, staff, session, log, desk.clock(), seen.customer_id, policies)
        yield work
    if work.logged:
        await desk.notices.logged(conversation_id, work.logged, log.state)


async def standing(
    desk: StaffDesk, staff: SignedIn, conversation_id: ConversationId
) -> tuple[ConversationState, tuple[PolicyBrief, ...]]:
    """The conversation as it is now, and the policies of its verified customer."""
    async with desk.sessions() as session:
        state = state_of(await readable(session, staff, conversation_id))
    if state.customer_id is None:
        return state, ()
    customer = await desk.crm.get_customer(CustomerId(state.customer_id))
    policies = await desk.crm.list_policies(customer.customer_id)
    return state, current_policies(policies, customer, desk.clock().astimezone(JST).date())
