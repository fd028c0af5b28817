"""A story: a conversation written down as a file, told over the channels through the real doors.

`tests/journeys/stories/*.yml` holds them. Each line says something and names pieces of what must be heard then.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

CHANNELS = ("webchat", "sms", "voice")
ChannelName = Literal["webchat", "sms", "voice"]


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Line(_Spec):
    """One turn. `say` may hold {name}, {policy_no} and other words of the policyholder; `code` says the code that came
    by SMS (2: the second), `press` keys, `silent` nothing. `only` restricts the line to channels.
    """

    say: str | None = None
    code: int = 0
    press: str | None = None
    silent: bool = False
    hear: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    only: tuple[ChannelName, ...] = CHANNELS

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, value: Any) -> Any:
        """`[say, hear]` for most lines, and a single piece instead of a list of one."""
        if isinstance(value, list):
            value = {"say": value[0], "hear": value[1:]}
        return {
            key: (item,) if key in {"hear", "never", "only"} and isinstance(item, str) else item
            for key, item in value.items()
        }

    @model_validator(mode="after")
    def _does_one_thing(self) -> Self:
        if sum((self.say is not None, self.code > 0, self.press is not None, self.silent)) != 1:
            raise ValueError("a line has exactly one of say, code, press and silent")
        if (self.press or self.silent) and self.only != ("voice",):
            raise ValueError("keys and silence are for voice only")
        return self


class Kept(_Spec):
    """The case that must stand at the end; `fields` are compared one by one."""

    procedure: str
    status: str | None = None
    fields: dict[str, Any] = Field(default_factory=dict)


class Story(_Spec):
    """`by` is the kind of policyholder (tests/sim/population.py). `never` holds for every answer.

    `contact_reason` and `waits_for_person` are looked up in the contact log afterwards.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    by: str = "family"
    channels: tuple[ChannelName, ...] = CHANNELS
    lines: tuple[Line, ...] = Field(min_length=1)
    never: tuple[str, ...] = ()
    cases: tuple[Kept, ...] = ()
    no_case: bool = False
    contact_reason: str | None = None
    waits_for_person: bool = False
    season: tuple[str, str] | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_case(cls, value: dict[str, Any]) -> dict[str, Any]:
        """`case:` for most stories, `cases:` where several stand at the end."""
        rest = {key: item for key, item in value.items() if key != "case"}
        return {**rest, "cases": (value["case"],)} if "case" in value else rest

    def is_told_on(self, day: date) -> bool:
        """Some answers depend on the time of the year: `season: ["10-26", "03-15"]`."""
        if self.season is None:
            return True
        begins, ends = self.season
        today = f"{day:%m-%d}"
        return begins <= today <= ends if begins <= ends else today >= begins or today <= ends


class Book(_Spec):
    """One file: the stories about one subject. `identify` are lines that stand for `- identify` in a story."""

    title: str
    stories: tuple[Story, ...]


IDENTIFY = (
    {"say": "{name}です", "hear": ["証券番号"]},
    {"say": "{policy_no}です", "hear": ["生年月日"]},
    {"say": "{birth}です", "hear": ["確認ができました"]},
)


def read_book(path: Path) -> Book:
    """`- identify` proves who speaks; `- identify: 最初の質問` names what is heard then instead."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    for story in document["stories"]:
        story["lines"] = [line for item in story["lines"] for line in _expanded(item)]
    return Book.model_validate(document)


def all_stories(folder: Path) -> Sequence[tuple[str, str, Story]]:
    """(file, its title, story) in the order of the files."""
    books = [(path.stem, read_book(path)) for path in sorted(folder.glob("*.yml"))]
    return [(subject, book.title, story) for subject, book in books for story in book.stories]


def _expanded(item: Any) -> list[Any]:
    if item == "identify":
        return list(IDENTIFY)
    if isinstance(item, dict) and "identify" in item:
        last = IDENTIFY[-1]
        return [*IDENTIFY[:-1], {**last, "hear": [item["identify"]]}]
    return [item]
