"""Policy numbers, one-time codes and amounts of money."""

import re
from dataclasses import replace

from casework.fields.digit_speech import is_only_apology, with_new_tail
from casework.fields.normalise import clean, normalise
from casework.fields.numerals import KANJI_DIGITS, digits_read_aloud, fold_kana_numbers, kanji_number
from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear
from casework.fields.self_correction import split_correction
from casework.fields.spelling import spelled_code, with_plain_code

MIN_POLICY_NO, MAX_POLICY_NO = 6, 30
MAX_YEN = 10**12

_LABEL = re.compile(r"^.{0,20}?(?:証券番号|契約番号|認証(?:コード|番号)|確認コード|コード|番号)(?:は|が|、|:)?\s?")
_CODE_RUN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]++(?:\s?-\s?[A-Za-z0-9]++)*+(?:\s[A-Za-z0-9-]++)*+")
_KANJI_RUN = re.compile(rf"[{''.join(KANJI_DIGITS)}]{{3,30}}")
_KANA = re.compile("[ぁ-ゖァ-ヺ]")
# Without の it would be a hesitation.
_SPOKEN_A = re.compile("^えー(?=の)")
_HEARD_BEFORE_LETTER = re.compile(
    "えー+[、 ]?(?=(?:エー|ビー|シー|ディー|イー|エフ|ジー|エイチ|エッチ|アイ|ジェー|ケー|エル|エム|エヌ|オー|ピー"
    "|アール|エス|ティー|ユー|ブイ|エックス|ワイ|ゼット)(?![ァ-ヶー]))"
)
_SPACED_KANJI = re.compile(rf"(?<=[{''.join(KANJI_DIGITS)}]) (?=[{''.join(KANJI_DIGITS)}])")
_AMOUNT = re.compile(
    r"(?<![0-9.,])[¥\\]?\s?((?:[0-9][0-9,]*+(?:\.[0-9]+)?|[〇零一二三四五六七八九十百千])[0-9,〇零一二三四五六七八九十百千万億\s]*+)"
    r"(円|えん|\\)?"
)
_DECIMAL = re.compile(r"([0-9]{1,6})\.([0-9]{1,3})\s?(千|万|億)")
_ROUGH = re.compile("約|およそ|だいたい|くらい|ぐらい|ほど|程度|前後|弱|強")
_UNIT = {"千": 1_000, "万": 10_000, "億": 100_000_000}

_HINT_POLICY = "保険証券に書いてある証券番号を教えていただけますか。"
_HINT_ONE_POLICY = "証券番号がいくつかあるようですので、どの番号か教えていただけますか。"
_HINT_AMOUNT = "金額を「3万5千円」のように教えていただけますか。"
_HINT_SEVERAL_AMOUNTS = "金額がいくつかあるようですので、どの金額か教えていただけますか。"


def parse_policy_no(text: str, context: ParseContext) -> Parsed[str] | Unclear:
    """Upper-case letters and digits only, the form in which policy numbers are compared."""
    found = parse_policy_nos(text, context)
    if isinstance(found, Unclear):
        return found
    if len(found.value) > 1:
        return Unclear(Reason.several_values, _HINT_ONE_POLICY, found.value[:5])
    return Parsed(found.value[0], found.text, found.confident, found.spoken)


def parse_policy_nos(text: str, context: ParseContext) -> Parsed[tuple[str, ...]] | Unclear:
    """All policy numbers in a sentence in order, each once; behind 「…じゃなくて」 only the corrected ones."""
    del context
    written = with_plain_code(clean(_SPOKEN_A.sub("A", _HEARD_BEFORE_LETTER.sub("", normalise(text)))))
    if not written:
        return Unclear(Reason.empty, _HINT_POLICY)
    said = split_correction(written)
    if said.is_open:
        return Unclear(Reason.not_understood, _HINT_POLICY)
    found = _policy_nos(said.before if is_only_apology(said) else said.last)
    if not said.before:
        return found
    before = _policy_nos(said.before)
    code = before.value[-1] if isinstance(before, Parsed) else ""
    if isinstance(found, Parsed):
        is_cut = code[:1].isalpha() and found.value[-1].isdigit() and len(found.value[-1]) == len(code) - 1
        return Unclear(Reason.contradictory, _HINT_POLICY) if is_cut else found
    # Only digits are said again: 「…7891、いえ最後は0です」.
    joined = with_new_tail(replace(said, before=code[1:]), len(code) - 1) if code[1:].isdigit() else None
    return _policy_nos(code[0] + joined) if joined else Unclear(Reason.contradictory, _HINT_POLICY)


def _policy_nos(scope: str) -> Parsed[tuple[str, ...]] | Unclear:
    spelled = spelled_code(_LABEL.sub("", scope)) if _KANA.search(scope) else None
    codes = [c for run in _CODE_RUN.findall(_kanji_digits(scope)) for c in _codes_of_run(run)]
    is_spelled = spelled is not None and spelled not in codes
    codes = [spelled] if spelled is not None else codes
    numbers = tuple(dict.fromkeys(c for c in codes if _is_policy_no(c)))
    if not numbers:
        return Unclear(Reason.wrong_length if codes else Reason.not_understood, _HINT_POLICY)
    return Parsed(numbers, scope, confident=not is_spelled, spoken="と".join(numbers))


def parse_digits(text: str, context: ParseContext, *, length: int = 6) -> Parsed[str] | Unclear:
    """A code of exactly `length` digits; never its neighbours in a longer number."""
    del context
    written = clean(text)
    hint = f"{length}桁の数字を教えていただけますか。"
    plain = re.sub(r"(?<=[0-9])[\s-](?=[0-9])", "", _kanji_digits(written))
    runs = [r for r in re.findall("[0-9]++", plain) if len(r) == length]
    if not runs:
        spoken = digits_read_aloud(_LABEL.sub("", written)) or ""
        runs = [spoken] if len(spoken) == length else []
    if len(set(runs)) == 1:
        return Parsed(runs[0], written, confident=True, spoken=runs[0])
    if not written:
        return Unclear(Reason.empty, hint)
    reason = Reason.several_values if runs else Reason.wrong_length if re.search("[0-9]", plain) else None
    return Unclear(reason or Reason.not_understood, hint)


def parse_amount_yen(text: str, context: ParseContext) -> Parsed[int] | Unclear:
    """A bare number and a rough amount (約3万円) come back unconfident."""
    del context
    written = clean(text)
    if not written:
        return Unclear(Reason.empty, _HINT_AMOUNT)
    amounts = _amounts(written) or _amounts(fold_kana_numbers(written))
    if not amounts:
        return Unclear(Reason.not_understood, _HINT_AMOUNT)
    marked = [a for a in amounts if a[1]] or amounts
    values = {value for value, _ in marked}
    if len(values) > 1:
        return Unclear(Reason.several_values, _HINT_SEVERAL_AMOUNTS, tuple(f"{v:,}円" for v in sorted(values)[:5]))
    value, has_unit = marked[0]
    if not 0 <= value <= MAX_YEN:
        return Unclear(Reason.out_of_range, _HINT_AMOUNT)
    return Parsed(value, written, has_unit and not _ROUGH.search(written), f"{value:,}円")


def _codes_of_run(run: str) -> list[str]:
    """Spaces join the groups of one number, unless every part is a number by itself."""
    parts = [re.sub("[^A-Z0-9]", "", part) for part in run.upper().replace(" - ", "-").split(" ")]
    if len(parts) > 1 and all(_is_policy_no(part) for part in parts):
        return parts
    return ["".join(parts)]


def _is_policy_no(code: str) -> bool:
    return MIN_POLICY_NO <= len(code) <= MAX_POLICY_NO and any(c.isdigit() for c in code)


def _kanji_digits(text: str) -> str:
    return _KANJI_RUN.sub(lambda m: "".join(str(KANJI_DIGITS[c]) for c in m[0]), _SPACED_KANJI.sub("", text))


def _amounts(text: str) -> list[tuple[int, bool]]:
    text = _DECIMAL.sub(lambda m: str(int(m[1] + m[2]) * _UNIT[m[3]] // 10 ** len(m[2])), text)
    found = []
    for match in _AMOUNT.finditer(text):
        value = kanji_number(re.sub(r"[,\s]", "", match[1]))
        if value is not None:
            found.append((value, bool(match[2]) or match[0][0] in "¥\\"))
    return found
