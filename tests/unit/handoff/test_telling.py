"""What a waiting customer is told: a place and a wait, a reason and a date, never an invented number."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

from conversation.model import Channel
from handoff.hours import JST, Closed, ClosingRule, HoursStatus, Open
from handoff.telling import Placement, WaitingWords, promise_due, say_moment, tell_placement

WORDS_YAML = """
next_in_line: 次の順番です。おつなぎまで{wait}ほどの見込みです。
in_line: ただいま{position}番目で、おつなぎまで{wait}ほどの見込みです。
in_line_without_estimate: ただいま{position}番目です。順番が来るまで、このままお待ちください。
nobody: ただいま担当者が席を外しております。
closed: "{queue}は{reason}のため、次は{opens}から承ります。"
closed_for_now: "{queue}は{reason}のため、ただいま受付を休止しております。"
promise: "{due}までに、担当者から{means}いたします。"
means: {webchat: ご連絡, sms: SMSでお返事, voice: お電話, email: メールでお返事}
callback_offer: ご希望でしたら、折り返しのお電話を承ります。
long_wait_seconds: 600
"""
WORDS = WaitingWords.model_validate(YAML(typ="safe").load(WORDS_YAML))


def jst(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JST)


OPEN = Open(jst("2026-11-24T17:00"))
HOLIDAY = Closed(
    ClosingRule.holiday, "祝日（勤労感謝の日）", jst("2026-11-24T09:00"), opens_until=jst("2026-11-24T17:00")
)
FOR_NOW = Closed(ClosingRule.weekday_closed, "火曜日", None)
THIRD = Placement("お客さま相談室", 3, (120, 300), OPEN, agents_online=True)


@pytest.mark.parametrize(
    ("placement", "said"),
    [
        (THIRD, "ただいま3番目で、おつなぎまで2〜5分ほどの見込みです。"),
        (replace(THIRD, position=1), "次の順番です。おつなぎまで2〜5分ほどの見込みです。"),
        (replace(THIRD, position=1, estimate=(60, 60)), "次の順番です。おつなぎまで1分ほどの見込みです。"),
        (replace(THIRD, estimate=None), "ただいま3番目です。順番が来るまで、このままお待ちください。"),
        (replace(THIRD, estimate=(120, 540)), "ただいま3番目で、おつなぎまで2〜9分ほどの見込みです。"),
        (
            replace(THIRD, estimate=(300, 600)),
            "ただいま3番目で、おつなぎまで5〜10分ほどの見込みです。ご希望でしたら、折り返しのお電話を承ります。",
        ),
        (replace(THIRD, hours=Open(None)), "ただいま3番目で、おつなぎまで2〜5分ほどの見込みです。"),
    ],
    ids=["third", "next", "one minute", "no estimate", "below long", "long", "around the clock"],
)
def test_in_line(placement: Placement, said: str) -> None:
    assert tell_placement(placement, WORDS) == said


@pytest.mark.parametrize("estimate", [None, (120, 300)])
@pytest.mark.parametrize(
    ("promised_by", "said"),
    [
        (None, "ただいま担当者が席を外しております。ご希望でしたら、折り返しのお電話を承ります。"),
        (
            jst("2026-11-24T15:30"),
            "ただいま担当者が席を外しております。11月24日（火）15時30分までに、担当者からご連絡いたします。",
        ),
    ],
)
def test_nobody_at_their_desk(estimate: tuple[int, int] | None, promised_by: datetime | None, said: str) -> None:
    placement = replace(THIRD, agents_online=False, estimate=estimate, promised_by=promised_by)
    assert tell_placement(placement, WORDS) == said


@pytest.mark.parametrize("agents_online", [True, False])
@pytest.mark.parametrize(
    ("hours", "promised_by", "at", "said"),
    [
        (
            HOLIDAY,
            jst("2026-11-24T10:00"),
            None,
            (
                "お客さま相談室は祝日（勤労感謝の日）のため、次は11月24日（火）9時から承ります。"
                "11月24日（火）10時までに、担当者からご連絡いたします。"
            ),
        ),
        (
            HOLIDAY,
            datetime(2026, 11, 24, 1, 0, tzinfo=UTC),
            jst("2026-11-23T20:00"),
            (
                "お客さま相談室は祝日（勤労感謝の日）のため、次は明日11月24日（火）9時から承ります。"
                "明日11月24日（火）10時までに、担当者からご連絡いたします。"
            ),
        ),
        (
            HOLIDAY,
            None,
            datetime(2026, 11, 23, 15, 0, tzinfo=UTC),
            (
                "お客さま相談室は祝日（勤労感謝の日）のため、次は本日11月24日（火）9時から承ります。"
                "ご希望でしたら、折り返しのお電話を承ります。"
            ),
        ),
        (FOR_NOW, None, None, "お客さま相談室は火曜日のため、ただいま受付を休止しております。"),
        (
            FOR_NOW,
            jst("2026-11-30T12:00"),
            None,
            (
                "お客さま相談室は火曜日のため、ただいま受付を休止しております。11月30日（月）12時までに、"
                "担当者からご連絡いたします。"
            ),
        ),
    ],
)
def test_closed_outranks_everything(
    hours: HoursStatus, promised_by: datetime | None, at: datetime | None, said: str, agents_online: bool
) -> None:
    placement = replace(THIRD, hours=hours, agents_online=agents_online, promised_by=promised_by, at=at)
    assert tell_placement(placement, WORDS) == said


@pytest.mark.parametrize(
    ("moment", "at", "said"),
    [
        (jst("2026-11-24T09:00"), None, "11月24日（火）9時"),
        (jst("2026-11-24T09:05"), None, "11月24日（火）9時5分"),
        (jst("2027-01-01T00:00"), jst("2026-12-31T23:59:59"), "明日1月1日（金）0時"),
        (jst("2027-01-02T09:00"), jst("2026-12-31T23:59:59"), "1月2日（土）9時"),
        (datetime(2028, 2, 28, 15, 0, tzinfo=UTC), datetime(2028, 2, 28, 14, 59, tzinfo=UTC), "明日2月29日（火）0時"),
        (jst("2026-11-24T17:00"), jst("2026-11-24T00:00"), "本日11月24日（火）17時"),
    ],
)
def test_a_moment_is_said_in_japanese_time_and_always_with_its_date(
    moment: datetime, at: datetime | None, said: str
) -> None:
    assert say_moment(moment, at) == said


def closed(opens: str, until: str) -> Closed:
    return Closed(ClosingRule.outside_hours, "受付時間外", jst(opens), jst(until))


@pytest.mark.parametrize(
    ("status", "at", "due"),
    [
        (HOLIDAY, "2026-11-23T10:00", "2026-11-24T10:00"),
        (closed("2026-11-24T09:00", "2026-11-24T09:40"), "2026-11-24T08:59", "2026-11-24T09:40"),
        (closed("2026-11-24T09:00", "2026-11-24T10:00"), "2026-11-24T08:59", "2026-11-24T10:00"),
        (closed("2026-11-24T09:01", "2026-11-24T17:00"), "2026-11-24T08:59", "2026-11-24T10:05"),
        (closed("2026-12-31T23:30", "2027-01-01T00:00"), "2026-12-31T23:00", "2027-01-01T00:00"),
        (OPEN, "2026-11-24T10:00:00", "2026-11-24T11:00"),
        (OPEN, "2026-11-24T10:00:01", "2026-11-24T11:05"),
        (OPEN, "2026-11-24T16:00:00", "2026-11-24T17:00"),
        (Open(jst("2026-11-24T17:02")), "2026-11-24T16:01", "2026-11-24T17:02"),
        (Open(None), "2026-12-31T23:30", "2027-01-01T00:30"),
    ],
)
def test_an_answer_is_promised_within_one_business_hour(status: HoursStatus, at: str, due: str) -> None:
    assert promise_due(status, jst(at)) == jst(due)


@pytest.mark.parametrize(("channel", "means"), [(Channel.sms, "SMSでお返事"), (Channel.voice, "お電話")])
def test_an_answer_is_promised_on_the_channel_it_can_come_by(channel: Channel, means: str) -> None:
    placement = replace(THIRD, agents_online=False, promised_by=jst("2026-11-24T11:00"), channel=channel)
    assert tell_placement(placement, WORDS).endswith(f"担当者から{means}いたします。")


@pytest.mark.parametrize(("status", "at"), [(FOR_NOW, "2026-11-24T10:00"), (OPEN, "2026-11-24T16:00:01")])
def test_what_nobody_can_keep_is_not_promised(status: HoursStatus, at: str) -> None:
    assert promise_due(status, jst(at)) is None


def test_a_promise_asked_for_in_another_zone_is_due_at_the_same_moment() -> None:
    assert promise_due(OPEN, datetime(2026, 11, 24, 1, 0, tzinfo=UTC)) == jst("2026-11-24T11:00")


@pytest.mark.parametrize(
    ("name", "template", "said"),
    [
        ("closed", "{queue}は{why}のため", "unknown variable why; known: queue, reason, opens"),
        ("in_line", "{position.__class__}番目", "unknown variable"),
        ("in_line", "{}番目", "unknown variable"),
        ("in_line", "{wait:d}お待ちください", "stands alone"),
        ("in_line", "{wait!x}お待ちください", "stands alone"),
        ("nobody", "あと{wait}です", "known: queue"),
        ("promise", "{dueまでに", "expected '}'"),
        ("promise", "", "at least 1"),
    ],
)
def test_a_mistaken_template_is_refused_when_read(name: str, template: str, said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        WaitingWords.model_validate({**WORDS.model_dump(), name: template})
    assert said in str(caught.value)


@pytest.mark.parametrize("name", sorted(set(WORDS.model_dump()) - {"long_wait_seconds"}))
def test_a_missing_template_is_refused(name: str) -> None:
    words = WORDS.model_dump()
    del words[name]
    with pytest.raises(ValidationError, match=name):
        WaitingWords.model_validate(words)
