"""`config/links.yml`: how long a link is good for, and the words of the SMS that brings it."""

from datetime import timedelta
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from casework.errors import ProcedureFileError

PURPOSES = frozenset({"continue", "photo", "kanji"})
# Two parts of a concatenated SMS in UCS-2.
TWO_PARTS = 2 * 67
# What comes after the public base URL: /c/ and 256 bits in base64.
PATH_LENGTH = len("/c/") + 43
# An address of 29 characters; whether the real one is short enough is checked once it is known.
LONGEST_URL = 29 + PATH_LENGTH
MINUTES_OF_HOUR = 60


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LinkRule(_Spec):
    """`text` holds `{url}` and may hold `{valid}`."""

    valid_minutes: int = Field(ge=5, le=7 * 24 * MINUTES_OF_HOUR)
    text: str

    @property
    def valid(self) -> timedelta:
        return timedelta(minutes=self.valid_minutes)

    def words(self, url: str) -> str:
        """What the SMS says."""
        hours, minutes = divmod(self.valid_minutes, MINUTES_OF_HOUR)
        valid = f"{self.valid_minutes}分" if minutes else f"{hours}時間"
        return self.text.replace("{valid}", valid).replace("{url}", url)

    def length_with(self, url: str) -> int:
        """In UTF-16 code units, as the carriers count."""
        return len(self.words(url).encode("utf-16-le")) // 2

    @model_validator(mode="after")
    def _fits_two_parts(self) -> Self:
        if self.text.count("{url}") != 1:
            raise ValueError("text: must hold {url} once")
        length = self.length_with("x" * LONGEST_URL)
        if length > TWO_PARTS:
            raise ValueError(f"text: is {length} characters with its link; two SMS parts hold {TWO_PARTS}")
        return self


class LinkFile(_Spec):
    """`per_day` is per conversation. For `session_hours` after it was opened a link lends its verification."""

    purposes: dict[str, LinkRule]
    per_day: int = Field(ge=1, le=1_000)
    session_hours: int = Field(ge=1, le=7 * 24)

    @property
    def session(self) -> timedelta:
        return timedelta(hours=self.session_hours)

    def check_fits(self, public_base_url: str) -> None:
        """Raise ProcedureFileError when an SMS with a link to this address needs more than two parts."""
        for name, rule in self.purposes.items():
            length = rule.length_with(public_base_url + "x" * PATH_LENGTH)
            if length > TWO_PARTS:
                raise ProcedureFileError(
                    f"links.yml, purposes.{name}.text: is {length} characters with a link to {public_base_url}; "
                    f"two SMS parts hold {TWO_PARTS}. Shorten the text or the public base URL."
                )

    @model_validator(mode="after")
    def _has_every_purpose(self) -> Self:
        if missing := PURPOSES ^ self.purposes.keys():
            raise ValueError(f"purposes: must be exactly {sorted(PURPOSES)}; see {sorted(missing)}")
        return self
