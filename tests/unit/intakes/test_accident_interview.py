"""The accident report as people tell it: who goes to a person at once, and what the others are asked, by line."""

import pytest
from scene import Scene, asked_fields, procedures

from casework.intakes import wording
from casework.intakes.applying import open_values
from casework.intakes.hear import danger_in_opening
from casework.intakes.step import HandOff, Heard
from conversation.model import Channel

pytestmark = pytest.mark.unit

WHO = ("本人です", "佐藤花子、090-0000-0001です")
NEXT_DAY = ("昨日の夜8時ごろ、交差点で追突されました", *WHO, "みなと市中央1丁目の駅前交差点です")


def report(opening: str, *said: str, channel: Channel = Channel.webchat) -> Scene:
    scene = Scene(procedure=procedures()["accident_report"], channel=channel)
    return scene.opens_with(opening).customer_says(*said)


def values(scene: Scene) -> dict[str, object]:
    return open_values(scene.draft, scene.procedure)


def test_119_and_110_come_before_everything() -> None:
    scene = report("車をぶつけました").expect_question("situation")
    assert "119番" in scene.said[0]
    assert "110番" in scene.said[0]
    assert not [code for code in scene.questions if code.startswith("identity")]


@pytest.mark.parametrize(
    ("opening", "reason", "words"),
    [
        ("今、事故の現場にいます", "on_scene", "示談のお約束はなさらない"),
        ("たった今追突されました", "on_scene", "ハザードランプ"),
        ("今、車で事故を起こしました。相手の方が首が痛いと言っています", "emergency", "119番"),
        ("高速道路で追突されて路肩にいます", "emergency", "ガードレールの外側"),
        ("事故で人が倒れています", "emergency", "119番"),
        ("車から煙が出ています、ぶつかりました", "emergency", "避難"),
    ],
)
def test_whoever_is_in_the_middle_of_it_goes_to_a_person_at_once(opening: str, reason: str, words: str) -> None:
    report(opening).expect_handed_off(reason).expect_said("119番", words)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("現場です", "on_scene"),
        ("まだいます", "on_scene"),
        ("高速です", "emergency"),
        ("けがをしています", "emergency"),
        ("煙が出ています", "emergency"),
        ("手当てがまだのけが人がいる", "emergency"),
    ],
)
def test_the_question_where_the_caller_stands(answer: str, reason: str) -> None:
    report("車をぶつけました", answer).expect_handed_off(reason)


@pytest.mark.parametrize(
    "answer",
    [
        "もう安全な場所です",
        "家に帰ってきました",
        "昨日のことです",
        "けがはありません、大丈夫です",
        "5",
        "後日の連絡です",
        "現場ではありません",
        "高速は降りました、家です",
        "病院です",
        "火は消えました",
        "昨日です。首が痛いです",
    ],
)
def test_who_is_safe_is_asked_on(answer: str) -> None:
    report("車をぶつけました", answer).expect_value("situation", "safe").expect_question("reporter_relation")


@pytest.mark.parametrize("text", ["", " ", "🙂🙂", "\u200b", "あ" * 10_000, "\ud800", "/restart", "<script>"])
def test_no_text_breaks_the_report(text: str) -> None:
    openings: tuple[tuple[str, ...], ...] = (("車をぶつけました",), NEXT_DAY, (*NEXT_DAY, "追突されました", "いいえ"))
    for said in openings:
        scene = report(*said).customer_says(text)
        assert scene.outcome is None
        assert scene.said or scene.handed_off
    assert report(text).said


def test_one_misunderstanding_is_repeated_and_the_second_goes_to_a_person() -> None:
    scene = report("車をぶつけました", "ほげほげ").expect_question("situation").expect_said("いまのご状況")
    scene.customer_says("ぴよぴよ").expect_handed_off("on_scene").expect_said("ハザードランプ")
    scene.expect_value("line", "motor").expect_value("situation", "unknown")
    answered = report("車をぶつけました", "安全です", "ほげほげ").expect_question("reporter_relation")
    answered.customer_says("ぴよぴよ").expect_handed_off("not_understood")


def test_nothing_that_was_said_is_asked_again() -> None:
    scene = report("昨日の夜8時ごろ、駅前の交差点で追突されました。けが人はいません。警察には届けました", *WHO)
    scene.expect_question("location").expect_value("occurred_at", "2026-11-22T20:00:00+09:00")
    scene.expect_value("accident_kind", "vehicle").expect_value("injured", value=False)
    scene.expect_value("police_reported", value=True)
    assert "追突されました" in str(scene.value("circumstances"))


def test_a_long_opening_is_the_account_itself() -> None:
    told = "昨日の夜8時ごろ、駅前の交差点で信号待ちをしていたところ、後ろから来た車に追突されてバンパーがへこみました"
    report(told, *WHO, "駅前交差点").expect_value("circumstances", told).expect_question("injured")


def test_the_motor_report_with_injury() -> None:
    scene = report(
        *NEXT_DAY, "後ろから追突されました。信号は赤でした", "はい、首が痛いです", "私の首です。みなと病院です"
    )
    scene.customer_says("一人で乗っていました", "はい", "港警察署です", "いいえ、動きません", "みなと自動車工場です")
    scene.customer_says(
        "もう運びました", "鈴木次郎", "090-0000-0099", "わからない", "わかりません", "いいえ", "わからない"
    )
    scene.expect_question("summary").expect_said("示談のお約束はなさらない", "レッカーでの移動は先に")
    scene.customer_says("はい").expect_submitted("in_review")
    assert scene.plan is not None
    assert (scene.plan.priority, scene.plan.due_hours, scene.plan.department) == ("urgent", 3, "自動車損害サービス課")
    given = values(scene)
    wanted = {"line", "policy_no", "occurred_at", "location", "accident_kind", "circumstances", "injured"}
    wanted |= {"police_reported", "drivable", "counterparty", "reporter_name", "reporter_phone", "reporter_relation"}
    assert wanted <= given.keys()
    assert (given["policy_no"], given["drivable"], given["counterparty"]) == ("unknown", False, "鈴木次郎")
    assert given["lines_that_may_respond"] == ["motor", "personal_accident"]


def test_a_single_motor_accident_is_short() -> None:
    scene = report("昨日、電柱に車をぶつけました", *WHO, "夜です", "自宅の前の道路", "曲がるときにこすりました")
    scene.customer_says("ないです", "一人です", "いいえ", "はい、走れます", "いいえ", "わからない").expect_question(
        "summary"
    )
    assert "counterparty" not in scene.questions
    scene.expect_value("occurred_at", "2026-11-22").expect_said("夜、時刻不明", "警察へのお届け")


def test_the_roof_after_a_typhoon() -> None:
    scene = report("台風で屋根の瓦が飛びました", "もう安全です", "契約者本人です", "山田太郎 090-0000-0005")
    scene.customer_says("先週の土曜日の夜中", "東京都港区芝公園4-2-8の自宅です", "瓦が10枚くらい飛びました", "いません")
    scene.customer_says("雨が入ってきます", "いいえ", "F505050505").expect_question("summary")
    scene.expect_said("業者にはご注意").expect_value("emergency_repair", value=True)
    assert not {"drivable", "counterparty", "police_reported", "hospital_visited"} & set(scene.questions)
    scene.customer_says("はい").expect_submitted("in_review")
    assert scene.plan is not None
    assert (scene.plan.priority, scene.plan.due_days) == ("high", 1)


def test_a_broken_window_of_a_neighbour() -> None:
    scene = report(
        "子どもがボールで隣の家の窓ガラスを割ってしまいました", "安全な場所です", "本人", "髙橋トメ", "03-0000-0003"
    )
    scene.customer_says(
        "今日の朝9時ごろ", "隣の田中さんのお宅です", "ボールが窓に当たりました", "いいえ", "田中です", "わからない"
    )
    scene.customer_says("窓ガラス1枚です", "いいえ", "あとで送ります", "わかりません").expect_question("summary")
    scene.expect_said("責任や金額のお話は").expect_value("photos", "later")
    assert "caused_by_car" not in scene.questions


def test_liability_from_the_use_of_a_car_is_a_motor_report() -> None:
    scene = report("先週、人の物を壊してしまいました", "安全です", *WHO, "午後3時", "商店街", "他人の物を壊した")
    scene.expect_question("caused_by_car").customer_says("はい").expect_value("line", "motor")
    scene.expect_question("accident_kind")
    assert "車どうしの事故" in scene.choices


def test_a_personal_accident() -> None:
    scene = report(
        "先週の日曜日に階段で転んで骨折しました。傷害保険です", *WHO, "朝", "駅の階段", "足をふみはずしました"
    )
    scene.customer_says("私です。本人です", "右の手首を骨折", "はい", "みなと病院", "先週の月曜日", "わからない")
    scene.expect_question("summary").expect_value("injured", value=True).expect_value("first_visit_on", "2026-11-16")
    assert not {"injured", "photos", "police_reported"} & set(scene.questions)


def test_the_counterparty_is_told_and_asked_nothing_of_the_contract() -> None:
    scene = report("そちらの保険に入っている人の車に追突された者です", "昨日のことです", "伊藤さくら 090-0000-0031")
    scene.customer_says(
        "朝8時半", "市役所前の交差点", "赤信号で止まっていました", "けがはありません", "はい", "みなと警察", "走れます"
    )
    scene.customer_says("いいえ", "佐藤花子さんとおっしゃっていました", "わからない").expect_question("summary")
    assert not {"policy_no", "counterparty", "counterparty_phone", "passengers"} & set(scene.questions)
    scene.expect_value("policy_no", "unknown").expect_value("policyholder_name", "佐藤花子")
    scene.expect_not_said("ほかの種類のご契約")


def test_an_agency_says_whose_contract_as_far_as_it_knows() -> None:
    scene = report("代理店の者です。お客さまが昨日の朝9時に電柱にぶつけました").expect_value(
        "reporter_relation", "agency"
    )
    scene.customer_says(
        "みなと代理店の山本 03-0000-0088", "市役所前", "単独です", "ない", "いない", "はい", "港署", "はい", "いいえ"
    )
    scene.expect_question("policyholder_name").customer_says("わからない").expect_question("policy_no")


def test_a_corrected_time_keeps_its_day_and_a_corrected_choice_its_list() -> None:
    scene = report(*NEXT_DAY).customer_says("すみません、時刻は9時の間違いです", intent="correct_information")
    scene.expect_value("occurred_at", "2026-11-22T09:00:00+09:00")


def test_a_photo_between_two_answers_leaves_the_question_open() -> None:
    scene = report(*NEXT_DAY).expect_question("circumstances").customer_says(wording.PHOTO_SENT)
    scene.expect_question("circumstances").expect_said(wording.PHOTO_NOTED).expect_value("photos", "sent")


@pytest.mark.parametrize(("has_mobile", "value"), [(True, "link_sent"), (False, "later")])
def test_on_the_telephone_a_link_is_offered_for_photos(has_mobile: bool, value: str) -> None:
    scene = report("台風で屋根の瓦が飛びました", "安全です", "本人", "山田太郎 090-0000-0005", channel=Channel.voice)
    scene.has_mobile = has_mobile
    scene.customer_says("昨日の昼", "自宅です、港区です", "瓦が飛びました", "いません", "いいえ").expect_question(
        "photos"
    )
    assert scene.choices == (wording.YES, wording.NO)
    scene.customer_says("はい、お願いします").expect_value("photos", value).expect_question("policy_no")


def test_danger_now_is_heard_also_when_a_stopped_report_is_taken_up() -> None:
    stopped = report(*NEXT_DAY).customer_says("中止する", intent="stop")
    again = danger_in_opening(stopped.draft, stopped.world, Heard("今、事故の現場にいます", "report_accident", 0.9))
    assert again is not None
    assert again.effect == HandOff("on_scene")
    assert danger_in_opening(stopped.draft, stopped.world, Heard("事故の続きです", "report_accident", 0.9)) is None


def test_a_report_begun_afresh_forgets_its_opening() -> None:
    scene = report(*NEXT_DAY).customer_says("中止する", intent="stop").resumes().customer_says("いいえ")
    scene.expect_question("situation").customer_says("安全です").expect_question("line").expect_value("line", None)


def test_a_question_in_between_keeps_the_open_one() -> None:
    scene = report(*NEXT_DAY, "後ろから追突されました").expect_question("injured")
    scene.customer_says("免責金額って何ですか", intent="ask_faq").expect_question("injured")
    assert scene.effects[-1] == "AnswerQuestion"


def test_questions_of_another_line_are_never_asked() -> None:
    scene = report(
        "地震で食器棚が倒れて食器が割れました", "安全です", *WHO, "今朝6時ごろ", "自宅", "食器が割れた", "ない", "ない"
    )
    scene.customer_says("いいえ", "わからない").expect_question("summary")
    asked = set(asked_fields(scene))
    assert asked <= {field.name for field in scene.procedure.fields} | {"summary"}
    assert not asked & {"drivable", "police_reported", "counterparty", "claim_letter", "body_part"}
