"""Numbers, codes, dates and times inside a Japanese text as they are spoken; what is spelt out is in katakana.

A pause is 、 so that it works for every voice. Each function takes a text and leaves the rest of it alone.
"""

import re
from datetime import date

DIGIT_NAMES = ("ゼロ", "イチ", "ニー", "サン", "ヨン", "ゴー", "ロク", "ナナ", "ハチ", "キュー")
_LETTER_NAMES = (
    "エー/ビー/シー/ディー/イー/エフ/ジー/エイチ/アイ/ジェー/ケー/エル/エム"
    "/エヌ/オー/ピー/キュー/アール/エス/ティー/ユー/ブイ/ダブリュー/エックス/ワイ/ゼット"
)
_DIGITS = dict(zip("0123456789", DIGIT_NAMES, strict=True))
_SPELT = _DIGITS | dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", _LETTER_NAMES.split("/"), strict=True))
_ALNUM = "0-9A-Za-z"

_SPACED = re.compile(rf"(?<![{_ALNUM}])[0-9A-Z](?: [0-9A-Z])+(?![{_ALNUM}])")
_PHONE = re.compile(
    r"(?<![0-9A-Za-z-])(?:\+81[- ]?|\(?0)[0-9]{1,4}\)?(?:[- ]?[0-9]{1,4}|\([0-9]{1,4}\)(?=[0-9])){1,2}(?![0-9-])"
)
_POSTAL = re.compile(r"(〒|郵便番号[はがを、: ]*〒?)?\s?(?<![0-9A-Za-z-])([0-9]{3})-([0-9]{4})(?![0-9]|-[0-9])")
_BARE_POSTAL = re.compile(r"(〒|郵便番号[はがを、: ]*〒?)\s?([0-9]{3})([0-9]{4})(?![0-9])")
_CODE = re.compile(rf"(?<![{_ALNUM}])(?=[{_ALNUM}-]*[0-9])(?=[0-9-]*[A-Za-z])[A-Za-z]{{1,4}}-?[0-9][{_ALNUM}-]{{2,20}}")
_NAMED_DIGITS = re.compile(
    r"((?:番号|コード|[上下] ?[0-9]{1,2} ?桁)[はがを、:「 ]*)([0-9]{3,16}(?:-[0-9]{1,16})*)(?![0-9])"
)
_SHARP = re.compile(r"[#＃]\s?([0-9]{3,6})(?![0-9])")
_COUNTED = "年月日時分秒円万千億人件台回度個名社%％歳才メキト階号番丁桁.,"
_LONG_BLOCKS = re.compile(rf"(?<![{_ALNUM}.,-])(?=[0-9-]*[0-9]{{6}})[0-9]{{1,16}}(?:-[0-9]{{1,16}})+(?![{_ALNUM}-])")
_LONG_DIGITS = re.compile(rf"(?<![0-9.,])([0-9]{{6,16}})(?![0-9{_COUNTED}])")

_DATE = re.compile(r"(?<![0-9-])([12][0-9]{3})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?![0-9-])(?:T(?=[0-9]{2}:))?")
_SHORT_DATE = re.compile(r"(?<![0-9/])([0-9]{1,2})/([0-9]{1,2})(?=\s?[(（][月火水木金土日])")
_WEEKDAY = re.compile(r"\s?[(（]([月火水木金土日])[)）]")
_LEADING_ZERO = re.compile(r"(?<![0-9])0([0-9])(?=[年月日時分])")
_TIME = re.compile(r"(?<![0-9:])([01]?[0-9]|2[0-9]):([0-5][0-9])(?::[0-5][0-9])?(?![0-9:])")
_YEN_SIGN = re.compile(r"[¥￥\\]\s?([0-9][0-9,]*)(?:円|-(?![0-9¥￥]))?")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_DECIMAL = re.compile(r"(?<=[0-9])\.(?=[0-9])")
_RANGE = re.compile(r"(?<=[0-9年月日時分円番曜])\s?[〜~～∼]\s?")
_AMOUNT = r"[0-9]{1,3}(?:,?[0-9]{3})*(?:\.[0-9]+)?"
# Only a counter that ends its word: behind the blocks of an address a building may be named 日本ビル.
_COUNTER = (
    "(?:名|人|件|台|回|度|個|社|年|[かヶカケ]月|月|週|営業日|日|時|分|秒|[万千百億]?円|歳|才|倍|割|[%％]|パーセント|メートル|キロ)"
    "(?:以[内上下]|程度|前後|[間前後頃位分目中様])*(?![一-龥々ァ-ヴ])"
)
_COUNTED_RANGE = re.compile(rf"(?<![{_ALNUM}.,-])({_AMOUNT})\s?-\s?({_AMOUNT})(?={_COUNTER})")
_WEEKDAYS = "月火水木金土日"
_UNIT_RANGE = re.compile(rf"(?<=[年月日時分秒円%％])\s?-\s?(?=[0-9{_WEEKDAYS}])|(?<=[{_WEEKDAYS}])-(?=[{_WEEKDAYS}])")
_BLOCK = re.compile(r"(?<=[0-9])\s?-\s?(?=[0-9])")

_THREE_PARTS = (("0120", (4, 3, 3)), ("0800", (4, 3, 4)), ("0570", (4, 3, 3)), ("03", (2, 4, 4)), ("06", (2, 4, 4)))


def spelt(code: str) -> str:
    """Every letter and digit by its name, without pauses; anything else is dropped."""
    return "".join(_SPELT.get(char, "") for char in code.upper())


def in_groups(digits: str) -> tuple[str, ...]:
    """Threes and fours, which is what people can repeat."""
    sizes = _group_sizes(len(digits))
    starts = [sum(sizes[:index]) for index in range(len(sizes))]
    return tuple(digits[start : start + size] for start, size in zip(starts, sizes, strict=True))


def code_aloud(code: str) -> str:
    """A123456789 -> エー、イチニーサン、…: runs of letters and of digits by themselves."""
    runs = re.findall("[A-Z]+|[0-9]+", code.upper())
    return "、".join(spelt(group) for run in runs for group in (in_groups(run) if run.isdigit() else (run,)))


def phone_aloud(number: str) -> str:
    """In the groups it is written in, or in those of its kind; +81 is 0."""
    national = re.sub(r"^\+81[- ]?\(?0?\)?", "0", number.strip())
    parts = re.findall("[0-9]+", national)
    if len(parts) == 1:
        parts = _cut(parts[0], _phone_sizes(parts[0]))
    return "、".join(spelt(part) for part in parts)


def codes_in(text: str) -> str:
    """Phone numbers, postal codes, policy and case numbers, one-time codes. Comes after dates."""
    text = _SHARP.sub(lambda m: f"シャープ、{spelt(m[1])}", text)
    text = _SPACED.sub(lambda m: spelt(m[0]), text)
    text = _CODE.sub(lambda m: code_aloud(m[0]), text)
    text = _PHONE.sub(lambda m: phone_aloud(m[0]) if 9 <= _count_digits(m[0]) <= 12 else m[0], text)
    text = _BARE_POSTAL.sub(_postal, _POSTAL.sub(_postal, text))
    text = _LONG_BLOCKS.sub(lambda m: code_aloud(m[0]), text)
    text = _NAMED_DIGITS.sub(lambda m: f"{m[1]}、{code_aloud(m[2])}", text)
    return _LONG_DIGITS.sub(lambda m: code_aloud(m[1]), text)


def dates_and_yen_in(text: str) -> str:
    """¥12,000 -> 12,000円, 2026-12-01 -> 2026年12月1日, 12/1(火) -> 12月1日火曜日, 17:00 -> 17時, 1-2名 -> 1から2名.

    年月日 stays as it is: Japanese voices read it well.
    """
    text = _DATE.sub(_date, _YEN_SIGN.sub(lambda m: f"{m[1]}円", text))
    text = _SHORT_DATE.sub(lambda m: f"{int(m[1])}月{int(m[2])}日", text)
    text = _WEEKDAY.sub(lambda m: f"{m[1]}曜日", text)
    text = _UNIT_RANGE.sub("から", _COUNTED_RANGE.sub(r"\1から\2", _TIME.sub(_time, text)))
    return _LEADING_ZERO.sub(lambda m: m[1], text)


def amounts_in(text: str) -> str:
    """Amounts without commas, ranges with から, block numbers with の. Comes after codes and dates."""
    text = _RANGE.sub("から", _THOUSANDS.sub("", text))
    text = _BLOCK.sub("の", text)
    return _DECIMAL.sub("点", text).replace("%", "パーセント").replace("％", "パーセント")


def _group_sizes(count: int) -> list[int]:
    if count <= 4:
        return [count] if count else []
    threes, rest = divmod(count, 3)
    if rest == 0:
        return [3] * threes
    if rest == 1:
        return [*([3] * (threes - 1)), 4]
    return [2, 3] if count == 5 else [*([3] * (threes - 2)), 4, 4]


def _phone_sizes(digits: str) -> tuple[int, ...]:
    known = next((sizes for prefix, sizes in _THREE_PARTS if digits.startswith(prefix)), None)
    return known or ((3, 4, 4) if len(digits) == 11 else (3, 3, 4))


def _cut(digits: str, sizes: tuple[int, ...]) -> list[str]:
    if sum(sizes) != len(digits):
        return list(in_groups(digits))
    starts = [sum(sizes[:index]) for index in range(len(sizes))]
    return [digits[start : start + size] for start, size in zip(starts, sizes, strict=True)]


def _count_digits(text: str) -> int:
    return sum(char in _DIGITS for char in text)


def _postal(match: re.Match[str]) -> str:
    label = "郵便番号、" if match[1] else ""
    return f"{label}{spelt(match[2])}、{spelt(match[3])}"


def _date(match: re.Match[str]) -> str:
    try:
        day = date(int(match[1]), int(match[3]), int(match[4]))
    except ValueError:
        return match[0]
    return f"{day.year}年{day.month}月{day.day}日"


def _time(match: re.Match[str]) -> str:
    hour, minute = int(match[1]), int(match[2])
    return f"{hour}時{minute}分" if minute else f"{hour}時"
