"""A counted or measured quantity: 3万2千キロ, 32,000km, さんまんにせん -> 32000.

A number that is counted in something else (2年, 3月, 5台) is not taken for one in the unit that was asked for.
"""

import re
from dataclasses import dataclass

from casework.fields.normalise import clean
from casework.fields.numerals import KANJI_NUMBER, digits_read_aloud, fold_kana_numbers, kanji_number
from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear
from casework.fields.self_correction import split_correction


@dataclass(frozen=True)
class Measure:
    """`unit` is what the number is read back in; both bounds are inclusive."""

    unit: str = ""
    least: int = 0
    most: int = 10**9


_WRITTEN_UNITS = {
    "km": r"km|キロ(?:メートル|メーター|メータ)?(?![ァ-ヶ])",
    "円": r"円|えん",
    "歳": r"歳|才|さい",
}
_NUMBER = re.compile(
    rf"(?<![0-9A-Za-z.,])((?:[0-9][0-9,]*+(?:\.[0-9]+)?|{KANJI_NUMBER})(?:[0-9,\s]|{KANJI_NUMBER}|[万億])*+)"
    r"\s?(?P<follows>[A-Za-z]+|[ァ-ヶー]+|[一-龠])?"
)
_DECIMAL = re.compile(r"([0-9]{1,6})\.([0-9]{1,3})\s?(千|万|億)")
_FRACTION = re.compile(r"(?<=[0-9])\.[0-9]+")
_UNIT_OF_TEN = {"千": 1_000, "万": 10_000, "億": 100_000_000}
_ROUGH = re.compile(
    "約|およそ|おおよそ|だいたい|大体|くらい|ぐらい|ほど|程度|前後"
    "|ちょっと|ちょい|少し|弱|強|台|ちょうど?ない|近く|足らず|ごろ"
    "|頃|たぶん|多分|かな|と思"
)
_COUNTERS = frozenset("年月日時分秒円回人号番丁枚件個本歳才階割度倍代")
_RANGE = re.compile(
    rf"(?:[0-9万千百]|{KANJI_NUMBER})(?:km|キロ)?\s?(?:~|から|か|ないし"
    rf"|[-、](?=[0-9]\s?[万千]))\s?(?:[0-9]|{KANJI_NUMBER})"
    # Whether 32.000 is thirty-two or thirty-two thousand, only the customer knows.
    r"|(?<![0-9])[0-9]{1,3}\.[0-9]{3}(?![0-9万千億])"
)
_PER = re.compile(
    "(?:毎日|一日|1日|日に|毎週|週に|1週間|一週間|毎月|月に|1か月"
    "|1ヶ月|一か月|(?<![0-9一二三四五六七八九十])月)(?:に|で|あたり"
    "|[0-9]|約|だいたい|[、 ])"
)
_BEYOND = re.compile(r"^.*(?:超えて|こえて|過ぎて|オーバーして)(?:て|いて)?[、 ]*(?=[0-9〇一二三四五六七八九十百千])")
_AND = re.compile("(?<=[万千百])(?:とんで|飛んで|と(?=[0-9〇一二三四五六七八九]))[、 ]?")
_TOPIC = re.compile(r"^.{0,16}?(?:は|が|、|:)\s?")
_HEAD = re.compile("^(?:約|だいたい|大体|およそ|たぶん|ちょうど|今|いま|現在)+[、 ]?")
_TAIL = re.compile(
    "(?:ちょっと|ちょい|少し|くらい|ぐらい|ほど|程度|前後|弱|強|台"
    "|近く|足らず|かな|だった|でした|だ|や|で|ね|よ|な|わ|じゃ)+$"
)
LEAST_IN_TEN_THOUSANDS = 1_000_000
LONGEST_READ_ALOUD, LEAST_THAT_MAY_COMPETE = 10, 1_000


def parse_quantity(text: str, context: ParseContext, measure: Measure) -> Parsed[int] | Unclear:
    """A rough number (約3万キロ) comes back unconfident, so that it is read back."""
    del context
    said = split_correction(clean(text))
    written = _AND.sub("", clean(_BEYOND.sub("", said.last)))
    if said.is_open or not written:
        return Unclear(Reason.empty, _hint(measure))
    if _RANGE.search(written) or (measure.unit == "km" and _PER.search(written)):
        return Unclear(Reason.several_values, "数字を一つだけ教えていただけますか。")
    found = _written_numbers(written, measure) or _read_aloud(written, measure)
    if not found:
        return Unclear(Reason.not_understood, _hint(measure))
    if len(set(found)) > 1:
        choices = tuple(_spoken(value, measure) for value in sorted(set(found))[:5])
        return Unclear(Reason.several_values, "どの数字か、一つだけ教えていただけますか。", choices)
    value = found[0]
    if not measure.least <= value <= measure.most:
        return Unclear(Reason.out_of_range, _range_hint(measure))
    return Parsed(value, written, confident=not _ROUGH.search(written), spoken=_spoken(value, measure))


def _written_numbers(text: str, measure: Measure) -> list[int]:
    """Those with the unit, if any has it; otherwise those that no other counter follows."""
    text = _DECIMAL.sub(lambda m: str(int(m[1] + m[2]) * _UNIT_OF_TEN[m[3]] // 10 ** len(m[2])), text)
    in_unit, bare = [], []
    unit = re.compile(_unit_pattern(measure), re.IGNORECASE)
    for match in _NUMBER.finditer(_FRACTION.sub("", text)):
        value = kanji_number(re.sub(r"[,\s]", "", match[1]))
        if value is None:
            continue
        follows = match["follows"] or ""
        if unit.match(follows):
            in_unit.append(value)
        elif not follows or not (follows in _COUNTERS or follows.isascii()):
            bare.append(value)
    # 「5千キロで、8千」 may be a second thought.
    return [*in_unit, *(value for value in bare if value >= LEAST_THAT_MAY_COMPETE)] if in_unit else bare


def _read_aloud(text: str, measure: Measure) -> list[int]:
    """さんまんにせんきろ and さん に ご ご ご; nothing else may be in the answer, because に and し are words too."""
    unit = re.compile(rf"(?:{_unit_pattern(measure)}|きろ)$", re.IGNORECASE)
    bare = _HEAD.sub("", unit.sub("", _TAIL.sub("", _TAIL.sub("", text).strip()))).strip(" 、。")
    for rest in filter(None, (bare, _TOPIC.sub("", bare))):
        value = kanji_number(re.sub(r"[\s、]", "", fold_kana_numbers(rest)))
        if value is not None:
            return [value]
        digits = digits_read_aloud(rest)
        if digits is not None and len(digits) <= LONGEST_READ_ALOUD:
            return [int(digits)]
    return []


def _unit_pattern(measure: Measure) -> str:
    return _WRITTEN_UNITS.get(measure.unit, re.escape(measure.unit)) if measure.unit else r"(?!)"


def _spoken(value: int, measure: Measure) -> str:
    if measure.unit == "円":
        return spoken_amount(value)
    return f"{value:,}{measure.unit}"


def spoken_amount(yen: int) -> str:
    """2,500万円 and 1億2,000万円, since nobody counts the noughts of 25,000,000円; 35,000円 as it is."""
    if yen <= LEAST_IN_TEN_THOUSANDS or yen % _UNIT_OF_TEN["万"]:
        return f"{yen:,}円"
    hundred_millions, rest = divmod(yen // _UNIT_OF_TEN["万"], _UNIT_OF_TEN["万"])
    return f"{f'{hundred_millions:,}億' if hundred_millions else ''}{f'{rest:,}万' if rest else ''}円"


def _hint(measure: Measure) -> str:
    example = {"km": "「3万2千キロ」", "円": "「1,000万円」", "歳": "「35歳」"}.get(measure.unit, "「10」")
    return f"数字を{example}のように教えていただけますか。"


def _range_hint(measure: Measure) -> str:
    least, most = f"{measure.least:,}", _spoken(measure.most, measure)
    return f"{least}から{most}までの数字で、もう一度教えていただけますか。"
