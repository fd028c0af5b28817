"""What a clerk says first to whoever tells of trouble, and says to nobody else; and what the case is then called."""

import pytest
from scene import Scene, procedures

from casework.intakes.requests import asked_for
from casework.intakes.step import Heard

pytestmark = pytest.mark.unit


def opened(procedure: str, said: str) -> Scene:
    return Scene(procedure=procedures()[procedure]).opens_with(said)


@pytest.mark.parametrize(
    ("procedure", "said", "words"),
    [
        ("payment_change", "引き落としができなかったというはがきが来ました", "ご心配のことと存じます"),
        ("payment_change", "残高不足で引き落としされなかったみたいです", "ご心配のことと存じます"),
        ("name_change", "保険の紙の名前の漢字が間違っとるんですがのう", "ご不便をおかけし"),
        ("cancellation", "車が盗まれたので解約したい", "お見舞い申し上げます"),
        ("policyholder_transfer", "父が亡くなったので名義変更したい", "お悔やみ申し上げます"),
        ("policy_reissue", "先月の火事で証券も焼けてしまったので再発行をお願いします", "お見舞い申し上げます"),
    ],
)
def test_trouble_is_met_before_anything_is_asked(procedure: str, said: str, words: str) -> None:
    scene = opened(procedure, said)
    assert words in scene.said[0]
    assert [text for text in scene.said if words in text] == [scene.said[0]]


@pytest.mark.parametrize(
    ("procedure", "said"),
    [
        ("payment_change", "引き落とし口座を変更したい"),
        ("name_change", "結婚して名字が変わりました"),
        ("cancellation", "車を手放したので解約したい"),
        ("cancellation", "車を廃車にしたので解約したい"),
        ("policyholder_transfer", "名義変更をお願いします"),
    ],
)
def test_nobody_else_is_pitied(procedure: str, said: str) -> None:
    said_first = opened(procedure, said).said
    words = ("ご心配", "ご不便", "お見舞い", "お悔やみ", "ご愁傷", "申し訳")
    assert not [text for text in said_first if any(word in text for word in words)]


def test_what_was_said_at_once_is_not_said_again() -> None:
    scene = opened("payment_change", "引き落としができなかったというはがきが来ました").identifies("鈴木")
    scene.customer_says("482913").expect_question("failed_wish").expect_not_said("ご心配")


def test_a_failed_debit_is_no_change_that_was_accepted() -> None:
    scene = opened("payment_change", "引き落としができませんでした").identifies("鈴木").customer_says("482913")
    scene.customer_says("払込票で").expect_question("summary").expect_said("・ご用件: 引き落としができなかった")
    scene.customer_says("はい").expect_submitted("in_review")
    assert scene.plan is not None
    assert scene.plan.title == "引き落としについてのご相談"


def test_who_tells_of_a_failure_only_while_being_asked_is_met_too() -> None:
    scene = opened("payment_change", "支払い方法の変更").identifies("鈴木").customer_says("482913")
    scene.expect_question("kind").customer_says("残高が足りなくて落ちなかったんです").expect_said("ご心配")


def test_the_other_party_of_an_accident_is_met_with_sympathy() -> None:
    scene = opened("accident_report", "昨日の夜8時ごろ、そちらの契約者の車に追突されました")
    assert [text for text in scene.said if "お見舞い申し上げます" in text] == [
        "このたびは事故に遭われたとのこと、心よりお見舞い申し上げます。"
    ]


def test_danger_is_never_met_with_sympathy_first() -> None:
    scene = opened("accident_report", "今、事故の現場にいます。けが人がいます。血が出ています")
    assert scene.handed_off == "emergency"
    scene.expect_not_said("お見舞い")


def test_a_stolen_car_is_heard_and_to_be_reported_first() -> None:
    scene = opened("cancellation", "車が盗まれたので解約したい").identifies("鈴木").customer_says("482913")
    scene.expect_value("reason", "stolen_car").expect_said("「事故の連絡」")
    assert asked_for(procedures(), Heard("車が盗まれたので解約したい", "cancel_policy", 0.9)) != ()
