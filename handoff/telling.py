"""What a customer hears when they are put into a queue: a place and a wait, or a reason and a date. Never silence."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from string import Formatter
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from conversation.model import Channel
from handoff.hours import JST, Closed, HoursStatus, Open

_PROMISED_WITHIN = timedelta(hours=1)
_STEP = timedelta(minutes=5)
WIDE = 6
_WEEKDAYS = "月火水木金土日"

Template = Annotated[str, Field(min_length=1)]


def _may_name(*known: str) -> AfterValidator:
    """A template that names anything else is refused when the file is read, not when a customer waits."""

    def check(template: str) -> str:
        fields = [field for field in Formatter().parse(template) if field[1] is not None]
        used = {str(name) for _, name, _, _ in fields}
        if not used <= set(known):
            raise ValueError(f"unknown variable {', '.join(sorted(used - set(known)))}; known: {', '.join(known)}")
        if any(form or conversion for _, _, form, conversion in fields):
            raise ValueError("a variable stands alone in its braces, such as {queue}")
        return template

    return AfterValidator(check)


class WaitingWords(BaseModel):
    """The templates. A wait of `long_wait_seconds` or more is told together with the offer of a callback.

    `means` is how somebody on a channel is answered later.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    next_in_line: Annotated[Template, _may_name("queue", "wait")]
    in_line: Annotated[Template, _may_name("queue", "position", "wait")]
    in_line_without_estimate: Annotated[Template, _may_name("queue", "position")]
    nobody: Annotated[Template, _may_name("queue")]
    closed: Annotated[Template, _may_name("queue", "reason", "opens")]
    closed_for_now: Annotated[Template, _may_name("queue", "reason")]
    promise: Annotated[Template, _may_name("queue", "due", "means")]
    means: dict[Channel, str]
    callback_offer: Annotated[Template, _may_name("queue")]
    long_wait_seconds: int = Field(default=600, ge=60)

    @field_validator("means")
    @classmethod
    def _names_every_channel(cls, value: dict[Channel, str]) -> dict[Channel, str]:
        if missing := set(Channel) - value.keys():
            raise ValueError(f"missing: {', '.join(sorted(missing))}")
        return value


@dataclass(frozen=True)
class Placement:
    """Where a contact stands. `at` is the moment of telling; with it 本日 and 明日 stand before their dates."""

    queue_label: str
    position: int
    estimate: tuple[int, int] | None
    hours: HoursStatus
    agents_online: bool
    promised_by: datetime | None = None
    at: datetime | None = None
    channel: Channel = Channel.webchat


def tell_placement(placement: Placement, words: WaitingWords) -> str:
    """One or two sentences. Closed hours outrank an empty desk, and an empty desk outranks any estimate."""
    queue, hours = placement.queue_label, placement.hours
    if isinstance(hours, Closed) and hours.opens_at is None:
        return words.closed_for_now.format(queue=queue, reason=hours.label) + _promise(placement, words, otherwise="")
    offer = words.callback_offer.format(queue=queue)
    if isinstance(hours, Closed) and hours.opens_at is not None:
        opens = say_moment(hours.opens_at, placement.at)
        said = words.closed.format(queue=queue, reason=hours.label, opens=opens)
        return said + _promise(placement, words, otherwise=offer)
    if not placement.agents_online:
        return words.nobody.format(queue=queue) + _promise(placement, words, otherwise=offer)
    return _place_in_line(placement, words, offer)


def promise_due(status: HoursStatus, at: datetime) -> datetime | None:
    """When an answer is promised: one business hour after the opening, or after `at` when open.

    Rounded up to five minutes, and never past the end of the open stretch: one shorter than an hour is promised until
    its end, so that somebody works at the time told. None when nothing opens, and when less than the hour is left of
    a stretch that is open: then ask with the status at its `until`.
    """
    if isinstance(status, Open):
        due, latest = at + _PROMISED_WITHIN, status.until
        if latest and due > latest:
            return None
    elif status.opens_at:
        due, latest = status.opens_at + _PROMISED_WITHIN, status.opens_until
    else:
        return None
    rounded = _rounded_up(due.astimezone(JST))
    return min(rounded, latest) if latest else rounded


def say_moment(moment: datetime, at: datetime | None = None) -> str:
    """11月24日（火）10時, with 本日 or 明日 before it when `at` tells what day it is."""
    local = moment.astimezone(JST)
    near = ""
    if at:
        near = {0: "本日", 1: "明日"}.get((local.date() - at.astimezone(JST).date()).days, "")
    minutes = f"{local.minute}分" if local.minute else ""
    return f"{near}{local.month}月{local.day}日（{_WEEKDAYS[local.weekday()]}）{local.hour}時{minutes}"


def _place_in_line(placement: Placement, words: WaitingWords, offer: str) -> str:
    queue, position = placement.queue_label, placement.position
    if placement.estimate is None:
        return words.in_line_without_estimate.format(queue=queue, position=position)
    low, high = placement.estimate
    wait = f"{low // 60}分" if low == high else f"{low // 60}〜{high // 60}分"
    if high > WIDE * low:
        # From one to thirty minutes tells nobody how long to wait.
        wait = f"長くて{high // 60}分"
    template = words.next_in_line if position <= 1 else words.in_line
    said = template.format(queue=queue, position=position, wait=wait)
    return said + (offer if high >= words.long_wait_seconds else "")


def _promise(placement: Placement, words: WaitingWords, *, otherwise: str) -> str:
    if placement.promised_by is None:
        return otherwise
    due, means = say_moment(placement.promised_by, placement.at), words.means[placement.channel]
    return words.promise.format(queue=placement.queue_label, due=due, means=means)


def _rounded_up(moment: datetime) -> datetime:
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + -((midnight - moment) // _STEP) * _STEP
