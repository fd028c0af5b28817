"""The name in the sentence it is said in: without greetings, labels, relations, endings and explanations of its kanji.

The printed form is kept, except where the customer says which form it is (はしごだか).
"""

import re
import unicodedata

from casework.fields.normalise import normalise, strip_ending, strip_fillers
from casework.fields.self_correction import split_correction

_KANJI = "一-龠々〆ヶ㐀-鿿豈-\ufaff\U00020000-\U0003ffff"
_RELATIONS = (
    "夫|妻|主人|旦那|家内|嫁|父親|母親|父|母|息子|娘|祖父|祖母|兄"
    "|姉|弟|妹|義父|義母|義理の[父母]|長男|次男|長女|次女|孫|両親"
    "|家族"
)
_NAME_LABEL = (
    "(?:お|ご)?(?:名前|なまえ|氏名|フルネーム|姓名|名義人|名義|ネーム)"
    "(?:の方|のほう)?|(?:保険)?契約者(?:本人)?(?:名|の?(?:お|ご)?"
    "(?:名前|なまえ|氏名|名義))?"
    r"|ご?本人(?:の?(?:お|ご)?(?:名前|氏名))?"
)
_GREETING = (
    "もしもし|こんにち[はわ]|こんばんは|おはよう(?:ございます)?|はじめまして"
    "|お世話に(?:なって(?:い|お)ります|なってます|なります)"
    r"|(?:どうぞ)?(?:よろしく|宜しく)(?:お願い(?:いた|致)?します|お願いします)?|お待たせしました|すみません|すいません"
)
_LEADS = (
    re.compile(rf"^(?:{_GREETING})(?:[、,。!? ]+|(?=[{_KANJI}ァ-ヶ])|$)"),
    re.compile(
        f"^(?:はい|ええ|うん|あっ?|ああ|えー|あのー?|えー?っ?と(?:ですね)?|そうですね)(?:[、,。 ]+|(?=[{_KANJI}ァ-ヶ]))"
    ),
    re.compile(
        rf"^[\[【]?(?:{_NAME_LABEL})[\]】]?(?:(?:は|が|です(?:か|ね)|で(?!す)|:|、|,)[、,。? ]*|\s+|(?<=[\]】]))"
    ),
    re.compile(
        "^(?:私|わたし|わたくし|あたし|僕|ぼく|俺|おれ|わし|ワシ|わて"
        "|おいら|自分|うち|こちら)(?:の(?:名前|なまえ))?(?:は|が|、|,"
        "|です(?:か|ね))[、,。? ]*"
    ),
    re.compile(rf"^(?:わたくし|わたし|私)(?=[{_KANJI}ァ-ヶ]{{3}})"),
    re.compile(
        f"^(?:(?:私|うち|わたし)の)?(?:{_RELATIONS})(?:さん)?(?:の(?:名前|名義|方|ほう)(?:で(?:す[、。])?"
        f"|は|が)?|が契約者で(?:す[、。])?|です[、。]|[のがはで])[、, ]*(?=[{_KANJI}ぁ-んァ-ヶA-Z])"
    ),
    re.compile(r"^(?:はしご(?:だか|高|たか)|(?:たつ|立つ?)(?:さき|ざき|崎)|土の?よし|つちよし)の?(?:漢字)?の"),
    re.compile(rf"^[{_KANJI}ぁ-ん]{{1,8}}に[{_KANJI}ぁ-ん]{{1,8}}で(?=[{_KANJI}]{{2}})"),
    re.compile(r"^.{0,8}?(?:結婚して|離婚して|変わって|改姓して)[、 ]?(?:今は)?(?=[一-龠ァ-ヶ])"),
    re.compile(rf"^旧姓は[{_KANJI}]{{1,4}}(?:です|でした)?(?:が|けど)?[、 ]*(?=現在|今|いま|新し)"),
    re.compile(r"^(?:今は|現在は|正しくは|本当は|新しくは)(?=[一-龠ァ-ヶ])"),
)
_TAILS = re.compile(
    "(?:(?:と|って)?(?:申し(?:ます|上げます)|申す(?:者|もの)|もうします"
    "|いいます|言います)(?:が|けど|けれど|けれども|ね|よ|ねん)?"
    rf"|(?<=[{_KANJI}]{{2}})で|[、 ](?:どうぞ)?(?:よろしく|ヨロシク)(?:です|ね|どうぞ)?|(?<=.{{3}})デス"
    r"|(?:と|って)(?:言う|いう|ゆう|いい)(?:ねん|者|もの|ます)?(?:けど|が|ねん)?|いいますねん"
    rf"|(?<=[{_KANJI}]{{3}})(?:じゃ|や(?:けど|ねん|で|ろ)?|だ(?:よ|ね|けど|が)?|ですけど|ばい|でっせ)"
    "|です(?:けれど|けど|が|よ|ね)?|でございます(?:が|けど)?|ですじゃ"
    "|の?名義|の?契約|本人|(?:で|の名前で)(?:契約|登録|加入|お願い)"
    "(?:して(?:い|お)?り?ます)?"
    r"|で(?:入って|お願いして)(?:い|お)?ます|でお願い(?:いた)?します|になります|様|さま)$"
)
_CLAUSE = re.compile(
    r"[、,。!?\n]+|\.{2,}|(?:です(?:けど|が)?|と申します|といいます)[、。 ]+"
    "|(?:と申します|といいます)(?:が|けど)(?=お世話|よろしく)"
    "|です(?=[一-龠ぁ-ん]{1,6}の[一-龠ぁ-ん]{1,4}に)"
)
_EMPTY = re.compile(
    f"(?:(?:{_GREETING})|はい|ええ|うん|あっ?|えー?っ?と|(?:私|わたし|わたくし|僕|俺|うち)?(?:の)?(?:{_NAME_LABEL}"
    f"|{_RELATIONS})?(?:の)?(?:{_NAME_LABEL})?"
    r"(?:です(?:か|ね|が|けど)?|の?名義|で|さん)*|私ですか|何|契約してます)"
)
_EXPLAINS = re.compile(
    "漢字|という字|の字|と書[きい]|はしご|たつさき|立つ?崎|偏に|へんに"
    "|[ぁ-ん一-龠]の[一-龠](?:に|と|で|です|$)|[一-龠ぁ-ん]{2}は[一-龠ぁ-ん]{1,30}の[一-龠]"
    r"|生まれ|[0-9]歳|電話|普通の|ふつうの"
)
_PARTED = re.compile(
    f"^(?:姓|名字|苗字|上の名前|上)(?:は|が)[、 ]?([{_KANJI}ぁ-んァ-ヶー]{{1,8}}?)(?:です|で)?[、。 ]*(?:下の名前"
    f"|名前|名|下)(?:は|が)[、 ]?([{_KANJI}ぁ-んァ-ヶー]{{1,8}})$"
)
_TWO_PEOPLE = re.compile(rf"[{_KANJI}]{{2}}(?:と|か|、?または|もしくは)[{_KANJI}]{{3}}")
_KAOMOJI = re.compile(r"\([^()ぁ-んァ-ヶ一-龠A-Za-z0-9]{1,8}\)|\^[_^]+|[(（]?笑[)）]$")
_KANA = re.compile(r"[ぁ-ゖァ-ヺー ]{3,}")
_HASHIGO = re.compile("はしご(?:だか|高|たか)")
_TATSU = re.compile("(?:たつ|立つ?)(?:さき|ざき|崎)")
SHORT_NAME, LONG_NAME = 2, 4


def name_in(text: str) -> str | None:
    """The text of the name, still to be judged; None when two are said or one was taken back."""
    whole = strip_fillers(_without_faces(normalise(text)))
    said = split_correction(whole, in_names=True)
    if said.is_open or _TWO_PEOPLE.search(said.last):
        return None
    names = _names(said.last)
    if not names and said.is_apology:
        names = _names(said.before)
    if len(names) != 1:
        return None if names else ""
    before = _names(said.before) if said.before else []
    if before and len(before[0].replace(" ", "")) >= LONG_NAME and len(names[0].replace(" ", "")) <= SHORT_NAME:
        return None
    return _as_explained(names[0], whole)


def _names(text: str) -> list[str]:
    clauses = [_bare(clause) for clause in _CLAUSE.split(_bare(text)) if not _EXPLAINS.search(clause)]
    if parted := _PARTED.match(_bare(text)):
        return [f"{parted[1]} {parted[2]}"]
    found = list(dict.fromkeys(clause for clause in clauses if clause and not _EMPTY.fullmatch(clause)))
    if len(found) != 2:
        return found
    first, second = found
    if second.startswith(first) and len(first) <= SHORT_NAME:
        return [second]
    if _KANA.fullmatch(second) and not _KANA.fullmatch(first):
        return [first]
    is_parted = all(re.fullmatch(rf"[{_KANJI}ぁ-んァ-ヶー]{{1,4}}", part) for part in found)
    return [f"{first} {second}"] if is_parted and len(first + second) <= 6 else found


def _bare(text: str) -> str:
    text = strip_ending(text.strip(" 、,。"))
    while (shorter := _once(text)) != text and shorter:
        text = shorter
    return text


def _once(text: str) -> str:
    if _PARTED.match(text):
        return text
    for lead in _LEADS:
        text = lead.sub("", text, count=1) if lead.sub("", text, count=1).strip() else text
    return strip_ending(_TAILS.sub("", text).strip(" 、,。「」"))


def _without_faces(text: str) -> str:
    """Without emoji and kaomoji, unless nothing else was written."""
    plain = _KAOMOJI.sub("", text)
    plain = "".join(c for c in plain if unicodedata.category(c) not in {"So", "Sk"} or c in "゛゜")
    return plain.strip() or text


def _as_explained(name: str, whole: str) -> str:
    if _HASHIGO.search(whole):
        name = name.replace("高", "髙")
    return name.replace("崎", "﨑") if _TATSU.search(whole) else name
