"""What people really write and say about accidents: how single sentences are taken."""

import pytest
from scene import NOW, Scene, procedures

from casework.fields.parsed import ParseContext, Parsed
from casework.intakes.answers import read_field
from casework.intakes.draft import Draft
from casework.intakes.hear import MOST_ASIDES
from casework.intakes.option_answers import option_heard
from casework.intakes.plain_answers import read_person, read_place

pytestmark = pytest.mark.unit
CONTEXT = ParseContext(NOW.date(), NOW, "webchat")
ACCIDENT = procedures()["accident_report"]
WHO = ("本人です", "佐藤花子、090-0000-0001です")
AT_SUMMARY = ("昨日の夜8時ごろ、電柱に車をぶつけました", *WHO, "自宅の前", "曲がるときにこすりました", "ないです")
LAST = ("一人です", "いいえ", "はい、走れます", "いいえ", "わからない")


def report(opening: str, *said: str, intent: str = "inform") -> Scene:
    return Scene(procedure=ACCIDENT).opens_with(opening).customer_says(*said, intent=intent)


def read(name: str, text: str) -> object:
    draft = Draft(intake_id=report("事故です").draft.intake_id, procedure="accident_report", version=1)
    found = read_field(ACCIDENT.field(name), text, draft, CONTEXT)
    return found.value if isinstance(found, Parsed) else None


def heard(name: str, text: str) -> str | None:
    spec = ACCIDENT.field(name)
    found = option_heard(spec, spec.options, text)
    return found.value if found is not None else None


@pytest.mark.parametrize(
    "text", ["違います", "いいえ、違います", "間違っています", "ちがいます", "家にいます", "乗っていました"]
)
def test_no_polite_ending_says_when_it_happened(text: str) -> None:
    assert read("occurred_at", text) is None
    scene = report(*AT_SUMMARY, *LAST).expect_question("summary")
    scene.customer_says(text, intent="deny").expect_value("occurred_at", "2026-11-22T20:00:00+09:00")


@pytest.mark.parametrize("text", ["もう覚えていません", "わかりません", "忘れました"])
def test_when_it_happened_may_be_forgotten(text: str) -> None:
    assert read("occurred_at", text) == "unknown"


def test_now_is_still_a_moment() -> None:
    now = "2026-11-23T14:00:00+09:00"
    assert [read("occurred_at", text) for text in ("いまです", "いまさっき", "今", "さっきのことです")] == [now] * 4


def test_a_corrected_day_keeps_its_time() -> None:
    scene = report(*AT_SUMMARY).customer_says("すみません、日にちは11月20日の間違いです", intent="correct_information")
    scene.expect_value("occurred_at", "2026-11-20T20:00:00+09:00")


@pytest.mark.parametrize("cry", ["どうしたらいいですか 頭が真っ白で", "どうしよう", "助けてください"])
def test_a_cry_for_help_goes_to_a_person_with_what_to_do(cry: str) -> None:
    report("車をぶつけました", cry, intent="help").expect_handed_off("on_scene").expect_said("ハザードランプ", "110番")


@pytest.mark.parametrize("intent", ["help", "greet", "repeat", "ask_faq", "out_of_scope"])
def test_nothing_leads_aside_from_whether_somebody_is_safe(intent: str) -> None:
    report("車をぶつけました", "えっと", "あのう", intent=intent).expect_handed_off("on_scene")


def test_a_question_is_left_aside_three_times() -> None:
    scene = report("昨日、電柱に車をぶつけました").expect_question("reporter_relation")
    asides = ["等級は下がりますか"] * MOST_ASIDES
    scene.customer_says(*asides, intent="ask_faq").expect_question("reporter_relation")
    scene.customer_says("等級は下がりますか", intent="ask_faq").expect_handed_off("not_understood")


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("人をひいてしまいました。どうしよう", "hurt"),
        ("追突されて妻が動きません", "hurt"),
        ("昨日人をはねてしまいました", "safe"),
        ("首都高の壁にぶつかって止まってます", "expressway"),
        ("東名で事故った", "expressway"),
        ("名神高速で追突された", "expressway"),
        ("トンネルの中で追突された", "expressway"),
        ("中央道の路側帯にいます", "expressway"),
        ("昨日首都高で追突されました", "safe"),
        ("東名古屋の駅前でぶつけられました", None),
        ("高速のサービスエリアにいます。本線で追突されました", "safe"),
        ("追突されて動けません", "on_scene"),
        ("今警察を待ってます", "on_scene"),
        ("先週雪道で動けなくなりました", "safe"),
        ("車をぶつけた", None),
    ],
)
def test_where_a_sentence_puts_the_caller(text: str, option: str | None) -> None:
    assert heard("situation", text) == option


@pytest.mark.parametrize(
    ("opening", "words"),
    [("首都高の壁にぶつかって止まってます", "ガードレールの外側"), ("踏切の中で追突されました", "踏切の非常ボタン")],
)
def test_the_place_decides_what_is_said(opening: str, words: str) -> None:
    report(opening).expect_handed_off("emergency").expect_said(words)


def test_a_day_before_today_is_safe_and_today_is_not() -> None:
    report("11月20日に電柱に車をぶつけました").expect_value("situation", "safe")
    report("今朝電柱に車をぶつけました").expect_question("situation")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("車ぶつけた", "motor"),
        ("車のボンネットがへこんだ", "motor"),
        ("転車と", None),
        ("さっき自転車とぶつかりました", None),
        ("コンビニの駐車場に移動しました", None),
        ("駅の駐車場で転んで骨折", "personal_accident"),
        ("屋根から落ちて腰打った", "personal_accident"),
        ("うちの看板が飛んで隣の車に当たった", "liability"),
        ("ベランダの植木鉢が落ちて下の車に当たった", "liability"),
        ("台風で車に看板が飛んできた", "motor"),
        ("水道管が破裂して下の階に漏れた", "liability"),
        ("電柱が倒れて屋根が壊れた", "fire"),
    ],
)
def test_which_line_a_sentence_tells(text: str, line: str | None) -> None:
    assert heard("line", text) == line


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("reporter_relation", "えーと私が契約してますはい", "policyholder"),
        ("reporter_relation", "わしや", "policyholder"),
        ("reporter_relation", "運転してたのは息子で、私は母です", "family"),
        ("reporter_relation", "修理工場です", "other"),
        ("passengers", "お一人です", False),
        ("passengers", "誰も", False),
        ("passengers", "妻が助手席に", True),
        ("passengers", "子ども2人", True),
        ("police_reported", "消防車が来てました", True),
        ("police_reported", "交番に行ってきました", True),
        ("police_reported", "警察は呼んでないです", False),
        ("police_reported", "警察はまだ来ていません", False),
        ("injured", "かすり傷", True),
        ("injured", "むちうち", True),
        ("injured", "今のところは", False),
        ("injured", "わからない", "unknown"),
        ("accident_kind", "わからない", "unknown"),
        ("drivable", "ぎりぎり動く", True),
        ("tow_needed", "JAF呼びました", False),
        ("photos", "撮り方がわかりません", "later"),
        ("photos", "あらへん", "none"),
    ],
)
def test_answers_as_they_are_given(field: str, text: str, value: object) -> None:
    assert read(field, text) == value


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("車の持ち主の高木亮です", "高木亮"),
        ("妻の佐藤です", "佐藤"),
        ("港北保険代理店の鈴木です", "鈴木"),
        ("グエン・バン・アンです", "グエン・バン・アン"),
        ("やました", "やました"),
        ("佐藤・花子", "佐藤 花子"),
        ("何回言わせるんだ死ね", None),
        ("なし", None),
        ("言いたくありません", None),
        ("あっ、いま子どもがけいれんしてます", None),
    ],
)
def test_what_is_a_name(text: str, name: str | None) -> None:
    found = read_person(text, CONTEXT)
    assert (found.value if isinstance(found, Parsed) else None) == name


@pytest.mark.parametrize(
    ("text", "place"), [("ちょっと待って", None), ("言えません", None), ("場所は三田の交差点", "三田の交差点")]
)
def test_what_is_a_place(text: str, place: str | None) -> None:
    found = read_place(text, 200)
    assert (found.value if isinstance(found, Parsed) else None) == place


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ("すみません、名前、佐東ではなく齋藤誠でした", "reporter_name", "齋藤誠"),
        ("名前が違います、斉藤真です", "reporter_name", "斉藤真"),
        ("あ、時間は夜9時でした", "occurred_at", "2026-11-22T21:00:00+09:00"),
    ],
)
def test_a_correction_is_no_place(said: str, field: str, value: str) -> None:
    scene = report("昨日の夜8時ごろ、電柱に車をぶつけました", *WHO).expect_question("location").customer_says(said)
    scene.expect_value(field, value).expect_question("location")


def test_a_name_that_is_only_called_wrong_is_asked_again() -> None:
    scene = report("昨日の夜8時ごろ、電柱に車をぶつけました", *WHO).customer_says("すみません、名前違ってました")
    scene.expect_question("reporter_name").expect_value("location", None)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("状況は直進中に接触したに直してください", "直進中に接触した"),
        ("状況は右折中の接触でした", "右折中の接触"),
    ],
)
def test_a_corrected_account_keeps_nothing_of_the_correction(said: str, value: str) -> None:
    scene = report(*AT_SUMMARY, *LAST).customer_says(said, intent="correct_information")
    scene.expect_value("circumstances", value).expect_question("summary")


def test_what_was_said_at_first_is_not_told_again() -> None:
    opening = "昨日の夜8時ごろ、電柱に車をぶつけました"
    scene = Scene(procedure=ACCIDENT)
    scene.draft = scene.draft.model_copy(update={"opening_text": opening})
    scene.opens_with(opening).customer_says(*WHO, "自宅の前").expect_question("circumstances")
    scene.customer_says("先ほど書いたとおりです").expect_value("circumstances", opening)


def test_the_policyholder_a_reporter_names_is_kept() -> None:
    scene = report("港北保険代理店の鈴木です。お客様の佐藤花子様が昨日追突されたとのことで事故報告です")
    scene.expect_value("policyholder_name", "佐藤花子")


def test_an_account_is_kept_as_it_was_told() -> None:
    assert (
        read("circumstances", "止まっていただけなんですが、特にないんです")
        == "止まっていただけなんですが、特にないんです"
    )


def test_a_report_is_confirmed_as_a_report() -> None:
    scene = report(*AT_SUMMARY, *LAST).expect_question("summary")
    assert "はい、この内容で連絡します" in scene.choices
    scene.customer_says("はい、この内容で連絡します").expect_submitted("in_review")
