"""Reading names, numbers and places that are taken as they are said, and whether photographs come along."""

import re

from casework.fields.dont_know import is_dont_know
from casework.fields.names import parse_person_name
from casework.fields.normalise import clean, normalise, strip_ending, strip_fillers
from casework.fields.numbers import parse_policy_no
from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear
from casework.fields.yes_no import parse_yes_no
from casework.intakes import wording
from casework.intakes.names import is_self_reference, read_name
from conversation.model import Channel

_LONG_NUMBER = re.compile(r"[0-9０-９〇一二三四五六七八九]{4,}|[0-9]-[0-9]")
_PLACE_LABEL = re.compile(r"^(?:ご?住所|(?:事故(?:の|現場の)?)?場所)[はが:]\s?")
_AS_HEARD = re.compile(r"(?:さん|様|さま|氏)?(?:と|って|とか)(?:いう|言う|おっしゃ|仰|言って|いって|聞)[^。]*[。]?$")
_NOT_A_PLACE = re.compile(
    r"^(?:はい|いいえ|うん|ええ|いや|え|は|あの|その|それ|さあ)[。、!?]*$|待って|待ち(?:ください|下さい)|(?:言|教え)(?:え|られ)?(?:ない|ません|たくな)"
)
_NOT_A_NAME = re.compile(
    r"^(?:特に)?(?:なし|無し|ない|ありません|名無し|匿名|秘密)(?:です)?[。]?$|死ね|馬鹿|バカ|ばか(?:や|野)|ふざけ|うるさ|うるせ|ポンコツ"
    r"|くそ|クソ|アホ|何回|何度|いい加減|(?:言|教え)(?:え|られ)?(?:ない|ません|たくな|わせ)"
    r"|(?<=.{5})(?:てる|てます|ている|てた|した|ました|った|らない|ません)(?:よ|ね|んだ|けど|んです)?[。!]?$"
)
_BELONGS_TO = re.compile(
    r"^(?:[0-9]+(?:号室?)?|.*(?:代理店|工場|会社|自動車|ディーラー|持ち主|所有者|名義人|妻|夫|家内|主人|旦那|嫁|母|父|息子|娘|家族|友人|友達|知人))"
    r"の(?=[一-龠ぁ-ゖァ-ヺA-Za-z])(?!代わり|かわり|契約|名義|者)"
)
_RELATIVE = re.compile(
    r"(?:はい[、 ]?)?(?:私|わたし|うち)?の?(?:夫|妻|主人|旦那|家内|嫁|父|母|両親|親|祖父|祖母|兄|弟|姉|妹|息子|娘"
    r"|長男|長女|孫|家族|子ども|子供)(?:さん)?"
)
_FOREIGN = re.compile(r"[ァ-ヺー]+(?:[・=＝ ][ァ-ヺー]+){2,}")
_NO_WAY = re.compile(r"(?:撮り|送り|やり|使い)方|カメラが|スマホ(?:が|は)な")
_NO_PHOTO = re.compile(
    r"な(?:い|し|かった)|無[いし]|^無$|あ[られ]へん|ありません|ございません|撮って(?:い)?(?:ない|ません)|送れ(?:ない|ません)|結構"
)
_LATER = re.compile(r"あと(?:で|から)|後(?:で|から|ほど|日)|のちほど|今は")
_SENT = re.compile(r"(?:送り|添付し|お送りし|アップし)ました|送った")
_PLACE_HINT = "地名や目印になる建物などを教えていただけますか。"
_SPOKEN_PHOTOS = {
    "sent": "お送りいただきました",
    "link_sent": "SMSのリンクからお送りいただきます",
    "later": "後ほどお送りいただきます",
    "none": "なし",
}
PHOTOS_WANTED = "wanted"


def read_person(text: str, context: ParseContext) -> Parsed[str] | Unclear:
    """A person's or a company's name; a family name alone is enough to call somebody back."""
    text = _AS_HEARD.sub("", text)
    if is_self_reference(text) or _NOT_A_NAME.search(normalise(text)) or _RELATIVE.fullmatch(clean(text)):
        return Unclear(Reason.not_understood, wording.NAME_PLEASE)
    if foreign := _FOREIGN.fullmatch(strip_ending(strip_fillers(normalise(text)))):
        return Parsed(foreign[0], foreign[0], confident=True, spoken=f"{foreign[0]}さま", remainder=text)
    text = _BELONGS_TO.sub("", normalise(text))
    name = read_name(text, lambda part: bool(_LONG_NUMBER.search(part)), context)
    if isinstance(name, Unclear):
        whole = parse_person_name(text, context)
        if isinstance(whole, Unclear) or _LONG_NUMBER.search(text):
            return name
        name = whole.value.full
    return Parsed(name, name, confident=True, spoken=f"{name}さま", remainder=text)


def read_policy_no(text: str, context: ParseContext) -> Parsed[str] | Unclear:
    parsed = parse_policy_no(text, context)
    if isinstance(parsed, Unclear):
        return parsed
    return Parsed(parsed.value, parsed.text, parsed.confident, parsed.spoken, parsed.remainder)


def read_place(text: str, limit: int) -> Parsed[str] | Unclear:
    """An address or a landmark, as it was said."""
    written = _PLACE_LABEL.sub("", clean(text))[:limit]
    if not written:
        return Unclear(Reason.empty, _PLACE_HINT)
    if len(written) < 2 or _NOT_A_PLACE.search(written) or is_dont_know(text):
        return Unclear(Reason.vague, _PLACE_HINT)
    return Parsed(written, written, confident=True, spoken=written, remainder=text)


def read_attachments(text: str, context: ParseContext) -> Parsed[str] | Unclear:
    """`sent`, `none`, `later`, or `wanted` where a link is to be sent."""
    if text.strip() == wording.PHOTO_SENT:
        return _photos("sent", text)
    if _LATER.search(text) or _NO_WAY.search(text) or is_dont_know(text):
        return _photos("later", text)
    if _SENT.search(text):
        return _photos("sent", text)
    answer = parse_yes_no(text, context, fine_means=False)
    if (isinstance(answer, Parsed) and not answer.value) or _NO_PHOTO.search(text):
        return _photos("none", text)
    if text.strip() in _SPOKEN_PHOTOS.values():
        return _photos(next(key for key, spoken in _SPOKEN_PHOTOS.items() if spoken == text.strip()), text)
    if isinstance(answer, Unclear):
        return Unclear(Reason.not_understood, wording.PHOTOS_OR_NONE)
    if context.channel == Channel.webchat.value:
        return Unclear(Reason.incomplete, wording.ATTACH_HERE)
    return _photos(PHOTOS_WANTED, text)


def photos_spoken(value: str) -> str:
    return _SPOKEN_PHOTOS[value]


def _photos(value: str, text: str) -> Parsed[str]:
    return Parsed(value, text, confident=True, spoken=_SPOKEN_PHOTOS.get(value, ""))
