"""Keys under which names, kana, phones and policy numbers are found again, however they were typed.

A key never contains control characters or surrogates, so any text a person sends may be looked up.
"""

import re
import unicodedata

import phonenumbers

from crm_adapter.kanji_forms import EVERYDAY_FORM

_UNSEEN = {"Cc", "Cf", "Cs"}
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_COMPANY_FORMS = (
    (re.compile(r"\(株\)"), "株式会社"),
    (re.compile(r"\(有\)"), "有限会社"),
    (re.compile(r"\(同\)"), "合同会社"),
    (re.compile(r"\(一社\)"), "一般社団法人"),
    (re.compile(r"\(医\)"), "医療法人"),
)
_KANA_COMPANY_FORMS = re.compile(
    r"\(?(カブシキガイシャ|カブシキカイシャ|ユウゲンガイシャ|ゴウドウガイシャ)\)?|^\(?(カ|ユ|ド)\)|\((カ|ユ|ド)\)?$"
)
_LONG_MARK = re.compile("(?<=[ァ-ヺー])[-‐‑‒–—―─−]")
_SEPARATORS = re.compile(r"[\s・·•‧⋅.,'’`\-‐‑‒–—―─−]")
_REPEATED = re.compile("(.)々")
_HIRAGANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_RECORD_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_MOBILE_LIKE = re.compile(r"0(?:[5-9]0|20)\d{8}|0800\d{7}")
_LANDLINE_LIKE = re.compile(r"0(?![5-9]0|20)\d{9}")


def name_key(name: str) -> str:
    """One key for all spellings of a name; empty when nothing is left of it."""
    text = _fold(name).translate(EVERYDAY_FORM)
    for pattern, form in _COMPANY_FORMS:
        text = pattern.sub(form, text)
    text = _REPEATED.sub(r"\1\1", _LONG_MARK.sub("ー", text))
    return _SEPARATORS.sub("", text).replace("ヶ", "ケ").upper()


def kana_key(kana: str) -> str:
    """The reading in full-width katakana without the company form, which callers leave out."""
    text = _LONG_MARK.sub("ー", _fold(kana).translate(_HIRAGANA))
    return _KANA_COMPANY_FORMS.sub("", _SEPARATORS.sub("", text)).upper()


def phone_key(phone: str) -> str | None:
    """E.164, or None for what cannot be a telephone number. Unassigned numbers are accepted: plans grow."""
    try:
        number = phonenumbers.parse(_fold(phone), "JP")
    except phonenumbers.NumberParseException:
        return None
    national = f"0{phonenumbers.national_significant_number(number)}"
    if number.country_code == 81:
        is_number = bool(_MOBILE_LIKE.fullmatch(national) or _LANDLINE_LIKE.fullmatch(national))
    else:
        is_number = phonenumbers.is_possible_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if is_number else None


def policy_no_key(policy_no: str) -> str:
    """Upper case without separators; empty for a text that has anything but letters and digits left."""
    key = re.sub(r"[\s_./‐‑‒–—―─−ー-]", "", _fold(policy_no).upper())
    return key if re.fullmatch("[0-9A-Z]+", key) else ""


def email_key(email: str) -> str:
    return _fold(email).strip().casefold()


def postal_code_key(postal_code: str) -> str | None:
    """Seven digits, or None."""
    digits = re.sub(r"[\s〒‐‑‒–—―─−ー-]", "", _fold(postal_code))
    return digits if re.fullmatch("[0-9]{7}", digits) else None


def is_record_id(text: str) -> bool:
    """Whether a text can be a customer id or policy number at all."""
    return _RECORD_ID.fullmatch(text) is not None


def printed_kana(kana: str) -> str:
    """The reading as it is kept: full-width katakana with single spaces."""
    text = _LONG_MARK.sub("ー", _fold(kana).translate(_HIRAGANA))
    return re.sub(r"\s+", " ", text).strip()


def _fold(text: str) -> str:
    seen = "".join(char for char in text if unicodedata.category(char) not in _UNSEEN)
    return _VARIATION_SELECTORS.sub("", unicodedata.normalize("NFKC", seen))
