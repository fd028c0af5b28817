"""A date as customers write or say it -> `date`; never a day that was guessed without `confident=False`."""

import re
from dataclasses import dataclass, replace
from datetime import date

from casework.fields.date_corrections import corrected_date
from casework.fields.date_readings import written_date
from casework.fields.date_rules import Candidate, Frame, rules
from casework.fields.eras import era_of
from casework.fields.parsed import Direction, ParseContext, Parsed, Reason, Unclear

EARLIEST = date(1868, 1, 25)
LATEST = date(2120, 12, 31)

_SEVERAL_DAYS_AGO = re.compile(
    r"[0-9]\s?[、,~か・-]\s?[0-9]{1,2}\s?(?:日(?!付)|週間?|[かヶカヵケ箇]月)\s?(?:の|ほど)?(?:前"
    "|後)|(?<![0-9/月.])[0-9]{1,2}[、~][0-9]{1,2}日"
)
_VAGUE = re.compile(
    "先日|このあいだ|この間|こないだ|最近|そのうち|いつか|だいぶ前|ずっと前|しばらく前|近々|近いうち|昔"
)
_NEEDS_DAY = re.compile("(?:先々|先|今|来|再来|翌)[週月]|年|[0-9]月")
_WEEKDAY_NAMES = "月火水木金土日"

_HINT_DATE = "恐れ入りますが、「3月15日」のように月と日で教えていただけますか。"
_HINT_DAY = "恐れ入りますが、何日かまで教えていただけますか。"
_HINT_BIRTH = "恐れ入りますが、「昭和55年5月5日」のように元号か西暦をつけて教えていただけますか。"
_HINT_IMPOSSIBLE = "暦にない日付のようですので、もう一度日付を教えていただけますか。"
_HINT_SEVERAL = "日付がいくつかあるようですので、どちらの日か教えていただけますか。"


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    candidate: Candidate


def parse_date(
    text: str,
    context: ParseContext,
    *,
    direction: Direction = Direction.any,
    earliest: date | None = None,
    latest: date | None = None,
    is_birth_date: bool = False,
) -> Parsed[date] | Unclear:
    """`direction` decides the year of 3月15日 and the month of 15日; a date that says its year ignores it."""
    written, is_open = corrected_date(written_date(text))
    if is_open:
        return Unclear(Reason.contradictory, _HINT_BIRTH if is_birth_date else _HINT_DATE)
    if _SEVERAL_DAYS_AGO.search(written):
        return Unclear(Reason.vague, _HINT_DATE)
    found = _without_company(_scan(written, Frame(context.today, direction, is_birth_date)))
    if not found:
        return _nothing_found(written)
    chosen = _choose(found, is_birth_date=is_birth_date)
    if isinstance(chosen, Unclear):
        return chosen
    day = chosen.candidate.days[0]
    if not (earliest or EARLIEST) <= day <= (latest or _last_day(context, is_birth_date=is_birth_date)):
        return Unclear(Reason.out_of_range, _range_hint(day, earliest, latest, context.today))
    source = written[chosen.start : chosen.end]
    return Parsed(day, source, chosen.candidate.confident, spoken_date(day, is_birth_date=is_birth_date))


def find_date_span(text: str, context: ParseContext) -> tuple[int, int] | None:
    """Where the first date stands in `written_date(text)`."""
    found = _scan(text, Frame(context.today, Direction.any, is_birth_date=False))
    return (found[0].start, found[0].end) if found else None


def spoken_date(day: date, *, is_birth_date: bool = False) -> str:
    """With the weekday, which lets people notice a wrong date; with the era for a birth date."""
    plain = f"{day.year}年{day.month}月{day.day}日"
    if not is_birth_date:
        return f"{plain}（{_WEEKDAY_NAMES[day.weekday()]}）"
    era = era_of(day)
    return f"{day.year}年({era[0]}{'元' if era[1] == 1 else era[1]}年){day.month}月{day.day}日" if era else plain


def _scan(text: str, frame: Frame) -> list[_Found]:
    """All dates in the text in order, each read by the first rule that claims it."""
    found: list[_Found] = []
    for pattern, rule in rules():
        for match in pattern.finditer(text):
            if all(match.end() <= f.start or match.start() >= f.end for f in found):
                found.append(_Found(match.start(), match.end(), rule(match, frame)))
    return sorted(found, key=lambda f: f.start)


def _without_company(found: list[_Found]) -> list[_Found]:
    """Drop weekdays that only accompany a date."""
    dated = [f for f in found if not f.candidate.is_weekday_only]
    weekdays = {f.candidate.days[0].weekday() for f in found if f.candidate.is_weekday_only}
    return [_doubted_by(weekdays, f) for f in dated] or found


def _doubted_by(weekdays: set[int], found: _Found) -> _Found:
    """A weekday that does not fall on the date says that one of the two is wrong."""
    days = found.candidate.days
    if not weekdays or not days or days[0].weekday() in weekdays:
        return found
    return replace(found, candidate=replace(found.candidate, confident=False))


def _choose(found: list[_Found], *, is_birth_date: bool) -> _Found | Unclear:
    if any(not f.candidate.days for f in found):
        return Unclear(Reason.impossible_date, _HINT_IMPOSSIBLE)
    if any(len(f.candidate.days) > 1 for f in found):
        days = found[0].candidate.days
        hint = _HINT_BIRTH if is_birth_date else _HINT_DATE
        return Unclear(Reason.ambiguous, hint, tuple(spoken_date(d, is_birth_date=True) for d in days))
    if is_birth_date and not found[0].candidate.has_year:
        return Unclear(Reason.incomplete, _HINT_BIRTH)
    days = tuple(dict.fromkeys(f.candidate.days[0] for f in found))
    if len(days) > 1:
        certain = all(f.candidate.confident for f in found)
        return Unclear(Reason.several_values, _HINT_SEVERAL, tuple(spoken_date(d) for d in days[:5] if certain))
    return found[0]


def _nothing_found(text: str) -> Unclear:
    if not text:
        return Unclear(Reason.empty, _HINT_DATE)
    if _VAGUE.search(text):
        return Unclear(Reason.vague, _HINT_DATE)
    if _NEEDS_DAY.search(text):
        return Unclear(Reason.incomplete, _HINT_DAY)
    return Unclear(Reason.not_understood, _HINT_DATE)


def _last_day(context: ParseContext, *, is_birth_date: bool) -> date:
    return context.today if is_birth_date else LATEST


def _range_hint(day: date, earliest: date | None, latest: date | None, today: date) -> str:
    """The bound that was crossed; the other one would only puzzle."""
    if earliest is not None and day < earliest:
        return f"{_bound(earliest, today)}以降の日付でお願いできますか。"
    return f"{_bound(latest, today) + 'まで' if latest else '実際'}の日付でお願いできますか。"


def _bound(day: date, today: date) -> str:
    return "今日" if day == today else f"{day.year}年{day.month}月{day.day}日"
