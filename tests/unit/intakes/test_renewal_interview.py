"""The renewal: what is wished, no premium quoted, and a person at once when the expiry is past."""

from datetime import date

import pytest
from documents_scene import FIRE, MOTOR, asking, policy
from scene import Scene

pytestmark = pytest.mark.unit
OPENING = "満期の手続きをしたいのですが"
SOON = policy("A111222333", "motor", "expires_soon", expires_on=date(2026, 12, 20))
PAST = policy("A111222333", "motor", "past_expiry", expires_on=date(2026, 11, 20), is_in_force=False)


def renewal(*said: str) -> Scene:
    return asking("renewal", OPENING, SOON).customer_says(*said)


def test_the_expiry_is_told_first() -> None:
    renewal().expect_said("満期日は、2026年12月20日です。").expect_question("wish").expect_not_said("2か月前")


def test_of_several_each_is_told() -> None:
    scene = asking("renewal", OPENING, SOON, FIRE).customer_says("すべて")
    scene.expect_said("自動車保険が2026年12月20日、火災保険が2027年5月1日です。")


@pytest.mark.parametrize("opening", ["車の保険の更新をお願いします", "今の自動車保険の更新手続きをお願いします"])
def test_the_opening_alone_tells_no_wish(opening: str) -> None:
    asking("renewal", opening, SOON).expect_question("wish")


def test_long_before_the_expiry_the_guide_is_explained() -> None:
    asking("renewal", OPENING, MOTOR).expect_said("2か月前").expect_question("wish")


def test_the_same_again() -> None:
    scene = renewal("同じ内容で続けます").expect_question("summary").expect_said("保険料は変わることがあります")
    scene.customer_says("はい").expect_submitted("in_review")
    assert scene.plan is not None
    assert scene.plan.due_days == 3


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("そのままでお願いします", "continue_as_is"),
        ("今までどおりで", "continue_as_is"),
        ("内容は変えずに続けたい", "continue_as_is"),
        ("同じでええよ", "continue_as_is"),
        ("補償を見直したい", "change"),
        ("運転者の年齢を変えたいです", "change"),
        ("特約を外したい", "change"),
        ("続けません", "not_renew"),
        ("今回限りでやめます", "not_renew"),
        ("もう更新せえへん", "not_renew"),
        ("他社に切り替えるので", "not_renew"),
        ("説明を聞いてからにします", "explain"),
        ("まだ迷っています", "explain"),
        ("見積もりがほしい", "explain"),
    ],
)
def test_the_wish_is_heard(said: str, wish: str) -> None:
    renewal(said).expect_value("wish", wish)


@pytest.mark.parametrize("said", ["更新を取りやめない", "さあどうでしょう"])
def test_no_wish_is_made_up(said: str) -> None:
    renewal(said).expect_question("wish").expect_value("wish", None)


def test_a_change_is_passed_on_by_telephone() -> None:
    scene = renewal("内容を変えたい", "車両保険を外したい", "090-0000-0002", "明日の午前中").expect_question("summary")
    scene.expect_value("changes", "車両保険を外したい").customer_says("はい").expect_submitted("in_review")
    assert scene.plan is not None
    assert "お電話" in scene.plan.say


def test_not_to_renew_is_told_what_ends() -> None:
    renewal("続けません").expect_question("summary").expect_said("補償がなくなります", "7日を過ぎると")
    fire = asking("renewal", OPENING, FIRE).customer_says("続けません")
    fire.expect_said("地震保険は火災保険とあわせて").expect_not_said("等級")


def test_past_the_expiry_a_person_takes_over_at_once() -> None:
    scene = asking("renewal", OPENING, PAST).expect_handed_off("past_expiry").expect_not_said("お支払い")
    scene.expect_said("満期日を過ぎております", "お車の運転はお控えください")


def test_past_the_expiry_of_a_house_nothing_is_said_of_driving() -> None:
    house = policy("F234567890", "fire", "past_expiry", expires_on=date(2026, 11, 20), is_in_force=False)
    asking("renewal", OPENING, house).expect_said("満期日を過ぎております").expect_not_said("運転")


def test_a_wish_is_not_yet_a_renewal() -> None:
    scene = renewal("同じ内容で続けます").customer_says("はい").expect_submitted("in_review")
    assert scene.plan is not None
    assert scene.plan.title == "満期についてのご希望"
    assert "まだ更新は完了しておりません" in scene.plan.say


def test_an_expired_policy_is_offered_for_nothing_else() -> None:
    reissue = asking("policy_reissue", "証券を再発行してほしい", PAST, FIRE)
    reissue.expect_value("policy_nos", ["F111222334"])
