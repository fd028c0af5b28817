"""A question of the customer's own chooses nothing, and a word inside a sentence says no value once more."""

import pytest
from scene import ANSWER, CODE, Scene, procedures

pytestmark = pytest.mark.unit


def opened(procedure: str, said: str) -> Scene:
    scene = Scene(procedure=procedures()[procedure])
    scene.draft = scene.draft.model_copy(update={"opening_text": said})
    return scene.opens_with(said).identifies("鈴木")


def of_the_family() -> Scene:
    scene = opened("coverage_change", "息子が免許を取ったので運転できるようにしたい").customer_says("家族みんなです")
    return scene.expect_question("youngest_driver_born_on")


def after_a_failed_debit() -> Scene:
    scene = opened("payment_change", "引き落としができませんでした").customer_says(CODE)
    return scene.expect_question("failed_wish")


@pytest.mark.parametrize("said", ["車両保険って何の保険でしたっけ", "自動車保険って何ですか"])
@pytest.mark.parametrize("intent", ["ask_faq", "inform", "ask_policy_status"])
def test_a_question_that_names_a_policy_does_not_say_it_again(said: str, intent: str) -> None:
    scene = opened("coverage_change", "車両保険をはずして安くしたい").expect_question("changes_on")
    scene.customer_says(said, intent=intent).expect_question("changes_on").expect_said(ANSWER)
    scene.expect_not_said("承っております")


def test_a_word_for_an_option_inside_a_sentence_does_not_say_it_again() -> None:
    scene = of_the_family().customer_says("息子は18歳なんです").expect_question("youngest_driver_born_on")
    scene.expect_not_said("承っております", ANSWER).expect_said("「平成20年3月15日」のように、年も含めて")
    scene.customer_says("2007年6月3日です").expect_value("youngest_driver_born_on", "2007-06-03")


@pytest.mark.parametrize("said", ["家族です", "さっき家族って言いました"])
def test_an_option_said_again_is_heard(said: str) -> None:
    scene = of_the_family().customer_says(said).expect_question("youngest_driver_born_on")
    scene.expect_said("ご家族と承っております")
    assert scene.draft.misses == 0


@pytest.mark.parametrize("said", ["コンビニで払えますか", "振り込みでも払えるんですか", "コンビニ払いはできますか？"])
def test_whether_a_way_is_open_is_answered_before_it_is_chosen(said: str) -> None:
    scene = after_a_failed_debit().customer_says(said, intent="ask_faq").expect_question("failed_wish")
    scene.expect_said(ANSWER).expect_value("failed_wish", None)
    scene.customer_says("じゃあコンビニで").expect_value("failed_wish", "slip").expect_question("summary")


@pytest.mark.parametrize(
    "said", ["払込票を送ってもらえますか", "払込票にできますか", "払込票でお願いできますか", "コンビニで払います"]
)
def test_a_polite_wish_is_chosen(said: str) -> None:
    after_a_failed_debit().customer_says(said, intent="ask_faq").expect_value("failed_wish", "slip")


@pytest.mark.parametrize(
    ("said", "starts"),
    [
        ("来月から", "来月から"),
        ("来月の15日から", "来月の15日から"),
        ("次の引き落としから", "next_payment"),
        ("なるべく早く", "next_payment"),
    ],
)
def test_a_start_is_kept_as_it_was_said(said: str, starts: str) -> None:
    scene = opened("payment_change", "カード払いに変更したい").customer_says(CODE, "私です").expect_question("starts")
    scene.customer_says(said).expect_value("starts", starts).expect_question("form_delivery")
