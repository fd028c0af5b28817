"""Whoever corrects themselves in one breath means what they said last: 「去年の、いや今年の」."""

import re

_MARK = (
    r"(?:じゃなく|ではなく|でなく|やなく)(?:て|って)?|(?:と|って)(?:言い|いい|申し)ました(?:が|けど)|ごめん(?:なさい)?|すみません"
    r"|訂正(?:します|して)?|(?:間違え|まちがえ)(?:まし)?た|あ[っ、 ]?(?:違|ちが)(?:う|い(?:ます|ました)?|った)"
)
_CORRECTS = re.compile(rf"[、。 ]*(?:{_MARK}|(?<!は)(?:いえ|いや)(?:いや|いえ)?)[、。 ]*")
_CORRECTS_KANA = re.compile(
    rf"[、。 ]*(?:{_MARK})[、。 ]*|(?<=[ァ-ヶー])(?:いえ|いや)[、。 ]*|[、。 ](?:いえ|いや)[、。 ]+"
)


def last_said(text: str) -> str:
    """What stands behind the last correction; the whole text where nothing does. For numbers, days and years."""
    return _last(_CORRECTS, text)


def last_said_in_kana(text: str) -> str:
    """The same where いえ and いや may be part of the word, as in いえもと: only between commas or behind katakana."""
    return _last(_CORRECTS_KANA, text)


def _last(pattern: re.Pattern[str], text: str) -> str:
    parts = [part for part in pattern.split(text) if part.strip(" 、。")]
    return parts[-1] if parts else text
