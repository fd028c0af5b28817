"""The two CSV layouts and how a row of each becomes a record."""

from datetime import date

from crm_adapter import csv_cells as cells
from crm_adapter.csv_file import RawRow
from crm_adapter.csv_report import RefusedRow
from crm_adapter.model import Customer, CustomerId, Line, Policy, PolicyNo, PolicyStatus

CUSTOMER_COLUMNS = (
    *("customer_id", "name", "name_kana", "birth_date", "postal_code", "address"),
    *("phone", "email", "agency_code"),
)
POLICY_COLUMNS = (
    *("policy_no", "customer_id", "line", "product", "inception_date", "expiry_date", "status"),
    *("premium_yen", "payment_mode", "insured_object", "earthquake_premium_yen", "agency_code"),
)
_EARLIEST_BIRTH = date(1900, 1, 1)
_WITH_EARTHQUAKE_PREMIUM = {Line.fire, Line.earthquake}


def read_customer(row: RawRow, today: date) -> Customer | list[RefusedRow]:
    """A row without a birth date is a company."""
    reader = cells.RowReader(row, "customer_id")
    birth_date = reader.read("birth_date", cells.optional(cells.day), None)
    if birth_date and not _EARLIEST_BIRTH <= birth_date <= today:
        reader.refuse("birth_date", "birth_date_out_of_range")
    customer = Customer(
        customer_id=CustomerId(reader.read("customer_id", cells.record_id, "")),
        name=reader.read("name", cells.person_name, ""),
        name_kana=reader.read("name_kana", cells.kana, ""),
        birth_date=birth_date,
        postal_code=reader.read("postal_code", cells.postal_code, ""),
        address=reader.read("address", cells.required_text, ""),
        phone=reader.read("phone", cells.optional(cells.phone), None),
        phone_registered_on=None,
        email=reader.read("email", cells.optional(cells.email), None),
        agency_code=reader.read("agency_code", cells.optional(cells.agency_code), None),
        is_company=birth_date is None,
    )
    return reader.refused or customer


def read_policy(row: RawRow) -> Policy | list[RefusedRow]:
    reader = cells.RowReader(row, "policy_no")
    policy = Policy(
        policy_no=PolicyNo(reader.read("policy_no", cells.record_id, "")),
        customer_id=CustomerId(reader.read("customer_id", cells.record_id, "")),
        line=reader.read("line", cells.line, Line.fire),
        product=reader.read("product", cells.required_text, ""),
        inception_date=reader.read("inception_date", cells.day, date.min),
        expiry_date=reader.read("expiry_date", cells.day, date.max),
        status=reader.read("status", cells.policy_status, PolicyStatus.in_force),
        premium_yen=reader.read("premium_yen", cells.yen, 0),
        payment_mode=reader.read("payment_mode", cells.required_text, ""),
        insured_object=reader.read("insured_object", cells.any_text, ""),
        earthquake_premium_yen=reader.read("earthquake_premium_yen", cells.optional(cells.yen), None),
        agency_code=reader.read("agency_code", cells.optional(cells.agency_code), None),
    )
    if policy.expiry_date < policy.inception_date:
        reader.refuse("expiry_date", "expires_before_inception")
    if policy.earthquake_premium_yen is not None and policy.line not in _WITH_EARTHQUAKE_PREMIUM:
        reader.refuse("earthquake_premium_yen", "not_for_this_line")
    return reader.refused or policy
