"""What may never be said to a customer, as readable rules: `config/wording_guard.yml` as a value.

A breach of a rule that `refuses` keeps the service from starting; the other rules are kept by the tests.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Kind = Literal["answer", "article", "canned"]

_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?][」』）)]*|[^。！？!?\n]+")
_ASKS = re.compile(r"(?:か|でしょう|ですね|[？?])[。？?]?[」』）)]*$")
_SLOT = re.compile(r"\{[a-z_]+\}")


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _compiling(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression ({error})") from error
    return pattern


Words = Annotated[str, AfterValidator(_compiling)]


class Rule(_Spec):
    """`patterns` may not be said, unless in the words of `allowed`, which are taken out first."""

    name: str
    why: str
    kinds: tuple[Literal["answer", "article"], ...] = ("answer", "article")
    refuses: bool = False
    patterns: tuple[Words, ...] = Field(min_length=1)
    allowed: tuple[Words, ...] = ()

    def found_in(self, text: str) -> str | None:
        """The words that break the rule."""
        for words in self.allowed:
            text = re.sub(words, "", text)
        hits = (re.search(pattern, text) for pattern in self.patterns)
        return next((hit.group() for hit in hits if hit is not None), None)


class SaidTexts(_Spec):
    """Which texts of a file customers get to see or hear; `paths` are dotted, with `*` for anything."""

    files: str
    paths: tuple[str, ...] = Field(min_length=1)
    kind: Kind = "answer"

    def holds(self, path: str) -> bool:
        return any(fnmatchcase(path, pattern) for pattern in self.paths)


class Lengths(_Spec):
    """How long a sentence may be, alone and on average, in characters; how many questions one text may ask."""

    sentence: int
    article_sentence: int
    average: int
    questions: int
    sms_part: int
    spoken: int


class WordingRules(_Spec):
    texts: tuple[SaidTexts, ...]
    rules: tuple[Rule, ...]
    lengths: Lengths

    def breach_in(self, text: str, kind: Kind, *, refusing_only: bool = False) -> "Breach | None":
        """The first rule that the text breaks; what agents read over before they send it is measured as an answer."""
        measured = "article" if kind == "article" else "answer"
        for rule in self.rules:
            if measured in rule.kinds and (rule.refuses or not refusing_only):
                found = rule.found_in(text)
                if found is not None:
                    return Breach(rule.name, rule.why, found)
        return None


@dataclass(frozen=True)
class Breach:
    rule: str
    why: str
    words: str


def sentences_in(text: str) -> Sequence[str]:
    return [part for part in (found.strip() for found in _SENTENCE.findall(text)) if part]


def length_of(sentence: str) -> int:
    """In characters; what is filled in later counts as eight, as long as most names and days are."""
    return len(_SLOT.sub("＿" * 8, sentence))


def questions_in(text: str) -> int:
    return sum(_ASKS.search(sentence) is not None for sentence in sentences_in(text))
