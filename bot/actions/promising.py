"""What a case promises its customer becomes a promise (約束) with a due time, in the transaction of the case.

A case is promised once: a repeated submission makes none. Only what the customer was told is promised.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from casework.cases.submit import SubmittedCase
from casework.procedures.spec import Procedure
from conversation.deliveries import Jobs
from conversation.log import ConversationLog
from database.vault import Vault
from handoff.model import AgentId
from handoff.promises import FARTHEST, Promise, PromiseKind, find_promise_of_case, keep_promise, make_promise

BY_TELEPHONE = "電話"
CALL = "{title}（受付番号 {case_no}）のお客さまへ、{department}からお電話する"
REPLY = "{title}（受付番号 {case_no}）のお客さまへ、{department}からご連絡する"


@dataclass(frozen=True)
class Promiser:
    """The agent who submitted the case and so promises what it says."""

    agent_id: AgentId
    name: str


async def promise_of_case(
    session: AsyncSession,
    vault: Vault,
    jobs: Jobs,
    log: ConversationLog,
    case: SubmittedCase,
    procedure: Procedure,
    *,
    by: Promiser | None,
    at: datetime,
) -> Promise | None:
    """Without `by` the bot promises. None where the customer is told no time."""
    due = case.due_at
    if case.is_repeat or due is None or not case.outcome.is_promised or not at < due <= at + FARTHEST:
        return None
    kind = _kind_of(case)
    template = CALL if kind is PromiseKind.callback else REPLY
    department = case.outcome.department or procedure.department
    return await make_promise(
        session,
        vault,
        jobs,
        log,
        kind=kind,
        text=template.format(title=procedure.title, case_no=case.case_no, department=department),
        due_at=due,
        made_by=by.agent_id if by else None,
        made_by_name=by.name if by else None,
        at=at,
        case_no=case.case_no,
    )


async def keep_promise_of_case(
    session: AsyncSession, vault: Vault, log: ConversationLog, case_no: str, *, at: datetime
) -> Promise | None:
    """The case is done, and with it what it promised; None where nothing was open."""
    promise = await find_promise_of_case(session, vault, case_no)
    if promise is None or promise.kept_at is not None:
        return None
    return await keep_promise(session, vault, log, promise.promise_id, kept_by=None, at=at)


def _kind_of(case: SubmittedCase) -> PromiseKind:
    """By what the customer hears: who was told of a telephone call waits for one."""
    return PromiseKind.callback if BY_TELEPHONE in case.outcome.say else PromiseKind.reply
