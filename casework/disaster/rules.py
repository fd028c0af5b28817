"""What the disaster mode changes: `config/disaster.yml` as a value, and what its words decide."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

from casework.disaster.switch import DisasterWatch
from casework.fields.normalise import normalise
from casework.procedures.field_spec import Name, Words

JST = ZoneInfo("Asia/Tokyo")
Days = Annotated[int, Field(ge=1, le=60)]


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Greetings(_Spec):
    """The sympathy that comes first, with {name}; what to do now; where a channel needs it shorter."""

    webchat: str
    sms: str
    voice: str

    def on(self, channel: str, name: str) -> str:
        return str(getattr(self, channel, self.webchat)).format(name=name)

    @model_validator(mode="after")
    def _name_nothing_else(self) -> Self:
        for template in (self.webchat, self.sms, self.voice):
            try:
                template.format(name="")
            except (KeyError, IndexError, ValueError) as error:
                raise ValueError("a greeting may use {name} and nothing else") from error
        return self


class DamageForm(_Spec):
    """The short form and what it stands in for.

    It opens where one of `words` is said and none of `unless`, or where one of `asked_for_as` is.
    """

    procedure: Name
    instead_of: Name
    words: tuple[Words, ...]
    unless: tuple[Words, ...]
    asked_for_as: tuple[Words, ...] = ()

    def is_told_by(self, text: str) -> bool:
        written = normalise(text)
        if any(re.search(word, written) for word in self.unless):
            return False
        return any(re.search(word, written) for word in (*self.words, *self.asked_for_as))

    def is_asked_for_by(self, text: str) -> bool:
        written = normalise(text)
        is_asked = any(re.search(word, written) for word in self.asked_for_as)
        return is_asked and not any(re.search(word, written) for word in self.unless)


class CallbackFirst(_Spec):
    """Who would wait in one of `queues` for one of `reasons` is first offered a callback, with {due}."""

    queues: tuple[Name, ...]
    reasons: tuple[Name, ...]
    say: str
    wait: str


class DisasterRules(_Spec):
    """`due_days`: business days until what a procedure promises; what is not listed keeps its own time."""

    greetings: Greetings
    advice: str
    damage: DamageForm
    callback_first: CallbackFirst
    due_days: dict[Name, Days]
    articles: tuple[Words, ...] = ()

    def due_days_of(self, procedure: str) -> int | None:
        return self.due_days.get(procedure)

    def is_article(self, title: str) -> bool:
        return any(re.search(word, title) for word in self.articles)


@dataclass(frozen=True)
class DisasterDesk:
    """The switch with the rules that hold while it is on."""

    watch: DisasterWatch
    rules: DisasterRules


async def longer_due(desk: DisasterDesk | None, procedure: str) -> int | None:
    """Business days within which this procedure promises something now; None where nothing is changed."""
    if desk is None or await desk.watch.present() is None:
        return None
    return desk.rules.due_days_of(procedure)


async def welcome(desk: DisasterDesk) -> str | None:
    """What a web chat shows above the talk while the mode is on, before anybody has written."""
    mode = await desk.watch.present()
    return desk.rules.greetings.on("webchat", mode.name) + desk.rules.advice if mode is not None else None


def spoken_end(ends_at: datetime) -> str:
    local = ends_at.astimezone(JST)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
