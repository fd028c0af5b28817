"""The CSV import of customers and policies: idempotent, in batches that are saved whole or not at all.

The file is the authority for its own columns; what it does not carry (household, mailing address) is kept.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

from crm_adapter.csv_file import RawRow, read_rows
from crm_adapter.csv_report import ImportReport, RefusedRow
from crm_adapter.csv_rows import CUSTOMER_COLUMNS, POLICY_COLUMNS, read_customer, read_policy
from crm_adapter.model import Book, Customer, Policy
from crm_adapter.normalise import policy_no_key
from crm_adapter.port import BookStore, VersionConflictError

BATCH_ROWS = 500
ATTEMPTS = 3

Progress = Callable[[int, int], None]
Record = TypeVar("Record", Customer, Policy)


@dataclass(frozen=True)
class _Read(Generic[Record]):
    line: int
    record: Record


@dataclass(frozen=True)
class _Outcome:
    counts: Counter[str]
    refused: tuple[RefusedRow, ...] = ()


def no_progress(done: int, total: int) -> None:
    """For callers who show nothing."""


async def import_customers(
    store: BookStore, content: bytes, today: date, on_progress: Progress = no_progress
) -> ImportReport:
    """Raise ImportRefusedError before anything is changed. `on_progress(done, total)` counts rows of the file."""

    async def save(batch: Sequence[_Read[Customer]]) -> _Outcome:
        return await _save_customers(store, batch, today)

    rows = read_rows(content, CUSTOMER_COLUMNS)
    return await _import(
        rows, lambda row: read_customer(row, today), lambda customer: customer.customer_id, save, on_progress
    )


async def import_policies(store: BookStore, content: bytes, on_progress: Progress = no_progress) -> ImportReport:
    """As import_customers; the customers must be on file already."""

    async def save(batch: Sequence[_Read[Policy]]) -> _Outcome:
        return await _save_policies(store, batch)

    rows = read_rows(content, POLICY_COLUMNS)
    return await _import(rows, read_policy, lambda policy: policy_no_key(policy.policy_no), save, on_progress)


async def _import(
    rows: Sequence[RawRow | RefusedRow],
    read: Callable[[RawRow], Record | list[RefusedRow]],
    key_of: Callable[[Record], str],
    save: Callable[[Sequence[_Read[Record]]], Awaitable[_Outcome]],
    on_progress: Progress,
) -> ImportReport:
    counts: Counter[str] = Counter()
    refused: list[RefusedRow] = []
    seen: set[str] = set()
    for start in range(0, len(rows), BATCH_ROWS):
        batch: list[_Read[Record]] = []
        for result in _read_batch(rows[start : start + BATCH_ROWS], read, key_of, seen):
            if isinstance(result, RefusedRow):
                refused.append(result)
            else:
                batch.append(result)
        outcome = await _until_saved(save, batch)
        counts += outcome.counts
        refused += outcome.refused
        on_progress(min(start + BATCH_ROWS, len(rows)), len(rows))
    refused.sort(key=lambda row: row.line)
    return ImportReport(counts["added"], counts["updated"], counts["unchanged"], tuple(refused))


def _read_batch(
    rows: Sequence[RawRow | RefusedRow],
    read: Callable[[RawRow], Record | list[RefusedRow]],
    key_of: Callable[[Record], str],
    seen: set[str],
) -> Iterator[_Read[Record] | RefusedRow]:
    for row in rows:
        if isinstance(row, RefusedRow):
            yield row
            continue
        record = read(row)
        if isinstance(record, list):
            yield from record
        elif (key := key_of(record)) in seen:
            yield _refused(row.line, record, "duplicate_in_file")
        else:
            seen.add(key)
            yield _Read(row.line, record)


async def _until_saved(
    save: Callable[[Sequence[_Read[Record]]], Awaitable[_Outcome]], batch: Sequence[_Read[Record]]
) -> _Outcome:
    """A customer who changes something meanwhile costs one more reading, not the import."""
    for _ in range(ATTEMPTS - 1):
        try:
            return await save(batch)
        except VersionConflictError:
            continue
    return await save(batch)


async def _save_customers(store: BookStore, batch: Sequence[_Read[Customer]], today: date) -> _Outcome:
    stored = await store.find_customers([item.record.customer_id for item in batch])
    counts: Counter[str] = Counter()
    changed = []
    for item in batch:
        before = stored.get(item.record.customer_id)
        after = _kept_customer(before, item.record, today) if before else item.record
        counts[_verdict(before, after)] += 1
        if after != before:
            changed.append(replace(after, version=before.version + 1) if before else after)
    await store.save_book(Book(customers=tuple(changed)))
    return _Outcome(counts)


async def _save_policies(store: BookStore, batch: Sequence[_Read[Policy]]) -> _Outcome:
    customers = await store.find_customers(list({item.record.customer_id for item in batch}))
    stored = await store.find_policies([item.record.policy_no for item in batch])
    counts: Counter[str] = Counter()
    refused, changed = [], []
    for item in batch:
        if item.record.customer_id not in customers:
            refused.append(_refused(item.line, item.record, "unknown_customer"))
            continue
        before = stored.get(item.record.policy_no)
        after = _kept_policy(before, item.record) if before else item.record
        counts[_verdict(before, after)] += 1
        if after != before:
            changed.append(replace(after, version=before.version + 1) if before else after)
    await store.save_book(Book(policies=tuple(changed)))
    return _Outcome(counts, tuple(refused))


def _kept_customer(before: Customer, read: Customer, today: date) -> Customer:
    registered_on = today if read.phone else None
    if read.phone == before.phone:
        registered_on = before.phone_registered_on
    return replace(read, household_id=before.household_id, phone_registered_on=registered_on, version=before.version)


def _kept_policy(before: Policy, read: Policy) -> Policy:
    # A mailing address belongs to the policyholder who gave it.
    is_same_holder = read.customer_id == before.customer_id
    return replace(
        read,
        policy_no=before.policy_no,
        mailing_postal_code=before.mailing_postal_code if is_same_holder else None,
        mailing_address=before.mailing_address if is_same_holder else None,
        version=before.version,
    )


def _verdict(before: Customer | Policy | None, after: Customer | Policy) -> str:
    if before is None:
        return "added"
    return "unchanged" if before == after else "updated"


def _refused(line: int, record: Customer | Policy, code: str) -> RefusedRow:
    if isinstance(record, Customer):
        return RefusedRow(line, record.customer_id, "customer_id", code)
    field = "customer_id" if code == "unknown_customer" else "policy_no"
    return RefusedRow(line, record.policy_no, field, code)
