"""Content words of Japanese text: what questions and articles are compared by.

Questions and articles pass through the same synonyms and the same rules, so equal ideas become equal tokens.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML
from sudachipy import Dictionary, Morpheme, SplitMode

SYNONYMS = Path(__file__).with_name("synonyms.yml")
LONGEST_TEXT = 500
CONTENT = frozenset({"名詞", "動詞", "形容詞", "形状詞", "副詞"})
UNREAD = frozenset({"補助記号", "空白"})
# Sudachi tags 忘れる as dependent too, so dependent verbs are dropped by name rather than by tag.
_DEPENDENT = (
    "為る 出来る 有る 居る 成る 遣る 下さる 頂く 貰う 呉れる 仕舞う 置く 来る 行く 見る 致す 御座る 良い 欲しい"
)
# What a question is made of whatever it asks for.
_ASKING = "教える 知る 分かる 聞く 尋ねる 言う 質問 願う 宜しい 大丈夫 必要 可能 どう 如何 何故 何 ちょっと もう 又"
_FORMAL_NOUNS = "場合 事 物 時 所 訳 方 筈 積もり 為"
EMPTY_WORDS = frozenset((_DEPENDENT + " " + _ASKING + " " + _FORMAL_NOUNS).split())


class Synonyms(BaseModel):
    """The synonym file: `spellings` replace text, `whole` is not cut up, `words` replace normalised tokens."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    spellings: dict[str, tuple[str, ...]]
    whole: tuple[str, ...] = ()
    words: dict[str, str]


@dataclass(frozen=True)
class Span:
    begin: int
    end: int


class Tokenizer:
    """Sudachi with the synonyms of the house. One thread at a time: Sudachi lends its dictionary out."""

    def __init__(self, synonyms: Synonyms) -> None:
        self._sudachi = Dictionary(dict="core").create(SplitMode.A)
        self._words = synonyms.words
        self._terms = {
            spelling: term for term, variants in synonyms.spellings.items() for spelling in (*variants, term)
        }
        self._spelling = _any_of(map(_bounded, _longest_first(self._terms)))
        self._whole = _any_of(map(re.escape, _longest_first(synonyms.whole)))

    def content_words(self, text: str) -> tuple[str, ...]:
        """Normalised content words in their order; text beyond the first 500 characters is ignored."""
        plain = unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).encode("utf-8", "replace").decode()
        termed = self._spelling.sub(lambda found: self._terms[found.group()], plain)
        return tuple(self._words.get(word, word) for word in self._kept(termed))

    def _kept(self, text: str) -> Iterator[str]:
        """The pieces at odd places are what the pattern caught."""
        for place, piece in enumerate(self._whole.split(text)):
            if place % 2:
                yield piece
            else:
                yield from (m.normalized_form() for m in self._sudachi.tokenize(piece) if _carries_meaning(m))

    def reading(self, text: str) -> str:
        """The text in katakana as it is read, without punctuation: equal for homophones and for every spelling."""
        plain = unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).encode("utf-8", "replace").decode()
        morphemes = self._sudachi.tokenize(plain)
        return "".join(m.reading_form() for m in morphemes if m.part_of_speech()[0] not in UNREAD)

    def person_names(self, text: str) -> list[Span]:
        """Where Sudachi sees a surname or given name."""
        morphemes = self._sudachi.tokenize(text)
        return [Span(m.begin(), m.end()) for m in morphemes if m.part_of_speech()[2] == "人名"]


def load_tokenizer(synonyms: Path = SYNONYMS) -> Tokenizer:
    return Tokenizer(Synonyms.model_validate(YAML(typ="safe").load(synonyms.read_text("utf-8"))))


def bare(text: str) -> str:
    """The text without blanks, punctuation and differences of width or case: equal wordings become equal."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return "".join(character for character in plain if character.isalnum() or character == "ー")


def _longest_first(spellings: Iterable[str]) -> list[str]:
    return sorted(spellings, key=len, reverse=True)


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(f"({'|'.join(patterns) or '(?!)'})")


def _bounded(spelling: str) -> str:
    """PW must not be found inside another Latin word, nor パス inside パスポート."""
    if spelling.isascii():
        return rf"(?<![A-Za-z0-9]){spelling}(?![A-Za-z0-9])"
    if re.fullmatch(r"[ァ-ヺー]+", spelling):
        return rf"(?<![ァ-ヺー]){spelling}(?![ァ-ヺー])"
    return re.escape(spelling)


def _carries_meaning(morpheme: Morpheme) -> bool:
    kind, subkind = morpheme.part_of_speech()[:2]
    return kind in CONTENT and subkind != "数詞" and morpheme.normalized_form() not in EMPTY_WORDS
