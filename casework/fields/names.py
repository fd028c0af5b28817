"""Names of people and companies, and their reading. The printed form of a character is never changed."""

import re
from dataclasses import dataclass

from casework.fields.dont_know import is_dont_know
from casework.fields.name_keys import kana_key, name_key
from casework.fields.name_phrases import name_in
from casework.fields.normalise import normalise, strip_ending, strip_fillers, to_katakana
from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear

__all__ = ["PersonName", "kana_key", "name_key", "parse_kana", "parse_person_name"]

MAX_NAME = 60
_NAME_WORDS = "名前|氏名|名字|苗字|姓名|姓|名義|旧姓|新姓"
_LEAD = re.compile(
    r"^.{0,8}?(?:が変わって|を変えて|結婚して|離婚して)[、 ]?"
    f"|^.{{0,16}}?(?:(?:お|ご)?(?:{_NAME_WORDS})(?:の?(?:カナ|かな"
    "|フリガナ|ふりがな|読み(?:方)?))?|フリガナ|ふりがな|カタカナで"
    "|カナ"
    r"|読み(?:方)?|契約者|本人)"
    r"(?:は|が|で|も|の方は|:|、)\s?|^(?:私|わたし|わたくし|僕|俺|うち)"
    r"(?:は|、)\s?|^(?:フリガナ|ふりがな|カタカナで|カナで)\s?"
)
_TAIL = re.compile(
    "(?:(?:と|って)?(?:申し(?:ます|上げます)|もうします|いいます|言います"
    "|言う者です|いう者です|いうもの|読みます|よみます|書きます)|"
    "(?:に|と)なり(?:ました|ます)"
    r"|に(?:変わりました|変更(?:しました)?|改姓しました|してください)|と(?:申|言)|本人|さん|様|さま)$"
)
_PERSON = re.compile(
    "[々〆ヶ㐀-鿿豈-\ufaff\U00020000-\U0003ffff\U000e0100-\U000e01ef\ufe00-\ufe0fぁ-ゖァ-ヺー"
    "A-Za-zÀ-ÖØ-öø-ɏ・･ '.&()0-9-]+"
)
_COMPANY = re.compile(r"株式会社|有限会社|合同会社|合資会社|法人|\(株\)|\(有\)|組合|協会|財団")
_SENTENCE = re.compile(
    "たい$|ます$|ません|[しりきいえけ]ました|変え(?:た|て)|ください"
    "|下さい|教えて|けれど|けど$|ですから$|いから$|ので$|ですか|でしょう"
    "|できる|する$"
    "|[一-龠](?:わ|っ|し)て|(?:じゃ|では|ら|か|く|て)ない$|[?!？！]"
    "|住所|証券|電話|番号|保険|変更|手続|契約(?!者)|結婚|離婚|担当"
    "|名前|^(?:はい|いいえ|うん|ええ|同じ|そう|違う|ちがう|え|は|あ"
    "|OK|ok)$"
)
_NOBODY = re.compile(
    "(?:(?:私|わたし|わたくし|自分)の?)?(?:ご?本人|契約者|名義人?"
    "|私|わたし|わたくし|僕|俺|もしもし|夫|妻|主人|旦那|家内|父|母"
    "|息子|娘|両親|家族|なまえ|氏名)"
)
_KANA = re.compile("[ァ-ヺー・ ]+")
_ASKING = re.compile(r"(?:[?]|(?:です|ます|でしょう)か)[。?!]*$")
_READING = re.compile("([^()]++)\\(([ぁ-ゖァ-ヺー・ ]++)\\)")
_DASH_IN_KANA = re.compile("(?<=[ァ-ヺ])[-―─]")

_HINT_NAME = "お名前を、姓と名の間をあけてフルネームで教えていただけますか。"
_HINT_KANA = "お名前の読みをカタカナで教えていただけますか。"


@dataclass(frozen=True)
class PersonName:
    """`family` and `given` are known only where the customer wrote a space between them; never for a company."""

    full: str
    family: str | None = None
    given: str | None = None


def parse_person_name(text: str, context: ParseContext) -> Parsed[PersonName] | Unclear:
    """A name without a space is unconfident: it may be a family name only."""
    del context
    found = name_in(text)
    written = _bare(text) if found == "" else _bare(found or "")
    if found is None:
        return Unclear(Reason.not_understood, _HINT_NAME)
    if not written:
        return Unclear(Reason.empty, _HINT_NAME)
    if _NOBODY.fullmatch(written) or (found == "" and _has_letter(written)):
        return Unclear(Reason.not_understood, _HINT_NAME)
    if is_dont_know(text) or _ASKING.search(normalise(text)) or len(written) > MAX_NAME or _SENTENCE.search(written):
        return Unclear(Reason.not_understood, _HINT_NAME)
    if _COMPANY.search(written):
        return Parsed(PersonName(written), written, confident=True, spoken=f"{written}さま")
    if not _PERSON.fullmatch(written) or any(c in "0123456789" for c in written) or not _has_letter(written):
        return Unclear(Reason.wrong_script, _HINT_NAME)
    written, reading = _without_reading(written)
    parts = written.split(" ")
    name = PersonName(written, *parts) if len(parts) == 2 else PersonName(written)
    is_latin = written[0].isascii()
    # Latin names come in both orders; behind a whole name kana are its reading.
    if is_latin or (len(parts[0]) >= 3 and _KANA.fullmatch(to_katakana(parts[-1])) and not _is_kana(parts[0])):
        name = PersonName(written)
    return Parsed(name, written, confident=bool(name.family), spoken=f"{written}さま", remainder=reading)


def parse_kana(text: str, context: ParseContext) -> Parsed[str] | Unclear:
    """Hiragana and half-width kana become full-width katakana; kanji cannot be read reliably and are refused."""
    del context
    written = _bare(text)
    if not written:
        return Unclear(Reason.empty, _HINT_KANA)
    kana = _DASH_IN_KANA.sub("ー", to_katakana(written))
    if is_dont_know(text) or _SENTENCE.search(written) or len(kana) > MAX_NAME:
        return Unclear(Reason.not_understood, _HINT_KANA)
    if not _KANA.fullmatch(kana) or not kana.strip("ー・ "):
        return Unclear(Reason.wrong_script, _HINT_KANA)
    return Parsed(kana, written, confident=" " in kana, spoken=f"{kana}さま")


def _bare(text: str) -> str:
    written = strip_ending(strip_fillers(normalise(text)))
    written = _LEAD.sub("", written)
    while (shorter := strip_ending(_TAIL.sub("", written)).strip()) != written and shorter:
        written = shorter
    return written.strip(' 、,。「」『』"')


def _without_reading(name: str) -> tuple[str, str]:
    """山田太郎(やまだたろう) -> the name and its reading."""
    match = _READING.fullmatch(name)
    return (match[1].strip(), match[2]) if match else (name, "")


def _is_kana(text: str) -> bool:
    return _KANA.fullmatch(to_katakana(text)) is not None


def _has_letter(text: str) -> bool:
    return any(c.isalpha() for c in text)
