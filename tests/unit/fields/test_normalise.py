import pytest

from casework.fields.normalise import MAX_LENGTH, clean, normalise


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("３月１５日", "3月15日"),
        ("０９０－００００－１２３４", "090-0000-1234"),
        ("０９０ー００００ー１２３４", "090-0000-1234"),
        ("105‐0011", "105-0011"),
        ("105—0011", "105-0011"),
        ("105−0011", "105-0011"),
        ("ﾔﾏﾀﾞ", "ヤマダ"),
        ("サトー", "サトー"),
        ("㈱山田", "(株)山田"),
        ("①", "1"),
        ("10時〜12時", "10時~12時"),
        ("a\u200bb\u2060c", "abc"),
        ("\ud800a\udfff", "a"),
        ("a\x00\x07b", "ab"),
        ("東京都\n港区\t芝公園", "東京都 港区 芝公園"),
        ("　山田　　太郎　", "山田 太郎"),
        ("\ufa19", "\ufa19"),
        ("𠮷田", "𠮷田"),
        ("", ""),
    ],
)
def test_one_written_form(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("えーと、3月15日です", "3月15日"),
        ("あのー、105-0011でお願いします。", "105-0011"),
        ("ええと、はい", "はい"),
        ("ええ", "ええ"),
        ("うーん", ""),
        ("山田太郎でございます", "山田太郎"),
        ("3月15日になります", "3月15日"),
        ("4丁目の、えーと、2番です", "4丁目の 2番"),
        ("まあ、いいです", "いい"),
    ],
)
def test_clean_drops_hesitation_and_politeness(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_the_result_is_bounded_even_where_compatibility_forms_expand() -> None:
    assert len(normalise("\ufdfa" * 10_000)) <= MAX_LENGTH
