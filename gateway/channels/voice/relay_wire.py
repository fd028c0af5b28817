"""The frames of ConversationRelay, both ways, as Twilio documents them; what is malformed is refused by its code.

Not verified against a live account: the frames of its optional `events`, which are unknown here.
"""

import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

MOST_BYTES = 64_000


class UnreadableFrameError(Exception):
    """`code` is malformed_frame, unknown_frame or frame_too_large."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Frame(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Setup(_Frame):
    type: Literal["setup"]
    call_sid: str = Field(alias="callSid", pattern="^CA[0-9A-Za-z]{6,62}$")
    account_sid: str = Field(default="", alias="accountSid", max_length=64)


class Prompt(_Frame):
    """`last`: the caller has finished. `lang` is what was recognised."""

    type: Literal["prompt"]
    text: str = Field(alias="voicePrompt", repr=False)
    lang: str = ""
    last: bool = False


class Dtmf(_Frame):
    type: Literal["dtmf"]
    digit: str = Field(pattern="^[0-9*#A-D]$", repr=False)


class Interrupt(_Frame):
    """The caller spoke or pressed a key over our words, of which they have heard this much."""

    type: Literal["interrupt"]
    heard: str = Field(default="", alias="utteranceUntilInterrupt", repr=False)
    milliseconds: int = Field(default=0, alias="durationUntilInterruptMs")


class Trouble(_Frame):
    """The carrier could not read a frame of ours: its description quotes what was said."""

    type: Literal["error"]
    description: str = Field(default="", repr=False)


Frame = Setup | Prompt | Dtmf | Interrupt | Trouble
_FRAMES: TypeAdapter[Frame] = TypeAdapter(Annotated[Frame, Field(discriminator="type")])


def read_frame(content: str | bytes) -> Frame:
    """Raise UnreadableFrameError."""
    encoded = content.encode(errors="replace") if isinstance(content, str) else content
    if len(encoded) > MOST_BYTES:
        raise UnreadableFrameError("frame_too_large")
    try:
        return _FRAMES.validate_json(encoded)
    except ValidationError as error:
        is_unknown = any(each["type"] == "union_tag_invalid" for each in error.errors(include_input=False))
        # Not chained: the error quotes what was said.
        raise UnreadableFrameError("unknown_frame" if is_unknown else "malformed_frame") from None


def text_frame(token: str, *, is_last: bool, gives_way: bool = False) -> str:
    """Words to be spoken, which the caller may talk over. `gives_way`: the next words may replace these."""
    return _written("text", token=token, last=is_last, interruptible=True, preemptible=gives_way)


def end_frame(reason: str) -> str:
    """The session is over; the carrier hands `reason` on to the address that follows it."""
    return _written("end", handoffData=json.dumps({"reason": reason}))


def _written(kind: str, **fields: str | bool) -> str:
    return json.dumps({"type": kind, **fields}, ensure_ascii=False)
