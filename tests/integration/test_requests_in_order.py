"""Several requests one after the other, and coming back after hours or days."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from counter_scene import MORNING, Visitor, crm_with_demo

from casework.intakes.draft import IntakeStatus
from casework.intakes.wording import ANYTHING_ELSE
from crm_adapter.demo import demo_book
from crm_adapter.memory_crm import MemoryCrm
from crm_adapter.model import CustomerId, Policy
from crm_adapter.port import CrmError
from database.engine import Database
from database.vault import Vault

pytestmark = pytest.mark.integration

MOVE = ("150-0001", "1-2-3", "12月1日")


@pytest.fixture
async def visitor(database: Database, vault: Vault) -> Visitor:
    visitor = Visitor(database, vault, await crm_with_demo(MORNING))
    await visitor.arrives()
    return visitor


async def moves(visitor: Visitor, opening: str = "住所変更をお願いします") -> str:
    await visitor.says(opening, "change_address")
    await visitor.identifies()
    said = ""
    for text in MOVE:
        said = await visitor.says(text)
    return said


async def test_two_requests_are_served_one_after_the_other(visitor: Visitor) -> None:
    await moves(visitor, "住所変更と、あと契約内容の確認と折り返し電話もお願いします")
    assert (await visitor.state()).requested == ("policy_inquiry", "callback")
    await visitor.says("いいえ")
    said = await visitor.says("はい")
    assert "受付番号はT" in said
    assert "続けて、ご契約内容の確認を承ります。" in said
    assert "現在有効なご契約は次のとおりです。" in said
    assert said.index("現在有効なご契約") < said.index("続けて、折り返しのお電話を承ります。")
    assert ANYTHING_ELSE not in said
    assert (await visitor.state()).requested == ()
    draft = await visitor.draft()
    assert draft is not None
    assert (draft.procedure, draft.asked) == ("callback", "phone")
    kinds = await visitor.kinds()
    assert kinds.count("request.noted") == 2
    assert kinds.count("intake.opened") == 3


async def test_what_is_stopped_leads_on_to_what_waits(visitor: Visitor) -> None:
    await moves(visitor, "住所変更と、あと折り返し電話もお願いします")
    said = await visitor.says("やっぱりやめます", "stop")
    assert "保存しております" in said
    assert "折り返しのお電話を承ります" in said


async def test_an_accident_comes_first_and_the_rest_follows(visitor: Visitor) -> None:
    said = await visitor.says("住所変更したいのと、さっき駐車場で車をぶつけました", "change_address")
    assert "住所変更" in said
    draft = await visitor.draft()
    assert draft is not None
    assert draft.procedure == "accident_report"
    assert (await visitor.state()).requested == ("address_change",)


async def test_an_open_draft_is_offered_days_later(visitor: Visitor) -> None:
    await moves(visitor)
    visitor.leaves_for(days=3)
    said = await visitor.says("こんにちは", "greet")
    assert "前回、住所変更のお手続きが途中になっております。" in said
    assert "前回の続きから進めますか。" in said
    assert "神宮前" not in said
    said = await visitor.says("はい", "affirm")
    assert "お名前を" in said
    said = await visitor.identifies()
    assert "お車" in said


async def test_an_offered_draft_waits_on_when_it_is_not_wanted(visitor: Visitor) -> None:
    await moves(visitor)
    visitor.leaves_for(days=3)
    await visitor.says("こんにちは", "greet")
    assert "ご用件をお聞かせください" in await visitor.says("いいえ", "deny")
    draft = await visitor.draft("address_change")
    assert draft is not None
    assert draft.status is IntakeStatus.paused
    assert "お電話番号" in await visitor.says("折り返し電話をください", "request_callback")


async def test_another_request_days_later_leaves_the_old_draft_alone(visitor: Visitor) -> None:
    await moves(visitor)
    visitor.leaves_for(days=3)
    assert "お電話番号" in await visitor.says("折り返し電話をください", "request_callback")
    draft = await visitor.draft("address_change")
    assert draft is not None
    assert draft.status is IntakeStatus.paused


async def test_an_answer_days_later_goes_on_after_who_speaks_is_known(visitor: Visitor) -> None:
    await moves(visitor)
    visitor.leaves_for(days=3)
    said = await visitor.says("いいえ、車庫は変わりません")
    assert "前回の住所変更のお手続きの続きを承ります。" in said
    assert "お名前を" in said


@pytest.mark.parametrize("hours", [1, 20])
async def test_hours_later_the_answer_is_just_the_answer(visitor: Visitor, hours: int) -> None:
    await moves(visitor)
    visitor.leaves_for(hours=hours)
    assert "よろしいですか" in await visitor.says("いいえ", "deny")


async def test_the_case_is_kept_with_what_follows(visitor: Visitor) -> None:
    """A turn that is asked twice, because the first answer got lost, says the same and opens nothing twice."""
    await moves(visitor, "住所変更と、あと折り返し電話もお願いします")
    await visitor.says("いいえ")
    before: datetime = visitor.now
    said = await visitor.says("はい")
    assert visitor.now > before
    assert "お電話番号" in said
    assert (await visitor.kinds()).count("case.opened") == 1


async def test_an_unsure_intent_is_asked_back(visitor: Visitor) -> None:
    likely = (("change_address", 0.4), ("request_callback", 0.3), ("greet", 0.1))
    said = await visitor.says("あれを変えたい", "change_address", 0.4, action="action_open_procedure", likely=likely)
    assert said == "次のどちらのご用件でしょうか。"
    assert [choice.value for choice in visitor.last.choices] == ["住所変更", "折り返しのお電話", "どれでもない"]
    assert "お電話番号" in await visitor.says("折り返しのほうです", "inform", action="action_answer_question")


async def test_the_only_likely_one_is_taken_by_a_yes(visitor: Visitor) -> None:
    likely = (("change_address", 0.4), ("greet", 0.1))
    said = await visitor.says("あれのことで", "nlu_fallback", 0.3, action="action_say_not_understood", likely=likely)
    assert said == "住所変更のご用件でしょうか。"
    assert "お名前を" in await visitor.says("はい", "affirm", action="action_answer_question")


async def test_the_second_doubt_leads_to_a_person(visitor: Visitor) -> None:
    likely = (("change_address", 0.4),)
    doubtful = {"action": "action_say_not_understood", "likely": likely}
    await visitor.says("あれのことで", "nlu_fallback", 0.3, **doubtful)
    await visitor.says("うーん、なんというか", "nlu_fallback", 0.3, **doubtful)
    assert visitor.last.handoff is not None


class NoRecord(MemoryCrm):
    """The record cannot be read just now."""

    async def list_policies(self, customer_id: CustomerId) -> Sequence[Policy]:
        del customer_id
        raise CrmError("down")


async def test_a_turn_that_fails_changes_nothing(visitor: Visitor) -> None:
    await visitor.says("住所変更をお願いします", "change_address")
    for text in ("山田太郎", "A505050505"):
        await visitor.says(text)
    crm, visitor.crm = visitor.crm, NoRecord(lambda: MORNING)
    await visitor.crm.save_book(demo_book(MORNING.date()))
    with pytest.raises(CrmError):
        await visitor.says("1968年8月15日")
    draft = await visitor.draft()
    assert draft is not None
    assert draft.asked == "identity.birth_date"
    visitor.crm = crm
    assert "郵便番号" in await visitor.says("1968年8月15日")
