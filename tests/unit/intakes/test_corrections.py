"""Correcting at any time: by name, by content, in the middle and at the summary."""

import pytest
from scene import at_summary, verified

from casework.intakes import wording

HOUSE = "サンプルハイツ 405"


@pytest.mark.parametrize(
    ("said", "name", "value"),
    [
        ("引越し日は12月15日です", "moved_on", "2026-12-15"),
        ("日付は12月15日でした", "moved_on", "2026-12-15"),
        ("さっきの日付、15日の間違いです", "moved_on", "2026-12-15"),
        ("15日の間違いです", "moved_on", "2026-12-15"),
        ("12月5日じゃなくて12月15日です", "moved_on", "2026-12-15"),
        ("番地が違いました。4丁目2の10です", "new_address", f"東京都新宿区西新宿4丁目2-10 {HOUSE}"),
        ("4-2-10の間違いです", "new_address", f"東京都新宿区西新宿4-2-10 {HOUSE}"),
        ("部屋番号が間違ってました。506号室です", "new_address", "東京都新宿区西新宿1-2-3 サンプルハイツ 506"),
        ("住所は東京都渋谷区道玄坂2-3-4です", "new_postal_code", "1500043"),
        ("車庫も変わります", "garage_changes", True),
    ],
)
def test_a_new_value_at_the_summary(said: str, name: str, value: object) -> None:
    scene = at_summary(said).expect_question("summary").expect_value(name, value)
    scene.expect_said("に直しました。")


@pytest.mark.parametrize(
    "said",
    [
        "さっきの日付、15日の間違いです",
        "いや、15日です",
        "やっぱり12月15日になりました",
        "日付が違いました、12月15日です",
    ],
)
def test_a_date_corrected_in_the_middle(said: str) -> None:
    scene = verified("鈴木", "160-0023", "1-2-3", "12月5日", said).expect_question("garage_changes")
    scene.expect_value("moved_on", "2026-12-15").expect_value("garage_changes", None)


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("番地が違いました。4丁目2の10です", "東京都新宿区西新宿4丁目2-10"),
        ("すみません番地は1-2-30でした", "東京都新宿区西新宿1-2-30"),
    ],
)
def test_an_address_corrected_in_the_middle(said: str, address: str) -> None:
    scene = verified("鈴木", "160-0023", "1-2-3", said).expect_question("moved_on")
    scene.expect_value("new_address", address)


@pytest.mark.parametrize(
    ("said", "chosen"),
    [
        ("やっぱり自動車だけにして", ["A123456789"]),
        ("自動車だけでお願いします", ["A123456789"]),
        ("火災は外してください", ["A123456789", "E345678901"]),
        ("やっぱり火災保険と地震保険だけにします", ["F234567890", "E345678901"]),
    ],
)
def test_the_policies_chosen_again(said: str, chosen: list[str]) -> None:
    scene = verified("佐藤", "全部", "160-0023", "1-2-3", "12月1日", "いいえ", "いいえ").expect_question("summary")
    scene.customer_says(said).expect_question("summary").expect_value("policy_nos", chosen)


def test_fewer_policies_drop_the_questions_of_their_lines() -> None:
    scene = verified("佐藤", "全部", "160-0023", "1-2-3", "12月1日", "はい", "いいえ").expect_said(
        "建物・家財の場所: 変わる"
    )
    scene.customer_says("やっぱり自動車だけにして").expect_question("summary")
    scene.expect_not_said("建物・家財の場所", "保険料が変わることがあります")
    scene.customer_says("はい").expect_submitted("completed")


def test_more_policies_bring_their_questions() -> None:
    scene = verified("佐藤", "自動車", "160-0023", "1-2-3", "12月1日", "いいえ").expect_question("summary")
    scene.customer_says("火災保険も追加してください").expect_question("risk_location_changes")
    scene.customer_says("いいえ").expect_question("summary")


def test_a_corrected_postal_code_clears_the_address() -> None:
    scene = at_summary("郵便番号は150-0043でした").expect_question("new_address").expect_said("東京都渋谷区道玄坂")
    scene.expect_value("new_address", None).customer_says("2-3-4").expect_question("summary")
    scene.expect_value("new_address", "東京都渋谷区道玄坂2-3-4")


def test_a_wrong_postal_code_without_the_right_one_is_asked_with_its_address() -> None:
    scene = at_summary("郵便番号が違います").expect_question("new_postal_code").customer_says("150-0043")
    scene.expect_question("new_address").customer_says("2-3-4").expect_question("summary")
    scene.expect_value("new_postal_code", "1500043").expect_value("new_address", "東京都渋谷区道玄坂2-3-4")


def test_a_named_field_without_a_value_is_asked() -> None:
    scene = at_summary("日付が違います").expect_question("moved_on").customer_says("12月20日")
    scene.expect_question("summary").expect_value("moved_on", "2026-12-20")


def test_the_correct_button_offers_the_fields() -> None:
    scene = at_summary(wording.CORRECT).expect_question("correction")
    assert "お引越し日" in scene.choices
    scene.customer_says("お引越し日").expect_question("moved_on").customer_says("12月20日").expect_question("summary")


def test_a_bare_no_asks_what_to_correct() -> None:
    at_summary().customer_says("いいえ", intent="deny").expect_question("correction")


@pytest.mark.parametrize("said", ["やっぱり大丈夫です", "特にないです", "いいえ"])
def test_nothing_to_correct_leads_back(said: str) -> None:
    at_summary(wording.CORRECT).customer_says(said).expect_question("summary")


def test_a_yes_with_another_value_is_no_consent() -> None:
    scene = at_summary("はい、でも引越し日は12月15日です").expect_question("summary")
    scene.expect_value("moved_on", "2026-12-15")


@pytest.mark.parametrize(
    "said", ["はい、12月5日で間違いありません", "はい、住所も合っています", "はい、番地も大丈夫です"]
)
def test_a_yes_that_repeats_a_value_is_consent(said: str) -> None:
    at_summary().customer_says(said, intent="affirm").expect_submitted()


@pytest.mark.parametrize("said", ["これで合ってますか", "これで大丈夫ですか？"])
def test_asking_whether_it_is_right_reads_the_summary_again(said: str) -> None:
    scene = at_summary(said).expect_question("summary").expect_not_said("恐れ入りますが")
    assert scene.draft.misses == 0


@pytest.mark.parametrize("said", ["506号室です", "3台とも同じです", "2番の車です"])
def test_a_bare_number_never_becomes_an_address(said: str) -> None:
    scene = verified("鈴木", "160-0023", "1-2-3", "12月5日", said)
    scene.expect_value("new_address", "東京都新宿区西新宿1-2-3")


def test_a_corrected_yes_or_no_is_told_as_in_the_summary() -> None:
    at_summary("やっぱり車庫も変わります").expect_said("お車を主に使う場所を「変わる」に直しました。")
