"""Commands of the bot that a customer types are nothing the reception understands."""

import pytest

from bot.actions.beforehand import is_command

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "text",
    [
        "/restart",
        "restart",
        "／restart",
        "session_start",
        "change_address",
        'inform{"a":1}',
        "inform@0.9",
        "ｒｅｓｔａｒｔ",
    ],
)
def test_a_command_is_recognised(text: str) -> None:
    assert is_command(text)


@pytest.mark.parametrize(
    "text", ["help", "FAQ", "ok", "住所変更", "A123456789", "a_b@example.com と申します", "12/1", ""]
)
def test_words_are_no_command(text: str) -> None:
    assert not is_command(text)
