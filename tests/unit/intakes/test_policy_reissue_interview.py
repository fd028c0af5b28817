"""Reissuing a certificate: why it is gone, how it is wanted, and never to another address than the registered one."""

import pytest
from documents_scene import FIRE, MOTOR, asking
from scene import Scene

from casework.cases.submit import follow_ups_of
from casework.intakes.draft import IntakeStatus
from casework.intakes.duplicates import OpenCase

pytestmark = pytest.mark.unit
OPENING = "証券を再発行してほしいです"
DONE = ("なくしました", "郵送で", "はい")


def reissue(opening: str = OPENING, *said: str) -> Scene:
    return asking("policy_reissue", opening).customer_says(*said)


def test_a_lost_certificate_takes_three_answers() -> None:
    scene = reissue(OPENING, *DONE).expect_question("summary").expect_said("紛失", "郵送", "破棄")
    scene.customer_says("はい").expect_submitted("in_review")
    assert scene.plan is not None
    assert "再発行請求書" in scene.plan.say
    assert follow_ups_of(scene.draft, scene.procedure) == ()


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("なくしました", "lost"),
        ("引っ越しのときに紛失しました", "lost"),
        ("どこに置いたかわからなくなって", "lost"),
        ("家中探したけど見当たりません", "lost"),
        ("間違えて捨ててしまって", "lost"),
        ("のうなってしもた", "lost"),
        ("どこさ行ったか見っからねえんだ", "lost"),
        ("無くした", "lost"),
        ("コーヒーをこぼして汚れてしまいました", "damaged"),
        ("子どもが破ってしまった", "damaged"),
        ("水浸しで読めません", "damaged"),
        ("間違ってシュレッダーにかけました", "damaged"),
        ("ボロボロになってて", "damaged"),
        ("空き巣に盗まれました", "stolen"),
        ("車上荒らしにあって盗られました", "stolen"),
        ("ひったくりで", "stolen"),
        ("まだ届いていません", "not_received"),
        ("届かへんのやけど", "not_received"),
        ("1か月たっても来ないんです", "not_received"),
        ("送られてきとらん", "not_received"),
        ("まだ届いとらんとです", "not_received"),
        ("受け取ってません", "not_received"),
        ("火事で焼けてしまいました", "burned"),
        ("火事でなくなりました", "burned"),
        ("家が全焼して", "burned"),
        ("燃えてしまった", "burned"),
    ],
)
def test_the_reason_is_heard_in_everyday_words(said: str, reason: str) -> None:
    reissue(OPENING, said).expect_value("reason", reason)


@pytest.mark.parametrize("said", ["わかりません", "ええと", "さあ"])
def test_no_reason_is_made_up(said: str) -> None:
    reissue(OPENING, said).expect_question("reason").expect_value("reason", None)


@pytest.mark.parametrize(
    ("said", "delivery"),
    [
        ("紙でお願いします", "post"),
        ("郵送がいい", "post"),
        ("今までどおりで", "post"),
        ("紙のほうで", "post"),
        ("家に送ってください", "post"),
        ("電子で", "electronic"),
        ("Ｗｅｂ証券で", "electronic"),
        ("スマホで見られるほうがいいです", "electronic"),
        ("ネットでええわ", "electronic"),
        ("紙じゃなくて電子でお願いします", "electronic"),
        ("パソコンは苦手なので郵送で", "post"),
    ],
)
def test_the_delivery_is_heard(said: str, delivery: str) -> None:
    reissue(OPENING, "なくしました", said).expect_value("delivery", delivery)


def test_what_the_opening_tells_is_not_asked_again() -> None:
    scene = asking("policy_reissue", "火災保険の証券をなくしたので紙で再発行してほしい", FIRE, MOTOR)
    scene.expect_question("address_is_current").expect_value("policy_nos", ["F111222334"])
    scene.expect_said("火災保険（証券番号の下4桁 2334）について承ります。").expect_value("reason", "lost")


@pytest.mark.parametrize("said", ["いいえ", "引っ越しました", "先月引っ越しまして", "前の住所のままです"])
def test_a_new_address_is_changed_after_it(said: str) -> None:
    scene = reissue(OPENING, "なくした", "郵送", said).expect_question("summary").expect_said("続けて、住所変更")
    scene.customer_says("はい").expect_submitted("in_review")
    assert follow_ups_of(scene.draft, scene.procedure) == ("address_change",)


@pytest.mark.parametrize("said", ["はい", "変わっていません", "そのままです", "同じ住所です", "大丈夫です"])
def test_the_registered_address_is_right(said: str) -> None:
    reissue(OPENING, "なくした", "郵送", said).expect_value("address_is_current", value=True)


def test_electronic_needs_no_address() -> None:
    scene = reissue(OPENING, "なくした", "電子で").expect_question("summary").expect_said("マイページ")
    scene.expect_value("address_is_current", None)


def test_a_theft_is_for_the_police() -> None:
    reissue(OPENING, "盗まれました").expect_said("警察").expect_question("delivery")


def test_after_a_fire_the_loss_is_reported_next() -> None:
    scene = reissue(OPENING, "火事で焼けました").expect_question("loss_reported").expect_said("お見舞い")
    scene.customer_says("まだです", "郵送", "はい").expect_question("summary")
    assert follow_ups_of(scene.draft, scene.procedure) == ("accident_report",)


def test_a_reported_fire_needs_nothing_more() -> None:
    scene = reissue(OPENING, "火事で焼けました", "連絡しました").expect_value("loss_reported", value=True)
    assert follow_ups_of(scene.draft, scene.procedure) == ()


def test_what_explains_is_said_once() -> None:
    scene = reissue(OPENING, "届いていません").expect_said("Web証券をお選びのご契約")
    scene.customer_says("紙で").expect_not_said("Web証券をお選びのご契約")


def test_a_correction_lands_in_its_field() -> None:
    scene = reissue(OPENING, *DONE).customer_says(
        "やっぱり受け取り方法は電子にしてください", intent="correct_information"
    )
    scene.expect_value("delivery", "electronic").expect_question("summary")


CASE = OpenCase("T261100000012", ("F111222334",), "11月30日（月）")


def test_a_second_case_for_the_same_policy_is_not_opened() -> None:
    scene = asking("policy_reissue", OPENING, FIRE, open_cases=(CASE,))
    scene.expect_said("すでに承っております", "T261100000012", "11月30日（月）までに", "担当者におつなぎ")
    assert scene.draft.status is IntakeStatus.answered
    assert scene.choices == ("担当者につなぐ",)


def test_the_other_policy_goes_on() -> None:
    scene = asking("policy_reissue", OPENING, FIRE, MOTOR, open_cases=(CASE,)).customer_says("すべて")
    scene.expect_said("T261100000012", "自動車保険（証券番号の下4桁 2333）について承ります。")
    scene.expect_value("policy_nos", ["A111222333"]).expect_question("reason")


def test_a_choice_made_later_is_looked_up_too() -> None:
    scene = asking("policy_reissue", OPENING, FIRE, MOTOR, open_cases=(CASE,)).customer_says("自動車", *DONE)
    scene.expect_question("summary").customer_says("やっぱり火災保険だけにしてください", intent="correct_information")
    scene.expect_said("すでに承っております")


@pytest.mark.parametrize(
    "opening", ["母の証券をなくしたみたいで再発行したい", "主人の保険証券が見つからない", "親の証券の再発行"]
)
def test_whose_certificate_it_is_is_heard_in_the_opening(opening: str) -> None:
    scene = Scene(procedure=asking("policy_reissue", OPENING).procedure).opens_with(opening)
    scene.expect_handed_off("not_the_policyholder").expect_said("担当者がご事情を伺います")


@pytest.mark.parametrize("said", ["Web証券って何ですか", "電子とは何でしょう", "紙と電子ってどう違うの"])
def test_a_question_about_an_option_chooses_none(said: str) -> None:
    scene = asking("policy_reissue", OPENING).customer_says("なくしました").customer_says(said, intent="ask_faq")
    scene.expect_question("delivery").expect_value("delivery", None)


@pytest.mark.parametrize("said", ["母の契約の件です", "代理店の者ですが"])
def test_others_than_the_policyholder_go_to_a_person(said: str) -> None:
    scene = Scene(procedure=asking("policy_reissue", OPENING).procedure).opens_with(OPENING).customer_says(said)
    scene.expect_handed_off("not_the_policyholder")
