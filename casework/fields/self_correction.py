"""Whoever corrects themselves in one breath means what they said last: 「去年の、いや今年の」.

What an unfinished correction takes back is never returned as what was meant.
"""

import re
from dataclasses import dataclass

_GAP = r"[、。,.…\s]*"
_NOT = r"(?:じゃ|では|で|や)(?:なく(?:って|て)?|ない(?:です)?|ありません|あらへん)(?:、?ですね)?"
_WRONG = (
    "(?:と|って)(?:言い|いい|申し|伝え|書き)ました(?:が|けれども|けど)"
    "|(?:と|って)(?:言った|いった|書いた)(?:けれど|けど|が)"
    r"|訂正(?:です|します|して)?|(?:間違え|まちがえ)(?:まし)?た(?:です)?|(?:間違い|まちがい)(?:です|でした)"
    r"|(?:あ[っー]?[、。 ]?)?(?<![間がを])(?:違|ちが)(?:う(?:わ|な|よ)?(?:、?です)?|い(?:ます|ました)(?:ね)?|った|くて)"
    "|あ[っー]?[、。 ]?ちゃう(?:わ|ねん)?|(?<=[0-9日月年号番目万千百十ロ〇一二三四五六七八九])[、 ]?あ[っー]?[、 ]?"
    "(?=[0-9〇一二三四五六七八九十〒])"
    "|(?<=[、。 ])(?:間違い|まちがい)(?=[、。 ])(?![、。 ]*(?:な|あり|ござ))"
    "|もとい|やっぱり?|(?<=[、。 ])(?:と|て|っ?て)いうか(?=[、。 ])"
)
_OH = r"(?:(?<=[0-9日月年号番目室〇一二三四五六七八九十])あ[っー]?[、。 ]?)?"
_SORRY = (
    "ごめん(?:なさい|ね)?|す[みい]ません(?:が|けど)?|失礼(?:しました"
    "|いたしました|致しました)?|申し訳(?:ありません|ございません|ないです)"
)
_NO = r"(?<![はらが])(?:いいえ|いえ|いや)(?:いえ|いや)?"
_NO_OF_ITS_OWN = (
    r"(?:(?<=[、。,.…\s0-9一-龠ァ-ヶー])|^)(?:いいえ|いえ|いや)(?:いえ|いや)?(?=[、。,.…\s0-9一-龠ァ-ヶA-Za-z]|$)"
)
_MARKS = re.compile(rf"{_GAP}(?:(?P<no>{_NOT})|{_OH}(?P<sorry>{_SORRY})|{_WRONG}|{_NO}){_GAP}")
_MARKS_OF_NAMES = re.compile(rf"{_GAP}(?:(?P<no>{_NOT})|{_OH}(?P<sorry>{_SORRY})|{_WRONG}|{_NO_OF_ITS_OWN}){_GAP}")
_CLAUSE = re.compile(r"^(.*[^、。\s])(?:[、。]|(?<=です)|(?<=でした))\s?[^、。]+$")
_EMPTY_WORDS = re.compile(
    r"(?:です|でした|ます|ました|ね|よ|わ|あ|は|えー?っ?と|んー?と|うーん|はい|で|[、。,.…!?\s])*"
)


@dataclass(frozen=True)
class Said:
    """`last` counts; `before` is what it corrects. `is_open`: something was taken back and nothing put instead.

    `is_apology` leaves open whether 「すみません」 corrected anything.
    """

    last: str
    before: str = ""
    is_open: bool = False
    is_apology: bool = False


def split_correction(text: str, *, in_names: bool = False) -> Said:
    """With `in_names`, いえ and いや count only as words of their own, because they are parts of names too."""
    pieces, marks = _pieces(_MARKS_OF_NAMES if in_names else _MARKS, text)
    said = [piece for piece in pieces if not _EMPTY_WORDS.fullmatch(piece)]
    if not marks:
        return Said(text)
    if not said:
        return Said(text, is_open=False)
    if not _EMPTY_WORDS.fullmatch(pieces[-1]):
        before = said[-2] if len(said) > 1 else ""
        return Said(said[-1], before, is_apology=bool(before) and bool(marks[-1]["sorry"]))
    if marks[-1]["sorry"]:
        return Said(said[-1], said[-2] if len(said) > 1 else "")
    # 「2日です、1日じゃなくて」 takes back only its last clause.
    clause = _CLAUSE.match(said[-1]) if marks[-1]["no"] else None
    return Said(clause[1]) if clause else Said(said[-1], is_open=True)


def last_said(text: str) -> str:
    """What stands behind the last correction; the whole text where nothing does. For numbers, days and years."""
    return split_correction(text).last


def last_said_in_kana(text: str) -> str:
    """The same where いえ and いや may be part of the word, as in いえもと: only between commas or behind katakana."""
    return split_correction(text, in_names=True).last


def _pieces(pattern: re.Pattern[str], text: str) -> tuple[list[str], list[re.Match[str]]]:
    marks = list(pattern.finditer(text))
    starts = [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(text)]
    return [text[start:end].strip(" 、。") for start, end in zip(starts, ends, strict=True)], marks
