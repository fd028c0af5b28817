"""Whatever is in the file: an import never crashes, accounts for every row, and done twice changes nothing more."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from crm_adapter.csv_import import import_customers, import_policies
from crm_adapter.csv_report import ImportRefusedError
from crm_adapter.csv_rows import CUSTOMER_COLUMNS, POLICY_COLUMNS
from crm_adapter.memory_crm import MemoryCrm

TODAY = date(2026, 4, 1)
ids = st.sampled_from(["C1", "C2", "C3", "c-4", "", "C 5"])
policy_nos = st.sampled_from(["A1", "A-1", "a1", "F2", "L3", "?"])
dates = st.sampled_from(["2026-01-01", "2025-06-30", "2027-01-01", "2026-02-30", ""])
texts = st.sampled_from(["髙橋 一郎", "サトウ", '"', '"a,b"', "=1+1", "", "\ufffd", "090-0000-0001", "1500043"])
customer_rows = st.tuples(
    *(ids, texts, st.sampled_from(["サトウ", "さとう", "佐藤"]), dates, st.sampled_from(["1500043", "15"])),
    *(texts, st.sampled_from(["", "090-0000-0001", "1"]), st.sampled_from(["", "a@example.jp", "a"]), ids),
)
policy_rows = st.tuples(
    *(policy_nos, ids, st.sampled_from(["motor", "fire", "car"]), texts, dates, dates),
    *(st.sampled_from(["in_force", "lost"]), st.sampled_from(["100", "-1"]), st.just("annual"), texts),
    *(st.sampled_from(["", "10"]), st.sampled_from(["", "AG001"])),
)


def _crm() -> MemoryCrm:
    return MemoryCrm(lambda: datetime(2026, 4, 1, tzinfo=UTC))


def _csv(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> bytes:
    return "\n".join(",".join(row) for row in [columns, *rows]).encode()


@given(customers=st.lists(customer_rows, max_size=8), policies=st.lists(policy_rows, max_size=8))
async def test_importing_twice_changes_nothing_more(
    customers: list[tuple[str, ...]], policies: list[tuple[str, ...]]
) -> None:
    crm = _crm()
    customers_csv, policies_csv = _csv(CUSTOMER_COLUMNS, customers), _csv(POLICY_COLUMNS, policies)
    first = [await import_customers(crm, customers_csv, TODAY), await import_policies(crm, policies_csv)]
    again = [await import_customers(crm, customers_csv, TODAY), await import_policies(crm, policies_csv)]
    assert [(report.added, report.updated) for report in again] == [(0, 0), (0, 0)]
    assert [report.unchanged for report in again] == [report.accepted for report in first]
    assert [report.refused for report in again] == [report.refused for report in first]


@given(rows=st.lists(customer_rows, max_size=8))
async def test_every_row_is_accepted_or_refused(rows: list[tuple[str, ...]]) -> None:
    report = await import_customers(_crm(), _csv(CUSTOMER_COLUMNS, rows), TODAY)
    assert report.accepted + report.refused_lines == len(rows)
    assert all(row.reason for row in report.refused)


@given(tail=st.binary(max_size=300))
async def test_bytes_after_a_good_header_never_crash_the_import(tail: bytes) -> None:
    try:
        report = await import_customers(_crm(), ",".join(CUSTOMER_COLUMNS).encode() + b"\n" + tail, TODAY)
    except ImportRefusedError as refusal:
        assert refusal.code == "unknown_encoding"  # noqa: PT017  # Either answer is right.
    else:
        assert report.accepted == 0
