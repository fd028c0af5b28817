"""The editors' list of the articles: what went unanswered and what did not help, and marking it as dealt with.

Texts are masked as they were stored; still only supervisors see them, because masking can miss a rare name.
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from gateway.api.desk import StaffDesk
from gateway.api.guard import permission
from gateway.api.paging import DEFAULT, MOST
from gateway.api.wire import Optional
from gateway.errors import ApiError
from gateway.staff.permissions import Action
from gateway.staff.sessions import SignedIn
from knowledge.editing import EditorsQuestion, NoSuchQuestionError, deal_with, list_for_editors
from knowledge.unanswered import QuestionKind


class QuestionFilter(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    kind: QuestionKind | None = None
    dealt_with: bool = False
    limit: Annotated[int, Field(ge=1, le=MOST)] = DEFAULT


class WireEditorsQuestion(BaseModel):
    model_config = ConfigDict(frozen=True)

    question_id: UUID
    kind: QuestionKind
    text: str
    article_id: Optional[str]
    article_title: Optional[str]
    count: int
    first_asked_at: datetime
    last_asked_at: datetime
    channels: list[str]
    dealt_with_at: Optional[datetime]
    dealt_with_by: Optional[str]


class WireEditorsQuestions(BaseModel):
    items: list[WireEditorsQuestion]


class WireDealtWith(BaseModel):
    """How many equal questions were still open."""

    marked: int


def editor_routes(desk: StaffDesk) -> APIRouter:
    router = APIRouter(prefix="/knowledge/questions")

    @router.get("")
    async def list_questions(
        wanted: Annotated[QuestionFilter, Query()], staff: Annotated[SignedIn, permission(desk, Action.supervise)]
    ) -> WireEditorsQuestions:
        del staff
        async with desk.sessions() as session:
            found = await list_for_editors(
                session, kind=wanted.kind, is_dealt_with=wanted.dealt_with, limit=wanted.limit
            )
        return WireEditorsQuestions(items=[_wire(desk, question) for question in found])

    @router.post("/{question_id}/dealt-with")
    async def mark_as_dealt_with(
        question_id: UUID, staff: Annotated[SignedIn, permission(desk, Action.supervise)]
    ) -> WireDealtWith:
        try:
            async with desk.sessions.begin() as session:
                marked = await deal_with(session, question_id, by=str(staff.account_id), at=desk.clock())
        except NoSuchQuestionError as error:
            raise ApiError(error.code, 404, "このご質問は見つかりませんでした。") from error
        return WireDealtWith(marked=marked)

    return router


def _wire(desk: StaffDesk, question: EditorsQuestion) -> WireEditorsQuestion:
    article = desk.knowledge.article(question.article_id) if question.article_id is not None else None
    told = {name: getattr(question, name) for name in WireEditorsQuestion.model_fields if name != "article_title"}
    return WireEditorsQuestion(**told, article_title=article.title if article is not None else None)
