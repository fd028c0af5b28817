"""Whose promises they are, so that whoever keeps one knows whom to call."""

from collections.abc import Sequence

from casework.cases.records import Case, get_case
from casework.errors import CaseNotFoundError
from casework.procedures.spec import FieldType
from crm_adapter.model import CustomerId
from crm_adapter.port import CrmError
from gateway.api.desk import StaffDesk
from handoff.promises import Promise, PromiseId


async def names_of(desk: StaffDesk, promises: Sequence[Promise]) -> dict[PromiseId, str]:
    """Where neither the record nor the case knows a name, there is none."""
    recorded = await _recorded(desk, {promise.customer_id for promise in promises if promise.customer_id})
    given = await _given(desk, {each.case_no for each in promises if each.case_no and not each.customer_id})
    found: dict[PromiseId, str] = {}
    for promise in promises:
        name = recorded.get(promise.customer_id or "") or given.get(promise.case_no or "")
        if name:
            found[promise.promise_id] = name
    return found


async def _recorded(desk: StaffDesk, customer_ids: set[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for customer_id in customer_ids:
        try:
            names[customer_id] = (await desk.crm.get_customer(CustomerId(customer_id))).name
        except CrmError:
            continue
    return names


async def _given(desk: StaffDesk, case_nos: set[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    async with desk.reads() as session:
        for case_no in case_nos:
            try:
                case = await get_case(session, desk.vault, case_no)
            except CaseNotFoundError:
                continue
            if name := _name_in(desk, case):
                names[case_no] = name
    return names


def _name_in(desk: StaffDesk, case: Case) -> str | None:
    """The first field of the procedure that is a person's name."""
    procedure = desk.procedures.get(case.procedure)
    fields = procedure.fields if procedure is not None else ()
    values = (case.fields.get(spec.name) for spec in fields if spec.type is FieldType.name)
    return next((value for value in values if isinstance(value, str)), None)
