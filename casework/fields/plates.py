"""The number plate of a car (自動車登録番号): 品川 300 さ 12-34.

Four parts: place, class number (one to three characters), one kana, up to four digits. None of them is invented.
"""

import re

from casework.fields.normalise import clean, normalise, to_hiragana
from casework.fields.numerals import KANJI_NUMBER, digits_read_aloud, fold_kana_numbers, kanji_number
from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear
from casework.fields.self_correction import last_said

_GAP = r"[\s、,の・/-]*"
_LETTERS = "あいうえかきくけこさすせそたちつてとなにぬねのはひふほまみむめもやゆよらりるれろわをEHKMTY"
_PLATE = re.compile(
    rf"(?P<place>[一-龠々ヶケ]{{1,4}}|[ぁ-んァ-ヶ一-龠]{{2,5}}?){_GAP}(?P<class>[0-9][0-9A-Z]{{0,2}}){_GAP}"
    rf"(?P<kana>[{_LETTERS}]){_GAP}(?P<serial>[0-9・.、\s-]{{1,9}})(?![0-9])"
)
_LEAD = re.compile(
    r"^.{0,14}?(?:登録番号|車両番号|ナンバープレート|ナンバー|プレート|番号)(?:は|が|:|、|って)\s?"
    r"|^(?:新しい|次の|今度の)?(?:車|くるま)(?:は|が)\s?|^(?:それが|たしか|確か)[、 ]?"
)
_WORD_FOR_KANA = re.compile(r"(?:平仮名|ひらがな|[ぁ-ん一-龠]{2,5})の「?([ぁ-ん])」?(?=[\s、の]*[0-9])")
_KATAKANA = re.compile(r"(?<=[0-9])([\s、の]?)([ァ-ヶ])(?=[\s、の-]*[0-9])")
_SPOKEN = re.compile(
    r"(?P<place>[一-龠々]{2,4}|[ぁ-ん]{2,5}?)[\s、]*(?P<class>[ぁ-ん]{2,14}?)[\s、]*(?:の)?[\s、]*(?P<kana>[ぁ-ん])"
    r"[\s、]*の[\s、]*(?P<serial>[ぁ-ん\s、]{2,})$"
)
# あ between digits is the kana of a bus or a lorry, not a sound of thinking.
_LETTER_A = re.compile(r"(?<=[0-9])\s?[あア]\s?(?=[0-9・])")
_SERIAL_DIGITS = 4
_HINT = "地域名、分類番号、ひらがな、4桁以内の番号の順に、「品川 300 さ 12-34」のように教えていただけますか。"


def parse_plate(text: str, context: ParseContext) -> Parsed[str] | Unclear:
    """`品川 300 さ 12-34`; a number of fewer than four digits is dotted as on the plate (・・12)."""
    del context
    written = _with_digits(_LEAD.sub("", last_said(clean(_LETTER_A.sub("のあの", normalise(text))))))
    if not written:
        return Unclear(Reason.empty, _HINT)
    match = _PLATE.search(_WORD_FOR_KANA.sub(r"\1", _KATAKANA.sub(lambda m: m[1] + to_hiragana(m[2]), written)))
    serial = re.sub("[^0-9]", "", match["serial"]).lstrip("0") if match else ""
    if match is None or not 0 < len(serial) <= _SERIAL_DIGITS:
        return Unclear(Reason.incomplete, _HINT)
    plate = f"{match['place']} {match['class']} {match['kana']} {_as_on_plate(serial)}"
    return Parsed(plate, text, confident=True, spoken=plate)


def _as_on_plate(serial: str) -> str:
    dotted = serial.rjust(_SERIAL_DIGITS, "・")
    return f"{dotted[:2]}-{dotted[2:]}" if "・" not in dotted else dotted


def _with_digits(text: str) -> str:
    """品川三百さ千二百三十四 and 品川さんびゃくさのいちにさんよん have their digits, where they can be told."""
    text = re.sub(rf"{KANJI_NUMBER}{{2,}}", lambda m: str(kanji_number(m[0])), text)
    return text if re.search("[0-9]", text) else _SPOKEN.sub(_spoken_parts, text)


def _spoken_parts(match: re.Match[str]) -> str:
    class_number, serial = _spoken_number(match["class"]), _spoken_number(match["serial"])
    if class_number is None or serial is None:
        return match[0]
    return f"{match['place']} {class_number} {match['kana']} {serial}"


def _spoken_number(text: str) -> str | None:
    number = kanji_number(re.sub(r"[\s、]", "", fold_kana_numbers(text)))
    return str(number) if number is not None else digits_read_aloud(text)
