"""Cases and contacts to rows and back; their summaries are sealed."""

from typing import Any

from crm_adapter.model import CaseNo, CaseRecord, ContactId, ContactRecord, CustomerId, PolicyNo
from crm_adapter.tables import CaseRow, ContactRow
from database.vault import Vault

Values = dict[str, Any]


def case_values(vault: Vault, case: CaseRecord) -> Values:
    return {
        "case_no": case.case_no,
        "customer_id": case.customer_id,
        "procedure": case.procedure,
        "status": case.status,
        "policy_nos": list(case.policy_nos),
        "summary": vault.seal("crm_cases.summary", case.case_no, case.summary),
        "opened_at": case.opened_at,
        "updated_at": case.updated_at,
    }


def case_from(vault: Vault, row: CaseRow) -> CaseRecord:
    return CaseRecord(
        case_no=CaseNo(row.case_no),
        customer_id=CustomerId(row.customer_id) if row.customer_id else None,
        procedure=row.procedure,
        status=row.status,
        policy_nos=tuple(PolicyNo(policy_no) for policy_no in row.policy_nos),
        summary=vault.open("crm_cases.summary", row.case_no, row.summary),
        opened_at=row.opened_at,
        updated_at=row.updated_at,
    )


def contact_values(vault: Vault, contact: ContactRecord) -> Values:
    return {
        "contact_id": contact.contact_id,
        "customer_id": contact.customer_id,
        "channel": contact.channel,
        "direction": contact.direction,
        "contact_reason": contact.contact_reason,
        "disposition": contact.disposition,
        "case_nos": list(contact.case_nos),
        "summary": vault.seal("crm_contacts.summary", contact.contact_id, contact.summary),
        "started_at": contact.started_at,
        "ended_at": contact.ended_at,
        "updated_at": contact.updated_at,
    }


def contact_from(vault: Vault, row: ContactRow) -> ContactRecord:
    return ContactRecord(
        contact_id=ContactId(row.contact_id),
        customer_id=CustomerId(row.customer_id) if row.customer_id else None,
        channel=row.channel,
        direction=row.direction,
        contact_reason=row.contact_reason,
        disposition=row.disposition,
        case_nos=tuple(CaseNo(case_no) for case_no in row.case_nos),
        summary=vault.open("crm_contacts.summary", row.contact_id, row.summary),
        started_at=row.started_at,
        ended_at=row.ended_at,
        updated_at=row.updated_at,
    )
