"""The address change as a customer writes it, line by line, with what each answer must contain."""

from collections.abc import Mapping
from typing import Any

from tests.sim.customer import Customer

HANAKO = (
    ("来月引っ越すので住所を変えたいんですが", "お名前"),
    ("佐藤花子です", "証券番号"),
    ("A123456789です", "生年月日"),
    ("昭和55年5月5日", "ご契約をお選び"),
)
REST = (
    ("自動車と火災をお願いします", "郵便番号"),
    ("〒105-0011", "港区芝公園"),
    ("4丁目2の8 芝パークハイツ301", "お引越しの日"),
)
ANSWERS = (
    ("12月1日です", "建物や家財"),
    ("はい", "お車"),
    ("いいえ", "よろしいですか"),
)


async def say_lines(customer: Customer, lines: tuple[tuple[str, str], ...]) -> Mapping[str, Any]:
    """Say each line and check its answer; returns the last answer."""
    answer: Mapping[str, Any] = {}
    for text, expected in lines:
        answer = await customer.says(text)
        assert expected in answer["text"], f"after 「{text}」:\n{customer.transcript()}"
    return answer
