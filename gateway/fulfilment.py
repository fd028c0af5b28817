"""Fulfilling a submitted case: each step is idempotent by the case number, so a repeated job changes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import structlog

from bot.actions.promising import keep_promise_of_case
from casework.cases.records import Case, get_case, list_history, record_step
from casework.cases.submit import JST, plan_of_values
from casework.intakes.customer_policies import facts_of
from casework.procedures.spec import Procedure
from conversation.log import lock_conversation
from conversation.model import ConversationId
from crm_adapter.model import AddressChange, CaseNo, CaseRecord, CustomerId, PolicyNo
from crm_adapter.port import Crm, CrmError
from database.engine import Sessions
from database.vault import Vault

logger = structlog.get_logger()


@dataclass(frozen=True)
class FulfilmentDesk:
    sessions: Sessions
    vault: Vault
    crm: Crm
    procedures: Mapping[str, Procedure]
    clock: Callable[[], datetime]


async def fulfil_case(desk: FulfilmentDesk, case_no: str) -> None:
    """Carry out the steps not yet done, then set the case's status and tell the CRM."""
    async with desk.sessions() as session:
        case = await get_case(session, desk.vault, case_no)
        done = {entry.step for entry in await list_history(session, case_no)}
    facts = await _facts(desk, case)
    outcome, steps = plan_of_values(case.fields, facts, desk.procedures[case.procedure])
    for step in steps:
        if step.step in done:
            continue
        if step.step == "change_address" and not await _is_address_changed(desk, case):
            return
        async with desk.sessions.begin() as session:
            await record_step(session, case_no, step=step.step, outcome="done", status=None, at=desk.clock())
    async with desk.sessions.begin() as session:
        if outcome.status == "completed":
            log = await lock_conversation(session, desk.vault, ConversationId(case.conversation_id))
            await keep_promise_of_case(session, desk.vault, log, case_no, at=desk.clock())
        if outcome.status not in done:
            await record_step(
                session, case_no, step=outcome.status, outcome="done", status=outcome.status, at=desk.clock()
            )
    await _tell_crm(desk, case, outcome.status)
    logger.info("case_fulfilled", case_no=case_no, status=outcome.status)


async def _facts(desk: FulfilmentDesk, case: Case) -> frozenset[str]:
    """Lines and facts of the case's policies on the day it was submitted, whatever became of them since."""
    if case.customer_id is None:
        return frozenset()
    customer = await desk.crm.get_customer(CustomerId(case.customer_id))
    chosen, day = set(case.fields.get("policy_nos", ())), case.opened_at.astimezone(JST).date()
    policies = [item for item in await desk.crm.list_policies(customer.customer_id) if item.policy_no in chosen]
    facts = (facts_of(policy, day, is_company=customer.is_company) for policy in policies)
    return frozenset({policy.line.value for policy in policies}.union(*facts))


async def _is_address_changed(desk: FulfilmentDesk, case: Case) -> bool:
    """A definite refusal of the CRM is no reason to try again: a person completes the case."""
    try:
        await _change_address(desk, case)
    except CrmError as error:
        logger.warning("fulfilment_refused", case_no=case.case_no, code=error.code)
        async with desk.sessions.begin() as session:
            await record_step(
                session, case.case_no, step="change_address", outcome="refused", status="in_review", at=desk.clock()
            )
        return False
    return True


async def _change_address(desk: FulfilmentDesk, case: Case) -> None:
    """The mailing address only; where the insured objects stand is changed by a person (異動)."""
    await desk.crm.change_address(
        AddressChange(
            reference=case.case_no,
            customer_id=CustomerId(case.customer_id or ""),
            policy_nos=tuple(PolicyNo(number) for number in case.fields["policy_nos"]),
            postal_code=case.fields["new_postal_code"],
            address=case.fields["new_address"],
            effective_on=date.fromisoformat(case.fields["moved_on"]),
        )
    )


async def _tell_crm(desk: FulfilmentDesk, case: Case, status: str) -> None:
    if case.customer_id is None:
        return
    await desk.crm.record_case(
        CaseRecord(
            case_no=CaseNo(case.case_no),
            customer_id=CustomerId(case.customer_id),
            procedure=case.procedure,
            status=status,
            policy_nos=tuple(PolicyNo(number) for number in case.fields.get("policy_nos", [])),
            summary=desk.procedures[case.procedure].title,
            opened_at=case.opened_at,
            updated_at=desk.clock(),
        )
    )
