"""Dates as they are said: readings and kanji numerals become digits before the rules of dates.py look at them."""

import re
from functools import cache

from casework.fields.date_forms import with_usual_form
from casework.fields.normalise import normalise, strip_fillers, to_hiragana
from casework.fields.numerals import digits_read_aloud, fold_kanji_numbers

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
    "なぬか": 7,
    "ようか": 8,
    "ここのか": 9,
    "とおか": 10,
    "とうか": 10,
    "じゅうよっか": 14,
    "はつか": 20,
    "にじゅうよっか": 24,
}
_CENTURIES = {"にせん": 2000, "せんきゅうひゃく": 1900}
LONGEST_READ_ALOUD = 80
_NUMERAL_FOLLOWERS = r"\s?(?:年|月(?!曜)|日(?!曜)|時|分|週間?[前後]|[かヶカヵケ箇]月|[./-])"
_DAY_WORD_ALONE = re.compile("ついたち|はつか|みそか")
_WORDS = {
    "しょうわ": "昭和", "へいせい": "平成", "れいわ": "令和", "たいしょう": "大正", "めいじ": "明治",
    "がんねん": "元年",
    "がんじつ": "元日", "さらいげつ": "再来月", "らいげつ": "来月", "せんげつ": "先月", "こんげつ": "今月",
    "さらいしゅう": "再来週", "らいしゅう": "来週", "せんしゅう": "先週", "こんしゅう": "今週",
}  # fmt: skip
_WORD = re.compile(
    "|".join(sorted(_WORDS, key=len, reverse=True)) + "|" + "ショウワ|ヘイセイ|レイワ|タイショウ|ガンネン"
)
_HESITATION = re.compile(
    "[、, ]*(?:(?:え[ーえぇ]*っ?と|うー+ん?と?ー*|(?<![ぁ-ん])うんと"
    "|(?<![ぁ-ん])んー*っ?と|そうですね)(?:ですね)?|(?<![ぁ-ん])(?:あー+"
    "|えー+|んー+)"
    "|(?<![ぁ-ん])(?:あのー*|そのー*|まあ|たしか|確か)(?=[、, ]*[0-9〇一二三四五六七八九十元])"
    "|(?<=[年月の和成正])ですね)[、,… ]*"
)
_DIGIT = "(?:ぜろ|れい|まる|いち|にー?|さん|よん|し|ごー?|ろく|なな|しち|はち|きゅう|く)"
_YEAR_READ_ALOUD = re.compile(rf"({_DIGIT}(?:[、 ]?{_DIGIT}){{3}})(?=[、 ]?(?:年|ねん))")
_DAY_READ_ALOUD = re.compile(
    r"^(?:.{0,12}(?:生年月日|誕生日|西暦)(?:は|で|だと)?)?[、 ]?(.+?)(?:生まれ)?(?:です|でした)?[、。]?$"
)
_MIXED_UNITS = re.compile(r"(?<=[0-9])\s?(ねん|がつ|にち|か(?=[、。 ]|です|生|うま|$))")


def written_date(text: str) -> str:
    """三月じゅうごにち, 二〇二六年三月十五日, しがつついたち -> 3月15日, 2026年3月15日, 4月1日."""
    text = strip_fillers(normalise(text))
    text = _WORD.sub(lambda m: _WORDS[to_hiragana(m[0])], _HESITATION.sub(_gap, text))
    text = _day_in_digits(_YEAR_READ_ALOUD.sub(lambda m: digits_read_aloud(m[1]) or m[1], text))
    text = _readings().sub(_as_digits, text)
    text = _MIXED_UNITS.sub(lambda m: {"ねん": "年", "がつ": "月"}.get(m[1], "日"), text)
    text = _day_after_month().sub(lambda m: m[1].rstrip("、 ") + str(_DAY_WORDS[to_hiragana(m[2])]) + "日", text)
    text = _DAY_WORD_ALONE.sub(lambda m: {"ついたち": "1日", "はつか": "20日"}.get(m[0], "末日"), text)
    text = fold_kanji_numbers(text, _NUMERAL_FOLLOWERS)
    text = re.sub(
        r"(?<=[0-9][./-])[一二三四五六七八九十]{1,3}", lambda m: fold_kanji_numbers(m[0] + "日", "日")[:-1], text
    )
    return with_usual_form(text)


def _gap(match: re.Match[str]) -> str:
    return " " if match.string[: match.start()].endswith(tuple("0123456789")) else ""


def _day_in_digits(text: str) -> str:
    """いちきゅうはちぜろ、ぜろご、ぜろご and 一九八〇〇五〇五 are eight digits read one by one."""
    match = _DAY_READ_ALOUD.match(text) if len(text) < LONGEST_READ_ALOUD else None
    digits = digits_read_aloud(match[1]) if match else None
    if match is None or digits is None or len(digits) != len("19800505") or re.search("[0-9]", match[1]):
        return text
    return digits


def _as_digits(match: re.Match[str]) -> str:
    century, number, unit = match[1] or match[4] or "", match[2] or "", match[3] or match[5]
    value = _CENTURIES.get(century, 0) + _numbers().get(number, 0)
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
    return re.compile(rf"({century})?({number})(ねん|がつ|にち|年|月(?!曜)|日(?!曜))|({century})(ねん|年)")


@cache
def _day_after_month() -> re.Pattern[str]:
    words = "|".join(sorted(_DAY_WORDS, key=len, reverse=True))
    return re.compile(
        rf"(月の?[、 ]*|(?:いえ|いや|なくて?|違う|なさい|せん|ました)[、。 ]*(?!いつか(?!です|$)))({words})"
    )
