"""Dates as they are said: readings and kanji numerals become digits before the rules of dates.py look at them."""

import re
from functools import cache

from casework.fields.normalise import normalise, strip_fillers, to_hiragana
from casework.fields.numerals import fold_kanji_numbers

_ONES = (
    (1, ("いち",)),
    (2, ("に",)),
    (3, ("さん",)),
    (4, ("し", "よん", "よ")),
    (5, ("ご",)),
    (6, ("ろく",)),
    (7, ("しち", "なな")),
    (8, ("はち",)),
    (9, ("きゅう", "く")),
)
_DAY_WORDS = {
    "ついたち": 1,
    "ふつか": 2,
    "みっか": 3,
    "よっか": 4,
    "いつか": 5,
    "むいか": 6,
    "なのか": 7,
    "ようか": 8,
    "ここのか": 9,
    "とおか": 10,
    "じゅうよっか": 14,
    "はつか": 20,
    "にじゅうよっか": 24,
}
_CENTURIES = {"にせん": 2000, "せんきゅうひゃく": 1900}
_NUMERAL_FOLLOWERS = r"\s?(?:年|月(?!曜)|日(?!曜)|時|分|週間?[前後]|[かヶカヵケ箇]月|[./-])"
_DAY_WORD_ALONE = re.compile("ついたち|はつか|みそか")


def written_date(text: str) -> str:
    """三月じゅうごにち, 二〇二六年三月十五日, しがつついたち -> 3月15日, 2026年3月15日, 4月1日."""
    text = strip_fillers(normalise(text))
    text = _readings().sub(_as_digits, text)
    text = _day_after_month().sub(lambda m: m[1] + str(_DAY_WORDS[to_hiragana(m[2])]) + "日", text)
    text = _DAY_WORD_ALONE.sub(lambda m: {"ついたち": "1日", "はつか": "20日"}.get(m[0], "末日"), text)
    text = fold_kanji_numbers(text, _NUMERAL_FOLLOWERS)
    return re.sub(
        r"(?<=[0-9][./-])[一二三四五六七八九十]{1,3}", lambda m: fold_kanji_numbers(m[0] + "日", "日")[:-1], text
    )


def _as_digits(match: re.Match[str]) -> str:
    century, number, unit = match[1] or "", match[2], match[3]
    value = _CENTURIES.get(century, 0) + _numbers()[number]
    return f"{value}{ {'ねん': '年', 'がつ': '月', 'にち': '日', 'じ': '時'}.get(unit, unit) }"


@cache
def _numbers() -> dict[str, int]:
    """Every reading of 1 to 99."""
    tens = {"": 0, "じゅう": 10} | {r + "じゅう": n * 10 for n, rs in _ONES[1:] for r in rs}
    numbers = {t + r: v + n for t, v in tens.items() for n, rs in _ONES for r in rs}
    return numbers | {t: v for t, v in tens.items() if v}


@cache
def _readings() -> re.Pattern[str]:
    number = "|".join(sorted(_numbers(), key=len, reverse=True))
    century = "|".join(_CENTURIES)
    return re.compile(rf"({century})?({number})(ねん|がつ|にち|年|月(?!曜)|日(?!曜))")


@cache
def _day_after_month() -> re.Pattern[str]:
    words = "|".join(sorted(_DAY_WORDS, key=len, reverse=True))
    return re.compile(rf"(月の?\s?)({words})")
