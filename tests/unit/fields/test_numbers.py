import pytest

from casework.fields.numbers import parse_amount_yen, parse_digits, parse_policy_no, parse_policy_nos
from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AU-1234567", "AU1234567"),
        ("au1234567", "AU1234567"),
        ("ＡＵ－１２３４５６７", "AU1234567"),
        ("証券番号はＡＵ１２３４５６７です", "AU1234567"),
        ("FI 1234 5678", "FI12345678"),
        ("エー の いち に さん よん ご ろく", "A123456"),
        ("証券番号はエーユーいちにさんよんごろくなな", "AU1234567"),
        ("エーユー1234567", "AU1234567"),
        ("一二三四五六七八", "12345678"),
        ("AU1234567じゃなくてAU1234568です", "AU1234568"),
        ("A123ー456", "A123456"),
        ("えーと、12345678-001", "12345678001"),
    ],
)
def test_policy_numbers(webchat: ParseContext, text: str, expected: str) -> None:
    found = parse_policy_no(text, webchat)
    assert isinstance(found, Parsed)
    assert found.value == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("123", Reason.wrong_length),
        ("A" * 31 + "1", Reason.wrong_length),
        ("わからない", Reason.not_understood),
        ("AU1234567じゃない", Reason.not_understood),
        ("AU1234567とFI7654321", Reason.several_values),
        ("", Reason.empty),
    ],
)
def test_refused_policy_numbers(webchat: ParseContext, text: str, reason: Reason) -> None:
    found = parse_policy_no(text, webchat)
    assert isinstance(found, Unclear)
    assert found.reason is reason


@pytest.mark.parametrize(
    "text",
    [
        "AU1234567とFI7654321です",
        "AU1234567、FI7654321",
        "AU1234567 FI7654321",
        "AU-1234567 と FI-7654321 と AU1234567",
    ],
)
def test_several_policy_numbers(webchat: ParseContext, text: str) -> None:
    found = parse_policy_nos(text, webchat)
    assert isinstance(found, Parsed)
    assert found.value == ("AU1234567", "FI7654321")


@pytest.mark.parametrize(
    ("text", "expected", "confident"),
    [
        ("3万5千円", 35_000, True),
        ("35,000円", 35_000, True),
        ("３５，０００円", 35_000, True),
        ("三万五千円", 35_000, True),
        ("¥35,000", 35_000, True),
        ("3.5万円", 35_000, True),
        ("1億2000万円", 120_000_000, True),
        ("5千円です", 5_000, True),
        ("さんまんごせんえん", 35_000, True),
        ("約3万円", 30_000, False),
        ("35000", 35_000, False),
        ("二十万円くらい", 200_000, False),
    ],
)
def test_amounts(webchat: ParseContext, text: str, expected: int, confident: bool) -> None:
    found = parse_amount_yen(text, webchat)
    assert isinstance(found, Parsed)
    assert (found.value, found.confident) == (expected, confident)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("3万円と5万円", Reason.several_values),
        ("無料", Reason.not_understood),
        ("9" * 18 + "円", Reason.out_of_range),
        ("", Reason.empty),
    ],
)
def test_refused_amounts(webchat: ParseContext, text: str, reason: Reason) -> None:
    found = parse_amount_yen(text, webchat)
    assert isinstance(found, Unclear)
    assert found.reason is reason


@pytest.mark.parametrize(
    "text",
    ["123456", "１２３ ４５６", "123-456", "いちにさんよんごろく", "コードは123456です", "一二三四五六", "12 34 56"],
)
def test_one_time_codes(webchat: ParseContext, text: str) -> None:
    found = parse_digits(text, webchat)
    assert isinstance(found, Parsed)
    assert found.value == "123456"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("12345", Reason.wrong_length),
        ("1234567", Reason.wrong_length),
        ("わからない", Reason.not_understood),
        ("123456か654321", Reason.several_values),
        ("", Reason.empty),
    ],
)
def test_refused_codes(webchat: ParseContext, text: str, reason: Reason) -> None:
    found = parse_digits(text, webchat)
    assert isinstance(found, Unclear)
    assert found.reason is reason
