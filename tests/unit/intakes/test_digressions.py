"""Leaving the question and coming back: questions, small talk, misunderstandings, stopping, a person."""

import pytest
from scene import ANSWER, CODE, Scene, at_summary, procedures, verified

from casework.intakes import wording
from casework.intakes.draft import IntakeStatus


@pytest.mark.parametrize(
    "said",
    [
        "引っ越し前でも手続きできますか",
        "手数料はかかりますか？",
        "これお金かかるんかいな",
        "お金いるんけ",
        "いつまで有効かな",
        "保険証券はいつごろ届くの",
        "手数料はかかるとね",
        "手数料かかるんだべか",
        "お金ばかかるっちゃろか",
    ],
)
def test_a_question_is_answered_and_the_open_one_asked_again(said: str) -> None:
    scene = verified("鈴木", "160-0023", "1-2-3").customer_says(said, intent="ask_faq").expect_question("moved_on")
    scene.expect_said(ANSWER, "お引越しの日はいつですか")
    assert scene.draft.misses == 0
    scene.customer_says("12月1日").expect_question("garage_changes")


@pytest.mark.parametrize(
    "said", ["なんで引越し日が必要なんですか", "これって何に使うんですか", "なぜですか", "何のために聞くの"]
)
def test_why_something_is_asked_is_told_by_the_procedure(said: str) -> None:
    scene = verified("鈴木", "160-0023", "1-2-3").customer_says(said, intent="ask_faq").expect_question("moved_on")
    scene.expect_said("ご案内を始める日", "お引越しの日はいつですか")
    assert scene.draft.misses == 0


@pytest.mark.parametrize("said", ["なぜ用件まで言わないといけないんですか", "どうして用件まで聞くんですか"])
def test_a_long_question_about_the_asking_is_no_question_for_an_article(said: str) -> None:
    calling = Scene(procedure=procedures()["callback"]).opens_with("折り返し電話をください")
    calling.customer_says("090-0000-0001", "明日の午前中").expect_question("about")
    calling.customer_says(said, intent="ask_faq").expect_question("about").expect_said("ご用件に合った担当者")


@pytest.mark.parametrize("said", ["飛ばして", "答えたくありません", "言いたくない", "スキップで"])
def test_what_is_needed_is_not_left_out(said: str) -> None:
    scene = verified("鈴木", "160-0023", "1-2-3").customer_says(said, intent="deny").expect_question("moved_on")
    scene.expect_said("伺っております").customer_says(said, intent="deny").expect_question("person")


def test_an_item_of_the_identity_may_be_left_out() -> None:
    scene = Scene().opens_with().customer_says("鈴木一郎", "飛ばしてください").expect_question("identity.birth_date")
    scene.customer_says("言いたくないです").expect_question("identity.birth_date").expect_said("ご本人さまの確認を")


@pytest.mark.parametrize(
    "said", ["もう一度お願いします", "聞き取れませんでした", "ゆっくり言って", "え？", "何て言いました？"]
)
@pytest.mark.parametrize("intent", ["repeat", "nlu_fallback", "inform"])
def test_a_question_is_asked_again_whatever_is_asked(said: str, intent: str) -> None:
    scenes = (Scene().opens_with(), verified("鈴木", "160-0023", "1-2-3"), at_summary())
    for scene in scenes:
        asked = scene.draft.asked
        assert scene.customer_says(said, intent=intent).draft.asked == asked
        assert scene.draft.misses == 0


def test_the_weather_is_no_misunderstanding() -> None:
    scene = verified("鈴木", "160-0023", "1-2-3").customer_says("今日はいい天気ですね", intent="out_of_scope")
    scene.expect_question("moved_on")
    assert scene.effects[-1] == "SmallTalk"
    assert scene.draft.misses == 0


@pytest.mark.parametrize("said", ["おやすみなさい", "失礼します", "じゃあまた"])
def test_going_away_keeps_the_draft(said: str) -> None:
    scene = verified("鈴木", "160-0023").customer_says(said, intent="goodbye")
    assert scene.draft.status is IntakeStatus.paused


@pytest.mark.parametrize("said", ["建物名も必要ですか", "番地ってどこまで書けばいいですか"])
def test_a_question_about_the_address_is_no_address(said: str) -> None:
    scene = verified("鈴木", "160-0023").customer_says(said, intent="ask_faq").expect_question("new_address")
    scene.expect_said(ANSWER).expect_value("new_address", None)


def test_a_question_about_premiums_is_no_answer_to_yes_or_no() -> None:
    scene = verified("鈴木", "160-0023", "1-2-3", "12月1日").customer_says("保険料は変わりますか？", intent="ask_faq")
    scene.expect_question("garage_changes").expect_said(ANSWER).expect_value("garage_changes", None)


def test_an_answer_with_a_question_is_taken_and_answered() -> None:
    scene = verified("鈴木", "160-0023", "1-2-3")
    scene.customer_says("12月1日なんですけど、間に合いますか", intent="ask_faq")
    scene.expect_question("garage_changes").expect_value("moved_on", "2026-12-01").expect_said(ANSWER)


def test_a_question_at_the_summary_submits_nothing() -> None:
    scene = at_summary().customer_says("保険料は変わりますか", intent="ask_faq").expect_question("summary")
    scene.expect_said(ANSWER).customer_says("はい").expect_submitted()


@pytest.mark.parametrize(
    ("said", "intent"), [("もう一度言ってください", "repeat"), ("ありがとう", "thank"), ("こんにちは", "greet")]
)
def test_the_open_question_is_repeated(said: str, intent: str) -> None:
    scene = verified("鈴木", "160-0023", "1-2-3").customer_says(said, intent=intent).expect_question("moved_on")
    assert scene.said == ("お引越しの日はいつですか。これからの場合は予定日をお知らせください。",)


def test_none_of_the_offered_articles_leads_back() -> None:
    scene = verified("鈴木", "160-0023", "1-2-3").customer_says("どれでもない").expect_question("moved_on")
    assert scene.draft.misses == 0


def test_the_second_misunderstanding_offers_a_person_and_the_third_passes_on() -> None:
    scene = verified("鈴木").customer_says("あああ", intent="nlu_fallback").expect_question("new_postal_code")
    scene.customer_says("うーん", intent="nlu_fallback").expect_question("person")
    assert scene.choices == (wording.TO_PERSON, wording.CONTINUE)
    scene.customer_says("ほげ", intent="nlu_fallback").expect_handed_off("not_understood")


def test_going_on_after_the_offer_of_a_person() -> None:
    scene = verified("鈴木").customer_says("あああ", "うーん", intent="nlu_fallback").customer_says(wording.CONTINUE)
    scene.expect_question("new_postal_code").customer_says("160-0023").expect_question("new_address")


def test_the_answer_itself_may_follow_the_offer_of_a_person() -> None:
    scene = verified("鈴木").customer_says("あああ", "うーん", intent="nlu_fallback").customer_says("160-0023")
    scene.expect_question("new_address")
    assert scene.draft.misses == 0


@pytest.mark.parametrize("said", ["はい", "担当者につなぐ", "お願いします"])
def test_taking_the_offer_of_a_person(said: str) -> None:
    scene = verified("鈴木").customer_says("あああ", "うーん", intent="nlu_fallback").customer_says(said)
    scene.expect_handed_off("not_understood")


def test_an_understood_answer_forgets_the_misunderstandings() -> None:
    scene = verified("鈴木").customer_says("あああ", intent="nlu_fallback").customer_says("160-0023")
    scene.customer_says("ほげ", intent="nlu_fallback").expect_question("new_address")


def test_a_hint_takes_the_place_of_the_question() -> None:
    scene = verified("鈴木").customer_says("あああ", intent="nlu_fallback")
    assert scene.said == ("恐れ入りますが、郵便番号を7桁の数字で教えていただけますか。",)


def test_asking_for_a_person_at_any_time() -> None:
    scene = verified("鈴木").customer_says("担当者と話したいです", intent="talk_to_agent")
    scene.expect_handed_off("asked_for")


@pytest.mark.parametrize("said", ["中止する", "やっぱりまた今度にします", "キャンセルで"])
def test_stopping_keeps_the_draft(said: str) -> None:
    scene = verified("鈴木", "160-0023").customer_says(said, intent="stop")
    assert scene.draft.status is IntakeStatus.paused
    scene.expect_said("保存しております")


def test_resuming_goes_on_where_it_stopped() -> None:
    scene = verified("鈴木", "160-0023").customer_says("中止する", intent="stop").resumes().expect_question("resume")
    scene.customer_says("はい").expect_question("new_address").expect_said("東京都新宿区西新宿ですね。")
    scene.customer_says("1-2-3").expect_question("moved_on")


def test_resuming_afresh_asks_everything_but_the_person() -> None:
    scene = verified("鈴木", "160-0023").customer_says("中止する", intent="stop").resumes().customer_says("いいえ")
    scene.expect_question("new_postal_code").expect_value("policy_nos", ["A111222333"])
    assert scene.questions.count("identity.name") == 1


def test_a_word_that_stops_nothing_is_an_answer() -> None:
    verified("鈴木", "160-0023", "1-2-3", "12月1日であとは大丈夫です").expect_question("garage_changes")


@pytest.mark.parametrize("text", ["", " ", "🙂🙂", "\u200b", "あ" * 10_000, "\ud800", "/restart", "<script>"])
def test_no_text_breaks_the_interview(text: str) -> None:
    for scene in (Scene().opens_with(), verified("佐藤"), verified("鈴木", "160-0023"), at_summary()):
        scene.customer_says(text, intent="nlu_fallback")
        assert scene.outcome is None
        assert scene.said


def test_a_question_taken_for_doubts_about_the_bot_is_answered() -> None:
    scene = verified("鈴木").customer_says("なぜ本人確認が必要なのですか", intent="bot_challenge")
    assert scene.effects[-1] == "AnswerQuestion"
    scene.customer_says("あなたはロボットですか", intent="bot_challenge")
    assert scene.effects[-1] == "SmallTalk"


@pytest.mark.parametrize("intent", ["inform", "ask_faq", "nlu_fallback"])
def test_a_question_is_no_free_reason(intent: str) -> None:
    leaving = Scene(procedure=procedures()["cancellation"]).opens_with("解約したい").identifies("鈴木")
    leaving.customer_says(CODE).expect_question("reason")
    leaving.customer_says("いつまで有効かな", intent=intent).expect_question("reason").expect_said(ANSWER)
    leaving.customer_says("妻に言われたので").expect_question("cancel_on")
