"""Answers an agent has at hand: canned ones filled in for this conversation, and reviewed articles that fit it.

Nothing is sent from here: the agent chooses, reads and sends.
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.log import read_event
from conversation.model import ConversationId, HolderKind, VerificationLevel
from conversation.tables import ContactRow, ConversationRow, EventRow
from crm_adapter.model import CustomerId
from crm_adapter.port import CustomerNotFoundError
from gateway.api.conversation_guard import readable
from gateway.api.desk import StaffDesk
from gateway.api.guard import permission
from gateway.desk_answers import Variable, render
from gateway.staff.permissions import Action
from gateway.staff.sessions import SignedIn
from handoff.serving import find_assignment

JST = ZoneInfo("Asia/Tokyo")
LONGEST_QUESTION = 500
MESSAGES_LOOKED_AT = 5


class WireCannedAnswer(BaseModel):
    code: str
    title: str
    category: str
    text: str
    missing: list[Variable]


class WireCannedAnswers(BaseModel):
    items: list[WireCannedAnswer]


class WireSuggestion(BaseModel):
    article_id: str
    title: str
    answer: str
    source: str


class WireSuggestions(BaseModel):
    items: list[WireSuggestion]


def answer_routes(desk: StaffDesk) -> APIRouter:
    router = APIRouter(prefix="/conversations/{conversation_id}")

    @router.get("/canned-answers")
    async def list_canned_answers(
        conversation_id: UUID, staff: Annotated[SignedIn, permission(desk, Action.serve)]
    ) -> WireCannedAnswers:
        async with desk.sessions() as session:
            row = await readable(session, staff, conversation_id)
            values = await _values(session, desk, row)
        values |= {Variable.agent_name: staff.name, Variable.today: _spoken_date(desk.clock())}
        items = []
        for code, answer in desk.canned_answers.answers.items():
            filled = render(answer, values)
            items.append(
                WireCannedAnswer(
                    code=code,
                    title=answer.title,
                    category=answer.category,
                    text=filled.text,
                    missing=list(filled.missing),
                )
            )
        return WireCannedAnswers(items=items)

    @router.get("/suggestions")
    async def suggest_articles(
        conversation_id: UUID,
        staff: Annotated[SignedIn, permission(desk, Action.serve)],
        q: Annotated[str, Query(max_length=LONGEST_QUESTION)] = "",
    ) -> WireSuggestions:
        async with desk.sessions() as session:
            await readable(session, staff, conversation_id)
            words = q.strip() or await _last_customer_words(session, desk, ConversationId(conversation_id))
        return WireSuggestions(
            items=[
                WireSuggestion(article_id=article.id, title=article.title, answer=article.answer, source=article.source)
                for article in desk.knowledge.suggest(words[:LONGEST_QUESTION])
            ]
        )

    return router


async def _values(session: AsyncSession, desk: StaffDesk, row: ConversationRow) -> dict[Variable, str]:
    """What is known of the conversation; who speaks is named only once they have proved it."""
    values: dict[Variable, str] = {}
    assignment = await find_assignment(session, ConversationId(row.id))
    queue = assignment.queue if assignment is not None else None
    if queue is None and row.holder_kind == HolderKind.queue:
        queue = row.holder_name
    if queue in desk.rules.queues:
        values[Variable.queue] = desk.rules.queues[queue].label
    contact = await session.get(ContactRow, row.contact_id) if row.contact_id is not None else None
    if contact is not None and contact.case_nos:
        values[Variable.case_no] = contact.case_nos[-1]
    if row.customer_id is not None and row.level >= VerificationLevel.knowledge_match:
        values[Variable.customer_name] = await _name_of(desk, CustomerId(row.customer_id))
    return values


async def _name_of(desk: StaffDesk, customer_id: CustomerId) -> str:
    try:
        return (await desk.crm.get_customer(customer_id)).name
    except CustomerNotFoundError:
        return ""


async def _last_customer_words(session: AsyncSession, desk: StaffDesk, conversation_id: ConversationId) -> str:
    """A message may be a file alone, so a few are looked at."""
    rows = await session.scalars(
        select(EventRow)
        .where(EventRow.conversation_id == conversation_id, EventRow.kind == "message.received")
        .order_by(EventRow.seq.desc())
        .limit(MESSAGES_LOOKED_AT)
    )
    events = [read_event(desk.vault, row).event for row in rows]
    texts = (event.text.strip() for event in events if isinstance(event, ev.MessageReceived))
    return next((text for text in texts if text), "")


def _spoken_date(now: datetime) -> str:
    day = now.astimezone(JST).date()
    return f"{day.year}年{day.month}月{day.day}日"
