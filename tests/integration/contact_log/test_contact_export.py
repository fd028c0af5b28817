"""The contact log as a file for a spreadsheet."""

import csv
import io
from datetime import timedelta

import httpx2
import pytest

from gateway.staff.permissions import Role
from tests.integration.contact_log.scene import MARKS, SAID, Browser, Scene
from tests.integration.staff.scene import NOON, code_of


def rows_of(answer: httpx2.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


async def test_a_row_says_what_the_list_says_in_japanese(scene: Scene, supervisor: Browser) -> None:
    customer_id = await scene.customer()
    seen = await scene.contact(SAID, customer_id, reason="address_change", case_no="T00000000017", is_closed=False)
    await scene.records.hand_over(seen, "agent-7", at=NOON + timedelta(seconds=90))
    answer = await supervisor.get("/api/contacts/export.csv", customer_id=customer_id)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="contacts-20261123-120000.csv"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.content.endswith(b"\r\n")
    assert rows_of(answer) == [
        {
            "コンタクトID": str(seen.contact_id),
            "会話ID": str(seen.conversation_id),
            "チャネル": "ウェブチャット",
            "方向": "受信",
            "開始日時": "2026-11-23T12:00:00+09:00",
            "終了日時": "",
            "顧客ID": customer_id,
            "コールリーズン": "住所変更",
            "対応結果": "",
            "本人確認レベル": "L2",
            "担当者ID": "agent-7",
            "案件番号": "T00000000017",
            "待ち時間(秒)": "0",
            "対応時間(秒)": "0",
        }
    ]
    assert [mark for mark in MARKS if mark in answer.text] == []


async def test_an_export_keeps_to_the_filters_and_is_recorded(
    scene: Scene, supervisor: Browser, auditor: Browser
) -> None:
    customer_id = await scene.customer()
    seen = [await scene.contact(said, customer_id) for said in ("解約です", "事故です", "解約の件")]
    query = {"customer_id": customer_id, "q": "解約", "from": "2026-11-23", "limit": "1", "cursor": "ignored"}
    rows = rows_of(await supervisor.get("/api/contacts/export.csv", **query))
    assert {row["コンタクトID"] for row in rows} == {str(seen[0].contact_id), str(seen[2].contact_id)}
    (access,) = await auditor.accesses(staff_id=str(supervisor.staff.account_id))
    assert (access["action"], access["customer_id"]) == ("contacts.export", customer_id)
    assert access["reason"] == f"customer_id={customer_id}, q=解約, since=2026-11-23T00:00:00+09:00 (2件)"
    assert "customer_id" in access["fields"]


@pytest.mark.parametrize("beginning", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])
async def test_a_cell_never_becomes_a_formula(scene: Scene, supervisor: Browser, beginning: str) -> None:
    customer_id = await scene.customer()
    await scene.contact("解約です", customer_id, reason=beginning, case_no='=HYPERLINK("x")')
    (row,) = rows_of(await supervisor.get("/api/contacts/export.csv", customer_id=customer_id))
    assert row["コールリーズン"] == f"'{beginning}"
    assert row["案件番号"] == '\'=HYPERLINK("x")'


async def test_a_file_of_several_batches_has_every_row_once(scene: Scene, supervisor: Browser) -> None:
    customer_id = await scene.customer()
    seen = [await scene.records.contact(NOON + timedelta(seconds=n % 7), customer_id=customer_id) for n in range(520)]
    rows = rows_of(await supervisor.get("/api/contacts/export.csv", customer_id=customer_id))
    assert len(rows) == 520
    assert {row["コンタクトID"] for row in rows} == {str(item.contact_id) for item in seen}
    assert [row["開始日時"] for row in rows] == sorted((row["開始日時"] for row in rows), reverse=True)


async def test_more_than_a_file_holds_is_refused_instead_of_cut(scene: Scene, auditor: Browser) -> None:
    browser = await scene.browser(Role.supervisor, scene.desk.small_export(scene.texts, most_rows=2))
    customer_id = await scene.customer()
    for count, status in ((1, 200), (2, 200), (3, 422)):
        await scene.contact("解約です", customer_id)
        answer = await browser.get("/api/contacts/export.csv", customer_id=customer_id)
        assert answer.status_code == status, count
    assert code_of(answer) == (422, "too_many_rows")
    assert len(await auditor.accesses(customer_id=customer_id)) == 2


@pytest.mark.parametrize(("role", "status"), [(Role.agent, 403), (Role.administrator, 200), (Role.auditor, 200)])
async def test_who_may_export(scene: Scene, role: Role, status: int) -> None:
    browser = await scene.browser(role)
    answer = await browser.get("/api/contacts/export.csv", customer_id=await scene.customer())
    assert answer.status_code == status


async def test_nothing_found_is_a_file_with_a_header(scene: Scene, supervisor: Browser) -> None:
    answer = await supervisor.get("/api/contacts/export.csv", customer_id=await scene.customer())
    assert rows_of(answer) == []
    assert answer.text.count("\r\n") == 1


@pytest.mark.parametrize(("query", "code"), [({"q": "あ"}, "query_too_short"), ({"channel": "fax"}, "invalid_request")])
async def test_a_wrong_filter_is_refused_before_the_file_begins(
    supervisor: Browser, query: dict[str, str], code: str
) -> None:
    assert code_of(await supervisor.get("/api/contacts/export.csv", **query)) == (422, code)
