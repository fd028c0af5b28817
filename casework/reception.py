"""The reception's words and routes: `config/reception.yml` and `config/queues.yml` as values."""

from pydantic import BaseModel, ConfigDict


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class IntentRoute(_Spec):
    """An intent a person serves; `say` comes first, where safety demands it."""

    contact_reason: str
    title: str
    say: str = ""


class Reception(_Spec):
    intents: dict[str, IntentRoute]
    small_talk: dict[str, str]
    choices: tuple[str, ...]
    handed_off: str
    by_person: str
    waiting: str
    callback_choice: str
    bot_unavailable: str
    not_understood: str
    no_answer: str
    which_of_these: str
    none_of_these: str


class QueueSpec(_Spec):
    label: str
    estimated_wait_seconds: tuple[int, int]


class Queues(_Spec):
    """Where contacts wait; `routes` is contact reason -> queue."""

    default: str
    queues: dict[str, QueueSpec]
    routes: dict[str, str]

    def for_reason(self, contact_reason: str | None) -> str:
        return self.routes.get(contact_reason or "", self.default)
