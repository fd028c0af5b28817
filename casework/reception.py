"""The reception's words and routes: `config/reception.yml` as a value, and the routes of `config/queues.yml`."""

import re

from pydantic import BaseModel, ConfigDict, field_validator

from conversation.model import Channel

ACCIDENT = "accident_report"


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class IntentRoute(_Spec):
    """An intent a person serves; `say` comes first, where safety demands it."""

    contact_reason: str
    title: str
    say: str = ""


class DangerWords(_Spec):
    """Words of danger, as regular expressions, and what is said at once; a caller must hang up to call for help."""

    words: tuple[str, ...]
    say: str
    say_by_voice: str

    @field_validator("words")
    @classmethod
    def _are_patterns(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for word in value:
            try:
                re.compile(word)
            except re.error as error:
                raise ValueError(f"not a regular expression: {word}") from error
        return value

    def is_meant_by(self, text: str) -> bool:
        return any(re.search(word, text) for word in self.words)

    def words_for(self, channel: Channel) -> str:
        return self.say_by_voice if channel is Channel.voice else self.say


class OtherDanger(DangerWords):
    """Danger that is answered in its own way; what it is about, where that is no accident."""

    contact_reason: str | None = None


class Emergency(DangerWords):
    """No understanding is waited for. `instead` is looked into first."""

    instead: tuple[OtherDanger, ...] = ()

    def is_meant_by(self, text: str) -> bool:
        return super().is_meant_by(text) or any(item.is_meant_by(text) for item in self.instead)

    def said_to(self, text: str, channel: Channel) -> str:
        return next((item for item in self.instead if item.is_meant_by(text)), self).words_for(channel)

    def reason_of(self, text: str) -> str:
        """The contact reason; an accident where nothing else is known."""
        return next((item.contact_reason or ACCIDENT for item in self.instead if item.is_meant_by(text)), ACCIDENT)


class Unsure(_Spec):
    """When the best intent is taken at once (`sure`), and which are named in asking back (`at_least`)."""

    sure: float
    at_least: float
    most: int
    one: str
    which: str


class Reception(_Spec):
    intents: dict[str, IntentRoute]
    emergency: Emergency
    small_talk: dict[str, str]
    unsure: Unsure
    choices: tuple[str, ...]
    handed_off: str
    by_person: str
    waiting: str
    callback_choice: str
    bot_unavailable: str
    not_understood: str
    no_answer: str
    which_of_these: str
    only_this: str
    none_of_these: str


class Queues(_Spec):
    """Where contacts wait; `routes` is contact reason -> queue."""

    default: str
    queues: tuple[str, ...]
    routes: dict[str, str]

    def for_reason(self, contact_reason: str | None) -> str:
        return self.routes.get(contact_reason or "", self.default)
