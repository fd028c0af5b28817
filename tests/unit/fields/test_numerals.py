import pytest

from casework.fields.numerals import digits_read_aloud, kanji_number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("二千二十六", 2026),
        ("二〇二六", 2026),
        ("十", 10),
        ("十五", 15),
        ("三万五千", 35_000),
        ("3万5千", 35_000),
        ("一億二千万", 120_000_000),
        ("百五", 105),
        ("12", 12),
        ("万", None),
        ("", None),
        ("三日", None),
        ("9" * 30, None),
    ],
)
def test_kanji_number(text: str, expected: int | None) -> None:
    assert kanji_number(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("いちまるごのまるまるいちいち", "1050011"),
        ("ゼロキューゼロ", "090"),
        ("れいきゅうれい", "090"),
        ("一〇五の〇〇一一", "1050011"),
        ("しちはちく", "789"),
        ("いち、に、さん、し", "1234"),
        ("1 2 3", "123"),
        ("こんにちは", None),
        ("", None),
    ],
)
def test_digits_read_aloud(text: str, expected: str | None) -> None:
    assert digits_read_aloud(text) == expected
