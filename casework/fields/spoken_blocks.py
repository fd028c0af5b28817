"""The numbers of a house as they are said: よんちょうめにのはち -> 4丁目2-8, さんびゃくいちごうしつ -> 301号室."""

import re
import unicodedata

from casework.fields.normalise import to_hiragana
from casework.fields.numerals import digits_read_aloud, fold_kana_numbers, kanji_number

_READING = (
    "(?:いち|いっ|に|さん|よん|し(?!つ)|ご(?!う)|ろく|ろっ|なな|しち"
    "|はち|はっ|きゅう|く|ぜろ|れい|まる|じゅう|じゅっ|ひゃく|びゃく"
    "|ぴゃく|せん|ぜん)"
)
_KANA = f"(?:{_READING}+)"
_NUMBER = f"(?:[0-9]+|[〇零一二三四五六七八九十百千]+|{_KANA})"
_UNIT = "(?:ちょうめ|丁目|ばんち|番地|ばん|番|ごう(?!しつ)|号(?!室))"
_JOINT = r"(?:の|-|ハイフン|はいふん)"
_GAP = "[、 ]*"
_END = r"(?=$|[、。 ]|です|でご|だ|じゃ|や(?:で|ねん|けど)|になり|に住|に引|にな|の?[ァ-ヶ一-龠]|[A-Za-z])"
_BLOCK = re.compile(
    rf"^[\s、,]*の?[\s、,]*((?:{_NUMBER}(?:{_UNIT}{_JOINT}?|{_JOINT}){_GAP})*{_NUMBER}(?:{_UNIT})?){_END}"
)
_PART = re.compile(rf"({_NUMBER})|({_UNIT})|({_JOINT})")
_ROOM = re.compile(rf"({_KANA})(ごうしつ|号室|かい(?=$|です|[、。])|がい(?=$|です|[、。])|階)")
_ROOM_AT_END = re.compile(rf"(?<=[ァ-ヶ])(?:の)?({_READING}{{3,4}})(?=(?:です(?:けど|が)?|じゃ|や)?[。]?$)")
_UNITS = {
    "ちょうめ": "丁目",
    "ばんち": "番地",
    "ばん": "番",
    "ごう": "号",
    "ごうしつ": "号室",
    "かい": "階",
    "がい": "階",
}
_HESITATION = re.compile(
    "[、, ]*(?:え[ーえぇ]*っ?と(?:ですね)?|う[ー]+ん?と?|んーと?|そうですね|(?<![ぁ-んァ-ヶ])(?:あー+|えー+)"
    "|(?<=の)(?:あー+|えー+)(?=[、, 0-9一二三四五六七八九十])|(?:(?<=[、, の])|^)(?:あのー*|そのー*"
    "|ええ)(?=[、, ]))[、, ]*"
)
_NAMED_PART = re.compile(
    r"(?<![、, ])[、, ]*(?:で[、, ]*)?(?:建物|マンション|アパート|部屋|ビル)(?:の?(?:名前?|番号))?は[、, ]*"
)
_BUILDING_WORD = re.compile(
    "(?<=[一-龠])(?<![丁目番地号町村区市])の(?=[0-9〇一二三四五六七八九十百]+号室)"
    "|(?<=[ァ-ヶー][一-龠])の(?=[0-9〇一二三四五六七八九]{3,4}(?:$|です|[、。]))"
    "|(?<=[ァ-ヶー])[ので][、, ]*(?=[0-9〇一二三四五六七八九十百]+"
    "(?:号"
    "|階|$|です|[、。]))"
)
_CALLED = re.compile(
    "(?:と|って)?いう(?:建物|マンション|アパート|ビル)の?[、 ]*"
    "|(?<=[0-9一二三四五六七八九十号])で[、 ]?(?=[ァ-ヶ]{2})"
    "|(?<=[0-9号番地])[、の ]*(?:一軒家|一戸建て?|戸建て?)(?=$|です|[、。])"
)
_ENDING = re.compile(
    r"(?<=[0-9号室階番〇一二三四五六七八九])(?:じゃ(?:けど|よ)?"
    r"|や(?:で|けど|ねん)?|だ(?:よ|ね|けど)?|っす|ばい)[。!]?$"
)
_SPACED = re.compile(r"(?<![0-9-])([0-9]{1,4}) ([0-9]{1,4}) ([0-9]{1,4})(?![0-9-])")
_TWO_BLOCKS = re.compile(r"(?<=[0-9号])(?:か|または|もしくは)[、 ]?[0-9]")


def plain_address_text(text: str) -> str:
    """Without hesitation, emoji and the words that name a part; hyphens instead of their name."""
    text = "".join(c for c in text if unicodedata.category(c) != "So" or c == "〒").strip()
    text = re.sub("ハイフン|はいふん|ダッシュ", "-", _HESITATION.sub(_gap, text))
    text = re.sub(r"(?<=目の)[ 、]+|(?<=[0-9]の)[ 、]+", "", text)
    text = _BUILDING_WORD.sub("", _CALLED.sub(" ", _NAMED_PART.sub(" ", text)))
    return _SPACED.sub(r"\1-\2-\3", _ENDING.sub("", text))


def has_two_blocks(text: str) -> bool:
    return _TWO_BLOCKS.search(text) is not None


def with_digits(rest: str) -> str:
    """What follows the town, its spoken numbers as digits; unchanged where they are not said clearly."""
    block = _BLOCK.match(rest)
    if block and re.search("[ぁ-ん]", block[1].replace("の", "")):
        rest = _written(block[1]) + rest[block.end(1) :]
    rest = _ROOM.sub(lambda m: _digits(m[1]) + _UNITS.get(m[2], m[2]), rest)
    return _ROOM_AT_END.sub(lambda m: _digits(m[1]), rest)


def _written(block: str) -> str:
    parts = []
    for number, unit, joint in _PART.findall(block):
        if number:
            parts.append(_digits(number))
        elif unit:
            parts.append(_UNITS.get(unit, unit))
        elif joint and not (parts and parts[-1] in {"丁目", "番地", "番"}):
            parts.append("-")
    return "".join(parts)


def _digits(number: str) -> str:
    """三百一 and さんびゃくいち are one number, さんまるいち is three digits."""
    folded = fold_kana_numbers(to_hiragana(number))
    if re.search("[十百千]", folded):
        return str(kanji_number(folded) or number)
    return digits_read_aloud(number) or number


def _gap(match: re.Match[str]) -> str:
    """Between 「4丁目の」 and 「2の8」 nothing stands; between two words a comma did."""
    return "" if re.search("[のはが都道府県市区町村目]$", match.string[: match.start()]) else " "
