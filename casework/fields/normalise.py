"""One written form for everything customers type or say, before any parser looks at it.

The result is never longer than MAX_LENGTH, so every pattern behind it works on bounded text.
"""

import re
import unicodedata

MAX_LENGTH = 1_000

_COMPATIBILITY_KANJI = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f])")
_DASHES = re.compile("[\u00ad\u2010-\u2015\u2043\u2212\u2500\u2501\ufe58\ufe63\uff0d]")
_LONG_VOWEL_IN_NUMBER = re.compile(r"(?<=[0-9A-Za-z〇一二三四五六七八九十])ー(?=[0-9A-Za-z〇一二三四五六七八九十])")
_WAVES = re.compile("[〜∼\u223e]")
_SPACES = re.compile(r"\s+")
_FILLER = re.compile(
    r"(?:え[ーぇえ]*っ?とー*(?:ですね)?|えー+|あの[ーぉう]+|あのですね|そのー+|うー+んと?ー*"
    r"|んー+と?|まあ(?![0-9])|ま[ーぁ]+|なんか)[、,。.… ]*"
)
_LEADING_FILLERS = re.compile(rf"^(?:[、,。.… ]|{_FILLER.pattern}|あの[、, ])++")
_INNER_FILLER = re.compile(r"[、, ]*(?:え[ーえ]+っ?とー*|あのー+|えー+っと)[、,… ]*")
_ENDING = re.compile(
    r"(?:[。、,.!?…~\s]|です(?:ね|よ|が|けど|けれども|か|わ)?|でございます|になります|となります"
    "|(?:で|に|を)?(?:よろしく)?お願い(?:いた)?(?:します|致します"
    "|申し上げます)|だと思います|かと思います|だよ|やで|っす|でーす)$"
)


def normalise(text: str) -> str:
    """NFKC with our own folding; safe for lone surrogates and control characters.

    CJK compatibility ideographs stay as written: in a name they are the printed form.
    """
    text = _visible(text[:MAX_LENGTH])
    pieces = _COMPATIBILITY_KANJI.split(text)
    text = "".join(p if i % 2 else unicodedata.normalize("NFKC", p) for i, p in enumerate(pieces))
    text = _DASHES.sub("-", _visible(text))
    text = _WAVES.sub("~", text)
    text = _LONG_VOWEL_IN_NUMBER.sub("-", text)
    return _SPACES.sub(" ", text).strip()[:MAX_LENGTH]


def strip_fillers(text: str) -> str:
    """Drop hesitation sounds; ええ stays, because it also means yes."""
    return _INNER_FILLER.sub(" ", _LEADING_FILLERS.sub("", text)).strip()


def strip_ending(text: str) -> str:
    """Drop the polite end of an answer and its punctuation."""
    while (shorter := _ENDING.sub("", text[-40:])) != text[-40:]:
        text = text[:-40] + shorter if len(text) > 40 else shorter
    return text


def clean(text: str) -> str:
    """Normalised, without hesitation and without the polite end."""
    return strip_ending(strip_fillers(normalise(text)))


def to_hiragana(text: str) -> str:
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text)


def to_katakana(text: str) -> str:
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in text)


def _visible(text: str) -> str:
    return "".join(" " if c in "\t\r\n\u2028\u2029" else c for c in text if _is_kept(c))


def _is_kept(char: str) -> bool:
    return char in "\t\r\n" or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
