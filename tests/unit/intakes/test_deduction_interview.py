"""The deduction certificate: only the earthquake part counts, and why a postcard is missing is told before asking."""

from dataclasses import replace

import pytest
from documents_scene import EARTHQUAKE, FIRE, MOTOR, asking, policy
from scene import NOW, Scene

from casework.cases.submit import follow_ups_of
from casework.intakes.answers import context_of
from casework.intakes.draft import IntakeStatus
from casework.intakes.glean import glean_words

pytestmark = pytest.mark.unit
OPENING = "控除証明書を発行してください"
NOT_ARRIVED = "控除証明書のはがきが届きません"


def deduction(opening: str = OPENING, *said: str) -> Scene:
    return asking("deduction_certificate", opening, EARTHQUAKE).customer_says(*said)


def of(*facts: str, opening: str = NOT_ARRIVED) -> Scene:
    return asking("deduction_certificate", opening, policy("E111222335", "earthquake", "has_earthquake", *facts))


def test_a_reissue_takes_four_answers() -> None:
    scene = deduction("控除証明書をなくしたので再発行してください", "令和7年", "はがきで", "はい")
    scene.expect_question("summary").expect_value("kind", "reissue").expect_value("tax_year", 2025)
    scene.expect_value("delivery", "post").expect_value("policy_nos", ["E111222335"])
    scene.customer_says("はい").expect_submitted("in_review")


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("再発行です", "reissue"),
        ("なくしたのでもう一度ほしい", "reissue"),
        ("捨ててしもうた", "reissue"),
        ("子どもが破ったので", "reissue"),
        ("どこかに行ってしまって", "reissue"),
        ("一度届いたけど見当たらない", "reissue"),
        ("初めてです", "first"),
        ("まだ届いてません", "first"),
        ("まだ来てへん", "first"),
        ("届いとらんとです", "first"),
        ("受け取っていません", "first"),
        ("届いていないので再発行してください", "reissue"),
    ],
)
def test_the_kind_is_heard(said: str, kind: str) -> None:
    deduction(OPENING, said).expect_value("kind", kind)


@pytest.mark.parametrize(
    ("said", "delivery"),
    [
        ("はがきで", "post"),
        ("紙がいいです", "post"),
        ("郵送してください", "post"),
        ("電子データで", "electronic"),
        ("XMLで", "electronic"),
        ("マイナポータルに連携したい", "electronic"),
        ("はがきじゃなくて電子で", "electronic"),
        ("e-Taxで使えるほう", "electronic"),
    ],
)
def test_the_delivery_is_heard(said: str, delivery: str) -> None:
    deduction(OPENING, "再発行", "去年", said).expect_value("delivery", delivery)


@pytest.mark.parametrize(
    ("said", "year"), [("今年", 2026), ("去年の分", 2025), ("令和6年分", 2024), ("2025年", 2025), ("R7", 2025)]
)
def test_the_year_is_a_number(said: str, year: int) -> None:
    deduction(OPENING, "再発行", said).expect_value("tax_year", year).expect_question("delivery")


@pytest.mark.parametrize("said", ["来年", "平成10年", "いつもの", "2月30日"])
def test_a_year_that_cannot_be_is_asked_again(said: str) -> None:
    deduction(OPENING, "再発行", said).expect_question("tax_year")


@pytest.mark.parametrize("said", ["ええと、それは、わからないわ。税務署に出すの", "わからない", "税務署から言われて"])
def test_who_does_not_know_the_year_hears_which_is_meant(said: str) -> None:
    scene = deduction(OPENING, "再発行", said).expect_question("tax_year").expect_said("保険料をお支払いになった年")
    assert scene.choices == ("2026年（令和8年）", "2025年（令和7年）")
    scene.customer_says(scene.choices[1]).expect_value("tax_year", 2025)


def test_why_the_year_is_asked_is_told() -> None:
    deduction(OPENING, "再発行", "なんで必要なんですか").expect_said("お支払いになった年ごとに").expect_question(
        "tax_year"
    )


@pytest.mark.parametrize("said", ["でも今年は紙でほしいのでお願いします", "今年の分は紙でお願いします"])
def test_an_answer_that_tells_the_year_too_fills_both(said: str) -> None:
    scene = deduction(NOT_ARRIVED, "去年はマイナポータルでもらいました").expect_question("still_wanted")
    scene.expect_value("tax_year", None).customer_says(said)
    scene.expect_value("tax_year", 2026).expect_value("delivery", "post").expect_question("address_is_current")


@pytest.mark.parametrize(
    ("said", "year"),
    [
        ("令和6年分の控除証明書を再発行してください", 2024),
        ("去年の分の控除証明書をなくしました", 2025),
        ("去年のはがきは届いたのですが、控除証明書をなくしました", None),
        ("去年の分は届いたのですが、控除証明書をなくしました", None),
        ("3年分の控除証明書を再発行してください", None),
    ],
)
def test_the_year_may_stand_in_the_opening(said: str, year: int | None) -> None:
    deduction(said).expect_value("tax_year", year)


@pytest.mark.parametrize(("month", "year"), [(1, None), (2, None), (6, 2026), (12, 2026)])
def test_while_the_year_before_is_filed_this_year_is_asked(month: int, year: int | None) -> None:
    scene = deduction(OPENING, "再発行")
    world = replace(scene.world, now=NOW.replace(month=month))
    told = glean_words(scene.draft, world, "今年は紙でほしい", context_of(world))
    assert told.bare().get("tax_year") == year


def test_only_policies_with_earthquake_cover_are_offered() -> None:
    scene = asking("deduction_certificate", OPENING, MOTOR, FIRE, EARTHQUAKE).expect_question("policy_nos")
    assert scene.choices == ("すべて", "火災保険（証券番号の下4桁 2334）", "地震保険（証券番号の下4桁 2335）")
    scene.customer_says("自動車保険のほう").expect_question("policy_nos").expect_value("policy_nos", None)


def test_a_single_one_is_chosen_in_fitting_words() -> None:
    scene = asking("deduction_certificate", OPENING, MOTOR, EARTHQUAKE)
    scene.expect_said("対象となるご契約は地震保険（証券番号の下4桁 2335）の1件です。").expect_not_said("住所")


def test_without_earthquake_cover_the_reason_is_told_and_a_person_offered() -> None:
    scene = asking("deduction_certificate", OPENING, MOTOR).expect_said("対象は、地震保険", "担当者")
    assert scene.draft.status is IntakeStatus.answered
    assert scene.handed_off is None


def test_who_took_it_electronically_hears_why_no_postcard_came() -> None:
    scene = deduction(NOT_ARRIVED).expect_question("received_electronically").expect_said("ご不便")
    scene.customer_says("はい").expect_said("はがきをお送りしておりません").expect_question("still_wanted")
    scene.customer_says("それなら結構です").expect_said("ほかにご用件はございますか。")
    assert scene.draft.status is IntakeStatus.answered


@pytest.mark.parametrize("said", ["いいえ", "はがきでした", "わからない"])
def test_who_did_not_goes_on_at_once(said: str) -> None:
    deduction(NOT_ARRIVED, said).expect_question("tax_year").expect_not_said("はがきをお送りしておりません")


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        ("first_year", "保険証券や継続証に付いております"),
        ("group", "お勤め先へお渡しして"),
        ("company", "個人のお客さまの制度"),
        ("before_posting", "10月下旬まで"),
    ],
)
def test_the_record_explains_why_it_has_not_arrived(fact: str, told: str) -> None:
    scene = of(fact).expect_said(told).expect_question("still_wanted")
    scene.customer_says("お願いします").expect_question("tax_year").expect_not_said(told)


def test_a_lost_one_of_the_first_year_is_issued_again_without_a_word() -> None:
    scene = of("first_year", opening="控除証明書をなくしたので再発行してください").expect_question("tax_year")
    scene.expect_not_said("継続証")


@pytest.mark.parametrize(
    "said",
    [
        "いいえ",
        "では待ってみます",
        "もう大丈夫です",
        "いりません",
        "あ、そうなんですね。じゃあ証券を見てみます",
        "そう、なら見てみるわ",
    ],
)
def test_nothing_is_issued_that_is_not_wanted(said: str) -> None:
    scene = of("first_year").customer_says(said).expect_said("承らずにおきます")
    assert scene.draft.status is IntakeStatus.answered
    assert scene.outcome is None


def test_a_new_address_comes_next() -> None:
    scene = deduction(OPENING, "再発行", "今年", "はがき", "引っ越しました").expect_question("summary")
    assert follow_ups_of(scene.draft, scene.procedure) == ("address_change",)


def test_data_must_be_converted_before_it_is_printed() -> None:
    deduction(OPENING, "再発行", "今年", "電子で").expect_said("国税庁").expect_question("summary")
