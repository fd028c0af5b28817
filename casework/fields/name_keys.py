"""Keys under which two spellings of one name meet: 髙﨑 and 高崎, ㈱ and 株式会社, ﾔﾏﾀﾞ and ヤマダ."""

import re
import unicodedata

from casework.fields.normalise import normalise, to_katakana

# Pairs of printed form and key form. 斎 and 斉 are different characters, yet one family writes both.
_VARIANTS = (
    "髙高﨑崎嵜崎碕崎濵浜濱浜邉辺邊辺齋斉齊斉斎斉澤沢廣広嶋島嶌島國国圀国櫻桜惠恵眞真德徳靜静瀨瀬塚塚槇槙"
    "龍竜瀧滝與与條条藏蔵榮栄壽寿黑黒增増曾曽萬万禮礼學学寬寛淸清渡渡淺浅豐豊豊豊佛仏彌弥祐祐福福"
    "桒桑𠮷吉舘館鷗鴎鷹鷹薗園藪薮會会實実繩縄應応關関榎榎驛駅緖緒縣県郞郎郎郎塲場將将鄕郷都都隆隆敎教"
    "槗橋栁柳籔薮苅刈冨富埜野峯峰庄荘莊荘體体來来佐佐團団圓円澁渋鐵鉄戶戸舩船巖巌嚴厳靑青步歩"
)
_KEYS = str.maketrans(_VARIANTS[::2], _VARIANTS[1::2])
_COMPANY = re.compile(r"株式会社|\(株\)|\(株|有限会社|\(有\)|合同会社|\(同\)|合資会社|\(資\)|一般社団法人|\(一社\)")
_COMPANY_MARKS = {
    "株式会社": "(株)",
    "(株": "(株)",
    "有限会社": "(有)",
    "合同会社": "(同)",
    "合資会社": "(資)",
    "一般社団法人": "(一社)",
}
_IGNORED = re.compile(r"[\s・･·.,'\-=]")
_HONORIFIC = re.compile("(?:さん|様|さま|殿|氏)$")
_SMALL_KANA = str.maketrans("ァィゥェォッャュョヮ", "アイウエオツヤユヨワ")


def name_key(text: str) -> str:
    """For matching only: never printed, never read back."""
    name = unicodedata.normalize("NFKC", normalise(text)).translate(_KEYS)
    name = _COMPANY.sub(lambda m: _COMPANY_MARKS.get(m[0], m[0]), name)
    return _HONORIFIC.sub("", _IGNORED.sub("", name)).upper()


def kana_key(text: str) -> str:
    """Katakana without spaces; small and large kana count alike, because bank-style forms know only large ones."""
    kana = to_katakana(unicodedata.normalize("NFKC", normalise(text)))
    return _HONORIFIC.sub("", _IGNORED.sub("", kana)).translate(_SMALL_KANA).upper()
