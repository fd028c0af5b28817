"""A Japanese postal code in any writing or reading -> seven digits; a telephone number is never one."""

import re

from casework.fields.digit_speech import digits_in_speech, is_only_apology, with_new_tail, with_plain_digits
from casework.fields.normalise import clean
from casework.fields.numerals import KANJI_DIGITS
from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear
from casework.fields.self_correction import split_correction

_LABEL = re.compile(r"^(?:.{0,12}?郵便番号[はがをも、: ]*|〒\s?)")
_FORMS = (
    re.compile(r"〒\s?([0-9]{3})[\s-]?([0-9]{4})(?![0-9])"),
    re.compile(r"(?<![0-9+-])([0-9]{3})\s?(?:-|の)\s?([0-9]{4})(?![0-9]|\s?[-の]\s?[0-9])"),
    re.compile(r"(?<![0-9A-Za-z+-])([0-9]{3})([0-9]{4})(?![0-9A-Za-z]|-[0-9])"),
    re.compile(r"^([0-9]{3}) ([0-9]{4})(?![0-9]|[- ][0-9])"),
)
_KANJI_DIGIT_RUN = re.compile(rf"[{''.join(KANJI_DIGITS)}]{{3,7}}")
LENGTH = 7

_HINT = "郵便番号を7桁の数字で教えていただけますか。"
_HINT_SEVERAL = "郵便番号がいくつかあるようですので、新しいご住所のものを教えていただけますか。"


def parse_postal_code(text: str, context: ParseContext) -> Parsed[str] | Unclear:
    """Whether the code exists is resolve_postal_code's answer, not this one's."""
    del context
    said = split_correction(with_plain_digits(clean(text)))
    if said.is_open:
        return Unclear(Reason.contradictory, _HINT)
    found = _read(said.before if is_only_apology(said) else said.last)
    if not said.before or isinstance(found, Parsed) or found.reason is Reason.several_values:
        return found
    joined = with_new_tail(said, LENGTH)
    return _read(joined) if joined else Unclear(Reason.contradictory, _HINT)


def _read(written: str) -> Parsed[str] | Unclear:
    found = find_postal_codes(written)
    codes = list(dict.fromkeys(code for code, _, _ in found))
    if len(codes) > 1:
        return Unclear(Reason.several_values, _HINT_SEVERAL, tuple(f"{c[:3]}-{c[3:]}" for c in codes[:5]))
    if found:
        code, start, end = found[-1]
        return Parsed(code, written[start:end], confident=True, spoken=_spoken(code))
    answer = _LABEL.sub("", written)
    digits = digits_in_speech(answer)
    if len(digits) == LENGTH:
        return Parsed(digits, answer, confident=True, spoken=_spoken(digits))
    if not written:
        return Unclear(Reason.empty, _HINT)
    return Unclear(Reason.wrong_length if digits else Reason.not_understood, _HINT)


def find_postal_codes(text: str) -> list[tuple[str, int, int]]:
    """(seven digits, start, end) in a normalised text, in order."""
    digits = _KANJI_DIGIT_RUN.sub(lambda m: "".join(str(KANJI_DIGITS[c]) for c in m[0]), text)
    found: list[tuple[str, int, int]] = []
    for form in _FORMS:
        for m in form.finditer(digits):
            if all(m.end() <= start or m.start() >= end for _, start, end in found):
                found.append((m[1] + m[2], m.start(), m.end()))
    return sorted(found, key=lambda f: f[1])


def _spoken(code: str) -> str:
    return f"{code[:3]}-{code[3:]}"
