"""Text of the log as it is spoken over the telephone: whole sentences, no marks, no addresses of the Internet.

Pauses are 、 and 。 only, so that every voice keeps them. What is spoken may be spoken again: `spoken` is idempotent.
"""

import re
import unicodedata
from collections.abc import Sequence

from conversation.messages import Choice
from gateway.channels.voice.numbers_aloud import amounts_in, codes_in, dates_and_times_in, spelt
from gateway.channels.voice.voice_file import LONGEST_SENTENCES, VoiceFile

MOST_CHOICES = 5
LONGEST_TEXT = 20_000
"""Characters looked at; a log message is far shorter."""

_URL = re.compile(r"(?:https?://|www\.)[!-;=?-~]+", re.IGNORECASE)
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
_BULLET = re.compile(r"^[\s・･•●○◆◇■□▪\-–—*※>]+(?=\S)")
_NUMBERED = re.compile(r"^\s*(?:([0-9]{1,2})[.)）．]|([①-⑳]))\s*(?![0-9])")
_LABEL = re.compile(r"(?<=[^0-9\s])\s*[:：]\s*(?=\S)")
_OPENING = str.maketrans(dict.fromkeys("(（【[［〔〈《<＜{｛", "、"))
_CLOSING = str.maketrans(dict.fromkeys(")）】]］〕〉》>＞}｝", "、"))
_QUOTES = re.compile("[「『“‘\"]|[」』”’\"]$")
_QUOTE_END = re.compile("[」』”’]")
_HYPHENS = re.compile("[‐‑–—−－]|(?<=[0-9])ー(?=[0-9])")
_ARROWS = re.compile("[→⇒➡/／|｜=＝;；…]+|\\.{3}")
_MARKS = re.compile("[#*_`^~〜～\\\\★☆♪†]+")
_PAUSES = re.compile("[、,，\\s]*[。．][、,，。．\\s]*")
_ASKED = re.compile("[、,，\\s]*([?!？！])[、,，。．?!？！\\s]*")
_COMMAS = re.compile("\\s*[、,，][、,，\\s]*")
_ENDS = re.compile("(?<=[。？！])")
_FULL_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_FULL_WIDTH |= {ord("：") : ord(":"), ord("／"): ord("/"), ord("＠"): ord("@"), ord("＋"): ord("+"), 0x3000: ord(" ")}
_UNSPEAKABLE = ("C", "So", "Sk", "Mn", "Me", "Zl", "Zp")


def spoken(text: str, *, link: str = "インターネットのページ") -> str:
    """`link` stands for every URL."""
    lines = [_line_aloud(line, link) for line in re.split(r"[\r\n\u2028\u2029]+", text[:LONGEST_TEXT])]
    return _tidy("。".join(line for line in lines if line))


def sentences_of(text: str) -> tuple[str, ...]:
    """A spoken text, sentence by sentence; the last one may lack its 。"""
    return tuple(part for part in _ENDS.split(text) if part.strip())


def cut_for_voice(
    sentences: Sequence[str], *, longest: int = LONGEST_SENTENCES
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is said now, about 25 seconds and never nothing, and the rest. Takes texts as they stand in the log."""
    pieces = [piece for text in sentences for whole in sentences_of(spoken(text)) for piece in _short(whole, longest)]
    said = 0
    length = 0
    for piece in pieces:
        length += len(piece)
        if said and length > longest:
            break
        said += 1
    return tuple(pieces[:said]), tuple(pieces[said:])


def choices_aloud(choices: Sequence[Choice], voice: VoiceFile) -> str:
    """はい、は1を、いいえ、は2を、押してください。 Nothing without choices; more than five are asked for by words."""
    if not choices:
        return ""
    if len(choices) > MOST_CHOICES:
        return voice.words.many_choices
    labels = [spoken(choice.label, link=voice.words.link).rstrip("。") for choice in choices]
    parts = [voice.words.choice.format(label=label, key=key) for key, label in enumerate(labels, start=1)]
    return _tidy("".join(parts) + voice.words.choices_end)


def _line_aloud(line: str, link: str) -> str:
    line = _without_signs(line.translate(_FULL_WIDTH))
    line = _URL.sub(f"、{link}、", line)
    line = _MAIL.sub(_mail_aloud, line)
    line = _BULLET.sub("", line.strip())
    line = _NUMBERED.sub(lambda m: f"{m[1] or unicodedata.digit(m[2], 0)}番、", line)
    line = dates_and_times_in(_HYPHENS.sub("-", line))
    line = amounts_in(codes_in(_LABEL.sub("、", line)))
    return _without_marks(line)


def _without_signs(line: str) -> str:
    """Controls, emoji, lone surrogates and what combines with nothing; a tab is a space. 〒 has a reading."""
    kept = (" " if char == "\t" else char for char in line)
    return "".join(c for c in kept if c in "〒①②③④⑤⑥⑦⑧⑨⑩" or not unicodedata.category(c).startswith(_UNSPEAKABLE))


def _without_marks(line: str) -> str:
    line = _QUOTE_END.sub("、", _QUOTES.sub("", line))
    line = _ARROWS.sub("、", line.translate(_OPENING).translate(_CLOSING))
    return _MARKS.sub("", line.replace("&", "アンド").replace("＆", "アンド").replace("〒", "郵便番号、")).strip()


def _tidy(text: str) -> str:
    """One pause where several meet, none at the start, 。 at the end."""
    text = _ASKED.sub(lambda m: {"?": "？", "!": "！"}.get(m[1], m[1]), _PAUSES.sub("。", _COMMAS.sub("、", text)))
    text = re.sub(" +", " ", text).strip(" 、").removeprefix("。").strip(" 、")
    return text if not text or text.endswith(("。", "？", "！")) else f"{text}。"


def _short(sentence: str, longest: int) -> list[str]:
    """A sentence nobody could follow is cut at its commas, and hard where it has none."""
    pieces: list[str] = []
    for part in re.split("(?<=、)", sentence):
        if pieces and len(pieces[-1]) + len(part) <= longest:
            pieces[-1] += part
        else:
            pieces += [part[start : start + longest] for start in range(0, len(part), longest)]
    return pieces


def _mail_aloud(match: re.Match[str]) -> str:
    names = {"@": "アットマーク", ".": "ドット", "-": "ハイフン", "_": "アンダーバー", "+": "プラス", "%": ""}
    return "、".join(names.get(part, spelt(part) if len(part) == 1 else part) for part in re.split(r"([@._+%-])", match[0]) if part)
