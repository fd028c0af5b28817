from datetime import date

import pytest

from crm_adapter.csv_import import import_customers, import_policies
from crm_adapter.csv_report import ImportRefusedError, ImportReport
from crm_adapter.csv_rows import CUSTOMER_COLUMNS, POLICY_COLUMNS
from crm_adapter.memory_crm import MemoryCrm
from crm_adapter.model import CustomerId

TODAY = date(2026, 4, 1)
CUSTOMER = {
    "customer_id": "C1",
    "name": "髙橋 花子",
    "name_kana": "タカハシ ハナコ",
    "birth_date": "1980-05-05",
    "postal_code": "150-0043",
    "address": "東京都渋谷区道玄坂９－９１－５",
    "phone": "090-0000-9101",
    "email": "hanako@example.jp",
    "agency_code": "AG001",
}
POLICY = {
    "policy_no": "A100000001",
    "customer_id": "C1",
    "line": "fire",
    "product": "住まいの火災保険",
    "inception_date": "2026-01-01",
    "expiry_date": "2027-01-01",
    "status": "in_force",
    "premium_yen": "48000",
    "payment_mode": "annual",
    "insured_object": "建物",
    "earthquake_premium_yen": "11600",
    "agency_code": "AG001",
}


@pytest.fixture
def crm() -> MemoryCrm:
    return MemoryCrm(lambda: pytest.fail("An import needs no clock."))


def customers_csv(*rows: dict[str, str]) -> str:
    return _csv(CUSTOMER_COLUMNS, CUSTOMER, rows)


def policies_csv(*rows: dict[str, str]) -> str:
    return _csv(POLICY_COLUMNS, POLICY, rows)


def _csv(columns: tuple[str, ...], defaults: dict[str, str], rows: tuple[dict[str, str], ...]) -> str:
    lines = [",".join(columns), *(",".join((defaults | row).values()) for row in rows)]
    return "\r\n".join(lines) + "\r\n"


def refusals(report: ImportReport) -> list[tuple[int, str | None, str | None, str]]:
    return [(row.line, row.record_id, row.field, row.code) for row in report.refused]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
async def test_the_usual_encodings_are_read(crm: MemoryCrm, encoding: str) -> None:
    report = await import_customers(crm, customers_csv({}).encode(encoding), TODAY)
    assert (report.added, report.refused) == (1, ())
    customer = await crm.get_customer(CustomerId("C1"))
    assert (customer.name, customer.postal_code, customer.phone) == ("髙橋 花子", "1500043", "+819000009101")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf\r\n \r\n", "empty_file"),
        (customers_csv({}).encode("utf-16"), "unknown_encoding"),
        (customers_csv({"name": "高橋 花子", "address": "渋谷区"}).encode("euc_jp"), "unknown_encoding"),
        (customers_csv({"name": "高橋 花子", "address": "渋谷区"}).encode("iso2022_jp"), "unknown_encoding"),
        (customers_csv({}).encode() + b"\xff\xfe\x80\xa0\x81", "unknown_encoding"),
        (policies_csv({}).encode(), "wrong_header"),
        (customers_csv({}).replace("customer_id,name,", "name,customer_id,").encode(), "wrong_header"),
        (customers_csv({}).split("\r\n")[1].encode(), "wrong_header"),
        (customers_csv({}).replace(",", ";").encode(), "wrong_header"),
    ],
)
async def test_an_unusable_file_is_refused_whole(crm: MemoryCrm, content: bytes, code: str) -> None:
    with pytest.raises(ImportRefusedError) as refusal:
        await import_customers(crm, content, TODAY)
    assert refusal.value.code == code
    assert "高橋" not in str(refusal.value)
    assert await crm.find_customers([CustomerId("C1")]) == {}


@pytest.mark.parametrize(
    ("field", "cell", "code"),
    [
        ("customer_id", "", "required"),
        ("customer_id", "C 1", "invalid_id"),
        ("name", "", "required"),
        ("name", "　", "required"),
        ("name", "あ" * 201, "too_long"),
        ("name", "佐藤\ufffd子", "unreadable_character"),
        ("name", "佐藤\x07花子", "unreadable_character"),
        ("name_kana", "佐藤 花子", "invalid_kana"),
        ("name_kana", "", "required"),
        ("birth_date", "2026-02-30", "invalid_date"),
        ("birth_date", "1980/05/05", "invalid_date"),
        ("birth_date", "昭和55年5月5日", "invalid_date"),
        ("birth_date", "2026-04-02", "birth_date_out_of_range"),
        ("birth_date", "1899-12-31", "birth_date_out_of_range"),
        ("postal_code", "150004", "invalid_postal_code"),
        ("postal_code", "", "required"),
        ("address", "", "required"),
        ("phone", "090-0000-123", "invalid_phone"),
        ("phone", "なし", "invalid_phone"),
        ("email", "hanako@", "invalid_email"),
        ("agency_code", "代理店", "invalid_id"),
    ],
)
async def test_a_faulty_customer_cell_is_refused(crm: MemoryCrm, field: str, cell: str, code: str) -> None:
    content = customers_csv({field: cell}, {"customer_id": "C2"}).encode()
    report = await import_customers(crm, content, TODAY)
    assert [(row.line, row.field, row.code) for row in report.refused] == [(2, field, code)]
    assert report.added == 1


@pytest.mark.parametrize(
    ("field", "cell", "code"),
    [
        ("policy_no", "証券1", "invalid_id"),
        ("customer_id", "", "required"),
        ("line", "car", "unknown_line"),
        ("line", "", "unknown_line"),
        ("line", "motor", "not_for_this_line"),
        ("product", "", "required"),
        ("inception_date", "2026-02-30", "invalid_date"),
        ("expiry_date", "2025-12-31", "expires_before_inception"),
        ("status", "active", "unknown_status"),
        ("premium_yen", "-1", "invalid_number"),
        ("premium_yen", "48,000円", "wrong_column_count"),
        ("premium_yen", "48000.0", "invalid_number"),
        ("premium_yen", "", "required"),
        ("premium_yen", "1" * 13, "invalid_number"),
        ("payment_mode", "", "required"),
        ("earthquake_premium_yen", "-5", "invalid_number"),
    ],
)
async def test_a_faulty_policy_cell_is_refused(crm: MemoryCrm, field: str, cell: str, code: str) -> None:
    await import_customers(crm, customers_csv({}).encode(), TODAY)
    report = await import_policies(crm, policies_csv({field: cell}, {"policy_no": "A2"}).encode())
    assert [(row.line, row.code) for row in report.refused] == [(2, code)]
    assert report.added == 1


async def test_every_fault_of_a_row_is_reported_without_its_content(crm: MemoryCrm) -> None:
    report = await import_customers(
        crm, customers_csv({"phone": "秘密の番号", "birth_date": "秘密の日"}).encode(), TODAY
    )
    assert [(row.field, row.code) for row in report.refused] == [
        ("birth_date", "invalid_date"),
        ("phone", "invalid_phone"),
    ]
    assert (report.accepted, report.refused_lines) == (0, 1)
    assert "秘密" not in repr(report) + "".join(row.reason for row in report.refused)


@pytest.mark.parametrize("name", ['"佐藤 花子', '佐藤 花子"', '佐藤"花子', '"佐藤"花子"', '"佐藤\r\n花子"'])
async def test_a_lone_quote_spoils_its_own_line_only(crm: MemoryCrm, name: str) -> None:
    content = customers_csv({"customer_id": "C0"}, {"name": name}, {"customer_id": "C2"}).encode()
    report = await import_customers(crm, content, TODAY)
    assert {row.code for row in report.refused} <= {"broken_quotes", "wrong_column_count"}
    assert report.refused
    assert set(await crm.find_customers([CustomerId("C0"), CustomerId("C1"), CustomerId("C2")])) == {"C0", "C2"}


async def test_quoted_cells_may_hold_commas_and_doubled_quotes(crm: MemoryCrm) -> None:
    await import_customers(crm, customers_csv({"address": '"道玄坂１, ""みなと""ビル"'}).encode(), TODAY)
    assert (await crm.get_customer(CustomerId("C1"))).address == '道玄坂１, "みなと"ビル'


@pytest.mark.parametrize("cell", ["=1+1", "+81", "-2", "@SUM(A1)", "=cmd|' /C calc'!A0"])
async def test_a_cell_that_looks_like_a_formula_is_text(crm: MemoryCrm, cell: str) -> None:
    await import_customers(crm, customers_csv({"address": cell}).encode(), TODAY)
    assert (await crm.get_customer(CustomerId("C1"))).address == cell


async def test_a_row_without_birth_date_is_a_company(crm: MemoryCrm) -> None:
    await import_customers(crm, customers_csv({"name": "㈱みなと商店", "birth_date": ""}).encode(), TODAY)
    assert (await crm.get_customer(CustomerId("C1"))).is_company


async def test_the_second_row_of_the_same_id_is_refused(crm: MemoryCrm) -> None:
    report = await import_customers(crm, customers_csv({}, {"name": "別人"}).encode(), TODAY)
    assert refusals(report) == [(3, "C1", "customer_id", "duplicate_in_file")]
    assert (await crm.get_customer(CustomerId("C1"))).name == "髙橋 花子"


async def test_two_spellings_of_a_policy_number_are_one(crm: MemoryCrm) -> None:
    await import_customers(crm, customers_csv({}).encode(), TODAY)
    report = await import_policies(crm, policies_csv({}, {"policy_no": "A-100-000-001"}).encode())
    assert refusals(report) == [(3, "A-100-000-001", "policy_no", "duplicate_in_file")]


async def test_a_policy_of_an_unknown_customer_is_refused(crm: MemoryCrm) -> None:
    report = await import_policies(crm, policies_csv({}).encode())
    assert refusals(report) == [(2, "A100000001", "customer_id", "unknown_customer")]


async def test_blank_lines_count_but_are_no_rows(crm: MemoryCrm) -> None:
    content = customers_csv({}, {"customer_id": "!"}).replace("\r\n", "\r\n\r\n").encode()
    report = await import_customers(crm, content, TODAY)
    assert (report.added, [row.line for row in report.refused]) == (1, [5])


async def test_a_header_alone_is_an_import_of_nothing(crm: MemoryCrm) -> None:
    assert await import_customers(crm, customers_csv().encode(), TODAY) == ImportReport()


async def test_progress_is_told_per_batch_and_ends_at_the_total(crm: MemoryCrm) -> None:
    steps: list[tuple[int, int]] = []
    content = customers_csv(*({"customer_id": f"C{number}"} for number in range(1200))).encode()
    await import_customers(crm, content, TODAY, lambda done, total: steps.append((done, total)))
    assert steps == [(500, 1200), (1000, 1200), (1200, 1200)]


async def test_a_phone_that_is_gone_has_no_registration_day(crm: MemoryCrm) -> None:
    await import_customers(crm, customers_csv({}).encode(), TODAY)
    await import_customers(crm, customers_csv({"phone": ""}).encode(), TODAY)
    customer = await crm.get_customer(CustomerId("C1"))
    assert (customer.phone, customer.phone_registered_on, customer.version) == (None, None, 2)
