"""Text of the log as it is spoken over the telephone: whole sentences, no marks, no addresses of the Internet.

Pauses are 、 and 。 only, so that every voice keeps them. What is spoken may be spoken again: `spoken` is idempotent.
"""

import re
import unicodedata
from collections.abc import Sequence

from conversation.messages import Choice
from gateway.channels.voice.numbers_aloud import amounts_in, codes_in, dates_and_yen_in, spelt
from gateway.channels.voice.voice_file import LONGEST_SENTENCES, VoiceFile

MOST_CHOICES = 5
LINK = "インターネットのページ"
LONGEST_TEXT = 4_000
"""Characters of one text that are looked at: more than ten minutes."""

_URL = re.compile(r"(?:https?://|www\.)[!-;=?-~]+", re.IGNORECASE)
_MAIL = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
_MAIL_MARKS = {"@": "アットマーク", ".": "ドット", "-": "ハイフン", "_": "アンダーバー", "+": "プラス"}
_BULLET = re.compile(r"^[\s・･•●○◆◇■□▪\-–—*※>]+")
_NUMBERED = re.compile(r"^\s*([0-9]{1,2})[.)．]\s*(?![0-9])")
_CIRCLED = re.compile("[①-⑳]")
_LABEL = re.compile(r"\s*:\s*")
_BRACKETS = str.maketrans(dict.fromkeys("()（）「」『』【】[]［］〔〕〈〉《》<>＜＞{}｛｝“”‘’" + '"', "、"))
# 「（下4桁 0048）の1件」: の belongs to what stands before it.
_CLOSED_BEFORE_NO = re.compile("[)）」』](?=の)")
_HYPHENS = re.compile("[‐‑–—−－]|(?<=[0-9])ー(?=[0-9])")
_ARROWS = re.compile("[→⇒➡/／|｜=＝;；…]+|\\.{3}")
_MARKS = re.compile("[#*_`^~〜～\\\\★☆♪†]+")
_PAUSES = re.compile("[、,，\\s]*[。．][、,，。．\\s]*")
_ASKED = re.compile("[、,，\\s]*([?!？！])[、,，。．?!？！\\s]*")
_COMMAS = re.compile("\\s*[、,，][、,，\\s]*")
_ENDS = re.compile("(?<=[。？！])")
_FULL_WIDTH = {
    **{code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))},
    **str.maketrans("：／＠＋（）\u3000", ":/@+() "),
}
_UNSPEAKABLE = ("C", "So", "Sk", "Mn", "Me", "Zl", "Zp")


def spoken(text: str, *, link: str = LINK) -> str:
    """`link` stands for every URL."""
    lines = [_line_aloud(line, link) for line in re.split(r"[\r\n\u2028\u2029]+", text[:LONGEST_TEXT])]
    return _tidy("。".join(line for line in lines if line))


def sentences_of(text: str) -> tuple[str, ...]:
    """A spoken text, sentence by sentence; the last one may lack its 。"""
    return tuple(part for part in _ENDS.split(text) if part.strip())


def pieces_of(text: str, *, longest: int, link: str = LINK) -> tuple[str, ...]:
    """The sentences of a text as it stands in the log, spoken, none longer than `longest`."""
    return tuple(piece for whole in sentences_of(spoken(text, link=link)) for piece in _short(whole, longest))


def cut_for_voice(
    sentences: Sequence[str], *, longest: int = LONGEST_SENTENCES, link: str = LINK
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is said now, about 25 seconds and never nothing, and the rest. Takes texts as they stand in the log."""
    pieces = [piece for text in sentences for piece in pieces_of(text, longest=longest, link=link)]
    said = length = 0
    for piece in pieces:
        length += len(piece)
        if said and length > longest:
            break
        said += 1
    return tuple(pieces[:said]), tuple(pieces[said:])


def choices_aloud(choices: Sequence[Choice], voice: VoiceFile) -> str:
    """はい、は1を、いいえ、は2を押してください。 Nothing without choices; more than five are only named."""
    if not choices:
        return ""
    labels = [spoken(choice.label, link=voice.words.link).rstrip("。") for choice in choices]
    if len(choices) > MOST_CHOICES:
        return _tidy(voice.words.many_choices.format(labels="、".join(labels)))
    parts = [voice.words.choice.format(label=label, key=key) for key, label in enumerate(labels, start=1)]
    return _tidy("、".join(parts) + voice.words.choices_end)


def _line_aloud(line: str, link: str) -> str:
    line = _without_signs(line.translate(_FULL_WIDTH))
    line = _URL.sub(f"、{link}、", line)
    line = _MAIL.sub(_mail_aloud, line)
    line = _BULLET.sub("", line.strip())
    line = _CIRCLED.sub(_circled_aloud, _NUMBERED.sub(lambda m: f"{m[1]}番、", line))
    line = dates_and_yen_in(_HYPHENS.sub("-", line))
    return _without_marks(_LABEL.sub("、", amounts_in(codes_in(line))))


def _without_signs(line: str) -> str:
    """Controls, emoji, lone surrogates and what combines with nothing; a tab is a space. 〒 has a reading."""
    kept = (" " if char == "\t" else char for char in line)
    return "".join(c for c in kept if c == "〒" or not unicodedata.category(c).startswith(_UNSPEAKABLE))


def _without_marks(line: str) -> str:
    line = _ARROWS.sub("、", _CLOSED_BEFORE_NO.sub("", line).translate(_BRACKETS))
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


def _circled_aloud(match: re.Match[str]) -> str:
    return f"、{int(unicodedata.numeric(match[0]))}番、"


def _mail_aloud(match: re.Match[str]) -> str:
    parts = [part for part in re.split(r"([@._+-])", match[0]) if part]
    return "、".join(_MAIL_MARKS.get(part, spelt(part) if len(part) == 1 else part) for part in parts)
