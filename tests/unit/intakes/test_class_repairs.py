"""Answers that tell more, or less, than one word in them: what is excluded, put off, counted or lost long ago."""

import pytest
from scene import CODE, NOW, Scene, procedures, verified

from bot.actions.reception import declines_then
from casework.fields.parsed import ParseContext, Parsed
from casework.fields.time_windows import parse_time_window
from casework.intakes.draft import IntakeStatus
from casework.intakes.requests import asked_for
from casework.intakes.step import Heard
from casework.intakes.turning import told_procedure

pytestmark = pytest.mark.unit


def opened(procedure: str, text: str, family_name: str = "鈴木") -> Scene:
    scene = Scene(procedure=procedures()[procedure])
    scene.draft = scene.draft.model_copy(update={"opening_text": text})
    return scene.opens_with(text).identifies(family_name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("家族みんなです", "family"),
        ("みんなです", "anyone"),
        ("家族限定を外してください", "anyone"),
        ("家族です", "family"),
    ],
)
def test_the_whole_family_is_not_everybody(text: str, expected: str) -> None:
    scene = opened("coverage_change", "息子が免許を取ったので、うちの車を運転できるようにしたいんです")
    scene.expect_question("drivers_range").customer_says(text).expect_value("drivers_range", expected)


def test_an_amount_is_corrected_by_its_unit() -> None:
    scene = opened("coverage_change", "火災保険の保険金額を上げたいのですが", "佐藤").customer_says("2千万円です")
    scene.expect_question("changes_on").customer_says("あ、やっぱり2500万円で")
    scene.expect_value("new_sum_insured", 25_000_000).expect_question("changes_on")


@pytest.mark.parametrize("intent", ["inform", "help", "ask_faq", "goodbye"])
def test_what_is_vague_twice_is_offered_a_person(intent: str) -> None:
    scene = opened("coverage_change", "補償を見直したいんですけど").expect_question("changes")
    scene.customer_says("うーん、いろいろあって", intent=intent).expect_question("changes")
    scene.customer_says("なんとなく不安で", intent=intent).expect_question("person")


def test_the_policy_that_shall_end_is_told_in_the_opening() -> None:
    scene = opened("cancellation", "火災保険をやめたいんだけど", "佐藤").expect_question("identity.code")
    scene.customer_says(CODE).expect_question("reason").expect_value("policy_nos", ["F234567890"])


def test_a_policy_that_shall_stay_is_not_told() -> None:
    scene = opened("cancellation", "自動車以外の保険をやめたい", "佐藤").customer_says(CODE)
    scene.expect_value("policy_nos", None)


@pytest.mark.parametrize("intent", ["reissue_policy", "report_accident", "inform"])
def test_a_paper_lost_long_ago_is_no_accident(intent: str) -> None:
    said = "先月の火事で火災保険の証券も焼けてしまったので、再発行をお願いしたいのですが"
    heard = Heard(said, intent, 0.9)
    assert [item.procedure for item in asked_for(procedures(), heard)] == ["policy_reissue"]
    assert told_procedure(procedures(), heard) is None


def test_a_fire_of_now_still_comes_first() -> None:
    heard = Heard("火事で証券も焼けたので再発行をお願いします", "report_accident", 0.9)
    assert asked_for(procedures(), heard)[0].procedure == "accident_report"


@pytest.mark.parametrize("intent", ["inform", "stop", "goodbye", "nlu_fallback"])
@pytest.mark.parametrize(
    "text", ["すみません、来客なのでまた後にします", "またあとで", "あとでやります", "じゃあまた後でかけ直します"]
)
def test_what_is_put_off_is_kept(text: str, intent: str) -> None:
    scene = verified().customer_says(text, intent=intent)
    assert scene.draft.status is IntakeStatus.paused


@pytest.mark.parametrize("text", ["あとで電話をください", "番号はあとで送ります", "先ほど申し上げました"])
def test_what_is_only_said_to_come_later_stops_nothing(text: str) -> None:
    scene = verified().customer_says(text)
    assert scene.draft.status is IntakeStatus.open


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("今日はもう無理なので、明日の10時から12時", "2026年11月24日（火）の午前10時から正午まで"),
        ("明日の10時から12時、今日は無理です", "2026年11月24日（火）の午前10時から正午まで"),
        ("午前中はだめです。午後で", "正午から"),
        ("平日以外で", "土日祝日"),
        ("今日以外なら午後", "正午から"),
    ],
)
def test_a_time_that_does_not_suit_is_not_the_answer(text: str, spoken: str) -> None:
    found = parse_time_window(text, ParseContext(NOW.date(), NOW, "webchat"))
    assert isinstance(found, Parsed)
    assert found.spoken == spoken


@pytest.mark.parametrize(
    ("text", "declines"),
    [
        ("あ、車は対象じゃないんですね。じゃあいいです", True),
        ("それなら結構です", True),
        ("じゃあお願いします", False),
        ("じゃあ住所変更をお願いします", False),
    ],
)
def test_an_offer_is_declined_after_all(text: str, declines: bool) -> None:
    assert declines_then(text) is declines
