"""Documents are asked for with the name and a policy number alone, and nothing of the contract is told."""

import pytest
from documents_scene import ICHIRO, MOTOR
from scene import Holder, Scene, procedures

from casework.cases.submit import follow_ups_of
from casework.intakes.hear import open_with
from casework.intakes.step import CheckIdentity, Heard
from conversation.model import VerificationLevel

pytestmark = pytest.mark.unit
OPENING = "書類を送ってください"


def request(opening: str = OPENING, *said: str) -> Scene:
    scene = Scene(holders=(Holder(ICHIRO, (MOTOR,)),), procedure=procedures()["document_request"])
    return scene.opens_with(opening).customer_says("鈴木一郎", "A111222333", *said)


def test_a_name_and_a_policy_number_are_enough() -> None:
    scene = request().expect_question("documents").expect_not_said("自動車保険", "2333")
    assert scene.level is VerificationLevel.claims_contract
    scene.customer_says("約款とパンフレット", "郵送で", "はい").expect_question("summary")
    scene.expect_value("documents", ["pamphlet", "terms"]).customer_says("はい").expect_submitted("in_review")


def test_without_the_policy_number_two_other_items_are_asked() -> None:
    scene = Scene(holders=(Holder(ICHIRO, (MOTOR,)),), procedure=procedures()["document_request"])
    scene.opens_with(OPENING).customer_says("鈴木一郎", "わからない").expect_question("identity.birth_date")
    scene.customer_says("1975年11月23日").expect_question("identity.phone")
    scene.customer_says("090-0000-0002").expect_question("documents")
    assert scene.level is VerificationLevel.knowledge_match


@pytest.mark.parametrize("number", ["A999888777", "F111222334"])
def test_another_number_is_refused_without_a_hint(number: str) -> None:
    scene = Scene(holders=(Holder(ICHIRO, (MOTOR,)),), procedure=procedures()["document_request"])
    scene.opens_with(OPENING).customer_says("鈴木一郎", number).expect_question("identity.name")
    assert scene.level is VerificationLevel.nobody


def test_what_proves_little_opens_little() -> None:
    scene = request()
    reissue = procedures()["policy_reissue"]
    other = Scene(holders=scene.holders, procedure=reissue, level=scene.level)
    step = open_with(other.draft, other.world, Heard("証券をなくした", "reissue_policy", 0.9))
    assert step.draft.asked == "identity.name"
    assert not isinstance(step.effect, CheckIdentity)


@pytest.mark.parametrize(
    ("said", "documents"),
    [
        ("保険金請求書", ["claim_form"]),
        ("けがの請求の用紙", ["claim_form"]),
        ("解約の書類", ["cancellation_form"]),
        ("契約変更の届出書をください", ["change_form"]),
        ("パンフレット", ["pamphlet"]),
        ("約款", ["terms"]),
        ("ご契約のしおりと約款", ["terms"]),
        ("加入証明書", ["contract_certificate"]),
        ("払込票と約款", ["terms", "payment_slip"]),
        ("コンビニ払いの紙", ["payment_slip"]),
        ("契約内容のお知らせ", ["annual_notice"]),
        ("1と4", ["claim_form", "pamphlet"]),
    ],
)
def test_the_documents_are_heard(said: str, documents: list[str]) -> None:
    request(OPENING, said).expect_value("documents", documents)


def test_another_document_is_kept_in_the_customers_words() -> None:
    request(OPENING, "事故の写真を貼る台紙").expect_value("documents", ["事故の写真を貼る台紙"])


def test_what_is_signed_comes_by_post_without_asking() -> None:
    scene = (
        request(OPENING, "解約請求書とパンフレット").expect_said("郵送でお送りします").expect_value("delivery", "post")
    )
    scene.expect_question("address_is_current").customer_says("引っ越しました").expect_question("summary")
    assert follow_ups_of(scene.draft, scene.procedure) == ("address_change",)


def test_a_pamphlet_by_mail_needs_no_address() -> None:
    request(OPENING, "パンフレット", "メールで").expect_question("summary").expect_value("address_is_current", None)


def test_who_asks_for_a_claim_form_may_report_first() -> None:
    request(OPENING, "保険金請求書").expect_said("事故の連絡")


@pytest.mark.parametrize("intent", ["inform", "request_form", "request_policy_reissue", "affirm"])
def test_one_more_paper_is_added_at_the_summary_however_it_was_understood(intent: str) -> None:
    scene = request(OPENING, "契約内容の証明書", "郵送で", "はい").expect_question("summary")
    scene.customer_says("あ、すみません、約款もお願いします", intent=intent).expect_question("summary")
    scene.expect_value("documents", ["contract_certificate", "terms"])
    scene.expect_said("ご希望の書類に「約款」を加えました。", "・ご希望の書類: ご契約内容の証明書、約款")
    scene.expect_not_said("直しました")


def test_a_paper_left_out_at_the_summary_is_a_correction() -> None:
    scene = request(OPENING, "契約内容の証明書と約款", "郵送で", "はい").expect_question("summary")
    scene.customer_says("約款はいらないです").expect_said("ご希望の書類を「ご契約内容の証明書」に直しました。")
