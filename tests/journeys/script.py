"""Requests as customers make them on every channel, line by line, with what each answer must contain.

The telephone says numbers digit by digit and a text message is shortened, so a fragment is what holds everywhere.
"""

import re
from collections.abc import Mapping
from typing import Any

from tests.sim.customer import Customer
from tests.sim.speaker import Comes, Speaker
from tests.sim.telephone import Caller
from tests.sim.texter import Texter

Lines = tuple[tuple[str, str], ...]

CHANNELS: tuple[Comes, ...] = (Customer, Texter, Caller)
LINES: tuple[Comes, ...] = (Texter, Caller)
"""The channels with a telephone number."""

HANAKO = (
    ("来月引っ越すので住所を変えたいんですが", "お名前"),
    ("佐藤花子です", "証券番号"),
    ("A123456789です", "生年月日"),
    ("昭和55年5月5日", "住所を変更するご契約を"),
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
TARO = (
    ("住所変更をお願いします", "お名前"),
    ("山田太郎", "証券番号"),
    ("A505050505", "生年月日"),
    ("1968年8月15日", "郵便番号"),
)
TARO_MOVES = (
    ("150-0001", "神宮前"),
    ("1-2-3", "お引越しの日"),
    ("昨日", "お車"),
    ("いいえ", "よろしいですか"),
)
CALL_BACK = (
    ("折り返し電話をください", "お電話番号"),
    ("090-0000-0001", "時間帯"),
    ("明日の午前中", "ご用件"),
    ("満期の件です", "よろしいですか"),
)
_NAMES = ("ゼロ", "イチ", "ニー", "サン", "ヨン", "ゴー", "ロク", "ナナ", "ハチ", "キュー", "ティー")
_SPOKEN = dict(zip(_NAMES, "0123456789T", strict=True))
_CASE_NO = re.compile(r"T\d{11}")


def channel_name(comes: Comes) -> str:
    """For the names of parametrised tests."""
    return comes.__name__ if isinstance(comes, type) else str(comes)


async def say_lines(person: Speaker, lines: Lines) -> Mapping[str, Any]:
    """Say each line and check its answer; returns the last answer."""
    answer: Mapping[str, Any] = {}
    for text, expected in lines:
        answer = await person.says(text)
        assert expected in answer["text"], f"after 「{text}」, without 「{expected}」:\n{person.transcript()}"
    return answer


def case_no_of(text: str) -> str:
    """The first case number, written or spoken digit by digit."""
    found = _CASE_NO.search(text) or _CASE_NO.search(written(text))
    assert found, text
    return found.group()


def written(spoken: str) -> str:
    """What was spelt out, in digits again."""
    spelt = re.compile("|".join(_SPOKEN))
    return spelt.sub(lambda word: _SPOKEN[word[0]], spoken.replace("、", ""))
