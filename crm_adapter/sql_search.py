"""How customers are found in the built-in CRM: whole values through blind indexes, never partial ones."""

from datetime import date

from sqlalchemy import ColumnElement, or_, select

from crm_adapter.normalise import email_key, is_record_id, kana_key, name_key, phone_key, policy_no_key
from crm_adapter.rows import birth_key, index_of
from crm_adapter.tables import CustomerRow, PolicyRow
from database.vault import Vault

Condition = ColumnElement[bool]


def has_phone(vault: Vault, phone: str) -> Condition | None:
    """None when the text is no telephone number."""
    index = index_of(vault, "phone_index", phone_key(phone))
    return None if index is None else CustomerRow.phone_index == index


def has_policy_no(policy_no: str) -> Condition | None:
    key = policy_no_key(policy_no)
    if not key:
        return None
    return CustomerRow.customer_id.in_(select(PolicyRow.customer_id).where(PolicyRow.policy_no_key == key))


def has_name_and_birth_date(vault: Vault, name: str, birth_date: date) -> Condition | None:
    """By name or by kana; None when nothing is left of the name."""
    conditions = []
    if key := name_key(name):
        index = index_of(vault, "name_birth_index", birth_key(key, birth_date))
        conditions.append(CustomerRow.name_birth_index == index)
    if key := kana_key(name):
        index = index_of(vault, "kana_birth_index", birth_key(key, birth_date))
        conditions.append(CustomerRow.kana_birth_index == index)
    return or_(*conditions) if conditions else None


def matches(vault: Vault, q: str) -> Condition | None:
    """Any whole attribute an agent may type; None when the text can be none of them."""
    text = q.strip()
    candidates = [has_phone(vault, text), has_policy_no(text)]
    if is_record_id(text):
        candidates.append(CustomerRow.customer_id == text)
    if index := index_of(vault, "name_index", name_key(text)):
        candidates.append(CustomerRow.name_index == index)
    if index := index_of(vault, "kana_index", kana_key(text)):
        candidates.append(CustomerRow.kana_index == index)
    if index := index_of(vault, "email_index", email_key(text)):
        candidates.append(CustomerRow.email_index == index)
    conditions = [condition for condition in candidates if condition is not None]
    return or_(*conditions) if conditions else None
