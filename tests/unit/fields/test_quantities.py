"""Quantities in every writing and reading, and what is no quantity in the unit that was asked for."""

import pytest

from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear
from casework.fields.quantities import Measure, parse_quantity, spoken_amount

pytestmark = pytest.mark.unit
ODOMETER = Measure("km", 0, 1_000_000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3万2千キロ", 32_000),
        ("32,000km", 32_000),
        ("３２０００ｋｍ", 32_000),
        ("３万㎞", 30_000),
        ("3.2万キロ", 32_000),
        ("さんまんにせん", 32_000),
        ("さんまんにせんキロです", 32_000),
        ("じゅうまんきろ", 100_000),
        ("十万キロ", 100_000),
        ("一万八千", 18_000),
        ("いちまんはっせん", 18_000),
        ("さん に ご ご ご", 32_555),
        ("32555", 32_555),
        ("2年で3万キロです", 30_000),
        ("今は 5万2千 です", 52_000),
        ("メーターは48,210キロでした", 48_210),
        ("走行距離は12000キロ", 12_000),
        ("3万キロじゃなくて4万キロ", 40_000),
        ("1キロ", 1),
        ("ゼロ", 0),
        ("0km", 0),
        ("100万キロ", 1_000_000),
        ("えーと、いちまんにせんさんびゃくきろです", 12_300),
        ("はっせん", 8_000),
        ("6千", 6_000),
        ("4 万 キロ", 40_000),
        ("4万2,350", 42_350),
        ("きゅうまんきゅうせんきゅうひゃく", 99_900),
        ("三万二千五百六十キロメートル", 32_560),
        ("3万4000", 34_000),
        ("1万2千3百キロ", 12_300),
        ("まだ500キロも走ってない", 500),
        ("7万、いえ8万キロです", 80_000),
        ("3万キロあ違う4万キロ", 40_000),
    ],
)
def test_distances(webchat: ParseContext, text: str, expected: int) -> None:
    found = parse_quantity(text, webchat, ODOMETER)
    assert isinstance(found, Parsed)
    assert (found.value, found.confident, found.spoken) == (expected, True, f"{expected:,}km")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("約3万キロ", 30_000),
        ("3万キロちょっと", 30_000),
        ("だいたい5万かな", 50_000),
        ("5万キロ台", 50_000),
        ("八千キロくらい", 8_000),
        ("約10万弱", 100_000),
        ("２万ｋｍ弱ですね", 20_000),
        ("にまんごせんキロくらいだと思います", 25_000),
    ],
)
def test_rough_distances_are_read_back(webchat: ParseContext, text: str, expected: int) -> None:
    found = parse_quantity(text, webchat, ODOMETER)
    assert isinstance(found, Parsed)
    assert (found.value, found.confident) == (expected, False)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.empty),
        ("はい", Reason.not_understood),
        ("わからない", Reason.not_understood),
        ("12月5日", Reason.not_understood),
        ("3年落ち", Reason.not_understood),
        ("30歳", Reason.not_understood),
        ("3万円", Reason.not_understood),
        ("新車です", Reason.not_understood),
        ("200万キロ", Reason.out_of_range),
        ("3万か4万", Reason.several_values),
        ("前は2万キロ、今は3万キロ", Reason.several_values),
    ],
)
def test_no_distance(webchat: ParseContext, text: str, reason: Reason) -> None:
    found = parse_quantity(text, webchat, ODOMETER)
    assert isinstance(found, Unclear)
    assert found.reason is reason
    assert found.hint.endswith("か。")


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("3千万円", "円", 30_000_000),
        ("1億2000万円", "円", 120_000_000),
        ("二千万", "円", 20_000_000),
        ("35歳", "歳", 35),
        ("三十五", "歳", 35),
        ("さんじゅうごさい", "歳", 35),
    ],
)
def test_other_units(webchat: ParseContext, text: str, unit: str, expected: int) -> None:
    found = parse_quantity(text, webchat, Measure(unit))
    assert isinstance(found, Parsed)
    assert found.value == expected


def test_any_text_gives_an_answer(voice: ParseContext) -> None:
    for text in ("一" * 5_000, "9" * 4_000, "万億千", "1.2.3.4", "\ud800", "km" * 500):
        assert isinstance(parse_quantity(text, voice, ODOMETER), Parsed | Unclear)


@pytest.mark.parametrize(
    ("yen", "spoken"),
    [
        (0, "0円"),
        (35_000, "35,000円"),
        (300_000, "300,000円"),
        (1_000_000, "1,000,000円"),
        (1_000_001, "1,000,001円"),
        (1_010_000, "101万円"),
        (25_000_000, "2,500万円"),
        (25_005_000, "25,005,000円"),
        (100_000_000, "1億円"),
        (120_000_000, "1億2,000万円"),
        (10_000_000_000, "100億円"),
    ],
)
def test_large_round_amounts_are_told_in_ten_thousands(webchat: ParseContext, yen: int, spoken: str) -> None:
    found = parse_quantity(f"{yen}円", webchat, Measure("円", 0, 10**11))
    assert isinstance(found, Parsed)
    assert (found.value, found.spoken, spoken_amount(yen)) == (yen, spoken, spoken)
