"""A calendar year as people name it for their taxes: 令和7年, 2025年分, 去年の -> 2025."""

import re
from datetime import date

from casework.fields.date_readings import written_date
from casework.fields.eras import ERA_PATTERN, era_of, era_year
from casework.fields.normalise import clean
from casework.fields.numerals import fold_kanji_numbers
from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear
from casework.fields.self_correction import split_correction

_ERA = re.compile(rf"({ERA_PATTERN})[. ]?\s?([0-9]{{1,2}}|元)\s?年?")
_WESTERN = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])\s?年?")
_OR_YEAR = re.compile(r"^(?:か|と|、)([0-9]{1,2})\s?年")
_SHORT = re.compile(r"(?<![0-9])'?([0-9]{1,2})\s?年(?!前|間|後|落ち|生|ごと|契約)(?:度|分|の)?")
_BARE = re.compile(r"[0-9]{1,2}")
_YEARS_AGO = re.compile(r"(?<![0-9])([0-9]{1,2})\s?年前")
_RELATIVE = (
    (re.compile("一昨々年|さきおととし"), -3),
    (re.compile("一昨年|おととし|おとどし|前々年"), -2),
    (re.compile("(?<!一)昨年|去年|(?<!前)前年|(?<![0-9])前の年"), -1),
    (re.compile("今年|本年|当年|今度の年末|今回"), 0),
    (re.compile("来年|翌年|明年"), 1),
)
_SEASON = re.compile("年末調整|年調|確定申告")
_SHORT_ERA = re.compile(r"(?<![一-龠])([令平昭])(?=[0-9]{1,2}(?![0-9]))")
_READINGS = {"れいわ": "令和", "レイワ": "令和", "へいせい": "平成", "ヘイセイ": "平成", "しょうわ": "昭和"} | {
    "さくねん": "昨年", "きょねん": "去年", "ことし": "今年", "ほんねん": "本年", "らいねん": "来年",
}  # fmt: skip
# Until May people still speak of the filing of the year before.
LAST_MONTH_OF_FILING = 5

_HINT = "保険料をお支払いになった年を、「今年」「去年」のように教えていただけますか。"
_HINT_SEVERAL = "年がいくつかあるようですので、どの年か一つだけ教えていただけますか。"


def parse_year(text: str, context: ParseContext, *, earliest: int, latest: int) -> Parsed[int] | Unclear:
    """`earliest` and `latest` are western years, inclusive. A year that was inferred comes back unconfident."""
    said = split_correction(_with_kanji(clean(text)))
    written = said.last.strip()
    if said.is_open or not written:
        return Unclear(Reason.empty, _HINT, _likely(context.today))
    found, is_sure = _years_in(written, context.today)
    if not found:
        return Unclear(Reason.not_understood, _HINT, _likely(context.today))
    if len(found) > 1:
        return Unclear(Reason.several_values, _HINT_SEVERAL, tuple(spoken_year(year) for year in sorted(found)[:5]))
    year = found.pop()
    if not earliest <= year <= latest:
        hint = f"{spoken_year(earliest)}から{spoken_year(latest)}までの年を教えていただけますか。"
        return Unclear(Reason.out_of_range, hint)
    return Parsed(year, written, is_sure, spoken_year(year))


def spoken_year(year: int) -> str:
    """2025年（令和7年）; the year of a change of eras is named by the new one."""
    era = era_of(date(year, 12, 31))
    if era is None:
        return f"{year}年"
    name, count = era
    return f"{year}年（{name}{'元' if count == 1 else count}年）"


def _likely(today: date) -> tuple[str, ...]:
    return spoken_year(today.year), spoken_year(today.year - 1)


def _with_kanji(text: str) -> str:
    for reading, word in _READINGS.items():
        text = text.replace(reading, word)
    return _SHORT_ERA.sub(
        lambda m: {"令": "令和", "平": "平成", "昭": "昭和"}[m[1]], fold_kanji_numbers(written_date(text), r"\s?年")
    )


def _years_in(text: str, today: date) -> tuple[set[int], bool]:
    """Years by their number, then by their relation to today, then by what the paper is for."""
    named = {era_year(m[1], 1 if m[2] == "元" else int(m[2])) for m in _ERA.finditer(text)}
    named |= {int(m[1]) for m in _WESTERN.finditer(text)}
    named |= {era_year(m[1], int(number)) for m in _ERA.finditer(text) for number in _OR_YEAR.findall(text[m.end() :])}
    if named:
        return named, True
    ago = {today.year - int(m[1]) for m in _YEARS_AGO.finditer(text)}
    ago |= {today.year + offset for pattern, offset in _RELATIVE if pattern.search(text)}
    if ago:
        return ago, True
    short = {int(m[1]) for m in _SHORT.finditer(text)} or ({int(text)} if _BARE.fullmatch(text) else set())
    if short:
        return {_short_year(number, today) for number in short}, False
    if _SEASON.search(text):
        return {today.year - (1 if today.month <= LAST_MONTH_OF_FILING else 0)}, False
    return set(), False


def _short_year(number: int, today: date) -> int:
    """7年 is 令和7年, 25年 is 2025: whichever lies nearer to today."""
    era = era_of(today)
    by_era = era_year(era[0], number) if era is not None else 2000 + number
    return min((by_era, 2000 + number), key=lambda year: abs(year - today.year))
