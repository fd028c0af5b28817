"""Several requests in one sentence, one more beside an answer, another instead of the open one."""

from uuid import UUID

import pytest
from scene import procedures

from casework.intakes.draft import Draft
from casework.intakes.requests import another_request, asked_for, brought_up, clause_of, wanted_instead
from casework.intakes.step import Heard

pytestmark = pytest.mark.unit


def draft(asked: str | None = "moved_on", procedure: str = "address_change") -> Draft:
    return Draft(intake_id=UUID(int=7), procedure=procedure, version=1, asked=asked)


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "expected"),
    [
        ("住所変更と、あと折り返しの電話もください", "change_address", 0.9, ["address_change", "callback"]),
        ("折り返し電話もほしいし、住所も変えたいです", "change_address", 0.5, ["callback", "address_change"]),
        ("住所変更と契約内容の確認をお願いします", "change_address", 0.6, ["address_change", "policy_inquiry"]),
        ("住所変更と契約内容の確認をお願いできますか", "ask_faq", 0.6, ["address_change", "policy_inquiry"]),
        ("住所変更したいのと昨日車をぶつけました", "change_address", 0.9, ["accident_report", "address_change"]),
        ("住所変更ではなく折り返し電話をください", "change_address", 0.9, ["callback"]),
        ("住所変更は済んだので折り返し電話をください", "request_callback", 0.9, ["callback"]),
        ("引っ越しました", "change_address", 0.9, ["address_change"]),
        ("契約内容を教えてください", "ask_policy_status", 0.9, ["policy_inquiry"]),
        ("住所変更をお願いできますか", "change_address", 0.9, ["address_change"]),
        (
            "契約内容の証明書が必要になったので送ってください",
            "request_deduction_certificate",
            0.95,
            ["document_request"],
        ),
        ("控除で使う契約内容の証明書がほしい", "request_deduction_certificate", 0.95, ["deduction_certificate"]),
        ("控除証明書を郵送してください", "request_form", 0.95, ["deduction_certificate"]),
        ("保険の更新をお願いします、乗り換えで", "change_vehicle", 0.95, ["vehicle_change"]),
        ("住所変更", "nlu_fallback", 0.3, ["address_change"]),
        ("住所変更はできますか", "ask_faq", 0.9, []),
        ("住所変更をすると保険料は変わりますか", "ask_faq", 0.6, []),
        ("こんにちは", "greet", 0.9, []),
    ],
)
def test_what_a_first_sentence_asks_for(text: str, intent: str, confidence: float, expected: list[str]) -> None:
    found = asked_for(procedures(), Heard(text, intent, confidence))
    assert [item.procedure for item in found] == expected


@pytest.mark.parametrize(
    ("text", "expected", "rest"),
    [
        ("12月1日です。あと折り返し電話もください", ["callback"], "12月1日です"),
        ("あと手続きの状況も教えてほしいんだけど", ["case_status"], ""),
        ("折り返し電話も欲しいです、12月1日です", ["callback"], "12月1日です"),
        ("それと契約内容を確認できますか", ["policy_inquiry"], ""),
        ("12月1日、それから契約内容の確認と、あと折り返し電話もお願い", ["policy_inquiry", "callback"], "12月1日"),
    ],
)
def test_what_is_asked_for_besides(text: str, expected: list[str], rest: str) -> None:
    found = brought_up(procedures(), draft(), Heard(text, "inform", 0.9))
    assert found is not None
    assert [item.procedure for item in found.procedures] == expected
    assert found.rest.text == rest


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("12月1日です", "moved_on"),
        ("契約内容は変わりますか", "moved_on"),
        ("あと住所変更の日は12月1日です", "moved_on"),
        ("あと折り返し電話は不要です", "moved_on"),
        ("住所変更じゃなくて折り返し電話もください", "moved_on"),
        ("あと折り返し電話もください", "person"),
    ],
)
def test_what_is_no_request_besides(text: str, asked: str) -> None:
    assert brought_up(procedures(), draft(asked), Heard(text, "inform", 0.9)) is None


def test_an_account_is_an_answer() -> None:
    about = Heard("住所変更も契約内容の確認もしたいです", "change_address", 0.9)
    assert brought_up(procedures(), draft("about", "callback"), about) is None


def test_a_sentence_that_answers_nothing_may_be_another_request() -> None:
    found = another_request(procedures(), draft(), Heard("契約内容を確認したいです", "nlu_fallback", 0.3))
    assert found is not None
    assert found.procedure == "policy_inquiry"
    assert another_request(procedures(), draft(), Heard("ええと", "nlu_fallback", 0.3)) is None


@pytest.mark.parametrize("text", ["住所変更じゃなくて折り返し電話をください", "先に折り返し電話をください"])
def test_another_instead(text: str) -> None:
    found = wanted_instead(procedures(), draft(), Heard(text, "request_callback", 0.6))
    assert found is not None
    assert found.procedure == "callback"


def test_what_a_sentence_says_of_one_request() -> None:
    callback = procedures()["callback"]
    said = "住所変更をお願いします、あと明日の午前に折り返し電話をください。"
    assert clause_of(callback, said) == "あと明日の午前に折り返し電話をください。"
    assert clause_of(callback, "住所変更です") == ""
