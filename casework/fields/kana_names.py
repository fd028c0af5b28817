"""The reading of a name in full-width katakana, from hiragana, half-width or letter by letter.

Kanji are never turned into kana: one name has many readings, and a guess would be printed on a policy.
"""

import re
import unicodedata

from casework.fields.dont_know import is_dont_know
from casework.fields.names import parse_kana
from casework.fields.normalise import normalise, strip_ending, strip_fillers
from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear
from casework.fields.self_correction import split_correction

_KANA = "ぁ-ゖァ-ヺー"
_IN_BRACKETS = re.compile(rf"\(([{_KANA}・ ]{{2,40}})\)")
_PARTS = re.compile(
    rf"(?:名字|苗字|姓|上の名前|上|セイ|せい)(?:は|が|、|:)\s?([{_KANA}]{{1,20}}?)(?:で(?:す|)|、|。|\s)+"
    rf"(?:下の名前|名前|名|下|メイ|めい)(?:は|が|、|:)\s?([{_KANA}]{{1,20}}?)(?:です|と(?:読み|いい)ます|$|。)"
)
_AFTER_KANJI = re.compile(rf"[一-龠々〆ヶ](?:さん|様|と書いて|で|、|。|\s)+([{_KANA}・ ]{{2,40}})$")
_LETTER = rf"[{_KANA}][ぁぃぅぇぉゃゅょっァィゥェォャュョッー]?"
_SPELLED = re.compile(rf"{_LETTER}(?:(?:[、,・]|の| )\s?{_LETTER}){{2,}}")
_COMMA_PARTS = re.compile(rf"([{_KANA}]{{2,20}})\s?[、,]\s?([{_KANA}]{{2,20}})")
_SEPARATORS = re.compile(r"[、,・の\s]+")
_KANJI = re.compile("[一-龠々〆]")
_LATIN = re.compile("[A-Za-z]")
_LABEL = re.compile(
    r"^(?:お?名前の)?(?:よみ(?:がな|かた)?|読み(?:仮名|がな|方)?|ふりがな|フリガナ|カナ|かな)"
    r"(?:は(?:ですね)?|です[かね][、。? ]*|が|で|:|(?= )|(?=、))[ 、]*(?=[ぁ-ゖァ-ヺ])"
)
_YES = re.compile(r"^(?:はい|ええ|うん|あ)[、,。 ]+(?=.{2})")
_DIALECT_END = re.compile(r"(?<=[ぁ-ゖァ-ヺー]{3})(?:じゃ|だよ|やで|でっせ|ばい|っす)$")
_READ_AS = re.compile(
    r"[、 ](?:どうぞ)?よろしく$|(?:と|って)?(?:言い|いい)ますねん$"
    r"|(?:と|って)(?:読み(?:ます)?|よみます|いいます|言います|申します|発音します)[。]?$"
)
# Recognised speech has no comma; 阿野 is a family name too, so a short rest keeps it.
_HEARD_LEAD = re.compile("^あの(?=[ぁ-ゖー]{6})")
_HEARD_GAP = re.compile("(?<=[ぁ-ゖ]{2})(?:えー+(?:っと)?|あのー+|うー+ん?)(?=[ぁ-ゖ]{2})")
_COMPANY = re.compile("カブシキ|ユウゲン|ゴウドウ|ホウジン|ショウテン|コウギョウ|ショウジ")
MOST_ONE_WORD, MOST_WORDS = 12, 4
FAMILY_ONLY = 4

HINT_KANJI = "お名前の読みを、漢字ではなく、ひらがなかカタカナで教えていただけますか。"
HINT_SPOKEN = "恐れ入りますが、お名前の読みを、一文字ずつ区切ってお話しいただけますか。"
_HINT_LONG = "お名前の読みだけを、ひらがなかカタカナで教えていただけますか。"


def parse_kana_name(text: str, context: ParseContext) -> Parsed[str] | Unclear:
    """Family and given name with a space between them where the customer parted them; otherwise unconfident."""
    voiced = unicodedata.normalize("NFC", text.replace("゛", "\u3099").replace("゜", "\u309a"))
    said = split_correction(strip_ending(strip_fillers(normalise(voiced))), in_names=True)
    if said.is_open:
        return Unclear(Reason.contradictory, _HINT_LONG)
    if len(said.last) <= FAMILY_ONLY and len(said.before) >= len(said.last) + 2:
        return Unclear(Reason.contradictory, _HINT_LONG)
    spoken = _YES.sub("", said.last)
    if context.channel == "voice":
        spoken = _HEARD_GAP.sub(" ", _HEARD_LEAD.sub("", spoken))
    written = _DIALECT_END.sub("", _READ_AS.sub("", _LABEL.sub("", spoken))).strip(" 、。「」")
    if is_dont_know(text) or not written:
        return Unclear(Reason.empty if not written else Reason.not_understood, _HINT_LONG)
    for reading in _readings(written):
        parsed = parse_kana(reading, context)
        if isinstance(parsed, Parsed) and _may_be_name(parsed.value):
            is_parted = parsed.confident or "・" in parsed.value
            return Parsed(parsed.value, text, is_parted, f"{parsed.value}さま")
    if _KANJI.search(written) or _LATIN.search(written):
        return Unclear(Reason.wrong_script, HINT_SPOKEN if context.channel == "voice" else HINT_KANJI)
    return Unclear(Reason.not_understood, HINT_SPOKEN if context.channel == "voice" else _HINT_LONG)


def _readings(written: str) -> list[str]:
    """The surest first: what stands in brackets, two named parts, letter by letter, the kana behind the kanji."""
    found = [match[1] for match in _IN_BRACKETS.finditer(written)]
    if parts := _PARTS.search(written):
        found.append(f"{parts[1]} {parts[2]}")
    if _SPELLED.fullmatch(written):
        found.append(_SEPARATORS.sub("", written))
    if comma := _COMMA_PARTS.fullmatch(written):
        found.append(f"{comma[1]} {comma[2]}")
    if behind := _AFTER_KANJI.search(written):
        found.append(behind[1])
    return [*found, written]


def _may_be_name(kana: str) -> bool:
    """A single word longer than any name, or many words, is a sentence that was heard in kana."""
    words = re.split("[ ・]", kana)
    return len(words) <= MOST_WORDS and (len(words) > 1 or len(kana) <= MOST_ONE_WORD or bool(_COMPANY.search(kana)))
