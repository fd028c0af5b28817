"""Whole interviews of the change procedures: from the first sentence to what becomes of the case."""

from typing import Any

import pytest
from scene import CODE, NOW, Scene, procedures, verification

from casework.intakes.account_numbers import holds_account_number
from casework.intakes.at_desk import Counterpart, Refused, enter_field
from casework.intakes.draft import Draft
from casework.intakes.expecting import expected
from casework.intakes.hear import begin
from casework.intakes.store import new_draft
from conversation.messages import AnswerKind
from conversation.model import Channel, VerificationLevel

pytestmark = pytest.mark.unit
SUBMIT = "はい、この内容で申し込みます"


def interview(name: str, opening: str, *, of: str | None = "鈴木", channel: Channel = Channel.webchat) -> Scene:
    """Behind the identity check of the policyholder `of`, if there is one."""
    scene = Scene(procedure=procedures()[name], channel=channel)
    scene.draft = scene.draft.model_copy(update={"opening_text": opening})
    scene.opens_with(opening)
    return scene.identifies(of) if of is not None else scene


def outcome_of(scene: Scene) -> tuple[str | None, str, str | None, int]:
    assert scene.plan is not None, scene.said
    return scene.outcome, scene.plan.priority, scene.plan.hand_over, scene.plan.due_days


Case = tuple[str, str, str, tuple[str, ...], dict[str, Any], tuple[str | None, str, str | None, int]]

INTERVIEWS: list[Case] = [
    (
        "name_change",
        "結婚して名字が変わりました",
        "鈴木",
        ("12月1日", "田中花子", "たなか はなこ", "いいえ"),
        {
            "policy_nos": ["A111222333"],
            "reason": "marriage",
            "changed_on": "2026-12-01",
            "new_name": "田中花子",
            "new_name_kana": "タナカ ハナコ",
            "account_changes": False,
        },
        ("in_review", "normal", None, 3),
    ),
    (
        "name_change",
        "名前の漢字が間違っているので直してほしい",
        "佐藤",
        ("全部", "髙橋", "髙橋 トメ", "タカハシ トメ", "わからない"),
        {"reason": "correction", "new_name": "髙橋 トメ", "account_changes": "unknown", "changed_on": None},
        ("in_review", "normal", None, 3),
    ),
    (
        "name_change",
        "改姓です",
        "佐藤",
        ("1と2", "旧姓に戻りました", "先月の10日", "山田 花子", "名字はやまだで名前ははなこ", "変わります"),
        {"reason": "divorce", "policy_nos": ["A123456789", "F234567890"], "new_name_kana": "ヤマダ ハナコ"},
        ("in_review", "normal", None, 3),
    ),
    (
        "vehicle_change",
        "車を買い替えるので手続きしたい",
        "鈴木",
        (
            "来月の10日",
            "プリウス",
            "まだ決まってない",
            "夫です",
            "下取りに出します",
            "通勤に使います",
            "5万2千キロ",
            "新車です",
            "あとで送ります",
        ),
        {
            "handed_over_on": "2026-12-10",
            "is_handed_over": False,
            "new_car_name": "プリウス",
            "new_registration_no": "unknown",
            "new_owner": "spouse",
            "old_car_disposed": True,
            "use": "commuting",
            "old_odometer": 52_000,
            "new_odometer": 1,
            "certificate": "later",
        },
        ("in_review", "normal", None, 2),
    ),
    (
        "vehicle_change",
        "新車が昨日納車されました",
        "佐藤",
        ("アルファード", "品川300さ1234", "ローン会社です", "はい", "買い物くらいです", "わからない", "なし"),
        {
            "policy_nos": ["A123456789"],
            "handed_over_on": "2026-11-22",
            "is_handed_over": True,
            "new_registration_no": "品川 300 さ 12-34",
            "new_owner": "finance",
            "new_odometer": 1,
            "old_odometer": "unknown",
        },
        ("in_review", "high", None, 1),
    ),
    (
        "coverage_change",
        "息子が免許を取ったので運転できるようにしたい",
        "鈴木",
        ("家族です", "2008年4月3日", "来月1日から"),
        {
            "changes": ["drivers"],
            "drivers_range": "family",
            "youngest_driver_born_on": "2008-04-03",
            "changes_on": "2026-12-01",
        },
        ("in_review", "normal", None, 3),
    ),
    (
        "coverage_change",
        "補償内容を変更したい",
        "佐藤",
        ("自動車保険", "車両保険と特約", "外してください", "弁護士特約をつけたい", "今日から"),
        {
            "policy_nos": ["A123456789"],
            "changes": ["vehicle_cover", "rider"],
            "vehicle_cover_wish": "remove",
            "rider_wish": "弁護士特約をつけたい",
            "changes_on": "2026-11-23",
        },
        ("in_review", "normal", None, 3),
    ),
    (
        "coverage_change",
        "補償の見直し",
        "佐藤",
        ("火災保険", "保険金額", "3000万円", "来年の1月1日"),
        {"changes": ["sum_insured"], "new_sum_insured": 30_000_000, "changes_on": "2027-01-01"},
        ("in_review", "normal", None, 3),
    ),
    (
        "payment_change",
        "引き落とし口座を変更したい",
        "佐藤",
        (CODE, "すべて", "本人です", "次から", "SMSで"),
        {"kind": "account", "holder": "policyholder", "starts": "next_payment", "form_delivery": "link"},
        ("in_review", "normal", None, 1),
    ),
    (
        "payment_change",
        "カード払いに変えたい",
        "鈴木",
        (CODE, "妻の名義です", "さとう はなこ", "つぎの更新からお願いします", "郵送"),
        {"kind": "card", "holder": "other", "holder_kana": "サトウ ハナコ", "form_delivery": "post"},
        ("in_review", "normal", None, 3),
    ),
    (
        "payment_change",
        "引き落としができなかったみたいなんです",
        "鈴木",
        (CODE, "コンビニで払いたい"),
        {"kind": "failed_debit", "failed_wish": "slip"},
        ("in_review", "high", None, 1),
    ),
    (
        "payment_change",
        "月払から年払に変えたい",
        "鈴木",
        (CODE, "次の更新から"),
        {"kind": "mode", "new_mode": "yearly", "starts": "renewal"},
        ("in_review", "normal", None, 3),
    ),
    (
        "cancellation",
        "車を売ったので解約したいです",
        "鈴木",
        (CODE, "今月末"),
        {"policy_nos": ["A111222333"], "reason": "sold_car", "cancel_on": "2026-11-30"},
        ("in_review", "normal", "to_complete", 2),
    ),
    (
        "cancellation",
        "解約したい",
        "佐藤",
        (CODE, "火災", "引っ越すので", "12月20日", "わからない"),
        {"policy_nos": ["F234567890"], "reason": "moved", "cancel_on": "2026-12-20", "is_pledged": "unknown"},
        ("in_review", "normal", "to_complete", 2),
    ),
    (
        "policyholder_transfer",
        "契約者を息子に変えたい",
        "佐藤",
        ("自動車", "鈴木 太郎", "まだ決まってない"),
        {
            "reason": "family",
            "policy_nos": ["A123456789"],
            "new_holder_name": "鈴木 太郎",
            "new_holder_relation": "child",
            "transfer_on": "unknown",
        },
        ("in_review", "normal", "to_complete", 2),
    ),
    (
        "policyholder_transfer",
        "車を売るので名義を変えたい",
        "佐藤",
        ("自動車", "山田 次郎", "知人です", "12月1日"),
        {"reason": "sale", "new_holder_relation": "other", "transfer_on": "2026-12-01"},
        ("in_review", "normal", "to_complete", 2),
    ),
]


@pytest.mark.parametrize(
    ("name", "opening", "of", "answers", "expected", "outcome"),
    INTERVIEWS,
    ids=[f"{case[0]}-{case[1]}" for case in INTERVIEWS],
)
def test_an_interview_to_its_end(
    name: str,
    opening: str,
    of: str,
    answers: tuple[str, ...],
    expected: dict[str, Any],
    outcome: tuple[str | None, str, str | None, int],
) -> None:
    scene = interview(name, opening, of=of).customer_says(*answers).expect_question("summary")
    assert {field: scene.value(field) for field in expected} == expected
    assert outcome_of(scene.customer_says("はい")) == outcome


@pytest.mark.parametrize(
    ("opening", "answers", "expected"),
    [
        (
            "父が亡くなったので名義変更したい",
            ("佐藤 一郎", "わからない", "先月の3日", "わからない", "田中 花子", "090-0000-0031"),
            {"deceased_name": "佐藤 一郎", "policy_no": "unknown", "died_on": "2026-10-03", "caller_relation": "child"},
        ),
        (
            "名義変更をお願いします",
            (
                "契約者は父なのですが、先日亡くなりました",
                "佐藤一郎",
                "A123456789",
                "11月3日",
                "母です",
                "母の佐藤ハル",
                "配偶者です",
                "佐藤次郎",
                "息子です",
                "090-0000-0031",
            ),
            {"policy_no": "A123456789", "new_holder_name": "佐藤ハル", "new_holder_relation": "spouse"},
        ),
    ],
)
def test_after_a_death_nobody_is_identified_and_nothing_is_told(
    opening: str, answers: tuple[str, ...], expected: dict[str, Any]
) -> None:
    scene = interview("policyholder_transfer", opening, of=None)
    said: list[str] = list(scene.said)
    for answer in answers:
        said += scene.customer_says(answer).said
    scene.expect_question("summary")
    assert {field: scene.value(field) for field in expected} == expected
    assert [text for text in said if "ご愁傷さま" in text] == [
        "このたびはご愁傷さまでございます。心よりお悔やみ申し上げます。"
    ]
    assert not any("下4桁" in text for text in said)
    assert {"CheckIdentity", "LoadPolicies"} & set(scene.effects) == set()
    assert outcome_of(scene.customer_says("はい"))[2] == "inheritance"


@pytest.mark.parametrize(
    ("name", "opening", "answers", "reason", "said"),
    [
        ("vehicle_change", "車両入替", ("12月1日", "ノート", "わからない", "別居の息子です"), "procedure", "所有者"),
        (
            "vehicle_change",
            "車両入替",
            ("12月1日", "ノート", "わからない", "私", "今の車も乗り続けます"),
            "procedure",
            "お手元に残る",
        ),
        ("cancellation", "解約したい", (CODE, "契約者が亡くなりました"), "inheritance", "ご愁傷さま"),
    ],
)
def test_a_person_takes_over(name: str, opening: str, answers: tuple[str, ...], reason: str, said: str) -> None:
    interview(name, opening).customer_says(*answers).expect_handed_off(reason).expect_said(said)


@pytest.mark.parametrize("name", ["name_change", "vehicle_change", "coverage_change", "payment_change", "cancellation"])
def test_the_family_goes_to_a_person(name: str) -> None:
    scene = interview(name, "母の代わりに手続きしたいのですが", of=None)
    scene.expect_handed_off("not_the_policyholder").expect_said("ご契約者さまご本人")


def test_the_family_of_a_living_policyholder_is_told_nothing() -> None:
    scene = interview("policyholder_transfer", "父の契約を私の名義に変えたい", of=None)
    scene.expect_question("holder_name").expect_not_said("ご愁傷", "証券番号の下4桁")


@pytest.mark.parametrize(
    ("name", "opening", "answers", "question"),
    [
        ("name_change", "結婚して名字が変わりました", ("2月30日",), "changed_on"),
        ("vehicle_change", "車両入替", ("2月30日",), "handed_over_on"),
        ("vehicle_change", "車両入替", ("2035年1月1日",), "handed_over_on"),
        ("cancellation", "車を売ったので解約したい", (CODE, "昨日"), "cancel_on"),
        ("cancellation", "車を売ったので解約したい", (CODE, "13月1日"), "cancel_on"),
        ("coverage_change", "年齢条件を変更したい", ("2020年4月1日",), "youngest_driver_born_on"),
        ("name_change", "結婚して名字が変わりました", ("12月1日", "田中花子", "田中花子"), "new_name_kana"),
        ("vehicle_change", "車両入替", ("12月1日", "ノート", "1234"), "new_registration_no"),
    ],
)
def test_an_impossible_answer_is_asked_again(name: str, opening: str, answers: tuple[str, ...], question: str) -> None:
    interview(name, opening).customer_says(*answers).expect_question(question).expect_said("恐れ入ります")


@pytest.mark.parametrize("name", ["name_change", "coverage_change"])
def test_anothers_policy_number_is_refused(name: str) -> None:
    opening = {"name_change": "改姓です", "coverage_change": "補償内容を変更したい"}[name]
    scene = interview(name, opening, of="佐藤").customer_says("A111222333")
    scene.expect_question("policy_nos").expect_said("見つかりませんでした").expect_not_said("鈴木")


def test_only_motor_policies_change_cars() -> None:
    scene = interview("vehicle_change", "車両入替", of="佐藤")
    scene.expect_value("policy_nos", ["A123456789"]).expect_not_said("7890")


@pytest.mark.parametrize(
    "number",
    [
        "みなと銀行の芝支店 普通 1234567 です",
        "口座番号は1234567です",
        "4111 1111 1111 1111",
        "カードは4111-1111-1111-1111で、セキュリティコードは123です",
        "ゆうちょの記号10100 番号12345671です",
    ],
)
def test_numbers_of_accounts_and_cards_are_not_taken(number: str) -> None:
    scene = interview("payment_change", "引き落とし口座を変更したい").customer_says(CODE, number)
    scene.expect_question("holder").expect_said("お伺いしておりません")
    assert not any(number in str(value) for value in scene.draft.model_dump().values())


def test_a_new_request_keeps_no_account_and_says_so() -> None:
    """As the counter opens it: with the sentence as it was said."""
    procedure, said = procedures()["payment_change"], "口座を変えたい。みなと銀行 普通 7654321 です"
    world = Scene(procedure=procedure).world
    step = begin(new_draft(procedure, opening_text=said), world, said)
    assert "お伺いしておりません" in "".join(step.say)
    assert "7654321" not in step.draft.model_dump_json()


@pytest.mark.parametrize("asked", ["statement", "desired_outcome", "about"])
def test_a_complaint_keeps_no_account(asked: str) -> None:
    scene = Scene(procedure=procedures()["complaint"]).opens_with("苦情を言いたいのですが")
    scene.draft = scene.draft.model_copy(update={"asked": asked})
    scene.customer_says("みなと銀行の普通 7654321 から勝手に引き落とされて本当に困っています")
    assert "7654321" not in scene.draft.model_dump_json()


def test_an_account_in_the_opening_sentence_is_not_kept() -> None:
    text = "口座を変えたい。みなと銀行 普通 7654321 です"
    draft = new_draft(procedures()["payment_change"], opening_text=text)
    assert "7654321" not in draft.opening_text
    interview("payment_change", text, of=None).expect_said("お伺いしておりません").expect_question("identity.name")


@pytest.mark.parametrize(
    "text",
    [
        "A123456789です",
        "090-0000-0001",
        "2026年12月1日です",
        "3万2千キロ",
        "〒105-0011",
        "1234 5678 9012 3456",
        "引き落とし口座を変えたい",
        "みなと銀行に変えます",
        "12月1日に普通車を買います",
    ],
)
def test_other_numbers_are_no_account(text: str) -> None:
    assert not holds_account_number(text)


def test_a_policy_number_is_no_card() -> None:
    scene = Scene(procedure=procedures()["payment_change"]).opens_with("引き落とし口座を変更したい")
    scene.customer_says("鈴木一郎", "4111111111111111").expect_not_said("お伺いしておりません")


@pytest.mark.parametrize(
    ("correction", "field", "value"),
    [
        ("やっぱり読みはタナカハナコではなくタナカ ハルコです", "new_name_kana", "タナカ ハルコ"),
        ("変わった日は12月3日でした", "changed_on", "2026-12-03"),
        ("理由は離婚でした", "reason", "divorce"),
    ],
)
def test_a_change_of_name_is_corrected_at_the_summary(correction: str, field: str, value: str) -> None:
    scene = interview("name_change", "結婚して名字が変わりました")
    scene.customer_says("12月1日", "田中花子", "たなか はなこ", "いいえ").expect_question("summary")
    scene.customer_says(correction).expect_question("summary").expect_value(field, value)


def test_a_divorce_is_not_said_aloud_again() -> None:
    scene = interview("name_change", "離婚して旧姓に戻ったので名前の変更")
    scene.customer_says("12月1日", "田中花子", "たなか はなこ", "わからない").expect_question("summary")
    scene.expect_value("reason", "divorce").expect_not_said("離婚", "不明").expect_said("ご事情によるもの", "未確認")


def test_a_birth_date_is_read_back_with_its_era_and_without_a_weekday() -> None:
    scene = interview("coverage_change", "息子が免許を取ったので運転できるようにしたい")
    scene.customer_says("家族です", "2008年4月3日", "来月1日から").expect_question("summary")
    scene.expect_said("生年月日: 2008年(平成20年)4月3日\n").expect_not_said("2008年4月3日（")


def test_the_holder_is_corrected_and_asked_for_in_kana() -> None:
    scene = interview("payment_change", "引き落とし口座を変更したい").customer_says(CODE, "本人", "次から", "SMSで")
    scene.expect_question("summary").customer_says("名義は妻でした").expect_question("holder_kana")


def test_further_changes_are_added_at_the_summary() -> None:
    scene = interview("coverage_change", "車両保険を外したいです").customer_says("12月1日")
    scene.expect_question("summary").customer_says("変更したい内容に保険金額も追加してください")
    scene.expect_question("new_sum_insured").expect_value("changes", ["vehicle_cover", "sum_insured"])


@pytest.mark.parametrize(
    ("name", "opening", "answers", "said", "not_said"),
    [
        ("cancellation", "車を売ったので解約したい", (CODE, "今月末"), "中断証明書", "地震保険"),
        ("cancellation", "保険料が高いので解約したい", (CODE, "今月末"), "補償はなくなります", "中断証明書"),
        (
            "vehicle_change",
            "車両入替",
            ("昨日", "ノート", "わからない", "私", "はい", "通勤", "1万", "1km", "なし"),
            "30日以内",
            "納車日までに",
        ),
    ],
)
def test_what_is_said_before_confirming(
    name: str, opening: str, answers: tuple[str, ...], said: str, not_said: str
) -> None:
    scene = interview(name, opening).customer_says(*answers).expect_question("summary")
    scene.expect_said(said).expect_not_said(not_said)


def test_nobody_is_talked_out_of_a_cancellation() -> None:
    """One neutral sentence about what ends; no question whether it must be."""
    scene = interview("cancellation", "解約したい").customer_says(CODE, "言いたくない", "今月末")
    scene.expect_question("summary").expect_value("reason", "unknown")
    assert scene.text.count("なくなります") == 1
    scene.expect_not_said("本当に", "お考え直し", "もったいない", "損")


def test_a_caller_may_spell_and_may_type() -> None:
    scene = interview("name_change", "改姓です", channel=Channel.voice).customer_says("結婚です", "12月1日")
    scene.expect_said("SMSで送る").customer_says("田中花子").expect_question("new_name_kana")
    scene.customer_says("た な か は な こ").expect_value("new_name_kana", "タナカハナコ")
    scene.expect_said("タナカハナコさまですね")


@pytest.mark.parametrize(
    ("name", "asked", "kind", "digits", "hint"),
    [
        ("vehicle_change", "new_odometer", AnswerKind.digits, None, "新車"),
        ("vehicle_change", "new_registration_no", AnswerKind.free, None, None),
        ("name_change", "new_name_kana", AnswerKind.name, None, None),
        ("coverage_change", "changes", AnswerKind.choice, 8, "車両保険"),
    ],
)
def test_what_a_question_expects(name: str, asked: str, kind: AnswerKind, digits: int | None, hint: str | None) -> None:
    scene = interview(name, "手続きをお願いします")
    found = expected(scene.draft.model_copy(update={"asked": asked}), scene.procedure, verification())
    assert found is not None
    assert (found.kind, found.digits) == (kind, digits)
    assert hint is None or hint in found.hints


@pytest.mark.parametrize(
    ("name", "field", "text", "value"),
    [
        ("coverage_change", "changes", "車両保険、特約の追加・取りやめ", ["vehicle_cover", "rider"]),
        ("coverage_change", "changes", "drivers、age", ["drivers", "age"]),
        ("vehicle_change", "old_odometer", "32,000", 32_000),
        ("vehicle_change", "new_registration_no", "品川300さ1234", "品川 300 さ 12-34"),
        ("name_change", "new_name_kana", "やまだ はなこ", "ヤマダ ハナコ"),
    ],
)
def test_an_agent_enters_the_same_values(name: str, field: str, text: str, value: object) -> None:
    scene = interview(name, "手続きをお願いします")
    counterpart = Counterpart(NOW, VerificationLevel.one_time_code, scene.draft.customer_id)
    entered = enter_field(scene.draft, scene.procedure, field, text, counterpart)
    assert isinstance(entered, Draft), entered
    assert entered.bare()[field] == value


def test_an_agent_hears_why_an_entry_is_refused() -> None:
    scene = interview("name_change", "手続きをお願いします")
    counterpart = Counterpart(NOW, VerificationLevel.one_time_code, scene.draft.customer_id)
    refused = enter_field(scene.draft, scene.procedure, "new_name_kana", "山田花子", counterpart)
    assert isinstance(refused, Refused)
    assert "カタカナ" in refused.fields["new_name_kana"]


def test_a_plate_that_is_not_there_yet_is_open_and_not_unknown() -> None:
    said = ("昨日", "ノート", "わからない", "私", "はい", "通勤", "1万", "新車", "なし")
    scene = interview("vehicle_change", "車両入替").customer_says(*said).expect_question("summary")
    scene.expect_said("新しいお車のナンバー: 未定", "新しいお車の走行距離: 新車")
