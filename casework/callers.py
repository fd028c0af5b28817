"""Who is writing or calling when it is no policyholder, told by the words of `config/callers.yml`.

To none of them is anything told: neither whether somebody is a customer nor how a claim stands.
"""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from casework.fields.normalise import normalise

LONGEST = 1_000
"""Whoever introduces themselves does it at the beginning."""


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _compiling(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression ({error})") from error
    return pattern


Words = Annotated[str, AfterValidator(_compiling)]


class CallerRule(_Spec):
    """`words` tell who it is, after what `never` matches was taken out."""

    words: tuple[Words, ...] = Field(min_length=1)
    never: tuple[Words, ...] = ()
    then: Literal["person", "offer", "end"]
    contact_reason: str
    say: str

    def is_told_by(self, text: str) -> bool:
        """`text` is in its normal form."""
        for words in self.never:
            text = re.sub(words, "", text)
        return any(re.search(words, text) for words in self.words)


class Callers(_Spec):
    """The rules by name, in the order in which they are tried."""

    callers: dict[str, CallerRule] = {}

    def who(self, text: str) -> tuple[str, CallerRule] | None:
        normal = normalise(text[:LONGEST])
        return next(((name, rule) for name, rule in self.callers.items() if rule.is_told_by(normal)), None)
