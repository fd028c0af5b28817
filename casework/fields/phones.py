"""A telephone number in any writing or reading -> E.164 and its kind.

Numbers that are well-formed but not assigned are accepted: numbering plans change faster than tables.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from casework.fields.digit_speech import digits_in_speech, is_only_apology, with_new_tail, with_plain_digits
from casework.fields.normalise import clean
from casework.fields.numerals import KANJI_DIGITS
from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear
from casework.fields.self_correction import split_correction


class PhoneKind(StrEnum):
    mobile = "mobile"
    fixed = "fixed"
    toll_free = "toll_free"
    ip = "ip"
    shared_cost = "shared_cost"
    foreign = "foreign"


@dataclass(frozen=True)
class Phone:
    """`national` is the form with hyphens that people in Japan write."""

    e164: str
    national: str
    kind: PhoneKind


_EMERGENCY = re.compile(r"(?<![0-9])#?(?:110|118|119|171|9110)(?![0-9])")
_RUN = re.compile(r"\+?[0-9(][0-9() .\-の]{0,24}[0-9]")
_LABEL = re.compile(r"^.{0,16}?(?:電話番号|携帯(?:番号|電話)?|番号|電話|連絡先|自宅)(?:は|が|、|:)?\s?")
MOBILE_LENGTH, FIXED_LENGTH = 11, 10
_KANJI_RUN = re.compile(rf"[{''.join(KANJI_DIGITS)}]{{2,11}}")
# 0800-123-4567 and 080-0123-4567 have the same digits; only the customer's hyphens tell them apart.
_TOLL_FREE = re.compile("(?<![0-9])0800(?![0-9])")
_PLAN: tuple[tuple[re.Pattern[str], PhoneKind, tuple[int, ...]], ...] = tuple(
    (re.compile(pattern), kind, groups)
    for pattern, kind, groups in (
        ("0[6789]0[0-9]{8}", PhoneKind.mobile, (3, 4, 4)),
        ("050[0-9]{8}", PhoneKind.ip, (3, 4, 4)),
        ("0120[0-9]{6}", PhoneKind.toll_free, (4, 3, 3)),
        ("0570[0-9]{6}", PhoneKind.shared_cost, (4, 3, 3)),
        ("0(?!120|570|990|[25-9]0)[1-9][0-9]{8}", PhoneKind.fixed, ()),
    )
)

_HINT = "日中ご連絡のつくお電話番号を市外局番から教えていただけますか。"
_HINT_LENGTH = "お電話番号の桁数が合わないようですので、市外局番からもう一度教えていただけますか。"
_HINT_SEVERAL = "お電話番号がいくつかあるようですので、どちらにご連絡すればよいか教えていただけますか。"
_HINT_EMERGENCY = "緊急通報の番号のようですので、お客さまのお電話番号を市外局番から教えていただけますか。"


def parse_phone(text: str, context: ParseContext) -> Parsed[Phone] | Unclear:
    """A foreign number needs its +; a Japanese one may start with +81 or 0081."""
    del context
    said = split_correction(with_plain_digits(clean(text)))
    if said.is_open:
        return Unclear(Reason.contradictory, _HINT)
    found = _read(said.before if is_only_apology(said) else said.last)
    if not said.before or isinstance(found, Parsed) or found.reason is Reason.several_values:
        return found
    joined = with_new_tail(said, MOBILE_LENGTH) or with_new_tail(said, FIXED_LENGTH)
    return _read(joined) if joined else Unclear(Reason.contradictory, _HINT)


def _read(written: str) -> Parsed[Phone] | Unclear:
    if not written:
        return Unclear(Reason.empty, _HINT)
    runs = _digit_runs(written)
    found = [phone for run in runs if (phone := _phone(run, written))]
    if len({p.e164 for p in found}) > 1:
        return Unclear(Reason.several_values, _HINT_SEVERAL, tuple(dict.fromkeys(p.national for p in found))[:5])
    if found:
        return Parsed(found[-1], written, confident=True, spoken=found[-1].national)
    if _EMERGENCY.search(written) or any(r in {"110", "119", "118"} for r in runs):
        return Unclear(Reason.emergency_number, _HINT_EMERGENCY)
    return Unclear(Reason.wrong_length, _HINT_LENGTH) if runs else Unclear(Reason.not_understood, _HINT)


def shown_phone(e164: str) -> str:
    """A number from the record as people write it."""
    phone = _phone(e164, e164)
    return phone.national if phone is not None else e164


def _digit_runs(text: str) -> list[str]:
    digits = _KANJI_RUN.sub(lambda m: "".join(str(KANJI_DIGITS[c]) for c in m[0]), text)
    runs = [r for m in _RUN.finditer(digits) for r in _split_run(m[0])]
    if any(len(r) >= 9 for r in runs):
        return runs
    spoken = digits_in_speech(_LABEL.sub("", text))
    return [spoken] if spoken else runs


def _split_run(run: str) -> list[str]:
    """Two numbers with only a space between them are two numbers."""
    plain = ("+" if run.startswith("+") else "") + re.sub("[^0-9]", "", run)
    parts = [("+" if p.startswith("+") else "") + re.sub("[^0-9]", "", p) for p in run.split(" ")]
    return parts if len(plain) > 13 and all(len(p) >= 10 for p in parts) else [plain]


def _phone(run: str, written: str) -> Phone | None:
    national = re.sub(r"^(?:\+81|0081|81(?=[1-9][0-9]{8,9}$))0?", "0", run)
    if national.startswith("+"):
        return _foreign(national)
    if _TOLL_FREE.search(written) and national.startswith("0800") and len(national) == 11:
        return Phone("+81" + national[1:], _hyphenated(national, (4, 3, 4)), PhoneKind.toll_free)
    for pattern, kind, groups in _PLAN:
        if pattern.fullmatch(national):
            return Phone("+81" + national[1:], _hyphenated(national, groups), kind)
    return None


def _hyphenated(national: str, groups: tuple[int, ...]) -> str:
    if groups:
        first, second = groups[0], groups[0] + groups[1]
        return f"{national[:first]}-{national[first:second]}-{national[second:]}"
    known = phonenumbers.format_number(phonenumbers.parse(national, "JP"), PhoneNumberFormat.NATIONAL)
    # Areas without an assigned prefix have no grouping of their own; 03 and 06 do.
    size = 2 if national[:2] in {"03", "06"} else 3
    return known if "-" in known else f"{national[:size]}-{national[size:-4]}-{national[-4:]}"


def _foreign(number: str) -> Phone | None:
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed) or phonenumbers.number_type(parsed) is PhoneNumberType.PREMIUM_RATE:
        return None
    shown = phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
    return Phone(phonenumbers.format_number(parsed, PhoneNumberFormat.E164), shown, PhoneKind.foreign)
