"""How customers are found in the built-in CRM: whole values through blind indexes, never partial ones.

A search is a union of look-ups, each by its own index; joined with OR they would read the whole table.
"""

from datetime import date

from sqlalchemy import ColumnElement, Select, select, union

from crm_adapter.normalise import email_key, is_record_id, kana_key, name_key, phone_key, policy_no_key
from crm_adapter.rows import birth_key, index_of
from crm_adapter.tables import CustomerRow, PolicyRow
from database.vault import Vault

Lookup = Select[str]


def any_of(lookups: list[Lookup]) -> ColumnElement[bool]:
    return CustomerRow.customer_id.in_(union(*lookups))


def by_policy_no(policy_no: str) -> list[Lookup]:
    key = policy_no_key(policy_no)
    return [select(PolicyRow.customer_id).where(PolicyRow.policy_no_key == key)] if key else []


def by_phone(vault: Vault, phone: str) -> list[Lookup]:
    return _by_index(vault, "phone_index", phone_key(phone))


def by_name_and_birth_date(vault: Vault, name: str, birth_date: date) -> list[Lookup]:
    """By name or by kana."""
    named, read = name_key(name), kana_key(name)
    return [
        *_by_index(vault, "name_birth_index", birth_key(named, birth_date) if named else None),
        *_by_index(vault, "kana_birth_index", birth_key(read, birth_date) if read else None),
    ]


def by_anything(vault: Vault, q: str) -> list[Lookup]:
    """Any whole attribute an agent may type; empty when the text can be none of them."""
    text = q.strip()
    own_id = select(CustomerRow.customer_id).where(CustomerRow.customer_id == text)
    return [
        *([own_id] if is_record_id(text) else []),
        *by_policy_no(text),
        *by_phone(vault, text),
        *_by_index(vault, "name_index", name_key(text)),
        *_by_index(vault, "kana_index", kana_key(text)),
        *_by_index(vault, "email_index", email_key(text)),
    ]


def _by_index(vault: Vault, column: str, key: str | None) -> list[Lookup]:
    index = index_of(vault, column, key)
    if index is None:
        return []
    return [select(CustomerRow.customer_id).where(getattr(CustomerRow, column) == index)]
