"""Answers that say what they are about, answers that say nothing, and policies told by what shall become of them."""

from typing import Any

import pytest
from documents_scene import EARTHQUAKE, asking
from scene import Scene, procedures

from casework.intakes.glean import relation_in
from casework.intakes.requests import brought_up, wanted_instead
from casework.intakes.step import Heard
from casework.intakes.store import new_draft

pytestmark = pytest.mark.unit


def interview(name: str, opening: str, of: str = "佐藤") -> Scene:
    scene = Scene(procedure=procedures()[name])
    scene.draft = scene.draft.model_copy(update={"opening_text": opening})
    scene.opens_with(opening)
    return scene.identifies(of)


def values_of(scene: Scene) -> dict[str, Any]:
    return {name: value.value for name, value in scene.draft.values.items()}


def test_one_answer_fills_what_it_names() -> None:
    scene = interview("vehicle_change", "車を買い替えました", "鈴木").customer_says("12月1日")
    scene.customer_says("ノートです、ナンバーは品川300さ1234、名義は妻")
    told = values_of(scene)
    assert (told["new_car_name"], told["new_registration_no"]) == ("ノート", "品川 300 さ 12-34")
    assert told["new_owner"] == "spouse"


def test_what_names_another_field_is_not_the_answer() -> None:
    scene = interview("vehicle_change", "車を買い替えました", "鈴木").customer_says(
        "12月1日", "ナンバーはまだわからない"
    )
    scene.expect_question("new_car_name")
    assert values_of(scene)["new_registration_no"] == "unknown"


@pytest.mark.parametrize("text", ["はい", "えっと", "わかりません", "うん"])
def test_what_says_nothing_is_no_text(text: str) -> None:
    scene = interview("vehicle_change", "車を買い替えました", "鈴木").customer_says("12月1日", text)
    assert "new_car_name" not in values_of(scene)


def test_the_name_of_a_field_is_no_value_for_it() -> None:
    scene = interview("vehicle_change", "車を買い替えました", "鈴木")
    scene.customer_says("12月1日", "ノート", "わからない", "私", "はい", "通勤", "3万キロ", "新車", "あとで")
    scene.expect_question("summary").customer_says("直したいところがあります", "車名")
    scene.expect_question("new_car_name")


@pytest.mark.parametrize(
    ("name", "opening"),
    [
        ("coverage_change", "息子が免許を取ったので運転できるようにしたい"),
        ("coverage_change", "車両保険を外したい"),
        ("cancellation", "もう車を売ったので保険はいらない"),
    ],
)
def test_the_policy_is_told_by_what_is_wanted(name: str, opening: str) -> None:
    scene = interview(name, opening)
    assert values_of(scene)["policy_nos"] == ["A123456789"]


def test_a_family_is_no_house() -> None:
    scene = interview("coverage_change", "補償を変更したい").customer_says("家族")
    assert "policy_nos" not in values_of(scene)


def test_a_known_value_said_again_is_no_miss() -> None:
    scene = interview("coverage_change", "息子が免許を取ったので運転できるようにしたい")
    scene.customer_says("家族", "平成19年4月3日", "平成19年4月3日").expect_question("changes_on")
    assert scene.draft.misses == 0
    assert "承っております" in " ".join(scene.said)


def test_a_name_that_ends_like_a_relative() -> None:
    procedure = procedures()["policy_reissue"]
    assert relation_in("松本康夫です", procedure) is None
    assert relation_in("夫です", procedure) == "family"


def test_a_wrong_procedure_is_left_for_the_right_one() -> None:
    draft = new_draft(procedures()["policyholder_transfer"], opening_text="名義変更したい")
    draft = draft.model_copy(update={"asked": "reason"})
    found = wanted_instead(procedures(), draft, Heard("あ、違う、名前の変更", "change_name", 0.9))
    assert found is not None
    assert found.procedure == "name_change"


def test_a_lead_in_is_no_answer() -> None:
    draft = new_draft(procedures()["address_change"], opening_text="住所変更").model_copy(update={"asked": "moved_on"})
    besides = brought_up(
        procedures(), draft, Heard("あ、そうだ、あとで折り返し電話もほしいんです", "request_callback", 0.9)
    )
    assert besides is not None
    assert besides.rest.text == ""


def test_the_year_is_corrected_while_something_else_is_asked() -> None:
    scene = asking("deduction_certificate", "控除証明書をなくしたので再発行してください", EARTHQUAKE)
    scene.customer_says("去年の分", "あ、今年の分でした")
    assert values_of(scene)["tax_year"] == 2026


def test_a_change_that_is_not_wanted_any_more_is_left_out() -> None:
    scene = interview("coverage_change", "車両保険をはずしたい。あと年齢条件も変えたい")
    scene.customer_says("1990年1月1日", "12月1日").expect_question("summary")
    scene.customer_says("間違えた、年齢条件は変えなくていいです")
    assert (values_of(scene)["changes"], values_of(scene)["vehicle_cover_wish"]) == (["vehicle_cover"], "remove")


def test_a_document_is_left_out_at_the_summary() -> None:
    scene = interview("document_request", "パンフレットと約款をください").customer_says("メールで")
    scene.expect_question("summary").customer_says("やっぱり約款はいらない")
    assert values_of(scene)["documents"] == ["pamphlet"]
