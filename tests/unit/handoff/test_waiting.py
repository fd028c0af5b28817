"""While a customer waits: which words ask for a callback, and which are kept for the agent."""

import pytest

from handoff.waiting import Wish, wish_while_waiting

CHOICE = "折り返し電話を希望する"


@pytest.mark.parametrize(
    "text",
    [
        CHOICE,
        f"  {CHOICE}\n",
        "折り返しでお願いします",
        "折返しください",
        "おりかえしの電話がいいです",
        "あとで電話をください",
        "電話ほしいです",
        "でんわしてください",
        "連絡をもらえますか",
        "かけ直してもらえますか",
    ],
)
def test_a_callback_is_asked_for(text: str) -> None:
    assert wish_while_waiting(text, CHOICE) is Wish.callback


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "はい",
        "まだですか",
        "待ちます",
        "電話番号が変わりました",
        "ご連絡いただきありがとうございます",
        "昨日お電話いただいた件です",
        "先ほど警察に連絡をお願いしました",
        "昨日の折り返しの電話がまだ来ません",
        "折り返しではなくチャットで待ちます",
        "証券番号はA123456789です",
        "/request_callback",
        "😀",
        "あ" * 4_000,
    ],
)
def test_everything_else_is_kept_for_the_agent(text: str) -> None:
    assert wish_while_waiting(text, CHOICE) is Wish.wait


@pytest.mark.parametrize(
    ("text", "wish"),
    [("人を待たずに終える", Wish.callback), ("別のご用件に移る", Wish.wait)],
    ids=["chosen", "another"],
)
def test_the_words_of_the_choice_come_from_the_configuration(text: str, wish: Wish) -> None:
    assert wish_while_waiting(text, "人を待たずに終える") is wish
