"""Roadside assistance: safe first, four answers, and a person at once where it is not safe."""

import pytest
from scene import Scene, procedures

pytestmark = pytest.mark.unit


def roadside(opening: str, *said: str) -> Scene:
    return Scene(procedure=procedures()["roadside_assistance"]).opens_with(opening).customer_says(*said)


@pytest.mark.parametrize(
    ("opening", "said", "reason"),
    [
        ("高速でガス欠になりました", (), "emergency"),
        ("パンクしました", ("いいえ",), "emergency"),
        ("パンクしました", ("車道の真ん中で危ないです",), "emergency"),
        ("パンクしました", ("はい、首都高の路肩です",), "emergency"),
        ("車が動きません", ("はい", "電柱にぶつけました"), "on_scene"),
        ("車が溝に落ちて妻が動きません", (), "emergency"),
        ("踏切で車が動かなくなりました", (), "emergency"),
        ("名神でパンクしました", (), "emergency"),
        ("パンクしました", ("山の中です",), "emergency"),
        ("パンクしました", ("えっと", "あのう"), "on_scene"),
        ("パンクしました", ("どうしたらいいですか",), "on_scene"),
    ],
)
def test_who_is_not_safe_goes_to_a_person_at_once(opening: str, said: tuple[str, ...], reason: str) -> None:
    roadside(opening, *said).expect_handed_off(reason).expect_said("110番")


def test_four_answers_are_enough() -> None:
    scene = roadside("バッテリーが上がりました", "はい、スーパーの駐車場です", "みなとスーパー本店", "090-0000-0041")
    scene.expect_question("summary").expect_value("trouble", "dead_battery").expect_value("is_safe", value=True)
    scene.customer_says("はい").expect_submitted("in_review")
    assert scene.plan is not None
    assert (scene.plan.priority, scene.plan.due_hours) == ("urgent", 1)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("パンクです", "flat_tire"),
        ("鍵を中に閉じ込めました", "locked_out"),
        ("ガス欠", "out_of_fuel"),
        ("溝に落ちました", "stuck"),
        ("ブレーキから変な音がします", "ブレーキから変な音がし"),
        ("その他", "other"),
    ],
)
def test_the_trouble_is_an_option_or_the_customers_own_words(said: str, value: str) -> None:
    heard = roadside("車が動きません", "はい", said).value("trouble")
    assert str(heard).startswith(value)


def test_a_service_area_is_a_safe_place() -> None:
    roadside("パンクしました", "高速のサービスエリアです").expect_question("location").expect_value(
        "is_safe", value=True
    )
