"""The complaint: every word is kept as it was said, little is asked, and what is severe goes to a person at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from casework.intakes.requests import brought_up
from casework.intakes.step import Heard
from casework.intakes.turning import urgent_procedure
from casework.procedures.spec import Outcome
from tests.unit.intakes.scene import Scene, procedures

pytestmark = pytest.mark.unit

APOLOGY = "ご不快な思いをおかけし、誠に申し訳ございません。"
TOLD = "先週電話したら、ＯＯさんの言い方が  ひどくて！！ 何なんですか、あれは。"


def complaining(opening: str, *more: str, cases_before: int = 0) -> Scene:
    scene = Scene(procedure=procedures()["complaint"], cases_before=cases_before)
    scene.draft = scene.draft.model_copy(update={"opening_text": opening})
    return scene.opens_with(opening).customer_says(*more)


def plan_of(scene: Scene) -> Outcome:
    assert scene.plan is not None, scene.said
    return scene.plan


def test_a_complaint_is_taken_in_three_questions() -> None:
    scene = complaining("苦情を言いたいのですが").expect_question("statement").expect_said(APOLOGY)
    scene.customer_says(TOLD).expect_question("desired_outcome").expect_value("about", "handling")
    scene.customer_says("謝ってほしい").expect_question("reply")
    scene.customer_says("いりません").expect_submitted("in_review")
    assert scene.value("statement") == f"苦情を言いたいのですが\n{TOLD}"
    assert scene.value("desired_outcome") == "謝ってほしい"
    assert not plan_of(scene).is_promised


def test_an_opening_that_tells_it_is_the_statement() -> None:
    scene = complaining(TOLD).expect_question("desired_outcome")
    assert scene.value("statement") == TOLD


def test_a_reply_needs_a_name_and_a_number() -> None:
    scene = complaining(TOLD, "聞いてほしいだけ", "電話でお願いします").expect_question("name")
    scene.customer_says("佐藤花子です").expect_question("phone").customer_says("090-0000-0001")
    scene.expect_submitted("in_review").expect_value("phone", "+819000000001")
    assert plan_of(scene).is_promised
    assert plan_of(scene).due_days == 2


def test_what_it_is_about_is_asked_once_and_may_be_left_out() -> None:
    scene = complaining("なんだか、とにかく気に入らないんですよ").expect_question("about")
    assert "担当者の対応" in scene.choices
    scene.customer_says("どうでもいい").expect_question("desired_outcome").expect_value("about", "other")


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("代理店の人が全然動いてくれないんです", "agency"),
        ("保険金がなぜ出ないのか、担当から何も言ってこない", "claim"),
        ("保険料が勝手に値上げされていて驚きました", "premium"),
        ("オペレーターの口のきき方がなっていないですね", "handling"),
        ("契約のときの説明と全然違うじゃないですか", "explanation"),
        ("証券がいつまでたっても届かないんですけど", "delay"),
        ("ホームページが使いにくくて何もできません", "web"),
    ],
)
def test_what_it_is_about_is_heard_in_the_words(text: str, about: str) -> None:
    complaining(text).expect_value("about", about).expect_question("desired_outcome")


def test_more_that_is_told_later_is_kept_too() -> None:
    more = "それだけじゃなくて、折り返すと言って一週間も待たされました"
    scene = complaining("なんだか、とにかく気に入らないんですよ", more, "特にない", "不要です")
    assert scene.value("statement") == f"なんだか、とにかく気に入らないんですよ\n{more}"
    scene.expect_value("about", "delay").expect_submitted("in_review")


SEVERE = (
    ("弁護士に相談して訴えます", "legal"),
    ("これは裁判にしますから", "legal"),
    ("金融庁に言いますよ、この対応は", "authority"),
    ("消費者センターに電話しました", "authority"),
    ("責任者を出せ", "supervisor"),
    ("上の者に代わってください", "supervisor"),
    ("女だからって馬鹿にした態度でした", "discrimination"),
    ("外国人だからと断られました。差別です", "discrimination"),
    ("父が亡くなったのに何度も電話してくる", "harm"),
    ("おたくの手続が遅いせいで母は入院しました", "harm"),
    ("他人の証券が私の封筒に入っていました", "privacy"),
    ("いいから担当者に代わって", "person"),
)


@pytest.mark.parametrize(("text", "severity"), SEVERE)
def test_what_is_severe_goes_to_a_person_with_the_statement_registered(text: str, severity: str) -> None:
    scene = complaining(text).expect_submitted("in_review").expect_value("severity", severity)
    assert scene.value("statement") == text
    assert {"about", "desired_outcome"} <= scene.draft.bare().keys()
    assert (plan_of(scene).priority, plan_of(scene).hand_over) == ("urgent", "complaint")


@pytest.mark.parametrize(
    "text",
    [
        "弁護士費用特約の説明がなかったのですが",
        "裁判官の友人に聞いたのですが、説明が足りないと思います",
        "担当者の話し方がきつかったです",
        "差別化された商品だと聞いたのに説明と違います",
        "事故の相手がけがをしたのに連絡が遅いです",
    ],
)
def test_what_is_not_severe_is_asked_on(text: str) -> None:
    scene = complaining(text)
    assert (scene.value("severity"), scene.outcome) == (None, None)


def test_severe_words_are_heard_at_any_question() -> None:
    scene = complaining(TOLD, "責任者を出してください").expect_submitted("in_review")
    assert plan_of(scene).hand_over == "complaint"
    assert scene.value("statement") == TOLD


def test_severe_words_late_in_a_long_statement_count() -> None:
    whole = "対応がひどいです。" * 300 + "もう弁護士に相談します。"
    scene = complaining("苦情です", whole).expect_submitted("in_review").expect_value("severity", "legal")
    assert scene.value("statement") == f"苦情です\n{whole}"


def test_a_third_complaint_goes_to_a_person() -> None:
    first, second, third = (complaining(TOLD, cases_before=count) for count in range(3))
    assert (first.outcome, second.outcome, third.outcome) == (None, None, "in_review")
    assert plan_of(third).hand_over == "complaint"


def test_the_adr_centre_is_named_when_asked_or_at_deadlock() -> None:
    asked = complaining("対応がひどいです。ほかの窓口はないんですか").expect_said("そんぽADRセンター", "0570-022808")
    asked.expect_value("adr_informed", value=True)
    complaining("話になりません。納得できません。").expect_said("そんぽADRセンター").expect_value(
        "repeated", value=True
    )
    complaining(TOLD, cases_before=1).expect_said("そんぽADRセンター")
    complaining(TOLD).expect_not_said("ADR")


def test_questions_in_the_telling_are_no_questions_of_ours() -> None:
    scene = complaining("苦情です", "どうなってるんですか？ なぜ連絡が来ないんですか？").expect_question(
        "desired_outcome"
    )
    assert "どうなってるんですか？ なぜ連絡が来ないんですか？" in scene.value("statement")


def test_nothing_else_is_heard_in_the_telling() -> None:
    draft = complaining("苦情です").draft
    told = Heard("あと証券の再発行も遅いし、住所変更もまだです", "reissue_policy", 0.99)
    assert brought_up(procedures(), draft, told) is None
    assert urgent_procedure(procedures(), draft, Heard("はい", "affirm", 0.9)) is None


def test_the_apology_neither_admits_nor_defends() -> None:
    said = procedures()["complaint"].opening + "".join(item.say for item in procedures()["complaint"].outcomes)
    assert [word for word in ("弊社の責任", "当社の過失", "お支払い", "しかし", "ですが", "了解") if word in said] == []


WORDS = some.text(some.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=1400)


@given(messages=some.lists(WORDS, min_size=1, max_size=3))
def test_no_character_of_a_statement_is_lost(messages: list[str]) -> None:
    scene = complaining("苦情です")
    for message in messages:
        kept = scene.draft.model_copy(update={"asked": "statement"})
        scene.draft = kept
        scene.customer_says(message)
    assert scene.value("statement") == "\n".join(["苦情です", *messages])
