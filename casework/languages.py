"""Messages that are not in Japanese, told by the words of `config/languages.yml`: which language, and what is asked.

A name, a number or a code is no language, and whatever holds kana is Japanese.
"""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

LONGEST = 500
_KANA = re.compile(r"[ぁ-んァ-ヶ]")
_LINKS = re.compile(r"https?://\S+|\S+@\S+")


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _compiling(pattern: str) -> str:
    try:
        re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"not a regular expression ({error})") from error
    return pattern


Words = Annotated[str, AfterValidator(_compiling)]


class Language(_Spec):
    """`say` asks for Japanese, `going_on` is said where the request is clear, `danger` where 119 is needed."""

    script: Words | None = None
    words: tuple[Words, ...] = ()
    say: str
    going_on: str
    danger: str

    def is_that_of(self, text: str) -> bool:
        if self.script is not None and len(re.findall(self.script, text, re.IGNORECASE)) >= 1:
            return True
        return is_any_in(self.words, text)


class ForeignRequest(_Spec):
    procedure: str
    words: tuple[Words, ...]


class Languages(_Spec):
    languages: dict[str, Language] = {}
    danger: tuple[Words, ...] = ()
    person: tuple[Words, ...] = ()
    requests: tuple[ForeignRequest, ...] = ()

    def language_of(self, text: str) -> Language | None:
        """None for Japanese, and for what has no words."""
        plain = as_read(text)
        if _KANA.search(plain):
            return None
        return next((language for language in self.languages.values() if language.is_that_of(plain)), None)

    def requested(self, text: str) -> str | None:
        """The procedure that is surely asked for."""
        return next((item.procedure for item in self.requests if is_any_in(item.words, as_read(text))), None)


def as_read(text: str) -> str:
    return _LINKS.sub(" ", unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text[:LONGEST])))


def is_any_in(words: tuple[str, ...], text: str) -> bool:
    return any(re.search(word, text, re.IGNORECASE) for word in words)
