"""Short and unusual ways to write a date, in the usual order 年月日: 昭41 7 9, S55・5・5, 1980年(昭和55年)5月5日."""

import re
from collections.abc import Callable

from casework.fields.eras import ERA_PATTERN, era_year

_ERA_OF = {"明": "明治", "大": "大正", "昭": "昭和", "平": "平成", "令": "令和"}
_GAP = r"(?:\s?[./・,、-]\s?|\s)"
_BEFORE_END = r"(?![0-9]| [0-9])"
_NAMES = "令和|平成|昭和|大正|明治"
_DAY = r"([0-9]{1,2})月の?\s?([0-9]{1,2})日"

_FORMS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"(?<![一-龠])([明大昭平令])(?=[.・ ]?(?:[0-9]{1,2}|元)\s?[年./・ -])", lambda m: _ERA_OF[m[1]]),
    (rf"({_NAMES})[、 ]?(?:[一ひ](?:桁|とけた)の?|の)[、 ]?(?=[0-9元])", lambda m: m[1]),
    (rf"^({_NAMES})(?:です|で|生まれ)(?:ね)?[、。 ]+(?=[0-9元])", lambda m: m[1]),
    (rf"({_NAMES})[、・ ]+(?=[0-9元])", lambda m: m[1]),
    (
        rf"({ERA_PATTERN})[.・ ]?([0-9]{{1,2}}|元){_GAP}([0-9]{{1,2}}){_GAP}([0-9]{{1,2}}){_BEFORE_END}",
        lambda m: f"{m[1]}{m[2]}年{m[3]}月{m[4]}日",
    ),
    (rf"({_NAMES})([0-9]{{2}})([0-9]{{2}})([0-9]{{2}}){_BEFORE_END}", lambda m: f"{m[1]}{m[2]}年{m[3]}月{m[4]}日"),
    (
        rf"(?<![0-9])((?:18|19|20)[0-9]{{2}})(?:{_GAP}|年の?)([0-9]{{1,2}})(?:{_GAP}|の)([0-9]{{1,2}}){_BEFORE_END}日?",
        lambda m: f"{m[1]}年{m[2]}月{m[3]}日",
    ),
    (r"^([0-9]{1,2})・([0-9]{1,2})$", lambda m: f"{m[1]}月{m[2]}日"),
    (
        rf"{_DAY}[^0-9月日]{{0,8}}((?:{_NAMES})(?:[0-9]{{1,2}}|元)年|[0-9]{{4}}年)(?!の?[0-9])",
        lambda m: f"{m[3]}{m[1]}月{m[2]}日",
    ),
    (
        rf"(?<![0-9])([0-9]{{1,2}})年の?{_DAY}[、。 ]*(?:です)?[、。 ]*({_NAMES})(?![0-9元])",
        lambda m: f"{m[4]}{m[1]}年{m[2]}月{m[3]}日",
    ),
    (rf"([0-9]{{4}})年?\(({_NAMES})([0-9]{{1,2}}|元)年?\)年?の?", lambda m: _agreed(m, m[1], m[2], m[3])),
    (rf"({_NAMES})([0-9]{{1,2}}|元)年?\(([0-9]{{4}})年?\)年?の?", lambda m: _agreed(m, m[3], m[1], m[2])),
)
_PATTERNS = tuple((re.compile(pattern), form) for pattern, form in _FORMS)


def with_usual_form(text: str) -> str:
    for pattern, form in _PATTERNS:
        text = pattern.sub(form, text)
    return text


def _agreed(match: re.Match[str], western: str, era: str, count: str) -> str:
    """Two years that contradict each other stay as they are, so that no date is found in them."""
    return f"{western}年" if era_year(era, 1 if count == "元" else int(count)) == int(western) else match[0]
