import pytest

from casework.fields.dont_know import is_dont_know


@pytest.mark.parametrize(
    "text",
    [
        "わからない",
        "わかりません",
        "分からないです",
        "わからん",
        "わからへん",
        "知らん",
        "知りません",
        "不明です",
        "手元にない",
        "今手元にありません",
        "忘れました",
        "忘れちゃった",
        "覚えてへん",
        "覚えていません",
        "思い出せません",
        "存じません",
        "無くしました",
        "見つからない",
        "えーと、ちょっとわからないですね",
        "何だっけ",
        "番号は控えてないのでわかりません",
    ],
)
def test_dont_know(text: str) -> None:
    assert is_dont_know(text)


@pytest.mark.parametrize(
    "text",
    [
        "はい",
        "いいえ",
        "AU1234567",
        "わかりました",
        "わからないことがあるんですが",
        "分からない点を教えてください",
        "忘れずに送ってください",
        "",
        "3月15日",
    ],
)
def test_an_answer_or_a_question(text: str) -> None:
    assert not is_dont_know(text)
