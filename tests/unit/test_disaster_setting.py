"""What a disaster mode must be to be set, which places it concerns, and when damage is damage of nature."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from casework.disaster.areas import Place, concerns, place_in, read_area
from casework.disaster.model import (
    LONGEST,
    AreaUnknownError,
    DisasterSettingError,
    EndUnusableError,
    NameUnusableError,
    ReasonUnusableError,
    checked_mode,
)
from casework.disaster.rules import DisasterRules
from casework.procedures.load import read_checked
from gateway.cli.disaster import read_end

pytestmark = pytest.mark.unit
NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
TOMORROW = NOON + timedelta(days=1)
RULES = read_checked(Path(__file__).parents[2] / "config" / "disaster.yml", DisasterRules)
USUAL = {"name": "台風23号", "ends_at": TOMORROW, "areas": (), "reason": "", "by": "検査 花子", "at": NOON}


def test_a_mode_is_on_from_its_beginning_until_its_end() -> None:
    mode = checked_mode(**USUAL | {"name": " 台風\u300023号 ", "areas": ["東京", "東京都", "〒260-00"]})
    assert (mode.name, mode.areas) == ("台風 23号", ("東京都", "26000"))
    assert mode.is_on(NOON)
    assert not mode.is_on(TOMORROW)
    assert not mode.is_on(NOON - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": ""}, NameUnusableError),
        ({"name": " \u3000 "}, NameUnusableError),
        ({"name": "台" * 41}, NameUnusableError),
        ({"name": "台風\u202e"}, NameUnusableError),
        ({"ends_at": NOON}, EndUnusableError),
        ({"ends_at": NOON - timedelta(days=1)}, EndUnusableError),
        ({"ends_at": NOON + LONGEST + timedelta(seconds=1)}, EndUnusableError),
        ({"ends_at": TOMORROW.replace(tzinfo=None)}, EndUnusableError),
        ({"areas": ["東都"]}, AreaUnknownError),
        ({"areas": ["1"]}, AreaUnknownError),
        ({"areas": ["12345678"]}, AreaUnknownError),
        ({"areas": [""]}, AreaUnknownError),
        ({"areas": ["26"] * 61}, AreaUnknownError),
        ({"reason": "あ" * 201}, ReasonUnusableError),
    ],
)
def test_what_is_wrong_is_refused_with_its_code(
    changes: dict[str, object], refusal: type[DisasterSettingError]
) -> None:
    with pytest.raises(refusal) as refused:
        checked_mode(**USUAL | changes)  # type: ignore[arg-type]  # Unusable on purpose.
    assert refused.value.code == refusal.code


def test_sixty_days_are_allowed() -> None:
    assert checked_mode(**USUAL | {"ends_at": NOON + LONGEST}).ends_at == NOON + LONGEST


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-12-20", "2026-12-20T23:59:00+09:00"),
        ("2026-12-20T18:00", "2026-12-20T18:00:00+09:00"),
        ("2026-12-20 18:00", "2026-12-20T18:00:00+09:00"),
        ("2026-12-20T18:00+00:00", "2026-12-20T18:00:00+00:00"),
    ],
)
def test_the_operators_end_is_japanese_time(text: str, moment: str) -> None:
    assert read_end(text).isoformat() == moment


def test_an_end_that_is_no_date_is_refused() -> None:
    with pytest.raises(EndUnusableError):
        read_end("来週")


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("東京都", "東京都"),
        ("京都", "京都府"),
        ("北海道", "北海道"),
        ("１０５", "105"),
        ("105-00", "10500"),
        ("関東", None),
    ],
)
def test_areas_as_operators_write_them(text: str, area: str | None) -> None:
    assert read_area(text) == area


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("東京都港区です", Place("東京都")),
        ("郵便番号は105-0011です", Place("東京都", "1050011")),
        ("京都で浸水しました", Place("京都府")),
        ("大阪市の実家です", Place("大阪府")),
        ("千葉方面", Place("千葉県")),
        ("家の屋根が飛びました", None),
        ("", None),
    ],
)
def test_places_as_customers_say_them(text: str, place: Place | None) -> None:
    assert place_in(text) == place


@pytest.mark.parametrize(
    ("areas", "said", "registered", "is_concerned"),
    [
        ((), ["大阪市です"], None, True),
        (("東京都",), [], None, True),
        (("東京都",), ["屋根が飛びました"], None, True),
        (("東京都",), ["大阪市です"], None, False),
        (("東京都",), ["大阪市です", "東京都の実家の屋根です"], None, True),
        (("東京都",), [], Place("大阪府", "5300001"), False),
        (("東京都",), ["東京都です"], Place("大阪府", "5300001"), True),
        (("105",), ["105-0011です"], None, True),
        (("105",), ["530-0001です"], None, False),
        (("105",), ["東京都です"], None, True),
        (("105",), [], Place("東京都", "1000001"), False),
    ],
)
def test_who_is_concerned(
    areas: tuple[str, ...], said: list[str], registered: Place | None, is_concerned: bool
) -> None:
    assert concerns(areas, said, registered) is is_concerned


@pytest.mark.parametrize(
    "text",
    [
        "台風で屋根の瓦が飛びました",
        "車が水没してしまった",
        "雹で車がへこみました",
        "床上浸水です",
        "地震で壁にひびが入った",
        "カーポートが雪の重みで潰れた",
        "雨漏りしてます",
        "ヒョウで窓が割れた",
        "被害の連絡をしたい",
        "罹災の届け出はこちらですか",
    ],
)
def test_damage_of_nature_is_for_the_short_form(text: str) -> None:
    assert RULES.damage.is_told_by(text)


@pytest.mark.parametrize(
    "text",
    [
        "追突されました",
        "台風で前が見えなくて電柱にぶつかりました",
        "屋根から落ちて骨折しました",
        "交差点で事故を起こしました",
        "隣の家の窓を割ってしまった",
        "空き巣に入られて窓が割られた",
        "火事です",
        "パンクしました",
        "事故の報告をしたい",
        "大雨でスリップしてガードレールに当たった",
    ],
)
def test_other_accidents_are_not(text: str) -> None:
    assert not RULES.damage.is_told_by(text)


@pytest.mark.parametrize("channel", ["webchat", "sms", "voice"])
def test_the_greetings_fit_their_channels(channel: str) -> None:
    greeting = RULES.greetings.on(channel, "台" * 40)
    assert greeting.endswith("。")
    assert len(greeting) <= {"webchat": 200, "sms": 67, "voice": 150}[channel]
