"""Sentences that say more than was asked, and corrections by content: each fact lands in its field."""

import pytest
from scene import Scene, at_summary, verified

pytestmark = pytest.mark.unit
AT = "東京都新宿区西新宿"


@pytest.mark.parametrize(
    "said",
    [
        "12月1日に1-2-8へ、車庫も変わります",
        "1-2-8に12月1日に引っ越します。車庫も変わります",
        "車庫も変わります。12月1日から1-2-8です",
        "1-2-8です、引っ越しは12月1日、車庫も変わります",
    ],
)
def test_an_address_a_day_and_a_garage_in_one_sentence(said: str) -> None:
    scene = verified("鈴木", "160-0023").customer_says(said).expect_question("summary")
    scene.expect_value("new_address", f"{AT}1-2-8").expect_value("moved_on", "2026-12-01")
    scene.expect_value("garage_changes", True)


def test_everything_with_the_postal_code() -> None:
    scene = verified("鈴木").customer_says("〒105-0011 芝公園4丁目2-8に12月1日に引っ越します。車庫も変わります")
    scene.expect_question("summary").expect_value("new_address", "東京都港区芝公園4丁目2-8")
    scene.expect_value("moved_on", "2026-12-01").expect_value("garage_changes", True)


@pytest.mark.parametrize(
    "said",
    [
        "鈴木一郎、1975年11月23日生まれ、証券番号A111222333です",
        "証券番号A111222333の鈴木一郎です。昭和50年11月23日生まれです",
        "鈴木一郎です。生年月日は昭和50年11月23日、番号はA111222333です",
    ],
)
def test_the_whole_identity_in_one_sentence(said: str) -> None:
    scene = Scene().opens_with().customer_says(said).expect_question("new_postal_code")
    assert scene.questions.count("identity.name") == 1


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ("5丁目でした", "new_address", f"{AT}5-2-3 サンプルハイツ 405"),
        ("1-2-5でした", "new_address", f"{AT}1-2-5 サンプルハイツ 405"),
        ("ビル名はグリーンハイツ202です", "new_address", f"{AT}1-2-3 グリーンハイツ202"),
        ("建物はサンプルコーポ302でした", "new_address", f"{AT}1-2-3 サンプルコーポ302"),
        ("やっぱりグリーンハイツの202です", "new_address", f"{AT}1-2-3 グリーンハイツ202"),
        ("部屋は506でした", "new_address", f"{AT}1-2-3 サンプルハイツ 506"),
        ("12月7日でした", "moved_on", "2026-12-07"),
        ("引っ越しは7日でした", "moved_on", "2026-12-07"),
        ("やっぱり車庫も変わります", "garage_changes", True),
    ],
)
def test_a_correction_by_content_after_the_summary(said: str, field: str, value: object) -> None:
    at_summary(said).expect_question("summary").expect_value(field, value).expect_said("直しました")


@pytest.mark.parametrize("said", ["5丁目でした", "あ、5丁目でした"])
def test_a_correction_while_something_else_is_asked(said: str) -> None:
    scene = verified("鈴木", "160-0023", "1-2-3", "12月5日").expect_question("garage_changes").customer_says(said)
    scene.expect_question("garage_changes").expect_value("new_address", f"{AT}5-2-3")


def test_a_correction_while_who_speaks_is_asked() -> None:
    scene = Scene().opens_with("12月1日に引っ越すので住所変更をお願いします").expect_question("identity.name")
    scene.expect_value("moved_on", "2026-12-01")
    scene.customer_says("すみません、引越し日は12月3日でした").expect_question("identity.name")
    scene.expect_value("moved_on", "2026-12-03")


def test_the_name_is_corrected_before_it_is_compared() -> None:
    scene = Scene().opens_with().customer_says("鈴木一朗です", "A111222333", "名前、鈴木一郎でした")
    scene.expect_question("identity.birth_date").customer_says("1975年11月23日").expect_question("new_postal_code")


def test_a_day_is_read_back_with_its_weekday() -> None:
    at_summary().expect_said("2026年12月5日（土）")
