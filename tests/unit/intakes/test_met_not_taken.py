"""What looks like an answer and is none, and what is an answer though it looks like something else."""

from uuid import UUID

import pytest

from casework.intakes.draft import Draft, Relation
from casework.intakes.glean import relation_in
from casework.intakes.requests import answers_choice, asked_for, may_be_asked_for
from casework.intakes.step import Heard
from tests.unit.intakes.scene import Scene, procedures, verified

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("text", ["あなたはロボットですか", "もしかして人間じゃないの？", "これ自動応答でしょ"])
def test_doubts_about_the_bot_are_no_name(text: str) -> None:
    scene = Scene().opens_with().customer_says(text, intent="bot_challenge")
    scene.expect_question("identity.name")
    assert scene.draft.claim.name is None
    assert scene.effects[-1] == "SmallTalk"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("あー、木村良子です", "木村良子"),
        ("あ、木村良子です", "木村良子"),
        ("あー木村良子です", "木村良子"),
        ("あっ、佐藤花子です", "佐藤花子"),
        ("佐藤、花子です", "佐藤 花子"),
        ("安藤あおいです", "安藤あおい"),
    ],
)
def test_a_sound_before_a_name_is_no_part_of_it(text: str, name: str) -> None:
    assert Scene().opens_with().customer_says(text).draft.claim.name == name


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("父が亡くなったので、保険の名義をどうすればいいか困っています", "help"),
        ("母が他界しまして、保険の手続きはどうしたらいいですか", "ask_faq"),
    ],
)
def test_a_death_that_is_told_opens_its_procedure(text: str, intent: str) -> None:
    heard = Heard(text, intent, 0.9)
    assert may_be_asked_for(heard)
    assert [item.procedure for item in asked_for(procedures(), heard)] == ["policyholder_transfer"]
    Scene(procedure=procedures()["policyholder_transfer"]).opens_with(text).expect_said("ご愁傷さま")


@pytest.mark.parametrize("text", ["契約者が亡くなったらどうなりますか", "契約者が亡くなった場合の手続きは何ですか"])
def test_a_death_that_is_supposed_is_a_question(text: str) -> None:
    heard = Heard(text, "ask_faq", 0.9)
    assert not may_be_asked_for(heard)
    assert asked_for(procedures(), heard) == ()


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("電話でください", "reply", True),
        ("電話で連絡ください", "reply", True),
        ("担当者を出して", "reply", False),
        ("電話でください", "statement", False),
    ],
)
def test_a_callback_that_answers_the_open_choice_opens_nothing(text: str, asked: str, *, expected: bool) -> None:
    draft = Draft(intake_id=UUID(int=7), procedure="complaint", version=1, asked=asked)
    assert answers_choice(procedures()["complaint"], draft, Heard(text, "request_callback", 0.95)) is expected


def test_why_is_answered_where_the_file_gives_no_reason() -> None:
    scene = verified("鈴木", "160-0023", "1-2-3 サンプルハイツ 405").expect_question("moved_on")
    scene.customer_says("なんで必要なの", intent="ask_faq").expect_question("moved_on").expect_said("伺っております")


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("父の自動車保険を解約したいんですが", Relation.family),
        ("母の火災の保険をやめたい", Relation.family),
        ("主人の車の保険です", Relation.family),
        ("父の家の住所に引っ越します", None),
        ("自動車保険を解約したい", None),
    ],
)
def test_whose_insurance_it_is(text: str, relation: Relation | None) -> None:
    assert relation_in(text, procedures()["cancellation"]) is relation


@pytest.mark.parametrize("text", ["どこにあるかわからなくて", "どこにしまったか分からないんです"])
def test_what_cannot_be_found_is_not_known(text: str) -> None:
    scene = Scene(procedure=procedures()["policyholder_transfer"]).opens_with("父が亡くなりました")
    scene.customer_says("木村茂です").expect_question("policy_no")
    scene.customer_says(text, intent="ask_faq").expect_question("died_on").expect_value("policy_no", "unknown")
