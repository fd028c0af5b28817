"""Telling a verified customer about their own cases, claims and policies; numbers are masked to their last digits."""

from bot.actions.office import JST, Visit
from casework.cases.due import END_OF_OFFICE_HOURS, spoken_due
from casework.cases.records import Case, list_cases_of_customer
from casework.intakes.customer_policies import LINES
from casework.intakes.draft import Draft
from crm_adapter.model import ClaimStatus, CustomerId, PolicyStatus

MOST = 5
CASE_STATUS = {
    "open": "受付済み",
    "in_review": "担当者が確認しております",
    "completed": "お手続きが完了しました",
    "closed": "終了しました",
}
CLAIM_STATUS = {
    ClaimStatus.reported: "受付済み",
    ClaimStatus.investigating: "担当部署が確認しております",
    ClaimStatus.settling: "担当部署が手続きを進めております",
    ClaimStatus.closed: "終了しました",
}


async def tell(visit: Visit, draft: Draft) -> tuple[str, ...]:
    if draft.procedure == "policy_inquiry":
        return await _policies(visit)
    return await _cases_and_claims(visit)


async def _cases_and_claims(visit: Visit) -> tuple[str, ...]:
    customer_id = CustomerId(visit.state.customer_id or "")
    async with visit.office.sessions() as session:
        cases = await list_cases_of_customer(session, visit.office.vault, customer_id, limit=MOST)
    rows = []
    for case in cases:
        title = visit.office.procedures[case.procedure].title
        rows.append(f"・{title} {case.case_no}: {CASE_STATUS[case.status]}{_due(case)}")
    claims = (await visit.office.crm.list_claims(customer_id))[:MOST]
    rows += [f"・事故受付 {claim.claim_no}: {CLAIM_STATUS[claim.status]}（{claim.office}）" for claim in claims]
    if not rows:
        return ("現在、承っているお手続きや事故受付はございません。",)
    return ("お手続きの状況は次のとおりです。", "\n".join(rows))


def _due(case: Case) -> str:
    """By when, and who calls, as it was promised."""
    if not case.is_waiting or case.due_at is None:
        return ""
    to_the_hour = case.due_at.astimezone(JST).time() != END_OF_OFFICE_HOURS
    due = spoken_due(case.due_at.astimezone(JST), to_the_hour=to_the_hour)
    return f"（{due}までに{f'{case.department}から' if case.department else ''}ご連絡します）"


async def _policies(visit: Visit) -> tuple[str, ...]:
    policies = await visit.office.crm.list_policies(CustomerId(visit.state.customer_id or ""))
    rows = [
        f"・{LINES[policy.line]}（証券番号の下4桁 {policy.policy_no[-4:]}）: "
        f"満期日 {policy.expiry_date.year}年{policy.expiry_date.month}月{policy.expiry_date.day}日"
        for policy in policies
        if policy.status is PolicyStatus.in_force
    ]
    if not rows:
        return ("現在有効なご契約は見つかりませんでした。",)
    return ("現在有効なご契約は次のとおりです。", "\n".join(rows))
