"""Telling a verified customer about their own cases, claims and policies; numbers are masked to their last digits.

Nothing is told of amounts payable or of decisions: a claim is with its office, which is named with its telephone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.actions.office import JST, Visit
from casework.cases.due import END_OF_OFFICE_HOURS, spoken_due
from casework.cases.records import Case, list_cases_of_customer
from casework.fields.phones import shown_phone
from casework.fields.quantities import spoken_amount
from casework.intakes.customer_policies import LINES, is_long_term, policy_label
from casework.intakes.draft import Draft
from conversation.model import Channel
from crm_adapter.model import Claim, ClaimStatus, CustomerId, Policy, PolicyStatus

MOST = 5
_CLAIMS = re.compile("事故|保険金|示談|修理|けが|怪我|ケガ")
CASE_STATUS = {
    "open": "承っております",
    "in_review": "担当者が確認しております",
    "completed": "お手続きが完了しました",
    "closed": "終了しました",
}
CLAIM_STATUS = {
    ClaimStatus.reported: "ご報告を承り、担当部署でお調べする準備をしております",
    ClaimStatus.investigating: "担当部署が確認しております",
    ClaimStatus.settling: "担当部署が手続きを進めております",
    ClaimStatus.closed: "お手続きは終了しております",
}
PAYMENT_MODES = {
    "annual": "年払",
    "monthly": "月払",
    "semi_annual": "半年払",
    "lump_sum": "一時払",
    "group": "団体扱",
    "payroll": "団体扱",
}
NOTHING_OPEN = (
    "承っているお手続きや事故のご報告は、こちらでは見つかりませんでした。"
    "代理店や郵送でのお申し込みは、こちらに表れないことがあります。"
)
NO_POLICY = "現在有効なご契約は見つかりませんでした。"
ASK_OFFICE = "詳しい内容は、担当部署へお問い合わせください。"
NOTICE_RULE = "「ご契約内容のお知らせ」は、保険期間が2年以上のご契約に、毎年、ご契約の始まった月にお送りしております。"
NO_NOTICE = (
    "現在のご契約には、お知らせをお送りするものがございません。1年ごとのご契約は、満期のご案内で内容をご確認ください。"
)
NOTICE_MISSING = (
    "お手元に届いていない場合は、「書類のご請求」であらためてお送りします。"
    "ご住所が変わられた方は、先に住所変更を承ります。"
)


@dataclass(frozen=True)
class Told:
    """`leads_to` are procedures that may be the next request, offered by their titles."""

    say: tuple[str, ...]
    leads_to: tuple[str, ...] = ()


async def tell(visit: Visit, draft: Draft) -> Told:
    customer_id = CustomerId(visit.state.customer_id or "")
    if draft.procedure == "case_status":
        return await _cases_and_claims(visit, customer_id, is_about_claims=bool(_CLAIMS.search(draft.opening_text)))
    in_force = [
        policy for policy in await visit.office.crm.list_policies(customer_id) if policy.status is PolicyStatus.in_force
    ]
    if draft.procedure == "annual_notice":
        return notice_told(in_force, visit.channel)
    return Told(policies_told(in_force, visit.channel))


async def _cases_and_claims(visit: Visit, customer_id: CustomerId, *, is_about_claims: bool) -> Told:
    """What was asked about comes first: a text message or a call may not hold everything."""
    async with visit.office.sessions() as session:
        cases = await list_cases_of_customer(session, visit.office.vault, customer_id, limit=MOST)
    claims = (await visit.office.crm.list_claims(customer_id))[:MOST]
    procedures = _cases_told([_case_row(case, visit.office.procedures[case.procedure].title) for case in cases])
    accidents = claims_told(claims)
    say = (*accidents, *procedures) if is_about_claims else (*procedures, *accidents)
    return Told(say or (NOTHING_OPEN,))


def _cases_told(rows: Sequence[str]) -> tuple[str, ...]:
    return ("\n".join(("お手続きの状況は次のとおりです。", *rows)),) if rows else ()


def _case_row(case: Case, title: str) -> str:
    due = case_due(case)
    who = f"{case.department}から" if case.department else ""
    promised = f"（{due}までに{who}ご連絡します）" if due else ""
    return f"・{title} {case.case_no}: {CASE_STATUS[case.status]}{promised}"


def case_due(case: Case) -> str:
    """By when the customer was promised to hear; empty where nothing is promised any more."""
    if not case.is_waiting or case.due_at is None:
        return ""
    to_the_hour = case.due_at.astimezone(JST).time() != END_OF_OFFICE_HOURS
    return spoken_due(case.due_at.astimezone(JST), to_the_hour=to_the_hour)


def claims_told(claims: Sequence[Claim]) -> tuple[str, ...]:
    if not claims:
        return ()
    rows = [_claim_row(claim) for claim in claims]
    return ("\n".join(("事故のご報告については、次のとおりです。", *rows)), ASK_OFFICE)


def _claim_row(claim: Claim) -> str:
    phone = f" {shown_phone(claim.office_phone)}" if claim.office_phone else ""
    when = f"{LINES[claim.line]}、{_day(claim.reported_on)}受付"
    return f"・{claim.claim_no}（{when}）: {CLAIM_STATUS[claim.status]}。担当は{claim.office}{phone}です。"


def policies_told(policies: Sequence[Policy], channel: Channel = Channel.webchat) -> tuple[str, ...]:
    """Those in force, with the end of each and how its premium is paid."""
    if not policies:
        return (NO_POLICY,)
    rows = [
        f"・{policy_label(policy, policies, channel)}: 満期日 {_full_day(policy.expiry_date)}、"
        f"保険料 {spoken_amount(policy.premium_yen)}（{_mode(policy.payment_mode)}）"
        for policy in policies
    ]
    return ("\n".join(("現在有効なご契約は次のとおりです。", *rows)),)


def notice_told(policies: Sequence[Policy], channel: Channel = Channel.webchat) -> Told:
    """Which of the customer's policies get the yearly notice, and in which month."""
    long_term = [policy for policy in policies if is_long_term(policy)]
    if not long_term:
        return Told((NOTICE_RULE, NO_NOTICE))
    rows = [
        f"・{policy_label(policy, policies, channel)}: 毎年{policy.inception_date.month}月ごろ" for policy in long_term
    ]
    listed = "\n".join(("お客さまのご契約では、次のとおりです。", *rows))
    return Told((NOTICE_RULE, listed, NOTICE_MISSING), ("document_request", "address_change"))


def _mode(payment_mode: str) -> str:
    return PAYMENT_MODES.get(payment_mode, payment_mode)


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _full_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
