"""Name, car, coverage, payment, cancellation and transfer, on every channel: to the case, or to the person who ends it.

Each customer may have three codes in an hour, one for each channel: 山田 太郎 for the payment, 佐藤 花子 for the
cancellation. A policy has one open cancellation and one open change of name: each channel takes another policy.
"""

import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from tests.journeys.script import CHANNELS, Lines, case_no_of, channel_name, say_lines
from tests.sim.duty import Duty, on_duty
from tests.sim.kept_sessions import KeptSessions
from tests.sim.polling import eventually
from tests.sim.speaker import Comes, Speaker
from tests.sim.stack import Stack

pytestmark = [pytest.mark.journeys, pytest.mark.parametrize("comes", CHANNELS, ids=channel_name)]
POLICY_OF = {
    "webchat": ("自動車保険です", "A123456789"),
    "sms": ("火災保険です", "F234567890"),
    "voice": ("地震保険です", "E345678901"),
}
FAMILY_OF_THE_DEAD: Lines = (
    ("父が亡くなったので保険の名義を変えたいのですが", "亡くなられたご契約者さまのお名前"),
    ("鈴木健三です", "証券番号"),
    ("わかりません", "亡くなられた日"),
    ("先月の3日です", "新しいご契約者さまのお名前"),
    ("まだわかりません", "お客さまのお名前"),
    ("鈴木良子です", "お電話番号"),
    ("090-0000-0031", "よろしいですか"),
)


@pytest.fixture
async def duty(stack: Stack, kept: KeptSessions) -> AsyncIterator[Duty]:
    async with on_duty(stack.url, kept) as duty:
        yield duty


def begins(opening: str, name: str, policy_no: str, born: str, then: str) -> Lines:
    return ((opening, "お名前"), (name, "証券番号"), (policy_no, "生年月日"), (born, then))


def ichiro(opening: str, then: str) -> Lines:
    return begins(opening, "鈴木一郎", "A111222333", "1975年11月23日", then)


def hanako(opening: str, then: str) -> Lines:
    return begins(opening, "佐藤花子です", "A123456789", "昭和55年5月5日", then)


async def proves_it(stack: Stack, person: Speaker, opening: Lines, then: str) -> None:
    """The code arrives at the registered telephone, whatever channel asks for it."""
    before = codes(stack)
    await say_lines(person, opening)
    sent = await eventually(lambda: fresh_codes(stack, before), bool)
    await say_lines(person, ((sent[-1], then),))


async def fresh_codes(stack: Stack, before: Mapping[str, str]) -> list[str]:
    """Oldest first."""
    return [code for sent_at, code in sorted(codes(stack).items()) if sent_at not in before]


def codes(stack: Stack) -> Mapping[str, str]:
    """The codes among the newest text messages, by the time of their sending."""
    items = stack.get_json("/demo/api/sms")
    assert isinstance(items, dict)
    found = {item["sent_at"]: re.search(r"確認コードは(\d{6})", item["body"]) for item in items["items"]}
    return {sent_at: match[1] for sent_at, match in found.items() if match is not None}


async def case_of(duty: Duty, text: str) -> dict[str, Any]:
    case: dict[str, Any] = await eventually(
        lambda: duty.agent.get(f"/cases/{case_no_of(text)}"), lambda case: case["status"] == "in_review"
    )
    return case


async def ended_by_a_person(duty: Duty, reason: str) -> dict[str, Any]:
    conversation_id, accepted = await duty.takes_over()
    assert accepted["packet"]["reason"] == reason
    await duty.agent.post(f"/conversations/{conversation_id}/end")
    return await duty.wraps_up(conversation_id)


async def test_a_name_is_changed(stack: Stack, duty: Duty, comes: Comes) -> None:
    async with comes(stack.url) as person:
        policy, number = POLICY_OF[person.channel]
        lines = (
            *hanako("結婚して名字が変わりました", "お名前を変更するご契約"),
            (policy, "お名前が変わった日"),
            ("2月30日", "暦にない日付"),
            ("先月の1日です", "変更後のお名前"),
            ("田中花子です", "読み"),
            ("たなか はなこ", "口座やカードの名義"),
            ("変わりません", "よろしいですか"),
        )
        await say_lines(person, lines)
        done = await person.says("はい")
    case = await case_of(duty, done["text"])
    assert (case["procedure"], case["customer_id"]) == ("name_change", "C000001")
    fields = case["fields"]
    assert fields["policy_nos"] == [number]
    assert (fields["reason"], fields["new_name"]) == ("marriage", "田中花子")
    assert (fields["new_name_kana"], fields["account_changes"]) == ("タナカ ハナコ", False)


async def test_a_car_is_changed(stack: Stack, duty: Duty, comes: Comes) -> None:
    lines = (
        *ichiro("車を買い替えたので手続きをお願いします", "納車日"),
        ("昨日です", "車名"),
        ("プリウスです", "ナンバー"),
        ("品川300さ1234です", "所有者"),
        ("妻です", "手放されますか"),
        ("下取りに出しました", "使い方"),
        ("通勤に使います", "今のお車の走行距離"),
        ("3万2千キロです", "新しいお車の走行距離"),
        ("新車です", "車検証"),
        ("あとで送ります", "30日以内"),
    )
    async with comes(stack.url) as person:
        await say_lines(person, lines)
        done = await person.says("はい")
    case = await case_of(duty, done["text"])
    fields = case["fields"]
    assert case["procedure"] == "vehicle_change"
    assert (fields["policy_nos"], fields["is_handed_over"]) == (["A111222333"], True)
    assert fields["new_registration_no"] == "品川 300 さ 12-34"
    assert (fields["old_odometer"], fields["new_odometer"], fields["use"]) == (32_000, 1, "commuting")


async def test_a_second_car_is_a_persons_matter(stack: Stack, duty: Duty, comes: Comes) -> None:
    lines = (
        *ichiro("車両入替をお願いします", "納車日"),
        ("12月10日です", "車名"),
        ("ノートです", "ナンバー"),
        ("まだ決まっていません", "所有者"),
        ("私です", "手放されますか"),
        ("いいえ、乗り続けます", "担当者"),
    )
    async with comes(stack.url) as person:
        await say_lines(person, lines)
        await ended_by_a_person(duty, "procedure")


async def test_coverage_is_changed(stack: Stack, duty: Duty, comes: Comes) -> None:
    lines = (
        *ichiro("補償内容を変更したいのですが", "変更したい内容"),
        ("運転する人の範囲と車両保険です", "運転される方の範囲"),
        ("家族です", "生年月日"),
        ("2020年4月1日", "までの日付"),
        ("2006年4月1日", "車両保険は"),
        ("外します", "いつから"),
        ("12月1日から", "よろしいですか"),
    )
    async with comes(stack.url) as person:
        await say_lines(person, lines)
        done = await person.says("はい")
    fields = (await case_of(duty, done["text"]))["fields"]
    assert (fields["changes"], fields["drivers_range"]) == (["drivers", "vehicle_cover"], "family")
    assert (fields["youngest_driver_born_on"], fields["vehicle_cover_wish"]) == ("2006-04-01", "remove")


async def test_an_account_is_changed_without_its_number(stack: Stack, duty: Duty, comes: Comes) -> None:
    opening = begins("引き落とし口座を変更したいです", "山田太郎", "A505050505", "1968年8月15日", "確認コード")
    lines = (
        ("口座番号は1234567です", "お伺いしておりません"),
        ("本人です", "いつから"),
        ("次のお支払いから", "どちらをご希望"),
        ("郵送で", "よろしいですか"),
    )
    async with comes(stack.url) as person:
        await proves_it(stack, person, opening, "口座やカードの名義")
        await say_lines(person, lines)
        done = await person.says("はい")
    case = await case_of(duty, done["text"])
    assert (case["procedure"], case["customer_id"]) == ("payment_change", "C000005")
    assert "1234567" not in str(case["fields"])
    assert (case["fields"]["kind"], case["fields"]["form_delivery"]) == ("account", "post")


async def test_a_cancellation_is_prepared_and_handed_over(stack: Stack, duty: Duty, comes: Comes) -> None:
    async with comes(stack.url) as person:
        policy, number = POLICY_OF[person.channel]
        await proves_it(stack, person, hanako("解約したいのですが", "確認コード"), "解約をご希望のご契約")
        await say_lines(person, ((policy, "理由"), ("保険料が高いので", "ご希望日"), ("昨日", "今日以降の日付")))
        summary = await person.says("今月末でお願いします")
        pledged = {"sms": ("わかりません",)}.get(person.channel, ())
        for answer in pledged:
            summary = await person.says(answer)
        assert "補償はなくなります" in summary["text"]
        done = await person.says("はい")
        assert "まだ解約は完了しておりません" in done["text"]
        case = await case_of(duty, done["text"])
        contact = await ended_by_a_person(duty, "to_complete")
    assert (case["procedure"], case["fields"]["policy_nos"]) == ("cancellation", [number])
    assert contact["case_nos"] == [case["case_no"]]


async def test_the_family_of_a_deceased_policyholder_is_met_with_care(stack: Stack, duty: Duty, comes: Comes) -> None:
    async with comes(stack.url) as person:
        (opening, asked), *lines = FAMILY_OF_THE_DEAD
        first = await person.says(opening)
        assert "ご愁傷さま" in first["text"]
        assert asked in first["text"]
        await say_lines(person, tuple(lines))
        done = await person.says("はい")
        case = await case_of(duty, done["text"])
        await ended_by_a_person(duty, "inheritance")
    assert (case["procedure"], case.get("customer_id")) == ("policyholder_transfer", None)
    assert (case["fields"]["reason"], case["fields"]["deceased_name"]) == ("death", "鈴木健三")
