"""Digits as they are said: words around them, words between them, and the part that is said again."""

import re

from casework.fields.numerals import KANJI_DIGITS, digits_read_aloud
from casework.fields.self_correction import Said

_SEPARATOR_WORDS = re.compile(
    r"(?:ハイフン|はいふん|ダッシュ|だっしゅ|(?:始め|はじめ)?(?:カッコ|かっこ)(?:とじ(?:る|て)?|閉じ(?:る|て)?)?)"
)
_HESITATION = re.compile(
    "[、, ]*(?:え[ーえぇ]*っ?と(?:ですね)?|(?<![ァ-ヶA-Za-z])えー+"
    "(?=[、, ])|(?<=の)えー+(?=[0-9〇零一二三四五六七八九])|うー+ん?と?"
    "|(?<![ぁ-ん])(?:あのー*|そのー*)(?=[、, ]))[、, ]*"
)
_BETWEEN = re.compile(
    r"(?<=[0-9〇一二三四五六七八九])(?:で(?:すね)?|ですね|が)[、, ]+(?=[0-9〇零一二三四五六七八九ぁ-んァ-ヶ])"
)
_END = re.compile(
    "(?:(?:だ(?:った)?|や)(?:と思(?:います|う))?|です(?:けれど|けど|かね"
    "|かな)?|かな|かしら|でしょうか|じゃ|やで|や|よ|ね|[、。 ])+$"
)
_LABEL_END = re.compile(r"[はがでかね、。: ]")
_TAIL_LABEL = re.compile(
    r"(?:下|しも|末尾|最後|後ろ|うしろ)(?:の)?(?:[1-4一二三四]\s?(?:桁"
    "|ケタ|けた)|ほう|方)?(?:の?数字)?(?:は|が|を)?[、 ]?"
)
LEAST_TAIL = 4


def with_plain_digits(text: str) -> str:
    """Words for hyphens and hesitation between digits become separators."""
    return _END.sub("", _BETWEEN.sub("、", _HESITATION.sub("、", _SEPARATOR_WORDS.sub("-", text))))


def digits_in_speech(text: str) -> str:
    """The digits of an answer that ends in digits and nothing else; words in front of them may name what they are."""
    starts = [0, *(match.end() for match in _LABEL_END.finditer(text[:80]))]
    for start in starts:
        if start < len(text) and (digits := digits_read_aloud(text[start:])):
            return digits
    return ""


def with_new_tail(said: Said, length: int) -> str | None:
    """「…1234、いえ1235です」 replaces the last four digits; fewer only where they are called the last."""
    label = _TAIL_LABEL.match(said.last)
    tail = _digits(said.last[label.end() :] if label else said.last)
    head = _digits(said.before)
    if not tail or len(tail) > length or (len(tail) < LEAST_TAIL and not label):
        return None
    kept = head[: length - len(tail)]
    return kept + tail if len(head) <= length and len(kept) + len(tail) == length else None


def is_only_apology(said: Said) -> bool:
    """「…です、すみません、急いでいます」 corrects nothing."""
    return said.is_apology and not _digits(said.last)


def _digits(text: str) -> str:
    plain = "".join(str(KANJI_DIGITS.get(c, c)) for c in text)
    written = re.sub("[^0-9]", "", plain)
    return digits_in_speech(text) or written
