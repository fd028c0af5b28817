"""Numbers as Japanese writes and says them: kanji numerals, mixed forms, digits read aloud."""

import re
from functools import cache

from casework.fields.normalise import to_hiragana

KANJI_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "壱": 1, "弐": 2, "参": 3}
_SMALL_UNITS = {"十": 10, "拾": 10, "百": 100, "千": 1_000}
_LARGE_UNITS = {"万": 10_000, "億": 100_000_000}
KANJI_NUMBER = "[〇零○一二三四五六七八九十百千壱弐参拾]"
_KANJI_RUN = re.compile(rf"{KANJI_NUMBER}++")

_DIGIT_READINGS = {
    "0": ("ぜろ", "れい", "まる", "〇", "零", "○", "おー"),
    "1": ("いち", "いー", "ひと", "一"),
    "2": ("にー", "にい", "に", "二"),
    "3": ("さん", "三"),
    "4": ("よん", "し", "よ", "四"),
    "5": ("ごー", "ご", "五"),
    "6": ("ろく", "六"),
    "7": ("なな", "しち", "七"),
    "8": ("はち", "八"),
    "9": ("きゅう", "きゅー", "きゅ", "く", "九"),
}
_UNIT_READINGS = {
    "十": ("じゅう", "じゅっ"),
    "百": ("ひゃく", "びゃく", "ぴゃく"),
    "千": ("せん", "ぜん"),
    "万": ("まん",),
}
SEPARATORS = r"[\s\-.,、・()]"


def kanji_number(text: str) -> int | None:
    """二千二十六, 二〇二六, 3万5千, 12 -> the number; None for anything else."""
    total, group, number, has_digit = 0, 0, "", False
    for char in text:
        if char.isascii() and char.isdigit():
            number, has_digit = number + char, True
        elif char in KANJI_DIGITS:
            number, has_digit = number + str(KANJI_DIGITS[char]), True
        elif char in _SMALL_UNITS:
            group, number, has_digit = group + int(number or 1) * _SMALL_UNITS[char], "", True
        elif char in _LARGE_UNITS and has_digit:
            total, group, number = total + (group + int(number or 0)) * _LARGE_UNITS[char], 0, ""
        else:
            return None
        if len(number) > 18:
            return None
    return total + group + int(number or 0) if has_digit else None


def fold_kanji_numbers(text: str, before: str) -> str:
    """Turn kanji numerals into digits where the pattern `before` follows them."""
    return re.sub(rf"({KANJI_NUMBER}++)(?={before})", lambda m: str(kanji_number(m[1])), text)


def digits_read_aloud(text: str) -> str | None:
    """The digits of a text that holds nothing but digits, in any writing or reading, and separators."""
    digits = []
    text = to_hiragana(text)
    position = 0
    while position < len(text):
        match = _digit_token().match(text, position)
        if match is None or match.end() == position:
            return None
        digits.append(_reading_to_digit().get(match[0], match[0] if match[0] in "0123456789" else ""))
        position = match.end()
    return "".join(digits) or None


def fold_kana_numbers(text: str) -> str:
    """さんまんごせん -> 三万五千, for a text that is known to be a number."""
    return _number_word().sub(lambda m: _word_to_kanji()[m[0]], to_hiragana(text))


@cache
def _reading_to_digit() -> dict[str, str]:
    return {reading: digit for digit, readings in _DIGIT_READINGS.items() for reading in readings}


@cache
def _digit_token() -> re.Pattern[str]:
    readings = sorted(_reading_to_digit(), key=len, reverse=True)
    # にいち is two digits.
    tokens = [r + "(?!ち)" if r == "にい" else r for r in readings]
    return re.compile("|".join([*tokens, "[0-9]", "のー?", f"{SEPARATORS}+"]))


@cache
def _word_to_kanji() -> dict[str, str]:
    digits = {r: "〇一二三四五六七八九"[int(d)] for d, rs in _DIGIT_READINGS.items() for r in rs if len(r) > 1}
    shifted = {"いっ": "一", "ろっ": "六", "はっ": "八", "に": "二", "ご": "五", "し": "四", "く": "九"}
    return digits | shifted | {r: kanji for kanji, rs in _UNIT_READINGS.items() for r in rs}


@cache
def _number_word() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_word_to_kanji(), key=len, reverse=True)))
